#include "worklist/worklist_act.h"

#include "base/caltime.h"
#include "base/json_out.h"
#include "due/due.h"
#include "effect/effect.h"
#include "house.h"
#include "task/task.h"
#include "worklist/case_trace.h"

#include <stdio.h>

static const struct sql ROW = {
    "SELECT " OVERVIEW_COLUMNS ", a.name FROM overview o LEFT JOIN account a ON a.id = o.taken_by"
    " WHERE o.patient_id = ?1 AND o.service_id = ?2",
    .gather = true,
};
static const struct sql CASES = {
    "SELECT id, zone, enrolment_id, since, unconfirmed, reasons FROM triage_case"
    " WHERE patient_id = ?1 AND service_id = ?2 AND closed_at IS NULL"
    " ORDER BY zone DESC, since, id",
    .gather = true,
};
static const struct sql ENROLMENTS = {
    "SELECT id, municipality_id, gp_office_id, department_id, programme FROM enrolment"
    " WHERE patient_id = ?1 AND service_id = ?2 ORDER BY id",
    .gather = true,
};
static const struct sql CLOSE_CASE = {
    "UPDATE triage_case SET closed_at = ?3, closed_by = ?4, acknowledgement_id = ?5"
    " WHERE patient_id = ?1 AND id = ?2",
};
static const struct sql KEEP = {
    "INSERT INTO acknowledgement (patient_id, id, service_id, at, account_id, zone, reasons,"
    " overview_version, outcomes, note, closed, batch_id, unconfirmed, zone_since, enrolment_id,"
    " looks, remark, taken_by, taken_at, contact_before)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
    " ?19, ?20)",
};
static const struct sql KEEP_CONTACT = {
    "INSERT INTO contact (patient_id, id, organisation_id, account_id, at, recorded_at, kind, "
    "party,"
    " outcomes, acknowledgement_id) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9)",
};

static const char *const outcome_words[] = {
    "seen",         "guided_by_plan", "doctor_contacted", "urgent_appointment", "home_visit",
    "out_of_hours", "emergency",      "false_alarm",      "device_fault",       "no_answer",
};
enum { OUTCOME_COUNT = sizeof outcome_words / sizeof outcome_words[0] };

unsigned act_outcome_of_word(struct str word)
{
    for (unsigned i = 0; i < OUTCOME_COUNT; i++)
        if (str_is(word, outcome_words[i]))
            return 1u << i;
    return 0;
}

struct str act_outcomes_json(struct arena *arena, unsigned outcomes)
{
    struct json_out out;
    json_out_init(&out, arena, 96);
    json_array_open(&out);
    for (unsigned i = 0; i < OUTCOME_COUNT; i++)
        if (outcomes & 1u << i)
            json_text(&out, outcome_words[i]);
    json_array_close(&out);
    return json_out_slice(&out);
}

static const char *constant_of(const char *const *words, struct str word)
{
    while (*words && !str_is(word, *words))
        words++;
    return *words;
}

const char *act_contact_kind(struct str word)
{
    static const char *const kinds[] = {"phone", "message", "video", "visit", NULL};
    return constant_of(kinds, word);
}

const char *act_contact_party(struct str word)
{
    static const char *const parties[] = {"patient",      "kin",   "gp", "hospital",
                                          "home_nursing", "other", NULL};
    return constant_of(parties, word);
}

void worklist_act_ask(struct worklist_act *act, struct tx *tx)
{
    struct value args[] = {v_uuid(&act->patient), v_uuid(&act->service)};
    act->row = db_ask(tx->db, tx->arena, &ROW, args, 2);
    act->cases = db_ask(tx->db, tx->arena, &CASES, args, 2);
    act->enrolments = db_ask(tx->db, tx->arena, &ENROLMENTS, args, 2);
    if (act->action_count > 0)
        act->open = effect_ask_open(tx, &act->patient);
}

