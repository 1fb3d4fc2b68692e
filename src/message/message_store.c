#include "message/message_store.h"

#include "worklist/overview.h"

/* ?1 patient, ?2 the reader's anchor (permit.h). */
#define OF_READER(anchor) " WHERE t.patient_id = ?1 AND t." anchor " = ?2"
#define THREAD                                                                                     \
    "SELECT t.id, t.service_id, s.name, t.subject, t.created_at, t.last_at, t.patient_unread,"     \
    " t.service_unread, m.number, m.at, m.account_id, a.name, m.side, m.body FROM thread t"        \
    " JOIN organisation s ON s.id = t.service_id"                                                  \
    " JOIN message m ON m.patient_id = t.patient_id AND m.thread_id = t.id"                        \
    " AND m.number = t.last_number JOIN account a ON a.id = m.account_id"
/* ?3 ?4 where the page before ended, ?5 how many. */
#define PAGE                                                                                       \
    " AND (t.last_at < ?3 OR (t.last_at = ?3 AND t.id < ?4))"                                      \
    " ORDER BY t.last_at DESC, t.id DESC LIMIT ?5"
static const struct sql LIST[GROUND_COUNT] = {
    [GROUND_SERVICE] = {THREAD OF_READER("service_id") PAGE},
    [GROUND_SELF] = {THREAD OF_READER("patient_id") PAGE},
};
static const struct sql ONE[GROUND_COUNT] = {
    [GROUND_SERVICE] = {THREAD OF_READER("service_id") " AND t.id = ?3"},
    [GROUND_SELF] = {THREAD OF_READER("patient_id") " AND t.id = ?3"},
};
static const struct sql MESSAGES = {
    "SELECT m.number, m.at, m.account_id, a.name, m.side, m.body FROM message m"
    " JOIN account a ON a.id = m.account_id"
    " WHERE m.patient_id = ?1 AND m.thread_id = ?2 AND m.number > ?3 ORDER BY m.number LIMIT ?4",
};
static const struct sql PATIENT_UNREAD = {
    "SELECT CAST(COALESCE(sum(patient_unread), 0) AS bigint) FROM thread WHERE patient_id = ?1",
};

static const struct sql STATE = {
    "SELECT service_id, last_at, last_number, patient_unread, service_unread, service_unread_since"
    " FROM thread WHERE patient_id = ?1 AND id = ?2",
};
static const struct sql FOLLOWS = {
    "SELECT e.id, e.service_id, e.municipality_id, e.gp_office_id, e.department_id, e.programme,"
    " s.name FROM enrolment e JOIN organisation s ON s.id = e.service_id"
    " WHERE e.patient_id = ?1 AND " PERMIT_OPEN
    " AND " PERMIT_AGREED_WITH("s.party_id", "?2") " ORDER BY e.id",
};
static const struct sql OVERVIEWS = {
    "SELECT " OVERVIEW_COLUMNS " FROM overview o WHERE o.patient_id = ?1",
};
static const struct sql OTHERS = {
    "SELECT service_id, CAST(sum(service_unread) AS bigint), min(service_unread_since) FROM thread"
    " WHERE patient_id = ?1 AND service_unread > 0 AND (id <> ?2 OR ?2 IS NULL)"
    " GROUP BY service_id",
};
static const struct sql LEFT = {
    "SELECT count(*), min(at) FROM message"
    " WHERE patient_id = ?1 AND thread_id = ?2 AND number > ?3 AND side <> ?4",
};
static const struct sql MARK = {
    "SELECT max(number) FROM message_seen"
    " WHERE patient_id = ?1 AND thread_id = ?2 AND account_id = ?3",
};
static const struct sql INSERT_THREAD = {
    "INSERT INTO thread (patient_id, id, service_id, subject, created_at, created_by, last_at,"
    " last_number, patient_unread, service_unread, service_unread_since)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
};
static const struct sql UPDATE_THREAD = {
    "UPDATE thread SET last_at = ?3, last_number = ?4, patient_unread = ?5, service_unread = ?6,"
    " service_unread_since = ?7 WHERE patient_id = ?1 AND id = ?2",
};
static const struct sql INSERT_MESSAGE = {
    "INSERT INTO message (patient_id, thread_id, number, at, account_id, side, body)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
};
static const struct sql INSERT_SEEN = {
    "INSERT INTO message_seen (patient_id, thread_id, account_id, number, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5)",
};

static struct message read_message(const struct rows *rows, size_t row, unsigned column)
{
    return (struct message){
        .number = row_int(rows, row, column),
        .at = row_int(rows, row, column + 1),
        .account = row_uuid(rows, row, column + 2),
        .name = row_str(rows, row, column + 3),
        .side = row_str(rows, row, column + 4),
        .body = row_str(rows, row, column + 5),
    };
}

static struct thread read_thread(const struct rows *rows, size_t row, enum ground ground)
{
    return (struct thread){
        .id = row_uuid(rows, row, 0),
        .service = row_uuid(rows, row, 1),
        .service_name = row_str(rows, row, 2),
        .subject = row_str(rows, row, 3),
        .created_at = row_int(rows, row, 4),
        .last_at = row_int(rows, row, 5),
        .unread = row_int(rows, row, ground == GROUND_SELF ? 6 : 7),
        .last = read_message(rows, row, 8),
    };
}

