#include "course.h"

#include "clinical/day.h"
#include "clinical/judge.h"

#include <string.h>

#define KEPT_DAYS 64 /* valid ones: more than any rule looks back */
#define WEEK 7
#define NEEDED_DAYS 2
#define LEVEL_DAYS 14
#define LEVEL_ALARMS 7 /* of as many reports as LEVEL_DAYS: the level is approved anew */
#define LEVEL_SPAN 120 /* days within which they must lie */
#define WHOLE_POINT INT64_C(1000000)
#define DAY_MS INT64_C(86400000)
#define MORNING (INT64_C(7) * 3600000)
#define REPEAT_AFTER INT64_C(180000)
#define READINGS_MOST (PERSON_MEASURES * PERSON_READINGS)
#define FINDINGS_MOST (2 * (SYMPTOM_COUNT + 3))

struct past {
    struct day_value days[KEPT_DAYS];
    size_t count;
    unsigned alarms; /* bit 0: the last report alarmed by this parameter's level; bit 1: the one
                        before … */
};

struct run {
    struct arena *arena;
    const struct plan *plan;
    const struct person *person;
    struct levels levels;
    struct past past[PERSON_MEASURES];
    struct measurement trial[PERSON_TRIAL * READINGS_MOST];
    size_t trial_count;
    struct finding told[PERSON_TRIAL * FINDINGS_MOST];
    size_t told_count;
    /* One day. */
    struct measurement values[READINGS_MOST];
    size_t value_count;
    struct finding findings[FINDINGS_MOST];
    size_t finding_count;
    struct day_value history[PERSON_MEASURES * (KEPT_DAYS + 1)];
};

/* ---- the history ---- */

static void keep(struct past *past, struct day_value day)
{
    if (past->count == KEPT_DAYS) {
        memmove(past->days, past->days + 1, (KEPT_DAYS - 1) * sizeof past->days[0]);
        past->count--;
    }
    past->days[past->count++] = day;
}

/* The days of today's accepted readings, by parameter. */
static size_t settle_today(const struct run *run, struct day_value days_r[READINGS_MOST])
{
    struct measurement readings[READINGS_MOST];
    memcpy(readings, run->values, run->value_count * sizeof readings[0]);
    return days_settle(readings, run->value_count, 0, days_r);
}

static size_t place_of(const struct person *person, enum parameter parameter)
{
    size_t place = 0;
    while (place + 1 < person->measure_count && person->measures[place] != parameter) {
        place++;
    }
    return place;
}

/* In the order of the parameters. */
static size_t make_history(struct run *run)
{
    struct day_value today[READINGS_MOST];
    size_t today_count = settle_today(run, today), count = 0;
    for (int parameter = 1; parameter < PARAMETER_COUNT; parameter++) {
        const struct past *past = &run->past[place_of(run->person, (enum parameter)parameter)];
        if (past->count && past->days[0].parameter == (enum parameter)parameter) {
            memcpy(run->history + count, past->days, past->count * sizeof past->days[0]);
            count += past->count;
        }
        for (size_t i = 0; i < today_count; i++) {
            if (today[i].parameter == (enum parameter)parameter) {
                run->history[count++] = today[i];
            }
        }
    }
    return count;
}

static void end_day(struct run *run)
{
    struct day_value today[READINGS_MOST];
    size_t count = settle_today(run, today);
    for (size_t i = 0; i < count; i++) {
        keep(&run->past[place_of(run->person, today[i].parameter)], today[i]);
    }
}

/* ---- a day ---- */

static void measure(struct run *run, int day, size_t place, int number)
{
    const struct person *person = run->person;
    int64_t value = person->values[day][place][number];
    int32_t date = PERSON_FIRST_DAY + day;
    run->values[run->value_count++] =
        (struct measurement){.parameter = person->measures[place],
                             .value = value,
                             .marks = validity_marks(person->measures[place], value),
                             .conditions = person->conditions[place],
                             .day = date,
                             .at = date * DAY_MS + MORNING + number * REPEAT_AFTER};
}

/* Of today, and, to be looked at beside them, those of the day before. */
static void answer(struct run *run, int day)
{
    const struct person *person = run->person;
    int32_t date = PERSON_FIRST_DAY + day;
    run->finding_count = plan_findings(run->plan, person->symptoms[day], date, run->findings);
    if (day == 0 || !person->reports[day - 1]) {
        return;
    }
    struct finding *before = run->findings + run->finding_count;
    size_t count = plan_findings(run->plan, person->symptoms[day - 1], date - 1, before);
    for (size_t i = 0; i < count; i++) {
        before[i].earlier = true;
    }
    run->finding_count += count;
}

