/* What a case of scores comes to, in words. */
#include <stdarg.h>
#include <string.h>

#include "base/decimal.h"
#include "score_case.h"

__attribute__((format(printf, 2, 3))) static void add(struct score_lines *lines, const char *format,
                                                      ...)
{
    va_list args;
    if (lines->count == SCORE_LINES)
        return;
    va_start(args, format);
    vsnprintf(lines->at[lines->count++], SCORE_TEXT, format, args);
    va_end(args);
}

static void tell_news2(const struct score_case *one, char told[], struct score_lines *details)
{
    static const char *const bands[] = {"incomplete", "zero", "low", "single_3", "medium", "high"};
    static const char *const parts[] = {"resp_rate", "spo2",          "oxygen", "sbp",
                                        "pulse",     "consciousness", "temp"};
    struct news2 news2;
    news2_score(&one->news2, &news2);
    if (news2.band == NEWS2_INCOMPLETE)
        snprintf(told, SCORE_TEXT, "incomplete");
    else
        snprintf(told, SCORE_TEXT, "%d %s", news2.total, bands[news2.band]);
    for (int i = 0; i < NEWS2_PARTS; i++) {
        if (news2.points[i] < 0)
            add(details, "points %s unknown", parts[i]);
        else
            add(details, "points %s %d", parts[i], news2.points[i]);
    }
}

static void tell_points(const struct score_case *one, char told[])
{
    static const char *const words[] = {"self_harm", "positive", "depression", "symptoms"};
    struct instrument_score score;
    size_t used;
    if (one->points.summed)
        instrument_of_score(one->points.instrument, one->points.at[0], &score);
    else
        instrument_score(one->points.instrument, one->points.at, one->points.count, &score);
    if (score.state == INSTRUMENT_COMPLETE)
        used = (size_t)snprintf(told, SCORE_TEXT, "%d %s", score.score, score.band);
    else
        used = (size_t)snprintf(told, SCORE_TEXT, "%s",
                                score.state == INSTRUMENT_INVALID ? "invalid" : "incomplete");
    for (unsigned bit = 0; bit < 4; bit++)
        if (score.triggers & 1U << bit)
            used += (size_t)snprintf(told + used, SCORE_TEXT - used, " %s", words[bit]);
}

static void tell_gold(const struct score_case *one, char told[])
{
    static const char *const groups[] = {"unknown", "A", "B", "E"};
    snprintf(told, SCORE_TEXT, "%s", groups[gold_group(&one->gold)]);
}

static void tell_pressure(const struct score_case *one, char told[], struct score_lines *details)
{
    struct home_pressure mean;
    char sbp[DECIMAL_TEXT], dbp[DECIMAL_TEXT];
    home_pressure_mean(one->pressures, one->count, 0, &one->bounds, &mean);
    decimal_text(mean.sbp, 0, sbp);
    decimal_text(mean.dbp, 0, dbp);
    if (mean.enough)
        snprintf(told, SCORE_TEXT, "mean %s/%s of %zu %s", sbp, dbp, mean.count,
                 mean.high_sbp && mean.high_dbp ? "high"
                 : mean.high_sbp                ? "high systolic"
                 : mean.high_dbp                ? "high diastolic"
                                                : "not high");
    else
        snprintf(told, SCORE_TEXT, "lacking %zu", mean.lacking);
    for (int day = 0; day < HOME_PRESSURE_DAYS; day++)
        for (int half = 0; half < HOME_HALVES; half++)
            if (mean.missing[day][half])
                add(details, "missing %d %s %d", day - HOME_PRESSURE_DAYS + 1,
                    half == HOME_MORNING ? "morning" : "evening", mean.missing[day][half]);
    if (!details->count)
        add(details, "missing nothing");
}

static void tell_glucose(struct score_case *one, char told[], struct score_lines *details)
{
    struct time_in_range range;
    char in[DECIMAL_TEXT], below[DECIMAL_TEXT], above[DECIMAL_TEXT];
    time_in_range(one->glucose, one->count, &range);
    decimal_text(range.in_share * 100, 0, in);
    decimal_text(range.below_share * 100, 0, below);
    decimal_text(range.above_share * 100, 0, above);
    if (range.enough)
        snprintf(told, SCORE_TEXT, "in %s %% below %s %% above %s %% %s", in, below, above,
                 range.aim ? "aim" : "short of the aim");
    else
        snprintf(told, SCORE_TEXT, "lacking %zu readings %zu days", range.lacking_readings,
                 range.lacking_days);
    add(details, "readings %zu days %zu", range.count, range.days);
    add(details, "in %zu below %zu above %zu", range.in, range.below, range.above);
    add(details, "very low %zu very high %zu", range.very_low, range.very_high);
}

