/* One enrolment that is followed, as a report finds it; for triage/ alone. */
#ifndef VARDE_TRIAGE_FOLLOWED_H
#define VARDE_TRIAGE_FOLLOWED_H

#include "clinical/realert.h"
#include "triage/reasons.h"
#include "triage/triage_apply.h"
#include "triage/unwell.h"
#include "worklist/overview.h"

struct followed {
    struct uuid id;
    const char *programme;
    int64_t programme_version, limits_version;
    struct str limits, levels;
    struct uuid service, municipality, gp_office, department;
    struct uuid case_id; /* zero: none is open */
    enum zone case_zone;
    int64_t case_since;
    bool case_unconfirmed;
    struct reasons case_reasons;
    struct unwell unwell;
    int64_t reported_at;  /* when anything of the patient's came last, for any service; 0: never */
    int64_t conscious_at; /* of when the newest level of consciousness is; 0: there is none */
};

/* ---- judge.c: what the rules say ---- */

struct judged {
    const struct programme *programme;
    struct triage whole; /* of all that came */
    struct triage work;  /* of what is news */
    struct str inputs;   /* all that the rules saw, as outcome.inputs holds it */
    size_t reading_count;
    const struct measurement *readings; /* of other reports, that they saw beside */
};

bool triage_judge_enrolment(const struct triage_input *input, const struct followed *followed,
                            struct tx *tx, struct judged *judged_r, struct error *error);

/* What of that can be asked before. */
void triage_foresee_enrolment(const struct triage_input *input, const struct followed *followed,
                              struct tx *tx, struct triage_ahead *ahead);

/* ---- alert.c: whether it is an alarm ---- */

struct alert {
    enum realert realert;
    size_t silenced_count;
    struct uuid *silenced; /* REALERT_SILENT: the closed cases that hold what it is about */
};

bool triage_alert(const struct triage_input *input, const struct followed *followed,
                  const struct triage *work, struct tx *tx, struct alert *alert_r,
                  struct error *error);

/* ---- unwell_apply.c: daily until green again ---- */

bool triage_unwell(const struct triage_input *input, struct followed *followed,
                   const struct judged *judged, struct tx *tx, struct error *error);

/* ---- follow_up.c: what is written of it ---- */

/* Outcome, case, trace and event of one enrolment. */
void triage_follow_up(const struct triage_input *input, struct followed *followed,
                      const struct judged *judged, const struct alert *alert, struct tx *tx,
                      struct judgement *judgement_r);

/* ---- looks_apply.c: what wants a look though it is green ---- */

/* Adds to the row's looks and remark, whose zone is known. `judged`: of the row's enrolments. */
bool triage_look(const struct triage_input *input, const struct judged *judged, size_t count,
                 struct overview *row, struct tx *tx, struct error *error);

#endif
