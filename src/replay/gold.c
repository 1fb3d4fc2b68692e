#include "replay/gold.h"

#include <stdlib.h>

enum { YEAR = 365 };

const char *const gold_part_words[GOLD_PARTS] = {
    [GOLD_MMRC] = "mmrc",
    [GOLD_CAT] = "cat",
    [GOLD_EXACERBATIONS] = "exacerbations",
    [GOLD_ADMISSIONS_YEAR] = "admissions",
};

static int by_moment(const void *a, const void *b)
{
    const struct gold_fact *one = a, *other = b;
    int order = (one->day > other->day) - (one->day < other->day);
    order = order ? order : (one->at > other->at) - (one->at < other->at);
    order = order ? order : (int)one->part - (int)other->part;
    return order ? order : one->value - other->value; /* of two of one moment the worse counts */
}

struct gold_fact *gold_facts(struct arena *arena, const struct series *series, size_t *count_r)
{
    struct gold_fact *facts =
        arena_array(arena, struct gold_fact, series->score_count + series->year_count);
    size_t count = 0;
    *count_r = 0;
    if (!series->year_count)
        return facts;
    for (size_t i = 0; i < series->score_count; i++) {
        const struct series_score *one = &series->scores[i];
        if (one->score.state == INSTRUMENT_COMPLETE &&
            (one->instrument == INSTRUMENT_MMRC || one->instrument == INSTRUMENT_CAT))
            facts[count++] =
                (struct gold_fact){one->instrument == INSTRUMENT_MMRC ? GOLD_MMRC : GOLD_CAT,
                                   one->score.score, one->day, one->at};
    }
    for (size_t i = 0; i < series->year_count; i++) {
        const struct series_year *one = &series->years[i];
        facts[count++] =
            (struct gold_fact){one->admissions ? GOLD_ADMISSIONS_YEAR : GOLD_EXACERBATIONS,
                               one->count, one->day, one->at};
    }
    qsort(facts, count, sizeof *facts, by_moment);
    *count_r = count;
    return facts;
}

void gold_tell(const struct gold_fact *facts, size_t count, int32_t day, struct gold_told *told_r)
{
    for (int i = 0; i < GOLD_PARTS; i++)
        told_r->known[i] = -1;
    for (size_t i = 0; i < count && facts[i].day <= day; i++)
        if (facts[i].day > day - YEAR)
            told_r->known[facts[i].part] = facts[i].value;
    told_r->group =
        gold_group(&(struct gold_input){.mmrc = told_r->known[GOLD_MMRC],
                                        .cat = told_r->known[GOLD_CAT],
                                        .moderate = told_r->known[GOLD_EXACERBATIONS],
                                        .admissions = told_r->known[GOLD_ADMISSIONS_YEAR]});
}

const char *gold_word(enum gold group)
{
    static const char *const words[] = {
        [GOLD_UNKNOWN] = NULL, [GOLD_A] = "A", [GOLD_B] = "B", [GOLD_E] = "E"};
    return words[group];
}
