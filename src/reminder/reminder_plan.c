#include "reminder/reminder_plan.h"

#include <stdio.h>
#include <string.h>

enum {
    BEFORE = 2 * 60,    /* a deadline by the clock */
    DAY_ENDS = 17 * 60, /* when a day's end is the deadline */
    MORNING = 10 * 60,  /* of the last day of a week, and of the day after a miss */
    LEAST = 15,         /* minutes that are left for the report */
    AHEAD = 3,
    BACK = 1, /* days of deadlines */
    POINTS = REMINDERS_MOST,
};

static bool is_after(const struct local_time *a, const struct local_time *b)
{
    return a->day != b->day ? a->day > b->day : a->minute > b->minute;
}

static bool is_quiet(const struct quiet *quiet, int minute)
{
    if (quiet->from <= quiet->until)
        return quiet->from <= minute && minute < quiet->until;
    return minute >= quiet->from || minute < quiet->until;
}

static struct local_time after_quiet(const struct quiet *quiet, struct local_time at)
{
    if (!is_quiet(quiet, at.minute))
        return at;
    at.day += quiet->from > quiet->until && at.minute >= quiet->from;
    at.minute = quiet->until;
    return at;
}

static struct local_time earlier_by(struct local_time at, int minutes)
{
    at.minute -= minutes;
    if (at.minute < 0) {
        at.minute += SCHEDULE_DAY_ENDS;
        at.day--;
    }
    return at;
}

/* Of several a day not before the deadline of the one before: until then a report meets that. */
static struct local_time planned_for(const struct due *due)
{
    struct local_time at = {due->by.day, MORNING};
    if (due->by.minute < SCHEDULE_DAY_ENDS) {
        struct local_time before = earlier_by(due->by, BEFORE);
        if (!due->of || is_after(&at, &before))
            at = before;
    } else if (!due->of) {
        at.minute = DAY_ENDS;
    }
    if (at.day == due->by.day && at.minute < due->after)
        at.minute = due->after;
    if (at.day < due->opens)
        at = (struct local_time){due->opens, 0};
    return at;
}

static bool holds_on(const struct schedule *schedule, int32_t day)
{
    bool holds = false;
    for (size_t i = 0; i < schedule->phase_count; i++)
        holds = holds || (schedule->phases[i].from <= day && day < schedule->phases[i].until);
    for (size_t i = 0; i < schedule->pause_count; i++)
        if (schedule->pauses[i].from <= day && day < schedule->pauses[i].until)
            return false;
    return holds;
}

/* Whatever was sent since, nobody is told that it did not come. */
static bool came_since(const struct schedule_facts *facts, const struct local_time *by)
{
    return facts->report_count && is_after(&facts->reports[facts->report_count - 1], by);
}

static bool plan_missed(const struct schedule *schedule, const struct due *due,
                        const struct schedule_facts *facts, struct reminder *one)
{
    one->kind = REMINDER_MISSED;
    one->planned = (struct local_time){due->by.day + 1, MORNING};
    return !came_since(facts, &due->by) && holds_on(schedule, one->planned.day);
}

/* By the day on which one would be sent. */
static bool rests_on(const struct schedule_look *look, const struct schedule_facts *facts,
                     int32_t day)
{
    int32_t from = look->since.day > facts->asked ? look->since.day : facts->asked;
    return look->missing && look->missed > 1 && day - from >= REMINDED_DAYS;
}

bool reminder_rests(const struct schedule *schedule, const struct schedule_facts *facts)
{
    struct schedule_look look;
    schedule_look(schedule, facts, &look);
    return rests_on(&look, facts, facts->now.day);
}

static bool is_in_time(const struct reminder *one)
{
    struct local_time last = earlier_by(one->by, LEAST);
    if (one->kind == REMINDER_MISSED)
        return one->at.day == one->planned.day;
    return !is_after(&one->at, &last);
}

/* Two programmes may ask by the same time; of one day's misses the last is enough. */
static struct reminder *place_of(struct reminder *plan, size_t count, const struct reminder *one)
{
    for (size_t i = 0; i < count; i++)
        if (plan[i].kind == one->kind && plan[i].by.day == one->by.day &&
            (one->kind == REMINDER_MISSED || plan[i].by.minute == one->by.minute))
            return &plan[i];
    return &plan[count];
}

size_t reminder_plan(const struct schedule *schedule, const struct schedule_facts *facts,
                     const struct quiet *quiet, struct reminder plan_r[REMINDERS_MOST])
{
    struct due due[POINTS];
    size_t points =
        schedule_due(schedule, facts->now.day - BACK, facts->now.day + AHEAD, due, POINTS);
    struct schedule_look look;
    size_t count = 0;
    schedule_look(schedule, facts, &look);
    if (points > POINTS)
        points = POINTS;
    for (size_t i = 0; i < points; i++) {
        struct reminder one = {REMINDER_DUE, due[i].by, planned_for(&due[i]), {0, 0}};
        enum due_state state = due_state(&due[i], facts);
        if (state != DUE_AHEAD &&
            (state != DUE_MISSED || !plan_missed(schedule, &due[i], facts, &one)))
            continue;
        one.at = after_quiet(quiet, is_after(&one.planned, &facts->now) ? one.planned : facts->now);
        if (!is_in_time(&one) || rests_on(&look, facts, one.planned.day))
            continue;
        struct reminder *place = place_of(plan_r, count, &one);
        count += place == &plan_r[count];
        *place = one;
    }
    return count;
}

void reminder_about(const struct reminder *reminder, char text_r[REMINDER_ABOUT])
{
    snprintf(text_r, REMINDER_ABOUT, "%s:%d:%d", reminder->kind == REMINDER_DUE ? "due" : "missed",
             (int)reminder->by.day, reminder->by.minute);
}
