#include "auth/access_seal.h"

#include "base/caltime.h"
#include "base/sha.h"

#include <endian.h>
#include <stdio.h>

/* One end in `heads`: lane and number, big-endian, then the row's hash. */
enum { LANES_MOST = 64, HEAD_BYTES = 8 + 8 + SEAL_BYTES, HEADS_BYTES = LANES_MOST * HEAD_BYTES };

static const struct sql LAST = {
    "SELECT number, day, at, heads, hash FROM access_log_seal ORDER BY number DESC LIMIT 1",
};
static const struct sql ONE = {
    "SELECT number, day, at, heads, hash FROM access_log_seal WHERE number = ?1",
};
static const struct sql PAGE = {
    "SELECT number, day, at, heads, hash FROM access_log_seal WHERE number > ?1"
    " ORDER BY number LIMIT 500",
};
static const struct sql KEEP = {
    "INSERT INTO access_log_seal (number, day, at, heads, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
};
static const struct sql NEXT_LANE = {"SELECT min(lane) FROM access_log WHERE lane > ?1"};
static const struct sql LAST_ROW = {"SELECT max(number) FROM access_log WHERE lane = ?1"};
/* The first from this number on. */
static const struct sql ROW = {
    "SELECT number, at, hash FROM access_log WHERE lane = ?1 AND number >= ?2"
    " ORDER BY number LIMIT 1",
};
static const struct sql LAST_UNTIL = {
    "SELECT max(number) FROM access_log WHERE lane = ?1 AND number >= ?2 AND at < ?3",
};

struct head {
    int64_t lane, number;
    uint8_t hash[SEAL_BYTES];
};

struct heads {
    size_t count;
    struct head list[LANES_MOST];
};

struct log_row {
    int64_t number, at; /* number 0: there is none */
    uint8_t hash[SEAL_BYTES];
};

/* ---- in and out ---- */

static void put_number(uint8_t *to, int64_t number)
{
    uint64_t big = htobe64((uint64_t)number);
    memcpy(to, &big, sizeof big);
}

static int64_t get_number(const uint8_t *from)
{
    uint64_t big;
    memcpy(&big, from, sizeof big);
    return (int64_t)be64toh(big);
}

static size_t heads_print(const struct heads *heads, uint8_t bytes_r[HEADS_BYTES])
{
    for (size_t i = 0; i < heads->count; i++) {
        uint8_t *to = bytes_r + i * HEAD_BYTES;
        put_number(to, heads->list[i].lane);
        put_number(to + 8, heads->list[i].number);
        memcpy(to + 16, heads->list[i].hash, SEAL_BYTES);
    }
    return heads->count * HEAD_BYTES;
}

static bool heads_read(struct str bytes, struct heads *heads_r)
{
    heads_r->count = bytes.len / HEAD_BYTES;
    if (bytes.len % HEAD_BYTES || heads_r->count > LANES_MOST) {
        heads_r->count = 0;
        return false;
    }
    for (size_t i = 0; i < heads_r->count; i++) {
        const uint8_t *from = (const uint8_t *)bytes.at + i * HEAD_BYTES;
        heads_r->list[i].lane = get_number(from);
        heads_r->list[i].number = get_number(from + 8);
        memcpy(heads_r->list[i].hash, from + 16, SEAL_BYTES);
    }
    return true;
}

static const struct head *head_of(const struct heads *heads, int64_t lane)
{
    for (size_t i = 0; i < heads->count; i++)
        if (heads->list[i].lane == lane)
            return &heads->list[i];
    return NULL;
}

static void seal_hash(const uint8_t before[SEAL_BYTES], const struct access_seal *seal,
                      struct str heads, uint8_t hash_r[SEAL_BYTES])
{
    uint8_t numbers[4 * 8];
    put_number(numbers, seal->number);
    put_number(numbers + 8, seal->day);
    put_number(numbers + 16, seal->at);
    put_number(numbers + 24, (int64_t)heads.len);
    const struct str parts[] = {
        {(const char *)before, SEAL_BYTES}, {(const char *)numbers, sizeof numbers}, heads};
    sha256(parts, sizeof parts / sizeof parts[0], hash_r);
}

