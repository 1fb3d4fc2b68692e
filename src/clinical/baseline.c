/* The baseline proposal: median, a spread that leans on what is known of everybody, limits two and
 * three spreads away. Whole numbers throughout. */
#include "clinical/baseline.h"

#include <string.h>

#include "clinical/day.h"
#include "clinical/judge.h"
#include "clinical/root.h"

#define PRIOR_DAYS 10 /* how many days the expected spread weighs */
#define FAR 4         /* outliers are farther than so many spreads */
#define MAD_SCALE 14826
#define MAD_UNIT 10000
#define DAYS_GOOD 10
#define DAYS_LEAST 7

/* By word, so that a parameter may come after its row. Sources as in docs/clinical.md. */
static const struct {
    const char *word;
    struct baseline_prior prior;
} priors[] = {
    {"spo2", {1000000, 1000000, true, false}},      {"pulse", {5000000, 2000000, true, true}},
    {"sbp", {8000000, 4000000, true, true}},        {"dbp", {6000000, 3000000, true, true}},
    {"temp", {300000, 200000, false, true}},        {"weight", {600000, 300000, true, true}},
    {"resp_rate", {2000000, 1000000, false, true}}, {"fev1", {100000, 50000, true, false}},
    {"fvc", {120000, 60000, true, false}},          {"pef", {10000000, 10000000, true, false}},
};

const struct baseline_prior *baseline_prior(enum parameter parameter)
{
    const struct parameter_info *info = parameter_info(parameter);
    for (size_t i = 0; info && i < sizeof priors / sizeof priors[0]; i++) {
        if (strcmp(priors[i].word, info->word) == 0) {
            return &priors[i].prior;
        }
    }
    return NULL;
}

const char *baseline_quality_word(enum baseline_quality quality)
{
    static const char *const words[] = {"none", "uncertain", "good"};
    return words[quality];
}

const char *baseline_warning_word(unsigned bit)
{
    static const char *const words[BASELINE_WARNINGS] = {"rises", "falls", "level_red"};
    return words[bit];
}

/* ---- the days ---- */

struct sample {
    int64_t values[BASELINE_DAYS]; /* in the order of the days */
    size_t count;
};

static int64_t distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

static int64_t sample_median(const struct sample *sample)
{
    int64_t sorted[BASELINE_DAYS];
    memcpy(sorted, sample->values, sample->count * sizeof sorted[0]);
    return median_of(sorted, sample->count);
}

static int64_t sample_mad(const struct sample *sample, int64_t level)
{
    int64_t away[BASELINE_DAYS];
    for (size_t i = 0; i < sample->count; i++) {
        away[i] = distance(sample->values[i], level);
    }
    return median_of(away, sample->count);
}

static void sample_of(const struct baseline_input *input, struct sample *sample_r)
{
    size_t from = input->day_count > BASELINE_DAYS ? input->day_count - BASELINE_DAYS : 0;
    sample_r->count = 0;
    for (size_t i = from; i < input->day_count; i++) {
        if (!input->left_out || !input->left_out[i]) {
            sample_r->values[sample_r->count++] = input->days[i].value;
        }
    }
}

/* Farther than 4 · max(1.4826 · MAD, floor) from the median of all; returns how many. */
static size_t drop_outliers(struct sample *sample, const struct baseline_prior *prior)
{
    size_t kept = 0, before = sample->count;
    if (!before) {
        return 0;
    }
    int64_t level = sample_median(sample);
    __int128 spread = (__int128)sample_mad(sample, level) * MAD_SCALE;
    __int128 least = (__int128)prior->floor * MAD_UNIT;
    __int128 far = FAR * (spread > least ? spread : least);
    for (size_t i = 0; i < before; i++) {
        if ((__int128)distance(sample->values[i], level) * MAD_UNIT <= far) {
            sample->values[kept++] = sample->values[i];
        }
    }
    sample->count = kept;
    return before - kept;
}

/* sigma² = (10 · sigma0² + sum of squares) / (10 + n - 1), and never below the floor. */
static int64_t sample_sigma(const struct sample *sample, int64_t level,
                            const struct baseline_prior *prior)
{
    unsigned __int128 sum = PRIOR_DAYS * (unsigned __int128)prior->sigma * (uint64_t)prior->sigma;
    for (size_t i = 0; i < sample->count; i++) {
        uint64_t away = (uint64_t)distance(sample->values[i], level);
        sum += (unsigned __int128)away * away;
    }
    int64_t sigma = (int64_t)root_nearest(sum / (PRIOR_DAYS + sample->count - 1));
    return sigma > prior->floor ? sigma : prior->floor;
}

/* Mann and Kendall's test at 5 %, two-sided: (|S| - 1)² >= 1.96² n (n - 1) (2n + 5) / 18. Ties are
 * not allowed for, which makes it slower to warn. */
static unsigned trend_of(const struct sample *sample)
{
    int64_t sum = 0, n = (int64_t)sample->count;
    for (size_t i = 0; i < sample->count; i++) {
        for (size_t j = i + 1; j < sample->count; j++) {
            sum +=
                (sample->values[j] > sample->values[i]) - (sample->values[j] < sample->values[i]);
        }
    }
    int64_t size = (sum < 0 ? -sum : sum) - 1;
    if (size <= 0 || size * size * 180000 < n * (n - 1) * (2 * n + 5) * 38416) {
        return 0;
    }
    return sum > 0 ? BASELINE_RISES : BASELINE_FALLS;
}

