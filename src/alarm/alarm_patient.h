/* What the roll-up reads of one patient; for alarm/ alone. */
#ifndef VARDE_ALARM_PATIENT_H
#define VARDE_ALARM_PATIENT_H

#include "enrolment/enrolment.h"
#include "programme/programme.h"

struct alarm_state {
    int64_t at, day; /* from when, and its local day */
    enum enrolment_state state;
};

struct alarm_enrolment {
    struct uuid id, service;
    const struct programme *programme;
    bool open;
    size_t state_count;
    struct alarm_state *states; /* in the order of time */
};

struct alarm_case {
    struct uuid enrolment, service;
    int64_t opened_at, closed_at; /* 0: open */
    bool downgraded; /* closed as a false alarm, a fault of the device, or a yellow seen alone */
};

struct alarm_outcome_row {
    struct uuid enrolment;
    int64_t at;
    enum zone zone;
    const struct programme *programme; /* as it was judged */
    int64_t limits_version;
    struct str inputs, reasons;
};

struct alarm_patient {
    size_t enrolment_count, case_count, outcome_count;
    struct alarm_enrolment *enrolments;
    struct alarm_case *cases;
    struct alarm_outcome_row *outcomes;
};

/* Of reports that came since the local day `first`. Lives in the arena. */
bool alarm_patient_read(struct db *db, struct arena *arena, struct programmes *programmes,
                        const struct uuid *patient, int64_t first, struct alarm_patient *patient_r,
                        struct error *error);

/* In force at the end of that day; NULL: it had not begun. */
const struct alarm_state *alarm_state_on(const struct alarm_enrolment *enrolment, int64_t day);
/* That was open when an outcome was judged, or opened by it; NULL: none. */
const struct alarm_case *alarm_case_of(const struct alarm_patient *patient,
                                       const struct uuid *enrolment, int64_t at);

#endif
