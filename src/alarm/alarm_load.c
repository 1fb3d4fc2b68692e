#include "alarm/alarm_load.h"

#include "alarm/alarm_store.h"
#include "base/caltime.h"
#include "store/readers.h"

enum { STEP_EVENTS = 5000 };

static const struct sql NEWEST_EVENT = {"SELECT max(id) FROM event"};
/* What can change a day that is over, or one that was taken to be by a clock that was ahead. Those
 * who were worked out since are passed over. */
static const struct sql CHANGED = {
    "SELECT v.patient_id FROM (SELECT patient_id, max(id) AS last FROM event"
    " WHERE id > ?1 AND id <= ?2"
    " AND kind IN ('report', 'case', 'acknowledged', 'reopened', 'enrolment', 'schedule')"
    " GROUP BY patient_id) v LEFT JOIN alarm_patient a ON a.patient_id = v.patient_id"
    " WHERE a.event_id IS NULL OR a.event_id < v.last ORDER BY v.patient_id LIMIT 50"};
static const struct sql PASSED = {
    "SELECT patient_id FROM alarm_patient WHERE through < ?1 ORDER BY through, patient_id"
    " LIMIT 50"};

struct alarm_step {
    int64_t event_id, through; /* what was there before it was read */
    struct alarm_mark mark;    /* as it will stand */
    size_t count;
    struct alarm_change *changes;
};

/* The patients of this step; mark: moved as far as it may when they are written. */
static bool choose(struct db *db, struct arena *arena, struct alarm_step *step,
                   struct rows **rows_r, bool *done_r, struct error *error)
{
    const struct alarm_mark before = step->mark;
    int64_t until = before.event_id + STEP_EVENTS;
    *done_r = false;
    until = until < step->event_id ? until : step->event_id;
    if (before.event_id < step->event_id) {
        if (!db_run(db, arena, &CHANGED, ARGS(v_int(before.event_id), v_int(until)), rows_r, error))
            return false;
        if (rows_count(*rows_r) < ALARM_STEP_PATIENTS)
            step->mark.event_id = until;
        return true;
    }
    if (!db_run(db, arena, &PASSED, ARGS(v_int(step->through)), rows_r, error))
        return false;
    if (rows_count(*rows_r) < ALARM_STEP_PATIENTS)
        step->mark.through = step->through;
    *done_r = !rows_count(*rows_r) && before.through == step->through;
    return true;
}

bool alarm_step_read(struct db *db, struct arena *arena, struct programmes *programmes, int64_t now,
                     struct alarm_step **step_r, bool *done_r, struct error *error)
{
    struct rows *rows;
    struct alarm_step *step = arena_new(arena, struct alarm_step);
    *step_r = step;
    if (!db_run(db, arena, &NEWEST_EVENT, NO_ARGS, &rows, error))
        return false;
    step->event_id = row_int(rows, 0, 0);
    step->through = caltime_oslo_day(now) - 1;
    if (!alarm_mark_read(db, arena, &step->mark, error) ||
        !choose(db, arena, step, &rows, done_r, error))
        return false;
    step->count = rows_count(rows);
    step->changes = arena_array(arena, struct alarm_change, step->count);
    for (size_t i = 0; i < step->count; i++) {
        struct uuid patient = row_uuid(rows, i, 0);
        if (!alarm_roll(db, arena, programmes, &patient, step->through, &step->changes[i].rolled,
                        error) ||
            !alarm_compare(db, arena, &step->changes[i], error))
            return false;
    }
    return true;
}

void alarm_step_write(const struct alarm_step *step, struct tx *tx)
{
    for (size_t i = 0; i < step->count; i++)
        alarm_change_write(tx, &step->changes[i], step->event_id, step->through);
    alarm_mark_write(tx, &step->mark);
}

static bool write_step(void *step, struct tx *tx, struct error *error)
{
    (void)error;
    alarm_step_write(step, tx);
    return true;
}

/* The connection goes back before the writer is waited for. */
static bool read_step(struct readers *readers, struct arena *arena, struct programmes *programmes,
                      int64_t now, struct alarm_step **step_r, bool *done_r, struct error *error)
{
    struct db *db = readers_take(readers, error);
    bool ok = db && alarm_step_read(db, arena, programmes, now, step_r, done_r, error);
    readers_give(readers, db);
    return ok;
}

bool alarm_load_bring(struct readers *readers, struct programmes *programmes, int64_t now,
                      const struct job_hand *hand, struct error *error)
{
    struct arena arena;
    struct alarm_step *step;
    bool done = false, ok = true;
    arena_init(&arena);
    while (ok && !done && !hand->stopping(hand->context)) {
        arena_reset(&arena);
        ok = read_step(readers, &arena, programmes, now, &step, &done, error) &&
             (done || hand->write(hand->context, write_step, step, error));
    }
    arena_finish(&arena);
    return ok;
}
