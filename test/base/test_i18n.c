/* Catalogues: reading .mo files, refusing corrupt ones, plurals, the choice of a language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/i18n.h"

/* ---- catalogues made here ---- */

#define MO_SIZE 1024

struct entry {
    struct str key, text; /* keys in order */
};

static void put(unsigned char *at, uint32_t word, bool swap)
{
    word = swap ? __builtin_bswap32(word) : word;
    memcpy(at, &word, sizeof word);
}

/* Returns the length. The layout is gettext's: head, two tables, then the strings. */
static size_t make_mo(unsigned char mo[MO_SIZE], const struct entry *entries, size_t count,
                      bool swap)
{
    size_t at = 28 + count * 16;
    uint32_t head[] = {0x950412de, 0, (uint32_t)count, 28, (uint32_t)(28 + count * 8), 0, 0};
    for (size_t i = 0; i < 7; i++) {
        put(mo + i * 4, head[i], swap);
    }
    for (size_t i = 0; i < 2 * count; i++) {
        struct str text = i < count ? entries[i].key : entries[i - count].text;
        put(mo + 28 + i * 8, (uint32_t)text.len, swap);
        put(mo + 32 + i * 8, (uint32_t)at, swap);
        assert_true(at + text.len + 1 <= MO_SIZE);
        if (text.len > 0) {
            memcpy(mo + at, text.at, text.len);
        }
        mo[at + text.len] = 0;
        at += text.len + 1;
    }
    return at;
}

#define TYPE "Content-Type: text/plain; charset=UTF-8\n"

static const struct entry norwegian[] = {
    {STR(""), STR(TYPE "Plural-Forms: nplurals=2; plural=(n != 1);\n")},
    {STR("days\0days.many"), STR("{n} dag\0{n} dager")},
    {STR("only.nb"), STR("bare på norsk")},
    {STR("zone.red"), STR("rød")},
};
static const struct entry english[] = {
    {STR(""), STR(TYPE "Plural-Forms: nplurals=2; plural=n != 1;\n")},
    {STR("days\0days.many"), STR("{n} day\0{n} days")},
    {STR("zone.red"), STR("red")},
};
static const struct entry ukrainian[] = {
    {STR(""), STR(TYPE "Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && "
                       "n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n")},
    {STR("days\0days.many"), STR("день\0дні\0днів")},
};

static const struct entry arabic[] = {
    {STR(""), STR(TYPE "Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
                       "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\n")},
    {STR("days\0days.many"), STR("صفر\0يوم\0يومان\0أيام\0يومًا\0يوم من مئة")},
    {STR("zone.red"), STR("أحمر")},
};

static unsigned char nb_mo[MO_SIZE], en_mo[MO_SIZE], uk_mo[MO_SIZE], ar_mo[MO_SIZE];
static const unsigned char broken_mo[] = "this is no catalogue at all, whatever its tag";

const struct embedded_catalogue embedded_catalogues[] = {
    {"xx", broken_mo, sizeof broken_mo}, {"en", en_mo, sizeof en_mo}, {"nb", nb_mo, sizeof nb_mo},
    {"uk", uk_mo, sizeof uk_mo},         {"ar", ar_mo, sizeof ar_mo},
};
const size_t embedded_catalogue_count = 5;

static int make_catalogues(void **state)
{
    (void)state;
    make_mo(nb_mo, norwegian, 4, false);
    make_mo(en_mo, english, 3, true); /* the other byte order */
    make_mo(uk_mo, ukrainian, 2, false);
    make_mo(ar_mo, arabic, 3, false);
    return 0;
}

static const struct language *language(const char *tag)
{
    const struct language *found = language_find(str_of(tag));
    if (!found) {
        fail_msg("%s was not found", tag);
    }
    return found;
}

/* ---- texts ---- */

static void a_text_comes_in_the_language_asked_for(void **state)
{
    (void)state;
    assert_string_equal(text_of(language("nb"), "zone.red"), "rød");
    assert_string_equal(text_of(language("en"), "zone.red"), "red");
    assert_string_equal(text_of(NULL, "zone.red"), "rød");
}

static void a_missing_text_comes_in_norwegian_and_then_as_its_key(void **state)
{
    (void)state;
    assert_string_equal(text_of(language("en"), "only.nb"), "bare på norsk");
    assert_string_equal(text_of(language("en"), "no.such"), "no.such");
    assert_string_equal(text_of(NULL, "zzz"), "zzz");
    assert_string_equal(text_of(NULL, ""), "");
    assert_string_equal(text_plural(language("en"), "no.such", 2), "no.such");
    assert_string_equal(text_plural(language("en"), "zone.red", 2), "red");
}

