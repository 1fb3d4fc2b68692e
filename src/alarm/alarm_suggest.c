#include "alarm/alarm_suggest.h"

#include "clinical/day.h"
#include "limit/limit_row.h"
#include "replay/trial.h"

#include <stdlib.h>

/* Of fewer days no percentile is told. */
enum { MOVE_DAYS_LEAST = 10 };

struct trying {
    struct arena *arena;
    const struct alarm_suggesting *given;
    struct limit all[PROGRAMME_LIMITS]; /* that hold; the first `own` are the patient's */
    size_t all_count, own;
    struct levels levels;
    struct history_judged before;
    struct alarm_suggestion *list;
    size_t count;
};

const char *alarm_suggestion_word(enum alarm_suggestion_kind kind)
{
    static const char *const words[] = {"own_level", "move", "persist"};
    return words[kind];
}

/* ---- what must not be lost ---- */

static bool is_acted_on(const struct alarm_own *own, int32_t day)
{
    unsigned at;
    int64_t number = alarm_month_of(day, &at);
    for (size_t i = 0; i < own->month_count; i++) {
        const struct alarm_month *month = &own->months[i];
        if (month->month == number)
            return ((month->yellow | month->red) & ~month->downgraded & UINT32_C(1) << at) != 0;
    }
    return false;
}

static bool loses_nothing(const struct trying *t, const struct history_judged *after)
{
    for (size_t i = 0; i < after->day_count; i++) {
        const struct history_day *was = &t->before.list[i], *is = &after->list[i];
        if (was->zone == ZONE_RED && is->zone != ZONE_RED)
            return false;
        if (was->zone >= ZONE_YELLOW && is->zone < ZONE_YELLOW &&
            is_acted_on(t->given->own, was->day))
            return false;
    }
    return true;
}

static int64_t alarms_of(const struct history_days *days)
{
    return days->yellow + days->red;
}

static bool judge(struct trying *t, const struct limit_order *order,
                  struct history_judged *judged_r, struct error *error)
{
    const struct history_rules rules = {.limits = order->limits,
                                        .limit_count = order->limit_count,
                                        .habits = order->levels.habits,
                                        .habit_count = order->levels.habit_count,
                                        .news2 = order->levels.news2};
    return history_judge(t->arena, t->given->history, &rules, judged_r, error);
}

/* ---- a set ---- */

/* What is in force, with every limit of one parameter, kind and condition as the patient's own: an
 * order takes the place of all of these together. */
static bool begin_order(struct trying *t, const struct limit *about, struct limit_order *order_r)
{
    struct limit *limits = arena_array(t->arena, struct limit, PROGRAMME_LIMITS);
    *order_r = (struct limit_order){.limits = limits, .levels = t->levels};
    for (size_t i = 0; i < t->all_count; i++) {
        const struct limit *one = &t->all[i];
        bool same = one->parameter == about->parameter && one->kind == about->kind &&
                    one->condition == about->condition;
        if (i < t->own || same)
            limits[order_r->limit_count++] = *one;
    }
    return order_r->limit_count < LIMIT_ORDER_MOST;
}

static struct limit *limit_in(const struct limit_order *order, const struct limit *like)
{
    for (size_t i = 0; i < order->limit_count; i++) {
        struct limit *one = &order->limits[i];
        if (one->parameter == like->parameter && one->kind == like->kind &&
            one->condition == like->condition && one->side == like->side &&
            one->zone == like->zone && one->days == like->days)
            return one;
    }
    return NULL;
}

static void keep(struct trying *t, const struct alarm_suggestion *one)
{
    int64_t lowered = alarms_of(&one->before) - alarms_of(&one->after);
    size_t at = t->count;
    while (at > 0 &&
           alarms_of(&t->list[at - 1].before) - alarms_of(&t->list[at - 1].after) < lowered)
        at--;
    if (at == ALARM_SUGGESTIONS)
        return;
    if (t->count < ALARM_SUGGESTIONS)
        t->count++;
    memmove(&t->list[at + 1], &t->list[at], (t->count - at - 1) * sizeof *t->list);
    t->list[at] = *one;
}

