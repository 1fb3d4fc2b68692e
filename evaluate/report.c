#include "evaluate.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define LINE 1024

/* ---- the terminal ---- */

static void section(const struct evaluation *evaluation, const char *title, const char *word)
{
    printf("## %s\n\n", title);
    tables_put(stdout, evaluation, str_of(word));
}

void report_print(const struct evaluation *evaluation)
{
    puts("What the words mean\n\n"
         "  episode       an exacerbation or decompensation that was simulated, from the day on\n"
         "                which it begins until all is as before\n"
         "  caught        an alarm (yellow or red) within the window from the onset, that began\n"
         "                then or became worse; by shape the window is 3 to 10 days\n"
         "  or stood      also an alarm that stood since before\n"
         "  days          from onset to that alarm: median (interval), quartiles\n"
         "  false         an alarm that begins outside of any episode and the 7 days after it;\n"
         "                days of alarm at most 3 days apart are one alarm\n"
         "  a year        of one patient's time outside of episodes\n"
         "  (a to b)      95 %, from people drawn again\n");
    section(evaluation, "This run", "run");
    section(evaluation, "Rules alone, and all together", "alone");
    section(evaluation, "The default beside simple ways", "verdicts");
    section(evaluation, "The default with something left out or changed", "changed");
    section(evaluation, "Which rules the default's false alarms come from", "causes");
    section(evaluation, "What the default finds", "shapes");
    section(evaluation, "Days on which a report was due", "shares");
    section(evaluation, "The figures that the rules were chosen by, simulated anew", "check");
    section(evaluation, "Published series", "series");
}

/* ---- JSON ---- */

static void put_number(FILE *file, double number)
{
    if (isnan(number)) {
        fputs("null", file);
    } else {
        fprintf(file, "%.4f", number);
    }
}

static void put_figure(FILE *file, const char *name, struct figure figure)
{
    fprintf(file, "\"%s\": {\"value\": ", name);
    put_number(file, figure.value);
    fputs(", \"low\": ", file);
    put_number(file, figure.low);
    fputs(", \"high\": ", file);
    put_number(file, figure.high);
    fputs("}", file);
}

static void put_scored(FILE *file, const struct scored *scored)
{
    static const char *const groups[GROUP_COUNT] = {"alone", "whole", "without", "changed"};
    static const char *const names[FIGURE_COUNT] = {"caught",
                                                    "caughtOrStood",
                                                    "delayMedian",
                                                    "delayLowerQuartile",
                                                    "delayUpperQuartile",
                                                    "falseAYear",
                                                    "falseRedAYear",
                                                    "falseDaysAYear",
                                                    "green",
                                                    "yellow",
                                                    "red",
                                                    "missing"};
    fprintf(file, "        {\"name\": \"%s\", \"group\": \"%s\", \"simple\": %s", scored->set->name,
            groups[scored->set->group], scored->set->simple ? "true" : "false");
    for (int i = 0; i < FIGURE_COUNT; i++) {
        fputs(", ", file);
        put_figure(file, names[i], scored->figures[i]);
    }
    fputs("}", file);
}

static void put_population(FILE *file, const struct population *population)
{
    const struct scored *whole = population_set(population, "default");
    int episodes = 0;
    for (int i = 0; i < SHAPE_COUNT; i++) {
        episodes += whole->sum.episodes[i];
    }
    fprintf(file,
            "    {\"name\": \"%s\", \"programme\": \"%s\", \"version\": %lld, \"episodes\": %d,"
            " \"sets\": [\n",
            population->name, population->programme->id, (long long)population->programme->version,
            episodes);
    for (size_t i = 0; i < population->set_count; i++) {
        put_scored(file, &population->scored[i]);
        fputs(i + 1 < population->set_count ? ",\n" : "\n", file);
    }
    fputs("      ]}", file);
}

