#include "triage/triage_apply.h"

#include "auth/permit.h"
#include "due/due.h"
#include "triage/followed.h"
#include "worklist/overview.h"

/* The end of one range of the observations' own tree: nothing where none was ever sent. */
#define CONSCIOUS(patient)                                                                         \
    "(SELECT max(effective) FROM observation WHERE patient_id = " patient " AND parameter = 21)"
_Static_assert(PARAMETER_ACVPU == 21, "the statement says the number");
#define STATE(patient)                                                                             \
    "e.id, e.programme, e.programme_version, e.service_id, e.municipality_id, e.gp_office_id,"     \
    " e.department_id, e.limits_version, e.limits, e.levels, e.state,"                             \
    " c.id, c.zone, c.since, c.unconfirmed, c.reasons, e.unwell_from, e.unwell_causes,"            \
    " e.unwell_reports, " CONSCIOUS(                                                               \
        patient) ", " OVERVIEW_COLUMNS " FROM enrolment e"                                         \
                 " LEFT JOIN overview o ON o.patient_id = e.patient_id AND o.service_id = "        \
                 "e.service_id"                                                                    \
                 " LEFT JOIN triage_case c ON c.patient_id = e.patient_id AND c.enrolment_id = "   \
                 "e.id"                                                                            \
                 " AND c.closed_at IS NULL"                                                        \
                 " WHERE e.patient_id = " patient " ORDER BY e.id"
/* All enrolments are judged, also those that who reports may not see. */
PERMIT_TOLD_STATEMENTS(static const struct sql STATE_AND_RELATION, STATE("?4"));
static const struct sql STATE_ALONE = {"SELECT 0, " STATE("?1")};
enum {
    ID_COLUMN = 1,
    SERVICE_COLUMN = 4,
    STATE_COLUMN = 11,
    CASE_COLUMN = 12,
    UNWELL_COLUMN = 17,
    CONSCIOUS_COLUMN = 20,
    OVERVIEW_COLUMN = 21,
    REPORTED_COLUMN = OVERVIEW_COLUMN + 12
};

/* States in which what a patient reports is judged. While paused too: a red value is never missed.
 * Told here and not in SQL, where a list of four costs more than the rest of the question. */
static bool is_followed(const struct rows *state, size_t row)
{
    struct str word = row_str(state, row, STATE_COLUMN);
    return str_is(word, "trial") || str_is(word, "active") || str_is(word, "paused") ||
           str_is(word, "closing");
}

struct rows *triage_ask_state(struct tx *tx, const struct who *who, const struct uuid *patient)
{
    const struct sql *sql = who ? &STATE_AND_RELATION[who->ground] : NULL;
    if (!sql || !sql->text)
        return db_ask(tx->db, tx->arena, &STATE_ALONE, ARGS(v_uuid(patient)));
    return db_ask(tx->db, tx->arena, sql, ARGS(PERMIT_ARGS(who, tx->now), v_uuid(patient)));
}

bool triage_open_report(const struct rows *state, const struct uuid *account, int64_t now,
                        struct uuid *report_r, int64_t *until_r)
{
    for (size_t row = 0; row < rows_count(state); row++) {
        struct overview overview;
        overview_read(state, row, OVERVIEW_COLUMN, &overview);
        if (!overview.stored || overview.report_open_until <= now ||
            !uuid_equal(&overview.report_account, account))
            continue;
        *report_r = overview.report;
        *until_r = overview.report_open_until;
        return true;
    }
    return false;
}

static int64_t latest_report(const struct rows *state)
{
    int64_t latest = 0;
    for (size_t row = 0; row < rows_count(state); row++) {
        int64_t at = row_int(state, row, REPORTED_COLUMN);
        latest = at > latest ? at : latest;
    }
    return latest;
}

