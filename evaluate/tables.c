/* The tables, alike on the terminal and in the page. */
#include "evaluate.h"

#include <math.h>
#include <string.h>

#define CELL 64

/* ---- cells ---- */

static void put_figure(FILE *file, struct figure figure, double times, int decimals)
{
    char text[CELL];
    if (isnan(figure.value)) {
        snprintf(text, sizeof text, "–");
    } else if (isnan(figure.low)) {
        snprintf(text, sizeof text, "%.*f", decimals, times * figure.value);
    } else {
        snprintf(text, sizeof text, "%.*f (%.*f to %.*f)", decimals, times * figure.value, decimals,
                 times * figure.low, decimals, times * figure.high);
    }
    fprintf(file, " %20s |", text);
}

static void put_percent(FILE *file, struct figure figure)
{
    put_figure(file, figure, 100, 1);
}

static void put_days(FILE *file, const struct scored *scored)
{
    const struct figure *median = &scored->figures[FIGURE_DELAY];
    char text[CELL];
    if (isnan(median->value)) {
        snprintf(text, sizeof text, "–");
    } else {
        snprintf(text, sizeof text, "%.0f (%.0f to %.0f), %.0f to %.0f", median->value, median->low,
                 median->high, scored->figures[FIGURE_DELAY_LOW].value,
                 scored->figures[FIGURE_DELAY_HIGH].value);
    }
    fprintf(file, " %20s |", text);
}

/* ---- sets ---- */

static bool is_shown(const struct scored *scored, enum set_group from, enum set_group to)
{
    return scored->set->group == GROUP_WHOLE ||
           (scored->set->group >= from && scored->set->group <= to);
}

static void put_found(FILE *file, const struct population *population, enum set_group from,
                      enum set_group to)
{
    fprintf(file,
            "| %-34s | %20s | %20s | %20s | %20s | %20s | %20s |\n"
            "|---|--:|--:|--:|--:|--:|--:|\n",
            population->name, "caught, %", "or stood, %", "days; quartiles", "false a year",
            "of them red", "false days a year");
    for (size_t i = 0; i < population->set_count; i++) {
        const struct scored *scored = &population->scored[i];
        if (!is_shown(scored, from, to)) {
            continue;
        }
        fprintf(file, "| %-34s |", scored->set->name);
        put_percent(file, scored->figures[FIGURE_CAUGHT]);
        put_percent(file, scored->figures[FIGURE_STOOD]);
        put_days(file, scored);
        put_figure(file, scored->figures[FIGURE_FALSE], 1, 2);
        put_figure(file, scored->figures[FIGURE_FALSE_RED], 1, 2);
        put_figure(file, scored->figures[FIGURE_FALSE_DAYS], 1, 1);
        fputs("\n", file);
    }
    fputs("\n", file);
}

static void put_shares(FILE *file, const struct population *population)
{
    fprintf(file,
            "| %-34s | %20s | %20s | %20s | %20s |\n|---|--:|--:|--:|--:|\n"
            "| %-34s | %20s | %20s | %20s | %20s |\n"
            "| %-34s | %20s | %20s | %20s | %20s |\n",
            population->name, "green, %", "yellow, %", "red, %", "missing, %", "yardstick, Agder",
            "46", "28", "19", "7", "aim", "", "below 10", "below 3", "");
    for (size_t i = 0; i < population->set_count; i++) {
        const struct scored *scored = &population->scored[i];
        fprintf(file, "| %-34s |", scored->set->name);
        for (int j = FIGURE_GREEN; j <= FIGURE_MISSING; j++) {
            put_percent(file, scored->figures[j]);
        }
        fputs("\n", file);
    }
    fputs("\n", file);
}

/* ---- the default beside simple ways ---- */

