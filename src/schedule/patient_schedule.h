/* What holds for one patient: the schedules of all enrolments, by their states and by hand, pauses
 * and the stretches of yellow and red; and when reports were made. */
#ifndef VARDE_SCHEDULE_PATIENT_SCHEDULE_H
#define VARDE_SCHEDULE_PATIENT_SCHEDULE_H

#include "programme/programme.h"
#include "schedule/schedule.h"
#include "store/writer.h"

struct patient_schedule {
    struct schedule schedule;    /* in the arena */
    struct schedule_facts facts; /* reports of anything that an enrolment follows, by when they were
                                    made: as many as deadlines can tell apart; cleared and now as
                                    asked for */
};

/* Reads what touches the days from schedule_looks_from(facts) to `now`. service: only what that
 * service's enrolments ask (and what cleared it for that service); NULL: all of them. Works on a
 * reader and inside a transaction. */
bool patient_schedule_read(struct db *db, struct arena *arena, struct programmes *programmes,
                           const struct uuid *patient, const struct uuid *service, int64_t now,
                           struct patient_schedule *schedule_r, struct error *error);

/* The same in a transaction, and how it stands by it. Reports are read only as far back as that
 * needs: most patients reported in the last days, and then it does not matter what was before. They
 * are there at least from the week before the day `since`. */
bool patient_schedule_look(struct tx *tx, struct programmes *programmes, const struct uuid *patient,
                           const struct uuid *service, int32_t since,
                           struct patient_schedule *schedule_r, struct schedule_look *look_r,
                           struct error *error);

/* The same over other days, for what looks back on a stretch of days: [from, until) */
bool patient_schedule_read_days(struct db *db, struct arena *arena, struct programmes *programmes,
                                const struct uuid *patient, const struct uuid *enrolment,
                                int32_t from, int32_t until, struct patient_schedule *schedule_r,
                                struct error *error);

/* The schedule of these days alone, for whoever knows the reports. */
bool patient_schedule_of_days(struct db *db, struct arena *arena, struct programmes *programmes,
                              const struct uuid *patient, const struct uuid *enrolment,
                              int32_t from, int32_t until, struct schedule *schedule_r,
                              struct error *error);

struct course_version;
/* The same, as if `tried` had been set last for the enrolment. */
bool patient_schedule_try(struct db *db, struct arena *arena, struct programmes *programmes,
                          const struct uuid *patient, const struct uuid *enrolment,
                          const struct course_version *tried, const struct day_range *days,
                          struct patient_schedule *schedule_r, struct error *error);

/* A deadline as a moment: the first millisecond after it, by the clock on the wall. */
int64_t schedule_moment_after(const struct local_time *by);
struct local_time schedule_local(int64_t at);

#endif