static void read_followed(const struct rows *rows, size_t row, struct followed *to)
{
    *to = (struct followed){
        .id = row_uuid(rows, row, ID_COLUMN),
        .programme = row_str(rows, row, ID_COLUMN + 1).at,
        .programme_version = row_int(rows, row, ID_COLUMN + 2),
        .service = row_uuid(rows, row, SERVICE_COLUMN),
        .municipality = row_uuid(rows, row, SERVICE_COLUMN + 1),
        .gp_office = row_uuid(rows, row, SERVICE_COLUMN + 2),
        .department = row_uuid(rows, row, SERVICE_COLUMN + 3),
        .limits_version = row_int(rows, row, SERVICE_COLUMN + 4),
        .limits = row_str(rows, row, SERVICE_COLUMN + 5),
        .levels = row_str(rows, row, SERVICE_COLUMN + 6),
        .case_id = row_uuid(rows, row, CASE_COLUMN),
        .case_zone = (enum zone)row_int(rows, row, CASE_COLUMN + 1),
        .case_since = row_int(rows, row, CASE_COLUMN + 2),
        .case_unconfirmed = row_int(rows, row, CASE_COLUMN + 3) != 0,
        .unwell = {.from = row_int(rows, row, UNWELL_COLUMN),
                   .causes = (unwell_causes)row_int(rows, row, UNWELL_COLUMN + 1),
                   .reports = row_int(rows, row, UNWELL_COLUMN + 2)},
    };
    reasons_parse(row_str(rows, row, CASE_COLUMN + 4), &to->case_reasons);
    to->reported_at = latest_report(rows);
    to->conscious_at = row_int(rows, row, CONSCIOUS_COLUMN);
}

void triage_ask_ahead(const struct triage_input *input, const struct rows *state, struct tx *tx,
                      struct triage_ahead *ahead_r)
{
    ahead_r->count = 0;
    for (size_t row = 0; row < rows_count(state); row++) {
        struct followed followed;
        if (!is_followed(state, row))
            continue;
        read_followed(state, row, &followed);
        triage_foresee_enrolment(input, &followed, tx, ahead_r);
    }
    for (size_t i = 0; i < ahead_r->count; i++)
        observation_stretch_ask(tx, &input->patient, &ahead_r->list[i]);
}

/* The row shows the worst open case, of equal ones the oldest. */
static void lead_by_case(struct overview *overview, const struct followed *followed)
{
    if (uuid_is_zero(&followed->case_id))
        return;
    bool leads = overview->zone == ZONE_YELLOW || overview->zone == ZONE_RED;
    if (leads &&
        (overview->zone > followed->case_zone ||
         (overview->zone == followed->case_zone && overview->since <= followed->case_since)))
        return;
    overview->zone = followed->case_zone;
    overview->since = followed->case_since;
    overview->unconfirmed = followed->case_unconfirmed;
    overview->enrolment = followed->id;
    overview->reasons = followed->case_reasons;
}

/* Without an open case it shows that there is a green report to be seen, since the first of them;
 * also one whose yellow stays silent, with its reasons. */
static void lead_by_green(struct overview *overview, const struct followed *followed,
                          const struct triage *triage, bool silent, int64_t now)
{
    if (triage->zone != ZONE_GREEN && !silent)
        return;
    if (overview->zone != ZONE_GREEN) {
        overview->zone = ZONE_GREEN;
        overview->since = now;
        overview->unconfirmed = false;
        overview->reasons.count = 0;
        overview->enrolment = followed->id;
    }
    reasons_merge(&overview->reasons, triage->reasons, triage->reason_count, ZONE_GREEN);
}

/* What one service makes of a report: those of the patient's enrolments that it follows. */
struct of_service {
    size_t count;
    struct followed *followed;
    struct judged *judged;
    struct alert *alerts;
    struct overview before;
    bool was_unwell; /* one of them */
};

/* Does it change when anything is due? An ordinary green report does not: what it meets is met when
 * its deadline comes. */
static bool says_when(const struct of_service *all, const struct overview *after)
{
    bool says = after->missing || all->was_unwell || (after->looks & LOOK_SUSPICIOUS);
    for (size_t i = 0; i < all->count; i++)
        says = says || all->judged[i].whole.zone > ZONE_GREEN;
    return says;
}

