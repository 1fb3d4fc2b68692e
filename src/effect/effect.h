/* Treatment that a patient has started by what the zone says (by the plan when there is one), and
 * whether it helped: started, asked for when its check falls due (task/task_rules.h), answered.
 *
 * One that was started with an acknowledgement goes when that is taken back. */
#ifndef VARDE_EFFECT_H
#define VARDE_EFFECT_H

#include "auth/permit.h"
#include "clinical/zone.h"
#include "store/writer.h"

#define EFFECT_TEXT_MOST 500 /* bytes */
#define EFFECT_NOTE_MOST 4000
#define EFFECT_DAYS_MOST 366
#define EFFECT_DAYS_BACK 90 /* what was started longer ago is not entered afterwards */
#define EFFECT_WITH_ACT 8   /* started with one acknowledgement, at most */

struct started_action {
    struct uuid patient, id, enrolment, service;
    struct str text;
    enum zone zone; /* whose words it was started by; ZONE_NONE: no zone's */
    struct uuid acknowledgement, case_id;
    int64_t started_on; /* local day */
    int64_t check_at;
    struct uuid account;
};

/* A row s of started_action that stands. */
#define EFFECT_STANDS                                                                              \
    "NOT EXISTS (SELECT 1 FROM acknowledgement_undone u WHERE u.patient_id = s.patient_id"         \
    " AND u.acknowledgement_id = s.acknowledgement_id)"

/* "better", "unchanged", "worse", "stopped"; NULL for another word. */
const char *effect_of_word(struct str word);

/* What of a patient's has been started and not yet answered for, and whether one more may be: the
 * same words in the same enrolment wait for their answer first, or it would be asked for twice.
 * ERROR_INVALID at `place` otherwise. */
struct rows *effect_ask_open(struct tx *tx, const struct uuid *patient);
bool effect_may_start(const struct rows *open, const struct uuid *enrolment, struct str text,
                      const char *place, struct error *error);

/* In the open transaction. Who changes any of it looks again afterwards (due_look, due_wake). */
/* Stores it with its event; makes its id. */
void effect_start(struct tx *tx, struct started_action *action,
                  const struct permit_enrolment *told);
/* The answer: the first one that is given stands. */
void effect_answer(struct tx *tx, const struct uuid *patient, const struct uuid *id,
                   const char *effect, struct str note, const struct uuid *account);
/* The answer that this account gave at that moment. */
void effect_take_back(struct tx *tx, const struct uuid *patient, const struct uuid *id,
                      const struct uuid *account, int64_t at);

#endif
