#include "schedule/schedule.h"

enum { WEEK = 7, AHEAD = 42, POINTS = 3072 };

/* ---- days ---- */

static bool covers(const struct day_range *ranges, size_t count, int32_t day)
{
    for (size_t i = 0; i < count; i++)
        if (ranges[i].from <= day && day < ranges[i].until)
            return true;
    return false;
}

static bool is_paused(const struct schedule *schedule, int32_t day)
{
    return covers(schedule->pauses, schedule->pause_count, day);
}

/* 0 Monday … 6 Sunday; 1970-01-01 was a Thursday. */
static int weekday(int32_t day)
{
    return (int)((((int64_t)day + 3) % WEEK + WEEK) % WEEK);
}

static bool holds(const struct schedule *schedule, const struct schedule_phase *phase, int32_t day)
{
    return phase->from <= day && day < phase->until && !is_paused(schedule, day);
}

/* ---- a phase on a day ---- */

/* Days of a week on which a report on free days may be asked for, of those from `day` to Sunday. */
static int days_left(const struct schedule *schedule, const struct schedule_phase *phase,
                     int32_t day)
{
    int left = 0;
    for (int32_t at = day; at - day < WEEK - weekday(day); at++)
        left += holds(schedule, phase, at);
    return left;
}

/* Of n a week the last is due on Sunday, the one before it on Saturday: later nobody could make
 * them on days of their own. One whose day is paused, or no longer of the phase, falls away: it
 * does not move to a day before, which may be over when the pause or the change is written. */
static bool falls_in_week(const struct schedule *schedule, const struct schedule_phase *phase,
                          int32_t day, struct due *due)
{
    int32_t monday = day - weekday(day);
    int n = phase->a_week < WEEK ? phase->a_week : WEEK;
    int32_t first = monday + WEEK - n;
    if (day < first)
        return false;
    due->of = days_left(schedule, phase, first);
    due->number = due->of - days_left(schedule, phase, day) + 1;
    due->opens = monday;
    return true;
}

static bool falls_on(const struct schedule *schedule, const struct schedule_phase *phase,
                     int32_t day, struct due *due)
{
    if (!holds(schedule, phase, day))
        return false;
    switch (phase->kind) {
    case SCHEDULE_EVERY:
        return phase->every > 0 && ((int64_t)day - phase->from) % phase->every == 0;
    case SCHEDULE_WEEKDAYS:
        return phase->weekdays >> weekday(day) & 1;
    case SCHEDULE_A_WEEK:
        return phase->a_week > 0 && falls_in_week(schedule, phase, day, due);
    case SCHEDULE_ON_REQUEST:
        break;
    }
    return false;
}

/* ---- the points of a day ---- */

struct points {
    struct due *list;
    size_t count, most;
};

static bool is_same(const struct due *a, const struct due *b)
{
    return a->by.minute == b->by.minute && a->opens == b->opens && a->number == b->number &&
           a->of == b->of;
}

static bool is_before(const struct due *a, const struct due *b)
{
    if (a->by.minute != b->by.minute)
        return a->by.minute < b->by.minute;
    if (a->of != b->of)
        return a->of < b->of;
    return a->number != b->number ? a->number < b->number : a->opens < b->opens;
}

/* In order, each once: what two programmes ask at the same time is one report. */
static void add_point(struct points *points, size_t from, const struct due *due)
{
    size_t at = points->count;
    for (size_t i = from; i < points->count; i++)
        if (is_same(&points->list[i], due))
            return;
    if (points->count == points->most)
        return;
    for (; at > from && is_before(due, &points->list[at - 1]); at--)
        points->list[at] = points->list[at - 1];
    points->list[at] = *due;
    points->count++;
}

static void add_phase(struct points *points, size_t from, const struct schedule_phase *phase,
                      struct due *due)
{
    size_t count = phase->deadline_count;
    if (count == 0 || due->of) {
        due->by.minute = count ? phase->deadlines[count - 1] : SCHEDULE_DAY_ENDS;
        add_point(points, from, due);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        due->by.minute = phase->deadlines[i];
        add_point(points, from, due);
    }
}

/* What is due once on an unwell day: by the last deadline of whatever holds on that day. */
static int unwell_deadline(const struct schedule *schedule, int32_t day)
{
    int latest = 0;
    for (size_t i = 0; i < schedule->phase_count; i++) {
        const struct schedule_phase *phase = &schedule->phases[i];
        if (holds(schedule, phase, day) && phase->deadline_count &&
            phase->deadlines[phase->deadline_count - 1] > latest)
            latest = phase->deadlines[phase->deadline_count - 1];
    }
    return latest ? latest : SCHEDULE_DAY_ENDS;
}

static bool has_fixed(const struct points *points, size_t from)
{
    for (size_t i = from; i < points->count; i++)
        if (!points->list[i].of)
            return true;
    return false;
}

static bool is_followed(const struct schedule *schedule, int32_t day)
{
    for (size_t i = 0; i < schedule->phase_count; i++)
        if (holds(schedule, &schedule->phases[i], day))
            return true;
    return false;
}

/* A report on the same day meets what is due once by an earlier deadline too. */
static void set_after(struct points *points, size_t from)
{
    int before = -1;
    for (size_t i = from; i < points->count; i++) {
        points->list[i].after = points->list[i].of ? -1 : before;
        if (!points->list[i].of)
            before = points->list[i].by.minute;
    }
}

