/* Scores and means against what others published or computed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "clinical/home_pressure.h"
#include "clinical/instrument.h"
#include "clinical/news2.h"
#include "clinical/outbreak.h"
#include "clinical/usual.h"
#include "record.h"

/* ---- NEWS2 ---- */

enum { V_CASE, V_SCALE, V_FIRST, V_PART = 9, V_POINTS, V_TOTAL, V_BAND };

/* The parts in the order of the table's columns. */
static const enum news2_part columns[] = {NEWS2_RESP_RATE, NEWS2_SPO2,  NEWS2_OXYGEN,
                                          NEWS2_SBP,       NEWS2_PULSE, NEWS2_CONSCIOUSNESS,
                                          NEWS2_TEMP};
static const char *const column_words[] = {"rr", "spo2", "oxygen", "sbp", "hr", "c", "t"};

static void read_vector(const struct record *record, struct news2_input *input_r)
{
    *input_r = (struct news2_input){.scale = (enum news2_scale)record_int(record->fields[V_SCALE])};
    for (size_t i = 0; i < NEWS2_PARTS; i++) {
        const char *text = record->fields[V_FIRST + i];
        enum news2_part part = columns[i];
        if (!*text)
            continue;
        input_r->has[part] = true;
        input_r->value[part] = part == NEWS2_CONSCIOUSNESS ? *text != 'A' : record_micro(text);
    }
}

static void check_part(const struct record *record, const struct news2 *news2)
{
    for (size_t i = 0; i < NEWS2_PARTS; i++)
        if (strcmp(column_words[i], record->fields[V_PART]) == 0) {
            assert_int_equal(news2->points[columns[i]], record_int(record->fields[V_POINTS]));
            assert_int_equal(news2->band, NEWS2_INCOMPLETE);
            return;
        }
    fail_msg("no part “%s”", record->fields[V_PART]);
}

static void check_total(const struct record *record, const struct news2 *news2)
{
    static const char *const bands[] = {"incomplete", "low", "low", "low-medium", "medium", "high"};
    assert_int_equal(news2->total, record_int(record->fields[V_TOTAL]));
    assert_string_equal(bands[news2->band], record->fields[V_BAND]);
}

static void news2_is_that_of_the_vectors(void **state)
{
    (void)state;
    struct record record;
    int parts = 0, totals = 0;
    FILE *file = record_open("clinical/news2_vectors.csv");
    while (record_next(file, &record)) {
        struct news2_input input;
        struct news2 news2;
        read_vector(&record, &input);
        news2_score(&input, &news2);
        if (*record.fields[V_PART]) {
            check_part(&record, &news2);
            parts++;
        } else {
            check_total(&record, &news2);
            totals++;
        }
    }
    (void)fclose(file);
    assert_true(parts >= 36 && totals >= 8);
}

/* The table itself, row by row: all that it gives, at both ends. */
static void news2_is_that_of_the_table(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        enum news2_part part;
    } rows[] = {{"respiration_rate", NEWS2_RESP_RATE},
                {"spo2", NEWS2_SPO2},
                {"systolic_bp", NEWS2_SBP},
                {"pulse", NEWS2_PULSE},
                {"temperature_C", NEWS2_TEMP}};
    struct record record;
    int checked = 0;
    FILE *file = record_open("clinical/news2.csv");
    while (record_next(file, &record))
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
            for (int end = 3; end <= 4; end++) {
                struct news2_input input = {.scale = NEWS2_SCALE_1};
                struct news2 news2;
                if (strcmp(record.fields[0], rows[i].word) != 0 || !*record.fields[end])
                    continue;
                input.scale = *record.fields[1] == '2' ? NEWS2_SCALE_2 : NEWS2_SCALE_1;
                input.has[rows[i].part] = input.has[NEWS2_OXYGEN] = true;
                input.value[NEWS2_OXYGEN] = strcmp(record.fields[2], "oxygen") == 0;
                input.value[rows[i].part] = record_micro(record.fields[end]);
                news2_score(&input, &news2);
                assert_int_equal(news2.points[rows[i].part], record_int(record.fields[5]));
                checked++;
            }
    (void)fclose(file);
    assert_true(checked >= 50);
}