static void judge(struct run *run, struct triage *triage_r)
{
    const struct plan *plan = run->plan;
    const struct programme *programme = plan->programme;
    const struct set *set = plan->set;
    const struct rules rules = {
        .limits = run->levels.limits,
        .limit_count = run->levels.limit_count,
        .followed = plan->followed,
        .scores = plan->scores,
        .score_count = plan->score_count,
        .combinations = programme->combinations,
        .combination_count = set->parts & PART_COMBINATIONS ? programme->combination_count : 0,
        .habits = run->levels.habits,
        .habit_count = run->levels.habit_count,
        .news2 = programme->rules.news2,
        .oximetry = set->parts & PART_OXIMETRY && programme->rules.oximetry,
        .anthonisen = set->parts & PART_ANTHONISEN && programme->rules.anthonisen,
        .pressure_mean = programme->rules.pressure_mean,
    };
    const struct occasion occasion = {.values = run->values,
                                      .value_count = run->value_count,
                                      .findings = run->findings,
                                      .finding_count = run->finding_count,
                                      .history = run->history,
                                      .history_count = make_history(run)};
    triage_judge(&rules, &occasion, triage_r);
}

static bool is_counted(const struct set *set, const struct reason *reason)
{
    return reason->zone >= ZONE_YELLOW &&
           (!set->counted || set->counted & UINT64_C(1) << reason->rule);
}

static enum zone zone_of(const struct set *set, const struct triage *triage, uint64_t *rules_r)
{
    enum zone zone = ZONE_GREEN;
    *rules_r = 0;
    for (size_t i = 0; i < triage->reason_count; i++) {
        const struct reason *reason = &triage->reasons[i];
        if (is_counted(set, reason)) {
            zone = reason->zone > zone ? reason->zone : zone;
            *rules_r |= UINT64_C(1) << reason->rule;
        }
    }
    return zone;
}

/* Measures again what asks for it; false: nothing does. */
static bool repeat(struct run *run, int day, int number, const struct triage *triage)
{
    bool any = false;
    for (size_t i = 0; i < run->person->measure_count; i++) {
        bool asked = false;
        for (size_t j = 0; j < triage->reason_count; j++) {
            const struct reason *reason = &triage->reasons[j];
            asked = asked || (reason->parameter == run->person->measures[i] && reason->unsure &&
                              is_counted(run->plan->set, reason));
        }
        if (asked) {
            measure(run, day, i, number);
        }
        any = any || asked;
    }
    return any;
}

/* ---- new levels ---- */

static bool is_ill(const struct person *person, int day)
{
    for (size_t i = 0; i < person->episode_count; i++) {
        if (day >= person->episodes[i].onset && day < person->episodes[i].until) {
            return true;
        }
    }
    return false;
}

static void note_alarms(struct run *run, const struct triage *triage)
{
    const uint64_t ours = UINT64_C(1) << RULE_LIMIT_RED_LOW | UINT64_C(1) << RULE_LIMIT_YELLOW_LOW |
                          UINT64_C(1) << RULE_LIMIT_YELLOW_HIGH |
                          UINT64_C(1) << RULE_LIMIT_RED_HIGH | UINT64_C(1) << RULE_DRIFT_LOW |
                          UINT64_C(1) << RULE_DRIFT_HIGH;
    for (size_t i = 0; i < run->person->measure_count; i++) {
        bool alarmed = false;
        for (size_t j = 0; j < triage->reason_count; j++) {
            const struct reason *reason = &triage->reasons[j];
            alarmed = alarmed || (reason->parameter == run->person->measures[i] &&
                                  reason->zone >= ZONE_YELLOW && ours >> reason->rule & 1);
        }
        run->past[i].alarms = (run->past[i].alarms << 1 | alarmed) & ((1U << LEVEL_DAYS) - 1);
    }
}

/* From the last days with values, however far apart: as a trial of as many. */
static void renew_level(struct run *run, enum parameter parameter, const struct day_value *days,
                        int day)
{
    struct measurement values[LEVEL_DAYS];
    for (int i = 0; i < LEVEL_DAYS; i++) {
        values[i] = (struct measurement){.parameter = parameter,
                                         .value = days[i].value,
                                         .marks = validity_marks(parameter, days[i].value),
                                         .conditions = CONDITION_REST,
                                         .day = PERSON_FIRST_DAY + i};
    }
    const struct trial trial = {.programme = run->plan->programme,
                                .values = values,
                                .value_count = LEVEL_DAYS,
                                .from = PERSON_FIRST_DAY,
                                .days = LEVEL_DAYS};
    levels_adopt(run->arena, &run->levels, run->plan, parameter, &trial, PERSON_FIRST_DAY + day);
}

/* Who looks at an alarm that stands for weeks in a patient who is well orders a new level. */
static void renew_levels(struct run *run, int day)
{
    for (size_t i = 0; i < run->person->measure_count && !is_ill(run->person, day); i++) {
        struct past *past = &run->past[i];
        enum parameter parameter = run->person->measures[i];
        if (past->count < LEVEL_DAYS || run->plan->set->no_levels & 1U << parameter ||
            __builtin_popcount(past->alarms) < LEVEL_ALARMS) {
            continue;
        }
        const struct day_value *days = past->days + past->count - LEVEL_DAYS;
        if (days[LEVEL_DAYS - 1].day - days[0].day < LEVEL_SPAN) {
            renew_level(run, parameter, days, day);
            past->alarms = 0;
        }
    }
}

