/* The contact log: who spoke with whom, when, about what, and what came of it. Never changed: what
 * was written wrong is replaced by another, and both are kept.
 *
 * A contact that was part of an acknowledgement is written with it, and taken back with it. */
#ifndef VARDE_CONTACT_H
#define VARDE_CONTACT_H

#include "auth/access_log.h"
#include "auth/permit.h"

#define CONTACT_ABOUT_MOST 200 /* bytes */
#define CONTACT_NOTE_MOST 4000
#define CONTACT_DAYS_BACK 90 /* what is older is not entered afterwards */

struct contact {
    struct uuid patient;
    struct uuid organisation, account; /* for whom one acted, and who */
    int64_t at;                        /* when it was */
    struct str kind, party;            /* words as above */
    unsigned outcomes;                 /* enum act_outcome; 0: none was said */
    struct str about, note;            /* STR_NONE: none */
    struct uuid acknowledgement;       /* that it was part of; zero: none */
    struct uuid replaces;              /* zero: none */
};

/* In the open transaction: stores it, and moves the row's contact_at when the patient or next of
 * kin was reached. Returns its id. */
struct uuid contact_insert(const struct contact *contact, struct tx *tx);

struct contact_act {
    /* Given. */
    struct contact contact;
    struct access_entry by;    /* who acts; the patient is filled in */
    const struct grant *grant; /* whose enrolments hear of it */
    /* Between ask and apply. */
    struct rows *replaced;
    /* What came of it. */
    struct uuid id;
};

/* The steps of a command (see writer.h), keyed by the patient. Refusals: ERROR_INVALID (what it
 * replaces is no contact of the patient's that this organisation wrote), ERROR_CONFLICT (that was
 * replaced before, or belongs to an acknowledgement). */
void contact_act_ask(struct contact_act *act, struct tx *tx);
bool contact_act_apply(struct contact_act *act, struct tx *tx, struct error *error);

#endif
