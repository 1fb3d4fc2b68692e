#include "schedule/standing.h"

#include "schedule/phases.h"

static const struct sql NEWEST = {
    "SELECT s.version, s.phases, s.at FROM enrolment_schedule s WHERE s.patient_id = ?1"
    " AND s.enrolment_id = ?2 ORDER BY s.version DESC LIMIT 1"};

struct schedule_phase standing_undated(const struct schedule_phase *phase)
{
    struct schedule_phase all = *phase;
    all.from = SCHEDULE_FROM_THEN;
    all.until = SCHEDULE_OPEN;
    return all;
}

static const struct schedule_phase *standard_of(struct arena *arena, const char *state,
                                                const struct programme *programme)
{
    bool active = strcmp(state, "active") == 0 || strcmp(state, "closing") == 0 ||
                  strcmp(state, "paused") == 0;
    struct schedule_phase *phase = arena_new(arena, struct schedule_phase);
    *phase = standing_undated(active ? &programme->schedule.active : &programme->schedule.trial);
    return phase;
}

bool standing_read(struct db *db, struct arena *arena, const struct uuid *patient,
                   const struct permit_enrolment *enrolment, const struct programme *programme,
                   struct standing *standing_r, struct error *error)
{
    struct rows *rows;
    *standing_r = (struct standing){0};
    if (!db_run(db, arena, &NEWEST, ARGS(v_uuid(patient), v_uuid(&enrolment->id)), &rows, error))
        return false;
    if (rows_count(rows)) {
        standing_r->version = row_int(rows, 0, 0);
        standing_r->at = row_int(rows, 0, 2);
        if (!phases_stored(arena, row_str(rows, 0, 1), &standing_r->count, &standing_r->phases,
                           error))
            return false;
    }
    standing_r->own = standing_r->count > 0;
    if (standing_r->own)
        return true;
    standing_r->phases = standard_of(arena, enrolment->state, programme);
    standing_r->count = 1;
    return true;
}
