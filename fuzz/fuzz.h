/* What the fuzzers share. */
#ifndef VARDE_FUZZ_H
#define VARDE_FUZZ_H

#include <stdlib.h>

#include "base/arena.h"
#include "base/json_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool holds)
{
    if (!holds)
        abort();
}

/* What is wrong with an input, and where. */
static inline void must_tell(const struct error *error)
{
    must(error->code == ERROR_INVALID && error->place[0] && error->detail[0]);
}

/* As all that comes in over HTTP is. */
static inline bool is_utf8(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        size_t more = data[i] < 0x80 ? 0 : data[i] < 0xe0 ? 1 : data[i] < 0xf0 ? 2 : 3;
        if ((data[i] >= 0x80 && data[i] < 0xc2) || data[i] > 0xf4 || more >= size - i)
            return false;
        if (more > 1 &&
            ((data[i] == 0xe0 && data[i + 1] < 0xa0) || (data[i] == 0xed && data[i + 1] > 0x9f) ||
             (data[i] == 0xf0 && data[i + 1] < 0x90) || (data[i] == 0xf4 && data[i + 1] > 0x8f)))
            return false;
        for (; more; more--)
            if ((data[++i] & 0xc0) != 0x80)
                return false;
    }
    return true;
}

/* Tries what is JSON. */
static inline int fuzz_json(const uint8_t *data, size_t size,
                            void (*try)(struct arena *arena, struct json_object *json))
{
    struct arena arena;
    struct error error = {0};
    struct json_object *json = json_in_parse((struct str){(const char *)data, size}, &error);
    if (!json)
        return 0;
    arena_init(&arena);
    try(&arena, json);
    json_in_destroy(json);
    arena_finish(&arena);
    return 0;
}

#endif
