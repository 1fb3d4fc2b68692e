/* The rows of the work list, worked out again from what they are made of.
 *
 * Of each row: what leads it (zone, since, unconfirmed, reasons, enrolment) from the open cases;
 * that it is green, or that there is nothing to do, from outcomes and acknowledgements; what is
 * unread from the threads; the latest report from the outcomes; when one was in touch from
 * contacts, messages and acknowledgements; its tasks as they were when it was looked at last;
 * municipality and service from the enrolments; tier and place in the list from the row itself. And
 * whether each enrolment has its row.
 *
 * Left out, since it follows from nothing that is kept: `version`, which only grows; until when
 * single Observations join the report; since when there is nothing to do; which reasons a green row
 * names (late values and courses that were closed leave some out) and which words of the patient
 * stand beside it. Whether a report is missing is worked out again by check_due.c; here only that
 * what is said of it fits together. */
#include "check/check.h"
#include "triage/reasons.h"
#include "worklist/overview.h"

/* clang-format off */
#define OF_ROW(a) a ".patient_id = o.patient_id AND " a ".service_id = o.service_id"
#define ENROLMENTS "FROM enrolment e WHERE " OF_ROW("e")
#define OPEN "e.state NOT IN ('closed', 'rejected')"
/* All that the service's enrolments were told. */
#define OUTCOMES \
    "FROM outcome x JOIN enrolment e ON e.patient_id = x.patient_id AND e.id = x.enrolment_id" \
    " WHERE x.patient_id = o.patient_id AND e.service_id = o.service_id"
/* A correction by personnel is no report of the patient's. */
#define REPORTED \
    OUTCOMES " AND NOT EXISTS (SELECT 1 FROM correction k WHERE k.patient_id = x.patient_id" \
    " AND k.at = x.at AND EXISTS (SELECT 1 FROM observation v WHERE v.key = k.key" \
    " AND v.patient_id = k.patient_id AND v.version = k.version AND v.report_id = x.report_id))"
#define UNDONE(a) \
    "EXISTS (SELECT 1 FROM acknowledgement_undone u WHERE u.patient_id = o.patient_id" \
    " AND u.acknowledgement_id = " a ")"
/* Of several that stand alike either may lead: the one that does comes first. */
#define IS_LEAD(a) "CASE WHEN " a ".enrolment_id = o.enrolment_id THEN 0 ELSE 1 END"

#define DUE_TASKS \
    "FROM task t JOIN patient_due w ON w.patient_id = t.patient_id WHERE t.patient_id = o.patient_id" \
    " AND t.queue_id = o.service_id AND t.state = 'open' AND t.due_at <= w.looked_at"

#define ROWS \
    "SELECT " OVERVIEW_COLUMNS ", c.id, c.zone, c.since, c.unconfirmed, c.reasons, c.enrolment_id," \
    " (SELECT CAST(COALESCE(sum(t.service_unread), 0) AS bigint) FROM thread t" \
    " WHERE " OF_ROW("t") ")," \
    " (SELECT min(t.service_unread_since) FROM thread t WHERE " OF_ROW("t") " AND t.service_unread > 0)," \
    " (SELECT count(*) " ENROLMENTS "), (SELECT count(*) " ENROLMENTS " AND " OPEN ")," \
    " (SELECT count(*) " ENROLMENTS " AND e.id = o.enrolment_id)," \
    " (SELECT count(*) " ENROLMENTS " AND e.id = o.enrolment_id AND " OPEN ")," \
    " (SELECT count(*) " ENROLMENTS " AND e.municipality_id = o.municipality_id)," \
    " (SELECT count(*) " ENROLMENTS " AND e.municipality_id <> o.municipality_id AND " OPEN ")," \
    " (SELECT max(x.number) " REPORTED ")," \
    " (SELECT max(x.number) " OUTCOMES " AND x.report_id = o.report_id AND x.at = o.reported_at)," \
    " (SELECT r.account_id FROM report r WHERE r.patient_id = o.patient_id AND r.id = o.report_id)," \
    " CASE WHEN o.looks <> 0 THEN (SELECT max(x.at) " OUTCOMES ") END," \
    " CASE WHEN o.zone = 1 THEN (SELECT count(*) " OUTCOMES " AND x.at = o.zone_since) END," \
    " (SELECT max(a.at) FROM acknowledgement a WHERE " OF_ROW("a") \
    " AND a.closed = 1 AND NOT " UNDONE("a.id") ")," \
    " (SELECT max(n.at) FROM acknowledgement_undone n JOIN acknowledgement a" \
    " ON a.patient_id = n.patient_id AND a.id = n.acknowledgement_id WHERE " OF_ROW("a") ")," \
    " (SELECT max(k.at) FROM contact k WHERE k.patient_id = o.patient_id" \
    " AND k.organisation_id = o.service_id AND k.party IN ('patient', 'kin')" \
    " AND k.outcomes NOT LIKE '%\"no_answer\"%' AND NOT " UNDONE("k.acknowledgement_id") ")," \
    " (SELECT max(m.at) FROM message m JOIN thread t ON t.patient_id = m.patient_id" \
    " AND t.id = m.thread_id WHERE " OF_ROW("t") " AND m.side = 'service')," \
    " (SELECT max(a.at) FROM acknowledgement a WHERE " OF_ROW("a") \
    " AND a.outcomes NOT IN ('[]', '[\"seen\"]', '[\"no_answer\"]', '[\"seen\",\"no_answer\"]')" \
    " AND NOT " UNDONE("a.id") ")," \
    " (SELECT count(*) " DUE_TASKS ")," \
    " (SELECT min(t.due_at) " DUE_TASKS ")," \
    " (SELECT w.due_at FROM patient_due w WHERE w.patient_id = o.patient_id)"
