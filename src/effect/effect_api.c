#include "effect/effect_api.h"

#include "app.h"
#include "base/caltime.h"
#include "due/due.h"
#include "house.h"
#include "json_common.h"
#include "programme/programme.h"
#include "take.h"
#include "task/task.h"

enum { ROWS_MOST = 500 };

enum {
    ID,
    ENROLMENT,
    TEXT,
    ZONE,
    STARTED,
    CHECK,
    BY,
    BY_NAME,
    AT,
    EFFECT,
    NOTE,
    EFFECT_BY,
    EFFECT_BY_NAME,
    EFFECT_AT,
    TASK
};
/* ?2 one of them, or null. The newest first. */
static const struct sql LIST = {
    "SELECT s.id, s.enrolment_id, s.text, s.zone, s.started_on, s.check_at, s.account_id, a.name,"
    " s.at, s.effect, s.effect_note, s.effect_by, b.name, s.effect_at, t.id FROM started_action s"
    " JOIN account a ON a.id = s.account_id LEFT JOIN account b ON b.id = s.effect_by"
    " LEFT JOIN task t ON t.patient_id = s.patient_id AND t.action_id = s.id"
    " AND t.kind = 'effect_check' WHERE s.patient_id = ?1"
    " AND (CAST(?2 AS uuid) IS NULL OR s.id = ?2) AND " EFFECT_STANDS
    " ORDER BY s.started_on DESC, s.id DESC LIMIT ?3",
};

/* ---- answers ---- */

static void put_owned(struct json_out *out, const char *key, const struct uuid *patient,
                      const struct uuid *id)
{
    char text[OWNED_TEXT];
    owned_text(patient, id, text);
    json_put_str(out, key, uuid_is_zero(id) ? STR_NONE : str_of(text));
}

static void put_action(struct json_out *out, const struct call *call, const struct rows *rows,
                       size_t row)
{
    const struct uuid *patient = &call->grant.patient;
    struct uuid id = row_uuid(rows, row, ID), enrolment = row_uuid(rows, row, ENROLMENT);
    struct uuid by = row_uuid(rows, row, BY), effect_by = row_uuid(rows, row, EFFECT_BY);
    struct uuid task = row_uuid(rows, row, TASK);
    json_object_open(out);
    put_owned(out, "id", patient, &id);
    put_id(out, "patient", patient);
    put_owned(out, "enrolment", patient, &enrolment);
    json_put_str(out, "text", row_str(rows, row, TEXT));
    json_put_text(out, "zone", zone_word((enum zone)row_int(rows, row, ZONE)));
    put_calendar_day(out, "startedOn", row_int(rows, row, STARTED));
    put_time(out, "check", row_int(rows, row, CHECK));
    put_named(out, "by", &by, row_str(rows, row, BY_NAME));
    put_time(out, "at", row_int(rows, row, AT));
    json_put_str(out, "effect", row_str(rows, row, EFFECT));
    json_put_str(out, "effectNote", row_str(rows, row, NOTE));
    put_named(out, "effectBy", &effect_by, row_str(rows, row, EFFECT_BY_NAME));
    put_time(out, "effectAt", row_int(rows, row, EFFECT_AT));
    put_owned(out, "task", patient, &task);
    json_object_close(out);
}

/* Of an enrolment that the asker sees. */
static const struct permit_enrolment *told_of(const struct call *call, const struct rows *rows,
                                              size_t row)
{
    struct uuid enrolment = row_uuid(rows, row, ENROLMENT);
    return permit_enrolment_of(&call->grant, &enrolment);
}