static void hash_read(const struct rows *rows, size_t row, unsigned column,
                      uint8_t hash_r[SEAL_BYTES])
{
    struct str hash = row_str(rows, row, column);
    memset(hash_r, 0, SEAL_BYTES);
    if (hash.len == SEAL_BYTES)
        memcpy(hash_r, hash.at, SEAL_BYTES);
}

static void seal_read(const struct rows *rows, size_t row, struct access_seal *seal_r)
{
    *seal_r = (struct access_seal){
        .number = row_int(rows, row, 0), .day = row_int(rows, row, 1), .at = row_int(rows, row, 2)};
    hash_read(rows, row, 4, seal_r->hash);
}

void access_seal_day_text(int64_t day, char text_r[SEAL_DAY_TEXT])
{
    int year, month, of_month;
    caltime_civil(day, &year, &month, &of_month);
    snprintf(text_r, SEAL_DAY_TEXT, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100,
             (unsigned)of_month % 100);
}

void access_seal_hash_text(const uint8_t hash[SEAL_BYTES], char text_r[SEAL_HASH_TEXT])
{
    for (size_t i = 0; i < SEAL_BYTES; i++)
        snprintf(text_r + 2 * i, 3, "%02x", hash[i]);
}

/* ---- the log's rows ---- */

static bool row_from(struct db *db, struct arena *arena, int64_t lane, int64_t number,
                     struct log_row *row_r, struct error *error)
{
    struct rows *rows;
    *row_r = (struct log_row){0};
    if (!db_run(db, arena, &ROW, ARGS(v_int(lane), v_int(number)), &rows, error))
        return false;
    if (rows_count(rows)) {
        row_r->number = row_int(rows, 0, 0);
        row_r->at = row_int(rows, 0, 1);
        hash_read(rows, 0, 2, row_r->hash);
    }
    return true;
}

static bool one_number(struct db *db, struct arena *arena, const struct sql *sql, int64_t argument,
                       int64_t *number_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, sql, ARGS(v_int(argument)), &rows, error))
        return false;
    *number_r = row_int(rows, 0, 0);
    return true;
}

/* The first row from this number on. Where that one is of a day that has not come yet, by a clock
 * that ran ahead, it would hold up those behind it: then the last of these that is of before `day`.
 */
static bool row_left(struct db *db, struct arena *arena, const struct head *after, int64_t today,
                     int64_t day, struct log_row *row_r, struct error *error)
{
    struct rows *rows;
    if (!row_from(db, arena, after->lane, after->number + 1, row_r, error))
        return false;
    if (!row_r->number || caltime_oslo_day(row_r->at) <= today)
        return true;
    if (!db_run(db, arena, &LAST_UNTIL,
                ARGS(v_int(after->lane), v_int(row_r->number), v_int(caltime_oslo_moment(day, 0))),
                &rows, error))
        return false;
    return row_is_null(rows, 0, 0) ||
           row_from(db, arena, after->lane, row_int(rows, 0, 0), row_r, error);
}

bool access_lane_after(struct db *db, int64_t lane, int64_t *next_r, struct error *error)
{
    struct arena arena;
    arena_init(&arena);
    bool ok = one_number(db, &arena, &NEXT_LANE, lane, next_r, error);
    arena_finish(&arena);
    return ok;
}

/* The last row before `end` of those after `row`, whose own time is before it. By halves: rows
 * stand in the order of their times but for some that clocks have set back, and any of those may
 * end the day. */
