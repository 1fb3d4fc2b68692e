/* How often one enrolment reports: what holds, what the programme says, and every change by hand.
 */
#include "schedule/schedule_api.h"

#include "app.h"
#include "base/caltime.h"
#include "json_common.h"
#include "schedule/due_json.h"
#include "schedule/phases.h"
#include "schedule/schedule_act.h"
#include "schedule/standing.h"
#include "schedule/timing_fhir.h"
#include "take.h"

enum { REASON_MOST = 2000, COMING = 14, HISTORY = 50 };

static const struct sql VERSIONS = {
    "SELECT s.version, s.from_day, s.phases, s.reason, s.account_id, a.name, s.at"
    " FROM enrolment_schedule s JOIN account a ON a.id = s.account_id"
    " WHERE s.patient_id = ?1 AND s.enrolment_id = ?2 ORDER BY s.version DESC LIMIT 50"};
enum { VERSION, FROM, PHASES, REASON, BY, BY_NAME, AT };

/* ---- answers ---- */

static void put_words(struct json_out *out, const struct call *call,
                      const struct schedule_phase *phases, size_t count)
{
    struct buf words;
    buf_init(&words, &call->request->arena, 128);
    phases_words(call->language, phases, count, &words);
    json_put_str(out, "text", buf_slice(&words));
}

