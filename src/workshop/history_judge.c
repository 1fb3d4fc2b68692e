/* A history's days judged, and what alarmed on them counted. */
#include "base/caltime.h"
#include "limit/limit_row.h"
#include "replay/replay.h"
#include "workshop/history.h"

#include <string.h>

/* Different rules and parameters beside limits: more than there are. */
enum { RULES_MOST = 64, POINTS_A_DAY = 32 };

struct judging {
    struct arena *arena;
    const struct history *history;
    struct history_judged *judged;
    /* The day on which each was counted last, so that it counts once a day. */
    int64_t limit_on[PROGRAMME_LIMITS], rule_on[RULES_MOST];
};

/* ---- which limit ---- */

static bool is_change(enum rule rule)
{
    return rule == RULE_GAIN_YELLOW || rule == RULE_GAIN_RED || rule == RULE_LOSS_YELLOW ||
           rule == RULE_LOSS_RED;
}

static bool is_value(enum rule rule)
{
    return rule == RULE_LIMIT_RED_LOW || rule == RULE_LIMIT_YELLOW_LOW ||
           rule == RULE_LIMIT_YELLOW_HIGH || rule == RULE_LIMIT_RED_HIGH;
}

static bool is_low(enum rule rule)
{
    return rule == RULE_LIMIT_RED_LOW || rule == RULE_LIMIT_YELLOW_LOW ||
           rule == RULE_LOSS_YELLOW || rule == RULE_LOSS_RED;
}

static bool is_same_bound(const struct limit *limit, const struct reason *reason)
{
    return reason->has_limit && limit->value == reason->limit &&
           limit->operator== reason->operator&& limit->condition == reason->condition;
}

/* A red limit that waits for a repeat is told as yellow. */
static bool is_of(const struct limit *limit, const struct reason *reason)
{
    bool change = limit->kind == LIMIT_GAIN;
    if (limit->parameter != reason->parameter || !is_same_bound(limit, reason) ||
        (limit->side == SIDE_LOW) != is_low(reason->rule) ||
        (limit->zone != reason->zone && limit->basis != BASIS_CONFIRMED))
        return false;
    return change ? is_change(reason->rule) && limit->days == reason->days : is_value(reason->rule);
}

static bool count_limit(struct judging *judging, const struct reason *reason, int32_t day)
{
    struct history_judged *judged = judging->judged;
    for (size_t i = 0; i < judged->limit_count; i++) {
        if (!is_of(&judged->limits[i].limit, reason))
            continue;
        judged->limits[i].alarm_days += judging->limit_on[i] != day;
        judging->limit_on[i] = day;
        return true;
    }
    return false;
}

/* In the order of rule and parameter. */
static void count_rule(struct judging *judging, const struct reason *reason, int32_t day)
{
    struct history_judged *judged = judging->judged;
    size_t at = 0;
    while (at < judged->rule_count && (judged->rules[at].rule < reason->rule ||
                                       (judged->rules[at].rule == reason->rule &&
                                        judged->rules[at].parameter < reason->parameter)))
        at++;
    bool known = at < judged->rule_count && judged->rules[at].rule == reason->rule &&
                 judged->rules[at].parameter == reason->parameter;
    if (!known) {
        if (judged->rule_count == RULES_MOST)
            return;
        memmove(&judged->rules[at + 1], &judged->rules[at],
                (judged->rule_count - at) * sizeof judged->rules[0]);
        memmove(&judging->rule_on[at + 1], &judging->rule_on[at],
                (judged->rule_count - at) * sizeof judging->rule_on[0]);
        judged->rules[at] = (struct history_rule){reason->rule, reason->parameter, 0};
        judging->rule_on[at] = INT64_MIN;
        judged->rule_count++;
    }
    judged->rules[at].alarm_days += judging->rule_on[at] != day;
    judging->rule_on[at] = day;
}

/* ---- the days ---- */

static void keep_reasons(struct judging *judging, const struct triage *triage,
                         struct history_day *day)
{
    size_t count = 0;
    while (count < triage->reason_count && triage->reasons[count].zone >= ZONE_YELLOW)
        count++;
    if (!count)
        return;
    struct reason *reasons = arena_array(judging->arena, struct reason, count);
    memcpy(reasons, triage->reasons, count * sizeof *reasons);
    day->reasons = reasons;
    day->reason_count = count;
    for (size_t i = 0; i < count; i++)
        if (!count_limit(judging, &reasons[i], day->day))
            count_rule(judging, &reasons[i], day->day);
}

