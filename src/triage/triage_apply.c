#include "triage/triage_apply.h"

#include "auth/permit.h"
#include "house.h"
#include "triage/reasons.h"
#include "worklist/overview.h"

#include <stdio.h>

#define STATE(patient)                                                                             \
    "e.id, e.programme, e.programme_version, e.service_id, e.municipality_id, e.gp_office_id,"     \
    " e.department_id, e.limits_version, e.limits, e.state,"                                       \
    " c.id, c.zone, c.since, c.unconfirmed, c.reasons, " OVERVIEW_COLUMNS " FROM enrolment e"      \
    " LEFT JOIN overview o ON o.patient_id = e.patient_id AND o.service_id = e.service_id"         \
    " LEFT JOIN triage_case c ON c.patient_id = e.patient_id AND c.enrolment_id = e.id"            \
    " AND c.closed_at IS NULL"                                                                     \
    " WHERE e.patient_id = " patient " ORDER BY e.id"
/* All enrolments are judged, also those that who reports may not see. */
PERMIT_TOLD_STATEMENTS(static const struct sql STATE_AND_RELATION, STATE("?4"));
static const struct sql STATE_ALONE = {"SELECT 0, " STATE("?1")};
enum {
    ID_COLUMN = 1,
    SERVICE_COLUMN = 4,
    STATE_COLUMN = 10,
    CASE_COLUMN = 11,
    OVERVIEW_COLUMN = 16
};

static const struct sql INSERT_OUTCOME = {
    "INSERT INTO outcome (patient_id, report_id, enrolment_id, number, at, zone, unconfirmed,"
    " rule_version, programme_version, limits_version, inputs, reasons)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    .gather = true,
};
static const struct sql OPEN_CASE = {
    "INSERT INTO triage_case (patient_id, id, enrolment_id, service_id, opened_at, since, zone,"
    " unconfirmed, report_id, reasons) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9)",
};
static const struct sql CHANGE_CASE = {
    "UPDATE triage_case SET since = ?3, zone = ?4, unconfirmed = ?5, report_id = ?6, reasons = ?7"
    " WHERE patient_id = ?1 AND id = ?2",
};
static const struct sql TRACE_CASE = {
    "INSERT INTO triage_case_event (patient_id, case_id, number, at, kind, account_id)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
};

/* One enrolment with its open case, if there is one. */
struct followed {
    struct uuid id;
    const char *programme;
    int64_t programme_version, limits_version;
    struct str limits;
    struct uuid service, municipality, gp_office, department;
    struct uuid case_id; /* zero: none is open */
    enum zone case_zone;
    int64_t case_since;
    bool case_unconfirmed;
    struct reasons case_reasons;
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
        .case_id = row_uuid(rows, row, CASE_COLUMN),
        .case_zone = (enum zone)row_int(rows, row, CASE_COLUMN + 1),
        .case_since = row_int(rows, row, CASE_COLUMN + 2),
        .case_unconfirmed = row_int(rows, row, CASE_COLUMN + 3) != 0,
    };
    reasons_parse(row_str(rows, row, CASE_COLUMN + 4), &to->case_reasons);
}

static struct str inputs_text(struct arena *arena, const struct triage_input *input)
{
    struct buf out;
    buf_init(&out, arena, 16 + input->count * 24);
    buf_char(&out, '[');
    for (size_t i = 0; i < input->count; i++)
        buf_printf(&out, "%s[%d,%lld,%u]", i ? "," : "", input->values[i].parameter,
                   (long long)input->values[i].value, input->values[i].marks);
    buf_char(&out, ']');
    return buf_slice(&out);
}

static struct str reasons_of(struct arena *arena, const struct triage *triage)
{
    struct reasons reasons = {.count = triage->reason_count};
    memcpy(reasons.list, triage->reasons, triage->reason_count * sizeof triage->reasons[0]);
    return reasons_print(arena, &reasons);
}

static void insert_outcome(const struct triage_input *input, const struct followed *followed,
                           const struct triage *triage, int64_t number, struct tx *tx)
{
    db_send(tx->db, &INSERT_OUTCOME,
            ARGS(v_uuid(&input->patient), v_uuid(&input->report), v_uuid(&followed->id),
                 v_int(number), v_int(tx->now), v_int(triage->zone), v_int(triage->unconfirmed),
                 v_int(TRIAGE_RULE_VERSION), v_int(followed->programme_version),
                 v_int(followed->limits_version), v_str(inputs_text(tx->arena, input)),
                 v_str(reasons_of(tx->arena, triage))));
}

static int64_t append_event(const struct triage_input *input, const struct followed *followed,
                            const char *kind, struct tx *tx)
{
    struct event event = {
        .kind = kind,
        .patient = input->patient,
        .enrolment = followed->id,
        .service = followed->service,
        .municipality = followed->municipality,
        .gp_office = followed->gp_office,
        .department = followed->department,
    };
    snprintf(event.programme, sizeof event.programme, "%s", followed->programme);
    return house_event(tx, &event);
}

enum case_change { CASE_SAME, CASE_OPENED, CASE_WORSENED };

/* Opens a case, or takes the news into the open one. Green never closes it, and the same zone again
 * is no new alarm: `since` moves only when it gets worse. */
