/* str_has_control: what steers text is found; what is text, in any script, is not. */
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void expect(const char *text, bool in_line, bool in_lines)
{
    if (str_has_control(str_of(text), false) != in_line ||
        str_has_control(str_of(text), true) != in_lines)
        fail_msg("%s: %d in a line, %d in lines", text, !in_line, !in_lines);
}

static void what_turns_the_direction_of_text_is_found(void **state)
{
    (void)state;
    for (unsigned c = 0x2020; c < 0x2080; c++) {
        char text[8];
        bool turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        snprintf(text, sizeof text, "a%c%c%cb", (char)0xE2, (char)(0x80 | (c >> 6 & 0x3F)),
                 (char)(0x80 | (c & 0x3F)));
        expect(text, turns, turns);
    }
    expect((char[]){'a', ' ', (char)0xE2, (char)0x80, (char)0xAE, 0}, true, true);
}

static void control_characters_are_found_but_ends_of_lines_and_tabs_in_lines(void **state)
{
    (void)state;
    for (int c = 1; c < 0x20; c++)
        expect((char[]){'a', (char)c, 0}, true, c != '\n' && c != '\r' && c != '\t');
    expect("\x7F", true, true);
    expect("\xC2\x80", true, true);
    expect("\xC2\x9F", true, true);
    assert_true(str_has_control((struct str){"a\0b", 3}, true));
}

static void letters_of_all_scripts_are_text(void **state)
{
    (void)state;
    expect("", false, false);
    expect("محمد علي", false, false);
    expect("\xE2\x80\x8F"
           "فاطمة"
           "\xE2\x80\x8E",
           false, false); /* marks that turn nothing else */
    expect("נועה", false, false);
    expect("Áile Ŋuolla, Łukasz, Олена – «ja» … 😀", false, false);
    expect("\xC2\xA0", false, false);
}

static void a_text_that_is_cut_off_is_read_to_its_end_only(void **state)
{
    (void)state;
    static const char turned[] = {(char)0xE2, (char)0x80, (char)0xAE};
    assert_false(str_has_control((struct str){turned, 2}, false));
    assert_false(str_has_control((struct str){turned, 1}, false));
    assert_true(str_has_control((struct str){turned, 3}, false));
    assert_false(str_has_control(STR_NONE, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_turns_the_direction_of_text_is_found),
        cmocka_unit_test(control_characters_are_found_but_ends_of_lines_and_tabs_in_lines),
        cmocka_unit_test(letters_of_all_scripts_are_text),
        cmocka_unit_test(a_text_that_is_cut_off_is_read_to_its_end_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
