/* What a test of series and of replays stands on. */
#ifndef VARDE_TEST_REPLAY_WORLD_H
#define VARDE_TEST_REPLAY_WORLD_H

#include "replay/replay.h"
#include "replay/series.h"

#define HEAD "time,parameter,value,unit\n"

struct world {
    struct arena arena;
    struct series series;
    struct error error;
    struct programme programme;
    struct buf out;
};

/* For cmocka: *state is the world. */
int replay_set_up(void **state);
int replay_tear_down(void **state);

/* Fails the test when the text is no series. */
void read_series(struct world *world, const char *text);

#endif
