#include "replay/replay.h"

#include "clinical/day.h"

#include <stdlib.h>
#include <string.h>

#define HOUR INT64_C(3600000) /* milliseconds */

/* How far the rules look back: drift at 60 valid days and today's, not older than so many; the mean
 * of the pressure at six days before. */
enum { WINDOW = 61, OLDEST = 400, PRESSURE_DAYS = 6 };

/* Readings of one day that are judged together. The rules look at each beside all others, so that
 * thousands would take long. */
enum { TOGETHER = 500 };

/* The accepted days of one parameter: all of them, and those up to the day that is judged. */
struct track {
    size_t from, until, end;
};

struct run {
    const struct replay *replay;
    struct limit limits[PROGRAMME_LIMITS];
    size_t limit_count;
    struct habit habits[PARAMETER_COUNT];
    size_t habit_count;
    struct rules rules;
    struct day_value *days; /* by parameter, then day */
    struct track tracks[PARAMETER_COUNT];
    size_t window; /* days of one parameter that are looked back on */
    /* Room for what one day is judged with. */
    struct day_value *history;
    struct measurement *readings;
    struct finding *findings;
    struct triage before, part; /* of a day that is judged in parts */
    int32_t first, last;
    size_t proposal_count;
    struct replay_proposal *proposals;
};

/* ---- the habitual level ---- */

static bool has_own(const struct replay *replay, enum parameter parameter)
{
    for (size_t i = 0; i < replay->own_count; i++)
        if (replay->own[i].parameter == parameter)
            return true;
    for (size_t i = 0; i < replay->habit_count; i++)
        if (replay->habits[i].parameter == parameter)
            return true;
    return false;
}

static bool adopt(struct run *run, enum parameter parameter, const struct trial_proposal *proposal)
{
    const struct baseline_prior *prior = baseline_prior(parameter);
    size_t count = 0;
    for (size_t i = 0; i < run->limit_count; i++)
        if (!trial_replaces(parameter, &run->limits[i]))
            run->limits[count++] = run->limits[i];
    if (count + proposal->limit_count > PROGRAMME_LIMITS)
        return false;
    memcpy(run->limits + count, proposal->limits, proposal->limit_count * sizeof run->limits[0]);
    run->limit_count = count + proposal->limit_count;
    run->habits[run->habit_count++] =
        (struct habit){.parameter = parameter,
                       .level = proposal->baseline.level,
                       .sigma = proposal->baseline.sigma,
                       .approved_on = run->first + run->replay->trial_days - 1,
                       .low = prior->low,
                       .high = prior->high};
    return true;
}

static bool end_trial(struct arena *arena, struct run *run, struct error *error)
{
    const struct replay *replay = run->replay;
    const struct trial trial = {.programme = replay->programme,
                                .values = replay->values,
                                .value_count = replay->value_count,
                                .findings = replay->findings,
                                .finding_count = replay->finding_count,
                                .from = run->first,
                                .days = replay->trial_days};
    run->proposals = arena_array(arena, struct replay_proposal, PARAMETER_COUNT);
    for (int i = 1; i < PARAMETER_COUNT; i++) {
        struct replay_proposal *one = &run->proposals[run->proposal_count];
        one->parameter = (enum parameter)i;
        if (!replay->programme->followed[i] || has_own(replay, one->parameter) ||
            !baseline_prior(one->parameter))
            continue;
        trial_propose(arena, &trial, one->parameter, &one->proposal);
        run->proposal_count += one->proposal.day_count > 0;
        if (one->proposal.limit_count && !adopt(run, one->parameter, &one->proposal))
            return error_at(error, ERROR_INVALID, "", "more than %d limits", PROGRAMME_LIMITS);
    }
    run->rules.limit_count = run->limit_count;
    run->rules.habit_count = run->habit_count;
    return true;
}

/* ---- what a day is judged with ---- */

/* The accepted days up to and with this one, as many as the rules look back on. */
static size_t history_to(struct run *run, int32_t day)
{
    size_t count = 0;
    for (int p = 0; p < PARAMETER_COUNT; p++) {
        struct track *track = &run->tracks[p];
        while (track->until < track->end && run->days[track->until].day <= day)
            track->until++;
        while (track->from < track->until &&
               (track->until - track->from > run->window ||
                (int64_t)run->days[track->from].day <= (int64_t)day - OLDEST))
            track->from++;
        size_t more = track->until - track->from;
        if (more)
            memcpy(run->history + count, run->days + track->from, more * sizeof *run->history);
        count += more;
    }
    return count;
}

