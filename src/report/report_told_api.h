/* What a report came to, as the patient's page shows it. */
#ifndef VARDE_REPORT_TOLD_API_H
#define VARDE_REPORT_TOLD_API_H

#include "report/report.h"
#include "router.h"
#include "triage/reasons.h"

/* One enrolment's word on it. */
struct told_enrolment {
    struct uuid id, service;
    const struct programme *programme;
    enum zone zone;
};

struct report_told {
    struct uuid patient, id;
    int64_t received;
    enum zone zone;
    bool unconfirmed;
    struct reasons reasons;
    bool repeat[PARAMETER_COUNT]; /* should be measured again: no reading of it was sound */
    size_t enrolment_count;
    struct told_enrolment *enrolments; /* those that the asker sees */
};

/* Fresh from a write, of those enrolments that the call's grant has. */
void report_told_fresh(const struct call *call, const struct report *report, int64_t now,
                       struct report_told *told_r);
/* As it was stored; found_r false: there is no such report. db: a connection that may be asked now.
 */
bool report_told_stored(struct call *call, struct db *db, const struct uuid *id,
                        struct report_told *told_r, bool *found_r, struct error *error);

/* Members of the open object, from "id" to "contacts". db: a connection that may be asked now. */
bool report_told_put(struct json_out *out, struct call *call, struct db *db,
                     const struct report_told *told, struct error *error);

#endif