/* ---- questionnaires ---- */

/* "moderately_severe" as the table has it; the table says more in brackets. */
static void check_band(const char *band, const char *told, size_t len)
{
    char plain[64];
    snprintf(plain, sizeof plain, "%s", band);
    for (char *at = plain; *at; at++)
        if (*at == '_')
            *at = ' ';
    if (strlen(plain) != len || memcmp(plain, told, len) != 0)
        fail_msg("“%s” is not “%.*s”", plain, (int)len, told);
}

/* "9/10/20" and "low/medium/medium", one beside the other. */
static int check_totals(enum instrument instrument, const char *totals, const char *bands)
{
    int checked = 0;
    while (*totals) {
        struct instrument_score score;
        size_t len = strcspn(bands, "/"), digits = strcspn(totals, "/");
        instrument_of_score(instrument, record_int(totals), &score);
        assert_int_equal(score.state, INSTRUMENT_COMPLETE);
        check_band(score.band, bands, len);
        totals += digits + (totals[digits] == '/');
        bands += len + (bands[len] == '/');
        checked++;
    }
    return checked;
}

static void check_items(enum instrument instrument, const struct record *record)
{
    struct instrument_score score;
    int points[INSTRUMENT_ITEMS];
    size_t count = 0;
    for (const char *at = record->fields[1]; *at; at += strspn(at, "0123456789") + (at[1] == ' '))
        points[count++] = record_int(at);
    instrument_score(instrument, points, count, &score);
    assert_int_equal(score.state, INSTRUMENT_COMPLETE);
    assert_int_equal(score.score, record_int(record->fields[2]));
    check_band(score.band, record->fields[3], strcspn(record->fields[3], "("));
}

static void questionnaires_are_those_of_the_vectors(void **state)
{
    (void)state;
    struct record record;
    int items = 0, totals = 0;
    FILE *file = record_open("clinical/questionnaire_vectors.csv");
    while (record_next(file, &record)) {
        enum instrument instrument = instrument_of_word(record.fields[0], strlen(record.fields[0]));
        assert_int_not_equal(instrument, INSTRUMENT_NONE);
        if (strncmp(record.fields[1], "raw total ", 10) == 0) {
            char score[16];
            size_t len = strcspn(record.fields[3], " ");
            record.fields[3][len] = 0;
            snprintf(score, sizeof score, "%d",
                     record_int(record.fields[1] + 10) * instrument_info(instrument)->factor);
            assert_string_equal(score, record.fields[2]);
            totals += check_totals(instrument, score, record.fields[3]);
        } else if (strncmp(record.fields[1], "total ", 6) == 0) {
            totals += check_totals(instrument, record.fields[1] + 6, record.fields[3]);
        } else {
            check_items(instrument, &record);
            items++;
        }
    }
    (void)fclose(file);
    assert_true(items >= 8 && totals >= 7);
}

/* ---- the seven days' mean ---- */

/* Day of the year; the series lies within one. */
static int32_t day_of(const char *text)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    return before[record_int(text + 5) - 1] + record_int(text + 8);
}

static size_t read_pressures(struct home_reading *readings, size_t most)
{
    struct record record;
    size_t count = 0;
    FILE *file = record_open("series/bp_jhs_home_1subject_108d.csv");
    while (record_next(file, &record)) {
        const char *at = record.fields[0];
        assert_true(count < most);
        readings[count++] = (struct home_reading){
            .day = day_of(at),
            .minute = record_int(at + 11) * 60 + record_int(at + 14),
            .sbp = record_micro(record.fields[1]),
            .dbp = record_micro(record.fields[2]),
        };
    }
    (void)fclose(file);
    return count;
}

