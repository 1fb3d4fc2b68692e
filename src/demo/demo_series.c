/* What a patient measures from day to day: about the habitual level, with a slow drift, a weekly
 * rhythm, days left out, an episode for some, and now and then a reading that cannot be. */
#include "base/decimal.h"
#include "demo/demo_patient.h"

#define RECOVERY 8 /* days */
/* Of yesterday's drift and of today's news, so that the sum keeps the deviation 1. */
#define PERSISTENCE 0.2
#define NEWS 0.9797958971132712
#define DAILY_REPORTED 0.92
#define ARTEFACTS 0.0025 /* of the reports */

int64_t demo_moment(int64_t day, int64_t minute)
{
    int64_t noon = day * DAY + 12 * HOUR;
    return day * DAY + minute * MINUTE - caltime_oslo_offset(noon) * MINUTE;
}

double demo_patient_episode(const struct demo_patient *patient, int64_t day)
{
    if (patient->course == COURSE_STABLE)
        return 0;
    int64_t rise = patient->target == PARAMETER_WEIGHT ? 7 : 4;
    int64_t left = patient->height - day;
    if (left >= rise || -left >= RECOVERY)
        return 0;
    return left >= 0 ? 1 - (double)left / (double)rise : 1 + (double)left / RECOVERY;
}

static double weekly(enum parameter parameter, int weekday)
{
    bool weekend = weekday >= 5;
    if (parameter == PARAMETER_WEIGHT)
        return weekday == 0 || weekday == 6 ? 0.1 : 0;
    return parameter == PARAMETER_PULSE && weekend ? 0.6 : 0;
}

static int64_t whole(double value, int64_t step)
{
    return (int64_t)(value * 1e6 / (double)step + 0.5) * step;
}

static int64_t step_of(enum parameter parameter)
{
    return parameter == PARAMETER_TEMP || parameter == PARAMETER_WEIGHT ? MICRO / 10 : MICRO;
}

static int64_t most_of(enum parameter parameter)
{
    return parameter == PARAMETER_SPO2 ? 100 * MICRO : INT64_MAX;
}

static void drift_on(struct demo_habit *habit, struct demo_random *random)
{
    habit->drift = PERSISTENCE * habit->drift + NEWS * demo_random_normal(random);
}

static int64_t possible(enum parameter parameter, int64_t value)
{
    return value > most_of(parameter) ? most_of(parameter) : value;
}

int64_t demo_habit_day(struct demo_habit *habit, enum parameter parameter,
                       struct demo_random *random)
{
    drift_on(habit, random);
    return possible(parameter,
                    whole(habit->level + habit->sigma * habit->drift, step_of(parameter)));
}

/* On the last morning the first patients and those in an episode are as they were planned. */
static bool is_settled(const struct demo_patient *patient, const struct demo_plan *plan,
                       enum parameter parameter, int64_t day)
{
    if (day != plan->last_day)
        return false;
    return patient->number <= 4 ||
           (patient->course >= COURSE_YELLOW && patient->target == parameter);
}

static bool is_stuck(const struct demo_patient *patient, const struct demo_plan *plan, int64_t day)
{
    return patient->quirk == QUIRK_STUCK && day > plan->last_day - DEMO_STUCK_DAYS &&
           day <= plan->last_day;
}

static void live(struct demo_patient *patient, const struct demo_plan *plan, int64_t day)
{
    double episode = demo_patient_episode(patient, day);
    int weekday = caltime_weekday(day);
    for (enum parameter p = PARAMETER_NONE + 1; p < PARAMETER_COUNT; p++) {
        struct demo_habit *habit = &patient->habits[p];
        int64_t step = step_of(p), value;
        if (habit->sigma <= 0)
            continue;
        drift_on(habit, &patient->random);
        if (is_settled(patient, plan, p, day) ||
            (p == PARAMETER_SPO2 && is_stuck(patient, plan, day)))
            value = whole(habit->level + episode * habit->worst, step);
        else
            value = whole(habit->level + weekly(p, weekday) + habit->sigma * habit->drift +
                              episode * habit->worst,
                          step);
        patient->values[p] = possible(p, value);
    }
}

