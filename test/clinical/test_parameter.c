/* The parameter table: against the published one, in itself, and the arithmetic of units. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "clinical/parameter.h"

static enum unit_result normalise(enum parameter parameter, const char *number, const char *unit,
                                  int64_t *micro_r)
{
    struct decimal value;
    assert_true(decimal_parse(str_of(number), &value));
    return parameter_normalise(parameter, value.digits, value.exponent, unit, strlen(unit),
                               micro_r);
}

static void assert_micro(enum parameter parameter, const char *number, const char *unit,
                         int64_t expected)
{
    int64_t micro = 0;
    if (normalise(parameter, number, unit, &micro) != UNIT_OK) {
        fail_msg("%s %s was refused", number, unit);
    }
    assert_int_equal(micro, expected);
}

/* ---- the table in itself ---- */

static void every_parameter_is_found_by_its_word_and_codes(void **state)
{
    (void)state;
    for (int i = 1; i < PARAMETER_COUNT; i++) {
        const struct parameter_info *info = parameter_info((enum parameter)i);
        assert_non_null(info);
        assert_int_equal(info->id, i);
        assert_int_equal(parameter_of_word(info->word, strlen(info->word)), i);
        assert_non_null(info->codes[0].code);
        assert_int_equal(info->codes[0].system,
                         i == PARAMETER_NEWS2 || i == PARAMETER_ACVPU ? CODE_SNOMED : CODE_LOINC);
        assert_null(info->codes[PARAMETER_CODES - 1].code);
        for (const struct parameter_code *c = info->codes; c->code; c++) {
            assert_int_equal(parameter_of_code(c->system, c->code, strlen(c->code)), i);
        }
    }
}

static void what_is_no_parameter_is_none(void **state)
{
    (void)state;
    assert_null(parameter_info(PARAMETER_NONE));
    assert_null(parameter_info(PARAMETER_COUNT));
    assert_null(parameter_info((enum parameter)1000));
    assert_int_equal(parameter_of_word("", 0), PARAMETER_NONE);
    assert_int_equal(parameter_of_word("spo", 3), PARAMETER_NONE);
    assert_int_equal(parameter_of_word("spo22", 5), PARAMETER_NONE);
    assert_int_equal(parameter_of_word("SPO2", 4), PARAMETER_NONE);
    assert_int_equal(parameter_of_code(CODE_LOINC, "150456", 6), PARAMETER_NONE);
    assert_int_equal(parameter_of_code(CODE_LOINC, "", 0), PARAMETER_NONE);
    assert_int_equal(parameter_of_code(CODE_LOINC, "29563-7", 7), PARAMETER_NONE);
}

static void codes_that_belong_to_each_parameter(void **state)
{
    (void)state;
    assert_int_equal(parameter_of_code(CODE_LOINC, "2708-6", 6), PARAMETER_SPO2);
    assert_int_equal(parameter_of_code(CODE_LOINC, "59408-5", 7), PARAMETER_SPO2);
    assert_int_equal(parameter_of_code(CODE_MDC, "149530", 6), PARAMETER_PULSE);
    assert_int_equal(parameter_of_code(CODE_LOINC, "85354-9", 7), PARAMETER_BP);
    assert_int_equal(parameter_of_code(CODE_NPU, "NPU02187", 8), PARAMETER_GLUCOSE);
    assert_int_equal(parameter_of_code(CODE_LOINC, "2339-0", 6), PARAMETER_GLUCOSE);
    assert_int_equal(parameter_of_code(CODE_SNOMED, "27113001", 8), PARAMETER_WEIGHT);
}

static void confirm_zones_lie_inside_hard_limits(void **state)
{
    (void)state;
    for (int i = 1; i < PARAMETER_BP; i++) {
        const struct parameter_info *info = parameter_info((enum parameter)i);
        assert_true(info->has_hard && info->hard_low < info->hard_high);
        assert_true(!info->has_confirm_low || info->confirm_low > info->hard_low);
        assert_true(!info->has_confirm_high || info->confirm_high < info->hard_high);
        assert_true(!info->has_confirm_low || !info->has_confirm_high ||
                    info->confirm_low < info->confirm_high);
    }
}

