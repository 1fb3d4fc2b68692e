/* A patient comes in: a new one, or one that is known, into a programme that a service follows. */
#ifndef VARDE_ENROLMENT_CREATE_H
#define VARDE_ENROLMENT_CREATE_H

#include "auth/access_log.h"
#include "enrolment/enrolment.h"
#include "programme/programme.h"

/* Who it is. `id` alone for a patient whom the asker sees already; else the rest. */
struct enrolment_person {
    struct uuid id;
    bool was_known;     /* when the command was made: its key is then the patient's id */
    const char *system; /* of the national id */
    struct str national_id, given, family;
    struct str birth_date, sex, language, phone; /* of a new patient; the last may be STR_NONE */
};

struct enrolment_new {
    /* Given. */
    struct access_entry by; /* who acts; patient and detail are filled in */
    struct programmes *programmes;
    struct enrolment_person person;
    struct str programme;
    struct uuid service, municipality, gp_office, department; /* the last two may be zero */
    enum enrolment_state state;                               /* trial or active */
    struct str reason, date;                                  /* YYYY-MM-DD */
    /* Between ask and apply. */
    struct rows *places, *versions, *known;
    /* After apply. */
    struct uuid patient, id;
    struct str given, family;
    bool created; /* the patient is new */
    /* The national id is another's name: nothing was done, but that somebody tried is logged with
     * the patient. To be answered by enrolment_refuse_name. */
    bool refused;
};

/* The steps of a command (see writer.h). ERROR_INVALID names the place; ERROR_CONFLICT: no
 * agreement in force, no approved version, or enrolled there already. */
void enrolment_new_ask(struct enrolment_new *new, struct tx *tx);
bool enrolment_new_apply(struct enrolment_new *new, struct tx *tx, struct error *error);
bool enrolment_refuse_name(struct error *error);

/* Commands about the same national id wait for each other by this key. */
struct uuid enrolment_key_of(const char *system, struct str national_id);

/* The enrolment's own changes of state, numbered from 1. */
struct enrolment_step {
    int64_t number;
    const char *from, *to;
    struct str reason, date;
    struct uuid account;
};
void enrolment_trace(struct tx *tx, const struct uuid *patient, const struct uuid *enrolment,
                     const struct enrolment_step *step);

#endif