static void plurals_follow_the_language_s_rule(void **state)
{
    (void)state;
    assert_string_equal(text_plural(language("nb"), "days", 1), "{n} dag");
    assert_string_equal(text_plural(language("nb"), "days", 0), "{n} dager");
    assert_string_equal(text_plural(language("en"), "days", 2), "{n} days");
    assert_string_equal(text_plural(language("en"), "days", -1), "{n} day");
    static const struct {
        int64_t n;
        const char *text;
    } forms[] = {{1, "день"},  {2, "дні"},    {4, "дні"},    {5, "днів"},
                 {11, "днів"}, {12, "днів"},  {21, "день"},  {22, "дні"},
                 {0, "днів"},  {111, "днів"}, {101, "день"}, {INT64_MIN, "днів"}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        assert_string_equal(text_plural(language("uk"), "days", forms[i].n), forms[i].text);
    }
}

static void arabic_has_six_forms(void **state)
{
    (void)state;
    static const struct {
        int64_t n;
        const char *text;
    } forms[] = {{0, "صفر"},          {1, "يوم"},          {2, "يومان"},        {3, "أيام"},
                 {10, "أيام"},        {11, "يومًا"},        {20, "يومًا"},        {99, "يومًا"},
                 {100, "يوم من مئة"}, {101, "يوم من مئة"}, {102, "يوم من مئة"}, {103, "أيام"},
                 {110, "أيام"},       {111, "يومًا"},       {1000, "يوم من مئة"}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        assert_string_equal(text_plural(language("ar"), "days", forms[i].n), forms[i].text);
    }
    assert_string_equal(text_of(language("ar"), "only.nb"), "bare på norsk");
}

static void names_in_braces_are_filled(void **state)
{
    (void)state;
    const struct text_arg args[] = {{"n", STR("3")}, {"what", STR("a {n} b")}, {"none", STR_NONE}};
    static const char *const cases[][2] = {
        {"{n} days", "3 days"},
        {"{n}{n}", "33"},
        {"x {what} y", "x a {n} b y"},
        {"{other} {n}", "{other} 3"},
        {"{none}|", "|"},
        {"{", "{"},
        {"{n", "{n"},
        {"{{n}}", "{3}"},
        {"}{", "}{"},
        {"", ""},
        {"{}", "{}"},
        {"{ n}", "{ n}"},
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out;
        buf_init(&out, &arena, 0);
        text_fill(&out, cases[i][0], args, 3);
        assert_string_equal(buf_cstr(&out), cases[i][1]);
    }
    arena_finish(&arena);
}

static void numbers_have_the_language_s_decimal_sign(void **state)
{
    (void)state;
    struct arena arena;
    struct buf out;
    arena_init(&arena);
    buf_init(&out, &arena, 0);
    text_number(NULL, "-86.50", &out);
    text_number(language("en"), " 86.5", &out);
    text_number(language("uk"), " 0.1", &out);
    text_number(language("ar"), " 86.5", &out);
    assert_string_equal(buf_cstr(&out), "-86,50 86.5 0,1 86.5");
    arena_finish(&arena);
}

/* ---- the choice ---- */

static void tags_are_found_without_region_and_whatever_their_case(void **state)
{
    (void)state;
    assert_string_equal(language_tag(language("nb-NO")), "nb");
    assert_string_equal(language_tag(language("NB")), "nb");
    assert_string_equal(language_tag(language("nb_NO")), "nb");
    assert_string_equal(language_tag(language("no")), "nb");
    assert_string_equal(language_tag(language("no-NO")), "nb");
    assert_string_equal(language_tag(language("en-GB-oed")), "en");
    assert_string_equal(language_tag(NULL), "nb");
    assert_null(language_find(STR("de")));
    assert_null(language_find(STR("e")));
    assert_null(language_find(STR("eng")));
    assert_null(language_find(STR("n")));
    assert_null(language_find(STR("")));
    assert_null(language_find(STR("-")));
    assert_null(language_find(STR_NONE));
    assert_null(language_find(STR("xx"))); /* broken_mo */
}

static void assert_accepts(const char *header, const char *tag)
{
    const char *got = language_tag(language_accept(str_of(header)));
    if (strcmp(got, tag) != 0) {
        fail_msg("\"%s\" gave %s instead of %s", header, got, tag);
    }
}

