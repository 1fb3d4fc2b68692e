/* Days on which a patient reports nothing. */
#include "base/caltime.h"
#include "due/due.h"
#include "house.h"
#include "json_common.h"
#include "schedule/schedule_api.h"
#include "take.h"

enum { REASON_MOST = 2000, AHEAD_MOST = 366 };

#define COLUMNS                                                                                    \
    "SELECT u.id, u.from_day, u.until_day, u.reason, u.account_id, a.name, u.at, u.ended_by,"      \
    " n.name, u.ended_at FROM pause u JOIN account a ON a.id = u.account_id"                       \
    " LEFT JOIN account n ON n.id = u.ended_by"
static const struct sql LIST = {COLUMNS " WHERE u.patient_id = ?1"
                                        " ORDER BY u.from_day DESC, u.id DESC LIMIT 100"};
static const struct sql ONE = {COLUMNS " WHERE u.patient_id = ?1 AND u.id = ?2"};
static const struct sql NOW = {
    "SELECT id, from_day, until_day, reason FROM pause WHERE patient_id = ?1 AND from_day <= ?2"
    " AND (until_day IS NULL OR until_day > ?2) ORDER BY from_day, id LIMIT 1"};
/* One that was taken back holds on no day. */
static const struct sql OVERLAPS = {
    "SELECT 1 FROM pause WHERE patient_id = ?1 AND from_day < ?3"
    " AND (until_day IS NULL OR until_day > ?2) AND (until_day IS NULL OR until_day > from_day)"
    " LIMIT 1"};
static const struct sql INSERT = {
    "INSERT INTO pause (patient_id, id, from_day, until_day, reason, account_id, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"};
static const struct sql END = {"UPDATE pause SET until_day = ?3, ended_by = ?4, ended_at = ?5"
                               " WHERE patient_id = ?1 AND id = ?2"};
enum { ID, FROM, UNTIL, REASON, BY, BY_NAME, AT, ENDED_BY, ENDED_NAME, ENDED_AT };

static int64_t today_of(int64_t now)
{
    return caltime_oslo_day(now);
}

/* ---- answers ---- */

static void put_ended(struct json_out *out, const struct rows *rows, size_t row)
{
    json_key(out, "ended");
    if (row_is_null(rows, row, ENDED_AT)) {
        json_null(out);
        return;
    }
    struct uuid by = row_uuid(rows, row, ENDED_BY);
    json_object_open(out);
    put_time(out, "at", row_int(rows, row, ENDED_AT));
    put_named(out, "by", &by, row_str(rows, row, ENDED_NAME));
    json_object_close(out);
}

/* Leaves the object open. */
static void put_days(struct json_out *out, const struct call *call, const struct rows *rows,
                     size_t row)
{
    struct uuid id = row_uuid(rows, row, ID);
    char text[OWNED_TEXT];
    owned_text(&call->grant.patient, &id, text);
    json_object_open(out);
    json_put_text(out, "id", text);
    put_calendar_day(out, "from", row_int(rows, row, FROM));
    put_calendar_day(out, "until",
                     row_is_null(rows, row, UNTIL) ? TAKE_NO_DAY : row_int(rows, row, UNTIL));
    json_put_str(out, "reason", row_str(rows, row, REASON));
}

static void put_pause(struct json_out *out, const struct call *call, const struct rows *rows,
                      size_t row)
{
    struct uuid by = row_uuid(rows, row, BY);
    put_days(out, call, rows, row);
    put_named(out, "by", &by, row_str(rows, row, BY_NAME));
    put_time(out, "at", row_int(rows, row, AT));
    put_ended(out, rows, row);
    json_object_close(out);
}

bool pause_put_now(struct json_out *out, struct call *call, struct db *db, int32_t day,
                   struct error *error)
{
    struct rows *rows;
    if (!db_run(db, &call->request->arena, &NOW, ARGS(v_uuid(&call->grant.patient), v_int(day)),
                &rows, error))
        return false;
    json_key(out, "pause");
    if (!rows_count(rows)) {
        json_null(out);
        return true;
    }
    put_days(out, call, rows, 0);
    json_object_close(out);
    return true;
}

