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