static void the_own_unit_of_each_parameter_changes_nothing(void **state)
{
    (void)state;
    for (int i = 1; i < PARAMETER_BP; i++) {
        assert_micro((enum parameter)i, "37.5", parameter_info((enum parameter)i)->ucum, 37500000);
    }
    int64_t micro;
    assert_int_equal(normalise(PARAMETER_BP, "1", "", &micro), UNIT_UNKNOWN);
    assert_int_equal(normalise(PARAMETER_NONE, "1", "%", &micro), UNIT_UNKNOWN);
    assert_int_equal(normalise(PARAMETER_COUNT, "1", "%", &micro), UNIT_UNKNOWN);
}

/* ---- units ---- */

static void conversions_are_exact_and_rounded_once(void **state)
{
    (void)state;
    assert_micro(PARAMETER_WEIGHT, "1", "lb", 453592); /* .37 */
    assert_micro(PARAMETER_WEIGHT, "100", "[lb_av]", 45359237);
    assert_micro(PARAMETER_WEIGHT, "180.5", "lbs", 81873423);    /* .285 */
    assert_micro(PARAMETER_WEIGHT, "80123.4567", "g", 80123457); /* .4567 */
    assert_micro(PARAMETER_WEIGHT, "0.0005", "g", 1);            /* half: away from zero */
    assert_micro(PARAMETER_WEIGHT, "-0.0005", "g", -1);
    assert_micro(PARAMETER_WEIGHT, "0.0004999", "g", 0);
    assert_micro(PARAMETER_TEMP, "32", "[degF]", 0);
    assert_micro(PARAMETER_TEMP, "212", "[degF]", 100000000);
    assert_micro(PARAMETER_TEMP, "98.6", "°F", 37000000);
    assert_micro(PARAMETER_TEMP, "-40", "degF", -40000000);
    assert_micro(PARAMETER_TEMP, "100", "degF", 37777778);
    assert_micro(PARAMETER_TEMP, "0", "degF", -17777778);
    assert_micro(PARAMETER_GLUCOSE, "18.016", "mg/dL", 1000000);
    assert_micro(PARAMETER_GLUCOSE, "100", "mg/dL", 5550622); /* .11 */
    assert_micro(PARAMETER_SPO2, "0.97", "1", 97000000);
    assert_micro(PARAMETER_SBP, "16", "kPa", 120009920);
    assert_micro(PARAMETER_SBP, "1", "kPa", 7500620);
}

static void exponents_are_taken_as_far_as_they_go(void **state)
{
    (void)state;
    int64_t micro = 0;
    assert_micro(PARAMETER_WEIGHT, "8e1", "kg", 80000000);
    assert_micro(PARAMETER_WEIGHT, "8e4", "g", 80000000);
    assert_micro(PARAMETER_WEIGHT, "1e-30", "kg", 0);
    assert_micro(PARAMETER_TEMP, "1e-30", "degF", -17777778);
    assert_micro(PARAMETER_TEMP, "999999999999999999e-30", "degF", -17777778);
    assert_micro(PARAMETER_WEIGHT, "0e30", "kg", 0);
    assert_int_equal(normalise(PARAMETER_WEIGHT, "1e30", "kg", &micro), UNIT_RANGE);
    assert_int_equal(normalise(PARAMETER_WEIGHT, "9223372036855", "kg", &micro), UNIT_RANGE);
    assert_int_equal(normalise(PARAMETER_WEIGHT, "-9223372036855", "kg", &micro), UNIT_RANGE);
    assert_micro(PARAMETER_WEIGHT, "9223372036854.77580", "kg", INT64_C(9223372036854775800));
    assert_int_equal(parameter_normalise(PARAMETER_WEIGHT, INT64_MIN, 1000000, "kg", 2, &micro),
                     UNIT_RANGE);
    assert_int_equal(parameter_normalise(PARAMETER_WEIGHT, 1, INT32_MIN, "kg", 2, &micro),
                     UNIT_RANGE);
    assert_int_equal(parameter_normalise(PARAMETER_WEIGHT, 0, INT32_MIN, "kg", 2, &micro), UNIT_OK);
    assert_int_equal(micro, 0);
}

