/* When somebody looks, and what is told about it, held to a calendar of this file's own that walks
 * minute by minute: random hours, days of their own, the holidays of thirty years, both changes of
 * the clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "service/service.h"

#define MINUTE INT64_C(60000)
/* Where counting begins: 2019-01-01, so many days since 1970-01-01. */
enum { YEAR_ZERO = 2019, DAY_ZERO = 49 * 365 + 12 };
enum { DAY_MINUTES = 24 * 60, AHEAD = 120, OWN_DAYS = 12, MARGIN = 30 };

/* ---- a calendar that only counts ---- */

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01, counted one month after the other. */
static int64_t day_of(int year, int month, int date)
{
    int64_t day = DAY_ZERO;
    for (int y = YEAR_ZERO; y < year; y++) {
        day += is_leap(y) ? 366 : 365;
    }
    for (int m = 1; m < month; m++) {
        day += days_of(year, m);
    }
    return day + date - 1;
}

static void civil_of(int64_t day, int *year_r, int *month_r, int *date_r)
{
    int year = YEAR_ZERO, month = 1;
    for (day -= DAY_ZERO; day >= (is_leap(year) ? 366 : 365); year++) {
        day -= is_leap(year) ? 366 : 365;
    }
    for (; day >= days_of(year, month); month++) {
        day -= days_of(year, month);
    }
    *year_r = year;
    *month_r = month;
    *date_r = (int)day + 1;
}

/* 0 Monday: 1970-01-01 was a Thursday. */
static int weekday_of(int64_t day)
{
    return (int)((day + 3) % 7);
}

static int64_t last_sunday(int year, int month)
{
    int64_t day = day_of(year, month, days_of(year, month));
    while (weekday_of(day) != 6) {
        day--;
    }
    return day;
}

/* Minutes since 1970 in UTC to those by the wall. */
static int64_t wall_of(int64_t minute)
{
    int year, month, date;
    civil_of(minute / DAY_MINUTES, &year, &month, &date);
    int64_t summer = last_sunday(year, 3) * DAY_MINUTES + 60;
    int64_t winter = last_sunday(year, 10) * DAY_MINUTES + 60;
    return minute + (minute >= summer && minute < winter ? 120 : 60);
}

/* Easter Sunday as the churches' table has it (Meeus, Jones, Butcher). */
static int64_t easter_of(int year)
{
    int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25;
    int g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    return day_of(year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
}

static bool is_holiday(int64_t day)
{
    static const int after[] = {-3, -2, 0, 1, 39, 49, 50};
    int year, month, date;
    civil_of(day, &year, &month, &date);
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
        if (day == easter_of(year) + after[i]) {
            return true;
        }
    }
    return (month == 1 && date == 1) || (month == 5 && (date == 1 || date == 17)) ||
           (month == 12 && (date == 25 || date == 26));
}

/* ---- one service, minute by minute ---- */

struct world {
    struct hours hours;
    struct hours_day own[OWN_DAYS];
    int64_t came; /* a millisecond */
};

static void hours_on(const struct world *world, int64_t day, int *opens_r, int *closes_r)
{
    *opens_r = world->hours.opens[weekday_of(day)];
    *closes_r = is_holiday(day) ? *opens_r : world->hours.closes[weekday_of(day)];
    for (size_t i = 0; i < world->hours.day_count; i++) {
        if (world->own[i].day == day) {
            *opens_r = world->own[i].opens;
            *closes_r = world->own[i].closes;
        }
    }
}

/* The minutes of a local day in their order, by what the wall shows; returns how many. */
static int64_t first_minute(int64_t day)
{
    int64_t minute = (day - 1) * DAY_MINUTES;
    while (wall_of(minute) / DAY_MINUTES < day) {
        minute++;
    }
    return minute;
}

/* The minute after the last one of the day that shows less: from then on it is that late. */
static int64_t turns(int64_t first, int64_t day, int clock)
{
    int64_t turn = first;
    for (int64_t at = first; wall_of(at) / DAY_MINUTES == day; at++) {
        if (wall_of(at) % DAY_MINUTES < clock) {
            turn = at + 1;
        }
    }
    return turn;
}

struct answer {
    bool known, open;
    int64_t from, until;
};