static int by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_parameter(const void *a, const void *b)
{
    const struct measurement *one = a, *other = b;
    int order = by_number(one->parameter, other->parameter);
    order = order ? order : by_number(one->at, other->at);
    order = order ? order : by_number(one->day, other->day);
    order = order ? order : by_number(one->value, other->value);
    return order ? order : by_number(one->conditions, other->conditions);
}

static bool is_pressure(enum parameter parameter)
{
    return parameter == PARAMETER_SBP || parameter == PARAMETER_DBP;
}

/* The first and the last time of day among values; 0: none has one. */
static void times_of(const struct measurement *values, size_t count, int64_t *first_r,
                     int64_t *last_r)
{
    *first_r = *last_r = 0;
    for (size_t i = 0; i < count; i++) {
        if (!values[i].at)
            continue;
        *first_r = *first_r ? *first_r : values[i].at;
        *last_r = values[i].at;
    }
}

/* What lies within an hour of the values from..until, of each parameter the nearest, and the
 * pressures where their mean is looked at: of the days before, and of the same day where it is
 * judged in parts. */
static size_t readings_beside(struct run *run, size_t from, size_t until, int32_t day)
{
    const struct replay *replay = run->replay;
    const struct pressure_mean *mean = &run->rules.pressure_mean;
    const struct measurement *values = replay->values;
    bool pressures = mean->sbp || mean->dbp;
    int64_t first, last;
    size_t kept = 0, before[PARAMETER_COUNT] = {0}, after[PARAMETER_COUNT] = {0};
    times_of(values + from, until - from, &first, &last);
    for (size_t i = from; i > 0; i--) {
        const struct measurement *value = &values[i - 1];
        bool is_near = first && value->at && value->at >= first - HOUR;
        if ((int64_t)value->day < (int64_t)day - PRESSURE_DAYS || (!is_near && !pressures))
            break;
        is_near = is_near && before[value->parameter]++ < TOGETHER;
        if (is_near || (pressures && is_pressure(value->parameter)))
            run->readings[kept++] = *value;
    }
    for (size_t i = until; i < replay->value_count && values[i].day == day; i++) {
        bool is_near = first && values[i].at && values[i].at <= last + HOUR;
        if (!is_near && !pressures)
            break;
        is_near = is_near && after[values[i].parameter]++ < TOGETHER;
        if (is_near || (pressures && is_pressure(values[i].parameter)))
            run->readings[kept++] = values[i];
    }
    if (kept > 1)
        qsort(run->readings, kept, sizeof *run->readings, by_parameter);
    return kept;
}

/* What was answered on the day before only combines. `from`: the first of the day's own. */
static size_t findings_with(struct run *run, size_t from, size_t until, int32_t day)
{
    const struct replay *replay = run->replay;
    size_t count = 0, first = from;
    while ((run->rules.anthonisen || run->rules.oximetry) && first > 0 &&
           replay->findings[first - 1].day == day - 1)
        first--;
    for (size_t i = first; i < until; i++) {
        run->findings[count] = replay->findings[i];
        run->findings[count++].earlier = i < from;
    }
    return count;
}

/* ---- the days ---- */

/* Where a day's values and findings stand. */
struct reached {
    size_t value, value_end, finding, finding_end, score, score_end, gold, gold_end;
};

static bool is_same(const struct reason *a, const struct reason *b)
{
    return a->rule == b->rule && a->parameter == b->parameter && a->zone == b->zone &&
           a->value == b->value && a->limit == b->limit && a->day == b->day && a->days == b->days &&
           a->condition == b->condition && a->about == b->about;
}

/* Behind those that are as bad; what both parts say is said once. */
static void merge_reason(struct triage *whole, const struct reason *reason)
{
    size_t at = whole->reason_count;
    for (size_t i = 0; i < whole->reason_count; i++)
        if (is_same(&whole->reasons[i], reason))
            return;
    while (at > 0 && reason_is_before(reason, &whole->reasons[at - 1]))
        at--;
    if (at == TRIAGE_REASONS)
        return;
    whole->reason_count += whole->reason_count < TRIAGE_REASONS;
    memmove(&whole->reasons[at + 1], &whole->reasons[at],
            (whole->reason_count - at - 1) * sizeof *whole->reasons);
    whole->reasons[at] = *reason;
}