static void units_of_another_parameter_are_unknown(void **state)
{
    (void)state;
    int64_t micro;
    static const char *const units[] = {"", "%", "kg", "Cel", "mm[Hg]", "mmol/L", "/min"};
    for (int i = 1; i < PARAMETER_BP; i++) {
        for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
            bool own = strcmp(units[u], parameter_info((enum parameter)i)->ucum) == 0;
            assert_int_equal(normalise((enum parameter)i, "1", units[u], &micro),
                             own ? UNIT_OK : UNIT_UNKNOWN);
        }
    }
}

/* ---- against the published table ---- */

enum column {
    ID,
    LOINC = 3,
    SNOMED,
    MDC,
    NPU = 7,
    UCUM,
    HARD_LOW = 12,
    HARD_HIGH,
    CONFIRM_LOW,
    CONFIRM_HIGH,
    COLUMNS
};

/* Cuts a line at its commas, minding quotes. */
static void cut(char *line, char *cells_r[COLUMNS])
{
    char *at = line;
    for (size_t i = 0; i < COLUMNS; i++) {
        bool quoted = *at == '"';
        at += quoted;
        cells_r[i] = at;
        at += strcspn(at, quoted ? "\"" : ",\n");
        if (quoted && *at) {
            *at++ = 0;
        }
        if (*at) {
            *at++ = 0;
        }
    }
}

static void assert_bound(const char *word, const char *cell, bool has, int64_t bound)
{
    struct decimal value;
    int64_t micro = 0;
    if (has != (*cell != 0)) {
        fail_msg("%s: a bound is in one table only", word);
    }
    if (has) {
        assert_true(decimal_parse(str_of(cell), &value) && decimal_micro(&value, &micro));
        assert_int_equal(micro, bound);
    }
}

/* The published table has it for NEWS2, after one repository; LOINC's own 88330-6 is an assessment
 * of mobility at admission. */
#define NO_NEWS2 "88330-6"

static void assert_codes(const struct parameter_info *info, enum code_system system, char *cell)
{
    for (char *at = cell; *at;) {
        size_t len = strcspn(at, "|");
        if (len == strlen(NO_NEWS2) && memcmp(at, NO_NEWS2, len) == 0) {
            assert_int_equal(parameter_of_code(system, at, len), PARAMETER_NONE);
        } else if (parameter_of_code(system, at, len) != info->id) {
            fail_msg("%s lacks the code %.*s", info->word, (int)len, at);
        }
        at += len + (at[len] == '|');
    }
}

static const char *own_word(const char *id)
{
    return strcmp(id, "bp_panel") == 0 ? "bp" : strcmp(id, "glucose_cap") == 0 ? "glucose" : id;
}

static bool check_line(char *line)
{
    char *cells[COLUMNS];
    cut(line, cells);
    const char *word = own_word(cells[ID]);
    const struct parameter_info *info = parameter_info(parameter_of_word(word, strlen(word)));
    if (!info) {
        return false;
    }
    assert_codes(info, CODE_LOINC, cells[LOINC]);
    assert_codes(info, CODE_SNOMED, cells[SNOMED]);
    assert_codes(info, CODE_MDC, cells[MDC]);
    assert_codes(info, CODE_NPU, cells[NPU]);
    if (info->id == PARAMETER_ACVPU) {
        return true; /* published as five words; numbered from 0 to 4 here */
    }
    if (info->id != PARAMETER_BP) {
        assert_string_equal(info->ucum, cells[UCUM]);
    }
    assert_bound(word, cells[HARD_LOW], info->has_hard, info->hard_low);
    assert_bound(word, cells[HARD_HIGH], info->has_hard, info->hard_high);
    assert_bound(word, cells[CONFIRM_LOW], info->has_confirm_low, info->confirm_low);
    assert_bound(word, cells[CONFIRM_HIGH], info->has_confirm_high, info->confirm_high);
    return true;
}