/* The sums are of the same readings added by another program. */
static void home_pressure_is_that_of_the_series(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        size_t count;
        int sbp, dbp; /* sums */
        bool high_sbp, high_dbp;
    } means[] = {
        {"2019-04-28", 12, 1548, 904, false, false},  {"2019-05-06", 17, 2162, 1282, false, false},
        {"2019-05-27", 20, 2629, 1594, false, false}, {"2019-07-06", 13, 1727, 1056, false, false},
        {"2019-07-15", 12, 1642, 1003, true, false},  {"2019-07-17", 14, 1869, 1141, false, false},
        {"2019-07-28", 12, 1683, 1050, true, true},   {"2019-07-30", 16, 2207, 1354, true, false},
    };
    struct home_reading readings[256];
    const struct pressure_mean bounds = {HOME_PRESSURE_SBP, HOME_PRESSURE_DBP};
    size_t count = read_pressures(readings, 256);
    struct home_pressure mean;
    int enough = 0, high = 0;
    assert_int_equal(count, 222);
    for (size_t i = 0; i < sizeof means / sizeof means[0]; i++) {
        home_pressure_mean(readings, count, day_of(means[i].day), &bounds, &mean);
        assert_true(mean.enough);
        assert_int_equal(mean.count, means[i].count);
        assert_int_equal((mean.sbp * (int64_t)mean.count + 500000) / MICRO, means[i].sbp);
        assert_int_equal((mean.dbp * (int64_t)mean.count + 500000) / MICRO, means[i].dbp);
        assert_int_equal(mean.high_sbp, means[i].high_sbp);
        assert_int_equal(mean.high_dbp, means[i].high_dbp);
    }
    for (int32_t day = readings[0].day; day <= readings[count - 1].day; day++) {
        home_pressure_mean(readings, count, day, &bounds, &mean);
        enough += mean.enough;
        high += mean.high_sbp || mean.high_dbp;
    }
    assert_int_equal(enough, 62);
    assert_int_equal(high, 7);
}

/* ---- series that R described ---- */

static size_t numbers_of(const char *text, int64_t *values_r)
{
    size_t count = 0;
    for (const char *at = text; *at; at += strcspn(at, " "), at += *at == ' ') {
        char word[32];
        snprintf(word, sizeof word, "%.*s", (int)strcspn(at, " "), at);
        values_r[count++] = record_micro(word);
    }
    return count;
}

static void assert_near(int64_t a, int64_t b)
{
    if (a - b > 1 || b - a > 1)
        fail_msg("%lld is not %lld", (long long)a, (long long)b);
}

static void the_usual_is_that_of_the_reference(void **state)
{
    (void)state;
    struct record record;
    int checked = 0;
    FILE *file = record_open("series/robust_stats_R.csv");
    while (record_next(file, &record)) {
        int64_t values[64];
        struct usual usual;
        size_t count = numbers_of(record.fields[2], values);
        if (!usual_days(values, count, &usual))
            continue;
        assert_near(usual.middle, record_micro(record.fields[5]));
        assert_near(usual.low, record_micro(record.fields[11]));
        assert_near(usual.high, record_micro(record.fields[14]));
        checked++;
    }
    (void)fclose(file);
    assert_true(checked >= 7);
}

/* A series of seven whole numbers as a baseline: R's mean, and the first whole number above mean
 * and three standard deviations. */
static void an_outbreak_is_beyond_three_deviations_of_the_reference(void **state)
{
    (void)state;
    struct record record;
    int checked = 0;
    FILE *file = record_open("series/robust_stats_R.csv");
    while (record_next(file, &record)) {
        int64_t values[64], counts[OUTBREAK_DAYS] = {0};
        struct outbreak outbreak;
        if (numbers_of(record.fields[2], values) != OUTBREAK_BASELINE)
            continue;
        for (int i = 0; i < OUTBREAK_BASELINE; i++)
            counts[i] = values[i] / MICRO;
        outbreak_judge(counts, OUTBREAK_DAYS, &outbreak);
        int64_t bound = record_micro(record.fields[3]) + 3 * record_micro(record.fields[4]);
        assert_true(outbreak.known);
        assert_near(outbreak.expected, record_micro(record.fields[3]));
        assert_int_equal(outbreak.least, bound / MICRO + 1);
        checked++;
    }
    (void)fclose(file);
    assert_true(checked >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(news2_is_that_of_the_vectors),
        cmocka_unit_test(news2_is_that_of_the_table),
        cmocka_unit_test(questionnaires_are_those_of_the_vectors),
        cmocka_unit_test(home_pressure_is_that_of_the_series),
        cmocka_unit_test(the_usual_is_that_of_the_reference),
        cmocka_unit_test(an_outbreak_is_beyond_three_deviations_of_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
