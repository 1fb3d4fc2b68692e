/* What the rules say of a report, and what follows from it: outcome, case, overview, event. */
#ifndef VARDE_TRIAGE_APPLY_H
#define VARDE_TRIAGE_APPLY_H

#include "auth/who.h"
#include "clinical/triage.h"
#include "observation/observation_stretch.h"
#include "programme/programme.h"
#include "store/writer.h"

/* works: false where it is so old that it changes only history. */
struct triage_value {
    struct measurement measurement;
    int64_t at;
    bool works;
    struct rows *near; /* triage_ask_near's answer; NULL: it was not asked */
};

struct triage_form {
    const struct programme *programme; /* whose form it is */
    int64_t at;                        /* when it was answered */
    int32_t day;
    bool works;
    bool strays; /* no enrolment that is judged has its programme: set by triage_apply */
    size_t finding_count;
    const struct finding *findings;
    struct str words; /* what the patient wrote in it; STR_NONE: nothing */
};

/* Earlier days that were asked for with the command's questions: one stretch of each parameter. */
struct triage_ahead {
    size_t count;
    struct stretch_ahead list[PARAMETER_COUNT];
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
    const struct triage_ahead *ahead; /* NULL: nothing was asked */
};

/* What one enrolment says of it. */
struct judgement {
    struct uuid enrolment;
    const struct programme *programme;
    struct triage triage;
};

/* The patient's enrolments, with overview row and open case; and whether `who` may see them
 * (permit_told), when it is not NULL. */
struct rows *triage_ask_state(struct tx *tx, const struct who *who, const struct uuid *patient);

/* Asks by the state for the earlier days that the rules will want; what of `input` may be told
 * before it is classified is enough. */
void triage_ask_ahead(const struct triage_input *input, const struct rows *state, struct tx *tx,
                      struct triage_ahead *ahead_r);

/* What stands around this value, measured at `at`: one row of NEAR_… columns, asked with the
 * command's other questions, so that what the rules need waits for nothing more. Two short ranges
 * of one tree; only where they say that it matters are readings read. NULL for what is no value. */
struct rows *triage_ask_near(struct tx *tx, const struct uuid *patient,
                             const struct measurement *value, int64_t at);
enum {
    NEAR_STANDS, /* 1: it may have stood unchanged for LOOKS_SAME_DAYS days (overview.h) */
    NEAR_COUNT,  /* readings under the same conditions that may be one row of repeats with it, of
                    any version and status; counted to SPAN_READINGS */
    NEAR_LEAST,  /* of these, the lowest and the highest value */
    NEAR_MOST
};

/* Is there a report of this account that single Observations still join? */
bool triage_open_report(const struct rows *state, const struct uuid *account, int64_t now,
                        struct uuid *report_r, int64_t *until_r);

/* judgements_r: one for each enrolment that is followed, in the transaction's arena. */
bool triage_apply(const struct triage_input *input, const struct rows *state, struct tx *tx,
                  struct judgement **judgements_r, size_t *count_r, struct error *error);

#endif
