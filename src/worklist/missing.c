#include "worklist/missing.h"

#include "house.h"
#include "worklist/overview.h"

#define A_DAY (INT64_C(24) * 60 * 60 * 1000)
enum { PAGE = 500 };

#define ROWS(where)                                                                                \
    "SELECT " OVERVIEW_COLUMNS ", e.id, e.state, e.state_since, e.programme,"                      \
    " e.programme_version, e.municipality_id, e.gp_office_id, e.department_id FROM overview o"     \
    " JOIN enrolment e ON e.patient_id = o.patient_id AND e.service_id = o.service_id"             \
    " WHERE o.missing = 0 AND e.state IN ('trial', 'active')" where                                \
    " ORDER BY o.patient_id, o.service_id, e.id LIMIT 500"
static const struct sql FIRST = {ROWS("")};
static const struct sql NEXT = {ROWS(" AND (o.patient_id, o.service_id) > (?1, ?2)")};
enum {
    ENROLMENT = OVERVIEW_COLUMN_COUNT,
    STATE,
    STATE_SINCE,
    PROGRAMME,
    PROGRAMME_VERSION,
    MUNICIPALITY,
    GP_OFFICE,
    DEPARTMENT
};

struct marking {
    struct tx *tx;
    struct programmes *programmes;
    const struct missing_grace *grace;
    int64_t marked;
};

static int every_days(const struct programme *programme, const struct overview *row,
                      struct str state)
{
    const struct programme_schedule *schedule = &programme->schedule;
    if (row->zone >= ZONE_YELLOW)
        return schedule->unwell;
    return str_is(state, "trial") ? schedule->trial : schedule->active;
}

/* Is a report of this enrolment missing, and since when was it due? */
static bool is_missing(const struct marking *m, const struct rows *rows, size_t at,
                       const struct overview *row, int64_t *since_r, bool *missing_r,
                       struct error *error)
{
    int64_t began = row_int(rows, at, STATE_SINCE);
    int64_t last = row->reported_at > began ? row->reported_at : began;
    const struct programme *programme =
        programmes_get(m->programmes, m->tx->db, row_str(rows, at, PROGRAMME).at,
                       row_int(rows, at, PROGRAMME_VERSION), error);
    if (!programme)
        return false;
    int every = every_days(programme, row, row_str(rows, at, STATE));
    int grace = every == 1 ? m->grace->daily : m->grace->rarer;
    *missing_r = every && m->tx->now > last + (every + grace) * A_DAY;
    *since_r = last + every * A_DAY;
    return true;
}

static void tell(const struct marking *m, const struct rows *rows, size_t at,
                 const struct overview *row)
{
    const struct permit_enrolment told = {
        .id = row_uuid(rows, at, ENROLMENT),
        .programme = row_str(rows, at, PROGRAMME).at,
        .service = row->service,
        .municipality = row_uuid(rows, at, MUNICIPALITY),
        .gp_office = row_uuid(rows, at, GP_OFFICE),
        .department = row_uuid(rows, at, DEPARTMENT),
    };
    house_tell(m->tx, "missing", &row->patient, &told);
}

/* A row's enrolments stand together, first..last. */
static bool mark_row(struct marking *m, const struct rows *rows, size_t first, size_t last,
                     struct error *error)
{
    struct overview before, after;
    overview_read(rows, first, 0, &before);
    after = before;
    for (size_t at = first; at <= last; at++) {
        int64_t since;
        bool missing;
        if (!is_missing(m, rows, at, &before, &since, &missing, error))
            return false;
        if (!missing || (after.missing && after.missing_since <= since))
            continue;
        after.missing = true;
        after.missing_since = since;
    }
    if (!after.missing)
        return true;
    after.version++;
    overview_write(&before, &after, m->tx);
    tell(m, rows, first, &after);
    m->marked++;
    return true;
}

static bool same_row(const struct rows *rows, size_t a, size_t b)
{
    struct uuid patient = row_uuid(rows, a, 0), other = row_uuid(rows, b, 0);
    struct uuid service = row_uuid(rows, a, 1), others = row_uuid(rows, b, 1);
    return uuid_equal(&patient, &other) && uuid_equal(&service, &others);
}

/* Of a full page the last row may go on in the next one, and is read again there. */
static bool mark_page(struct marking *m, const struct rows *rows, struct uuid *patient_r,
                      struct uuid *service_r, struct error *error)
{
    size_t count = rows_count(rows), until;
    for (size_t first = 0; first < count; first = until) {
        for (until = first + 1; until < count && same_row(rows, first, until);)
            until++;
        if (count == PAGE && until == count && first > 0)
            return true;
        if (!mark_row(m, rows, first, until - 1, error))
            return false;
        *patient_r = row_uuid(rows, first, 0);
        *service_r = row_uuid(rows, first, 1);
    }
    return true;
}

bool missing_mark(struct tx *tx, struct programmes *programmes, const struct missing_grace *grace,
                  int64_t *marked_r, struct error *error)
{
    struct marking m = {tx, programmes, grace, 0};
    struct uuid patient, service;
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &FIRST, NO_ARGS, &rows, error))
        return false;
    while (rows_count(rows)) {
        if (!mark_page(&m, rows, &patient, &service, error))
            return false;
        if (rows_count(rows) < PAGE)
            break;
        if (!db_run(tx->db, tx->arena, &NEXT, ARGS(v_uuid(&patient), v_uuid(&service)), &rows,
                    error))
            return false;
    }
    *marked_r = m.marked;
    return true;
}
