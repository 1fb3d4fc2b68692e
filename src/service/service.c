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

bool service_read(struct db *db, struct arena *arena, const struct uuid *id,
                  struct service *service_r, bool *found_r, struct error *error)
{
    struct rows *rows, *hours, *days;
    *service_r = (struct service){.id = *id};
    if (!db_run(db, arena, &ORGANISATION, ARGS(v_uuid(id)), &rows, error) ||
        !db_run(db, arena, &HOURS, ARGS(v_uuid(id)), &hours, error) ||
        !db_run(db, arena, &DAYS, ARGS(v_uuid(id)), &days, error))
        return false;
    *found_r = rows_count(rows) > 0;
    if (!*found_r)
        return true;
    service_r->name = row_str(rows, 0, 0);
    service_r->phone = row_str(rows, 0, 1);
    for (size_t i = 0; i < rows_count(hours); i++) {
        int64_t weekday = row_int(hours, i, 0);
        if (weekday < 0 || weekday > 6)
            continue;
        service_r->hours.opens[weekday] = (int)row_int(hours, i, 1);
        service_r->hours.closes[weekday] = (int)row_int(hours, i, 2);
    }
    read_days(arena, days, &service_r->hours);
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

struct str service_look_text(struct arena *arena, const struct language *language,
                             const struct look *look, int64_t now, bool reported)
{
    const char *key = reported ? "follow_up.later" : "follow_up.opens";
    struct buf out;
    if (!look->known)
        key = "follow_up.unknown";
    else if (look->open)
        key = reported ? "follow_up.open" : "follow_up.is_open";
    struct text_arg args[] = {
        {"from", clock_text(arena, look->from)},
        {"until", clock_text(arena, look->until)},
        {"day", look->known ? day_text(arena, language, look->from, now) : STR("")},
    };
    buf_init(&out, arena, 96);
    text_fill(&out, text_of(language, key), args, sizeof args / sizeof args[0]);
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
