#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "replay_world.h"

int replay_set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    if (!world)
        return -1;
    arena_init(&world->arena);
    *state = world;
    return 0;
}

int replay_tear_down(void **state)
{
    struct world *world = *state;
    arena_finish(&world->arena);
    free(world);
    return 0;
}

void read_series(struct world *world, const char *text)
{
    if (!series_parse(&world->arena, str_of(text), &world->series, &world->error))
        fail_msg("%s: %s", world->error.place, world->error.detail);
}
