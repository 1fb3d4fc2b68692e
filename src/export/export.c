#include "export/export_parts.h"

#include "auth/access_log.h"
#include "auth/operator.h"
#include "house.h"
#include "patient/national_id.h"
#include "patient/patient.h"

enum { PAGE = 500, KEYS_MOST = 4, KEY_BYTES = 1024 };

static const struct sql KNOWN = {"SELECT 1 FROM patient WHERE id = ?1"};

/* ---- pages ---- */

void export_fail(struct export *x)
{
    x->failed = true;
}

struct rows *export_ask(struct export *x, const struct sql *sql, const struct value *args,
                        size_t count)
{
    struct rows *rows = NULL;
    if (!x->failed && !db_run(x->db, &x->entry, sql, args, count, &rows, x->error))
        export_fail(x);
    return x->failed ? NULL : rows;
}

/* Where a page ends; before the first it is the least that there can be. */
struct key {
    struct value values[KEYS_MOST];
    char bytes[KEYS_MOST][KEY_BYTES];
};

static enum value_kind kind_of(char letter)
{
    return letter == 'i'   ? VALUE_INT
           : letter == 'u' ? VALUE_UUID
           : letter == 'b' ? VALUE_BYTES
                           : VALUE_TEXT;
}

static void key_start(const struct export_pages *pages, struct key *key)
{
    *key = (struct key){0};
    for (size_t i = 0; pages->keys[i]; i++) {
        struct value *value = &key->values[i];
        value->kind = kind_of(pages->keys[i]);
        value->integer = INT64_MIN;
        value->bytes = (struct str){key->bytes[i], value->kind == VALUE_TEXT ? 0 : 16};
    }
}

static void key_move(const struct export_pages *pages, const struct rows *rows, size_t row,
                     struct key *key)
{
    for (unsigned i = 0; pages->keys[i]; i++) {
        struct str bytes = row_str(rows, row, pages->from + i);
        if (pages->keys[i] == 'i')
            key->values[i].integer = row_int(rows, row, pages->from + i);
        else {
            size_t len = bytes.len < KEY_BYTES ? bytes.len : KEY_BYTES;
            memcpy(key->bytes[i], bytes.at, len);
            key->values[i].bytes.len = len;
        }
    }
}

/* False: that was the last. */
static bool put_page(struct export *x, const struct export_pages *pages, struct key *key)
{
    struct value values[KEYS_MOST + 2] = {v_uuid(&x->order->patient)};
    size_t keys = strlen(pages->keys), count;
    struct rows *rows;
    memcpy(values + 1, key->values, keys * sizeof *values);
    values[keys + 1] = v_int(PAGE);
    arena_reset(&x->page);
    if (!db_run(x->db, &x->page, &pages->sql, values, keys + 2, &rows, x->error)) {
        export_fail(x);
        return false;
    }
    count = rows_count(rows);
    for (size_t row = 0; row < count && !x->failed;)
        row += pages->put(x, rows, row);
    if (count)
        key_move(pages, rows, count - 1, key);
    return count >= (pages->many ? 1 : PAGE) && !x->failed;
}

void export_pages(struct export *x, const struct export_pages *pages)
{
    struct key key;
    key_start(pages, &key);
    while (!x->failed && put_page(x, pages, &key))
        ;
}

/* ---- the Bundle ---- */

static void print(struct export *x, struct str text)
{
    if (!x->failed && fwrite(text.at, 1, text.len, x->to) != text.len) {
        error_set(x->error, ERROR_INTERNAL, "The export cannot be written: is the disk full?");
        export_fail(x);
    }
}

static void put_head(struct export *x)
{
    struct json_out *out = &x->out;
    json_out_init(out, &x->entry, 256);
    json_object_open(out);
    json_put_text(out, "resourceType", "Bundle");
    json_put_text(out, "type", "collection");
    put_instant(out, "timestamp", x->order->now);
    json_key(out, "entry");
    json_array_open(out);
    print(x, json_out_slice(out));
}

static void put_all(struct export *x)
{
    static void (*const parts[])(struct export *) = {
        export_patient,      export_enrolments, export_limits,          export_schedules,
        export_observations, export_responses,  export_reports,         export_cases,
        export_acts,         export_tasks,      export_started_actions, export_missing,
        export_silent,       export_contacts,   export_notes,           export_messages,
        export_reminders,    export_access_log, export_actors,
    };
    put_head(x);
    for (size_t i = 0; i < sizeof parts / sizeof *parts && !x->failed; i++)
        parts[i](x);
    print(x, STR("\n]}\n"));
    if (!x->failed && fflush(x->to) != 0) {
        error_set(x->error, ERROR_INTERNAL, "The export cannot be written: is the disk full?");
        export_fail(x);
    }
}

bool export_record(struct db *db, struct programmes *programmes, const struct export_order *order,
                   FILE *to, int64_t *entries_r, struct error *error)
{
    struct export x = {
        .order = order, .db = db, .programmes = programmes, .to = to, .error = error};
    if (!db_begin_read(db, error))
        return false;
    arena_init(&x.lasting);
    arena_init(&x.page);
    arena_init(&x.entry);
    uuid_text(&order->patient, x.patient);
    x.actors = actors_create(&x.lasting);
    put_all(&x);
    arena_finish(&x.entry);
    arena_finish(&x.page);
    arena_finish(&x.lasting);
    db_end_read(db);
    *entries_r = x.entries;
    return !x.failed;
}

/* ---- whose ---- */

bool export_find(struct db *db, struct arena *arena, const struct uuid *patient, bool *found_r,
                 struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &KNOWN, ARGS(v_uuid(patient)), &rows, error))
        return false;
    *found_r = rows_count(rows) > 0;
    return true;
}

bool export_find_by_number(struct db *db, struct arena *arena, struct str number,
                           struct uuid *patient_r, bool *found_r, struct error *error)
{
    static const char *const systems[] = {NATIONAL_ID_BIRTH, NATIONAL_ID_D};
    *found_r = false;
    for (size_t i = 0; i < sizeof systems / sizeof *systems && !*found_r; i++)
        if (!patient_of_identifier(db, arena, str_of(systems[i]), number, patient_r, found_r,
                                   error))
            return false;
    return true;
}

bool export_log(struct tx *tx, const struct uuid *patient, const char *user, struct error *error)
{
    struct access_entry entry;
    if (!operator_entry(tx, "record.export", &entry, error))
        return false;
    entry.patient = *patient;
    entry.detail = arena_printf(tx->arena, "at the command line by %s", user);
    house_access(tx, &entry);
    return true;
}
