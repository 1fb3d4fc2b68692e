#include "service/service.h"

#include "base/arena.h"
#include "base/caltime.h"

#include <stdio.h>

static const struct sql ORGANISATION = {"SELECT name, phone FROM organisation WHERE id = ?1"};
static const struct sql HOURS = {
    "SELECT weekday, opens, closes FROM opening_hours WHERE organisation_id = ?1"};
/* Those to come are among the latest: no more are taken in than are read. */
static const struct sql DAYS = {
    "SELECT day, opens, closes FROM opening_exception WHERE organisation_id = ?1"
    " ORDER BY day DESC LIMIT 400"};

static void read_days(struct arena *arena, const struct rows *rows, struct hours *hours)
{
    struct hours_day *days = arena_array(arena, struct hours_day, rows_count(rows));
    for (size_t i = 0; i < rows_count(rows); i++)
        days[i] = (struct hours_day){row_int(rows, i, 0), (int)row_int(rows, i, 1),
                                     (int)row_int(rows, i, 2)};
    hours->days = days;
    hours->day_count = rows_count(rows);
}

static void read_week(const struct rows *rows, struct hours *hours)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        int64_t weekday = row_int(rows, i, 0);
        if (weekday < 0 || weekday > 6)
            continue;
        hours->opens[weekday] = (int)row_int(rows, i, 1);
        hours->closes[weekday] = (int)row_int(rows, i, 2);
    }
}

struct service_hours_asked service_hours_ask(struct db *db, struct arena *arena,
                                             const struct uuid *id)
{
    return (struct service_hours_asked){
        .week = db_ask(db, arena, &HOURS, ARGS(v_uuid(id))),
        .days = db_ask(db, arena, &DAYS, ARGS(v_uuid(id))),
    };
}

void service_hours_take(const struct service_hours_asked *asked, struct arena *arena,
                        struct hours *hours_r)
{
    *hours_r = (struct hours){.day_count = 0};
    read_week(asked->week, hours_r);
    read_days(arena, asked->days, hours_r);
}

bool service_read(struct db *db, struct arena *arena, const struct uuid *id,
                  struct service *service_r, bool *found_r, struct error *error)
{
    struct rows *rows;
    struct service_hours_asked asked;
    *service_r = (struct service){.id = *id};
    if (!db_run(db, arena, &ORGANISATION, ARGS(v_uuid(id)), &rows, error) ||
        !db_run(db, arena, &HOURS, ARGS(v_uuid(id)), &asked.week, error) ||
        !db_run(db, arena, &DAYS, ARGS(v_uuid(id)), &asked.days, error))
        return false;
    *found_r = rows_count(rows) > 0;
    if (!*found_r)
        return true;
    service_r->name = row_str(rows, 0, 0);
    service_r->phone = row_str(rows, 0, 1);
    service_hours_take(&asked, arena, &service_r->hours);
    return true;
}

static struct str clock_text(struct arena *arena, int64_t at)
{
    const int64_t minutes = (at / (60 * 1000) + caltime_oslo_offset(at)) % (24 * 60);
    return str_of(arena_printf(arena, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60)));
}

/* "today", "tomorrow", "Monday", "Monday 4.1." */
static struct str day_text(struct arena *arena, const struct language *language, int64_t at,
                           int64_t now)
{
    int64_t day = caltime_oslo_day(at), away = day - caltime_oslo_day(now);
    char key[32];
    int year, month, date;
    if (away < 2)
        return str_of(text_of(language, away < 1 ? "day.today" : "day.tomorrow"));
    snprintf(key, sizeof key, "weekday.%d", caltime_weekday(day));
    const char *name = text_of(language, key);
    caltime_civil(day, &year, &month, &date);
    return str_of(away < 7 ? name : arena_printf(arena, "%s %d.%d.", name, date, month));
}

