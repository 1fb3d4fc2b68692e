#include "enrolment/enrolment_api.h"

#include "base/caltime.h"
#include "base/clock.h"
#include "due/due.h"
#include "enrolment/enrolment_create.h"
#include "house.h"
#include "json_common.h"
#include "patient/patient.h"
#include "take.h"
#include "triage/unwell_apply.h"

enum { PAGE_USUAL = 50, PAGE_MOST = 500, REASON_MOST = 1000 };

PERMIT_STATEMENTS(static const struct sql LIST,
                  "SELECT e.patient_id, e.id, e.programme, e.programme_version, e.state,"
                  " e.state_since, p.given, p.family, s.id, s.name, m.id, m.name FROM enrolment e"
                  " JOIN patient p ON p.id = e.patient_id"
                  " JOIN organisation s ON s.id = e.service_id"
                  " JOIN organisation m ON m.id = e.municipality_id WHERE ",
                  " AND (e.state = ?4 OR ?4 IS NULL)"
                  " AND ((e.patient_id, e.id) > (?5, ?6) OR ?5 IS NULL)"
                  " ORDER BY e.patient_id, e.id LIMIT ?7");
static const struct sql CURRENT = {
    "SELECT e.state, e.paused_from, e.service_id, e.municipality_id, e.gp_office_id,"
    " e.department_id, e.programme,"
    " (SELECT max(t.number) FROM enrolment_transition t WHERE t.patient_id = e.patient_id"
    " AND t.enrolment_id = e.id),"
    " (SELECT count(*) FROM triage_case c WHERE c.patient_id = e.patient_id"
    " AND c.enrolment_id = e.id AND c.closed_at IS NULL),"
    " e.programme_version, (SELECT p.approved_at FROM programme p WHERE p.id = e.programme"
    " AND p.version = e.programme_version)"
    " FROM enrolment e WHERE e.patient_id = ?1 AND e.id = ?2",
};
static const struct sql CHANGE = {
    "UPDATE enrolment SET state = ?3, paused_from = ?4, state_since = ?5"
    " WHERE patient_id = ?1 AND id = ?2",
};
/* A row that it led without a case is led by another that stands open, so that what else the row
 * says stays in sight: the messages, the patient's own words. */
static const struct sql LEAD_BY_OTHER = {
    "UPDATE overview SET enrolment_id = (SELECT e.id FROM enrolment e"
    " WHERE e.patient_id = ?1 AND e.service_id = ?3 AND e.id <> ?2 AND " PERMIT_OPEN
    " ORDER BY e.id LIMIT 1),"
    " reasons = '[]', version = version + 1"
    " WHERE patient_id = ?1 AND service_id = ?3 AND enrolment_id = ?2 AND EXISTS"
    " (SELECT 1 FROM enrolment e WHERE e.patient_id = ?1 AND e.service_id = ?3 AND e.id <> ?2 "
    "AND " PERMIT_OPEN ")",
};
static void put_item(struct json_out *out, struct call *call, const struct rows *rows, size_t row)
{
    struct uuid patient = row_uuid(rows, row, 0), id = row_uuid(rows, row, 1);
    struct uuid service = row_uuid(rows, row, 8), municipality = row_uuid(rows, row, 10);
    char text[OWNED_TEXT];
    owned_text(&patient, &id, text);
    json_object_open(out);
    json_put_text(out, "id", text);
    put_named(
        out, "patient", &patient,
        patient_full_name(&call->request->arena, row_str(rows, row, 6), row_str(rows, row, 7)));
    json_put_str(out, "programme", row_str(rows, row, 2));
    json_put_int(out, "programmeVersion", row_int(rows, row, 3));
    json_put_str(out, "state", row_str(rows, row, 4));
    put_time(out, "since", row_int(rows, row, 5));
    put_named(out, "service", &service, row_str(rows, row, 9));
    put_named(out, "municipality", &municipality, row_str(rows, row, 11));
    json_object_close(out);
    call_shows(call, &patient);
}

struct slice {
    struct str state;
    struct uuid after_patient, after_id;
    int64_t limit;
};

static bool read_page(struct call *call, struct slice *page, struct error *error)
{
    struct str cursor = request_parameter(call->request, "cursor");
    enum enrolment_state state;
    *page = (struct slice){0};
    page->state = request_parameter(call->request, "state");
    if (page->state.at && !enrolment_state_of_word(page->state, &state))
        return error_at(error, ERROR_MALFORMED, "state", "is no state of an enrolment");
    if (!take_limit(call, PAGE_USUAL, PAGE_MOST, &page->limit, error))
        return false;
    if (cursor.at && !owned_parse(cursor, &page->after_patient, &page->after_id))
        return error_at(error, ERROR_MALFORMED, "cursor", "is not one that this service gave");
    return true;
}

enum handled enrolment_list(struct call *call)
{
    struct error error = {0};
    struct slice page;
    struct rows *rows = NULL;
    struct json_out out;
    const struct sql *list = &LIST[call->who.ground];
    if (!read_page(call, &page, &error))
        return call_fail(call, &error);
    if (list->text &&
        !db_run(call->db, &call->request->arena, list,
                ARGS(PERMIT_ARGS(&call->who, call->request->now), v_str(page.state),
                     v_uuid(&page.after_patient), v_uuid(&page.after_id), v_int(page.limit + 1)),
                &rows, &error))
        return call_fail(call, &error);
    size_t count = rows ? rows_count(rows) : 0;
    bool more = count > (size_t)page.limit;
    if (more)
        count--;
    json_out_init(&out, &call->request->arena, 256 + count * 300);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < count; i++)
        put_item(&out, call, rows, i);
    json_array_close(&out);
    json_key(&out, "next");
    if (more) {
        struct uuid patient = row_uuid(rows, count - 1, 0), id = row_uuid(rows, count - 1, 1);
        char text[OWNED_TEXT];
        owned_text(&patient, &id, text);
        json_text(&out, text);
    } else {
        json_null(&out);
    }
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* Moving on. */

