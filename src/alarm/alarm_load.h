/* The roll-up brought up to date, in steps: each is read on any connection, and written in one
 * short transaction. Stopped anywhere, the next begins where the last was written.
 *
 * Which patients have changed is told by the events since the mark: their ids are without gaps in
 * the order of the commits. A patient is worked out anew and whole, so that it does not matter in
 * which order late reports, corrections and closings came. When all events are in, those are looked
 * at for whom a day has passed. */
#ifndef VARDE_ALARM_LOAD_H
#define VARDE_ALARM_LOAD_H

#include "alarm/alarm_roll.h"
#include "jobs/job.h"

enum { ALARM_STEP_PATIENTS = 50 };

struct alarm_step;

/* Read first, then written, unless it is done. In the arena, which outlives the step. */
bool alarm_step_read(struct db *db, struct arena *arena, struct programmes *programmes, int64_t now,
                     struct alarm_step **step_r, bool *done_r, struct error *error);
/* In the open transaction; may run more than once. */
void alarm_step_write(const struct alarm_step *step, struct tx *tx);

/* Whether what is stored of the patients that have not changed since is what it comes to now.
 * `told` gets a line about each that is not; *patients_r: how many were looked at. */
struct alarm_told {
    void *context;
    void (*differs)(void *context, const char *line);
    void (*read)(void *context, size_t rows);
};
bool alarm_load_again(struct db *db, const struct alarm_told *told, int64_t *patients_r,
                      struct error *error);

/* Step by step until all is in or the hand says to stop. */
bool alarm_load_bring(struct readers *readers, struct programmes *programmes, int64_t now,
                      const struct job_hand *hand, struct error *error);

#endif
