#include "programme/programme_values.h"

static const struct sql OPEN_PROGRAMMES = {
    "SELECT e.id, e.programme, e.programme_version FROM enrolment e"
    " WHERE e.patient_id = ?1 AND " PERMIT_OPEN " ORDER BY e.id",
};

/* Theirs: followed only where the asker does not see. */
static bool collect(struct programmes *programmes, struct db *db, const struct grant *grant,
                    const struct rows *rows, bool ours[PARAMETER_COUNT],
                    bool theirs[PARAMETER_COUNT], struct error *error)
{
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct uuid id = row_uuid(rows, row, 0);
        bool *to = permit_enrolment_of(grant, &id) ? ours : theirs;
        const struct programme *programme =
            programmes_get(programmes, db, row_str(rows, row, 1).at, row_int(rows, row, 2), error);
        if (!programme)
            return false;
        for (size_t i = 0; i < PARAMETER_COUNT; i++)
            to[i] = to[i] || programme->followed[i];
    }
    return true;
}

bool programme_values(struct programmes *programmes, struct db *db, struct arena *arena,
                      const struct grant *grant, bool readable_r[PARAMETER_COUNT],
                      struct error *error)
{
    bool ours[PARAMETER_COUNT] = {false}, theirs[PARAMETER_COUNT] = {false};
    struct rows *rows;
    if (!db_run(db, arena, &OPEN_PROGRAMMES, ARGS(v_uuid(&grant->patient)), &rows, error) ||
        !collect(programmes, db, grant, rows, ours, theirs, error))
        return false;
    for (size_t i = 0; i < PARAMETER_COUNT; i++)
        readable_r[i] = grant->ground == GROUND_SELF || ours[i] || !theirs[i];
    return true;
}
