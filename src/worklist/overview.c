#include "worklist/overview.h"

#include "due/due.h"

static const struct sql INSERT = {
    "INSERT INTO overview (patient_id, service_id, municipality_id, tier, zone, unconfirmed, since,"
    " version, enrolment_id, report_id, report_account_id, report_open_until, reported_at, reasons,"
    " missing, unread, tasks, taken_by, taken_at, zone_since, unread_since,"
    " contact_at, looks, remark, missing_since, tasks_since, missed)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
    " ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)",
};
/* Leaves the list's indexes alone: most reports change neither tier nor since. */
static const struct sql UPDATE_IN_PLACE = {
    "UPDATE overview SET zone = ?3, unconfirmed = ?4, version = ?5, enrolment_id = ?6,"
    " report_id = ?7, report_account_id = ?8, report_open_until = ?9, reported_at = ?10,"
    " reasons = ?11, missing = ?12, unread = ?13, tasks = ?14, taken_by = ?15, taken_at = ?16,"
    " zone_since = ?17, unread_since = ?18, contact_at = ?19, looks = ?20, remark = ?21,"
    " missing_since = ?22, tasks_since = ?23, missed = ?24"
    " WHERE patient_id = ?1 AND service_id = ?2",
};
static const struct sql UPDATE_MOVED = {
    "UPDATE overview SET zone = ?3, unconfirmed = ?4, version = ?5, enrolment_id = ?6,"
    " report_id = ?7, report_account_id = ?8, report_open_until = ?9, reported_at = ?10,"
    " reasons = ?11, missing = ?12, unread = ?13, tasks = ?14, taken_by = ?15, taken_at = ?16,"
    " zone_since = ?17, unread_since = ?18, contact_at = ?19, looks = ?20, remark = ?21,"
    " missing_since = ?22, tasks_since = ?23, missed = ?24, tier = ?25, since = ?26"
    " WHERE patient_id = ?1 AND service_id = ?2",
};
static const struct sql TOUCH = {
    "UPDATE overview SET contact_at = ?3"
    " WHERE patient_id = ?1 AND service_id = ?2 AND contact_at < ?3",
};

void overview_read(const struct rows *rows, size_t row, unsigned column, struct overview *to)
{
    *to = (struct overview){
        .stored = !row_is_null(rows, row, column),
        .patient = row_uuid(rows, row, column),
        .service = row_uuid(rows, row, column + 1),
        .municipality = row_uuid(rows, row, column + 2),
        .tier = (enum tier)row_int(rows, row, column + 3),
        .zone = (enum zone)row_int(rows, row, column + 4),
        .unconfirmed = row_int(rows, row, column + 5) != 0,
        .waits_since = row_int(rows, row, column + 6),
        .version = row_int(rows, row, column + 7),
        .enrolment = row_uuid(rows, row, column + 8),
        .report = row_uuid(rows, row, column + 9),
        .report_account = row_uuid(rows, row, column + 10),
        .report_open_until = row_int(rows, row, column + 11),
        .reported_at = row_int(rows, row, column + 12),
        .missing = row_int(rows, row, column + 14) != 0,
        .unread = row_int(rows, row, column + 15),
        .tasks = row_int(rows, row, column + 16),
        .taken_by = row_uuid(rows, row, column + 17),
        .taken_at = row_int(rows, row, column + 18),
        .since = row_int(rows, row, column + 19),
        .unread_since = row_int(rows, row, column + 20),
        .contact_at = row_int(rows, row, column + 21),
        .looks = (unsigned)row_int(rows, row, column + 22),
        .remark = row_str(rows, row, column + 23),
        .missing_since = row_int(rows, row, column + 24),
        .tasks_since = row_int(rows, row, column + 25),
        .missed = row_int(rows, row, column + 26),
    };
    reasons_parse(row_str(rows, row, column + 13), &to->reasons);
}

enum tier overview_tier(const struct overview *overview)
{
    if (overview->zone == ZONE_RED)
        return TIER_RED;
    if (overview->zone == ZONE_YELLOW)
        return TIER_YELLOW;
    if (overview->unread || overview->tasks || overview->missing)
        return TIER_ATTENTION;
    return overview->zone == ZONE_GREEN ? TIER_GREEN : TIER_NOTHING;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return !a || (b && b < a) ? b : a;
}

