#include "alarm/alarm_patient.h"

#include "base/caltime.h"
#include "worklist/worklist_act.h"

/* Bounded by one patient; outcomes in pages, since they are long. */
static const struct sql ENROLMENTS = {
    "SELECT id, service_id, programme, programme_version, state, state_since, created_at"
    " FROM enrolment WHERE patient_id = ?1 ORDER BY id"};
static const struct sql TRANSITIONS = {
    "SELECT enrolment_id, from_state, to_state, at FROM enrolment_transition"
    " WHERE patient_id = ?1 ORDER BY enrolment_id, number"};
static const struct sql CASES = {
    "SELECT c.enrolment_id, c.service_id, c.opened_at, c.closed_at, c.zone, a.outcomes"
    " FROM triage_case c LEFT JOIN acknowledgement a ON a.patient_id = c.patient_id"
    " AND a.id = c.acknowledgement_id WHERE c.patient_id = ?1 ORDER BY c.id"};
#define OUTCOMES(after)                                                                            \
    "SELECT report_id, enrolment_id, number, at, zone, programme_version, limits_version, inputs," \
    " reasons FROM outcome WHERE patient_id = ?1 AND " after                                       \
    " ORDER BY report_id, enrolment_id, number LIMIT 500"
static const struct sql FIRST_OUTCOMES = {OUTCOMES("report_id >= ?2")};
static const struct sql NEXT_OUTCOMES = {
    OUTCOMES("(report_id, enrolment_id, number) > (?2, ?3, ?4)")};
enum { REPORT, ENROLMENT, NUMBER, AT, ZONE, VERSION, LIMITS, INPUTS, REASONS };

struct taking {
    struct db *db;
    struct arena *arena;
    struct programmes *programmes;
    struct alarm_patient *patient;
};

/* ---- enrolments and their states ---- */

static bool is_open(struct str state)
{
    return str_is(state, "trial") || str_is(state, "active");
}

static void add_state(struct alarm_enrolment *enrolment, int64_t at, struct str word)
{
    struct alarm_state state = {at, caltime_oslo_day(at), STATE_CLOSED};
    enrolment_state_of_word(word, &state.state);
    enrolment->states[enrolment->state_count++] = state;
}

static void take_states(struct arena *arena, struct alarm_enrolment *enrolment,
                        const struct rows *enrolments, size_t row, const struct rows *transitions)
{
    size_t count = rows_count(transitions);
    enrolment->states = arena_array(arena, struct alarm_state, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct uuid of = row_uuid(transitions, i, 0);
        if (!uuid_equal(&of, &enrolment->id))
            continue;
        if (!enrolment->state_count && row_str(transitions, i, 1).len)
            add_state(enrolment, row_int(enrolments, row, 6), row_str(transitions, i, 1));
        add_state(enrolment, row_int(transitions, i, 3), row_str(transitions, i, 2));
    }
    if (!enrolment->state_count)
        add_state(enrolment, row_int(enrolments, row, 5), row_str(enrolments, row, 4));
}

static bool take_enrolments(struct taking *t, const struct rows *enrolments,
                            const struct rows *transitions, struct error *error)
{
    struct alarm_patient *patient = t->patient;
    patient->enrolment_count = rows_count(enrolments);
    patient->enrolments = arena_array(t->arena, struct alarm_enrolment, patient->enrolment_count);
    for (size_t i = 0; i < patient->enrolment_count; i++) {
        struct alarm_enrolment *one = &patient->enrolments[i];
        one->id = row_uuid(enrolments, i, 0);
        one->service = row_uuid(enrolments, i, 1);
        one->programme = programmes_get(t->programmes, t->db, row_str(enrolments, i, 2).at,
                                        row_int(enrolments, i, 3), error);
        if (!one->programme)
            return false;
        one->open = is_open(row_str(enrolments, i, 4));
        take_states(t->arena, one, enrolments, i, transitions);
    }
    return true;
}

const struct alarm_state *alarm_state_on(const struct alarm_enrolment *enrolment, int64_t day)
{
    const struct alarm_state *found = NULL;
    for (size_t i = 0; i < enrolment->state_count; i++)
        if (enrolment->states[i].day <= day)
            found = &enrolment->states[i];
    return found;
}

/* ---- cases ---- */

static bool says(struct str outcomes, const char *word)
{
    return outcomes.at && memmem(outcomes.at, outcomes.len, word, strlen(word)) != NULL;
}