int64_t worklist_act_tell(struct tx *tx, const char *kind, const struct uuid *patient,
                          const struct uuid *service, const struct rows *enrolments,
                          const struct uuid *leads)
{
    size_t lead = 0;
    for (size_t i = 0; i < rows_count(enrolments); i++) {
        struct uuid id = row_uuid(enrolments, i, 0);
        if (uuid_equal(&id, leads))
            lead = i;
    }
    const struct permit_enrolment told = {
        .id = row_uuid(enrolments, lead, 0),
        .programme = row_str(enrolments, lead, 4).at,
        .service = *service,
        .municipality = row_uuid(enrolments, lead, 1),
        .gp_office = row_uuid(enrolments, lead, 2),
        .department = row_uuid(enrolments, lead, 3),
    };
    return house_tell(tx, kind, patient, &told);
}

bool worklist_act_anothers(const struct overview *row, const struct uuid *account, int64_t now)
{
    return !uuid_is_zero(&row->taken_by) && !uuid_equal(&row->taken_by, account) &&
           now - row->taken_at < TAKE_LASTS;
}

static bool not_anothers(const struct worklist_act *act, const struct overview *overview,
                         const struct tx *tx, struct error *error)
{
    if (worklist_act_anothers(overview, &act->by.account, tx->now) && !act->force)
        return error_set(error, ERROR_CONFLICT, "%.*s has taken this.",
                         STR_ARG(row_str(act->row, 0, OVERVIEW_COLUMN_COUNT)));
    return true;
}

/* ---- what the asker sees of it ---- */

static bool sees(const struct worklist_act *act, const struct uuid *enrolment)
{
    for (size_t i = 0; act->grant && i < act->grant->count; i++)
        if (uuid_equal(&act->grant->enrolments[i].id, enrolment))
            return true;
    return !act->grant;
}

static bool sees_case(const struct worklist_act *act, size_t at)
{
    struct uuid enrolment = row_uuid(act->cases, at, 2);
    return sees(act, &enrolment);
}

/* The worst of the open cases that are seen, or of those that are not; of equal ones the oldest. */
static bool lead_by_case(const struct worklist_act *act, bool seen, struct overview *row)
{
    for (size_t i = 0; i < rows_count(act->cases); i++) {
        if (sees_case(act, i) != seen)
            continue;
        row->zone = (enum zone)row_int(act->cases, i, 1);
        row->enrolment = row_uuid(act->cases, i, 2);
        row->since = row_int(act->cases, i, 3);
        row->unconfirmed = row_int(act->cases, i, 4) != 0;
        reasons_parse(row_str(act->cases, i, 5), &row->reasons);
        return true;
    }
    return false;
}

/* The row as it is seen, where what leads it is not. */
static struct overview seen_of(const struct worklist_act *act, const struct overview *row)
{
    struct overview seen = *row;
    if (row->zone > ZONE_GREEN && !sees(act, &row->enrolment) && !lead_by_case(act, true, &seen)) {
        seen.zone = ZONE_NONE;
        seen.reasons.count = 0;
    }
    return seen;
}

/* That nobody answered stands alone: with `seen` beside it, it would close the case. */
static bool says_what_was_done(unsigned outcomes)
{
    return outcomes == OUTCOME_NO_ANSWER ||
           (outcomes & ~(unsigned)(OUTCOME_SEEN | OUTCOME_NO_ANSWER)) != 0;
}

/* Each is asked about once. */
static bool may_start_actions(const struct worklist_act *act, const struct overview *seen,
                              struct error *error)
{
    char place[40];
    for (size_t i = 0; i < act->action_count; i++) {
        snprintf(place, sizeof place, "/actions/%zu/text", i);
        for (size_t k = 0; k < i; k++)
            if (str_equal(act->actions[k].text, act->actions[i].text))
                return error_at(error, ERROR_INVALID, place, "stands there twice");
        if (!effect_may_start(act->open, &seen->enrolment, act->actions[i].text, place, error))
            return false;
    }
    return true;
}

