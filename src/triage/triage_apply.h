/* What the rules say of a report, and what follows from it: outcome, case, overview, event. */
#ifndef VARDE_TRIAGE_APPLY_H
#define VARDE_TRIAGE_APPLY_H

#include "auth/who.h"
#include "clinical/triage.h"
#include "programme/programme.h"
#include "store/writer.h"

/* works: false where it is so old that it changes only history. */
struct triage_value {
    struct measurement measurement;
    int64_t at;
    bool works;
    struct rows *repeats; /* triage_ask_repeats' answer; NULL: it was not asked */
};

struct triage_form {
    const struct programme *programme; /* whose form it is */
    int32_t day;
    bool works;
    size_t finding_count;
    const struct finding *findings;
    struct str words; /* what the patient wrote in it; STR_NONE: nothing */
};

struct triage_input {
    struct uuid patient, account, report;
    int64_t report_open_until;
    bool in_record; /* a correction by personnel: the patient has not reported */
    struct programmes *programmes;
    size_t count;
    struct triage_value *values;
    size_t form_count;
    struct triage_form *forms;
    /* What of it is stored already in another version: keys of 16 bytes. */
    size_t key_count;
    const uint8_t (*keys)[16];
};

/* What one enrolment says of it. */
struct judgement {
    struct uuid enrolment;
    const struct programme *programme;
    struct triage triage;
    bool case_opened, case_worsened;
};

/* The patient's enrolments, with overview row and open case; and whether `who` may see them
 * (permit_told), when it is not NULL. */
struct rows *triage_ask_state(struct tx *tx, const struct who *who, const struct uuid *patient);

/* May it be that this value, measured at `at`, has stood unchanged for LOOKS_SAME_DAYS days (see
 * overview.h)? One short range of one tree, asked with the command's other questions, so that what
 * the rules need waits for nothing more; only when it says so, and the row is green, are the days
 * themselves read. NULL for a value that carries a mark. */
struct rows *triage_ask_repeats(struct tx *tx, const struct uuid *patient,
                                const struct measurement *value, int64_t at);

/* Is there a report of this account that single Observations still join? */
bool triage_open_report(const struct rows *state, const struct uuid *account, int64_t now,
                        struct uuid *report_r, int64_t *until_r);

/* judgements_r: one for each enrolment that is followed, in the transaction's arena. */
bool triage_apply(const struct triage_input *input, const struct rows *state, struct tx *tx,
                  struct judgement **judgements_r, size_t *count_r, struct error *error);

#endif