/* ---- a report ---- */

/* What the trial is made of: all values, and what was answered on their days. */
static void keep_trial(struct run *run, int day)
{
    memcpy(run->trial + run->trial_count, run->values, run->value_count * sizeof run->values[0]);
    run->trial_count += run->value_count;
    for (size_t i = 0; i < run->finding_count; i++) {
        if (run->findings[i].day == PERSON_FIRST_DAY + day) {
            run->told[run->told_count++] = run->findings[i];
        }
    }
}

static void report(struct run *run, int day, struct course *course)
{
    struct triage triage;
    uint64_t first_rules;
    run->value_count = 0;
    for (size_t i = 0; i < run->person->measure_count; i++) {
        measure(run, day, i, 0);
    }
    validity_pressure(run->values, run->value_count);
    answer(run, day);
    judge(run, &triage);
    enum zone first = zone_of(run->plan->set, &triage, &first_rules), last = first;
    course->rules[day] = first_rules;
    for (int i = 1; i <= run->person->repeats[day] && repeat(run, day, i, &triage); i++) {
        judge(run, &triage);
        last = zone_of(run->plan->set, &triage, &course->rules[day]);
    }
    if (first == ZONE_RED && last != ZONE_RED) { /* red did not wait */
        last = first;
        course->rules[day] |= first_rules;
    }
    course->zones[day] = last;
    note_alarms(run, &triage);
    if (day < PERSON_TRIAL) {
        keep_trial(run, day);
    }
    end_day(run);
}

/* ---- the year ---- */

static bool meets_standard(const struct plan *plan, const struct measurement *value)
{
    for (size_t i = 0; i < plan->limit_count; i++) {
        const struct limit *limit = &plan->limits[i];
        bool fits = !limit->condition || limit->condition & value->conditions;
        if (limit->kind == LIMIT_VALUE && limit->parameter == value->parameter && fits &&
            operator_holds(limit->operator, value->value, limit->value)) {
            return true;
        }
    }
    return false;
}

/* Whether a doctor would order it who orders few. */
static bool is_needed(const struct run *run, enum parameter parameter)
{
    int alarms = 0;
    int32_t last = 0;
    if (parameter == (run->person->illness == ILLNESS_COPD ? PARAMETER_SPO2 : PARAMETER_WEIGHT)) {
        return true;
    }
    for (size_t i = 0; i < run->trial_count; i++) {
        const struct measurement *value = &run->trial[i];
        if (value->parameter == parameter && value->day != last &&
            meets_standard(run->plan, value)) {
            last = value->day;
            alarms++;
        }
    }
    return alarms >= NEEDED_DAYS;
}

static void end_trial(struct run *run)
{
    const struct trial trial = {.programme = run->plan->programme,
                                .values = run->trial,
                                .value_count = run->trial_count,
                                .findings = run->told,
                                .finding_count = run->told_count,
                                .from = PERSON_FIRST_DAY,
                                .days = PERSON_TRIAL};
    for (size_t i = 0; i < run->person->measure_count; i++) {
        enum parameter parameter = run->person->measures[i];
        const struct set *set = run->plan->set;
        if (!(set->no_levels & 1U << parameter) && (!set->needed || is_needed(run, parameter))) {
            levels_adopt(run->arena, &run->levels, run->plan, parameter, &trial,
                         PERSON_FIRST_DAY + PERSON_TRIAL - 1);
        }
    }
}

void course_run(struct arena *arena, const struct plan *plan, const struct person *person,
                struct course *course_r)
{
    struct run *run = arena_new(arena, struct run);
    int next = 0;
    *run = (struct run){.arena = arena, .plan = plan, .person = person};
    memset(course_r, 0, sizeof *course_r);
    memcpy(run->levels.limits, plan->limits, plan->limit_count * sizeof plan->limits[0]);
    run->levels.limit_count = plan->limit_count;
    for (int day = 0; day < PERSON_DAYS; day++) {
        if (day == PERSON_TRIAL && plan->set->parts & PART_LEVELS) {
            end_trial(run);
        }
        course_r->due[day] = day >= next;
        if (!course_r->due[day] || !person->reports[day]) {
            continue;
        }
        report(run, day, course_r);
        if (day >= PERSON_TRIAL && plan->set->renewed) {
            renew_levels(run, day);
        }
        bool seldom = person->weekly && day >= PERSON_TRIAL;
        next = day + (seldom && course_r->zones[day] == ZONE_GREEN ? WEEK : 1);
    }
    arena_reset(arena);
}
