#include "clinical/baseline.h"

#include "check.h"

#include "random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TRIAL 14
#define YEAR 365
#define QUIET 30 /* days before the shift */
#define WITHIN 7
#define KEPT 64
#define JOIN 3
#define SIGMA 8.0 /* of systolic pressure, as it is known */
#define LEVEL 130.0
#define MICRO_F 1e6
#define ROUNDS 400
#define FIRST_DAY 20000

const struct check_claim *check_claim(enum check_rule rule)
{
    static const struct check_claim all[CHECK_RULES] = {
        {"one reading from 3σ̂", 1.4, 0.59},
        {"2 of 3 days from 2σ̂", 1.2, 0.74},
        {"drift, as it is judged: 2 of 3 days", 2.1, 0.91},
        {"drift, at once", 2.1, 0.91},
    };
    return &all[rule];
}

/* ---- one patient ---- */

struct series {
    const struct check_kind *kind;
    struct random random;
    double deviation;
    struct day_value days[KEPT]; /* valid ones, the newest last */
    size_t count;
    int64_t level, sigma;
};

/* False: no value on this day. */
static bool next_value(struct series *series, double shift, int64_t *value_r)
{
    const struct check_kind *kind = series->kind;
    double fresh = random_normal(&series->random);
    series->deviation =
        kind->steady * series->deviation + sqrt(1 - kind->steady * kind->steady) * fresh;
    double size = kind->spread * SIGMA, value = LEVEL + size * (series->deviation + shift);
    if (kind->whole) {
        value = SIGMA * (double)(int64_t)(value / SIGMA + 0.5);
    }
    *value_r = (int64_t)(value * MICRO_F + 0.5);
    return !random_chance(&series->random, kind->missing);
}

static void keep(struct series *series, int day, int64_t value)
{
    if (series->count == KEPT) {
        memmove(series->days, series->days + 1, (KEPT - 1) * sizeof series->days[0]);
        series->count--;
    }
    series->days[series->count++] =
        (struct day_value){.parameter = PARAMETER_SBP, .day = FIRST_DAY + day, .value = value};
}

/* False: too few days for a level. */
static bool try_out(struct series *series)
{
    struct baseline baseline;
    int64_t value;
    for (int day = 0; day < TRIAL; day++) {
        if (next_value(series, 0, &value)) {
            keep(series, day, value);
        }
    }
    const struct baseline_input input = {.parameter = PARAMETER_SBP,
                                         .trial_days = TRIAL,
                                         .days = series->days,
                                         .day_count = series->count};
    baseline_propose(&input, &baseline);
    series->level = baseline.level;
    series->sigma = baseline.sigma;
    return baseline.quality != BASELINE_NONE;
}

/* The drift rule without waiting for a second day. */
static bool drifts_at_once(const struct series *series)
{
    double mean = 0, left = 1;
    for (size_t i = 0; i < series->count; i++) {
        if (series->days[i].day >= FIRST_DAY + TRIAL) {
            double z = (double)(series->days[i].value - series->level) / (double)series->sigma;
            z = z > 4 ? 4 : z < -4 ? -4 : z;
            mean = 0.2 * z + 0.8 * mean;
            left *= 0.64;
        }
    }
    return mean > 0 && mean * mean >= 1 - left;
}

/* The high side alone, with limits that are not rounded. */
static void judge(const struct series *series, int day, bool alarms_r[CHECK_RULES])
{
    static const bool followed[PARAMETER_COUNT] = {[PARAMETER_SBP] = true};
    const struct limit limits[2] = {{.parameter = PARAMETER_SBP,
                                     .side = SIDE_HIGH,
                                     .zone = ZONE_RED,
                                     .operator= OPERATOR_GE,
                                     .value = series->level + 3 * series->sigma},
                                    {.parameter = PARAMETER_SBP,
                                     .side = SIDE_HIGH,
                                     .zone = ZONE_YELLOW,
                                     .operator= OPERATOR_GE,
                                     .value = series->level + 2 * series->sigma,
                                     .basis = BASIS_HABITUAL}};
    const struct habit habit = {.parameter = PARAMETER_SBP,
                                .level = series->level,
                                .sigma = series->sigma,
                                .approved_on = FIRST_DAY + TRIAL - 1,
                                .high = true};
    const struct measurement value = {.parameter = PARAMETER_SBP,
                                      .value = series->days[series->count - 1].value,
                                      .day = FIRST_DAY + day};
    const struct occasion occasion = {.values = &value,
                                      .value_count = 1,
                                      .history = series->days,
                                      .history_count = series->count};
    const struct rules each[CHECK_DRIFT_ALONE] = {
        {.followed = followed, .limits = limits, .limit_count = 1},
        {.followed = followed, .limits = limits + 1, .limit_count = 1},
        {.followed = followed, .habits = &habit, .habit_count = 1}};
    alarms_r[CHECK_DRIFT_ALONE] = drifts_at_once(series);
    for (int i = 0; i < CHECK_DRIFT_ALONE; i++) {
        struct triage triage;
        triage_judge(&each[i], &occasion, &triage);
        alarms_r[i] = false;
        for (size_t j = 0; j < triage.reason_count; j++) {
            /* A single excursion only asks for another reading, and a value beyond 4σ̂ too. */
            const struct reason *reason = &triage.reasons[j];
            bool waits = i == CHECK_TWO_OF_3 && reason->unsure;
            bool speaks = reason->rule != RULE_UNCONFIRMED && reason->zone >= ZONE_YELLOW;
            alarms_r[i] = alarms_r[i] || (speaks && !waits);
        }
    }
}

