#include "replay/replay.h"

#include "base/caltime.h"
#include "base/json_out.h"
#include "clinical/day.h"
#include "triage/reasons.h"

#include <stdio.h>

#define HISTORY_DAYS 400 /* more than any rule looks back */

struct run {
    const struct replay *replay;
    struct limit limits[PROGRAMME_LIMITS];
    size_t limit_count;
    struct habit habits[PARAMETER_COUNT];
    size_t habit_count;
    struct day_value *days; /* all of the series, by parameter, then day */
    size_t day_count;
    struct day_value *history; /* room for those of one judgement */
    int32_t first, last;
};

/* ---- the habitual level ---- */

static bool has_own(const struct replay *replay, enum parameter parameter)
{
    for (size_t i = 0; i < replay->own_count; i++)
        if (replay->own[i].parameter == parameter)
            return true;
    return false;
}

static bool is_tighter(enum limit_side side, int64_t a, int64_t b)
{
    return side == SIDE_LOW ? a > b : a < b;
}

/* The tightest of the programme's floors and standing red limits on a side: nothing that is
 * proposed may be looser. */
static bool floor_of(const struct programme *programme, enum parameter parameter,
                     enum limit_side side, struct limit *floor_r)
{
    bool found = false;
    for (size_t i = 0; i < programme->floor_count; i++) {
        const struct programme_floor *floor = &programme->floors[i];
        if (floor->parameter == parameter && floor->side == side &&
            (!found || is_tighter(side, floor->value, floor_r->value))) {
            *floor_r = (struct limit){.parameter = parameter,
                                      .side = side,
                                      .operator= floor->operator,
                                      .value = floor->value };
            found = true;
        }
    }
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *limit = &programme->limits[i];
        if (limit->parameter == parameter && limit->side == side && limit->zone == ZONE_RED &&
            limit->kind == LIMIT_VALUE && !limit->condition &&
            (!found || is_tighter(side, limit->value, floor_r->value))) {
            *floor_r = *limit;
            found = true;
        }
    }
    return found;
}

/* A standard yellow limit that the patient's own takes the place of. Red ones stay, and so does
 * what holds for a condition. */
static bool is_replaced(const struct limit *limit, enum parameter parameter,
                        const struct baseline_prior *prior)
{
    return limit->parameter == parameter && limit->kind == LIMIT_VALUE && !limit->condition &&
           limit->zone == ZONE_YELLOW && (limit->side == SIDE_LOW ? prior->low : prior->high);
}

static bool adopt(struct run *run, enum parameter parameter, const struct baseline *baseline)
{
    const struct baseline_prior *prior = baseline_prior(parameter);
    struct limit limits[PROGRAMME_LIMITS];
    size_t count = 0;
    for (size_t i = 0; i < run->limit_count; i++)
        if (!is_replaced(&run->limits[i], parameter, prior))
            limits[count++] = run->limits[i];
    for (size_t i = 0; i < 4; i++)
        if (baseline->limits[i].side == SIDE_LOW ? prior->low : prior->high) {
            if (count == PROGRAMME_LIMITS)
                return false;
            limits[count++] = baseline->limits[i];
        }
    if (!limits_ordered(limits, count, parameter))
        return true; /* the level lies where the floor is: nothing to propose */
    memcpy(run->limits, limits, count * sizeof limits[0]);
    run->limit_count = count;
    run->habits[run->habit_count++] =
        (struct habit){.parameter = parameter,
                       .level = baseline->level,
                       .sigma = baseline->sigma,
                       .approved_on = run->first + run->replay->trial_days - 1,
                       .low = prior->low,
                       .high = prior->high};
    return true;
}

/* The days of the trial, without values that should have been measured again. */
static size_t trial_days(struct arena *arena, const struct run *run, enum parameter parameter,
                         struct day_value **days_r)
{
    const struct series *series = run->replay->series;
    struct measurement *readings = arena_array(arena, struct measurement, series->count);
    size_t count = 0;
    for (size_t i = 0; i < series->count; i++)
        if (series->values[i].parameter == parameter &&
            series->values[i].day < run->first + run->replay->trial_days)
            readings[count++] = series->values[i];
    *days_r = arena_array(arena, struct day_value, count);
    return days_settle(readings, count, MARK_UNCONFIRMED, *days_r);
}