static const char *verdict(const struct figure *caught, const struct figure *alarms,
                           const struct figure *days)
{
    bool finds = caught->low > 0, calmer = alarms->high < 0;
    if (finds && calmer) {
        return "beats it on both";
    }
    if (finds && alarms->low > 0) {
        return days->high < 0 ? "finds more; more alarms on fewer days"
                              : "finds more, and alarms more";
    }
    if (finds) {
        return days->high < 0 ? "finds more; alarms alike, on fewer days"
                              : "finds more; alarms alike";
    }
    if (calmer) {
        return caught->high < 0 ? "finds less, and alarms less" : "alarms less; finds alike";
    }
    return "beats it on neither";
}

static void put_verdicts_of(FILE *file, const struct evaluation *evaluation, const char *name)
{
    fprintf(file, "| %-22s | %-14s | %20s | %20s | %20s | %-40s |\n|---|---|--:|--:|--:|---|\n",
            name, "less", "caught, %-points", "false a year", "false days a year", "so it");
    for (size_t i = 0; i < POPULATIONS; i++) {
        const struct population *population = &evaluation->populations[i];
        const struct scored *whole = population_set(population, name);
        for (size_t j = 0; j < population->set_count; j++) {
            const struct scored *simple = &population->scored[j];
            if (!simple->set->simple) {
                continue;
            }
            struct figure caught = population_difference(evaluation, whole, simple, FIGURE_CAUGHT);
            struct figure alarms = population_difference(evaluation, whole, simple, FIGURE_FALSE);
            struct figure days =
                population_difference(evaluation, whole, simple, FIGURE_FALSE_DAYS);
            fprintf(file, "| %-22s | %-14s |", population->name, simple->set->name);
            put_percent(file, caught);
            put_figure(file, alarms, 1, 2);
            put_figure(file, days, 1, 1);
            fprintf(file, " %-40s |\n", verdict(&caught, &alarms, &days));
        }
    }
    fputs("\n", file);
}

static void put_verdicts(FILE *file, const struct evaluation *evaluation)
{
    put_verdicts_of(file, evaluation, "default");
    put_verdicts_of(file, evaluation, "few levels");
}

/* ---- where the default's false alarms come from, and what it finds ---- */

static void put_causes(FILE *file, const struct evaluation *evaluation)
{
    fprintf(file, "| %-22s |", "false alarms a year");
    for (size_t i = 0; i < POPULATIONS; i++) {
        fprintf(file, " %22s | %10s |", evaluation->populations[i].name, "by it alone");
    }
    fputs("\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n", file);
    for (int rule = 1; rule < TALLY_RULES; rule++) {
        int any = 0;
        for (size_t i = 0; i < POPULATIONS; i++) {
            any += population_set(&evaluation->populations[i], "default")->sum.by_rule[rule];
        }
        if (!any) {
            continue;
        }
        fprintf(file, "| %-22s |", rule_word((enum rule)rule));
        for (size_t i = 0; i < POPULATIONS; i++) {
            const struct tally *sum = &population_set(&evaluation->populations[i], "default")->sum;
            double years = sum->free_days / 365.25;
            fprintf(file, " %22.2f | %10.2f |", sum->by_rule[rule] / years,
                    sum->by_rule_alone[rule] / years);
        }
        fputs("\n", file);
    }
    fputs("\n", file);
}

static void put_shapes(FILE *file, const struct evaluation *evaluation)
{
    fprintf(file, "| %-30s | %6s | %20s | %20s |\n|---|--:|--:|--:|\n",
            "default, by shape: caught, %", "window", "daily", "weekly");
    for (int i = 0; i < SHAPE_COUNT; i++) {
        const struct shape_info *info = shape_info((enum shape)i);
        fprintf(file, "| %-30s | %4d d |", info->name, info->window);
        for (size_t j = 0; j < POPULATIONS; j++) {
            if (evaluation->populations[j].illness == info->illness) {
                const struct tally *sum =
                    &population_set(&evaluation->populations[j], "default")->sum;
                put_percent(file, stats_wilson(sum->caught[i], sum->episodes[i]));
            }
        }
        fputs("\n", file);
    }
    fputs("\n", file);
}

