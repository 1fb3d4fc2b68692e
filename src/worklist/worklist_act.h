/* What a nurse does with a row of the work list: take it, give it back, acknowledge it with an
 * outcome. */
#ifndef VARDE_WORKLIST_ACT_H
#define VARDE_WORKLIST_ACT_H

#include "auth/access_log.h"
#include "auth/permit.h"
#include "worklist/overview.h"

/* A take that nothing came of falls back after this long. */
#define TAKE_LASTS (INT64_C(60) * 60 * 1000)

/* An acknowledgement may be taken back by who made it, for this long (undo.h). */
#define UNDO_LASTS (INT64_C(60) * 1000)

/* A set; the words are the API's. */
enum act_outcome {
    OUTCOME_SEEN = 1 << 0,
    OUTCOME_GUIDED_BY_PLAN = 1 << 1,
    OUTCOME_DOCTOR_CONTACTED = 1 << 2,
    OUTCOME_URGENT_APPOINTMENT = 1 << 3,
    OUTCOME_HOME_VISIT = 1 << 4,
    OUTCOME_OUT_OF_HOURS = 1 << 5,
    OUTCOME_EMERGENCY = 1 << 6,
    OUTCOME_FALSE_ALARM = 1 << 7,
    OUTCOME_DEVICE_FAULT = 1 << 8,
    OUTCOME_NO_ANSWER = 1 << 9,
};
/* 0 for an unknown word. */
unsigned act_outcome_of_word(struct str word);
/* ["guided_by_plan", …] */
struct str act_outcomes_json(struct arena *arena, unsigned outcomes);

/* Phone, message, video or visit; with patient, kin, gp …: as table contact says them. The word as
 * a constant, NULL for an unknown one. */
const char *act_contact_kind(struct str word);
const char *act_contact_party(struct str word);

/* The event of a row, told of the enrolment that leads it, else of the first. enrolments: rows of
 * id, municipality, GP office, department and programme. */
struct rows;
int64_t worklist_act_tell(struct tx *tx, const char *kind, const struct uuid *patient,
                          const struct uuid *service, const struct rows *enrolments,
                          const struct uuid *leads);

enum act_kind { ACT_TAKE, ACT_RELEASE, ACT_ACKNOWLEDGE };

struct worklist_act {
    /* Given. */
    enum act_kind kind;
    struct uuid patient, service;
    struct access_entry by; /* who acts; the patient is filled in */
    /* Through which enrolments the patient is seen: cases of others, of a programme that no
     * agreement covers, stay as they are. NULL: through all. */
    const struct grant *grant;
    bool force;      /* take or acknowledge although another has taken it */
    int64_t version; /* acknowledge: the overview's version that was seen */
    unsigned outcomes;
    struct str note; /* STR_NONE when there is none */
    /* acknowledge: a contact that was part of it; NULL: none. */
    const char *contact_kind, *contact_party;
    /* acknowledge: what the patient started by what the zone says (effect/effect.h). */
    size_t action_count;
    const struct act_action {
        struct str text;
        int64_t days; /* until its effect is asked for */
    } * actions;
    struct uuid batch; /* acknowledge: what is taken back as one; zero: apply makes one */
    /* Between ask and apply. */
    struct rows *row, *cases, *enrolments, *open; /* the last: what treatment has been started */
};

/* The steps of a command (see writer.h). Refusals: ERROR_NOT_FOUND (no such row), ERROR_CONFLICT
 * (taken by another; something came in since `version`; nothing to acknowledge), ERROR_INVALID (a
 * red case needs an outcome that says what was done; what is started has been started). */
void worklist_act_ask(struct worklist_act *act, struct tx *tx);
bool worklist_act_apply(struct worklist_act *act, struct tx *tx, struct error *error);

/* Has somebody else taken the row, and holds it still? */
bool worklist_act_anothers(const struct overview *row, const struct uuid *account, int64_t now);
/* Acknowledges a row that was read by worklist_act_ask, without asking whether one may: for many at
 * once (greens.h). The access log is the caller's. */
void worklist_act_acknowledge(struct worklist_act *act, const struct overview *before,
                              struct tx *tx);

#endif