static void fill(struct buf *out, const struct language *language, const char *key,
                 const struct service *service, int64_t from, int64_t until, int64_t now)
{
    struct arena *arena = out->arena;
    struct text_arg args[] = {
        {"from", clock_text(arena, from)},
        {"until", clock_text(arena, until)},
        {"day", from ? day_text(arena, language, from, now) : STR("")},
        {"service", service ? service->name : STR("")},
        {"phone", service && service->phone.len ? service->phone : STR("")},
    };
    if (out->len)
        buf_text(out, " ");
    text_fill(out, text_of(language, key), args, sizeof args / sizeof args[0]);
}

struct str service_look_text(struct arena *arena, const struct language *language,
                             const struct hours_look *look, int64_t now)
{
    struct buf out;
    buf_init(&out, arena, 96);
    fill(&out, language,
         !look->known ? "follow_up.unknown"
         : look->open ? "follow_up.is_open"
                      : "follow_up.opens",
         NULL, look->from, look->until, now);
    return buf_slice(&out);
}

/* Who waits is told whom to call instead. */
static void say_whom_to_call(struct buf *out, const struct language *language,
                             const struct service *service, bool open, enum zone zone, int64_t now)
{
    const char *key = zone == ZONE_RED ? "follow_up.call_now" : "follow_up.call_if_worse";
    if (open && service->phone.len)
        key = zone == ZONE_RED ? "follow_up.call_service_now" : "follow_up.call_service";
    fill(out, language, key, service, 0, 0, now);
}

struct str service_sent_text(struct arena *arena, const struct language *language,
                             const struct service *service, int64_t now, enum zone zone)
{
    struct promise promise;
    struct hours_look look;
    struct buf out;
    const char *key = "follow_up.open";
    hours_promise(&service->hours, now, &promise);
    hours_look(&service->hours, now, &look);
    buf_init(&out, arena, 192);
    if (!promise.known)
        key = "follow_up.unknown";
    else if (promise.from != now)
        key = promise.open ? "follow_up.soon" : "follow_up.later";
    fill(&out, language, key, service, promise.from, promise.by, now);
    if (zone >= ZONE_YELLOW && (!promise.known || promise.from != now))
        say_whom_to_call(&out, language, service, look.open, zone, now);
    return buf_slice(&out);
}

struct str service_promise_text(struct arena *arena, const struct language *language,
                                const struct service *service, const struct promise *promise,
                                enum kept kept, int64_t now)
{
    static const char *const keys[] = {"follow_up.by", "follow_up.taken", "follow_up.tried",
                                       "follow_up.passed"};
    struct hours_look look;
    struct buf out;
    buf_init(&out, arena, 192);
    fill(&out, language, keys[kept], service, promise->by, promise->by, now);
    hours_look(&service->hours, now, &look);
    if (kept == KEPT_PASSED)
        say_whom_to_call(&out, language, service, look.open, ZONE_YELLOW, now);
    return buf_slice(&out);
}

const char *contact_word(enum contact_kind kind)
{
    static const char *const words[CONTACT_COUNT] = {"service", "out_of_hours", "emergency"};
    return words[kind];
}

void service_call_order(enum zone zone, bool red_flag, bool open,
                        enum contact_kind order_r[CONTACT_COUNT])
{
    static const enum contact_kind usual[] = {CONTACT_SERVICE, CONTACT_OUT_OF_HOURS,
                                              CONTACT_EMERGENCY};
    static const enum contact_kind closed[] = {CONTACT_OUT_OF_HOURS, CONTACT_EMERGENCY,
                                               CONTACT_SERVICE};
    static const enum contact_kind at_once[] = {CONTACT_EMERGENCY, CONTACT_OUT_OF_HOURS,
                                                CONTACT_SERVICE};
    const enum contact_kind *order = usual;
    if (zone == ZONE_RED && red_flag)
        order = at_once;
    else if (zone >= ZONE_YELLOW && !open)
        order = closed;
    memcpy(order_r, order, sizeof usual);
}