static bool last_before(struct db *db, struct arena *arena, int64_t lane, int64_t end,
                        struct log_row *row, struct error *error)
{
    int64_t beyond;
    if (!one_number(db, arena, &LAST_ROW, lane, &beyond, error))
        return false;
    for (beyond++; beyond - row->number > 1;) {
        int64_t middle = row->number + (beyond - row->number) / 2;
        struct log_row between;
        if (!row_from(db, arena, lane, middle, &between, error))
            return false;
        if (between.number == middle && between.at < end)
            *row = between;
        else
            beyond = middle;
    }
    return true;
}

/* ---- sealing ---- */

struct sealing {
    struct tx *tx;
    struct access_seal last; /* number 0: the first is still to come */
    struct heads heads;      /* of the last seal, and of lanes that came since with number 0 */
};

static bool know_last(struct sealing *s, struct error *error)
{
    struct rows *rows;
    if (!db_run(s->tx->db, s->tx->arena, &LAST, NO_ARGS, &rows, error))
        return false;
    if (!rows_count(rows))
        return true;
    seal_read(rows, 0, &s->last);
    return heads_read(row_str(rows, 0, 3), &s->heads) ||
           error_log(error, ERROR_INTERNAL, "seal %lld of the access log cannot be read",
                     (long long)s->last.number);
}

static bool know_lanes(struct sealing *s, struct error *error)
{
    int64_t lane = 0;
    for (;;) {
        if (!access_lane_after(s->tx->db, lane, &lane, error))
            return false;
        if (!lane)
            return true;
        if (head_of(&s->heads, lane))
            continue;
        if (s->heads.count == LANES_MOST)
            return error_log(error, ERROR_INTERNAL, "the access log has too many lanes");
        s->heads.list[s->heads.count++] = (struct head){.lane = lane};
    }
}

/* The day of the oldest row that is not sealed; none_r: all are. */
static bool next_day(const struct sealing *s, int64_t *day_r, bool *none_r, struct error *error)
{
    int64_t today = caltime_oslo_day(s->tx->now);
    *none_r = true;
    *day_r = 0;
    for (size_t i = 0; i < s->heads.count; i++) {
        const struct head *head = &s->heads.list[i];
        struct log_row row;
        if (!row_left(s->tx->db, s->tx->arena, head, today, today, &row, error))
            return false;
        int64_t day = row.number ? caltime_oslo_day(row.at) : 0;
        if (row.number && (*none_r || day < *day_r))
            *day_r = day;
        *none_r = *none_r && !row.number;
    }
    /* By a clock that was set back: with the day that comes. */
    if (!*none_r && s->last.number && *day_r <= s->last.day)
        *day_r = s->last.day + 1;
    return true;
}

static bool move_heads(struct sealing *s, int64_t day, struct error *error)
{
    int64_t end = caltime_oslo_moment(day + 1, 0), today = caltime_oslo_day(s->tx->now);
    for (size_t i = 0; i < s->heads.count; i++) {
        struct head *head = &s->heads.list[i];
        struct log_row row;
        if (!row_left(s->tx->db, s->tx->arena, head, today, day + 1, &row, error))
            return false;
        if (!row.number || row.at >= end)
            continue;
        if (!last_before(s->tx->db, s->tx->arena, head->lane, end, &row, error))
            return false;
        head->number = row.number;
        memcpy(head->hash, row.hash, SEAL_BYTES);
    }
    return true;
}

/* Lanes without a row yet are left out. */
static void keep(struct sealing *s, int64_t day)
{
    uint8_t bytes[HEADS_BYTES];
    struct heads known = {0};
    struct access_seal seal = {.number = s->last.number + 1, .day = day, .at = s->tx->now};
    for (size_t i = 0; i < s->heads.count; i++)
        if (s->heads.list[i].number)
            known.list[known.count++] = s->heads.list[i];
    struct str heads = {(const char *)bytes, heads_print(&known, bytes)};
    seal_hash(s->last.hash, &seal, heads, seal.hash);
    db_send(s->tx->db, &KEEP,
            ARGS(v_int(seal.number), v_int(seal.day), v_int(seal.at), v_bytes(heads.at, heads.len),
                 v_bytes(seal.hash, SEAL_BYTES)));
    s->last = seal;
}