static void add_day(struct points *points, const struct schedule *schedule, int32_t day)
{
    size_t from = points->count;
    for (size_t i = 0; i < schedule->phase_count; i++) {
        struct due due = {.opens = day, .by = {.day = day}};
        if (falls_on(schedule, &schedule->phases[i], day, &due))
            add_phase(points, from, &schedule->phases[i], &due);
    }
    if (covers(schedule->unwell, schedule->unwell_count, day) && is_followed(schedule, day) &&
        !has_fixed(points, from)) {
        const struct due due = {.opens = day, .by = {day, unwell_deadline(schedule, day)}};
        add_point(points, from, &due);
    }
    set_after(points, from);
}

size_t schedule_due(const struct schedule *schedule, int32_t from, int32_t until, struct due *due_r,
                    size_t most)
{
    struct points points = {.list = due_r, .most = most};
    for (int32_t day = from; day < until && points.count < most; day++)
        add_day(&points, schedule, day);
    return points.count;
}

/* ---- what is met ---- */

static bool is_past(const struct local_time *a, const struct local_time *b)
{
    return a->day != b->day ? a->day > b->day : a->minute > b->minute;
}

/* How many different days of the week up to Sunday have a report. */
static int days_reported(const struct due *due, const struct schedule_facts *facts)
{
    int32_t sunday = due->by.day + WEEK - 1 - weekday(due->by.day), last = due->opens - 1;
    int days = 0;
    for (size_t i = 0; i < facts->report_count; i++) {
        const struct local_time *report = &facts->reports[i];
        if (report->day > last && report->day <= sunday && !is_past(report, &facts->now)) {
            days++;
            last = report->day;
        }
    }
    return days;
}

static bool is_met(const struct due *due, const struct schedule_facts *facts)
{
    if (due->of)
        return days_reported(due, facts) >= due->number;
    for (size_t i = 0; i < facts->report_count; i++) {
        const struct local_time *report = &facts->reports[i];
        if (report->day == due->by.day && report->minute > due->after &&
            report->minute <= due->by.minute)
            return true;
    }
    return false;
}

enum due_state due_state(const struct due *due, const struct schedule_facts *facts)
{
    if (is_met(due, facts))
        return DUE_MET;
    if (!is_past(&facts->now, &due->by))
        return DUE_AHEAD;
    return facts->cleared.day && !is_past(&due->by, &facts->cleared) ? DUE_CLEARED : DUE_MISSED;
}

/* ---- how it stands ---- */

static void look_ahead(const struct due *due, const struct schedule_facts *facts,
                       struct schedule_look *look)
{
    if (look->has_next)
        return;
    look->has_next = true;
    look->next = *due;
    const struct local_time opens = {due->opens, due->after + 1};
    look->due = !is_past(&opens, &facts->now);
}

/* Was there, after that day and until today, a day on which nobody followed the patient? */
static bool is_interrupted(const struct schedule *schedule, int32_t after, int32_t today)
{
    for (int32_t day = after + 1; day <= today; day++)
        if (!is_followed(schedule, day))
            return true;
    return false;
}

/* A report on a free day may have come before what was missed on a fixed one, and says nothing of
 * it. */
static bool has_come_since(const struct schedule_facts *facts, const struct local_time *missed)
{
    for (size_t i = 0; i < facts->report_count; i++)
        if (is_past(&facts->reports[i], missed) && !is_past(&facts->reports[i], &facts->now))
            return true;
    return false;
}

int32_t schedule_looks_from(const struct schedule_facts *facts)
{
    int32_t usual = facts->now.day - SCHEDULE_LOOKS_BACK;
    int32_t first = facts->now.day - SCHEDULE_LOOKS_BACK_MOST;
    if (!facts->stands_since || facts->stands_since >= usual)
        return usual;
    return facts->stands_since > first ? facts->stands_since : first;
}

bool schedule_look_from(const struct schedule *schedule, const struct schedule_facts *facts,
                        int32_t from, struct schedule_look *look_r)
{
    struct due points[POINTS];
    int32_t today = facts->now.day;
    struct local_time missed = {from - 1, SCHEDULE_DAY_ENDS}; /* no earlier one is later */
    size_t count = schedule_due(schedule, from, today + AHEAD, points, POINTS);
    bool told = is_interrupted(schedule, from - 1, today);
    *look_r = (struct schedule_look){.missing = false};
    for (size_t i = 0; i < count; i++) {
        enum due_state state = due_state(&points[i], facts);
        if (state == DUE_AHEAD)
            look_ahead(&points[i], facts, look_r);
        if (state == DUE_MISSED) {
            if (!look_r->missed || is_interrupted(schedule, missed.day, points[i].by.day)) {
                look_r->missed = 0;
                look_r->since = points[i].by;
            }
            look_r->missed++;
            missed = points[i].by;
        }
        if (state == DUE_CLEARED ||
            (state == DUE_MET && (!points[i].of || has_come_since(facts, &missed)))) {
            look_r->missed = 0;
            told = true;
        }
    }
    if (look_r->missed && is_interrupted(schedule, missed.day, today))
        look_r->missed = 0;
    look_r->missing = look_r->missed > 0;
    return told;
}

void schedule_look(const struct schedule *schedule, const struct schedule_facts *facts,
                   struct schedule_look *look_r)
{
    (void)schedule_look_from(schedule, facts, schedule_looks_from(facts), look_r);
}

int32_t schedule_change_from(const struct schedule *old, const struct schedule_facts *facts)
{
    struct due points[SCHEDULE_DEADLINES * 4];
    int32_t today = facts->now.day;
    size_t count = schedule_due(old, today, today + 1, points, sizeof points / sizeof points[0]);
    return count ? today + 1 : today;
}

int schedule_every(const struct schedule_phase *phase)
{
    if (phase->kind == SCHEDULE_EVERY)
        return phase->every;
    return phase->kind == SCHEDULE_A_WEEK && phase->a_week == 1 ? WEEK : 0;
}
