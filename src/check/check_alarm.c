/* The roll-up of alarms: what it comes to now, and what holds of it whatever the outcomes say. */
#include "alarm/alarm_load.h"
#include "check/check.h"

static void tell_fault(void *context, const char *line)
{
    check_fault(context, "%s", line);
}

static void tell_rows(void *context, size_t rows)
{
    check_count(context, rows);
}

static void look_at_month(struct check *check, const struct rows *rows, size_t row)
{
    int64_t seen = 0, twice = 0;
    for (unsigned column = 3; column <= 6; column++) {
        twice |= seen & row_int(rows, row, column);
        seen |= row_int(rows, row, column);
    }
    const int64_t alarms = row_int(rows, row, 4) | row_int(rows, row, 5);
    if (twice)
        check_wrong(check, rows, row, "alarm_month", "enrolment", "a day has two zones");
    if (row_int(rows, row, 7) & ~alarms)
        check_wrong(check, rows, row, "alarm_month", "enrolment", "downgrades what did not alarm");
    if (row_int(rows, row, 8))
        check_wrong(check, rows, row, "alarm_limit", "enrolment", "alarms on a day without alarm");
}

/* clang-format off */
static const struct check_walk MONTHS = {
    CHECK_PAGES(
        "SELECT m.patient_id, m.enrolment_id, m.month, m.green, m.yellow, m.red, m.missing,"
        " m.downgraded, (SELECT count(*) FROM alarm_limit l WHERE l.patient_id = m.patient_id"
        " AND l.enrolment_id = m.enrolment_id AND l.month = m.month AND (l.days & ~(m.yellow | m.red)) <> 0)",
        "alarm_month", "m", "", "patient_id, enrolment_id, month", "?1, ?2, ?3",
        "m.patient_id, m.enrolment_id, m.month"),
    .keys = "uun",
    .row = look_at_month,
};
/* clang-format on */

bool check_alarms(struct check *check, struct error *error)
{
    const struct alarm_told told = {check, tell_fault, tell_rows};
    int64_t patients, rows;
    if (!check_walk(check, &MONTHS, &rows, error) ||
        !alarm_load_again(check->db, &told, &patients, error))
        return false;
    check_tell(check, "alarms: %lld patients worked out again, %lld months", (long long)patients,
               (long long)rows);
    return true;
}