static void the_best_of_accept_language_wins(void **state)
{
    (void)state;
    assert_accepts("en", "en");
    assert_accepts("en-US,en;q=0.9,nb;q=0.8", "en");
    assert_accepts("de, en;q=0.5, uk;q=0.7", "uk");
    assert_accepts("en;q=0.5,uk;q=0.5", "en");
    assert_accepts("en;q=0.501 , uk ; q=0.5", "en");
    assert_accepts("nn, en;q=0.5", "en");
    assert_accepts("uk;Q=1.000", "uk");
    assert_accepts("*;q=0.9,en;q=0.8", "nb");
    assert_accepts("en;q=0.8,*;q=0.1", "en");
    assert_accepts("ar", "ar");
    assert_accepts("ar-SY, en;q=0.7", "ar");
}

static void norwegian_is_what_is_left(void **state)
{
    (void)state;
    assert_accepts("", "nb");
    assert_accepts("de", "nb");
    assert_accepts("en;q=0", "nb");
    assert_accepts("en;q=0.000, de", "nb");
    assert_accepts("en;q=2", "nb");
    assert_accepts("en;q=1.5", "nb");
    assert_accepts("en;q=", "nb");
    assert_accepts("en;q=.5", "nb");
    assert_accepts("en;x=1", "nb");
    assert_accepts(",,;;,=", "nb");
    assert_string_equal(language_tag(language_accept(STR_NONE)), "nb");
}

/* ---- files that are not good ---- */

static bool loads(const unsigned char *mo, size_t len)
{
    struct language *language = NULL;
    bool good = language_load(STR("nb"), mo, len, &language);
    language_destroy(language);
    return good;
}

static bool loads_entries(const struct entry *entries, size_t count)
{
    unsigned char mo[MO_SIZE];
    return loads(mo, make_mo(mo, entries, count, false));
}

static void a_file_cut_short_is_refused(void **state)
{
    (void)state;
    unsigned char mo[MO_SIZE];
    size_t len = make_mo(mo, norwegian, 4, false);
    assert_true(loads(mo, len));
    for (size_t i = 0; i < len; i++) {
        unsigned char *exact = malloc(i ? i : 1); /* so that reading past the end shows */
        memcpy(exact, mo, i);
        assert_false(loads(exact, i));
        free(exact);
    }
}

static void a_file_with_a_wrong_head_is_refused(void **state)
{
    (void)state;
    unsigned char mo[MO_SIZE];
    size_t len = make_mo(mo, norwegian, 4, false);
    mo[0] ^= 1;
    assert_false(loads(mo, len));
    make_mo(mo, norwegian, 4, false);
    put(mo + 4, 0x10000, false);
    assert_false(loads(mo, len));
    make_mo(mo, norwegian, 4, false);
    put(mo + 8, 0xffffffff, false);
    assert_false(loads(mo, len));
    make_mo(mo, norwegian, 4, false);
    put(mo + 16, 0xfffffff8, false);
    assert_false(loads(mo, len));
}

static void keys_out_of_order_and_missing_forms_are_refused(void **state)
{
    (void)state;
    const struct entry unsorted[] = {{STR("b"), STR("x")}, {STR("a"), STR("y")}};
    const struct entry twice[] = {{STR("a"), STR("x")}, {STR("a"), STR("y")}};
    const struct entry few[] = {{STR("a\0as"), STR("x")}};
    const struct entry many[] = {{STR("a\0as"), STR("x\0y\0z")}};
    const struct entry good[] = {{STR("a\0as"), STR("x\0y")}, {STR("b"), STR("z")}};
    assert_false(loads_entries(unsorted, 2));
    assert_false(loads_entries(twice, 2));
    assert_false(loads_entries(few, 1));
    assert_false(loads_entries(many, 1));
    assert_true(loads_entries(good, 2));
    assert_true(loads_entries(good, 0));
}

static void headers_that_cannot_be_followed_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "Content-Type: text/plain; charset=ISO-8859-1\n",
        "Plural-Forms: nplurals=2;\n",
        "Plural-Forms: plural=n != 1;\n",
        "Plural-Forms: nplurals=0; plural=0;\n",
        "Plural-Forms: nplurals=9; plural=0;\n",
        "Plural-Forms: nplurals=1; plural=n != 1;\n", /* gives a second form */
        "Plural-Forms: nplurals=2; plural=n !=;\n",
        "Plural-Forms: nplurals=2; plural=(n != 1;\n",
        "Plural-Forms: nplurals=2; plural=n != 1);\n",
        "Plural-Forms: nplurals=2; plural=n = 1;\n",
        "Plural-Forms: nplurals=2; plural=n ? 1;\n",
        "Plural-Forms: nplurals=2; plural=m != 1;\n",
        "Plural-Forms: nplurals=2; plural=n n;\n",
        "Plural-Forms: nplurals=2; plural=99999999999999999999 == n;\n",
        "Plural-Forms: nplurals=1; plural=!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!0;\n",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct entry entry = {STR(""), str_of(wrong[i])};
        if (loads_entries(&entry, 1)) {
            fail_msg("%s was accepted", wrong[i]);
        }
    }
}

