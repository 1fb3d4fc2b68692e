/* Events: numbered without gaps in the order of the commits, from the oldest that is still kept to
 * the newest that anything else names. */
#include "check/check.h"

static void tell_gap(struct check *check, const struct rows *rows, size_t row)
{
    check_fault(check, "event: %lld is there, %lld before it is not",
                (long long)row_int(rows, row, 0), (long long)row_int(rows, row, 0) - 1);
}

static const struct check_find GAPS = {
    {"SELECT e.id FROM event e WHERE e.id > (SELECT min(f.id) FROM event f) AND NOT EXISTS"
     " (SELECT 1 FROM event b WHERE b.id = e.id - 1) ORDER BY e.id LIMIT ?1"},
    tell_gap};

static void tell_cut(struct check *check, const struct rows *rows, size_t row)
{
    check_fault(check, "event: %lld, which %s names, is not there",
                (long long)row_int(rows, row, 1), row_str(rows, row, 0).at);
}

/* What carries an event's number as its own. */
#define NEWEST(table) "SELECT '" table "' AS holder, (SELECT max(number) FROM " table ") AS number"
static const struct check_find CUT = {
    {"SELECT n.holder, n.number FROM (" NEWEST("outcome") " UNION ALL " NEWEST(
        "triage_case_event") ") AS n WHERE n.number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
                             "event e WHERE e.id = n.number)"
                             " AND n.number > COALESCE((SELECT min(f.id) FROM event f), 0) LIMIT "
                             "?1"},
    tell_cut};

static const struct sql COUNT = {"SELECT count(*), min(id), max(id) FROM event"};

bool check_events(struct check *check, struct error *error)
{
    struct rows *rows;
    if (!check_find(check, &GAPS, error) || !check_find(check, &CUT, error))
        return false;
    arena_reset(&check->page);
    if (!db_run(check->db, &check->page, &COUNT, NO_ARGS, &rows, error))
        return false;
    check_count(check, (size_t)row_int(rows, 0, 0));
    check_tell(check, "events: %lld, from %lld to %lld, %lld faults",
               (long long)row_int(rows, 0, 0), (long long)row_int(rows, 0, 1),
               (long long)row_int(rows, 0, 2), (long long)check->part_faults);
    return true;
}