static void merge(struct triage *whole, const struct triage *part)
{
    if (part->zone > whole->zone)
        whole->unconfirmed = part->unconfirmed;
    else if (part->zone == whole->zone)
        whole->unconfirmed = whole->unconfirmed && part->unconfirmed;
    whole->zone = zone_worse(whole->zone, part->zone);
    for (size_t i = 0; i < part->reason_count; i++)
        merge_reason(whole, &part->reasons[i]);
}

static size_t count_alarming(const struct triage *triage)
{
    size_t count = 0;
    while (count < triage->reason_count && triage->reasons[count].zone >= ZONE_YELLOW)
        count++;
    return count;
}

/* As many reports would bring them, one after the other: what the parts before gave combines, and
 * the answers come with the last. */
static void judge_parts(struct run *run, const struct reached *at, int32_t day,
                        const struct occasion *whole, struct triage *triage_r)
{
    struct occasion part = *whole;
    *triage_r = (struct triage){.zone = ZONE_NONE};
    for (size_t from = at->value, until; from < at->value_end; from = until) {
        until = at->value_end - from > TOGETHER ? from + TOGETHER : at->value_end;
        part.values = run->replay->values + from;
        part.value_count = until - from;
        part.finding_count = until == at->value_end ? whole->finding_count : 0;
        part.reading_count = readings_beside(run, from, until, day);
        run->before = *triage_r;
        part.earlier = run->before.reasons;
        part.earlier_count = count_alarming(&run->before);
        triage_judge(&run->rules, &part, &run->part);
        merge(triage_r, &run->part);
    }
}

/* By the scale in force, else by scale 1. */
static void tell_news2(const struct run *run, const struct occasion *occasion,
                       struct replay_day *day_r)
{
    enum news2_scale scale = run->rules.news2 ? run->rules.news2 : NEWS2_SCALE_1;
    if (!run->replay->tells || !triage_news2(&run->rules, occasion, scale, &day_r->news2))
        return;
    day_r->scale = scale;
    day_r->news2_judged = run->rules.news2 != NEWS2_SCALE_NONE;
}

static void judge_day(struct run *run, const struct reached *at, int32_t day,
                      struct replay_day *day_r)
{
    const struct replay *replay = run->replay;
    const struct measurement *values = replay->values + at->value;
    size_t count = at->value_end - at->value;
    bool empty = !count && at->finding == at->finding_end, parts = count > TOGETHER;
    size_t history = history_to(run, day);
    const struct occasion occasion = {
        .values = values,
        .value_count = count,
        .findings = run->findings,
        .finding_count = findings_with(run, at->finding, at->finding_end, day),
        .history = run->history,
        .history_count = empty ? 0 : history,
        .readings = run->readings,
        .reading_count = count && !parts ? readings_beside(run, at->value, at->value_end, day) : 0,
    };
    *day_r = (struct replay_day){.day = day,
                                 .missing = at->finding == at->finding_end,
                                 .scores = replay->scores + at->score,
                                 .score_count = at->score_end - at->score,
                                 .gold_told = at->gold_end > at->gold};
    if (day_r->gold_told)
        gold_tell(replay->gold, at->gold_end, day, &day_r->gold);
    for (size_t i = 0; i < count; i++)
        if (replay->programme->followed[values[i].parameter])
            day_r->missing = false;
    if (parts)
        judge_parts(run, at, day, &occasion, &day_r->triage);
    else
        triage_judge(&run->rules, &occasion, &day_r->triage);
    if (!parts)
        tell_news2(run, &occasion, day_r);
}