static void assert_form(const char *header, int64_t n, const char *form)
{
    struct entry entries[] = {{STR(""), str_of(header)}, {STR("k\0ks"), STR("0\0001\0002")}};
    unsigned char mo[MO_SIZE];
    struct language *language = NULL;
    if (!language_load(STR("yy"), mo, make_mo(mo, entries, 2, false), &language)) {
        fail_msg("%s was refused", header);
    }
    assert_string_equal(text_plural(language, "k", n), form);
    language_destroy(language);
}

static void plural_expressions_bind_as_in_c(void **state)
{
    (void)state;
#define FORMS(expression) "Plural-Forms: nplurals=3; plural=" expression ";\n"
    assert_form(FORMS("n == 1 || n == 2 && n == 3"), 1, "1");
    assert_form(FORMS("n < 2 == 1"), 1, "1");
    assert_form(FORMS("(1 + 2 * 3 == 7) + (10 - 2 - 3 == 5)"), 0, "2");
    assert_form(FORMS("n % 3"), 5, "2");
    assert_form(FORMS("7 / 2 == 3"), 0, "1");
    assert_form(FORMS("!n"), 0, "1");
    assert_form(FORMS("!!n"), 7, "1");
    assert_form(FORMS("n ? n > 1 ? 2 : 1 : 0"), 0, "0");
    assert_form(FORMS("n ? n > 1 ? 2 : 1 : 0"), 1, "1");
    assert_form(FORMS("n ? n > 1 ? 2 : 1 : 0"), 9, "2");
    assert_form(FORMS("n==0 ? 0 : n==1 ? 1 : 2"), 1, "1");
    assert_form(FORMS("1 / (n - n) + 1 % (n - n)"), 1, "0");
    assert_form(FORMS("n>=2 && n<=4"), 4, "1");
    assert_form(FORMS("n != 1"), 1, "0");
}

/* Any single wrong byte is either refused or does no harm. */
static void no_wrong_byte_makes_a_read_outside(void **state)
{
    (void)state;
    unsigned char mo[MO_SIZE];
    size_t len = make_mo(mo, norwegian, 4, false);
    unsigned char *exact = malloc(len);
    static const unsigned char flips[] = {0x01, 0x08, 0x80, 0xff};
    for (size_t i = 0; i < len * sizeof flips; i++) {
        memcpy(exact, mo, len);
        exact[i / sizeof flips] ^= flips[i % sizeof flips];
        struct language *language = NULL;
        if (language_load(STR("nb"), exact, len, &language)) {
            assert_non_null(text_of(language, "zone.red"));
            assert_non_null(text_of(language, "zzz"));
            assert_non_null(text_plural(language, "days", 5));
        }
        language_destroy(language);
    }
    free(exact);
}

static void tags_of_any_length_are_checked(void **state)
{
    (void)state;
    unsigned char mo[MO_SIZE];
    size_t len = make_mo(mo, norwegian, 4, false);
    struct language *language = NULL;
    assert_false(language_load(STR(""), mo, len, &language));
    assert_false(language_load(STR("x-123456789012345678901234567890123456"), mo, len, &language));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_comes_in_the_language_asked_for),
        cmocka_unit_test(a_missing_text_comes_in_norwegian_and_then_as_its_key),
        cmocka_unit_test(plurals_follow_the_language_s_rule),
        cmocka_unit_test(arabic_has_six_forms),
        cmocka_unit_test(names_in_braces_are_filled),
        cmocka_unit_test(numbers_have_the_language_s_decimal_sign),
        cmocka_unit_test(tags_are_found_without_region_and_whatever_their_case),
        cmocka_unit_test(the_best_of_accept_language_wins),
        cmocka_unit_test(norwegian_is_what_is_left),
        cmocka_unit_test(a_file_cut_short_is_refused),
        cmocka_unit_test(a_file_with_a_wrong_head_is_refused),
        cmocka_unit_test(keys_out_of_order_and_missing_forms_are_refused),
        cmocka_unit_test(headers_that_cannot_be_followed_are_refused),
        cmocka_unit_test(plural_expressions_bind_as_in_c),
        cmocka_unit_test(no_wrong_byte_makes_a_read_outside),
        cmocka_unit_test(tags_of_any_length_are_checked),
    };
    return cmocka_run_group_tests_name("i18n", tests, make_catalogues, NULL);
}
