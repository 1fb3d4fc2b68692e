/* GOLD A, B, E of a series: the newest score of mMRC and of CAT, and how many exacerbations and
 * admissions of the last twelve months somebody has counted. Told beside a day, never judged by. */
#ifndef VARDE_REPLAY_GOLD_H
#define VARDE_REPLAY_GOLD_H

#include "base/arena.h"
#include "clinical/instrument.h"
#include "replay/series.h"

enum gold_part { GOLD_MMRC, GOLD_CAT, GOLD_EXACERBATIONS, GOLD_ADMISSIONS_YEAR, GOLD_PARTS };

/* As a series names them: "mmrc", "exacerbations" … */
extern const char *const gold_part_words[GOLD_PARTS];

/* One part, from its day on. */
struct gold_fact {
    enum gold_part part;
    int value;
    int32_t day;
    int64_t at;
};

/* What is known on a day; -1: not known. */
struct gold_told {
    enum gold group;
    int known[GOLD_PARTS];
};

/* The facts of a series in the order of days: its complete scores and its counts. None when nothing
 * was counted: then there is no group to tell. */
struct gold_fact *gold_facts(struct arena *arena, const struct series *series, size_t *count_r);

/* Of the facts until a day, none of them older than twelve months. */
void gold_tell(const struct gold_fact *facts, size_t count, int32_t day, struct gold_told *told_r);

/* "A", "B", "E"; NULL: what is missing could change it. */
const char *gold_word(enum gold group);

#endif