struct seen {
    int alarms[CHECK_RULES];
    bool found[CHECK_RULES], spoiled[CHECK_RULES]; /* an alarm stood when the shift came */
};

/* `days` after the trial; shift_from: the first day of the shift, or beyond. */
static void follow(struct series *series, int days, int shift_from, struct seen *seen_r)
{
    int last[CHECK_RULES];
    memset(seen_r, 0, sizeof *seen_r);
    for (int i = 0; i < CHECK_RULES; i++) {
        last[i] = -JOIN - 1;
    }
    for (int day = 0; day < days; day++) {
        bool alarms[CHECK_RULES];
        int64_t value;
        if (!next_value(series, day >= shift_from ? 2 : 0, &value)) {
            continue;
        }
        keep(series, TRIAL + day, value);
        judge(series, TRIAL + day, alarms);
        for (int i = 0; i < CHECK_RULES; i++) {
            if (!alarms[i]) {
                continue;
            }
            bool begins = day - last[i] > JOIN;
            seen_r->alarms[i] += begins;
            seen_r->spoiled[i] =
                seen_r->spoiled[i] || (day < shift_from && day + JOIN >= shift_from);
            seen_r->found[i] = seen_r->found[i] || day >= shift_from;
            last[i] = day;
        }
    }
}

/* ---- many ---- */

static bool start(struct series *series, const struct check_kind *kind, uint64_t seed,
                  uint64_t stream)
{
    *series = (struct series){.kind = kind};
    random_init(&series->random, seed, stream);
    series->deviation = random_normal(&series->random);
    return try_out(series);
}

static struct figure mean_of(const int *numbers, size_t count, uint64_t seed)
{
    struct random random;
    double samples[ROUNDS];
    int64_t sum = 0;
    random_init(&random, seed, UINT64_C(0x6d65616e));
    for (size_t i = 0; i < count; i++) {
        sum += numbers[i];
    }
    for (int round = 0; round < ROUNDS && count; round++) {
        int64_t drawn = 0;
        for (size_t i = 0; i < count; i++) {
            drawn += numbers[random_whole(&random, 0, (int)count - 1)];
        }
        samples[round] = (double)drawn / (double)count;
    }
    return stats_percentiles((double)sum / (double)count, samples, count ? ROUNDS : 0);
}

static void run_kind(const struct check_kind *kind, uint64_t seed, int patients,
                     struct check_result *result_r)
{
    int *alarms[CHECK_RULES];
    int64_t hits[CHECK_RULES] = {0}, of[CHECK_RULES] = {0};
    size_t years = 0;
    for (int i = 0; i < CHECK_RULES; i++) {
        alarms[i] = calloc((size_t)patients, sizeof *alarms[i]);
        if (!alarms[i]) {
            abort();
        }
    }
    for (int n = 0; n < patients; n++) {
        struct series series;
        struct seen seen;
        if (start(&series, kind, seed, 2 * (uint64_t)n)) {
            follow(&series, YEAR, YEAR, &seen);
            for (int i = 0; i < CHECK_RULES; i++) {
                alarms[i][years] = seen.alarms[i];
            }
            years++;
        }
        if (start(&series, kind, seed, 2 * (uint64_t)n + 1)) {
            follow(&series, QUIET + WITHIN, QUIET, &seen);
            for (int i = 0; i < CHECK_RULES; i++) {
                of[i] += !seen.spoiled[i];
                hits[i] += !seen.spoiled[i] && seen.found[i];
            }
        }
    }
    result_r->kind = kind;
    for (int i = 0; i < CHECK_RULES; i++) {
        result_r->false_a_year[i] = mean_of(alarms[i], years, seed);
        result_r->found[i] = stats_wilson(hits[i], of[i]);
        free(alarms[i]);
    }
}

void check_run(uint64_t seed, int patients, struct check_result results_r[CHECK_KINDS])
{
    static const struct check_kind kinds[CHECK_KINDS] = {
        {"days independent, spread as known", 0, 0, 1, false},
        {"each day keeps 0.3 of the day before", 0.3, 0, 1, false},
        {"each day keeps 0.5", 0.5, 0, 1, false},
        {"a fifth of the days missing", 0, 0.2, 1, false},
        {"the patient's spread 0.7 of what is known", 0, 0, 0.7, false},
        {"the patient's spread 1.4 of what is known", 0, 0, 1.4, false},
        {"the device shows whole σ0, as SpO2", 0, 0, 1, true},
    };
    for (int i = 0; i < CHECK_KINDS; i++) {
        run_kind(&kinds[i], seed, patients, &results_r[i]);
    }
}