bool access_seal_days(struct tx *tx, int64_t *sealed_r, struct error *error)
{
    struct sealing *s = arena_new(tx->arena, struct sealing);
    int64_t today = caltime_oslo_day(tx->now);
    *sealed_r = 0;
    s->tx = tx;
    if (!know_last(s, error) || !know_lanes(s, error))
        return false;
    while (*sealed_r < SEAL_DAYS_MOST) {
        int64_t day;
        bool none;
        if (!next_day(s, &day, &none, error))
            return false;
        if (none || day >= today)
            return true;
        if (!move_heads(s, day, error))
            return false;
        keep(s, day);
        ++*sealed_r;
    }
    return true;
}

/* ---- verifying ---- */

struct verifying {
    struct db *db;
    struct arena page, one;
    const struct access_seal_told *told;
    struct access_seal last;
    struct heads heads, before;
};

__attribute__((format(printf, 3, 4))) static void
say(struct verifying *v, void (*to)(void *context, const char *text), const char *format, ...)
{
    struct buf text;
    va_list args;
    buf_init(&text, &v->one, 160);
    va_start(args, format);
    buf_vprintf(&text, format, args);
    va_end(args);
    to(v->told->context, buf_cstr(&text));
}

static void check_order(struct verifying *v, const struct access_seal *seal)
{
    char day[SEAL_DAY_TEXT];
    access_seal_day_text(seal->day, day);
    if (seal->number != v->last.number + 1)
        say(v, v->told->fault,
            "access_log_seal: seal %lld follows seal %lld: what stood between is gone",
            (long long)seal->number, (long long)v->last.number);
    if (v->last.number && seal->day <= v->last.day)
        say(v, v->told->fault,
            "access_log_seal: seal %lld is of %s, no later day than the one before",
            (long long)seal->number, day);
    if (caltime_oslo_day(seal->at) <= seal->day)
        say(v, v->told->fault, "access_log_seal: seal %lld was made before its day %s was over",
            (long long)seal->number, day);
}

static void check_hash(struct verifying *v, const struct access_seal *seal, struct str heads)
{
    uint8_t hash[SEAL_BYTES];
    seal_hash(v->last.hash, seal, heads, hash);
    if (memcmp(hash, seal->hash, SEAL_BYTES) != 0)
        say(v, v->told->fault,
            "access_log_seal: seal %lld does not follow from the one before and what it says",
            (long long)seal->number);
}

/* The first row of the lane that this seal holds and the one before does not. */
static bool check_first(struct verifying *v, const struct access_seal *seal,
                        const struct head *before, const struct head *head, struct error *error)
{
    struct log_row row;
    char day[SEAL_DAY_TEXT], of[SEAL_DAY_TEXT];
    if (!row_from(v->db, &v->one, head->lane, before ? before->number + 1 : 1, &row, error))
        return false;
    if (!row.number || row.number > head->number || caltime_oslo_day(row.at) >= seal->day)
        return true;
    access_seal_day_text(caltime_oslo_day(row.at), day);
    access_seal_day_text(seal->day, of);
    say(v, v->told->warning,
        "access_log_seal: row %lld of lane %lld is of %s and sealed with %s only",
        (long long)row.number, (long long)head->lane, day, of);
    return true;
}

