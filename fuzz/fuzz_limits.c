/* The file of individual limits that a replay is given: any bytes are read or refused with words;
 * what is read can be judged by. */
#include "fuzz.h"

#include "replay/replay.h"

static void check(const struct limit *limit)
{
    must(parameter_info(limit->parameter) != NULL);
    must(limit->zone == ZONE_YELLOW || limit->zone == ZONE_RED);
    must((limit->condition & (limit->condition - 1)) == 0);
    must(limit->days >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct error error = {0};
    struct limit *limits;
    size_t count;
    arena_init(&arena);
    if (replay_limits(&arena, (struct str){(const char *)data, size}, &limits, &count, &error))
        for (size_t i = 0; i < count; i++)
            check(&limits[i]);
    else
        must(error.code == ERROR_INVALID && error.detail[0]);
    arena_finish(&arena);
    return 0;
}