/* `margin`: minutes before closing from which on it is too late. */
static struct answer walk(const struct world *world, int margin)
{
    struct answer answer = {0};
    int64_t day = wall_of(world->came / MINUTE) / DAY_MINUTES;
    for (int64_t end = day + AHEAD; day < end; day++) {
        int opens, closes;
        hours_on(world, day, &opens, &closes);
        if (opens >= closes) {
            continue;
        }
        int64_t first = first_minute(day);
        int64_t from = turns(first, day, opens) * MINUTE,
                until = turns(first, day, closes) * MINUTE;
        if (from >= until || world->came >= until) {
            continue;
        }
        bool within = world->came >= from;
        answer.open = answer.open || within;
        if (within && world->came > from && world->came > until - margin * MINUTE) {
            continue;
        }
        answer.known = true;
        answer.from = within ? world->came : from;
        answer.until = until;
        break;
    }
    return answer;
}

/* ---- chance, the same each time ---- */

static uint64_t next_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static int below(uint64_t *state, int n)
{
    return (int)(next_random(state) % (uint64_t)n);
}

/* Any hours at all: also of a few minutes, also at night. */
static void random_hours(uint64_t *state, int *opens_r, int *closes_r)
{
    int a = below(state, 4) ? 480 + 15 * below(state, 30) : below(state, DAY_MINUTES);
    int b = below(state, 4) ? 480 + 15 * below(state, 30) : below(state, DAY_MINUTES);
    *opens_r = a < b ? a : b;
    *closes_r = below(state, 4) ? (a < b ? b : a) : *opens_r;
}

static void make_world(uint64_t *state, struct world *world_r)
{
    int year = 2020 + below(state, 30);
    int64_t day = day_of(year, 1, 1) + below(state, 365);
    if (below(state, 2)) {
        day = last_sunday(year, below(state, 2) ? 3 : 10) - 3 + below(state, 5);
    } else if (below(state, 2)) {
        day = easter_of(year) - 5 + below(state, 60);
    }
    *world_r = (struct world){.hours.days = NULL};
    for (int i = 0; i < 7; i++) {
        random_hours(state, &world_r->hours.opens[i], &world_r->hours.closes[i]);
    }
    for (int i = 0; i < OWN_DAYS; i++) {
        world_r->own[i].day = day - 1 + 2 * i + below(state, 2);
        random_hours(state, &world_r->own[i].opens, &world_r->own[i].closes);
    }
    world_r->hours.days = world_r->own;
    world_r->hours.day_count = (size_t)below(state, OWN_DAYS + 1);
    world_r->came = day * DAY_MINUTES * MINUTE + (int64_t)(next_random(state) % (86400000));
    /* Often around an opening or a closing, to the millisecond. */
    struct answer next = walk(world_r, 0);
    if (next.known && below(state, 2)) {
        static const int64_t beside[] = {-MINUTE, -1, 0, 1, MINUTE};
        int64_t edge = below(state, 2) ? next.from : next.until;
        world_r->came = edge - (below(state, 2) ? MARGIN * MINUTE : 0) + beside[below(state, 5)];
    }
}

/* ---- what is held ---- */

static void what_is_told_is_what_a_walk_minute_by_minute_finds(void **unused)
{
    uint64_t state = 6;
    int promised = 0, late = 0, closed = 0;
    (void)unused;
    for (int i = 0; i < 500; i++) {
        struct world world;
        struct hours_look look;
        struct promise promise;
        make_world(&state, &world);
        world.hours.days = world.own;
        struct answer now = walk(&world, 0), then = walk(&world, MARGIN);
        hours_look(&world.hours, world.came, &look);
        hours_promise(&world.hours, world.came, &promise);
        if (look.known != now.known || look.open != now.open || look.from != now.from ||
            look.until != now.until || promise.known != then.known || promise.open != then.open ||
            promise.from != then.from || promise.by != then.until) {
            fail_msg("world %d, %lld: open %d from %lld until %lld, promised from %lld by %lld; a "
                     "walk: open %d from %lld until %lld, promised from %lld by %lld",
                     i, (long long)world.came, look.open, (long long)look.from,
                     (long long)look.until, (long long)promise.from, (long long)promise.by,
                     now.open, (long long)now.from, (long long)now.until, (long long)then.from,
                     (long long)then.until);
        }
        promised += promise.known;
        late += promise.known && promise.open && promise.from != world.came;
        closed += promise.known && !promise.open;
    }
    /* So that none of them is empty. */
    assert_true(promised > 400 && late > 20 && closed > 80);
}

