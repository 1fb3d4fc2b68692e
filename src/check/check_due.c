/* What time alone brings, worked out again: who is looked at, when, and whether a report is
 * missing; and that tasks stand as their traces say.
 *
 * A row stands as it stood when the patient was looked at last: what came since and may change it
 * has woken the patient, who then waits to be looked at and is left out here. */
#include "base/clock.h"
#include "check/check.h"
#include "due/due.h"
#include "due/missing_look.h"
#include "worklist/overview.h"

/* Processes' clocks differ by less. */
#define SKEW (2 * HOUR)

static const struct sql OF_PATIENT_ROWS = {
    "SELECT " OVERVIEW_COLUMNS ", (SELECT count(*) FROM enrolment e WHERE e.patient_id ="
    " o.patient_id AND e.service_id = o.service_id AND e.state NOT IN ('closed', 'rejected'))"
    " FROM overview o WHERE o.patient_id = ?1 ORDER BY o.service_id",
};

#define PATIENTS(where)                                                                            \
    "SELECT d.patient_id, d.due_at, d.looked_at, d.attempts, (SELECT count(*) FROM enrolment e"    \
    " WHERE e.patient_id = d.patient_id AND e.state NOT IN ('closed', 'rejected'))"                \
    " FROM patient_due d" where " ORDER BY d.patient_id LIMIT 500"
static const struct sql FIRST_PATIENTS = {PATIENTS("")};
static const struct sql NEXT_PATIENTS = {PATIENTS(" WHERE d.patient_id > ?1")};

static void differs(struct check *check, const struct rows *rows, size_t row, const char *what,
                    int64_t is, int64_t should)
{
    if (is != should)
        check_wrong(check, rows, row, "overview", "service", "%s is %lld, should be %lld", what,
                    (long long)is, (long long)should);
}

static bool look_again(struct check *check, struct programmes *programmes,
                       const struct overview *overview, bool follows, int64_t looked_at,
                       struct schedule_look *look_r, int32_t *from_r)
{
    struct patient_schedule schedule;
    struct error error = {0};
    *from_r = 0;
    *look_r = (struct schedule_look){.missing = false};
    if (!follows)
        return true;
    if (!patient_schedule_read(check->db, &check->one, programmes, &overview->patient,
                               &overview->service, looked_at, &schedule, &error))
        return false;
    schedule_look(&schedule.schedule, &schedule.facts, look_r);
    *from_r = schedule_looks_from(&schedule.facts);
    return true;
}

static void check_rows(struct check *check, struct programmes *programmes, const struct rows *rows,
                       int64_t looked_at)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct overview row;
        struct schedule_look look;
        int32_t from;
        overview_read(rows, i, 0, &row);
        bool follows = row_int(rows, i, OVERVIEW_COLUMN_COUNT) > 0;
        if (!look_again(check, programmes, &row, follows, looked_at, &look, &from)) {
            check_wrong(check, rows, i, "overview", "service", "its schedule cannot be read");
            continue;
        }
        differs(check, rows, i, "missing", row.missing, look.missing);
        /* What began longer ago than anything is looked at. */
        if (look.missing && row.missing && schedule_local(row.missing_since - 1).day < from)
            continue;
        differs(check, rows, i, "missed", row.missed, look.missed);
        differs(check, rows, i, "missing_since", row.missing_since,
                look.missing ? missing_moment(&look.since) : 0);
    }
}

/* ---- one patient ---- */

enum { PATIENT, DUE_AT, LOOKED_AT, ATTEMPTS, FOLLOWED };

static void check_times(struct check *check, const struct rows *rows, size_t row)
{
    int64_t due = row_int(rows, row, DUE_AT), looked = row_int(rows, row, LOOKED_AT);
    const char *id = check_id(check, rows, row, PATIENT);
    if (due < 0 || looked < 0 || due > check->now + DUE_AT_LEAST + SKEW ||
        looked > check->now + SKEW)
        check_fault(check,
                    "patient_due: patient %s: due_at %lld, looked_at %lld: no right clock "
                    "has written this",
                    id, (long long)due, (long long)looked);
    if (due && !row_int(rows, row, FOLLOWED))
        check_fault(check, "patient_due: patient %s: is followed by nobody", id);
    if (row_int(rows, row, ATTEMPTS))
        check_warn(check, "patient_due: patient %s: could not be looked at, %lld times now", id,
                   (long long)row_int(rows, row, ATTEMPTS));
}