static bool may_acknowledge(const struct worklist_act *act, const struct overview *overview,
                            const struct tx *tx, struct error *error)
{
    const struct overview seen = seen_of(act, overview);
    if (!not_anothers(act, overview, tx, error))
        return false;
    if (act->version != overview->version)
        return error_at(error, ERROR_CONFLICT, "version",
                        "Something came in since you looked. Look again before you acknowledge.");
    if (seen.zone == ZONE_NONE)
        return error_set(error, ERROR_CONFLICT, "There is nothing here to acknowledge.");
    if (!act->outcomes)
        return error_at(error, ERROR_INVALID, "outcomes",
                        "Say what came of it: at least one outcome.");
    if (seen.zone == ZONE_RED && !says_what_was_done(act->outcomes))
        return error_at(error, ERROR_INVALID, "outcomes",
                        "A red case needs an outcome that says what was done.");
    return may_start_actions(act, &seen, error);
}

static void trace_cases(const struct worklist_act *act, const char *kind, int64_t number,
                        struct tx *tx)
{
    for (size_t i = 0; i < rows_count(act->cases); i++) {
        struct uuid id = row_uuid(act->cases, i, 0);
        if (!sees_case(act, i))
            continue;
        case_trace(tx, &act->patient, &id, number, kind, &act->by.account);
    }
}

static void close_cases(const struct worklist_act *act, const struct uuid *acknowledgement,
                        struct tx *tx)
{
    for (size_t i = 0; i < rows_count(act->cases); i++) {
        struct uuid id = row_uuid(act->cases, i, 0);
        if (!sees_case(act, i))
            continue;
        db_send(tx->db, &CLOSE_CASE,
                ARGS(v_uuid(&act->patient), v_uuid(&id), v_int(tx->now), v_uuid(&act->by.account),
                     v_uuid(acknowledgement)));
    }
}

/* What the row said before goes with it, so that it can be taken back. */
static struct uuid keep(const struct worklist_act *act, const struct overview *seen, bool closed,
                        struct tx *tx)
{
    struct uuid id = house_id(tx);
    struct str outcomes = act_outcomes_json(tx->arena, act->outcomes);
    db_send(tx->db, &KEEP,
            ARGS(v_uuid(&act->patient), v_uuid(&id), v_uuid(&act->service), v_int(tx->now),
                 v_uuid(&act->by.account), v_int(seen->zone),
                 v_str(reasons_print(tx->arena, &seen->reasons)), v_int(seen->version),
                 v_str(outcomes), v_str(act->note), v_int(closed), v_uuid(&act->batch),
                 v_int(seen->unconfirmed), v_int(seen->since), v_uuid(&seen->enrolment),
                 v_int(seen->looks), v_str(seen->remark), v_uuid(&seen->taken_by),
                 seen->taken_at ? v_int(seen->taken_at) : v_null(), v_int(seen->contact_at)));
    if (act->contact_kind) {
        struct uuid contact = house_id(tx);
        db_send(tx->db, &KEEP_CONTACT,
                ARGS(v_uuid(&act->patient), v_uuid(&contact), v_uuid(&act->service),
                     v_uuid(&act->by.account), v_int(tx->now), v_text(act->contact_kind),
                     v_text(act->contact_party), v_str(outcomes), v_uuid(&id)));
    }
    return id;
}

/* Was the service in touch with the patient's side by it? More than a look, and somebody answered.
 */
static bool was_in_touch(const struct worklist_act *act)
{
    bool own = act->contact_kind && (strcmp(act->contact_party, "patient") == 0 ||
                                     strcmp(act->contact_party, "kin") == 0);
    return (act->outcomes & ~(unsigned)(OUTCOME_SEEN | OUTCOME_NO_ANSWER)) ||
           (own && !(act->outcomes & OUTCOME_NO_ANSWER));
}

/* What was not seen stays. */
static void set_handled(const struct worklist_act *act, struct overview *row, int64_t now)
{
    if (lead_by_case(act, false, row))
        return;
    row->zone = ZONE_NONE;
    row->unconfirmed = false;
    row->reasons.count = 0;
    row->since = now;
    row->looks = 0;
    row->remark = STR_NONE;
}

