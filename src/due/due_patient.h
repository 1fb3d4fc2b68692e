/* One patient as due_look finds them: read once, handed from part to part, written once. */
#ifndef VARDE_DUE_DUE_PATIENT_H
#define VARDE_DUE_DUE_PATIENT_H

#include "auth/permit.h"
#include "enrolment/enrolment.h"
#include "programme/programme.h"
#include "schedule/patient_schedule.h"
#include "worklist/overview.h"

struct due_enrolment {
    struct permit_enrolment told; /* whose events it is: id, programme, the four places, state */
    const struct programme *programme;
    enum enrolment_state state;
    int64_t state_since;
    int64_t trial_since; /* when its (last) trial began; 0: it had none */
    int64_t unwell_from; /* 0: well */
    int64_t unwell_reports;
    struct uuid case_id; /* zero: none is open */
    enum zone case_zone;
    int64_t case_since;
};

/* One service that follows the patient, and its row of the list. One that follows no more
 * (due_enrolment_of: NULL) is there as long as it has a row, so that what it still says goes away.
 */
struct due_service {
    struct uuid id;
    struct overview before, after; /* due_look writes `after` when anything of it changed: missing,
                                      tasks, looks, the take, the version */
    struct patient_schedule schedule; /* of this service's enrolments, and what it cleared */
    struct schedule_look look;        /* by it */
};

struct due_patient {
    struct tx *tx; /* now stands in it */
    struct programmes *programmes;
    struct uuid id;
    struct local_time local; /* now, by the patient's clock */
    bool reminders;          /* wants to be reminded */
    struct uuid account;     /* the patient's own; zero: has none */
    size_t enrolment_count;
    struct due_enrolment *enrolments; /* of any state but closed and rejected; */
    size_t ended_count;               /* behind them those that are closed or rejected */
    size_t service_count;
    struct due_service *services;
    struct patient_schedule schedule; /* of all of them: what the patient sees */
    struct schedule_look look;        /* by it */
    int64_t next;                     /* when to look again; each part brings it forward (due_at) */
};

/* To be looked at again at `at`; what is not after now is taken as now. 0 says nothing. */
void due_at(struct due_patient *patient, int64_t at);
/* Of the service's row, or of the first enrolment when the service is zero. NULL: none. */
const struct due_enrolment *due_enrolment_of(const struct due_patient *patient,
                                             const struct uuid *service);

#endif