bool threads_read(struct db *db, struct arena *arena, const struct grant *grant,
                  const struct who *who, const struct thread_cursor *after, int64_t most,
                  struct thread **threads_r, size_t *count_r, struct error *error)
{
    struct rows *rows;
    const struct sql *list = &LIST[grant->ground];
    *count_r = 0;
    if (!list->text)
        return true;
    if (!db_run(db, arena, list,
                ARGS(v_uuid(&grant->patient), permit_anchor(who), v_int(after->last_at),
                     v_uuid(&after->id), v_int(most)),
                &rows, error))
        return false;
    *count_r = rows_count(rows);
    *threads_r = arena_array(arena, struct thread, *count_r);
    for (size_t i = 0; i < *count_r; i++)
        (*threads_r)[i] = read_thread(rows, i, grant->ground);
    return true;
}

bool thread_read(struct db *db, struct arena *arena, const struct grant *grant,
                 const struct who *who, const struct uuid *id, struct thread *thread_r,
                 bool *found_r, struct error *error)
{
    struct rows *rows;
    const struct sql *one = &ONE[grant->ground];
    *found_r = false;
    if (!one->text)
        return true;
    if (!db_run(db, arena, one, ARGS(v_uuid(&grant->patient), permit_anchor(who), v_uuid(id)),
                &rows, error))
        return false;
    *found_r = rows_count(rows) > 0;
    if (*found_r)
        *thread_r = read_thread(rows, 0, grant->ground);
    return true;
}

bool messages_read(struct db *db, struct arena *arena, const struct grant *grant,
                   const struct uuid *thread, int64_t after, int64_t most,
                   struct message **messages_r, size_t *count_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &MESSAGES,
                ARGS(v_uuid(&grant->patient), v_uuid(thread), v_int(after), v_int(most)), &rows,
                error))
        return false;
    *count_r = rows_count(rows);
    *messages_r = arena_array(arena, struct message, *count_r);
    for (size_t i = 0; i < *count_r; i++)
        (*messages_r)[i] = read_message(rows, i, 0);
    return true;
}

bool message_patient_unread(struct db *db, struct arena *arena, const struct uuid *patient,
                            int64_t *unread_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &PATIENT_UNREAD, ARGS(v_uuid(patient)), &rows, error))
        return false;
    *unread_r = row_int(rows, 0, 0);
    return true;
}

void message_store_ask(struct message_act *act, struct tx *tx)
{
    struct value patient = v_uuid(&act->patient), thread = v_uuid(&act->thread);
    act->threads = db_ask(tx->db, tx->arena, &STATE, ARGS(patient, thread));
    act->enrolments = db_ask(tx->db, tx->arena, &FOLLOWS, ARGS(patient, v_int(tx->now)));
    act->overviews = db_ask(tx->db, tx->arena, &OVERVIEWS, ARGS(patient));
    act->others = db_ask(tx->db, tx->arena, &OTHERS, ARGS(patient, thread));
    if (act->kind != MESSAGE_SEEN)
        return;
    act->left =
        db_ask(tx->db, tx->arena, &LEFT,
               ARGS(patient, thread, v_int(act->up_to), v_text(message_side_word(act->side))));
    act->mark = db_ask(tx->db, tx->arena, &MARK, ARGS(patient, thread, v_uuid(&act->by.account)));
}

bool thread_state_of(const struct message_act *act, struct thread_state *state_r)
{
    const struct rows *rows = act->threads;
    if (!rows_count(rows))
        return false;
    *state_r = (struct thread_state){
        .id = act->thread,
        .service = row_uuid(rows, 0, 0),
        .last_at = row_int(rows, 0, 1),
        .last_number = row_int(rows, 0, 2),
        .patient_unread = row_int(rows, 0, 3),
        .service_unread = row_int(rows, 0, 4),
        .service_unread_since = row_int(rows, 0, 5),
    };
    return true;
}

void thread_insert(const struct message_act *act, const struct thread_state *state, struct tx *tx)
{
    db_send(tx->db, &INSERT_THREAD,
            ARGS(v_uuid(&act->patient), v_uuid(&state->id), v_uuid(&state->service),
                 v_str(act->subject.at ? act->subject : STR("")), v_int(tx->now),
                 v_uuid(&act->by.account), v_int(state->last_at), v_int(state->last_number),
                 v_int(state->patient_unread), v_int(state->service_unread),
                 v_int(state->service_unread_since)));
}

void thread_update(const struct message_act *act, const struct thread_state *state, struct tx *tx)
{
    db_send(tx->db, &UPDATE_THREAD,
            ARGS(v_uuid(&act->patient), v_uuid(&state->id), v_int(state->last_at),
                 v_int(state->last_number), v_int(state->patient_unread),
                 v_int(state->service_unread), v_int(state->service_unread_since)));
}

void message_insert(const struct message_act *act, struct tx *tx)
{
    db_send(tx->db, &INSERT_MESSAGE,
            ARGS(v_uuid(&act->patient), v_uuid(&act->written_thread), v_int(act->written_number),
                 v_int(tx->now), v_uuid(&act->by.account), v_text(message_side_word(act->side)),
                 v_str(act->body)));
}

void message_seen_insert(const struct message_act *act, struct tx *tx)
{
    db_send(tx->db, &INSERT_SEEN,
            ARGS(v_uuid(&act->patient), v_uuid(&act->thread), v_uuid(&act->by.account),
                 v_int(act->up_to), v_int(tx->now)));
}
