/* The cases: each follows from an outcome and is open, or closed, as its trace and its
 * acknowledgement say; and each outcome that asked for one has one, or stays silent as what was
 * closed less than 48 hours before. */
#include "check/check.h"
#include "triage/reasons.h"

/* clang-format off */
#define OF_CASE(a) a ".patient_id = c.patient_id AND " a ".case_id = c.id"
#define OF_ENROLMENT(a) a ".patient_id = c.patient_id AND " a ".enrolment_id = c.enrolment_id"
#define STEPS "FROM triage_case_event v WHERE " OF_CASE("v")
#define TURNS STEPS " AND v.kind IN ('opened', 'closed', 'reopened')"

#define ROWS \
    "SELECT c.patient_id, c.id, c.enrolment_id, c.zone, c.opened_at, c.since, c.closed_at," \
    " c.closed_by, c.acknowledgement_id, c.reasons, e.service_id, c.service_id," \
    " (SELECT count(*) FROM triage_case d WHERE " OF_ENROLMENT("d") \
    " AND d.closed_at IS NULL AND d.id < c.id)," \
    " (SELECT max(x.zone) FROM outcome x WHERE " OF_ENROLMENT("x") " AND x.at = c.since)," \
    " (SELECT max(x.zone) FROM outcome x WHERE " OF_ENROLMENT("x") " AND x.report_id = c.report_id)," \
    " (SELECT v.kind " STEPS " ORDER BY v.number LIMIT 1)," \
    " (SELECT v.at " STEPS " ORDER BY v.number LIMIT 1)," \
    " (SELECT v.kind " TURNS " ORDER BY v.number DESC LIMIT 1)," \
    " (SELECT v.at " TURNS " ORDER BY v.number DESC LIMIT 1)," \
    " (SELECT count(*) " STEPS " AND EXISTS (SELECT 1 FROM triage_case_event w WHERE " OF_CASE("w") \
    " AND w.number < v.number AND w.at > v.at))," \
    " a.closed, a.at, (SELECT count(*) FROM acknowledgement_undone u" \
    " WHERE u.patient_id = c.patient_id AND u.acknowledgement_id = c.acknowledgement_id)," \
    " CASE WHEN a.service_id = c.service_id AND a.account_id = c.closed_by THEN 1 ELSE 0 END," \
    " CASE WHEN c.closed_at IS NULL OR c.acknowledgement_id IS NOT NULL THEN 0 ELSE" \
    " (SELECT count(*) FROM acknowledgement b JOIN acknowledgement_undone u" \
    " ON u.patient_id = b.patient_id AND u.acknowledgement_id = b.id" \
    " WHERE b.patient_id = c.patient_id AND b.service_id = c.service_id AND b.closed = 1" \
    " AND b.at = c.closed_at AND b.account_id = c.closed_by) END"
#define BESIDE \
    " LEFT JOIN enrolment e ON e.patient_id = c.patient_id" \
    " AND e.id = c.enrolment_id LEFT JOIN acknowledgement a ON a.patient_id = c.patient_id" \
    " AND a.id = c.acknowledgement_id"
/* clang-format on */
enum {
    PATIENT,
    ID,
    ENROLMENT,
    ZONE,
    OPENED_AT,
    SINCE,
    CLOSED_AT,
    CLOSED_BY,
    ACKNOWLEDGEMENT,
    REASONS,
    ENROLMENT_SERVICE,
    SERVICE,
    OPEN_BESIDE,
    ZONE_SINCE,
    ZONE_REPORT,
    FIRST_KIND,
    FIRST_AT,
    LAST_KIND,
    LAST_AT,
    OUT_OF_ORDER,
    ACT_CLOSED,
    ACT_AT,
    ACT_UNDONE,
    ACT_FITS,
    TAKEN_BACK
};

struct seen {
    struct check *check;
    const struct rows *rows;
    size_t row;
};

#define wrong(seen, ...)                                                                           \
    check_wrong((seen)->check, (seen)->rows, (seen)->row, "triage_case", "case", __VA_ARGS__)

static int64_t at(const struct seen *seen, unsigned column)
{
    return row_int(seen->rows, seen->row, column);
}

static bool is_null(const struct seen *seen, unsigned column)
{
    return row_is_null(seen->rows, seen->row, column);
}

/* `since` may lie before its opening: one that took in an older case stands since that did. */
static void check_zone(const struct seen *seen)
{
    enum zone zone = (enum zone)at(seen, ZONE);
    struct reasons reasons;
    if (zone != ZONE_YELLOW && zone != ZONE_RED)
        wrong(seen, "zone is %s, should be yellow or red", zone_word(zone));
    else if (is_null(seen, ZONE_SINCE) || at(seen, ZONE_SINCE) < (int64_t)zone)
        wrong(seen, "zone is %s, and no outcome of enrolment %s at its `since` says so",
              zone_word(zone), check_id(seen->check, seen->rows, seen->row, ENROLMENT));
    if (at(seen, ZONE_REPORT) < ZONE_YELLOW)
        wrong(seen, "report_id is none whose outcome is yellow or red");
    reasons_parse(row_str(seen->rows, seen->row, REASONS), &reasons);
    if (!reasons.count || reasons.list[0].zone != zone)
        wrong(seen, "zone is %s, the worst of its reasons says %s", zone_word(zone),
              reasons.count ? zone_word(reasons.list[0].zone) : "nothing");
}

/* Only an act closes a case. One that a newer case took in, when its act was taken back, names that
 * act no more; but it is there. */