static bool try_order(struct trying *t, struct alarm_suggestion *one, struct error *error)
{
    struct error why = {0};
    struct history_judged after;
    bool looser;
    limits_sort(one->order.limits, one->order.limit_count);
    habits_sort(one->order.levels.habits, one->order.levels.habit_count);
    if (!limit_order_may_hold(t->given->programme, &one->order, t->arena, &looser, &why))
        return true;
    if (!judge(t, &one->order, &after, error))
        return false;
    one->before = t->before.days;
    one->after = after.days;
    if (alarms_of(&one->after) < alarms_of(&one->before) && loses_nothing(t, &after))
        keep(t, one);
    return true;
}

/* ---- the patient's own level ---- */

static void set_habit(struct levels *levels, enum parameter parameter,
                      const struct trial_proposal *proposal)
{
    const struct baseline_prior *prior = baseline_prior(parameter);
    size_t at = 0;
    while (at < levels->habit_count && levels->habits[at].parameter != parameter)
        at++;
    if (at == levels->habit_count)
        levels->habit_count++;
    levels->habits[at] = (struct habit){.parameter = parameter,
                                        .level = proposal->baseline.level,
                                        .sigma = proposal->baseline.sigma,
                                        .low = prior->low,
                                        .high = prior->high};
}

static bool has_level(const struct trying *t, enum parameter parameter)
{
    for (size_t i = 0; i < t->levels.habit_count; i++)
        if (t->levels.habits[i].parameter == parameter)
            return true;
    return false;
}

/* What is recommended after a trial, from the last days; and a level that there is, renewed. Red
 * limits stay as they are. What rises or falls through the days is nobody's usual: a slow change
 * for the worse must not become the level that hides it. */
static bool try_own_level(struct trying *t, enum parameter parameter, struct error *error)
{
    const struct history *history = t->given->history;
    int32_t from = history->to - ALARM_LEVEL_DAYS + 1;
    const struct trial trial = {.programme = t->given->programme,
                                .values = history->values,
                                .value_count = history->value_count,
                                .findings = history->findings,
                                .finding_count = history->finding_count,
                                .from = from > history->from ? from : history->from,
                                .days = ALARM_LEVEL_DAYS};
    struct trial_proposal *proposal = arena_new(t->arena, struct trial_proposal);
    struct alarm_suggestion *one = arena_new(t->arena, struct alarm_suggestion);
    struct trial_advice advice;
    one->kind = SUGGEST_OWN_LEVEL;
    if (history->to - history->from + 1 < ALARM_LEVEL_DAYS)
        return true;
    trial_propose(t->arena, &trial, parameter, proposal);
    trial_advise(t->arena, &trial, parameter, proposal, &advice);
    bool renewed = advice.why == TRIAL_STANDARD_QUIET && has_level(t, parameter);
    if (proposal->baseline.warnings || (!advice.recommended && !renewed) ||
        !begin_order(t, &proposal->limits[0], &one->order))
        return true;
    one->now = proposal->limits[0];
    for (size_t i = 0; i < proposal->limit_count; i++) {
        const struct limit *limit = &proposal->limits[i];
        struct limit *there = limit_in(&one->order, limit);
        if (limit->zone != ZONE_YELLOW || one->order.limit_count == LIMIT_ORDER_MOST)
            continue;
        if (there)
            *there = *limit;
        else
            one->order.limits[one->order.limit_count++] = *limit;
    }
    set_habit(&one->order.levels, parameter, proposal);
    return try_order(t, one, error);
}

/* ---- a limit moved ---- */

static int by_value(const void *a, const void *b)
{
    const int64_t *one = a, *other = b;
    return *one < *other ? -1 : *one > *other;
}

/* The daily values of the period, in order. */
static size_t values_of(const struct trying *t, enum parameter parameter, int64_t *values)
{
    const struct history *history = t->given->history;
    struct measurement *own = arena_array(t->arena, struct measurement, history->value_count);
    struct day_value *days = arena_array(t->arena, struct day_value, history->value_count);
    size_t count = 0;
    for (size_t i = 0; i < history->value_count; i++)
        if (history->values[i].parameter == parameter && history->values[i].day >= history->from &&
            history->values[i].day <= history->to)
            own[count++] = history->values[i];
    count = days_settle(own, count, MARK_UNCONFIRMED, days);
    for (size_t i = 0; i < count; i++)
        values[i] = days[i].value;
    if (count)
        qsort(values, count, sizeof *values, by_value);
    return count;
}

