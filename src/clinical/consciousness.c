#include "clinical/consciousness.h"

#include <stddef.h>

#define MICRO INT64_C(1000000)

static const struct consciousness levels[CONSCIOUSNESS_LEVELS] = {
    {'A', "248234008", "Mentally alert"},    {'C', "130987000", "Acute confusion"},
    {'V', "300202002", "Responds to voice"}, {'P', "450847001", "Responds to pain"},
    {'U', "422768004", "Unresponsive"},
};

const struct consciousness *consciousness_of(int64_t value)
{
    if (value < 0 || value % MICRO || value / MICRO >= CONSCIOUSNESS_LEVELS) {
        return NULL;
    }
    return &levels[value / MICRO];
}
