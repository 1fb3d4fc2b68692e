/* Who has looked: rows about the patient alone, and those lists that showed the patient among
 * others. A list's row names its patients in one value that no index can search, so lists are read
 * through, at most so many for a page; the next page goes on from there. */
#include "base/arena.h"
#include "json_common.h"
#include "patient/patient_api.h"

#include <stdlib.h>

enum { PAGE = 100, LISTS_AT_ONCE = 500, LISTS_MOST = 5000 };

#define ENTRY                                                                                      \
    "SELECT l.number, l.at, a.name, l.role, o.name, l.action, l.ground, l.patients"                \
    " FROM access_log l JOIN account a ON a.id = l.account_id"                                     \
    " LEFT JOIN organisation o ON o.id = l.organisation_id"
static const struct sql ALONE = {
    ENTRY " WHERE l.patient_id = ?1 AND l.number < ?2 ORDER BY l.number DESC LIMIT ?3",
};
static const struct sql LISTS = {
    ENTRY " WHERE l.patients IS NOT NULL AND l.number < ?1 AND l.number > ?2"
          " ORDER BY l.number DESC LIMIT ?3",
};

struct entry {
    int64_t number;
    const struct rows *rows;
    size_t row;
};

struct entries {
    size_t count, size;
    struct entry *list;
};

static void add(struct entries *entries, struct arena *arena, const struct rows *rows, size_t row)
{
    if (entries->count == entries->size) {
        size_t size = entries->size ? entries->size * 2 : PAGE * 2;
        struct entry *list = arena_array(arena, struct entry, size);
        if (entries->count)
            memcpy(list, entries->list, entries->count * sizeof *list);
        entries->list = list;
        entries->size = size;
    }
    entries->list[entries->count++] = (struct entry){row_int(rows, row, 0), rows, row};
}

static bool names(struct str patients, const struct uuid *patient)
{
    for (size_t at = 0; at + sizeof patient->b <= patients.len; at += sizeof patient->b)
        if (memcmp(patients.at + at, patient->b, sizeof patient->b) == 0)
            return true;
    return false;
}

/* Lists between `before` and *until_r; *until_r moves up when there are too many for one page. */
static bool add_lists(struct call *call, struct entries *entries, int64_t before, int64_t *until_r,
                      struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct rows *rows;
    size_t seen = 0;
    do {
        if (!db_run(call->db, arena, &LISTS,
                    ARGS(v_int(before), v_int(*until_r), v_int(LISTS_AT_ONCE)), &rows, error))
            return false;
        for (size_t i = 0; i < rows_count(rows); i++)
            if (names(row_str(rows, i, 7), &call->grant.patient))
                add(entries, arena, rows, i);
        seen += rows_count(rows);
        if (rows_count(rows))
            before = row_int(rows, rows_count(rows) - 1, 0);
    } while (rows_count(rows) == LISTS_AT_ONCE && seen < LISTS_MOST);
    if (rows_count(rows) == LISTS_AT_ONCE)
        *until_r = before;
    return true;
}

static int newest_first(const void *a, const void *b)
{
    int64_t left = ((const struct entry *)a)->number, right = ((const struct entry *)b)->number;
    return (left < right) - (left > right);
}

static void put_entry(struct json_out *out, const struct entry *entry)
{
    const struct rows *rows = entry->rows;
    json_object_open(out);
    put_time(out, "at", row_int(rows, entry->row, 1));
    json_put_str(out, "who", row_str(rows, entry->row, 2));
    json_put_str(out, "role", row_str(rows, entry->row, 3));
    json_put_str(out, "organisation", row_str(rows, entry->row, 4));
    json_put_str(out, "action", row_str(rows, entry->row, 5));
    json_put_str(out, "ground", row_str(rows, entry->row, 6));
    json_put_bool(out, "list", !row_is_null(rows, entry->row, 7));
    json_object_close(out);
}

static enum handled answer(struct call *call, const struct entries *entries, int64_t until)
{
    struct json_out out;
    json_out_init(&out, &call->request->arena, 256 + entries->count * 200);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < entries->count && entries->list[i].number >= until; i++)
        put_entry(&out, &entries->list[i]);
    json_array_close(&out);
    json_key(&out, "next");
    if (until > 0)
        json_printf(&out, "%lld", (long long)until);
    else
        json_null(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

enum handled patient_access_log(struct call *call)
{
    struct error error = {0};
    struct str cursor = request_parameter(call->request, "cursor");
    struct entries entries = {0};
    int64_t before = INT64_MAX, until = 0;
    struct rows *alone;
    if (cursor.at && (!str_int(cursor, &before) || before < 1)) {
        error_at(&error, ERROR_MALFORMED, "cursor", "is not one that this service gave");
        return call_fail(call, &error);
    }
    if (!db_run(call->db, &call->request->arena, &ALONE,
                ARGS(v_uuid(&call->grant.patient), v_int(before), v_int(PAGE)), &alone, &error))
        return call_fail(call, &error);
    size_t count = rows_count(alone);
    for (size_t i = 0; i < count; i++)
        add(&entries, &call->request->arena, alone, i);
    if (count == PAGE)
        until = row_int(alone, count - 1, 0);
    if (!add_lists(call, &entries, before, &until, &error))
        return call_fail(call, &error);
    if (entries.count)
        qsort(entries.list, entries.count, sizeof entries.list[0], newest_first);
    return answer(call, &entries, until);
}
