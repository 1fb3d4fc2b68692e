/* Versions without gaps: of what was corrected the version before is there. And what goes with a
 * version of its own: the reason of a correction, an order's limits and levels. */
#include "check/check.h"

static void tell_key(struct check *check, const struct rows *rows, size_t row)
{
    check_fault(check, "%s: patient %s, report %s: version %lld has none before it",
                row_str(rows, row, 0).at, check_id(check, rows, row, 1),
                check_id(check, rows, row, 2), (long long)row_int(rows, row, 3));
}

#define GAPS(table, id, same)                                                                      \
    "SELECT '" table "', v.patient_id, v." id ", v.version FROM " table " v"                       \
    " WHERE v.version < 1 OR (v.version > 1 AND NOT EXISTS (SELECT 1 FROM " table " b"             \
    " WHERE " same " AND b.patient_id = v.patient_id AND b.version = v.version - 1)) LIMIT ?1"

static const struct check_find OBSERVATIONS = {{GAPS("observation", "report_id", "b.key = v.key")},
                                               tell_key};
static const struct check_find RESPONSES = {{GAPS("response", "report_id", "b.key = v.key")},
                                            tell_key};

static void tell_order(struct check *check, const struct rows *rows, size_t row)
{
    check_fault(check, "%s: patient %s, enrolment %s: version %lld has none before it",
                row_str(rows, row, 0).at, check_id(check, rows, row, 1),
                check_id(check, rows, row, 2), (long long)row_int(rows, row, 3));
}

static const struct check_find ORDERS = {
    {GAPS("limit_order", "enrolment_id", "b.enrolment_id = v.enrolment_id")}, tell_order};

/* A level has its day of approval when its order is checked, and not before. */
static void tell_level(struct check *check, const struct rows *rows, size_t row)
{
    check_wrong(check, rows, row, "patient_habit", "enrolment", "a level of order %lld is %s",
                (long long)row_int(rows, row, 2),
                row_is_null(rows, row, 3) ? "not approved though the order was checked"
                                          : "approved though the order was not checked");
}

static const struct check_find LEVELS = {
    {"SELECT h.patient_id, h.enrolment_id, h.version, h.approved_on FROM patient_habit h"
     " JOIN limit_order o ON o.patient_id = h.patient_id AND o.enrolment_id = h.enrolment_id"
     " AND o.version = h.version WHERE (h.approved_on IS NULL) <> (o.checked_at IS NULL)"
     " LIMIT ?1"},
    tell_level};

static void tell_correction(struct check *check, const struct rows *rows, size_t row)
{
    check_fault(check, "correction: patient %s: version %lld, which it explains, is not there",
                check_id(check, rows, row, 0), (long long)row_int(rows, row, 1));
}

static const struct check_find CORRECTIONS = {
    {"SELECT k.patient_id, k.version FROM correction k WHERE NOT EXISTS"
     " (SELECT 1 FROM observation v WHERE v.key = k.key AND v.patient_id = k.patient_id"
     " AND v.version = k.version AND k.version > 1) LIMIT ?1"},
    tell_correction};

bool check_versions(struct check *check, struct error *error)
{
    if (!check_find(check, &OBSERVATIONS, error) || !check_find(check, &RESPONSES, error) ||
        !check_find(check, &ORDERS, error) || !check_find(check, &LEVELS, error) ||
        !check_find(check, &CORRECTIONS, error))
        return false;
    check_tell(check,
               "versions: of observations, responses, limit orders and corrections, %lld faults",
               (long long)check->part_faults);
    return true;
}