static void tell_outbreak(const struct score_case *one, char told[], struct score_lines *details)
{
    struct outbreak outbreak;
    char expected[DECIMAL_TEXT];
    outbreak_judge(one->counts, one->count, &outbreak);
    if (!outbreak.known) {
        snprintf(told, SCORE_TEXT, "unknown");
        return;
    }
    snprintf(told, SCORE_TEXT, "%s", outbreak.stands_out ? "stands out" : "quiet");
    decimal_text(outbreak.expected, 0, expected);
    add(details, "from %lld", (long long)outbreak.least);
    add(details, "expected %s", expected);
}

static void tell_realert(const struct score_case *one, char told[])
{
    static const char *const words[] = {"nothing", "join", "open", "worsen", "raise", "silent"};
    const struct score_news *it = &one->realert;
    enum realert realert =
        realert_decide(it->is_open ? &it->open : NULL, it->closed, it->closed_count, &it->news);
    snprintf(told, SCORE_TEXT, "%s", words[realert]);
}

/* To two decimals, which is more than anybody reads. */
static void spread_text(int64_t micro, char text_r[DECIMAL_TEXT])
{
    decimal_text((micro + 5000) / 10000 * 10000, 0, text_r);
}

static void tell_limits(const struct score_trial *trial, const struct baseline *baseline,
                        struct score_lines *details)
{
    const struct baseline_prior *prior = baseline_prior(trial->parameter);
    for (size_t i = 0; i < 4; i++) {
        const struct limit *limit = &baseline->limits[i];
        bool low = limit->side == SIDE_LOW;
        bool strict = limit->operator== OPERATOR_LT || limit->operator== OPERATOR_GT;
        char value[DECIMAL_TEXT];
        if (low ? !prior->low : !prior->high)
            continue;
        decimal_text(limit->value, 0, value);
        add(details, "%s %s%s %s", zone_word(limit->zone), low ? "<" : ">", strict ? "" : "=",
            value);
        add(details, "%s %s met on %zu", zone_word(limit->zone), low ? "low" : "high",
            baseline->alarms[i]);
    }
}

static void tell_trial(const struct score_case *one, char told[], struct score_lines *details)
{
    static const char *const warnings[] = {"rises", "falls", "level in red"};
    const struct score_trial *trial = &one->trial;
    const struct baseline_input input = {
        .parameter = trial->parameter,
        .trial_days = trial->days,
        .days = trial->values,
        .day_count = one->count,
        .left_out = trial->left_out,
        .floor_low = trial->is_floor[0] ? &trial->floors[0] : NULL,
        .floor_high = trial->is_floor[1] ? &trial->floors[1] : NULL,
    };
    struct baseline baseline;
    char level[DECIMAL_TEXT], sigma[DECIMAL_TEXT];
    baseline_propose(&input, &baseline);
    add(details, "valid %zu outliers %zu needed %d", baseline.valid_days, baseline.outliers,
        baseline_needed(trial->days));
    if (baseline.quality == BASELINE_NONE) {
        snprintf(told, SCORE_TEXT, "none");
        return;
    }
    decimal_text(baseline.level, 0, level);
    spread_text(baseline.sigma, sigma);
    snprintf(told, SCORE_TEXT, "%s level %s spread %s", baseline_quality_word(baseline.quality),
             level, sigma);
    for (unsigned bit = 0; bit < BASELINE_WARNINGS; bit++)
        if (baseline.warnings & 1U << bit)
            add(details, "%s", warnings[bit]);
    if (!baseline.warnings)
        add(details, "no warning");
    if (baseline.held_low || baseline.held_high)
        add(details, "held by the floor");
    tell_limits(trial, &baseline, details);
}

void score_tell(struct score_case *one, char told_r[SCORE_TEXT], struct score_lines *details_r)
{
    details_r->count = 0;
    told_r[0] = 0;
    switch (one->kind) {
    case SCORE_NEWS2:
        tell_news2(one, told_r, details_r);
        break;
    case SCORE_INSTRUMENT:
        tell_points(one, told_r);
        break;
    case SCORE_GOLD:
        tell_gold(one, told_r);
        break;
    case SCORE_PRESSURE:
        tell_pressure(one, told_r, details_r);
        break;
    case SCORE_GLUCOSE:
        tell_glucose(one, told_r, details_r);
        break;
    case SCORE_OUTBREAK:
        tell_outbreak(one, told_r, details_r);
        break;
    case SCORE_REALERT:
        tell_realert(one, told_r);
        break;
    case SCORE_TRIAL:
        tell_trial(one, told_r, details_r);
        break;
    case SCORE_NONE:
        break;
    }
}
