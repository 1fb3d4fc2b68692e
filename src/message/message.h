/* What a patient and a service that follows them write to each other, in threads. Messages are
 * never changed. How many each side has not seen is counted in the transaction that changes it, and
 * what the service has not seen stands on its work list.
 *
 * No alarm channel: nothing in a message is judged, and it is read when the service is there. */
#ifndef VARDE_MESSAGE_H
#define VARDE_MESSAGE_H

#include "auth/access_log.h"

#define MESSAGE_SUBJECT_MOST 200 /* bytes */
#define MESSAGE_BODY_MOST 8000

enum message_side { MESSAGE_BY_PATIENT, MESSAGE_BY_SERVICE };
const char *message_side_word(enum message_side side);

enum message_act_kind { MESSAGE_POST, MESSAGE_SEEN };

/* Writing a message, in a new thread or an old one, or having seen a thread. */
struct message_act {
    /* Given. */
    enum message_act_kind kind;
    struct uuid patient;
    struct access_entry by; /* who acts; the patient is filled in */
    enum message_side side;
    struct uuid service; /* personnel: their own. A patient's new thread: chosen, or zero */
    struct uuid thread;  /* zero: a new one */
    struct str subject;  /* of a new one; may be empty */
    struct str body;     /* MESSAGE_POST */
    int64_t up_to;       /* MESSAGE_SEEN: the number of the last message that was shown */
    /* Between ask and apply. */
    struct rows *threads, *enrolments, *overviews, *others, *left, *mark;
    /* What came of it. */
    struct uuid written_thread, written_service;
    struct str written_service_name;
    int64_t written_number;
};

/* The steps of a command (see writer.h), keyed by the patient. Refusals: ERROR_NOT_FOUND (no such
 * thread, or another service's), ERROR_CONFLICT (the service does not follow the patient any more,
 * so that nobody would read it), ERROR_INVALID (which service? no such message). */
void message_act_ask(struct message_act *act, struct tx *tx);
bool message_act_apply(struct message_act *act, struct tx *tx, struct error *error);

/* How many messages the patient has not seen, for the patient's own eyes. */
bool message_patient_unread(struct db *db, struct arena *arena, const struct uuid *patient,
                            int64_t *unread_r, struct error *error);

#endif