int baseline_needed(int trial_days)
{
    int64_t share = ((int64_t)trial_days * 7 + 9) / 10;
    return (int)(share > DAYS_GOOD ? share : DAYS_GOOD);
}

static enum baseline_quality quality_of(size_t valid, int trial_days)
{
    size_t days = trial_days > 0 ? (size_t)trial_days : 0;
    if (valid >= (size_t)baseline_needed(trial_days)) {
        return BASELINE_GOOD;
    }
    return valid >= DAYS_LEAST && valid * 2 >= days ? BASELINE_UNCERTAIN : BASELINE_NONE;
}

/* ---- the limits ---- */

static int64_t round_down(int64_t value, int64_t step)
{
    int64_t rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

static int64_t round_up(int64_t value, int64_t step)
{
    return -round_down(-value, step);
}

static struct limit limit_at(enum parameter parameter, enum limit_side side, enum zone zone,
                             int64_t value)
{
    return (struct limit){.parameter = parameter,
                          .side = side,
                          .zone = zone,
                          .operator= side == SIDE_LOW ? OPERATOR_LE : OPERATOR_GE,
                          .value = value,
                          .basis = BASIS_HABITUAL};
}

/* Red no looser than the floor, then yellow a step before red. True: the floor drew red in. */
static bool hold_low(const struct limit *floor, int64_t step, struct limit *red,
                     struct limit *yellow)
{
    bool held = floor && red->value < floor->value;
    if (held) {
        red->value = floor->value;
        red->operator= floor->operator;
    }
    if (yellow->value < red->value + step) {
        yellow->value = red->value + step;
    }
    return held;
}

static bool hold_high(const struct limit *floor, int64_t step, struct limit *red,
                      struct limit *yellow)
{
    bool held = floor && red->value > floor->value;
    if (held) {
        red->value = floor->value;
        red->operator= floor->operator;
    }
    if (yellow->value > red->value - step) {
        yellow->value = red->value - step;
    }
    return held;
}

static void make_limits(const struct baseline_input *input, struct baseline *baseline)
{
    enum parameter parameter = input->parameter;
    int64_t step = parameter_step(parameter), level = baseline->level, sigma = baseline->sigma;
    struct limit *limits = baseline->limits;
    limits[BASELINE_RED_LOW] =
        limit_at(parameter, SIDE_LOW, ZONE_RED, round_down(level - 3 * sigma, step));
    limits[BASELINE_YELLOW_LOW] =
        limit_at(parameter, SIDE_LOW, ZONE_YELLOW, round_down(level - 2 * sigma, step));
    limits[BASELINE_YELLOW_HIGH] =
        limit_at(parameter, SIDE_HIGH, ZONE_YELLOW, round_up(level + 2 * sigma, step));
    limits[BASELINE_RED_HIGH] =
        limit_at(parameter, SIDE_HIGH, ZONE_RED, round_up(level + 3 * sigma, step));
    baseline->held_low =
        hold_low(input->floor_low, step, &limits[BASELINE_RED_LOW], &limits[BASELINE_YELLOW_LOW]);
    baseline->held_high = hold_high(input->floor_high, step, &limits[BASELINE_RED_HIGH],
                                    &limits[BASELINE_YELLOW_HIGH]);
}

static void count_alarms(const struct baseline_input *input, struct baseline *baseline)
{
    for (size_t i = 0; i < 4; i++) {
        for (size_t day = 0; day < input->day_count; day++) {
            baseline->alarms[i] += operator_holds(
                baseline->limits[i].operator, input->days[day].value, baseline->limits[i].value);
        }
    }
}

static bool is_red(const struct limit *floor, int64_t level)
{
    return floor && operator_holds(floor->operator, level, floor->value);
}

static void tell_kept(const struct sample *sample, struct baseline *baseline)
{
    for (size_t i = 0; i < sample->count; i++) {
        int64_t value = sample->values[i];
        baseline->kept_low = i && baseline->kept_low < value ? baseline->kept_low : value;
        baseline->kept_high = i && baseline->kept_high > value ? baseline->kept_high : value;
    }
}

void baseline_propose(const struct baseline_input *input, struct baseline *baseline_r)
{
    const struct baseline_prior *prior = baseline_prior(input->parameter);
    struct sample sample;
    *baseline_r = (struct baseline){.quality = BASELINE_NONE};
    if (!prior) {
        return;
    }
    sample_of(input, &sample);
    baseline_r->outliers = drop_outliers(&sample, prior);
    baseline_r->valid_days = sample.count;
    tell_kept(&sample, baseline_r);
    baseline_r->quality = quality_of(sample.count, input->trial_days);
    if (baseline_r->quality == BASELINE_NONE) {
        return;
    }
    baseline_r->level = sample_median(&sample);
    baseline_r->sigma = sample_sigma(&sample, baseline_r->level, prior);
    baseline_r->warnings = trend_of(&sample);
    if (is_red(input->floor_low, baseline_r->level) ||
        is_red(input->floor_high, baseline_r->level)) {
        baseline_r->warnings |= BASELINE_LEVEL_RED;
    }
    make_limits(input, baseline_r);
    count_alarms(input, baseline_r);
}
