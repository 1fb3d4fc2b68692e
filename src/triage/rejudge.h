/* Stored outcomes judged again: the same rules over the same inputs must say the same. */
#ifndef VARDE_TRIAGE_REJUDGE_H
#define VARDE_TRIAGE_REJUDGE_H

#include "programme/programme.h"

/* What was ordered in the version that held, as limits_print and levels_print write it; STR_NONE:
 * none. */
struct rejudge_ordered {
    struct str limits, levels;
};

/* inputs: as outcome.inputs holds them. What is found lives in the arena. False when the inputs or
 * what was ordered cannot be read. */
bool triage_rejudge(struct arena *arena, const struct programme *programme,
                    const struct rejudge_ordered *ordered, struct str inputs,
                    struct triage *triage_r, struct error *error);

/* All that is stored, read in pages. */
struct rejudged {
    int64_t outcomes;   /* judged again */
    int64_t other;      /* by another version of the rules: left out */
    int64_t differ;     /* of the outcomes */
    int64_t enrolments; /* whose limits and levels were compared with their order */
    int64_t torn;       /* of these, those whose copy says something else */
};

/* Whom to tell: a line about each that differs; how many rows of a page were read. */
struct rejudge_told {
    void *context;
    void (*differs)(void *context, const char *line);
    void (*read)(void *context, size_t rows);
};

/* False: the database failed. */
bool triage_rejudge_all(struct db *db, const struct rejudge_told *told, struct rejudged *rejudged_r,
                        struct error *error);

#endif