/* Inclusive limits at the percentile would meet it: one step beyond, at the usual decimals. */
static int64_t beyond(const struct limit *limit, int64_t value)
{
    int64_t step = parameter_step(limit->parameter);
    if (limit->side == SIDE_LOW)
        return (value - 1) / step * step;
    return (value / step + 1) * step;
}

static bool try_move(struct trying *t, const struct limit *limit, struct error *error)
{
    int64_t *values = arena_array(t->arena, int64_t, t->given->history->value_count + 1);
    size_t count = values_of(t, limit->parameter, values);
    struct alarm_suggestion *one = arena_new(t->arena, struct alarm_suggestion);
    if (count < MOVE_DAYS_LEAST || !begin_order(t, limit, &one->order))
        return true;
    size_t fifth = count / 20;
    int64_t value = beyond(limit, values[limit->side == SIDE_LOW ? fifth : count - 1 - fifth]);
    bool tighter = limit->side == SIDE_LOW ? value >= limit->value : value <= limit->value;
    struct limit *there = limit_in(&one->order, limit);
    if (tighter || !there)
        return true;
    there->value = value;
    one->kind = SUGGEST_MOVE;
    one->was = *limit;
    one->now = *there;
    return try_order(t, one, error);
}

/* ---- a limit that waits ---- */

static bool try_persist(struct trying *t, const struct limit *limit, struct error *error)
{
    struct alarm_suggestion *one = arena_new(t->arena, struct alarm_suggestion);
    if (limit->basis != BASIS_ABSOLUTE || !begin_order(t, limit, &one->order))
        return true;
    struct limit *there = limit_in(&one->order, limit);
    if (!there)
        return true;
    there->basis = BASIS_REPEATED;
    one->kind = SUGGEST_PERSIST;
    one->was = *limit;
    one->now = *there;
    return try_order(t, one, error);
}

/* ---- all ---- */

static bool try_limits(struct trying *t, struct error *error)
{
    for (size_t i = 0; i < t->before.limit_count; i++) {
        const struct history_limit *one = &t->before.limits[i];
        if (one->limit.zone != ZONE_YELLOW || one->limit.kind != LIMIT_VALUE || !one->alarm_days)
            continue;
        if (!try_move(t, &one->limit, error) || !try_persist(t, &one->limit, error))
            return false;
    }
    return true;
}

static bool is_drift(enum rule rule)
{
    return rule == RULE_DRIFT_LOW || rule == RULE_DRIFT_HIGH;
}

/* By a limit, or by a level that is no longer the patient's. */
static bool alarms_by(const struct trying *t, enum parameter parameter)
{
    for (size_t i = 0; i < t->before.limit_count; i++)
        if (t->before.limits[i].limit.parameter == parameter && t->before.limits[i].alarm_days)
            return true;
    for (size_t i = 0; i < t->before.rule_count; i++)
        if (is_drift(t->before.rules[i].rule) && t->before.rules[i].parameter == parameter)
            return true;
    return false;
}

bool alarm_suggest(struct arena *arena, const struct alarm_suggesting *suggesting,
                   struct alarm_suggestion list_r[ALARM_SUGGESTIONS], size_t *count_r,
                   struct error *error)
{
    struct trying *t = arena_new(arena, struct trying);
    t->arena = arena;
    t->given = suggesting;
    t->list = list_r;
    *count_r = 0;
    if (suggesting->history->cut) /* what would be lost on the oldest days is not known */
        return true;
    if (!programme_limits(suggesting->programme, suggesting->limits, t->all, &t->all_count, &t->own,
                          error) ||
        !levels_read(suggesting->levels, &t->levels, error))
        return false;
    const struct limit_order in_force = {
        .limits = t->all, .limit_count = t->own, .levels = t->levels};
    if (!judge(t, &in_force, &t->before, error))
        return false;
    for (enum parameter p = PARAMETER_NONE + 1; p < PARAMETER_COUNT; p++)
        if (suggesting->programme->followed[p] && baseline_prior(p) && alarms_by(t, p) &&
            !try_own_level(t, p, error))
            return false;
    if (!try_limits(t, error))
        return false;
    *count_r = t->count;
    return true;
}