static void check_patient(struct check *check, struct programmes *programmes,
                          const struct rows *rows, size_t row)
{
    struct uuid patient = row_uuid(rows, row, PATIENT);
    int64_t looked_at = row_int(rows, row, LOOKED_AT);
    struct rows *list;
    check_times(check, rows, row);
    if (!row_int(rows, row, DUE_AT) || !looked_at || row_int(rows, row, ATTEMPTS))
        return;
    if (db_run(check->db, &check->one, &OF_PATIENT_ROWS, ARGS(v_uuid(&patient)), &list, NULL))
        check_rows(check, programmes, list, looked_at);
    else
        check_fault(check, "overview: patient %s: cannot be read",
                    check_id(check, rows, row, PATIENT));
}

static bool check_patients(struct check *check, struct programmes *programmes, int64_t *count_r,
                           struct error *error)
{
    struct rows *rows;
    arena_reset(&check->page);
    bool ok = db_run(check->db, &check->page, &FIRST_PATIENTS, NO_ARGS, &rows, error);
    while (ok && rows_count(rows)) {
        size_t count = rows_count(rows);
        struct uuid last = row_uuid(rows, count - 1, PATIENT);
        for (size_t i = 0; i < count; i++) {
            arena_reset(&check->one);
            check_patient(check, programmes, rows, i);
        }
        *count_r += (int64_t)count;
        check_count(check, count);
        arena_reset(&check->page);
        ok = db_run(check->db, &check->page, &NEXT_PATIENTS, ARGS(v_uuid(&last)), &rows, error);
    }
    return ok;
}

/* ---- who is looked at by nobody ---- */

static void tell_forgotten(struct check *check, const struct rows *rows, size_t row)
{
    check_fault(check,
                "patient_due: patient %s: is followed, and nobody looks when anything is due",
                check_id(check, rows, row, 0));
}

static const struct check_find FORGOTTEN = {
    {"SELECT DISTINCT e.patient_id FROM enrolment e WHERE e.state NOT IN ('closed', 'rejected')"
     " AND NOT EXISTS (SELECT 1 FROM patient_due d WHERE d.patient_id = e.patient_id) LIMIT ?1"},
    tell_forgotten,
};

/* ---- tasks ---- */

static void tell_task(struct check *check, const struct rows *rows, size_t row)
{
    check_wrong(check, rows, row, "task", "task",
                "is %s in version %lld, which its trace does not say", row_str(rows, row, 2).at,
                (long long)row_int(rows, row, 3));
}

/* clang-format off */
#define OF_TASK " WHERE v.patient_id = t.patient_id AND v.task_id = t.id"
/* clang-format on */
static const struct check_find TASKS = {
    {"SELECT t.patient_id, t.id, t.state, t.version FROM task t"
     " WHERE (t.state = 'open') <> (t.ended_at IS NULL)"
     " OR t.version <> (SELECT count(*) FROM task_event v" OF_TASK ")"
     " OR NOT EXISTS (SELECT 1 FROM task_event v" OF_TASK
     " AND v.number = (SELECT max(n.number) FROM task_event n WHERE n.patient_id = t.patient_id"
     " AND n.task_id = t.id) AND v.due_at = t.due_at AND v.queue_id = t.queue_id"
     " AND (v.owner_id = t.owner_id OR (v.owner_id IS NULL AND t.owner_id IS NULL)) AND t.state ="
     " CASE WHEN v.kind IN ('done', 'met', 'cancelled') THEN v.kind ELSE 'open' END) LIMIT ?1"},
    tell_task,
};

bool check_dues(struct check *check, struct error *error)
{
    struct programmes *programmes = programmes_create();
    int64_t patients = 0;
    bool ok = check_patients(check, programmes, &patients, error) &&
              check_find(check, &FORGOTTEN, error) && check_find(check, &TASKS, error);
    programmes_destroy(programmes);
    if (ok)
        check_tell(check, "due: %lld patients looked at again, %lld faults", (long long)patients,
                   (long long)check->part_faults);
    return ok;
}