static void check_closed(const struct seen *seen)
{
    bool closed = !is_null(seen, CLOSED_AT);
    if (closed == is_null(seen, CLOSED_BY))
        wrong(seen, "closed_at and closed_by do not go together");
    if (closed && is_null(seen, ACKNOWLEDGEMENT) && !at(seen, TAKEN_BACK))
        wrong(seen, "is closed, and no acknowledgement closed it");
    if (is_null(seen, ACKNOWLEDGEMENT))
        return;
    if (!closed)
        wrong(seen, "is open, and names the acknowledgement that closed it");
    else if (at(seen, ACT_AT) != at(seen, CLOSED_AT) || !at(seen, ACT_CLOSED) ||
             !at(seen, ACT_FITS))
        wrong(seen, "was not closed by acknowledgement %s, which it names",
              check_id(seen->check, seen->rows, seen->row, ACKNOWLEDGEMENT));
    if (at(seen, ACT_UNDONE))
        wrong(seen, "is closed by acknowledgement %s, which was taken back",
              check_id(seen->check, seen->rows, seen->row, ACKNOWLEDGEMENT));
}

static void check_trace(const struct seen *seen)
{
    struct str first = row_str(seen->rows, seen->row, FIRST_KIND);
    struct str last = row_str(seen->rows, seen->row, LAST_KIND);
    bool closed = !is_null(seen, CLOSED_AT);
    if (!str_is(first, "opened") || at(seen, FIRST_AT) != at(seen, OPENED_AT))
        wrong(seen, "its trace does not begin with its opening");
    if (str_is(last, "closed") != closed)
        wrong(seen, "is %s, its trace says that it was %.*s last", closed ? "closed" : "open",
              STR_ARG(last.at ? last : STR("never opened")));
    else if (closed && at(seen, LAST_AT) != at(seen, CLOSED_AT))
        wrong(seen, "closed_at is %lld, its trace says %lld", (long long)at(seen, CLOSED_AT),
              (long long)at(seen, LAST_AT));
    if (at(seen, OUT_OF_ORDER))
        wrong(seen, "its trace is out of order");
}

static void check_row(struct check *check, const struct rows *rows, size_t row)
{
    const struct seen seen = {check, rows, row};
    struct uuid service = row_uuid(rows, row, SERVICE),
                of_enrolment = row_uuid(rows, row, ENROLMENT_SERVICE);
    if (!is_null(&seen, ENROLMENT_SERVICE) && !uuid_equal(&service, &of_enrolment))
        wrong(&seen, "service_id is %s, that of its enrolment %s",
              check_id(check, rows, row, SERVICE), check_id(check, rows, row, ENROLMENT_SERVICE));
    if (is_null(&seen, CLOSED_AT) && at(&seen, OPEN_BESIDE))
        wrong(&seen, "is open beside another of enrolment %s",
              check_id(check, rows, row, ENROLMENT));
    check_zone(&seen);
    check_closed(&seen);
    check_trace(&seen);
}

static const struct check_walk WALK = {
    CHECK_PAGES(ROWS, "triage_case", "c", BESIDE, "patient_id, id", "?1, ?2", "1, 2"), "uu",
    check_row};

/* ---- what was judged red or yellow, and makes no case ---- */

static void tell_unfollowed(struct check *check, const struct rows *rows, size_t row)
{
    check_wrong(check, rows, row, "triage_case", "enrolment",
                "no case holds outcome %lld of report %s, which is %s",
                (long long)row_int(rows, row, 3), check_id(check, rows, row, 2),
                zone_word((enum zone)row_int(rows, row, 4)));
}

static const struct check_find UNFOLLOWED = {
    {"SELECT x.patient_id, x.enrolment_id, x.report_id, x.number, x.zone FROM outcome x"
     " WHERE x.zone >= 2 AND NOT EXISTS (SELECT 1 FROM triage_case c"
     " WHERE c.patient_id = x.patient_id AND c.enrolment_id = x.enrolment_id"
     " AND c.opened_at <= x.at AND COALESCE(c.closed_at, x.at) >= x.at AND c.zone >= "
     "x.zone)" CHECK_NOTHING_LATE
     " AND NOT (x.zone = 2 AND EXISTS (SELECT 1 FROM triage_case_event v JOIN triage_case c"
     " ON c.patient_id = v.patient_id AND c.id = v.case_id WHERE v.patient_id = x.patient_id"
     " AND v.number = x.number AND v.kind = 'silenced' AND c.enrolment_id = x.enrolment_id))"
     " LIMIT ?1"},
    tell_unfollowed};

/* ---- what stayed silent ---- */

static void tell_silenced(struct check *check, const struct rows *rows, size_t row)
{
    check_wrong(check, rows, row, "triage_case", "case",
                "outcome %lld stayed silent by it, and it was not "
                "closed less than 48 hours before, or does not hold it",
                (long long)row_int(rows, row, 2));
}

/* clang-format off */
static const struct check_find SILENCED = {
    {"SELECT v.patient_id, v.case_id, v.number FROM triage_case_event v WHERE v.kind = 'silenced'"
     " AND NOT EXISTS (SELECT 1 FROM triage_case c JOIN outcome x ON x.patient_id = c.patient_id"
     " AND x.enrolment_id = c.enrolment_id AND x.number = v.number AND x.zone >= 2"
     " JOIN triage_case_event w ON w.patient_id = c.patient_id AND w.case_id = c.id"
     " AND w.kind = 'closed' AND w.number < v.number AND w.at > v.at - 172800000"
     " WHERE c.patient_id = v.patient_id AND c.id = v.case_id) LIMIT ?1"},
    tell_silenced};
/* clang-format on */

bool check_cases(struct check *check, struct error *error)
{
    int64_t rows;
    if (!check_walk(check, &WALK, &rows, error) || !check_find(check, &UNFOLLOWED, error) ||
        !check_find(check, &SILENCED, error))
        return false;
    check_tell(check, "cases: %lld, %lld faults", (long long)rows, (long long)check->part_faults);
    return true;
}
