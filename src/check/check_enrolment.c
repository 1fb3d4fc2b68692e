/* Enrolments and their transitions: each follows the one before by a way that there is, and the
 * state is where the last one went. */
#include "check/check.h"
#include "enrolment/enrolment.h"

/* ---- the state ---- */

/* clang-format off */
#define STATES \
    "SELECT e.patient_id, e.id, e.state, e.paused_from, e.state_since, t.number, t.from_state," \
    " t.to_state, t.at"
#define LAST_STEP \
    " LEFT JOIN enrolment_transition t ON t.patient_id = e.patient_id AND t.enrolment_id = e.id" \
    " AND t.number = (SELECT max(l.number) FROM enrolment_transition l" \
    " WHERE l.patient_id = e.patient_id AND l.enrolment_id = e.id)"
/* clang-format on */
enum { PATIENT, ID, STATE, PAUSED_FROM, STATE_SINCE, NUMBER, FROM, TO, AT };

static void check_state(struct check *check, const struct rows *rows, size_t row)
{
    struct str state = row_str(rows, row, STATE), to = row_str(rows, row, TO);
    struct str from = row_str(rows, row, FROM), paused = row_str(rows, row, PAUSED_FROM);
    if (row_is_null(rows, row, NUMBER)) {
        check_wrong(check, rows, row, "enrolment", "enrolment", "has no transition");
        return;
    }
    if (!str_equal(state, to))
        check_wrong(check, rows, row, "enrolment", "enrolment",
                    "state is %.*s, transition %lld went to %.*s", STR_ARG(state),
                    (long long)row_int(rows, row, NUMBER), STR_ARG(to));
    if (row_int(rows, row, STATE_SINCE) != row_int(rows, row, AT))
        check_wrong(check, rows, row, "enrolment", "enrolment",
                    "state_since is %lld, transition %lld was at %lld",
                    (long long)row_int(rows, row, STATE_SINCE),
                    (long long)row_int(rows, row, NUMBER), (long long)row_int(rows, row, AT));
    if (!str_equal(paused, str_is(to, "paused") ? from : STR_NONE))
        check_wrong(check, rows, row, "enrolment", "enrolment",
                    "paused_from is not where it was paused from");
}

static const struct check_walk WALK_STATES = {
    CHECK_PAGES(STATES, "enrolment", "e", LAST_STEP, "patient_id, id", "?1, ?2", "1, 2"), "uu",
    check_state};

/* ---- the ways ---- */

/* `paused` goes back to where it came from: the transition before tells. */
/* clang-format off */
#define STEPS \
    "SELECT t.patient_id, t.enrolment_id, t.number, t.from_state, t.to_state, t.at, p.from_state," \
    " p.to_state, p.at"
#define STEP_BEFORE \
    " LEFT JOIN enrolment_transition p ON p.patient_id = t.patient_id" \
    " AND p.enrolment_id = t.enrolment_id AND p.number = t.number - 1"
/* clang-format on */
enum { STEP_FROM = 3, STEP_TO, STEP_AT, BEFORE_FROM, BEFORE_TO, BEFORE_AT };

static bool may_go(const struct rows *rows, size_t row)
{
    enum enrolment_state from, to, paused_from = STATE_COUNT;
    enrolment_state_of_word(row_str(rows, row, BEFORE_FROM), &paused_from);
    return enrolment_state_of_word(row_str(rows, row, STEP_FROM), &from) &&
           enrolment_state_of_word(row_str(rows, row, STEP_TO), &to) &&
           enrolment_may_go(from, to, paused_from);
}

static void tell_step(struct check *check, const struct rows *rows, size_t row, const char *what)
{
    check_wrong(check, rows, row, "enrolment_transition", "enrolment", "transition %lld %s",
                (long long)row_int(rows, row, 2), what);
}

static void check_step(struct check *check, const struct rows *rows, size_t row)
{
    bool first = row_int(rows, row, 2) == 1, follows = !row_is_null(rows, row, BEFORE_TO);
    if (!first && !follows)
        tell_step(check, rows, row, "has none before it");
    if (follows && !str_equal(row_str(rows, row, STEP_FROM), row_str(rows, row, BEFORE_TO)))
        tell_step(check, rows, row, "does not begin where the one before went");
    if (follows && row_int(rows, row, STEP_AT) < row_int(rows, row, BEFORE_AT))
        tell_step(check, rows, row, "was before the one before");
    if (!may_go(rows, row))
        tell_step(check, rows, row, "is no way that there is");
}

static const struct check_walk WALK_STEPS = {
    CHECK_PAGES(STEPS, "enrolment_transition", "t", STEP_BEFORE, "patient_id, enrolment_id, number",
                "?1, ?2, ?3", "1, 2, 3"),
    "uun", check_step};

/* ---- unwell ----
 * What has to be green again cannot be worked out anew: whether something newer of its kind was
 * there when a report came is not known any more. That a yellow or red outcome began it is. */

static void tell_unwell(struct check *check, const struct rows *rows, size_t row)
{
    check_wrong(check, rows, row, "enrolment", "enrolment",
                "unwell since %lld, by %lld reports: no yellow "
                "or red outcome began it, or nothing keeps it",
                (long long)row_int(rows, row, 2), (long long)row_int(rows, row, 3));
}

static void tell_stretch(struct check *check, const struct rows *rows, size_t row)
{
    check_wrong(check, rows, row, "unwell", "enrolment",
                "from %lld until %lld by %lld reports is no stretch",
                (long long)row_int(rows, row, 2), (long long)row_int(rows, row, 3),
                (long long)row_int(rows, row, 4));
}

static const struct check_find UNWELL = {
    {"SELECT e.patient_id, e.id, e.unwell_from, e.unwell_reports FROM enrolment e"
     " WHERE (e.unwell_from IS NULL AND (e.unwell_causes <> 0 OR e.unwell_reports <> 0))"
     " OR (e.unwell_from IS NOT NULL AND (e.unwell_causes = 0 OR e.unwell_reports < 1"
     " OR NOT EXISTS (SELECT 1 FROM outcome x WHERE x.patient_id = e.patient_id"
     " AND x.enrolment_id = e.id AND x.zone >= 2 AND x.at = e.unwell_from))) LIMIT ?1"},
    tell_unwell};
static const struct check_find STRETCH = {
    {"SELECT u.patient_id, u.enrolment_id, u.from_at, u.until_at, u.reports FROM unwell u"
     " WHERE u.until_at < u.from_at OR u.reports < 1 OR NOT EXISTS (SELECT 1 FROM enrolment e"
     " WHERE e.patient_id = u.patient_id AND e.id = u.enrolment_id) LIMIT ?1"},
    tell_stretch};

bool check_enrolments(struct check *check, struct error *error)
{
    int64_t enrolments, steps;
    if (!check_walk(check, &WALK_STATES, &enrolments, error) ||
        !check_walk(check, &WALK_STEPS, &steps, error) || !check_find(check, &UNWELL, error) ||
        !check_find(check, &STRETCH, error))
        return false;
    check_tell(check, "enrolments: %lld, with %lld transitions, %lld faults", (long long)enrolments,
               (long long)steps, (long long)check->part_faults);
    return true;
}
