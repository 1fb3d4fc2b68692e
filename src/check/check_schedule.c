/* Schedules set by hand: versions without gaps that can be read; pauses that do not lie over each
 * other. */
#include "check/check.h"
#include "schedule/phases.h"

/* clang-format off */
#define VERSIONS "SELECT v.patient_id, v.enrolment_id, v.version, v.phases, b.version"
#define SCHEDULE_BEFORE \
    " LEFT JOIN enrolment_schedule b ON b.patient_id = v.patient_id" \
    " AND b.enrolment_id = v.enrolment_id AND b.version = v.version - 1"
/* clang-format on */
enum { PATIENT, ENROLMENT, VERSION, PHASES, BEFORE };

static void tell_schedule(struct check *check, const struct rows *rows, size_t row,
                          const char *what)
{
    check_wrong(check, rows, row, "enrolment_schedule", "enrolment", "version %lld %s",
                (long long)row_int(rows, row, VERSION), what);
}

static void check_schedule(struct check *check, const struct rows *rows, size_t row)
{
    const struct schedule_phase *phases;
    struct error error = {0};
    size_t count;
    int64_t version = row_int(rows, row, VERSION);
    if (version < 1 || (version > 1 && row_is_null(rows, row, BEFORE)))
        tell_schedule(check, rows, row, "has none before it");
    if (!phases_stored(&check->one, row_str(rows, row, PHASES), &count, &phases, &error))
        tell_schedule(check, rows, row, "cannot be read");
}

static const struct check_walk WALK_SCHEDULES = {
    CHECK_PAGES(VERSIONS, "enrolment_schedule", "v", SCHEDULE_BEFORE,
                "patient_id, enrolment_id, version", "?1, ?2, ?3", "1, 2, 3"),
    "uun", check_schedule};

static void tell_pause(struct check *check, const struct rows *rows, size_t row)
{
    check_wrong(check, rows, row, "pause", "pause", "lies over another, or ends before it begins");
}

static const struct check_find PAUSES = {
    {"SELECT u.patient_id, u.id FROM pause u WHERE u.until_day < u.from_day"
     " OR (u.ended_at IS NULL) <> (u.ended_by IS NULL)"
     " OR EXISTS (SELECT 1 FROM pause o WHERE o.patient_id = u.patient_id AND o.id <> u.id"
     " AND (o.until_day IS NULL OR o.until_day > o.from_day)"
     " AND (u.until_day IS NULL OR u.until_day > u.from_day)"
     " AND (u.until_day IS NULL OR o.from_day < u.until_day)"
     " AND (o.until_day IS NULL OR u.from_day < o.until_day)) LIMIT ?1"},
    tell_pause};

bool check_schedules(struct check *check, struct error *error)
{
    int64_t schedules;
    if (!check_walk(check, &WALK_SCHEDULES, &schedules, error) ||
        !check_find(check, &PAUSES, error))
        return false;
    check_tell(check, "schedules: %lld set by hand, %lld faults", (long long)schedules,
               (long long)check->part_faults);
    return true;
}
