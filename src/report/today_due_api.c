#include "report/today_due_api.h"

#include "app.h"
#include "base/caltime.h"
#include "due/due_json_api.h"
#include "reminder/reminder_plan.h"
#include "schedule/phases.h"
#include "schedule/schedule_api.h"
#include "service/service.h"
#include "take.h"
#include "worklist/worklist_act.h"

enum { COMING = 7, WEEK = 7 };

static const struct sql UNWELL = {"SELECT min(unwell_from) FROM enrolment WHERE patient_id = ?1"
                                  " AND state NOT IN ('closed', 'rejected')"};
static const struct sql REMINDED = {
    "SELECT done_at FROM outbox WHERE patient_id = ?1 AND kind = 'reminder' AND about = ?2"
    " AND result = 'delivered'"};
static const struct sql WANTED = {"SELECT reminders FROM patient WHERE id = ?1"};
/* What waits to be seen, and whether somebody has tried since. Acknowledgements' ids grow with
 * time. */
static const struct sql UNSEEN = {
    "SELECT o.service_id, o.zone_since, o.taken_by, o.taken_at,"
    " (SELECT k.at FROM acknowledgement k WHERE k.patient_id = o.patient_id"
    " AND k.service_id = o.service_id AND k.closed = 0 ORDER BY k.id DESC LIMIT 1)"
    " FROM overview o WHERE o.patient_id = ?1 AND o.zone > 0 ORDER BY o.service_id LIMIT 20"};

/* ---- reading ---- */

/* A service sees what it asks for itself; patient and next of kin what all of them ask. */
static const struct uuid *service_of(const struct call *call)
{
    const struct grant *grant = &call->grant;
    if (grant->ground == GROUND_SELF || grant->ground == GROUND_KIN || !grant->count)
        return NULL;
    return &grant->enrolments[0].service;
}

bool today_due_read(struct call *call, struct db *db, struct today_due *due_r, struct error *error)
{
    if (!patient_schedule_read(db, &call->request->arena, call->app->programmes,
                               &call->grant.patient, service_of(call), call->request->now,
                               &due_r->schedule, error))
        return false;
    schedule_look(&due_r->schedule.schedule, &due_r->schedule.facts, &due_r->look);
    return true;
}

static bool covers(const struct day_range *ranges, size_t count, int32_t day)
{
    for (size_t i = 0; i < count; i++)
        if (ranges[i].from <= day && day < ranges[i].until)
            return true;
    return false;
}

static int every_of(const struct schedule *schedule, int32_t day)
{
    if (covers(schedule->pauses, schedule->pause_count, day))
        return 0;
    if (covers(schedule->unwell, schedule->unwell_count, day))
        return 1;
    for (size_t i = 0; i < schedule->phase_count; i++) {
        const struct schedule_phase *phase = &schedule->phases[i];
        if (phase->from > day || day >= phase->until)
            continue;
        if (phase->kind == SCHEDULE_EVERY)
            return phase->every;
        return phase->kind == SCHEDULE_A_WEEK && phase->a_week == 1 ? WEEK : 0;
    }
    return 0;
}

bool today_due_enrolment(struct call *call, struct db *db, const struct today_due *due,
                         const struct uuid *enrolment, bool *due_r, int *every_r,
                         struct error *error)
{
    const struct local_time now = due->schedule.facts.now;
    struct patient_schedule own;
    struct schedule_look look;
    if (!patient_schedule_read_days(db, &call->request->arena, call->app->programmes,
                                    &call->grant.patient, enrolment, now.day - SCHEDULE_LOOKS_BACK,
                                    now.day + 1, &own, error))
        return false;
    own.facts.now = now;
    schedule_look(&own.schedule, &own.facts, &look);
    *due_r = look.due;
    *every_r = every_of(&own.schedule, now.day);
    return true;
}

/* ---- what is stored ---- */

static bool put_unwell(struct json_out *out, struct call *call, struct db *db, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, &call->request->arena, &UNWELL, ARGS(v_uuid(&call->grant.patient)), &rows,
                error))
        return false;
    json_key(out, "unwell");
    if (row_is_null(rows, 0, 0)) {
        json_null(out);
        return true;
    }
    json_object_open(out);
    put_time(out, "since", row_int(rows, 0, 0));
    json_object_close(out);
    return true;
}

/* ---- reminders ---- */

static void put_reminder_text(struct json_out *out, struct call *call,
                              const struct reminder *reminder)
{
    char clock[CLOCK_TEXT];
    struct buf text;
    const char *key = "me.reminder.missed";
    if (reminder->kind == REMINDER_DUE)
        key = reminder->by.minute < SCHEDULE_DAY_ENDS ? "me.reminder.by" : "me.reminder.today";
    clock_text(reminder->by.minute, clock);
    struct text_arg args[] = {{"clock", str_of(clock)}};
    buf_init(&text, &call->request->arena, 96);
    text_fill(&text, text_of(call->language, key), args, 1);
    json_put_str(out, "text", buf_slice(&text));
}

