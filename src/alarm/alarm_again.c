/* What is stored of the roll-up, worked out again. */
#include "alarm/alarm_load.h"
#include "alarm/alarm_sheet.h"
#include "alarm/alarm_store.h"

/* Those of whom there are events behind the job's mark (?1) are left out: it will come to them. */
#define PATIENTS(where)                                                                            \
    "SELECT a.patient_id, a.through, a.sheet, (SELECT count(*) FROM event v WHERE v.id > ?1"       \
    " AND v.id > a.event_id AND v.patient_id = a.patient_id) FROM (SELECT * FROM "                 \
    "alarm_patient " where " ORDER BY patient_id LIMIT 200) AS a ORDER BY a.patient_id"
static const struct sql FIRST = {PATIENTS("")};
static const struct sql NEXT = {PATIENTS("WHERE patient_id > ?2")};
/* Whose events the job has looked at, and who was left out. */
static const struct sql LEFT_OUT = {
    "SELECT DISTINCT v.patient_id FROM event v LEFT JOIN alarm_patient a"
    " ON a.patient_id = v.patient_id WHERE v.id <= (SELECT event_id FROM alarm_mark WHERE id = 1)"
    " AND v.kind IN ('report', 'case') AND a.patient_id IS NULL ORDER BY v.patient_id LIMIT 1000"};

struct walk {
    struct db *db;
    struct programmes *programmes;
    struct arena page, one;
    struct alarm_mark mark;
    const struct alarm_told *told;
    int64_t patients;
};

/* month: 0 for none. */
static void tell(struct walk *walk, const struct uuid *patient, int64_t month, const char *what)
{
    char id[UUID_TEXT];
    struct buf line;
    uuid_text(patient, id);
    buf_init(&line, &walk->one, 120);
    buf_printf(&line, "alarm_month: patient %s: ", id);
    if (month)
        buf_printf(&line, "%d-%02d: ", (int)(month / 12), (int)(month % 12) + 1);
    buf_text(&line, what);
    walk->told->differs(walk->told->context, buf_cstr(&line));
}

static void tell_change(struct walk *walk, const struct alarm_change *change)
{
    const struct alarm_rolled *rolled = &change->rolled;
    for (size_t i = 0; i < rolled->month_count; i++)
        if (rolled->months[i].changed)
            tell(walk, &rolled->patient, rolled->months[i].month,
                 "its days are not what the outcomes say");
    for (size_t i = 0; i < rolled->limit_count; i++)
        if (rolled->limits[i].changed)
            tell(walk, &rolled->patient, rolled->limits[i].month,
                 "what alarmed is not what the outcomes say");
    for (size_t i = 0; i < change->gone_month_count; i++)
        tell(walk, &rolled->patient, change->gone_months[i].month,
             "has days of which nothing tells");
    for (size_t i = 0; i < change->gone_limit_count; i++)
        tell(walk, &rolled->patient, change->gone_limits[i].month,
             "has an alarm of which no outcome tells");
}

/* The sheet is the rows once more, from the first month that is worked out. */
static bool look_at_sheet(struct walk *walk, const struct alarm_rolled *rolled, struct str sheet,
                          struct error *error)
{
    struct alarm_rolled rows;
    const int64_t from = alarm_sheet_from(sheet);
    if (!alarm_rows_read(walk->db, &walk->one, &rolled->patient, from, &rows, error))
        return false;
    if (from > rolled->from || !str_equal(sheet, alarm_sheet_pack(&walk->one, &rows)))
        tell(walk, &rolled->patient, 0, "its sheet is not what its rows say");
    return true;
}

static bool look_at(struct walk *walk, const struct rows *rows, size_t row, struct error *error)
{
    struct alarm_change change = {.gone_month_count = 0};
    struct uuid patient = row_uuid(rows, row, 0);
    int64_t through = row_int(rows, row, 1);
    if (row_int(rows, row, 3) || (through == ALARM_FOR_GOOD && walk->mark.through == ALARM_NEVER))
        return true;
    if (through == ALARM_FOR_GOOD)
        through = walk->mark.through;
    walk->patients++;
    arena_reset(&walk->one);
    if (!alarm_roll(walk->db, &walk->one, walk->programmes, &patient, through, &change.rolled,
                    error) ||
        !alarm_compare(walk->db, &walk->one, &change, error))
        return false;
    tell_change(walk, &change);
    return look_at_sheet(walk, &change.rolled, row_str(rows, row, 2), error);
}

static bool walk_patients(struct walk *walk, struct error *error)
{
    struct rows *rows;
    bool ok = db_run(walk->db, &walk->page, &FIRST, ARGS(v_int(walk->mark.event_id)), &rows, error);
    while (ok && rows_count(rows)) {
        size_t count = rows_count(rows);
        struct uuid last = row_uuid(rows, count - 1, 0);
        walk->told->read(walk->told->context, count);
        for (size_t i = 0; ok && i < count; i++)
            ok = look_at(walk, rows, i, error);
        arena_reset(&walk->page);
        ok = ok && db_run(walk->db, &walk->page, &NEXT,
                          ARGS(v_int(walk->mark.event_id), v_uuid(&last)), &rows, error);
    }
    return ok;
}

static bool find_left_out(struct walk *walk, struct error *error)
{
    struct rows *rows;
    arena_reset(&walk->page);
    if (!db_run(walk->db, &walk->page, &LEFT_OUT, NO_ARGS, &rows, error))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid patient = row_uuid(rows, i, 0);
        tell(walk, &patient, 0, "was passed over by the roll-up");
    }
    return true;
}

bool alarm_load_again(struct db *db, const struct alarm_told *told, int64_t *patients_r,
                      struct error *error)
{
    struct walk walk = {.db = db, .programmes = programmes_create(), .told = told};
    arena_init(&walk.page);
    arena_init(&walk.one);
    bool ok = alarm_mark_read(db, &walk.page, &walk.mark, error) && walk_patients(&walk, error) &&
              find_left_out(&walk, error);
    *patients_r = walk.patients;
    arena_finish(&walk.one);
    arena_finish(&walk.page);
    programmes_destroy(walk.programmes);
    return ok;
}