/* `missing` says here only that there was no report; whether one was due is told afterwards. */
static void take_day(const struct replay_day *replayed, void *context)
{
    struct judging *judging = context;
    struct history_judged *judged = judging->judged;
    struct history_day *day = &judged->list[judged->day_count++];
    *day = (struct history_day){.day = replayed->day,
                                .missing = replayed->missing,
                                .unconfirmed = replayed->triage.unconfirmed,
                                .zone = replayed->triage.zone};
    keep_reasons(judging, &replayed->triage, day);
}

/* ---- what is missing ---- */

/* Nothing is missing before the day is over. */
static void settle_missing(struct arena *arena, const struct history *history,
                           struct history_judged *judged)
{
    const struct schedule *schedule = &history->due.schedule;
    struct schedule_facts facts = history->due.facts;
    size_t most = judged->day_count * POINTS_A_DAY;
    struct due *points = arena_array(arena, struct due, most);
    bool *missed = arena_array(arena, bool, judged->day_count);
    facts.now = (struct local_time){history->today, 0};
    size_t count = schedule_due(schedule, history->from, history->to + 1, points, most);
    for (size_t i = 0; i < count; i++)
        if (due_state(&points[i], &facts) == DUE_MISSED)
            missed[points[i].by.day - history->from] = true;
    for (size_t i = 0; i < judged->day_count; i++)
        judged->list[i].missing = judged->list[i].missing && missed[i];
}

static void settle(struct arena *arena, const struct history *history,
                   struct history_judged *judged)
{
    settle_missing(arena, history, judged);
    for (size_t i = 0; i < judged->day_count; i++) {
        const struct history_day *day = &judged->list[i];
        judged->days.missing += day->missing;
        judged->days.green += day->zone == ZONE_GREEN;
        judged->days.yellow += day->zone == ZONE_YELLOW;
        judged->days.red += day->zone == ZONE_RED;
    }
    judged->days.total =
        judged->days.missing + judged->days.green + judged->days.yellow + judged->days.red;
}

/* ---- all of it ---- */

static bool list_limits(struct judging *judging, const struct history_rules *rules,
                        struct error *error)
{
    struct limit *limits = arena_array(judging->arena, struct limit, PROGRAMME_LIMITS);
    size_t count, own;
    struct str text = rules->limit_count
                          ? limits_print(judging->arena, rules->limits, rules->limit_count)
                          : STR_NONE;
    if (!programme_limits(judging->history->programme, text, limits, &count, &own, error))
        return false;
    limits_sort(limits, own);
    struct history_limit *list = arena_array(judging->arena, struct history_limit, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct history_limit){.limit = limits[i], .individual = i < own};
        judging->limit_on[i] = INT64_MIN;
    }
    judging->judged->limits = list;
    judging->judged->limit_count = count;
    return true;
}

static struct habit *habits_from(struct arena *arena, const struct history *history,
                                 const struct history_rules *rules)
{
    struct habit *habits = arena_array(arena, struct habit, rules->habit_count);
    for (size_t i = 0; i < rules->habit_count; i++) {
        habits[i] = rules->habits[i];
        habits[i].approved_on = history->from - 1;
    }
    return habits;
}

bool history_judge(struct arena *arena, const struct history *history,
                   const struct history_rules *rules, struct history_judged *judged_r,
                   struct error *error)
{
    struct judging *judging = arena_new(arena, struct judging);
    *judging = (struct judging){.arena = arena, .history = history, .judged = judged_r};
    *judged_r = (struct history_judged){0};
    size_t days = history->to < history->from ? 0 : (size_t)(history->to - history->from) + 1;
    judged_r->list = arena_array(arena, struct history_day, days);
    judged_r->rules = arena_array(arena, struct history_rule, RULES_MOST);
    const struct replay replay = {
        .programme = history->programme,
        .values = history->values,
        .value_count = history->value_count,
        .findings = history->findings,
        .finding_count = history->finding_count,
        .own = rules->limits,
        .own_count = rules->limit_count,
        .habits = habits_from(arena, history, rules),
        .habit_count = rules->habit_count,
        .news2 = rules->news2,
        .spans = true,
        .from = history->from,
        .until = history->to,
    };
    if (!list_limits(judging, rules, error) ||
        !replay_run(arena, &replay, take_day, judging, error))
        return false;
    settle(arena, history, judged_r);
    return true;
}