/* What waits for being read or done waits since the oldest of it, whatever a green report said
 * since. */
int64_t overview_waits_since(const struct overview *overview)
{
    int64_t waits =
        earlier(earlier(overview->unread_since, overview->tasks_since), overview->missing_since);
    return overview_tier(overview) == TIER_ATTENTION && waits ? waits : overview->since;
}

static struct value time_or_null(int64_t at)
{
    return at ? v_int(at) : v_null();
}

static void insert(const struct overview *o, struct tx *tx)
{
    db_send(tx->db, &INSERT,
            ARGS(v_uuid(&o->patient), v_uuid(&o->service), v_uuid(&o->municipality), v_int(o->tier),
                 v_int(o->zone), v_int(o->unconfirmed), v_int(o->waits_since), v_int(o->version),
                 v_uuid(&o->enrolment), v_uuid(&o->report), v_uuid(&o->report_account),
                 v_int(o->report_open_until), time_or_null(o->reported_at),
                 v_str(reasons_print(tx->arena, &o->reasons)), v_int(o->missing), v_int(o->unread),
                 v_int(o->tasks), v_uuid(&o->taken_by), time_or_null(o->taken_at), v_int(o->since),
                 v_int(o->unread_since), v_int(o->contact_at), v_int(o->looks), v_str(o->remark),
                 v_int(o->missing_since), v_int(o->tasks_since), v_int(o->missed)));
}

void overview_write(const struct overview *before, struct overview *after, struct tx *tx)
{
    after->tier = overview_tier(after);
    after->waits_since = overview_waits_since(after);
    if (!before->stored) {
        insert(after, tx);
        return;
    }
    bool moved = before->tier != after->tier || before->waits_since != after->waits_since;
    struct value args[] = {
        v_uuid(&after->patient),
        v_uuid(&after->service),
        v_int(after->zone),
        v_int(after->unconfirmed),
        v_int(after->version),
        v_uuid(&after->enrolment),
        v_uuid(&after->report),
        v_uuid(&after->report_account),
        v_int(after->report_open_until),
        time_or_null(after->reported_at),
        v_str(reasons_print(tx->arena, &after->reasons)),
        v_int(after->missing),
        v_int(after->unread),
        v_int(after->tasks),
        v_uuid(&after->taken_by),
        time_or_null(after->taken_at),
        v_int(after->since),
        v_int(after->unread_since),
        v_int(after->contact_at),
        v_int(after->looks),
        v_str(after->remark),
        v_int(after->missing_since),
        v_int(after->tasks_since),
        v_int(after->missed),
        v_int(after->tier),
        v_int(after->waits_since),
    };
    size_t count = sizeof args / sizeof args[0];
    db_send(tx->db, moved ? &UPDATE_MOVED : &UPDATE_IN_PLACE, args, moved ? count : count - 2);
}

void overview_touch_contact(struct tx *tx, const struct uuid *patient, const struct uuid *service,
                            int64_t at)
{
    db_send(tx->db, &TOUCH, ARGS(v_uuid(patient), v_uuid(service), v_int(at)));
    due_wake(tx, patient);
}

/* Of what is there already nothing new is said: a form that is sent again, words taken back. */
static bool says(struct str text, struct str part)
{
    return text.at && part.at && memmem(text.at, text.len, part.at, part.len) != NULL;
}

static struct str cut_to(struct str text, size_t most)
{
    size_t characters = 0, end = 0;
    for (; end < text.len; end++) {
        characters += ((unsigned char)text.at[end] & 0xC0) != 0x80;
        if (characters > most)
            break;
    }
    return (struct str){text.at, end};
}

struct str overview_remark_join(struct arena *arena, struct str newer, struct str older)
{
    struct buf both;
    if (!newer.len || !older.len)
        return newer.len ? newer : older;
    if (says(older, newer) || says(newer, older))
        return older.len > newer.len ? older : newer;
    buf_init(&both, arena, newer.len + older.len + 3);
    buf_str(&both, newer);
    buf_text(&both, " / ");
    buf_str(&both, older);
    return cut_to(buf_slice(&both), OVERVIEW_REMARK_MOST);
}