#define LEADING_CASE \
    " LEFT JOIN triage_case c ON " OF_ROW("c") " AND c.closed_at IS NULL" \
    " AND NOT EXISTS (SELECT 1 FROM triage_case d WHERE " OF_ROW("d") " AND d.closed_at IS NULL" \
    " AND (d.zone > c.zone OR (d.zone = c.zone AND d.since < c.since) OR (d.zone = c.zone" \
    " AND d.since = c.since AND (" IS_LEAD("d") ", d.id) < (" IS_LEAD("c") ", c.id))))"
/* clang-format on */
enum {
    REASONS = 13,
    CASE_ID = OVERVIEW_COLUMN_COUNT,
    CASE_ZONE,
    CASE_SINCE,
    CASE_UNCONFIRMED,
    CASE_REASONS,
    CASE_ENROLMENT,
    UNREAD,
    UNREAD_SINCE,
    ENROLLED,
    ENROLLED_OPEN,
    LEADS,
    LEADS_OPEN,
    AT_HOME,
    ELSEWHERE_OPEN,
    NEWEST,
    TOLD_OF,
    REPORT_ACCOUNT,
    JUDGED_AT,
    GREEN_FROM,
    HANDLED_AT,
    UNDONE_AT,
    CONTACT_AT,
    MESSAGE_AT,
    ACT_AT,
    TASKS,
    TASKS_SINCE,
    LOOKS_AT
};

/* ---- telling ---- */

/* A row, as it is stored and with what it is made of. */
struct seen {
    struct check *check;
    const struct rows *rows;
    size_t row;
    struct overview overview;
};

#define wrong(seen, ...)                                                                           \
    check_wrong((seen)->check, (seen)->rows, (seen)->row, "overview", "service", __VA_ARGS__)

static void same_number(const struct seen *seen, const char *what, int64_t stored, int64_t should)
{
    if (stored != should)
        wrong(seen, "%s is %lld, should be %lld", what, (long long)stored, (long long)should);
}

static int64_t at(const struct seen *seen, unsigned column)
{
    return row_int(seen->rows, seen->row, column);
}

