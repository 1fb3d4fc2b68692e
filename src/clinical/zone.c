/* Zones: an order and four words. */
#include "clinical/zone.h"

#include <stddef.h>
#include <string.h>

static const char *const words[] = {
    [ZONE_NONE] = "none",
    [ZONE_GREEN] = "green",
    [ZONE_YELLOW] = "yellow",
    [ZONE_RED] = "red",
};

enum zone zone_worse(enum zone a, enum zone b)
{
    return a > b ? a : b;
}

const char *zone_word(enum zone zone)
{
    return words[zone <= ZONE_RED ? zone : ZONE_NONE];
}

_Bool zone_of_word(const char *word, enum zone *zone_r)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i]) == 0) {
            *zone_r = (enum zone)i;
            return 1;
        }
    }
    return 0;
}