static bool end_trial(struct arena *arena, struct run *run, struct error *error)
{
    const struct programme *programme = run->replay->programme;
    for (int i = 1; i < PARAMETER_COUNT; i++) {
        enum parameter parameter = (enum parameter)i;
        struct limit low, high;
        struct baseline baseline;
        struct day_value *days;
        if (!programme->followed[i] || has_own(run->replay, parameter) ||
            !baseline_prior(parameter))
            continue;
        struct baseline_input input = {.parameter = parameter,
                                       .trial_days = run->replay->trial_days};
        input.day_count = trial_days(arena, run, parameter, &days);
        input.days = days;
        input.floor_low = floor_of(programme, parameter, SIDE_LOW, &low) ? &low : NULL;
        input.floor_high = floor_of(programme, parameter, SIDE_HIGH, &high) ? &high : NULL;
        baseline_propose(&input, &baseline);
        if (baseline.quality != BASELINE_NONE && !adopt(run, parameter, &baseline))
            return error_at(error, ERROR_INVALID, "", "more than %d limits", PROGRAMME_LIMITS);
    }
    return true;
}

/* ---- the days ---- */

/* The accepted days up to and with one. */
static size_t history_to(struct run *run, int32_t day)
{
    size_t count = 0;
    for (size_t i = 0; i < run->day_count; i++)
        if (run->days[i].day <= day && run->days[i].day > day - HISTORY_DAYS)
            run->history[count++] = run->days[i];
    return count;
}

static void judge_day(struct run *run, const struct measurement *values, size_t count, int32_t day,
                      struct replay_day *day_r)
{
    const struct programme *programme = run->replay->programme;
    const struct rules rules = {.limits = run->limits,
                                .limit_count = run->limit_count,
                                .followed = programme->followed,
                                .scores = programme->score_limits,
                                .score_count = programme->score_limit_count,
                                .combinations = programme->combinations,
                                .combination_count = programme->combination_count,
                                .habits = run->habits,
                                .habit_count = run->habit_count};
    const struct occasion occasion = {.values = values,
                                      .value_count = count,
                                      .history = run->history,
                                      .history_count = count ? history_to(run, day) : 0};
    day_r->day = day;
    day_r->missing = true;
    for (size_t i = 0; i < count; i++)
        if (programme->followed[values[i].parameter])
            day_r->missing = false;
    triage_judge(&rules, &occasion, &day_r->triage);
}

static bool prepare(struct arena *arena, const struct replay *replay, struct run *run,
                    struct error *error)
{
    const struct series *series = replay->series;
    struct measurement *readings = arena_array(arena, struct measurement, series->count);
    size_t own;
    *run = (struct run){.replay = replay};
    struct str text =
        replay->own_count ? limits_print(arena, replay->own, replay->own_count) : STR_NONE;
    if (!programme_limits(replay->programme, text, run->limits, &run->limit_count, &own, error))
        return false;
    if (series->count)
        memcpy(readings, series->values, series->count * sizeof *readings);
    run->days = arena_array(arena, struct day_value, series->count);
    run->history = arena_array(arena, struct day_value, series->count);
    run->day_count = days_settle(readings, series->count, 0, run->days);
    run->first = series->count ? series->values[0].day : 0;
    run->last = series->count ? series->values[series->count - 1].day : -1;
    return true;
}

bool replay_run(struct arena *arena, const struct replay *replay,
                void (*each)(const struct replay_day *day, void *context), void *context,
                struct error *error)
{
    struct run *run = arena_new(arena, struct run);
    size_t from = 0, until;
    if (!prepare(arena, replay, run, error))
        return false;
    for (int32_t day = run->first; day <= run->last; day++, from = until) {
        struct replay_day judged;
        for (until = from;
             until < replay->series->count && replay->series->values[until].day == day;)
            until++;
        if (day == run->first + replay->trial_days && !end_trial(arena, run, error))
            return false;
        judge_day(run, replay->series->values + from, until - from, day, &judged);
        each(&judged, context);
    }
    return true;
}

/* ---- lines ---- */

void replay_print(struct buf *out, const struct replay_day *day, const struct language *language)
{
    struct json_out line;
    int year, month, date;
    /* No answers are judged here, whose words would have to be looked up. */
    const struct teller teller = {.arena = out->arena, .language = language};
    struct reasons reasons = {.count = day->triage.reason_count};
    memcpy(reasons.list, day->triage.reasons, reasons.count * sizeof reasons.list[0]);
    caltime_civil(day->day, &year, &month, &date);
    json_out_init(&line, out->arena, 256);
    json_object_open(&line);
    json_key(&line, "day");
    json_printf(&line, "%04d-%02d-%02d", year, month, date);
    json_put_text(&line, "zone", zone_word(day->triage.zone));
    json_key(&line, "reasons");
    reasons_json(&line, &teller, &reasons);
    if (day->triage.unconfirmed)
        json_put_bool(&line, "unconfirmed", true);
    if (day->missing)
        json_put_bool(&line, "missing", true);
    json_object_close(&line);
    buf_str(out, json_out_slice(&line));
    buf_char(out, '\n');
}