static enum case_change change_case(const struct triage_input *input, struct followed *followed,
                                    const struct triage *triage, struct tx *tx)
{
    bool open = !uuid_is_zero(&followed->case_id);
    bool worse = triage->zone > followed->case_zone;
    if (triage->zone < ZONE_YELLOW)
        return CASE_SAME;
    if (!open)
        followed->case_id = house_id(tx);
    if (!open || worse) {
        followed->case_since = tx->now;
        followed->case_unconfirmed = triage->unconfirmed;
        followed->case_zone = triage->zone;
    } else if (triage->zone == followed->case_zone && !triage->unconfirmed) {
        followed->case_unconfirmed = false;
    }
    reasons_merge(&followed->case_reasons, triage->reasons, triage->reason_count, ZONE_YELLOW);
    struct value reasons = v_str(reasons_print(tx->arena, &followed->case_reasons));
    if (!open)
        db_send(tx->db, &OPEN_CASE,
                ARGS(v_uuid(&input->patient), v_uuid(&followed->case_id), v_uuid(&followed->id),
                     v_uuid(&followed->service), v_int(tx->now), v_int(followed->case_zone),
                     v_int(followed->case_unconfirmed), v_uuid(&input->report), reasons));
    else
        db_send(tx->db, &CHANGE_CASE,
                ARGS(v_uuid(&input->patient), v_uuid(&followed->case_id),
                     v_int(followed->case_since), v_int(followed->case_zone),
                     v_int(followed->case_unconfirmed), v_uuid(&input->report), reasons));
    if (!open)
        return CASE_OPENED;
    return worse ? CASE_WORSENED : CASE_SAME;
}

static void judge_values(const struct measurement *values, size_t value_count,
                         const struct limit *limits, size_t limit_count,
                         const struct programme *programme, struct triage *triage_r)
{
    const struct rules rules = {
        .limits = limits, .limit_count = limit_count, .followed = programme->followed};
    const struct occasion occasion = {.values = values, .value_count = value_count};
    triage_judge(&rules, &occasion, triage_r);
}

/* What of the report makes work: the whole, but for values so old that they are history. */
static void judge_work(const struct triage_input *input, const struct limit *limits, size_t count,
                       const struct programme *programme, struct tx *tx, struct triage *work)
{
    size_t left = 0;
    struct measurement *news = arena_array(tx->arena, struct measurement, input->count);
    for (size_t i = 0; i < input->count; i++)
        if (input->works[i])
            news[left++] = input->values[i];
    if (left < input->count)
        judge_values(news, left, limits, count, programme, work);
}

static bool judge(const struct triage_input *input, struct followed *followed, struct tx *tx,
                  struct triage *work_r, enum zone *worst, struct error *error)
{
    struct limit limits[PROGRAMME_LIMITS];
    struct triage whole;
    const struct programme *programme = programmes_get(
        input->programmes, tx->db, followed->programme, followed->programme_version, error);
    size_t count, own;
    if (!programme || !programme_limits(programme, followed->limits, limits, &count, &own, error))
        return false;
    judge_values(input->values, input->count, limits, count, programme, &whole);
    *work_r = whole;
    judge_work(input, limits, count, programme, tx, work_r);
    *worst = zone_worse(*worst, whole.zone);
    enum case_change change = change_case(input, followed, work_r, tx);
    int64_t number = append_event(input, followed, change == CASE_SAME ? "report" : "case", tx);
    insert_outcome(input, followed, &whole, number, tx);
    if (change != CASE_SAME)
        db_send(tx->db, &TRACE_CASE,
                ARGS(v_uuid(&input->patient), v_uuid(&followed->case_id), v_int(number),
                     v_int(tx->now), v_text(change == CASE_OPENED ? "opened" : "worsened"),
                     v_uuid(&input->account)));
    return true;
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

/* Without an open case it shows that there is a green report to be seen, since the first of them.
 */
static void lead_by_green(struct overview *overview, const struct followed *followed,
                          const struct triage *triage, int64_t now)
{
    if (triage->zone != ZONE_GREEN)
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

/* One service: those of the patient's enrolments that it follows. */
static bool apply_service(const struct triage_input *input, const struct rows *state,
                          const struct uuid *service, struct tx *tx, enum zone *worst,
                          struct error *error)
{
    struct overview before = {0}, after;
    size_t count = 0;
    struct followed *followed = arena_array(tx->arena, struct followed, rows_count(state));
    struct triage *work = arena_array(tx->arena, struct triage, rows_count(state));
    for (size_t row = 0; row < rows_count(state); row++) {
        struct uuid by = row_uuid(state, row, SERVICE_COLUMN);
        if (!is_followed(state, row) || !uuid_equal(&by, service))
            continue;
        read_followed(state, row, &followed[count]);
        if (count == 0)
            overview_read(state, row, OVERVIEW_COLUMN, &before);
        if (!judge(input, &followed[count], tx, &work[count], worst, error))
            return false;
        count++;
    }
    after = before;
    after.patient = input->patient;
    after.service = *service;
    after.municipality = followed[0].municipality;
    if (after.zone != ZONE_GREEN)
        after.zone = ZONE_NONE;
    for (size_t i = 0; i < count; i++)
        lead_by_case(&after, &followed[i]);
    for (size_t i = 0; i < count && after.zone <= ZONE_GREEN; i++)
        lead_by_green(&after, &followed[i], &work[i], tx->now);
    after.version++;
    after.report = input->report;
    after.report_account = input->account;
    after.report_open_until = input->report_open_until;
    after.reported_at = tx->now;
    overview_write(&before, &after, tx);
    return true;
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

bool triage_apply(const struct triage_input *input, const struct rows *state, struct tx *tx,
                  enum zone *zone_r, struct error *error)
{
    *zone_r = ZONE_NONE;
    for (size_t row = 0; row < rows_count(state); row++) {
        struct uuid service = row_uuid(state, row, SERVICE_COLUMN);
        if (is_followed(state, row) && !had_before(state, row, &service) &&
            !apply_service(input, state, &service, tx, zone_r, error))
            return false;
    }
    return true;
}