enum handled pause_list(struct call *call)
{
    struct error error = {0};
    struct rows *rows;
    struct json_out out;
    if (!db_run(call->db, &call->request->arena, &LIST, ARGS(v_uuid(&call->grant.patient)), &rows,
                &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 256 + 300 * rows_count(rows));
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < rows_count(rows); i++)
        put_pause(&out, call, rows, i);
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

static bool answer(struct call *call, struct tx *tx, const struct uuid *id, int status,
                   struct error *error)
{
    struct rows *rows;
    struct json_out out;
    if (!db_run(tx->db, tx->arena, &ONE, ARGS(v_uuid(&call->grant.patient), v_uuid(id)), &rows,
                error))
        return false;
    json_out_init(&out, &call->request->arena, 512);
    put_pause(&out, call, rows, 0);
    call_json(call, status, &out);
    return true;
}

static void tell(struct call *call, struct tx *tx)
{
    struct access_entry by;
    access_entry_of(&call->who, action_word(ACTION_SCHEDULE_CHANGE), &by);
    by.patient = call->grant.patient;
    house_tell_all(tx, "schedule", &call->grant);
    house_access(tx, &by);
    due_wake(tx, &call->grant.patient);
}

/* ---- making one ---- */

struct pause {
    int64_t from, until; /* TAKE_NO_DAY: open */
    struct str reason;
};

static bool create_apply(struct write *write, struct tx *tx, struct error *error)
{
    const struct pause *pause = write->data;
    struct call *call = write->call;
    struct value patient = v_uuid(&call->grant.patient);
    struct rows *rows;
    bool open = pause->until == TAKE_NO_DAY;
    if (!db_run(tx->db, tx->arena, &OVERLAPS,
                ARGS(patient, v_int(pause->from), v_int(open ? INT32_MAX : pause->until)), &rows,
                error))
        return false;
    if (rows_count(rows))
        return error_at(error, ERROR_CONFLICT, "/from", "there is a pause on these days already");
    struct uuid id = house_id(tx);
    db_send(tx->db, &INSERT,
            ARGS(patient, v_uuid(&id), v_int(pause->from), open ? v_null() : v_int(pause->until),
                 v_str(pause->reason), v_uuid(&call->who.account), v_int(tx->now)));
    tell(call, tx);
    return answer(call, tx, &id, 201, error);
}

static bool read_pause(struct call *call, struct pause *pause, struct error *error)
{
    static const char *const names[] = {"from", "until", "reason", NULL};
    int64_t today = today_of(call->request->now);
    if (!take_only(call, names, error) ||
        !take_day(call->json, "/from", true, &pause->from, error) ||
        !take_day(call->json, "/until", false, &pause->until, error) ||
        !take_lines(call->json, "/reason", REASON_MOST, true, &pause->reason, error))
        return false;
    if (pause->from < today || pause->from > today + AHEAD_MOST)
        return error_at(error, ERROR_INVALID, "/from", "must be today or within the year to come");
    return pause->until == TAKE_NO_DAY ||
           (pause->until > pause->from && pause->until <= pause->from + AHEAD_MOST) ||
           error_at(error, ERROR_INVALID, "/until",
                    "must be a day after the first one, and within a year of it");
}

enum handled pause_create(struct call *call)
{
    struct error error = {0};
    struct pause *pause = arena_new(&call->request->arena, struct pause);
    if (!read_pause(call, pause, &error))
        return call_fail(call, &error);
    return call_write(call, NULL, create_apply, pause);
}

/* ---- ending one ---- */

/* The first day on which reports are due again. Before it has begun it is taken back whole. */
static bool end_apply(struct write *write, struct tx *tx, struct error *error)
{
    const int64_t *asked = write->data;
    struct call *call = write->call;
    struct rows *rows;
    int64_t today = today_of(tx->now);
    if (!db_run(tx->db, tx->arena, &ONE, ARGS(v_uuid(&call->grant.patient), v_uuid(&call->owned)),
                &rows, error))
        return false;
    if (!rows_count(rows))
        return permit_unknown(error);
    int64_t from = row_int(rows, 0, FROM), on = *asked == TAKE_NO_DAY ? today : *asked;
    if (!row_is_null(rows, 0, UNTIL) &&
        (row_int(rows, 0, UNTIL) <= today || row_int(rows, 0, UNTIL) <= from))
        return error_at(error, ERROR_CONFLICT, "", "the pause has ended");
    if (on < today || (!row_is_null(rows, 0, UNTIL) && on > row_int(rows, 0, UNTIL)))
        return error_at(error, ERROR_INVALID, "/on", "must be from today to the end of the pause");
    if (on < from)
        on = from;
    db_send(tx->db, &END,
            ARGS(v_uuid(&call->grant.patient), v_uuid(&call->owned), v_int(on),
                 v_uuid(&call->who.account), v_int(tx->now)));
    tell(call, tx);
    return answer(call, tx, &call->owned, 200, error);
}

enum handled pause_end(struct call *call)
{
    static const char *const names[] = {"on", NULL};
    struct error error = {0};
    int64_t *on = arena_new(&call->request->arena, int64_t);
    *on = TAKE_NO_DAY;
    if (call->json &&
        (!take_only(call, names, &error) || !take_day(call->json, "/on", false, on, &error)))
        return call_fail(call, &error);
    return call_write(call, NULL, end_apply, on);
}