struct transition {
    enum enrolment_state to;
    struct str reason, date;
    struct rows *current;
};

static bool transition_ask(struct write *write, struct tx *tx)
{
    struct transition *transition = write->data;
    transition->current =
        db_ask(tx->db, tx->arena, &CURRENT,
               ARGS(v_uuid(&write->call->grant.patient), v_uuid(&write->call->owned)));
    return true;
}

static void transition_event(struct write *write, const struct rows *current, struct tx *tx)
{
    const struct permit_enrolment told = {
        .id = write->call->owned,
        .programme = row_str(current, 0, 6).at,
        .service = row_uuid(current, 0, 2),
        .municipality = row_uuid(current, 0, 3),
        .gp_office = row_uuid(current, 0, 4),
        .department = row_uuid(current, 0, 5),
    };
    struct access_entry entry;
    house_tell(tx, "enrolment", &write->call->grant.patient, &told);
    access_entry_of(&write->call->who, action_word(ACTION_ENROLMENT_CHANGE), &entry);
    entry.patient = write->call->grant.patient;
    house_access(tx, &entry);
}

static void transition_answer(struct write *write, const char *from, enum enrolment_state to)
{
    struct call *call = write->call;
    struct json_out out;
    char id[OWNED_TEXT];
    owned_text(&call->grant.patient, &call->owned, id);
    json_out_init(&out, &call->request->arena, 256);
    json_object_open(&out);
    json_put_text(&out, "id", id);
    json_put_text(&out, "from", from);
    json_put_text(&out, "state", enrolment_state_word(to));
    json_object_close(&out);
    call_json(call, 200, &out);
}

static bool transition_apply(struct write *write, struct tx *tx, struct error *error)
{
    const struct transition *transition = write->data;
    const struct call *call = write->call;
    enum enrolment_state from, paused_from = STATE_COUNT;
    const struct rows *current = transition->current;
    if (!enrolment_state_of_word(row_str(current, 0, 0), &from))
        return error_set(error, ERROR_NOT_FOUND, "There is no such enrolment.");
    enrolment_state_of_word(row_str(current, 0, 1), &paused_from);
    if (!enrolment_may_go(from, transition->to, paused_from))
        return error_at(error, ERROR_CONFLICT, "/to", "an enrolment cannot go from %s to %s",
                        enrolment_state_word(from), enrolment_state_word(transition->to));
    if (transition->to == STATE_CLOSED && row_int(current, 0, 8) > 0)
        return error_at(error, ERROR_CONFLICT, "/to",
                        "there is an open case: handle it before the enrolment is closed");
    if ((transition->to == STATE_TRIAL || transition->to == STATE_ACTIVE) &&
        row_is_null(current, 0, 10))
        return error_at(error, ERROR_CONFLICT, "/to",
                        "the programme %.*s version %lld is not approved: nobody is followed by it "
                        "until a clinician has",
                        STR_ARG(row_str(current, 0, 6)), (long long)row_int(current, 0, 9));
    struct value back_to =
        transition->to == STATE_PAUSED ? v_text(enrolment_state_word(from)) : v_null();
    db_send(tx->db, &CHANGE,
            ARGS(v_uuid(&call->grant.patient), v_uuid(&call->owned),
                 v_text(enrolment_state_word(transition->to)), back_to, v_int(tx->now)));
    struct uuid service = row_uuid(current, 0, 2);
    if (transition->to == STATE_CLOSED) {
        db_send(tx->db, &LEAD_BY_OTHER,
                ARGS(v_uuid(&call->grant.patient), v_uuid(&call->owned), v_uuid(&service)));
        unwell_end(tx, &call->grant.patient, &call->owned);
    }
    const struct enrolment_step step = {row_int(current, 0, 7) + 1,
                                        enrolment_state_word(from),
                                        enrolment_state_word(transition->to),
                                        transition->reason,
                                        transition->date,
                                        call->who.account};
    enrolment_trace(tx, &call->grant.patient, &call->owned, &step);
    transition_event(write, current, tx);
    due_wake(tx, &call->grant.patient);
    transition_answer(write, enrolment_state_word(from), transition->to);
    return true;
}

static bool read_transition(struct call *call, struct transition *transition, struct error *error)
{
    int64_t day;
    if (!enrolment_state_of_word(json_in_str(json_in_get(call->json, "to")), &transition->to))
        return error_at(error, ERROR_INVALID, "/to", "must be a state of an enrolment");
    if (!take_lines(call->json, "/reason", REASON_MOST, true, &transition->reason, error) ||
        !take_day(call->json, "/date", false, &day, error))
        return false;
    if (day != TAKE_NO_DAY)
        transition->date = json_in_str(json_in_get(call->json, "date"));
    return day == TAKE_NO_DAY || day * DAY <= call->request->now + DAY ||
           error_at(error, ERROR_INVALID, "/date", "must not lie in the future");
}

enum handled enrolment_transition(struct call *call)
{
    struct error error = {0};
    struct transition *transition = arena_new(&call->request->arena, struct transition);
    if (!permit_enrolment_of(&call->grant, &call->owned)) {
        error_set(&error, ERROR_NOT_FOUND, "There is no such enrolment.");
        return call_fail(call, &error);
    }
    if (!read_transition(call, transition, &error))
        return call_fail(call, &error);
    return call_write(call, transition_ask, transition_apply, transition);
}
