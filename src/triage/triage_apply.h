/* What the rules say of a report, and what follows from it: outcome, case, overview, event. */
#ifndef VARDE_TRIAGE_APPLY_H
#define VARDE_TRIAGE_APPLY_H

#include "auth/who.h"
#include "clinical/triage.h"
#include "programme/programme.h"
#include "store/writer.h"

struct triage_input {
    struct uuid patient, account, report;
    int64_t report_open_until;
    struct programmes *programmes;
    size_t count;
    struct measurement *values;
    bool *works; /* false: so old that it changes only history */
};

/* The patient's enrolments, with overview row and open case; and whether `who` may see them
 * (permit_told), when it is not NULL. */
struct rows *triage_ask_state(struct tx *tx, const struct who *who, const struct uuid *patient);

/* Is there a report of this account that single Observations still join? */
bool triage_open_report(const struct rows *state, const struct uuid *account, int64_t now,
                        struct uuid *report_r, int64_t *until_r);

bool triage_apply(const struct triage_input *input, const struct rows *state, struct tx *tx,
                  enum zone *zone_r, struct error *error);

#endif
