/* Those who were due and have reported nothing for long: every second week a service goes through
 * them and says what is to be done. */
#ifndef VARDE_DUE_SILENT_H
#define VARDE_DUE_SILENT_H

#include "auth/who.h"
#include "base/clock.h"
#include "store/db.h"

#define SILENT_DAYS 14 /* usually asked for */
#define SILENT_DAYS_MOST 365
#define SILENT_UNDO_LASTS DAY /* while who decided may take it back */

/* A row r of silent_review that stands: no taking back, and not taken back. */
#define SILENT_STANDS(r)                                                                           \
    r ".takes_back IS NULL AND NOT EXISTS (SELECT 1 FROM silent_review b WHERE b.patient_id = " r  \
      ".patient_id AND b.takes_back = " r ".id)"

struct silent_question {
    int64_t days;  /* silent for so many, and not gone through within as many */
    int64_t limit; /* one more is told when there are more */
    /* Where the page before ended; 0: at the beginning. */
    int64_t after_since;
    struct uuid after_patient, after_service;
};

struct silent {
    struct uuid patient, service;
    int64_t since; /* when the last report came or, of none, when the state began */
    /* When it was gone through last. review_at 0: never. */
    int64_t review_at;
    struct uuid review_by;
    struct str review_by_name, decision, note;
};

/* Within the asker's relation, who has been silent for longest first. Not those on a pause, and not
 * those who report on request alone: nothing was due. */
bool silent_read(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                 const struct silent_question *question, struct silent **list_r, size_t *count_r,
                 struct error *error);
/* How many, counted to SILENT_COUNT_MOST. */
#define SILENT_COUNT_MOST 1000
bool silent_number(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                   int64_t days, int64_t *count_r, struct error *error);

/* What going through one came to; the word as a constant, NULL for an unknown one. */
const char *silent_decision(struct str word);

#endif