/* Between one report and the next: what a service's row of the list shows. */
static bool update_overview(const struct triage_input *input, const struct of_service *all,
                            struct tx *tx, struct error *error)
{
    const struct followed *followed = all->followed;
    const struct overview *before = &all->before;
    struct overview after = *before;
    after.patient = input->patient;
    after.service = followed[0].service;
    after.municipality = followed[0].municipality;
    if (after.zone != ZONE_GREEN)
        after.zone = ZONE_NONE;
    for (size_t i = 0; i < all->count; i++)
        lead_by_case(&after, &followed[i]);
    for (size_t i = 0; i < all->count; i++) {
        bool silent = all->alerts[i].realert == REALERT_SILENT;
        after.looks |= silent ? LOOK_SILENCED : 0;
        if (after.zone <= ZONE_GREEN)
            lead_by_green(&after, &followed[i], &all->judged[i].work, silent, tx->now);
    }
    after.version++;
    if (!input->in_record) {
        after.report = input->report;
        after.report_account = input->account;
        after.report_open_until = input->report_open_until;
        after.reported_at = tx->now;
    }
    if (!triage_look(input, all->judged, all->count, &after, tx, error))
        return false;
    if (says_when(all, &after))
        due_wake(tx, &input->patient);
    overview_write(before, &after, tx);
    return true;
}

static bool apply_service(const struct triage_input *input, const struct rows *state,
                          const struct uuid *service, struct tx *tx, struct judgement *judgements,
                          size_t *judgement_count, struct error *error)
{
    size_t rows = rows_count(state);
    struct of_service all = {
        .followed = arena_array(tx->arena, struct followed, rows),
        .judged = arena_array(tx->arena, struct judged, rows),
        .alerts = arena_array(tx->arena, struct alert, rows),
    };
    for (size_t row = 0; row < rows; row++) {
        struct uuid by = row_uuid(state, row, SERVICE_COLUMN);
        if (!is_followed(state, row) || !uuid_equal(&by, service))
            continue;
        struct followed *followed = &all.followed[all.count];
        struct judged *judged = &all.judged[all.count];
        read_followed(state, row, followed);
        all.was_unwell = all.was_unwell || followed->unwell.from;
        if (all.count == 0)
            overview_read(state, row, OVERVIEW_COLUMN, &all.before);
        if (!triage_judge_enrolment(input, followed, tx, judged, error) ||
            !triage_alert(input, followed, &judged->work, tx, &all.alerts[all.count], error) ||
            !triage_unwell(input, followed, judged, tx, error))
            return false;
        all.count++;
    }
    for (size_t i = 0; i < all.count; i++)
        triage_follow_up(input, &all.followed[i], &all.judged[i], &all.alerts[i], tx,
                         &judgements[(*judgement_count)++]);
    return update_overview(input, &all, tx, error);
}

static bool had_before(const struct rows *state, size_t row, const struct uuid *service)
{
    for (size_t i = 0; i < row; i++) {
        struct uuid earlier = row_uuid(state, i, SERVICE_COLUMN);
        if (is_followed(state, i) && uuid_equal(&earlier, service))
            return true;
    }
    return false;
}

/* Thoughts of self-harm are told whatever the form is of: then to all. */
static void note_strays(const struct triage_input *input, const struct rows *state)
{
    for (size_t i = 0; i < input->form_count; i++) {
        bool has = false;
        for (size_t row = 0; row < rows_count(state); row++)
            has = has || (is_followed(state, row) && str_is(row_str(state, row, ID_COLUMN + 1),
                                                            input->forms[i].programme->id));
        input->forms[i].strays = !has;
    }
}

bool triage_apply(const struct triage_input *input, const struct rows *state, struct tx *tx,
                  struct judgement **judgements_r, size_t *count_r, struct error *error)
{
    *count_r = 0;
    *judgements_r = arena_array(tx->arena, struct judgement, rows_count(state));
    note_strays(input, state);
    for (size_t row = 0; row < rows_count(state); row++) {
        struct uuid service = row_uuid(state, row, SERVICE_COLUMN);
        if (is_followed(state, row) && !had_before(state, row, &service) &&
            !apply_service(input, state, &service, tx, *judgements_r, count_r, error))
            return false;
    }
    return true;
}