static bool check_head(struct verifying *v, const struct access_seal *seal, const struct head *head,
                       struct error *error)
{
    const struct head *before = head_of(&v->before, head->lane);
    struct log_row row;
    long long number = (long long)seal->number, lane = (long long)head->lane;
    if (!row_from(v->db, &v->one, head->lane, head->number, &row, error))
        return false;
    if (row.number != head->number)
        say(v, v->told->fault, "access_log: row %lld of lane %lld is gone, which seal %lld holds",
            (long long)head->number, lane, number);
    else if (memcmp(row.hash, head->hash, SEAL_BYTES) != 0)
        say(v, v->told->fault,
            "access_log: row %lld of lane %lld has another hash than seal %lld holds",
            (long long)head->number, lane, number);
    if (before && head->number < before->number)
        say(v, v->told->fault,
            "access_log_seal: seal %lld ends lane %lld at row %lld, before row %lld of the one "
            "before",
            number, lane, (long long)head->number, (long long)before->number);
    return check_first(v, seal, before, head, error);
}

static bool check_seal(struct verifying *v, const struct rows *rows, size_t at, struct error *error)
{
    struct access_seal seal;
    seal_read(rows, at, &seal);
    arena_reset(&v->one);
    check_order(v, &seal);
    check_hash(v, &seal, row_str(rows, at, 3));
    v->before = v->heads;
    if (!heads_read(row_str(rows, at, 3), &v->heads))
        say(v, v->told->fault, "access_log_seal: seal %lld names no ends that can be read",
            (long long)seal.number);
    for (size_t i = 0; i < v->heads.count; i++)
        if (!check_head(v, &seal, &v->heads.list[i], error))
            return false;
    for (size_t i = 0; i < v->before.count; i++)
        if (!head_of(&v->heads, v->before.list[i].lane))
            say(v, v->told->fault,
                "access_log_seal: seal %lld names no end of lane %lld, which the one before does",
                (long long)seal.number, (long long)v->before.list[i].lane);
    v->last = seal;
    return true;
}

/* The service may have been down; but then what is over should be sealed soon after. */
static bool warn_unsealed(struct verifying *v, int64_t now, struct error *error)
{
    int64_t today = caltime_oslo_day(now), lane = 0;
    for (;;) {
        struct log_row row;
        char day[SEAL_DAY_TEXT];
        if (!access_lane_after(v->db, lane, &lane, error))
            return false;
        if (!lane)
            return true;
        const struct head *known = head_of(&v->heads, lane);
        const struct head head = known ? *known : (struct head){.lane = lane};
        if (!row_left(v->db, &v->one, &head, today, today - 1, &row, error))
            return false;
        if (!row.number || caltime_oslo_day(row.at) >= today - 1)
            continue;
        access_seal_day_text(caltime_oslo_day(row.at), day);
        say(v, v->told->warning,
            "access_log: from row %lld of lane %lld on, of %s, nothing is sealed",
            (long long)row.number, (long long)lane, day);
    }
}

bool access_seal_verify(struct db *db, int64_t now, const struct access_seal_told *told,
                        int64_t *seals_r, struct access_seal *newest_r, struct error *error)
{
    struct verifying v = {.db = db, .told = told};
    struct rows *rows;
    bool ok;
    *seals_r = 0;
    arena_init(&v.page);
    arena_init(&v.one);
    do {
        arena_reset(&v.page);
        ok = db_run(db, &v.page, &PAGE, ARGS(v_int(v.last.number)), &rows, error);
        for (size_t i = 0; ok && i < rows_count(rows); i++, ++*seals_r)
            ok = check_seal(&v, rows, i, error);
    } while (ok && rows_count(rows));
    arena_reset(&v.one);
    ok = ok && warn_unsealed(&v, now, error);
    *newest_r = v.last;
    arena_finish(&v.one);
    arena_finish(&v.page);
    return ok;
}

bool access_seal_get(struct db *db, int64_t number, struct access_seal *seal_r, struct error *error)
{
    struct rows *rows;
    struct arena arena;
    arena_init(&arena);
    *seal_r = (struct access_seal){0};
    bool ok = db_run(db, &arena, &ONE, ARGS(v_int(number)), &rows, error);
    if (ok && rows_count(rows))
        seal_read(rows, 0, seal_r);
    arena_finish(&arena);
    return ok;
}