/* Of the enrolment that led the row; taken back with the acknowledgement. */
static void start_actions(const struct worklist_act *act, const struct overview *seen,
                          const struct uuid *acknowledgement, struct tx *tx)
{
    const struct permit_enrolment *told =
        act->grant ? permit_enrolment_of(act->grant, &seen->enrolment) : NULL;
    int64_t today = caltime_oslo_day(tx->now);
    for (size_t i = 0; told && i < act->action_count; i++) {
        struct started_action action = {
            .patient = act->patient,
            .enrolment = seen->enrolment,
            .service = act->service,
            .text = act->actions[i].text,
            .zone = seen->zone,
            .acknowledgement = *acknowledgement,
            .started_on = today,
            .check_at = task_moment(today + act->actions[i].days),
            .account = act->by.account,
        };
        for (size_t k = 0; k < rows_count(act->cases); k++) {
            struct uuid of = row_uuid(act->cases, k, 2);
            if (uuid_equal(&of, &seen->enrolment))
                action.case_id = row_uuid(act->cases, k, 0);
        }
        effect_start(tx, &action, told);
    }
}

/* Nobody answered: the attempt is kept, the case stays open and free for the next try. */
void worklist_act_acknowledge(struct worklist_act *act, const struct overview *before,
                              struct tx *tx)
{
    const struct overview seen = seen_of(act, before);
    struct overview after = *before;
    bool closed = act->outcomes != OUTCOME_NO_ANSWER;
    int64_t number = worklist_act_tell(tx, closed ? "acknowledged" : "released", &act->patient,
                                       &act->service, act->enrolments, &before->enrolment);
    if (uuid_is_zero(&act->batch))
        act->batch = house_id(tx);
    struct uuid id = keep(act, &seen, closed, tx);
    start_actions(act, &seen, &id, tx);
    trace_cases(act, closed ? "closed" : "attempted", number, tx);
    after.taken_by = (struct uuid){{0}};
    after.taken_at = 0;
    if (was_in_touch(act) && tx->now > after.contact_at)
        after.contact_at = tx->now;
    if (closed) {
        close_cases(act, &id, tx);
        set_handled(act, &after, tx->now);
    }
    if (before->zone > ZONE_GREEN || was_in_touch(act))
        due_wake(tx, &act->patient);
    overview_write(before, &after, tx);
}

/* Taken again by who has it, it is held for another while: no news. */
static void take(const struct worklist_act *act, const struct overview *before,
                 struct overview *after, struct tx *tx)
{
    bool held = !uuid_is_zero(&before->taken_by) && tx->now - before->taken_at < TAKE_LASTS;
    int64_t number = worklist_act_tell(tx, "taken", &act->patient, &act->service, act->enrolments,
                                       &before->enrolment);
    after->taken_by = act->by.account;
    after->taken_at = tx->now;
    if (!held || !uuid_equal(&before->taken_by, &act->by.account))
        trace_cases(act, held ? "handed" : "taken", number, tx);
    due_by(tx, &act->patient, tx->now + TAKE_LASTS);
}

static void release(const struct worklist_act *act, const struct overview *before,
                    struct overview *after, struct tx *tx)
{
    int64_t number = worklist_act_tell(tx, "released", &act->patient, &act->service,
                                       act->enrolments, &before->enrolment);
    if (!uuid_is_zero(&before->taken_by))
        trace_cases(act, "released", number, tx);
    after->taken_by = (struct uuid){{0}};
    after->taken_at = 0;
}

bool worklist_act_apply(struct worklist_act *act, struct tx *tx, struct error *error)
{
    struct overview before, after;
    overview_read(act->row, 0, 0, &before);
    if (!before.stored)
        return error_set(error, ERROR_NOT_FOUND, "This patient is not on your list.");
    after = before;
    switch (act->kind) {
    case ACT_TAKE:
        if (!not_anothers(act, &before, tx, error))
            return false;
        take(act, &before, &after, tx);
        break;
    case ACT_RELEASE:
        if (!uuid_is_zero(&before.taken_by) && !not_anothers(act, &before, tx, error))
            return false;
        release(act, &before, &after, tx);
        break;
    case ACT_ACKNOWLEDGE:
        if (!may_acknowledge(act, &before, tx, error))
            return false;
        worklist_act_acknowledge(act, &before, tx);
        break;
    }
    if (act->kind != ACT_ACKNOWLEDGE)
        overview_write(&before, &after, tx);
    act->by.patient = act->patient;
    house_access(tx, &act->by);
    return true;
}
