#include "check/check.h"

#include "store/schema.h"

#include <stdio.h>

enum { KEYS_MOST = 4, FOUND_MOST = 1000, FOUND_ALL = 100000 };

const struct check_part check_parts[] = {
    {"log", check_log},
    {"outcomes", check_outcomes},
    {"overview", check_overviews},
    {"cases", check_cases},
    {"enrolments", check_enrolments},
    {"schedules", check_schedules},
    {"messages", check_threads},
    {"versions", check_versions},
    {"events", check_events},
    {"alarms", check_alarms},
    {"due", check_dues},
    {"references", check_references},
    {NULL},
};

/* ---- telling ---- */

static void clear_progress(const struct check *check)
{
    if (check->watched)
        fputs("\r\033[K", stderr);
}

static void say(struct check *check, const char *kind, const char *format, va_list args)
{
    struct buf line;
    buf_init(&line, &check->one, 200);
    buf_vprintf(&line, format, args);
    clear_progress(check);
    printf("%s%s\n", kind, buf_cstr(&line));
}

void check_fault(struct check *check, const char *format, ...)
{
    va_list args;
    check->faults++;
    if (++check->part_faults > CHECK_SHOWN && !check->all)
        return;
    va_start(args, format);
    say(check, "", format, args);
    va_end(args);
}

void check_wrong(struct check *check, const struct rows *rows, size_t row, const char *table,
                 const char *noun, const char *format, ...)
{
    struct buf text;
    va_list args;
    buf_init(&text, &check->one, 120);
    va_start(args, format);
    buf_vprintf(&text, format, args);
    va_end(args);
    check_fault(check, "%s: patient %s, %s %s: %s", table, check_id(check, rows, row, 0), noun,
                check_id(check, rows, row, 1), buf_cstr(&text));
}

void check_warn(struct check *check, const char *format, ...)
{
    va_list args;
    check->warnings++;
    va_start(args, format);
    say(check, "warning: ", format, args);
    va_end(args);
}

void check_tell(struct check *check, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(check, "", format, args);
    va_end(args);
}

void check_count(struct check *check, size_t rows)
{
    check->rows += (int64_t)rows;
    check->part_rows += (int64_t)rows;
    if (check->watched)
        fprintf(stderr, "\r\033[K%s: %lld rows", check->part, (long long)check->part_rows);
}

const char *check_id(struct check *check, const struct rows *rows, size_t row, unsigned column)
{
    char *text = arena_raw(&check->one, UUID_TEXT);
    struct uuid id = row_uuid(rows, row, column);
    if (row_is_null(rows, row, column))
        return "none";
    uuid_text(&id, text);
    return text;
}

/* ---- reading ---- */

static bool first_page(struct check *check, const struct check_walk *walk, struct rows **rows_r,
                       struct error *error)
{
    arena_reset(&check->page);
    return db_run(check->db, &check->page, &walk->first, NO_ARGS, rows_r, error);
}

/* The key is copied, since it lives with the page before. */
static bool next_page(struct check *check, const struct check_walk *walk, struct rows **rows,
                      struct error *error)
{
    struct uuid ids[KEYS_MOST];
    struct value key[KEYS_MOST];
    size_t last = rows_count(*rows) - 1, count = strlen(walk->keys);
    for (unsigned i = 0; i < count; i++) {
        ids[i] = row_uuid(*rows, last, i);
        key[i] = walk->keys[i] == 'u' ? v_uuid(&ids[i]) : v_int(row_int(*rows, last, i));
    }
    arena_reset(&check->page);
    return db_run(check->db, &check->page, &walk->next, key, count, rows, error);
}

bool check_walk(struct check *check, const struct check_walk *walk, int64_t *rows_r,
                struct error *error)
{
    struct rows *rows;
    *rows_r = 0;
    bool ok = first_page(check, walk, &rows, error);
    while (ok && rows_count(rows)) {
        size_t count = rows_count(rows);
        for (size_t i = 0; i < count; i++) {
            arena_reset(&check->one);
            walk->row(check, rows, i);
        }
        *rows_r += (int64_t)count;
        check_count(check, count);
        if (count < CHECK_PAGE)
            break;
        ok = next_page(check, walk, &rows, error);
    }
    return ok;
}

bool check_find(struct check *check, const struct check_find *find, struct error *error)
{
    struct rows *rows;
    arena_reset(&check->page);
    if (!db_run(check->db, &check->page, &find->sql,
                ARGS(v_int(check->all ? FOUND_ALL : FOUND_MOST)), &rows, error))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        arena_reset(&check->one);
        find->row(check, rows, i);
    }
    return true;
}

/* ---- running ---- */

static bool run_part(struct check *check, const struct check_part *part, struct error *error)
{
    check->part = part->name;
    check->part_faults = check->part_rows = 0;
    bool ok = part->run(check, error);
    arena_reset(&check->one);
    if (ok && check->part_faults > CHECK_SHOWN && !check->all)
        check_tell(check, "%s: %lld more such lines; --all tells them", part->name,
                   (long long)(check->part_faults - CHECK_SHOWN));
    clear_progress(check);
    return ok;
}

/* Before all else: where they are not, the walks could miss rows, or go round for ever. */
static bool values_fit(struct check *check, bool *fit_r, struct error *error)
{
    struct schema schema;
    struct arena arena;
    arena_init(&arena);
    check->part = "values";
    *fit_r = true;
    bool ok = schema_read(check->db, &arena, &schema, error);
    for (size_t i = 0; ok && i < schema.count; i++) {
        bool fits = true;
        ok = schema_fits(check->db, &schema.tables[i], &fits, error);
        if (ok && !fits)
            check_fault(check, "%.60s: a value is not of its column's type",
                        schema.tables[i].name.at);
        *fit_r = *fit_r && fits;
    }
    if (ok && !*fit_r)
        check_tell(check, "values: nothing else is looked at before they are mended");
    arena_finish(&arena);
    return ok;
}

bool check_run(struct check *check, const char *only, struct error *error)
{
    bool any = false, fit;
    arena_init(&check->page);
    arena_init(&check->one);
    bool ok = values_fit(check, &fit, error);
    for (const struct check_part *part = check_parts; ok && part->name; part++) {
        if (only && strcmp(only, part->name) != 0)
            continue;
        any = true;
        ok = !fit || run_part(check, part, error);
    }
    arena_finish(&check->one);
    arena_finish(&check->page);
    return any ? ok : error_at(error, ERROR_MALFORMED, "--only", "there is no part %s", only);
}
