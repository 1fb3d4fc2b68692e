/* Earlier days, for what a single report cannot say: changes, what lasts, and drift from a level.
 *
 * They are asked ahead with the other questions of all reports of the writer's round
 * (gather_history_foresee), by what is plain before anything is judged; whatever is needed beyond
 * that is asked when it is. */
#include "base/caltime.h"
#include "clinical/day.h"
#include "observation/observation_stretch.h"
#include "triage/gather.h"
#include "triage/habit_days.h"

/* The days that a change can reach back, and today. */
enum { CHANGE_DAYS = 16 };

const struct habit *gather_habit(const struct gather *gather, enum parameter parameter)
{
    const struct rules *rules = gather->rules;
    for (size_t i = 0; i < rules->habit_count; i++)
        if (rules->habits[i].parameter == parameter)
            return &rules->habits[i];
    return NULL;
}

/* A change, or a limit that waits for a second day. */
static bool looks_back(const struct rules *rules, enum parameter parameter)
{
    for (size_t i = 0; i < rules->limit_count; i++) {
        const struct limit *limit = &rules->limits[i];
        if (limit->parameter == parameter &&
            (limit->kind == LIMIT_GAIN || limit->basis == BASIS_HABITUAL ||
             limit->basis == BASIS_REPEATED))
            return true;
    }
    return false;
}

/* Which parameters' earlier days are needed; `all`: also of those that are not in the report. */
static size_t looking_back(const struct gather *gather, bool all, enum parameter back_r[])
{
    const struct triage_input *input = gather->input;
    size_t count = 0;
    for (enum parameter p = PARAMETER_NONE + 1; p < PARAMETER_COUNT; p++) {
        bool came = all;
        for (size_t i = 0; i < input->count && !came; i++)
            came = input->values[i].measurement.parameter == p &&
                   day_accepts(&input->values[i].measurement, 0);
        if (came && gather->rules->followed[p] &&
            (gather_habit(gather, p) || looks_back(gather->rules, p)))
            back_r[count++] = p;
    }
    return count;
}

static struct day_stretch days_of_change(const struct gather *gather, enum parameter parameter)
{
    int32_t today = (int32_t)caltime_oslo_day(gather->tx->now);
    return (struct day_stretch){parameter, today - CHANGE_DAYS + 1, today};
}

struct stretch_question triage_question(const struct triage_input *input)
{
    return (struct stretch_question){
        .patient = &input->patient,
        .without = input->keys,
        .without_count = input->key_count,
        .ahead = input->ahead ? input->ahead->list : NULL,
        .ahead_count = input->ahead ? input->ahead->count : 0,
    };
}

size_t triage_own(const struct triage_input *input, enum parameter parameter, int32_t first,
                  struct measurement *values_r)
{
    size_t count = 0;
    for (size_t i = 0; i < input->count; i++)
        if (input->values[i].measurement.parameter == parameter &&
            input->values[i].measurement.day >= first)
            values_r[count++] = input->values[i].measurement;
    return count;
}

/* ---- ahead ---- */

/* Of several enrolments the longest. */
static void note_ahead(struct triage_ahead *ahead, const struct day_stretch *stretch)
{
    size_t at = 0;
    while (at < ahead->count && ahead->list[at].stretch.parameter != stretch->parameter)
        at++;
    if (at == ahead->count)
        ahead->list[ahead->count++].stretch = *stretch;
    else if (ahead->list[at].stretch.first > stretch->first)
        ahead->list[at].stretch.first = stretch->first;
}

void gather_history_foresee(const struct gather *gather, bool all, struct triage_ahead *ahead)
{
    enum parameter parameters[PARAMETER_COUNT];
    size_t count = looking_back(gather, all, parameters);
    for (size_t i = 0; i < count; i++) {
        const struct habit *habit = gather_habit(gather, parameters[i]);
        struct day_stretch stretch = days_of_change(gather, parameters[i]);
        if (habit)
            stretch.first =
                habit_days_first(gather->input, gather->tx->now, habit, CHANGE_DAYS - 1);
        note_ahead(ahead, &stretch);
    }
}

/* ---- when a report is judged ---- */

/* The accepted values of the days of a change, with the report's own. */
static bool change_days(const struct gather *gather, enum parameter parameter,
                        struct day_value *days_r, size_t *count_r, struct error *error)
{
    const struct triage_input *input = gather->input;
    const struct day_stretch stretch = days_of_change(gather, parameter);
    struct stretch_question question = triage_question(input);
    struct day_reading *stored;
    size_t count;
    question.stretches = &stretch;
    question.count = 1;
    if (!observation_stretch(gather->tx, &question, &stored, &count, error))
        return false;
    struct measurement *all =
        arena_array(gather->tx->arena, struct measurement, count + input->count);
    for (size_t i = 0; i < count; i++)
        all[i] = stored[i].measurement;
    count += triage_own(input, parameter, stretch.first, all + count);
    struct day_value *days = arena_array(gather->tx->arena, struct day_value, count);
    count = days_settle(all, count, 0, days);
    *count_r = count < CHANGE_DAYS ? count : CHANGE_DAYS;
    if (count)
        memcpy(days_r, days + count - *count_r, *count_r * sizeof *days_r);
    return true;
}

/* Those of the parameters that have a level, in their order. */
static bool take_habit_days(const struct gather *gather, const enum parameter parameters[],
                            size_t count, struct habit_days days_r[], size_t *room_r,
                            struct error *error)
{
    size_t wanted = 0;
    for (size_t i = 0; i < count; i++) {
        const struct habit *habit = gather_habit(gather, parameters[i]);
        if (habit)
            days_r[wanted++] = (struct habit_days){.habit = habit};
    }
    if (!habit_days_take(gather->input, gather->tx, CHANGE_DAYS - 1, days_r, wanted, error))
        return false;
    *room_r = count * CHANGE_DAYS;
    for (size_t i = 0; i < wanted; i++)
        *room_r += days_r[i].count;
    return true;
}

bool gather_history(const struct gather *gather, bool all, struct occasion *occasion,
                    struct error *error)
{
    enum parameter parameters[PARAMETER_COUNT];
    struct habit_days habits[PARAMETER_COUNT], *habit = habits;
    size_t count = looking_back(gather, all, parameters), used = 0, added, room;
    if (!take_habit_days(gather, parameters, count, habits, &room, error))
        return false;
    struct day_value *history = arena_array(gather->tx->arena, struct day_value, room);
    for (size_t i = 0; i < count; i++) {
        if (gather_habit(gather, parameters[i])) {
            if (habit->count)
                memcpy(history + used, habit->days, habit->count * sizeof *history);
            added = habit++->count;
        } else if (!change_days(gather, parameters[i], history + used, &added, error)) {
            return false;
        }
        used += added;
    }
    occasion->history = history;
    occasion->history_count = used;
    return true;
}