static void take_cases(struct taking *t, const struct rows *rows)
{
    struct alarm_patient *patient = t->patient;
    patient->case_count = rows_count(rows);
    patient->cases = arena_array(t->arena, struct alarm_case, patient->case_count);
    for (size_t i = 0; i < patient->case_count; i++) {
        struct str outcomes = row_str(rows, i, 5);
        patient->cases[i] = (struct alarm_case){
            .enrolment = row_uuid(rows, i, 0),
            .service = row_uuid(rows, i, 1),
            .opened_at = row_int(rows, i, 2),
            .closed_at = row_int(rows, i, 3),
            .downgraded = says(outcomes, "\"false_alarm\"") || says(outcomes, "\"device_fault\"") ||
                          (row_int(rows, i, 4) == ZONE_YELLOW && str_is(outcomes, "[\"seen\"]")),
        };
    }
}

const struct alarm_case *alarm_case_of(const struct alarm_patient *patient,
                                       const struct uuid *enrolment, int64_t at)
{
    const struct alarm_case *found = NULL;
    for (size_t i = 0; i < patient->case_count; i++) {
        const struct alarm_case *one = &patient->cases[i];
        if (uuid_equal(&one->enrolment, enrolment) && one->opened_at <= at &&
            (!one->closed_at || one->closed_at >= at) &&
            (!found || one->opened_at >= found->opened_at))
            found = one;
    }
    return found;
}

/* ---- outcomes ---- */

static const struct alarm_enrolment *enrolment_of(const struct alarm_patient *patient,
                                                  const struct uuid *id)
{
    for (size_t i = 0; i < patient->enrolment_count; i++)
        if (uuid_equal(&patient->enrolments[i].id, id))
            return &patient->enrolments[i];
    return NULL;
}

static bool take_page(struct taking *t, const struct rows *rows, struct error *error)
{
    struct alarm_patient *patient = t->patient;
    size_t count = rows_count(rows);
    struct alarm_outcome_row *all =
        arena_array(t->arena, struct alarm_outcome_row, patient->outcome_count + count);
    if (patient->outcome_count)
        memcpy(all, patient->outcomes, patient->outcome_count * sizeof *all);
    patient->outcomes = all;
    for (size_t i = 0; i < count; i++) {
        struct uuid id = row_uuid(rows, i, ENROLMENT);
        const struct alarm_enrolment *enrolment = enrolment_of(patient, &id);
        if (!enrolment)
            continue;
        struct alarm_outcome_row *one = &all[patient->outcome_count++];
        one->enrolment = id;
        one->at = row_int(rows, i, AT);
        one->zone = (enum zone)row_int(rows, i, ZONE);
        one->programme = programmes_get(t->programmes, t->db, enrolment->programme->id,
                                        row_int(rows, i, VERSION), error);
        one->limits_version = row_int(rows, i, LIMITS);
        one->inputs = row_str(rows, i, INPUTS);
        one->reasons = row_str(rows, i, REASONS);
        if (!one->programme)
            return false;
    }
    return true;
}

/* Ids grow with time; a report never came before what it tells of. */
static struct uuid first_report(int64_t day)
{
    struct uuid id = {{0}};
    int64_t at = caltime_oslo_moment(day, 0);
    for (int i = 0; i < 6; i++)
        id.b[i] = (uint8_t)(at >> (40 - 8 * i));
    return id;
}

static bool take_outcomes(struct taking *t, const struct uuid *patient, int64_t first,
                          struct error *error)
{
    struct rows *rows;
    struct uuid report = first_report(first), enrolment;
    if (!db_run(t->db, t->arena, &FIRST_OUTCOMES, ARGS(v_uuid(patient), v_uuid(&report)), &rows,
                error))
        return false;
    while (rows_count(rows)) {
        size_t last = rows_count(rows) - 1;
        if (!take_page(t, rows, error))
            return false;
        report = row_uuid(rows, last, REPORT);
        enrolment = row_uuid(rows, last, ENROLMENT);
        if (!db_run(t->db, t->arena, &NEXT_OUTCOMES,
                    ARGS(v_uuid(patient), v_uuid(&report), v_uuid(&enrolment),
                         v_int(row_int(rows, last, NUMBER))),
                    &rows, error))
            return false;
    }
    return true;
}

bool alarm_patient_read(struct db *db, struct arena *arena, struct programmes *programmes,
                        const struct uuid *patient, int64_t first, struct alarm_patient *patient_r,
                        struct error *error)
{
    struct taking t = {db, arena, programmes, patient_r};
    struct rows *enrolments, *transitions, *cases;
    *patient_r = (struct alarm_patient){0};
    if (!db_run(db, arena, &ENROLMENTS, ARGS(v_uuid(patient)), &enrolments, error) ||
        !db_run(db, arena, &TRANSITIONS, ARGS(v_uuid(patient)), &transitions, error) ||
        !db_run(db, arena, &CASES, ARGS(v_uuid(patient)), &cases, error))
        return false;
    take_cases(&t, cases);
    return take_enrolments(&t, enrolments, transitions, error) &&
           take_outcomes(&t, patient, first, error);
}