enum handled effect_list(struct call *call)
{
    struct error error = {0};
    struct rows *rows;
    struct json_out out;
    if (!db_run(call->db, &call->request->arena, &LIST,
                ARGS(v_uuid(&call->grant.patient), v_null(), v_int(ROWS_MOST)), &rows, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 256 + rows_count(rows) * 600);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < rows_count(rows); i++)
        if (told_of(call, rows, i))
            put_action(&out, call, rows, i);
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* Programmes mark no line as treatment, but name it: in the worse zones, what is named for the plan
 * or for medicine is what can be started and asked about; to measure again, to rest and to call are
 * not. */
static bool is_treatment(programme_key key)
{
    const char *name = strrchr(key, '.');
    return name && (strcmp(name, ".plan") == 0 || strcmp(name, ".medicine") == 0);
}

static bool put_choices(struct json_out *out, struct call *call,
                        const struct permit_enrolment *enrolment, struct error *error)
{
    const struct programme *programme = programmes_get(
        call->app->programmes, call->db, enrolment->programme, enrolment->programme_version, error);
    if (!programme)
        return false;
    for (int zone = ZONE_YELLOW; zone <= ZONE_RED; zone++) {
        const struct programme_zone *words = &programme->zones[zone];
        for (size_t i = 0; i < words->do_count; i++) {
            if (!is_treatment(words->dos[i]))
                continue;
            json_object_open(out);
            put_owned(out, "enrolment", &call->grant.patient, &enrolment->id);
            json_put_text(out, "zone", zone_word((enum zone)zone));
            json_put_text(out, "text", programme_words(programme, call->language, words->dos[i]));
            json_put_int(out, "checkInDays", programme->follow_up.effect_days);
            json_object_close(out);
        }
    }
    return true;
}

enum handled effect_choices(struct call *call)
{
    struct error error = {0};
    struct json_out out;
    json_out_init(&out, &call->request->arena, 1024);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < call->grant.count; i++)
        if (!put_choices(&out, call, &call->grant.enrolments[i], &error))
            return call_fail(call, &error);
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* ---- writing ---- */

/* Brings the tasks right at once, and answers with the action as it is then. */
static bool finish(struct call *call, const char *what, const struct uuid *id, int status,
                   struct tx *tx, struct error *error)
{
    struct access_entry entry;
    struct json_out out;
    struct rows *rows;
    access_entry_of(&call->who, what, &entry);
    entry.patient = call->grant.patient;
    house_access(tx, &entry);
    if (!due_look(tx, call->app->programmes, &call->grant.patient, error) ||
        !db_run(tx->db, tx->arena, &LIST, ARGS(v_uuid(&call->grant.patient), v_uuid(id), v_int(1)),
                &rows, error))
        return false;
    if (!rows_count(rows))
        return permit_unknown(error);
    json_out_init(&out, &call->request->arena, 600);
    put_action(&out, call, rows, 0);
    call_json(call, status, &out);
    return true;
}

struct starting {
    struct started_action action;
    struct rows *open; /* between asked and start */
};

static bool ask_open(struct write *write, struct tx *tx)
{
    struct starting *starting = write->data;
    starting->open = effect_ask_open(tx, &starting->action.patient);
    return true;
}

static bool start(struct write *write, struct tx *tx, struct error *error)
{
    struct starting *starting = write->data;
    struct started_action *action = &starting->action;
    struct call *call = write->call;
    const struct permit_enrolment *told = permit_enrolment_of(&call->grant, &action->enrolment);
    if (!told)
        return error_at(error, ERROR_INVALID, "/enrolment",
                        "must be an enrolment of the patient's that you follow");
    if (!effect_may_start(starting->open, &action->enrolment, action->text, "/text", error))
        return false;
    action->service = told->service;
    effect_start(tx, action, told);
    return finish(call, "action.start", &action->id, 201, tx, error);
}

static bool take_zone(struct call *call, struct started_action *action, struct error *error)
{
    struct json_object *zone = json_in_get(call->json, "zone");
    if (!zone)
        return true;
    for (int i = ZONE_NONE; i <= ZONE_RED; i++)
        if (str_is(json_in_str(zone), zone_word((enum zone)i))) {
            action->zone = (enum zone)i;
            return true;
        }
    return error_at(error, ERROR_INVALID, "/zone", "must be green, yellow, red or none");
}

bool effect_take_days(struct json_object *object, const char *place, int64_t *days_r,
                      struct error *error)
{
    return (str_int(json_in_number(json_in_get(object, "checkInDays")), days_r) && *days_r >= 1 &&
            *days_r <= EFFECT_DAYS_MOST) ||
           error_at(error, ERROR_INVALID, place, "must be a whole number from 1 to %d",
                    EFFECT_DAYS_MOST);
}

static bool take_action(struct call *call, struct started_action *action, struct error *error)
{
    static const char *const names[] = {"enrolment", "text",        "zone",
                                        "startedOn", "checkInDays", NULL};
    int64_t days, today = caltime_oslo_day(call->request->now);
    if (!take_only(call, names, error) ||
        !take_owned(call, "/enrolment", "must be an enrolment of the patient's", &action->enrolment,
                    error) ||
        !take_line(call->json, "/text", EFFECT_TEXT_MOST, true, &action->text, error) ||
        !take_zone(call, action, error) ||
        !take_day(call->json, "/startedOn", true, &action->started_on, error) ||
        !effect_take_days(call->json, "/checkInDays", &days, error))
        return false;
    action->check_at = task_moment(action->started_on + days);
    return (action->started_on <= today && action->started_on >= today - EFFECT_DAYS_BACK) ||
           error_at(error, ERROR_INVALID, "/startedOn", "must be today, or within the last %d days",
                    EFFECT_DAYS_BACK);
}

enum handled effect_new(struct call *call)
{
    struct error error = {0};
    struct starting *starting = arena_new(&call->request->arena, struct starting);
    struct started_action *action = &starting->action;
    action->patient = call->grant.patient;
    action->account = call->who.account;
    if (!take_action(call, action, &error))
        return call_fail(call, &error);
    return call_write(call, ask_open, start, starting);
}

struct telling {
    const char *effect;
    struct str note;
};

static bool tell(struct write *write, struct tx *tx, struct error *error)
{
    const struct telling *telling = write->data;
    struct call *call = write->call;
    const struct permit_enrolment *told = NULL;
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &LIST,
                ARGS(v_uuid(&call->grant.patient), v_uuid(&call->owned), v_int(1)), &rows, error))
        return false;
    if (!rows_count(rows) || !(told = told_of(call, rows, 0)))
        return permit_unknown(error);
    if (!row_is_null(rows, 0, EFFECT))
        return error_set(error, ERROR_CONFLICT, "It has been said before how this went.");
    effect_answer(tx, &call->grant.patient, &call->owned, telling->effect, telling->note,
                  &call->who.account);
    house_tell(tx, "action", &call->grant.patient, told);
    return finish(call, "action.effect", &call->owned, 200, tx, error);
}

enum handled effect_tell(struct call *call)
{
    static const char *const names[] = {"effect", "note", NULL};
    struct error error = {0};
    struct telling *telling = arena_new(&call->request->arena, struct telling);
    if (!take_only(call, names, &error) ||
        !take_lines(call->json, "/note", EFFECT_NOTE_MOST, false, &telling->note, &error))
        return call_fail(call, &error);
    telling->effect = effect_of_word(json_in_str(json_in_get(call->json, "effect")));
    if (!telling->effect) {
        error_at(&error, ERROR_INVALID, "/effect", "must be better, unchanged, worse or stopped");
        return call_fail(call, &error);
    }
    return call_write(call, NULL, tell, telling);
}
