/* Threads and messages in the database. */
#ifndef VARDE_MESSAGE_STORE_H
#define VARDE_MESSAGE_STORE_H

#include "auth/permit.h"
#include "message/message.h"

struct message {
    int64_t number, at;
    struct uuid account;
    struct str name; /* of who wrote it */
    struct str side;
    struct str body;
};

struct thread {
    struct uuid id, service;
    struct str service_name, subject;
    int64_t created_at, last_at;
    int64_t unread; /* by the reader's side */
    struct message last;
};

/* Where the page before ended. */
struct thread_cursor {
    int64_t last_at;
    struct uuid id;
};

/* Those that the reader may see: a patient's own, or those with the reader's own service. Newest
 * first. */
bool threads_read(struct db *db, struct arena *arena, const struct grant *grant,
                  const struct who *who, const struct thread_cursor *after, int64_t most,
                  struct thread **threads_r, size_t *count_r, struct error *error);
bool thread_read(struct db *db, struct arena *arena, const struct grant *grant,
                 const struct who *who, const struct uuid *id, struct thread *thread_r,
                 bool *found_r, struct error *error);
/* Messages of a thread that thread_read has found, oldest first. */
bool messages_read(struct db *db, struct arena *arena, const struct grant *grant,
                   const struct uuid *thread, int64_t after, int64_t most,
                   struct message **messages_r, size_t *count_r, struct error *error);

/* The thread as it is kept. */
struct thread_state {
    struct uuid id, service;
    int64_t last_at, last_number;
    int64_t patient_unread, service_unread, service_unread_since;
};

/* Sends the questions of an act; thread_state_of reads the first answer, false when there is no
 * such thread. */
void message_store_ask(struct message_act *act, struct tx *tx);
bool thread_state_of(const struct message_act *act, struct thread_state *state_r);

/* An enrolment through which a service follows the patient now, and may read what is written. */
enum {
    FOLLOWS_ENROLMENT,
    FOLLOWS_SERVICE,
    FOLLOWS_MUNICIPALITY,
    FOLLOWS_GP_OFFICE,
    FOLLOWS_DEPARTMENT,
    FOLLOWS_PROGRAMME,
    FOLLOWS_SERVICE_NAME
};
/* The service's unread messages in the patient's other threads. */
enum { OTHERS_SERVICE, OTHERS_UNREAD, OTHERS_SINCE };
/* The other side's messages after the one that was seen. */
enum { LEFT_COUNT, LEFT_SINCE };

void thread_insert(const struct message_act *act, const struct thread_state *state, struct tx *tx);
void thread_update(const struct message_act *act, const struct thread_state *state, struct tx *tx);
void message_insert(const struct message_act *act, struct tx *tx);
void message_seen_insert(const struct message_act *act, struct tx *tx);

#endif
