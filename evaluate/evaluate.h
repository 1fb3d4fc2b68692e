/* The evaluation of the rules: simulated people by the thousand, each set of rules over the same of
 * them, and the published series. */
#ifndef VARDE_EVALUATE_H
#define VARDE_EVALUATE_H

#include "check.h"
#include "tally.h"

#include <stdio.h>

#define EVALUATE_PATH 512
#define POPULATIONS 4

struct scored {
    const struct set *set;
    struct tally sum;
    struct figure figures[FIGURE_COUNT];
    double *samples[FIGURE_COUNT]; /* rounds of them */
};

/* People of one illness who report as often as each other. */
struct population {
    enum illness illness;
    bool weekly;
    const char *name;
    const struct programme *programme;
    size_t set_count;
    struct scored scored[SETS_MOST];
};

/* The published series, judged with the trial's levels. */
#define SERIES_MOST 2
struct seen_series {
    const char *name, *note;
    int days, measured; /* after the trial */
    int alarm_days, alarms;
    int first_alarm;                /* day after the trial, from 1; 0: none */
    int by_rule[TALLY_RULES];       /* days */
    int first_by_rule[TALLY_RULES]; /* day after the trial; 0: never */
};

struct evaluation {
    bool quick;
    uint64_t seed;
    int people;    /* of each population */
    int patients;  /* of each kind of the check */
    size_t rounds; /* of resampling */
    char output[EVALUATE_PATH], project[EVALUATE_PATH];
    struct programme programmes[ILLNESS_COUNT];
    struct population populations[POPULATIONS];
    struct check_result checks[CHECK_KINDS];
    size_t series_count;
    struct seen_series series[SERIES_MOST];
    char series_skipped[128]; /* why; empty: they were there */
};

/* populations.c */
bool populations_run(struct evaluation *evaluation, struct error *error);
void populations_free(struct evaluation *evaluation);
const struct scored *population_set(const struct population *population, const char *name);
/* a less b, of the same draws. */
struct figure population_difference(const struct evaluation *evaluation, const struct scored *a,
                                    const struct scored *b, enum tally_figure figure);

/* published.c: those in VARDE_TEST_DATA, else ../shared/data. */
bool published_run(struct arena *arena, struct evaluation *evaluation, struct error *error);

/* tables.c: what both the terminal and the page show. */
void tables_put(FILE *file, const struct evaluation *evaluation, struct str word);
/* report.c: on standard output, as JSON, and as docs/evaluation.md out of evaluate/evaluation.md.
 */
void report_print(const struct evaluation *evaluation);
bool report_json(const struct evaluation *evaluation, struct error *error);
bool report_page(const struct evaluation *evaluation, struct error *error);

#endif
