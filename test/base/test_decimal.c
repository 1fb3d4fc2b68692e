/* Decimal numbers: what is accepted, and that nothing is lost between text and millionths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/decimal.h"

static void assert_parses(const char *text, int64_t digits, int exponent, int places)
{
    struct decimal value = {0};
    if (!decimal_parse(str_of(text), &value)) {
        fail_msg("%s was refused", text);
    }
    assert_int_equal(value.digits, digits);
    assert_int_equal(value.exponent, exponent);
    assert_int_equal(value.places, places);
}

static void assert_micro(const char *text, int64_t micro)
{
    struct decimal value = {0};
    int64_t got = 0;
    assert_true(decimal_parse(str_of(text), &value));
    if (!decimal_micro(&value, &got)) {
        fail_msg("%s did not fit", text);
    }
    assert_int_equal(got, micro);
}

static void assert_too_large(const char *text)
{
    struct decimal value = {0};
    int64_t got = 0;
    assert_true(decimal_parse(str_of(text), &value));
    assert_false(decimal_micro(&value, &got));
}

static void assert_text(int64_t micro, int places, const char *text)
{
    char got[DECIMAL_TEXT];
    decimal_text(micro, places, got);
    assert_string_equal(got, text);
}

static void numbers_keep_digits_exponent_and_places(void **state)
{
    (void)state;
    assert_parses("0", 0, 0, 0);
    assert_parses("-0", 0, 0, 0);
    assert_parses("2.0", 20, -1, 1);
    assert_parses("86.50", 8650, -2, 2);
    assert_parses("-12.5", -125, -1, 1);
    assert_parses("1e2", 1, 2, 0);
    assert_parses("1.5E+3", 15, 2, 1);
    assert_parses("25e-1", 25, -1, 0);
    assert_parses("0.001", 1, -3, 3);
    assert_parses("1e30", 1, 30, 0);
    assert_parses("1e-30", 1, -30, 0);
}

static void what_json_does_not_call_a_number_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",    "-",   "+1",   "01",  "00",  "-01", ".5",   "1.",
                                        "1e",  "1e+", "1e-",  "e1",  " 1",  "1 ",  "1,5",  "0x1",
                                        "NaN", "inf", "1.e2", "1..", "1-1", "--1", "1e1.", "٣"};
    struct decimal value;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (decimal_parse(str_of(wrong[i]), &value)) {
            fail_msg("\"%s\" was accepted", wrong[i]);
        }
    }
    assert_false(decimal_parse(STR_NONE, &value));
    assert_false(decimal_parse((struct str){"1\0", 2}, &value));
}

static void eighteen_significant_digits_are_the_most(void **state)
{
    (void)state;
    struct decimal value;
    assert_parses("999999999999999999", INT64_C(999999999999999999), 0, 0);
    assert_parses("-999999999.999999999", INT64_C(-999999999999999999), -9, 9);
    assert_parses("0.000000000000000000123", 123, -21, 21);
    assert_false(decimal_parse(STR("1000000000000000000"), &value));
    assert_false(decimal_parse(STR("1.000000000000000000"), &value));
}

static void exponents_beyond_thirty_are_refused(void **state)
{
    (void)state;
    struct decimal value;
    assert_false(decimal_parse(STR("1e31"), &value));
    assert_false(decimal_parse(STR("1e-31"), &value));
    assert_false(decimal_parse(STR("0e99999999999999999999"), &value));
    assert_false(decimal_parse(STR("1.5e-30"), &value));
}

static void millionths_are_exact_where_they_can_be(void **state)
{
    (void)state;
    assert_micro("0", 0);
    assert_micro("86.5", 86500000);
    assert_micro("-0.000001", -1);
    assert_micro("1e3", 1000000000);
    assert_micro("0e30", 0);
    assert_micro("9223372036854.77580", INT64_C(9223372036854775800));
}

static void millionths_are_rounded_half_away_from_zero(void **state)
{
    (void)state;
    assert_micro("0.0000005", 1);
    assert_micro("-0.0000005", -1);
    assert_micro("0.0000004999", 0);
    assert_micro("0.0000014999", 1);
    assert_micro("0.0000015", 2);
    assert_micro("-0.0000015", -2);
    assert_micro("1e-30", 0);
    assert_micro("999999999999999999e-30", 0);
    assert_micro("999999999999999999e-24", 1);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    assert_too_large("9223372036854.77581");
    assert_too_large("-9223372036855");
    assert_too_large("1e30");
    assert_too_large("1e13");
}

static void exponents_from_elsewhere_do_no_harm(void **state)
{
    (void)state;
    int64_t micro = 1;
    assert_true(decimal_micro(&(struct decimal){INT64_MAX, -40, 0}, &micro));
    assert_int_equal(micro, 0);
    assert_true(decimal_micro(&(struct decimal){INT64_MIN, -36, 0}, &micro));
    assert_int_equal(micro, 0);
    assert_false(decimal_micro(&(struct decimal){INT64_MIN, 0, 0}, &micro));
}

static void text_has_the_places_asked_for_and_as_many_as_it_takes(void **state)
{
    (void)state;
    assert_text(86000000, 0, "86");
    assert_text(86000000, 1, "86.0");
    assert_text(86500000, 0, "86.5");
    assert_text(86500000, 1, "86.5");
    assert_text(86500000, 2, "86.50");
    assert_text(86000001, 1, "86.000001");
    assert_text(-1, 0, "-0.000001");
    assert_text(0, 0, "0");
    assert_text(0, 1, "0.0");
    assert_text(-1500000, 0, "-1.5");
    assert_text(INT64_MAX, 0, "9223372036854.775807");
    assert_text(INT64_MIN, 0, "-9223372036854.775808");
    assert_text(INT64_MIN, 99, "-9223372036854.7758080000");
}

static void text_and_millionths_are_each_others_inverse(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 20000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        int64_t micro = (int64_t)seed >> (4 + i % 60);
        char text[DECIMAL_TEXT];
        decimal_text(micro, i % 4, text);
        assert_micro(text, micro);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_keep_digits_exponent_and_places),
        cmocka_unit_test(what_json_does_not_call_a_number_is_refused),
        cmocka_unit_test(eighteen_significant_digits_are_the_most),
        cmocka_unit_test(exponents_beyond_thirty_are_refused),
        cmocka_unit_test(millionths_are_exact_where_they_can_be),
        cmocka_unit_test(millionths_are_rounded_half_away_from_zero),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(exponents_from_elsewhere_do_no_harm),
        cmocka_unit_test(text_has_the_places_asked_for_and_as_many_as_it_takes),
        cmocka_unit_test(text_and_millionths_are_each_others_inverse),
    };
    return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
