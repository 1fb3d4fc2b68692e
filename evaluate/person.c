#include "person.h"

#include "random.h"

#include <math.h>
#include <string.h>

#define MICRO_F 1e6
#define GAP_DAYS 45 /* between the onsets of two episodes */
#define WEEK 7

/* ---- episodes ---- */

/* Effects: SpO2, pulse, temperature, respiration; weight, systolic, diastolic, pulse, SpO2. */
static const struct shape_info shapes[SHAPE_COUNT] = {
    {SHAPE_COPD_SLOW, ILLNESS_COPD, "copd, slow", 0.30, 7, 4, 10, 7, 0, 0, 1.0, {-3, 12, 0.4, 4}},
    {SHAPE_COPD_SUDDEN,
     ILLNESS_COPD,
     "copd, sudden",
     0.20,
     2,
     3,
     9,
     3,
     0,
     0,
     1.2,
     {-4, 18, 0.8, 6}},
    {SHAPE_COPD_SYMPTOMS,
     ILLNESS_COPD,
     "copd, symptoms first",
     0.25,
     4,
     3,
     8,
     5,
     3,
     0,
     1.0,
     {-1.5, 7, 0.2, 2}},
    {SHAPE_COPD_SMALL,
     ILLNESS_COPD,
     "copd, small",
     0.25,
     4,
     2,
     5,
     7,
     0,
     0,
     0.55,
     {-1.2, 5, 0, 1.5}},
    {SHAPE_HEART_SLOW,
     ILLNESS_HEART,
     "heart, slow gain",
     0.35,
     10,
     3,
     6,
     10,
     0,
     3,
     0.9,
     {2.7, 0, 0, 6, -1.5}},
    {SHAPE_HEART_FAST,
     ILLNESS_HEART,
     "heart, fast gain",
     0.25,
     4,
     3,
     5,
     4,
     0,
     1,
     1.1,
     {3.2, 4, 2, 10, -2.5}},
    {SHAPE_HEART_SILENT,
     ILLNESS_HEART,
     "heart, gain without symptoms",
     0.20,
     10,
     4,
     6,
     10,
     0,
     4,
     0.15,
     {2.2, 0, 0, 2, -0.3}},
    {SHAPE_HEART_LOSS,
     ILLNESS_HEART,
     "heart, loss",
     0.20,
     5,
     3,
     5,
     6,
     0,
     1,
     0.9,
     {-2.8, -14, -6, 8, 0}},
};

const struct shape_info *shape_info(enum shape shape)
{
    return &shapes[shape];
}

double episode_height(const struct episode *episode, int lag, int day)
{
    const struct shape_info *info = shape_info(episode->shape);
    int since = day - episode->onset - lag + 1;
    if (since <= 0) {
        return 0;
    }
    if (since <= info->rise) {
        return (double)since / info->rise;
    }
    since -= info->rise + info->top;
    if (since <= 0) {
        return 1;
    }
    return since < info->fall ? 1 - (double)since / info->fall : 0;
}

static enum shape draw_shape(enum illness illness, struct random *random)
{
    double at = random_unit(random);
    enum shape last = SHAPE_COPD_SLOW;
    for (int i = 0; i < SHAPE_COUNT; i++) {
        const struct shape_info *info = shape_info((enum shape)i);
        if (info->illness != illness) {
            continue;
        }
        last = info->shape;
        if (at < info->share) {
            break;
        }
        at -= info->share;
    }
    return last;
}

/* None for a fifth of all; else on any day, but never soon after another. */
static void draw_episodes(struct person *person, struct random *random)
{
    double yearly = person->illness == ILLNESS_COPD ? 2.2 : 1.6;
    bool control = random_chance(random, 0.2);
    int free_from = PERSON_TRIAL + 10;
    for (int day = free_from; day < PERSON_DAYS - 30; day++) {
        bool begins = random_chance(random, yearly / 365);
        if (!begins || control || day < free_from || person->episode_count == PERSON_EPISODES) {
            continue;
        }
        struct episode *one = &person->episodes[person->episode_count++];
        *one = (struct episode){.shape = draw_shape(person->illness, random), .onset = day};
        const struct shape_info *info = shape_info(one->shape);
        int lag = info->measure_lag > info->symptom_lag ? info->measure_lag : info->symptom_lag;
        one->window = info->window;
        one->until = day + lag + info->rise + info->top + info->fall;
        free_from = day + GAP_DAYS;
    }
}

/* ---- what is measured ---- */

