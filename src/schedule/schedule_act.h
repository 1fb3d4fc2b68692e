/* One enrolment's schedule set by hand, in the open transaction. */
#ifndef VARDE_SCHEDULE_ACT_H
#define VARDE_SCHEDULE_ACT_H

#include "auth/access_log.h"
#include "schedule/patient_schedule.h"

#define SCHEDULE_ANY_VERSION (-1)

struct schedule_act {
    struct uuid patient, enrolment;
    struct programmes *programmes;
    size_t count; /* 0: the programme's own again */
    const struct schedule_phase *phases;
    struct str reason;
    int64_t version; /* the newest that the writer has seen, 0: none; SCHEDULE_ANY_VERSION */
    struct access_entry by;
};

/* The day from which a change that is made now holds, for one enrolment: schedule_change_from, or
 * the first day that the phases themselves say, when it is later: until then the old one holds. */
bool schedule_act_from(struct db *db, struct arena *arena, const struct schedule_act *act,
                       int64_t now, int32_t *from_r, struct error *error);
bool schedule_act_apply(const struct schedule_act *act, struct tx *tx, struct error *error);

#endif