static void bounds_codes_and_units_are_those_of_the_published_table(void **state)
{
    (void)state;
    const char *data = getenv("VARDE_TEST_DATA");
    char path[4096], line[4096];
    snprintf(path, sizeof path, "%s/clinical/vital_signs.csv", data ? data : "../shared/data");
    FILE *file = fopen(path, "r");
    if (!file) {
        print_message("%s is not there (VARDE_TEST_DATA)\n", path);
        skip();
    }
    int found = 0;
    while (fgets(line, sizeof line, file)) {
        found += check_line(line);
    }
    (void)fclose(file);
    assert_int_equal(found,
                     PARAMETER_COUNT - 1 - 2); /* instruments stand in a table of their own */
}

static void totals_of_instruments_are_those_of_the_published_table(void **state)
{
    (void)state;
    const char *data = getenv("VARDE_TEST_DATA");
    char path[4096], line[4096], code[64];
    int found = 0;
    snprintf(path, sizeof path, "%s/clinical/questionnaires.csv", data ? data : "../shared/data");
    FILE *file = fopen(path, "r");
    if (!file) {
        print_message("%s is not there (VARDE_TEST_DATA)\n", path);
        skip();
    }
    while (fgets(line, sizeof line, file)) {
        size_t len = strcspn(line, ",");
        const struct parameter_info *info = parameter_info(parameter_of_word(line, len));
        if (!info || info->id == PARAMETER_NEWS2) {
            continue;
        }
        found++;
        assert_non_null(strstr(line, info->codes[0].code));
        snprintf(code, sizeof code, ",0-%d,", (int)(info->hard_high / 1000000));
        assert_non_null(strstr(line, code));
        assert_int_equal(info->hard_low, 0);
    }
    (void)fclose(file);
    assert_int_equal(found, 2);
}

static void lungs_lengths_and_scores_come_in_the_units_that_devices_send(void **state)
{
    (void)state;
    assert_micro(PARAMETER_FEV1, "1850", "mL", 1850000);
    assert_micro(PARAMETER_FVC, "3.20", "l", 3200000);
    assert_micro(PARAMETER_FEV1_PP, "0.54", "1", 54000000);
    assert_micro(PARAMETER_PEF, "5.2", "L/s", 312000000);
    assert_micro(PARAMETER_PEF, "312", "l/min", 312000000);
    assert_micro(PARAMETER_O2_FLOW, "1500", "mL/min", 1500000);
    assert_micro(PARAMETER_HEIGHT, "1.78", "m", 178000000);
    assert_micro(PARAMETER_HEIGHT, "70", "[in_i]", 177800000);
    assert_micro(PARAMETER_BMI, "32", "kg/m2", 32000000);
    assert_micro(PARAMETER_NEWS2, "7", "{score}", 7000000);
    assert_true(parameter_is_score(PARAMETER_PHQ9) && parameter_is_score(PARAMETER_GAD7));
    assert_false(parameter_is_score(PARAMETER_BMI) || parameter_is_score(PARAMETER_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_is_found_by_its_word_and_codes),
        cmocka_unit_test(what_is_no_parameter_is_none),
        cmocka_unit_test(codes_that_belong_to_each_parameter),
        cmocka_unit_test(confirm_zones_lie_inside_hard_limits),
        cmocka_unit_test(the_own_unit_of_each_parameter_changes_nothing),
        cmocka_unit_test(conversions_are_exact_and_rounded_once),
        cmocka_unit_test(exponents_are_taken_as_far_as_they_go),
        cmocka_unit_test(units_of_another_parameter_are_unknown),
        cmocka_unit_test(lungs_lengths_and_scores_come_in_the_units_that_devices_send),
        cmocka_unit_test(totals_of_instruments_are_those_of_the_published_table),
        cmocka_unit_test(bounds_codes_and_units_are_those_of_the_published_table),
    };
    return cmocka_run_group_tests_name("parameter", tests, NULL, NULL);
}