static void whoever_works_those_hours_can_keep_what_is_promised(void **unused)
{
    uint64_t state = 7;
    (void)unused;
    for (int i = 0; i < 250; i++) {
        struct world world;
        struct promise promise;
        struct hours_look then;
        make_world(&state, &world);
        world.hours.days = world.own;
        hours_promise(&world.hours, world.came, &promise);
        if (!promise.known) {
            continue;
        }
        /* Until the very end the service is there, and there was time. */
        assert_true(promise.by > world.came);
        hours_look(&world.hours, promise.by - 1, &then);
        assert_true(then.open && then.until == promise.by);
        hours_look(&world.hours, promise.from, &then);
        assert_true(then.open);
        if (promise.from == world.came && promise.by - world.came < MARGIN * MINUTE) {
            /* Only what was there when they opened, of hours as short as that. */
            hours_look(&world.hours, world.came - 1, &then);
            assert_false(then.open);
        }
        /* What comes later is never promised earlier. */
        struct promise later;
        hours_promise(&world.hours, world.came + below(&state, 600) * MINUTE, &later);
        assert_true(!later.known || later.by >= promise.by);
    }
}

static void of_thirty_years_each_working_day_is_open_and_no_holiday(void **unused)
{
    static const struct hours weekdays = {
        {540, 540, 540, 540, 540, 0, 0}, {900, 900, 900, 900, 900, 0, 0}, 0, NULL};
    (void)unused;
    for (int64_t day = day_of(2020, 1, 1); day < day_of(2050, 1, 1); day++) {
        bool works = weekday_of(day) < 5 && !is_holiday(day);
        struct hours_look look;
        hours_look(&weekdays, day * DAY_MINUTES * MINUTE + 12 * 60 * MINUTE, &look);
        if (look.open != works) {
            fail_msg("day %lld", (long long)day);
        }
    }
}

static void each_minute_of_the_days_that_change_the_clock_is_right(void **unused)
{
    (void)unused;
    for (int month = 3; month <= 10; month += 7) {
        int64_t day = last_sunday(2026, month);
        for (int opens = 0; opens < 300; opens += 41) {
            struct world world = {.hours = {{0}, {0}, 1, NULL}};
            world.own[0] = (struct hours_day){day, opens, opens + 37};
            world.hours.days = world.own;
            for (int64_t at = (day - 1) * DAY_MINUTES + 22 * 60; at < day * DAY_MINUTES + 6 * 60;
                 at += 3) {
                struct hours_look look;
                world.came = at * MINUTE;
                struct answer now = walk(&world, 0);
                hours_look(&world.hours, world.came, &look);
                assert_int_equal(look.known, now.known);
                assert_int_equal(look.open, now.open);
                assert_int_equal(look.until, now.until);
            }
        }
    }
}

/* ---- words ---- */

static const char *day_word(int64_t day, int64_t today, char text_r[32])
{
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    int year, month, date;
    civil_of(day, &year, &month, &date);
    if (day - today < 2) {
        snprintf(text_r, 32, "%s", day == today ? "today" : "tomorrow");
    } else if (day - today < 7) {
        snprintf(text_r, 32, "%s", names[weekday_of(day)]);
    } else {
        snprintf(text_r, 32, "%s %d.%d.", names[weekday_of(day)], date, month);
    }
    return text_r;
}

static void hold_text(struct str text, const char *part)
{
    if (!strstr(text.at, part)) {
        fail_msg("“%s” does not say %s", text.at, part);
    }
}