/* What a column of the row says, and another that it should equal. */
static void same_id(const struct seen *seen, const char *what, unsigned stored, unsigned should)
{
    struct uuid is = row_uuid(seen->rows, seen->row, stored),
                other = row_uuid(seen->rows, seen->row, should);
    if (!uuid_equal(&is, &other))
        wrong(seen, "%s is %s, should be %s", what,
              check_id(seen->check, seen->rows, seen->row, stored),
              check_id(seen->check, seen->rows, seen->row, should));
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* ---- what leads ---- */

static void check_by_case(const struct seen *seen)
{
    const struct overview *row = &seen->overview;
    enum zone zone = (enum zone)at(seen, CASE_ZONE);
    if (row->zone != zone)
        wrong(seen, "zone is %s, should be %s by the open case %s", zone_word(row->zone),
              zone_word(zone), check_id(seen->check, seen->rows, seen->row, CASE_ID));
    same_number(seen, "zone_since", row->since, at(seen, CASE_SINCE));
    same_number(seen, "unconfirmed", row->unconfirmed, at(seen, CASE_UNCONFIRMED));
    same_id(seen, "enrolment_id", 8, CASE_ENROLMENT);
    if (!str_equal(row_str(seen->rows, seen->row, REASONS),
                   row_str(seen->rows, seen->row, CASE_REASONS)))
        wrong(seen, "reasons are not those of the open case %s",
              check_id(seen->check, seen->rows, seen->row, CASE_ID));
}

/* An act that was taken back puts back what stood; which of several is not told apart then. */
static bool was_handled_since(const struct seen *seen, int64_t since)
{
    int64_t handled = at(seen, HANDLED_AT);
    return handled > since && handled > at(seen, UNDONE_AT);
}

static void check_green(const struct seen *seen)
{
    const struct overview *row = &seen->overview;
    if (!at(seen, GREEN_FROM))
        wrong(seen, "zone is green since a time when nothing was judged");
    if (was_handled_since(seen, row->since))
        wrong(seen, "zone is green, should be none: it was acknowledged since");
    enum zone worst = row->looks & LOOK_SILENCED ? ZONE_YELLOW : ZONE_GREEN;
    for (size_t i = 0; i < row->reasons.count; i++)
        if (row->reasons.list[i].zone > worst)
            wrong(seen, "reasons tell of %s, and no case is open",
                  zone_word(row->reasons.list[i].zone));
}

static void check_none(const struct seen *seen)
{
    if (!str_is(row_str(seen->rows, seen->row, REASONS), "[]"))
        wrong(seen, "there are reasons, and nothing to do");
}

static void check_lead(const struct seen *seen)
{
    const struct overview *row = &seen->overview;
    if (!row_is_null(seen->rows, seen->row, CASE_ID)) {
        check_by_case(seen);
        return;
    }
    if (row->zone > ZONE_GREEN)
        wrong(seen, "zone is %s, and no case is open", zone_word(row->zone));
    if (row->unconfirmed)
        wrong(seen, "unconfirmed is 1, should be 0: no case is open");
    if (row->zone == ZONE_GREEN)
        check_green(seen);
    if (row->zone == ZONE_NONE)
        check_none(seen);
}

/* ---- what stands beside ---- */

static void check_places(const struct seen *seen)
{
    if (!at(seen, ENROLLED)) {
        wrong(seen, "there is no enrolment of the patient with the service");
        return;
    }
    if (!at(seen, LEADS))
        wrong(seen, "enrolment_id %s is none of the patient's with the service",
              check_id(seen->check, seen->rows, seen->row, 8));
    else if (at(seen, ENROLLED_OPEN) && !at(seen, LEADS_OPEN))
        wrong(seen, "enrolment_id %s is closed, and another is open",
              check_id(seen->check, seen->rows, seen->row, 8));
    if (!at(seen, AT_HOME) || at(seen, ELSEWHERE_OPEN))
        wrong(seen, "municipality_id %s is not that of the enrolments",
              check_id(seen->check, seen->rows, seen->row, 2));
}

static void check_report(const struct seen *seen)
{
    if (at(seen, NEWEST) != at(seen, TOLD_OF))
        wrong(seen, "report_id %s and reported_at %lld are not of the latest report, outcome %lld",
              check_id(seen->check, seen->rows, seen->row, 9),
              (long long)seen->overview.reported_at, (long long)at(seen, NEWEST));
    if (!row_is_null(seen->rows, seen->row, 9) &&
        !row_is_null(seen->rows, seen->row, REPORT_ACCOUNT))
        same_id(seen, "report_account_id", 10, REPORT_ACCOUNT);
}

static void check_missing(const struct seen *seen)
{
    const struct overview *row = &seen->overview;
    if (row->missing != (row->missing_since != 0))
        wrong(seen, "missing is %d, and missing_since is %lld", row->missing,
              (long long)row->missing_since);
    if (row->missing != (row->missed > 0))
        wrong(seen, "missing is %d, and missed is %lld", row->missing, (long long)row->missed);
}

/* As it was when the patient was looked at last; one who waits to be is left alone. */
static void check_tasks(const struct seen *seen)
{
    if (!row_is_null(seen->rows, seen->row, LOOKS_AT) && !at(seen, LOOKS_AT))
        return;
    same_number(seen, "tasks", seen->overview.tasks, at(seen, TASKS));
    same_number(seen, "tasks_since", seen->overview.tasks_since, at(seen, TASKS_SINCE));
}

static void check_looks(const struct seen *seen)
{
    const struct overview *row = &seen->overview;
    bool wrote = (row->looks & LOOK_WROTE) != 0;
    if (row->looks & ~(unsigned)LOOKS_KEPT)
        wrong(seen, "looks is %u, which holds what is not kept", row->looks);
    if (wrote != (row->remark.at != NULL))
        wrong(seen, "looks says that there are %s words of the patient, remark is %s",
              wrote ? "some" : "no", row->remark.at ? "there" : "not there");
    if (row->looks && was_handled_since(seen, at(seen, JUDGED_AT)))
        wrong(seen, "looks is %u, should be 0: nothing came since it was acknowledged", row->looks);
}

static void check_row(struct check *check, const struct rows *rows, size_t number)
{
    struct seen seen = {check, rows, number, {0}};
    const struct overview *row = &seen.overview;
    overview_read(rows, number, 0, &seen.overview);
    check_places(&seen);
    check_lead(&seen);
    same_number(&seen, "unread", row->unread, at(&seen, UNREAD));
    same_number(&seen, "unread_since", row->unread_since, at(&seen, UNREAD_SINCE));
    check_tasks(&seen);
    check_report(&seen);
    check_missing(&seen);
    check_looks(&seen);
    same_number(&seen, "contact_at", row->contact_at,
                later(later(at(&seen, CONTACT_AT), at(&seen, MESSAGE_AT)), at(&seen, ACT_AT)));
    same_number(&seen, "tier", row->tier, overview_tier(row));
    same_number(&seen, "since", row->waits_since, overview_waits_since(row));
    if (uuid_is_zero(&row->taken_by) != (row->taken_at == 0))
        wrong(&seen, "taken_by is %s, and taken_at is %lld", check_id(check, rows, number, 17),
              (long long)row->taken_at);
}

static const struct check_walk WALK = {
    CHECK_PAGES(ROWS, "overview", "o", LEADING_CASE, "patient_id, service_id", "?1, ?2", "1, 2"),
    "uu", check_row};

/* ---- those that should be there ---- */

static void tell_lacking(struct check *check, const struct rows *rows, size_t row)
{
    check_wrong(check, rows, row, "overview", "service", "there is no row, and enrolment %s",
                check_id(check, rows, row, 2));
}

static const struct check_find LACKING = {
    {"SELECT e.patient_id, e.service_id, e.id FROM enrolment e WHERE NOT EXISTS"
     " (SELECT 1 FROM overview o WHERE o.patient_id = e.patient_id AND o.service_id = e.service_id)"
     " LIMIT ?1"},
    tell_lacking};

/* Nothing to do, though a report was judged green, or stayed silent, since anybody looked. Of one
 * with late values it is not known whether it made work (report/report.c). */
static void tell_unseen(struct check *check, const struct rows *rows, size_t row)
{
    check_wrong(check, rows, row, "overview", "service",
                "zone is none, should be green: outcome %lld is, and not acknowledged",
                (long long)row_int(rows, row, 2));
}

/* clang-format off */
static const struct check_find UNSEEN = {
    {"SELECT o.patient_id, o.service_id, x.number FROM overview o"
     " CROSS JOIN enrolment e CROSS JOIN outcome x WHERE o.zone = 0 AND " OF_ROW("e")
     " AND x.patient_id = e.patient_id AND x.enrolment_id = e.id AND (x.zone = 1 OR (x.zone = 2"
     " AND EXISTS (SELECT 1 FROM triage_case_event v WHERE v.patient_id = x.patient_id"
     " AND v.number = x.number AND v.kind = 'silenced')))"
     " AND NOT EXISTS (SELECT 1 FROM enrolment f WHERE " OF_ROW("f") " AND f.created_at >= x.at)"
     " AND NOT EXISTS (SELECT 1 FROM acknowledgement a WHERE " OF_ROW("a")
     " AND a.closed = 1 AND a.at >= x.at AND NOT " UNDONE("a.id") ")"
     CHECK_NOTHING_LATE " LIMIT ?1"},
    tell_unseen};
/* clang-format on */

bool check_overviews(struct check *check, struct error *error)
{
    int64_t rows;
    if (!check_walk(check, &WALK, &rows, error) || !check_find(check, &LACKING, error) ||
        !check_find(check, &UNSEEN, error))
        return false;
    check_tell(check, "overview: %lld rows, %lld faults", (long long)rows,
               (long long)check->part_faults);
    return true;
}