static void choose_measured(struct demo_patient *patient, double episode)
{
    bool *measured = patient->measured;
    struct demo_random *random = &patient->random;
    bool lung = patient->in[DEMO_COPD], heart = patient->in[DEMO_HEART];
    bool worse = episode > 0.4;
    for (enum parameter p = 0; p < PARAMETER_COUNT; p++)
        measured[p] = false;
    bool temperature = demo_random_chance(random, worse ? 0.8 : 0.12);
    bool breathing = demo_random_chance(random, worse ? 0.7 : 0.1);
    bool oximeter = demo_random_chance(random, worse ? 0.8 : 0.25);
    measured[PARAMETER_PULSE] = true;
    measured[PARAMETER_SPO2] = lung || oximeter;
    measured[PARAMETER_TEMP] = lung && temperature;
    measured[PARAMETER_RESP_RATE] = lung && breathing;
    measured[PARAMETER_SBP] = measured[PARAMETER_DBP] = measured[PARAMETER_WEIGHT] = heart;
    if (worse)
        measured[patient->target] = true;
}

/* A cold finger, a bag on the scale. */
static void spoil(struct demo_patient *patient)
{
    static const int64_t saturations[] = {0, 30 * MICRO, 0, 41 * MICRO};
    struct demo_random *random = &patient->random;
    int64_t which = demo_random_below(random, 4);
    if (patient->measured[PARAMETER_SPO2])
        patient->values[PARAMETER_SPO2] = saturations[which];
    else if (patient->measured[PARAMETER_WEIGHT])
        patient->values[PARAMETER_WEIGHT] = which % 2 ? 500 * MICRO : 3 * MICRO / 2;
}

static bool reports(struct demo_patient *patient, const struct demo_plan *plan, int64_t day,
                    double episode)
{
    bool kept = demo_random_chance(&patient->random, DAILY_REPORTED);
    if (day == plan->last_day && (patient->number <= 4 || patient->course >= COURSE_YELLOW))
        return true;
    bool quirk = patient->quirk != QUIRK_NONE && patient->quirk != QUIRK_STOPPED;
    if (demo_patient_is_away(patient, day))
        return false;
    if (is_stuck(patient, plan, day) || (quirk && day == plan->last_day) ||
        (patient->quirk == QUIRK_DEVICE && day == plan->last_day - 1))
        return true;
    if (!kept || (patient->quirk == QUIRK_STOPPED && day >= patient->stopped))
        return false;
    return demo_patient_reports_on(patient, day) || episode > 0.4;
}

static void choose_time(struct demo_patient *patient, int64_t day)
{
    struct demo_random *random = &patient->random;
    int64_t late = demo_random_below(random, 16);
    late -= demo_random_below(random, 16);
    int64_t second = demo_random_below(random, 60);
    patient->effective = demo_moment(day, patient->minute + late) + second * SECOND;
    patient->sent = patient->effective + 50 * SECOND + demo_random_below(random, 5 * MINUTE);
}

/* The oximeter is broken, or the finger is cold: below what is to be believed. */
static void spoil_oximeter(struct demo_patient *patient, const struct demo_plan *plan, int64_t day)
{
    patient->measured[PARAMETER_SPO2] = true;
    patient->values[PARAMETER_SPO2] = (day < plan->last_day ? 41 : 30) * MICRO;
}

/* What was measured yesterday leaves the telephone this morning, and nothing new was measured. */
static bool is_on_its_way(struct demo_patient *patient, const struct demo_plan *plan, int64_t day)
{
    if (patient->quirk != QUIRK_LATE || day != plan->last_day)
        return false;
    patient->sent = demo_moment(day, 8 * 60 + 5 + patient->number % 30);
    return true;
}

bool demo_patient_day(struct demo_patient *patient, const struct demo_plan *plan, int64_t day)
{
    double episode = demo_patient_episode(patient, day);
    if (is_on_its_way(patient, plan, day))
        return patient->sent <= plan->until;
    live(patient, plan, day);
    choose_measured(patient, episode);
    choose_time(patient, day);
    bool spoilt = demo_random_chance(&patient->random, ARTEFACTS);
    bool reported = reports(patient, plan, day, episode);
    if (spoilt && patient->number > 4 && patient->quirk == QUIRK_NONE && episode <= 0)
        spoil(patient);
    if (patient->quirk == QUIRK_DEVICE && day >= plan->last_day - 1 && day <= plan->last_day)
        spoil_oximeter(patient, plan, day);
    patient->today = day;
    if (patient->quirk == QUIRK_LATE && day == plan->last_day - 1)
        return false;
    return reported && patient->sent > patient->starts_at && patient->sent <= plan->until;
}