static void the_words_name_the_local_day_and_the_walls_clock(void **unused)
{
    uint64_t state = 8;
    struct arena arena;
    const struct language *english = language_find(STR("en"));
    int told[4] = {0};
    (void)unused;
    for (int i = 0; i < 250; i++) {
        struct world world;
        char day[32], clock[16];
        arena_init(&arena);
        make_world(&state, &world);
        struct service service = {.name = STR("Follow-up"), .hours = world.hours};
        service.hours.days = world.own;
        struct answer then = walk(&world, MARGIN);
        struct str text = service_sent_text(&arena, english, &service, world.came, ZONE_GREEN);
        if (then.known) {
            int64_t until = wall_of(then.until / MINUTE), from = wall_of(then.from / MINUTE);
            int64_t today = wall_of(world.came / MINUTE) / DAY_MINUTES;
            int64_t away = from / DAY_MINUTES - today;
            /* The change of the clock may end a stretch later than its own time; then by the wall.
             */
            snprintf(clock, sizeof clock, "%02d:%02d", (int)(until % DAY_MINUTES / 60),
                     (int)(until % 60));
            hold_text(text, clock);
            hold_text(text, day_word(from / DAY_MINUTES, today, day));
            told[away < 3 ? away : 3]++;
            struct promise promise;
            hours_promise(&service.hours, world.came, &promise);
            hold_text(
                service_promise_text(&arena, english, &service, &promise, KEPT_AHEAD, world.came),
                clock);
        } else {
            assert_null(strstr(text.at, ":"));
        }
        arena_finish(&arena);
    }
    for (int i = 0; i < 4; i++) {
        assert_true(told[i] > 5);
    }
}

static int64_t noon_in(int year, int month, int date, int hour)
{
    int64_t minute = day_of(year, month, date) * DAY_MINUTES + hour * 60;
    return (2 * minute - wall_of(minute)) * MINUTE;
}

static void red_outside_the_hours_is_told_whom_to_call_and_when_somebody_looks(void **unused)
{
    static const struct hours weekdays = {
        {540, 540, 540, 540, 540, 0, 0}, {900, 900, 900, 900, 900, 0, 0}, 0, NULL};
    const struct service service = {
        .name = STR("Follow-up"), .phone = STR("55 00 00 00"), .hours = weekdays};
    const struct language *english = language_find(STR("en"));
    struct arena arena;
    struct promise promise;
    (void)unused;
    arena_init(&arena);
    /* Maundy Thursday 2026: nobody looks before the Tuesday after Easter. */
    int64_t thursday = noon_in(2026, 4, 2, 12), monday = noon_in(2026, 11, 23, 12);
    struct str red = service_sent_text(&arena, english, &service, thursday, ZONE_RED);
    hold_text(red, "Tuesday, between 09:00 and 15:00");
    hold_text(red, "call the out-of-hours service on 116117 now");
    hold_text(red, "113");
    struct str yellow = service_sent_text(&arena, english, &service, thursday, ZONE_YELLOW);
    hold_text(yellow, "If you get worse");
    struct str green = service_sent_text(&arena, english, &service, thursday, ZONE_GREEN);
    assert_null(strstr(green.at, "116117"));
    struct str open = service_sent_text(&arena, english, &service, monday, ZONE_RED);
    hold_text(open, "today, before 15:00");
    assert_null(strstr(open.at, "116117"));
    /* Minutes before closing the telephone is still answered. */
    struct str soon = service_sent_text(&arena, english, &service,
                                        noon_in(2026, 11, 23, 14) + 50 * MINUTE, ZONE_RED);
    hold_text(soon, "tomorrow, between 09:00 and 15:00");
    hold_text(soon, "call Follow-up on 55 00 00 00 now");
    /* And when nobody has looked in time. */
    hours_promise(&weekdays, monday, &promise);
    struct str passed = service_promise_text(&arena, english, &service, &promise, KEPT_PASSED,
                                             noon_in(2026, 11, 23, 18));
    hold_text(passed, "nobody at the service has looked");
    hold_text(passed, "116117");
    passed = service_promise_text(&arena, english, &service, &promise, KEPT_PASSED,
                                  noon_in(2026, 11, 24, 10));
    hold_text(passed, "call Follow-up on 55 00 00 00");
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_told_is_what_a_walk_minute_by_minute_finds),
        cmocka_unit_test(whoever_works_those_hours_can_keep_what_is_promised),
        cmocka_unit_test(of_thirty_years_each_working_day_is_open_and_no_holiday),
        cmocka_unit_test(each_minute_of_the_days_that_change_the_clock_is_right),
        cmocka_unit_test(the_words_name_the_local_day_and_the_walls_clock),
        cmocka_unit_test(red_outside_the_hours_is_told_whom_to_call_and_when_somebody_looks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