/* ---- the check, and what is published ---- */

static void put_check(FILE *file, const struct evaluation *evaluation)
{
    fprintf(file, "| %-44s | %-40s | %20s | %8s | %20s | %8s |\n|---|---|--:|--:|--:|--:|\n",
            "one parameter, one side", "rule", "false a year", "noted", "found in 7 days, %",
            "noted");
    for (int i = 0; i < CHECK_KINDS; i++) {
        const struct check_result *result = &evaluation->checks[i];
        for (int j = 0; j < CHECK_RULES; j++) {
            const struct check_claim *claim = check_claim((enum check_rule)j);
            fprintf(file, "| %-44s | %-40s |", result->kind->name, claim->rule);
            put_figure(file, result->false_a_year[j], 1, 2);
            fprintf(file, " %8.1f |", claim->false_a_year);
            put_percent(file, result->found[j]);
            fprintf(file, " %8.0f |\n", 100 * claim->found);
        }
    }
    fputs("\n", file);
}

static void put_series(FILE *file, const struct evaluation *evaluation)
{
    if (evaluation->series_skipped[0]) {
        fprintf(file, "Published series: left out, %s.\n\n", evaluation->series_skipped);
        return;
    }
    for (size_t i = 0; i < evaluation->series_count; i++) {
        const struct seen_series *seen = &evaluation->series[i];
        fprintf(file, "%s: %d days after the trial, %d with values; %d days of alarm, %d alarms",
                seen->name, seen->days, seen->measured, seen->alarm_days, seen->alarms);
        if (seen->first_alarm) {
            fprintf(file, ", the first on day %d", seen->first_alarm);
        }
        fprintf(file, ". %s\n\n| %-22s | %12s | %10s |\n|---|--:|--:|\n", seen->note, "rule",
                "days of alarm", "first day");
        for (int rule = 1; rule < TALLY_RULES; rule++) {
            if (seen->by_rule[rule]) {
                fprintf(file, "| %-22s | %12d | %10d |\n", rule_word((enum rule)rule),
                        seen->by_rule[rule], seen->first_by_rule[rule]);
            }
        }
        fputs("\n", file);
    }
}

static void put_run(FILE *file, const struct evaluation *evaluation)
{
    fprintf(file,
            "Seed %llu; %d people of each kind for 52 weeks after a trial of 14 days; %d resamples"
            " of people; rule version %d; copd version %lld, heart-failure version %lld.\n\n",
            (unsigned long long)evaluation->seed, evaluation->people, (int)evaluation->rounds,
            TRIAGE_RULE_VERSION, (long long)evaluation->programmes[ILLNESS_COPD].version,
            (long long)evaluation->programmes[ILLNESS_HEART].version);
}

void tables_put(FILE *file, const struct evaluation *evaluation, struct str word)
{
    for (size_t i = 0; i < POPULATIONS; i++) {
        const struct population *population = &evaluation->populations[i];
        if (str_is(word, "alone")) {
            put_found(file, population, GROUP_ALONE, GROUP_ALONE);
        } else if (str_is(word, "changed")) {
            put_found(file, population, GROUP_WITHOUT, GROUP_CHANGED);
        } else if (str_is(word, "shares")) {
            put_shares(file, population);
        }
    }
    if (str_is(word, "run")) {
        put_run(file, evaluation);
    } else if (str_is(word, "verdicts")) {
        put_verdicts(file, evaluation);
    } else if (str_is(word, "causes")) {
        put_causes(file, evaluation);
    } else if (str_is(word, "shapes")) {
        put_shapes(file, evaluation);
    } else if (str_is(word, "check")) {
        put_check(file, evaluation);
    } else if (str_is(word, "series")) {
        put_series(file, evaluation);
    }
}