static void put_phases(struct json_out *out, const struct call *call, const char *key,
                       const struct schedule_phase *phases, size_t count)
{
    json_key(out, key);
    json_array_open(out);
    for (size_t i = 0; i < count; i++) {
        struct buf words;
        buf_init(&words, &call->request->arena, 64);
        phase_words(call->language, &phases[i], &words);
        json_object_open(out);
        phase_put(out, &phases[i]);
        json_put_str(out, "text", buf_slice(&words));
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_timings(struct json_out *out, const struct schedule_phase *phases, size_t count)
{
    json_key(out, "timing");
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        timing_put(out, &phases[i]);
    json_array_close(out);
}

static void put_standard(struct json_out *out, const struct call *call,
                         const struct programme *programme)
{
    struct schedule_phase trial = standing_undated(&programme->schedule.trial);
    struct schedule_phase active = standing_undated(&programme->schedule.active);
    json_key(out, "standard");
    json_object_open(out);
    put_phases(out, call, "trial", &trial, 1);
    put_phases(out, call, "active", &active, 1);
    json_object_close(out);
}

static bool put_history(struct json_out *out, const struct call *call, const struct rows *rows,
                        struct error *error)
{
    json_key(out, "history");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        const struct schedule_phase *phases;
        struct uuid by = row_uuid(rows, i, BY);
        size_t count;
        if (!phases_stored(&call->request->arena, row_str(rows, i, PHASES), &count, &phases, error))
            return false;
        json_object_open(out);
        json_put_int(out, "version", row_int(rows, i, VERSION));
        put_calendar_day(out, "from", row_int(rows, i, FROM));
        put_phases(out, call, "phases", phases, count);
        put_words(out, call, phases, count);
        json_put_str(out, "reason", row_str(rows, i, REASON));
        put_named(out, "by", &by, row_str(rows, i, BY_NAME));
        put_time(out, "at", row_int(rows, i, AT));
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

struct shown {
    const struct permit_enrolment *enrolment;
    const struct programme *programme;
    struct rows *versions;
    struct standing standing;
    struct patient_schedule coming;
};

static bool read_shown(struct call *call, struct shown *shown, struct error *error)
{
    int32_t today = schedule_local(call->request->now).day;
    struct arena *arena = &call->request->arena;
    if (!take_enrolment(call, &shown->enrolment, &shown->programme, error) ||
        !db_run(call->db, arena, &VERSIONS,
                ARGS(v_uuid(&call->grant.patient), v_uuid(&call->owned)), &shown->versions,
                error) ||
        !standing_read(call->db, arena, &call->grant.patient, shown->enrolment, shown->programme,
                       &shown->standing, error) ||
        !patient_schedule_read_days(call->db, arena, call->app->programmes, &call->grant.patient,
                                    &call->owned, today, today + COMING, &shown->coming, error))
        return false;
    shown->coming.facts.now = schedule_local(call->request->now);
    return true;
}

/* Also one that holds only from a day to come: who changes it next has to have seen that. */
static int64_t newest_of(const struct rows *versions)
{
    return rows_count(versions) ? row_int(versions, 0, VERSION) : 0;
}

static bool put_shown(struct json_out *out, struct call *call, const struct shown *shown,
                      struct error *error)
{
    char id[OWNED_TEXT];
    const struct standing *standing = &shown->standing;
    int32_t today = shown->coming.facts.now.day;
    owned_text(&call->grant.patient, &call->owned, id);
    json_object_open(out);
    json_put_text(out, "enrolment", id);
    json_put_text(out, "source", standing->own ? "own" : "programme");
    json_put_int(out, "version", newest_of(shown->versions));
    put_words(out, call, standing->phases, standing->count);
    put_phases(out, call, "phases", standing->phases, standing->count);
    put_timings(out, standing->phases, standing->count);
    put_standard(out, call, shown->programme);
    due_put_list(out, "coming", &shown->coming.schedule, &shown->coming.facts, today,
                 today + COMING);
    if (!put_history(out, call, shown->versions, error))
        return false;
    json_put_bool(out, "mayChange", permit_role(call->who.role, ACTION_SCHEDULE_CHANGE));
    json_object_close(out);
    return true;
}

static enum handled answer(struct call *call, int status)
{
    struct error error = {0};
    struct shown shown = {0};
    struct json_out out;
    json_out_init(&out, &call->request->arena, 4096);
    if (!read_shown(call, &shown, &error) || !put_shown(&out, call, &shown, &error))
        return call_fail(call, &error);
    return call_json(call, status, &out);
}

enum handled schedule_show(struct call *call)
{
    return answer(call, 200);
}

/* ---- changes ---- */

static bool read_phases(struct call *call, struct schedule_act *act, struct error *error)
{
    struct json_object *phases = json_in_get(call->json, "phases"),
                       *timing = json_in_get(call->json, "timing");
    if (!phases == !timing)
        return error_at(error, ERROR_INVALID, "/phases",
                        "say either phases or timing; an empty list: the programme's own");
    return phases ? phases_read(&call->request->arena, phases, "/phases", &act->count, &act->phases,
                                error)
                  : timings_read(&call->request->arena, timing, "/timing", &act->count,
                                 &act->phases, error);
}

static struct schedule_act *read_act(struct call *call, bool whole, struct error *error)
{
    static const char *const names[] = {"phases", "timing", "reason", "version", NULL};
    struct schedule_act *act = arena_new(&call->request->arena, struct schedule_act);
    *act = (struct schedule_act){.patient = call->grant.patient,
                                 .enrolment = call->owned,
                                 .programmes = call->app->programmes};
    access_entry_of(&call->who, action_word(call->route->action), &act->by);
    if (!permit_enrolment_of(&call->grant, &call->owned)) {
        permit_unknown(error);
        return NULL;
    }
    if (!take_only(call, names, error) || !read_phases(call, act, error) ||
        !take_lines(call->json, "/reason", REASON_MOST, whole, &act->reason, error))
        return NULL;
    if (whole && (!str_int(json_in_number(json_in_get(call->json, "version")), &act->version) ||
                  act->version < 0)) {
        error_at(error, ERROR_INVALID, "/version",
                 "must be the version that was seen; 0 when there was none");
        return NULL;
    }
    return act;
}

static bool change_apply(struct write *write, struct tx *tx, struct error *error)
{
    return schedule_act_apply(write->data, tx, error);
}

static enum handled changed(struct call *call)
{
    return answer(call, 201);
}

enum handled schedule_change(struct call *call)
{
    struct error error = {0};
    struct schedule_act *act = read_act(call, true, &error);
    if (!act)
        return call_fail(call, &error);
    enum handled handled = call_write(call, NULL, change_apply, act);
    if (call->write)
        call->write->answer = changed;
    return handled;
}

/* ---- trying ---- */

/* What would be due, if it were set now. */
static bool try_coming(struct call *call, const struct schedule_act *act, int32_t *from_r,
                       struct patient_schedule *coming_r, struct error *error)
{
    int32_t today = schedule_local(call->request->now).day;
    const struct day_range days = {today, today + COMING};
    struct course_version tried = {0, act->count, act->phases};
    if (!schedule_act_from(call->db, &call->request->arena, act, call->request->now, from_r, error))
        return false;
    tried.from = *from_r;
    if (!patient_schedule_try(call->db, &call->request->arena, act->programmes, &act->patient,
                              &act->enrolment, &tried, &days, coming_r, error))
        return false;
    coming_r->facts.now = schedule_local(call->request->now);
    return true;
}

enum handled schedule_try(struct call *call)
{
    struct error error = {0};
    struct patient_schedule coming;
    struct json_out out;
    int32_t from;
    const struct schedule_act *act = read_act(call, false, &error);
    if (!act || !try_coming(call, act, &from, &coming, &error))
        return call_fail(call, &error);
    int32_t today = coming.facts.now.day;
    json_out_init(&out, &call->request->arena, 2048);
    json_object_open(&out);
    put_calendar_day(&out, "from", from);
    put_words(&out, call, act->phases, act->count);
    due_put_list(&out, "coming", &coming.schedule, &coming.facts, today, today + COMING);
    json_object_close(&out);
    return call_json(call, 200, &out);
}