struct measure {
    enum parameter parameter;
    double low, mean, deviation, high; /* of the habitual level between people */
    double between, within;            /* deviation of days and of readings */
    double step;                       /* of the device */
    double owned;                      /* share of people who measure it */
};

static const struct measure *measures_of(enum illness illness)
{
    static const struct measure all[ILLNESS_COUNT][PERSON_MEASURES] = {
        {{PARAMETER_SPO2, 87.5, 91.8, 2.2, 97, 0.8, 0.6, 1, 1},
         {PARAMETER_PULSE, 58, 80, 9, 104, 4, 2.5, 1, 1},
         {PARAMETER_TEMP, 36.2, 36.6, 0.2, 37.2, 0.2, 0.15, 0.1, 0.5},
         {PARAMETER_RESP_RATE, 12, 17, 2, 22, 1.3, 1, 1, 0.5},
         {PARAMETER_NONE}},
        {{PARAMETER_WEIGHT, 48, 82, 15, 140, 0.35, 0.15, 0.1, 1},
         {PARAMETER_SBP, 96, 120, 15, 160, 5.5, 5, 1, 1},
         {PARAMETER_DBP, 55, 72, 8, 95, 4, 3.5, 1, 1},
         {PARAMETER_PULSE, 54, 72, 9, 98, 4, 2.5, 1, 1},
         {PARAMETER_SPO2, 92, 95.6, 1.3, 98.5, 0.8, 0.6, 1, 0.6}},
    };
    return all[illness];
}