static void put_checks(FILE *file, const struct evaluation *evaluation)
{
    for (int i = 0; i < CHECK_KINDS; i++) {
        const struct check_result *result = &evaluation->checks[i];
        fprintf(file, "    {\"name\": \"%s\", \"rules\": [", result->kind->name);
        for (int j = 0; j < CHECK_RULES; j++) {
            const struct check_claim *claim = check_claim((enum check_rule)j);
            fprintf(file,
                    "%s\n      {\"rule\": \"%s\", \"noted\": {\"falseAYear\": %.1f, "
                    "\"found\": %.2f}, ",
                    j ? "," : "", claim->rule, claim->false_a_year, claim->found);
            put_figure(file, "falseAYear", result->false_a_year[j]);
            fputs(", ", file);
            put_figure(file, "found", result->found[j]);
            fputs("}", file);
        }
        fprintf(file, "]}%s\n", i + 1 < CHECK_KINDS ? "," : "");
    }
}

static void put_series(FILE *file, const struct evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->series_count; i++) {
        const struct seen_series *seen = &evaluation->series[i];
        fprintf(file,
                "%s\n    {\"name\": \"%s\", \"days\": %d, \"measured\": %d, \"alarmDays\": %d,"
                " \"alarms\": %d}",
                i ? "," : "", seen->name, seen->days, seen->measured, seen->alarm_days,
                seen->alarms);
    }
}

static bool open_file(const char *path, FILE **file_r, struct error *error)
{
    *file_r = fopen(path, "w");
    return *file_r ||
           error_at(error, ERROR_INTERNAL, path, "cannot be written: %s", strerror(errno));
}

static bool close_file(FILE *file, const char *path, struct error *error)
{
    bool failed = ferror(file) != 0;
    failed = fclose(file) != 0 || failed;
    return !failed ||
           error_at(error, ERROR_INTERNAL, path, "cannot be written: %s", strerror(errno));
}

bool report_json(const struct evaluation *evaluation, struct error *error)
{
    FILE *file;
    if (!open_file(evaluation->output, &file, error)) {
        return false;
    }
    fprintf(file,
            "{\n  \"seed\": %llu,\n  \"quick\": %s,\n  \"people\": %d,\n  \"resamples\": %d,\n"
            "  \"ruleVersion\": %d,\n  \"populations\": [\n",
            (unsigned long long)evaluation->seed, evaluation->quick ? "true" : "false",
            evaluation->people, (int)evaluation->rounds, TRIAGE_RULE_VERSION);
    for (size_t i = 0; i < POPULATIONS; i++) {
        put_population(file, &evaluation->populations[i]);
        fputs(i + 1 < POPULATIONS ? ",\n" : "\n", file);
    }
    fputs("  ],\n  \"check\": [\n", file);
    put_checks(file, evaluation);
    fputs("  ],\n  \"series\": [", file);
    put_series(file, evaluation);
    fprintf(file, "],\n  \"seriesSkipped\": %s%s%s\n}\n", evaluation->series_skipped[0] ? "\"" : "",
            evaluation->series_skipped[0] ? evaluation->series_skipped : "null",
            evaluation->series_skipped[0] ? "\"" : "");
    return close_file(file, evaluation->output, error);
}

/* ---- the page ---- */

/* A line @word@ of the page's source stands for a table. */
static void put_line(FILE *file, const struct evaluation *evaluation, const char *line)
{
    struct str word, rest;
    if (line[0] == '@' && str_cut(str_of(line + 1), '@', &word, &rest)) {
        tables_put(file, evaluation, word);
    } else {
        fputs(line, file);
    }
}

bool report_page(const struct evaluation *evaluation, struct error *error)
{
    char from[EVALUATE_PATH + 32], to[EVALUATE_PATH + 32], line[LINE];
    FILE *file;
    snprintf(from, sizeof from, "%s/evaluate/evaluation.md", evaluation->project);
    snprintf(to, sizeof to, "%s/docs/evaluation.md", evaluation->project);
    FILE *source = fopen(from, "r");
    if (!source) {
        return error_at(error, ERROR_INTERNAL, from, "cannot be read: %s", strerror(errno));
    }
    bool ok = open_file(to, &file, error);
    while (ok && fgets(line, sizeof line, source)) {
        put_line(file, evaluation, line);
    }
    (void)fclose(source);
    return ok && close_file(file, to, error);
}