/* The newest that was delivered and still holds: one that was met since is shown no more. */
static bool put_reminder(struct json_out *out, struct call *call, struct db *db,
                         const struct today_due *due, struct error *error)
{
    static const struct quiet never = {0, 0};
    struct reminder plan[REMINDERS_MOST];
    const struct reminder *newest = NULL;
    int64_t at = 0;
    size_t count = reminder_plan(&due->schedule.schedule, &due->schedule.facts, &never, plan);
    for (size_t i = 0; i < count; i++) {
        char about[REMINDER_ABOUT];
        struct rows *rows;
        reminder_about(&plan[i], about);
        if (!db_run(db, &call->request->arena, &REMINDED,
                    ARGS(v_uuid(&call->grant.patient), v_text(about)), &rows, error))
            return false;
        if (!rows_count(rows) || row_int(rows, 0, 0) < at)
            continue;
        newest = &plan[i];
        at = row_int(rows, 0, 0);
    }
    json_key(out, "reminder");
    if (!newest) {
        json_null(out);
        return true;
    }
    json_object_open(out);
    put_reminder_text(out, call, newest);
    put_time(out, "at", at);
    json_object_close(out);
    return true;
}

static bool put_wanted(struct json_out *out, struct call *call, struct db *db,
                       const struct today_due *due, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, &call->request->arena, &WANTED, ARGS(v_uuid(&call->grant.patient)), &rows,
                error))
        return false;
    json_put_bool(out, "reminders", row_int(rows, 0, 0) != 0);
    json_put_bool(out, "remindersRest",
                  reminder_rests(&due->schedule.schedule, &due->schedule.facts));
    return true;
}

/* ---- what was promised ---- */

struct waiting {
    bool found;
    struct service service;
    struct promise promise;
    enum kept kept;
};

static enum kept kept_of(const struct rows *rows, size_t row, const struct promise *promise,
                         int64_t now)
{
    struct uuid taken_by = row_uuid(rows, row, 2);
    if (!uuid_is_zero(&taken_by) && now - row_int(rows, row, 3) < TAKE_LASTS)
        return KEPT_TAKEN;
    if (row_int(rows, row, 4) >= row_int(rows, row, 1))
        return KEPT_TRIED;
    return now >= promise->by ? KEPT_PASSED : KEPT_AHEAD;
}

static bool sees(const struct call *call, const struct uuid *service)
{
    for (size_t i = 0; i < call->grant.count; i++)
        if (uuid_equal(&call->grant.enrolments[i].service, service))
            return true;
    return false;
}

/* Of several services the one that has waited beyond its time, else the one that looks first. */
static bool is_more(const struct waiting *one, const struct waiting *than)
{
    if (!than->found || (one->kept == KEPT_PASSED) != (than->kept == KEPT_PASSED))
        return !than->found || one->kept == KEPT_PASSED;
    return one->promise.by < than->promise.by;
}

static bool read_waiting(struct call *call, struct db *db, struct waiting *waiting_r,
                         struct error *error)
{
    struct rows *rows;
    struct arena *arena = &call->request->arena;
    int64_t now = call->request->now;
    waiting_r->found = false;
    if (!db_run(db, arena, &UNSEEN, ARGS(v_uuid(&call->grant.patient)), &rows, error))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct waiting one = {.found = true};
        struct uuid service = row_uuid(rows, i, 0);
        if (!sees(call, &service))
            continue;
        if (!service_read(db, arena, &service, &one.service, &one.found, error))
            return false;
        hours_promise(&one.service.hours, row_int(rows, i, 1), &one.promise);
        one.kept = kept_of(rows, i, &one.promise, now);
        if (one.found && one.promise.known && is_more(&one, waiting_r))
            *waiting_r = one;
    }
    return true;
}

static bool put_promise(struct json_out *out, struct call *call, struct db *db, struct error *error)
{
    struct waiting waiting;
    int64_t now = call->request->now;
    if (!read_waiting(call, db, &waiting, error))
        return false;
    json_key(out, "promise");
    if (!waiting.found) {
        json_null(out);
        return true;
    }
    json_object_open(out);
    put_time(out, "by", waiting.promise.by);
    json_put_bool(out, "passed", waiting.kept == KEPT_PASSED);
    json_put_str(out, "text",
                 service_promise_text(&call->request->arena, call->language, &waiting.service,
                                      &waiting.promise, waiting.kept, now));
    json_object_close(out);
    return true;
}

bool today_due_put(struct json_out *out, struct call *call, struct db *db,
                   const struct today_due *due, struct error *error)
{
    put_due_next(out, &due->schedule, &due->look);
    put_missing(out, &due->look);
    put_due_days(out, "coming", &due->schedule, DUE_COMING, COMING);
    return put_unwell(out, call, db, error) &&
           pause_put_now(out, call, db, due->schedule.facts.now.day, error) &&
           put_reminder(out, call, db, due, error) && put_wanted(out, call, db, due, error) &&
           put_promise(out, call, db, error);
}