static bool make_rules(struct arena *arena, struct run *run, struct error *error)
{
    const struct replay *replay = run->replay;
    const struct programme *programme = replay->programme;
    size_t own;
    struct str text =
        replay->own_count ? limits_print(arena, replay->own, replay->own_count) : STR_NONE;
    if (!programme_limits(programme, text, run->limits, &run->limit_count, &own, error))
        return false;
    for (size_t i = 0; i < replay->habit_count && run->habit_count < PARAMETER_COUNT; i++)
        run->habits[run->habit_count++] = replay->habits[i];
    run->rules = (struct rules){
        .limits = run->limits,
        .limit_count = run->limit_count,
        .followed = programme->followed,
        .scores = programme->score_limits,
        .score_count = programme->score_limit_count,
        .combinations = programme->combinations,
        .combination_count = programme->combination_count,
        .habits = run->habits,
        .habit_count = run->habit_count,
        .news2 = replay->news2 != NEWS2_SCALE_NONE ? replay->news2 : programme->rules.news2,
        .oximetry = programme->rules.oximetry,
        .anthonisen = programme->rules.anthonisen,
        .pressure_mean = programme->rules.pressure_mean,
    };
    run->window = WINDOW;
    for (size_t i = 0; i < run->limit_count; i++)
        if (run->limits[i].kind == LIMIT_GAIN && (size_t)run->limits[i].days >= run->window)
            run->window = (size_t)run->limits[i].days + 1;
    return true;
}

static void make_days(struct arena *arena, struct run *run)
{
    const struct replay *replay = run->replay;
    size_t values = replay->value_count;
    struct measurement *readings = arena_array(arena, struct measurement, values);
    run->days = arena_array(arena, struct day_value, values);
    if (values)
        memcpy(readings, replay->values, values * sizeof *readings);
    size_t count = days_settle(readings, values, 0, run->days);
    for (size_t i = 0; i < count; i++) {
        struct track *track = &run->tracks[run->days[i].parameter];
        if (!track->end)
            track->from = track->until = i;
        track->end = i + 1;
    }
    run->history = arena_array(arena, struct day_value, count);
    run->readings = readings; /* they have served */
    run->findings = arena_array(arena, struct finding, replay->finding_count);
}

static void reach(struct run *run, int32_t first, int32_t last)
{
    bool none = run->first > run->last;
    run->first = none || first < run->first ? first : run->first;
    run->last = none || last > run->last ? last : run->last;
}

static void find_ends(struct run *run)
{
    const struct replay *replay = run->replay;
    size_t values = replay->value_count, findings = replay->finding_count;
    size_t scores = replay->score_count, facts = replay->gold_count;
    run->first = 1;
    if (replay->spans) {
        run->first = replay->from;
        run->last = replay->until;
        return;
    }
    if (values)
        reach(run, replay->values[0].day, replay->values[values - 1].day);
    if (findings)
        reach(run, replay->findings[0].day, replay->findings[findings - 1].day);
    if (scores)
        reach(run, replay->scores[0].day, replay->scores[scores - 1].day);
    if (facts)
        reach(run, replay->gold[0].day, replay->gold[facts - 1].day);
}

static void find_day(const struct replay *replay, int32_t day, struct reached *at)
{
    at->value = at->value_end;
    while (at->value < replay->value_count && replay->values[at->value].day < day)
        at->value++;
    at->value_end = at->value;
    while (at->value_end < replay->value_count && replay->values[at->value_end].day == day)
        at->value_end++;
    at->finding = at->finding_end;
    while (at->finding < replay->finding_count && replay->findings[at->finding].day < day)
        at->finding++;
    at->finding_end = at->finding;
    while (at->finding_end < replay->finding_count && replay->findings[at->finding_end].day == day)
        at->finding_end++;
    at->score = at->score_end;
    while (at->score_end < replay->score_count && replay->scores[at->score_end].day <= day)
        at->score_end++;
    at->gold = at->gold_end;
    while (at->gold_end < replay->gold_count && replay->gold[at->gold_end].day <= day)
        at->gold_end++;
}

bool replay_run(struct arena *arena, const struct replay *replay,
                void (*each)(const struct replay_day *day, void *context), void *context,
                struct error *error)
{
    struct run *run = arena_new(arena, struct run);
    struct replay_day *judged = arena_new(arena, struct replay_day);
    struct reached at = {0};
    *run = (struct run){.replay = replay};
    if (!make_rules(arena, run, error))
        return false;
    make_days(arena, run);
    find_ends(run);
    for (int64_t day = run->first; day <= run->last; day++) {
        bool ends = replay->trial_days > 0 && day == (int64_t)run->first + replay->trial_days;
        if (ends && !end_trial(arena, run, error))
            return false;
        find_day(replay, (int32_t)day, &at);
        judge_day(run, &at, (int32_t)day, judged);
        if (ends) {
            judged->proposal_count = run->proposal_count;
            judged->proposals = run->proposals;
        }
        each(judged, context);
    }
    return true;
}