static double held(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* What a reading shows that was taken wrongly. */
static double draw_error(const struct measure *measure, struct random *random)
{
    double size = random_unit(random);
    bool up = random_chance(random, 0.5);
    switch (measure->parameter) {
    case PARAMETER_SPO2: /* a cold finger */
        return random_chance(random, 0.02) ? -3 - 7 * size : 0;
    case PARAMETER_PULSE: /* measured too soon after the stairs */
        return random_chance(random, 0.015) ? 12 + 18 * size : 0;
    case PARAMETER_SBP: /* a cuff that sits wrongly, talking */
        return random_chance(random, 0.015) ? (up ? 1 : -1) * (20 + 15 * size) : 0;
    case PARAMETER_WEIGHT: /* clothes, another scale */
        return random_chance(random, 0.008) ? (up ? 1 : -0.7) * (1 + 2.5 * size) : 0;
    case PARAMETER_RESP_RATE: /* counted badly */
        return random_chance(random, 0.02) ? (up ? 1 : -1) * (4 + 3 * size) : 0;
    default:
        return 0;
    }
}

/* 82.4 typed as 84.2. */
static double swap_digits(const struct measure *measure, double value)
{
    int64_t steps = (int64_t)(value / measure->step + 0.5);
    int64_t ones = steps % 10, tens = steps / 10 % 10;
    return (double)(steps - ones - 10 * tens + 10 * ones + tens) * measure->step;
}

/* What the device shows, in whole steps and within its range. */
static int64_t show(const struct measure *measure, double value)
{
    double top = measure->parameter == PARAMETER_SPO2 ? 100 : 300;
    double shown = held(value, 0, top);
    int64_t step = (int64_t)(measure->step * MICRO_F + 0.5);
    return (int64_t)(shown / measure->step + 0.5) * step;
}

struct course {
    const struct measure *measure;
    size_t place;         /* among the illness's measures */
    double level, steady; /* steady: how much of a day's deviation stays the next day */
    double between, within;
    double week[WEEK];
    double slope, swing, turn; /* of what changes slowly and means nothing */
    double strength[PERSON_EPISODES];
    int other_from, other_until; /* on another scale */
    double other;
    bool typed; /* by hand */
};

static void draw_course(struct course *course, struct random *random)
{
    const struct measure *measure = course->measure;
    course->level = held(measure->mean + measure->deviation * random_normal(random), measure->low,
                         measure->high);
    course->steady = random_between(random, 0.2, 0.6);
    course->between = measure->between * random_between(random, 0.7, 1.3);
    course->within = measure->within;
    for (int i = 0; i < WEEK; i++) {
        course->week[i] = 0.25 * measure->between * random_normal(random);
    }
    bool weight = measure->parameter == PARAMETER_WEIGHT;
    course->slope = weight ? 0.8 * random_normal(random) / PERSON_DAYS : 0;
    course->swing = weight ? random_between(random, 0, 0.6) : 0;
    course->turn = random_between(random, 0, PERSON_DAYS);
    for (int i = 0; i < PERSON_EPISODES; i++) {
        course->strength[i] = random_between(random, 0.7, 1.3);
    }
    bool other = random_chance(random, 0.5);
    course->other_from = random_whole(random, PERSON_TRIAL, PERSON_DAYS - 1);
    course->other_until = course->other_from + random_whole(random, 2, 7);
    course->other = weight && other ? random_between(random, -1.8, 1.8) : 0;
    course->typed = random_chance(random, 0.3);
}

/* Up half of the time, down the other half. */
static double slow_change(const struct course *course, int day)
{
    double half = PERSON_DAYS / 2.0, at = day + course->turn;
    while (at >= 2 * half) {
        at -= 2 * half;
    }
    double wave = at < half ? 2 * at / half - 1 : 3 - 2 * at / half;
    double change = course->slope * day + course->swing * wave;
    bool other = day >= course->other_from && day < course->other_until;
    return change + (other ? course->other : 0);
}

static double effect_on(const struct person *person, const struct course *course, int day)
{
    double effect = 0;
    for (size_t i = 0; i < person->episode_count; i++) {
        const struct shape_info *info = shape_info(person->episodes[i].shape);
        effect += course->strength[i] * info->effect[course->place] *
                  episode_height(&person->episodes[i], info->measure_lag, day);
    }
    return effect;
}

/* A wrong first reading is mostly right when it is taken again. */
static void draw_day(const struct course *course, double value, int64_t readings[PERSON_READINGS],
                     struct random *random)
{
    double error = draw_error(course->measure, random);
    bool swapped = random_chance(random, 0.004);
    for (int i = 0; i < PERSON_READINGS; i++) {
        double shown = value + course->within * random_normal(random);
        bool still = random_chance(random, 0.1);
        if (i == 0 || still) {
            shown += error;
        }
        if (i == 0 && swapped && course->typed) {
            shown = swap_digits(course->measure, shown);
        }
        readings[i] = show(course->measure, shown);
    }
}

static void draw_measure(struct person *person, size_t place, struct random *random)
{
    const struct measure *measure = &measures_of(person->illness)[place];
    struct course course = {.measure = measure, .place = place};
    bool owned = random_chance(random, measure->owned);
    draw_course(&course, random);
    if (!owned) {
        return;
    }
    size_t number = person->measure_count++;
    person->measures[number] = measure->parameter;
    bool copd_spo2 = measure->parameter == PARAMETER_SPO2 && person->illness == ILLNESS_COPD;
    bool oxygen = copd_spo2 && course.level < 91 && random_chance(random, 0.5);
    person->conditions[number] = oxygen ? CONDITION_REST | CONDITION_OXYGEN : CONDITION_REST;
    double kept = sqrt(1 - course.steady * course.steady);
    double deviation = random_normal(random);
    for (int day = 0; day < PERSON_DAYS; day++) {
        double value = course.level + course.between * deviation + course.week[day % WEEK] +
                       slow_change(&course, day) + effect_on(person, &course, day);
        draw_day(&course, value, person->values[day][number], random);
        deviation = course.steady * deviation + kept * random_normal(random);
    }
}

/* ---- who reports when ---- */

static void draw_reports(struct person *person, struct random *random)
{
    double forgets = random_between(random, 0.02, 0.1);
    int away = 0;
    for (int day = 0; day < PERSON_DAYS; day++) {
        bool goes = random_chance(random, 1.5 / 365);
        int stays = random_whole(random, 2, 10);
        bool forgot = random_chance(random, forgets);
        away = goes ? stays : away > 0 ? away - 1 : 0;
        person->reports[day] = !forgot && away == 0;
        person->repeats[day] = random_chance(random, 0.7) + random_chance(random, 0.6);
    }
}

void person_make(struct person *person_r, enum illness illness, bool weekly, uint64_t seed,
                 uint64_t number)
{
    struct random random;
    memset(person_r, 0, sizeof *person_r);
    person_r->illness = illness;
    person_r->weekly = weekly;
    random_init(&random, seed, number * ILLNESS_COUNT + illness);
    draw_episodes(person_r, &random);
    for (size_t i = 0; i < PERSON_MEASURES; i++) {
        if (measures_of(illness)[i].parameter != PARAMETER_NONE) {
            draw_measure(person_r, i, &random);
        }
    }
    draw_reports(person_r, &random);
    symptoms_draw(person_r, &random);
}
