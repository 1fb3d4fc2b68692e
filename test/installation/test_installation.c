/* The installation file: what is read, and what is told of what is wrong, each with its line. The
 * cases are text; what is expected stands beside them as "LINE text". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/caltime.h"
#include "installation/installation.h"

#include <stdio.h>
#include <stdlib.h>

#define TODAY_TEXT "2026-11-22"
#define NESVIK "[municipality nesvik]\nname = Nesvik kommune\nnumber = 9901\n" /* lines 1 to 3 */
#define ALMA "[account alma]\nname = Alma Demo\nrole = admin at nesvik\n"

static int64_t today(void)
{
    return caltime_day(2026, 11, 22);
}

/* Programmes as the tests have them: "copd" is good, whatever file is said; "torn" is no JSON. */
static bool read_programme(void *context, struct arena *arena, struct str id, struct str file,
                           struct str *document_r, struct error *error)
{
    static const char good[] =
        "{\"id\":\"copd\",\"version\":3,\"name\":\"programme.copd\",\"status\":\"proposal\","
        "\"states\":[\"referred\"],\"trial\":{\"days\":14,\"longest\":99},\"parameters\":[]}";
    (void)context;
    (void)file;
    *document_r = str_is(id, "torn") ? STR("{") : arena_str(arena, str_of(good));
    return !str_is(id, "missing") || error_at(error, ERROR_INVALID, "a.json", "cannot be opened");
}

struct read {
    struct arena arena;
    struct installation installation;
    bool good;
};

static void read_text(struct read *read, struct str text)
{
    const struct installation_source source = {read_programme, NULL};
    arena_init(&read->arena);
    read->good = installation_read(&read->arena, text, &source, today(), &read->installation);
}

static void print(const struct installation_problem *problems, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%d %s\n", problems[i].line, problems[i].text);
}

/* All that is told, and nothing else: each expected line must be the beginning of what is told. */
static void expect(const char *text, const char *expected)
{
    struct read read;
    struct buf told;
    struct str told_left, expected_left = str_of(expected), line, wanted;
    read_text(&read, str_of(text));
    buf_init(&told, &read.arena, 1024);
    print(read.installation.problems, read.installation.noted, &told);
    told_left = buf_slice(&told);
    while (expected_left.len) {
        str_cut(expected_left, '\n', &wanted, &expected_left);
        str_cut(told_left, '\n', &line, &told_left);
        if (line.len < wanted.len || memcmp(line.at, wanted.at, wanted.len) != 0)
            fail_msg("expected “%.*s” of:\n%s\nbut told was:\n%s", STR_ARG(wanted), text,
                     buf_cstr(&told));
    }
    if (told_left.len)
        fail_msg("told too much of:\n%s\n%s", text, buf_cstr(&told));
    assert_int_equal(read.good, !expected[0]);
    arena_finish(&read.arena);
}

static void a_good_file_is_read_whole(void **state)
{
    struct read read;
    (void)state;
    read_text(&read, STR("\xEF\xBB\xBF# comment\r\n\r\n" ALMA NESVIK
                         "[service s]\r\nparent=nesvik\r\n  name =  Tjenesten = vår \t\r\n"
                         "serves = nesvik\nphone = +47 900 00 100\n"
                         "hours = monday-thursday 09:00-15:00\nhours = sunday 10:30 - 12:00\n"
                         "day = 2026-12-24 closed Julaften og mer\n"
                         "[programme copd]\napproved_by = Sunniva Demo\n"));
    const struct installation *it = &read.installation;
    if (!read.good)
        fail_msg("%d %s", it->problems[0].line, it->problems[0].text);
    assert_int_equal(it->organisation_count, 2);
    const struct installation_organisation *one = &it->organisations[1];
    assert_true(str_is(one->name, "Tjenesten = vår") && one->parent == 0 && one->party == 0);
    assert_int_equal(one->week.opens[3], 9 * 60);
    assert_int_equal(one->week.closes[4], 0);
    assert_int_equal(one->week.closes[6], 12 * 60);
    assert_true(str_is(one->days->reason, "Julaften og mer"));
    assert_int_equal(one->days->hours.day, caltime_day(2026, 12, 24));
    assert_int_equal(one->links->to, 0);
    assert_int_equal(it->accounts[0].role, ROLE_ADMIN);
    assert_true(str_is(it->accounts[0].kind, "person"));
    assert_int_equal(it->first_admin, 0);
    assert_int_equal(it->programmes[0].programme->version, 3);
    assert_int_equal(it->remark_count, 0);
    arena_finish(&read.arena);
}

static void lines_that_are_none_are_told(void **state)
{
    (void)state;
    expect("name = x\n" NESVIK ALMA "junk\n[municipality\n[municipality]\n[clinic x]\nname = y\n",
           "1 stands before the first section\n8 a line is name = value\n"
           "9 a section is [KIND NAME]\n10 a section has a name behind its kind\n"
           "11 there is no section “clinic”: it is health_community, municipality, hospital");
    expect(NESVIK ALMA "[unit u]\nname = \x01\nparent = nesvik\n[unit v]\nname = \xFF\n",
           "7 name is missing\n8 is no plain text\n10 name is missing\n10 parent is missing\n"
           "11 is no plain text");
}

static void keys_are_known_and_stand_once(void **state)
{
    (void)state;
    expect(NESVIK "name = again\ncolour = blue\nphone =\n" ALMA,
           "4 name: stands in line 2 already\n5 a municipality has no “colour”: it has name, "
           "number, phone\n6 phone: has no value");
    expect("[municipality nesvik]\n" ALMA, "1 name is missing, like “name = \n1 number is missing");
}

static void names_are_given_once(void **state)
{
    (void)state;
    expect(NESVIK ALMA "[hospital nesvik]\nname = x\n" ALMA
                       "[unit A_b]\nname = x\nparent = nesvik\n"
                       "[account p-x]\nname = x\nrole = admin at nesvik\n"
                       "[programme copd]\n[programme copd]\n",
           "7 “nesvik” stands in line 1 already\n9 “alma” stands in line 4 already\n"
           "12 “A_b” is no name\n15 the log-in “p-x” must be\n19 “copd” stands in line 18 already");
}

static void numbers_have_their_digits(void **state)
{
    (void)state;
    expect("[municipality nesvik]\nname = x\nnumber = 990\n" ALMA,
           "3 number: “990” is no municipality number: it has four digits, like 9901");
    expect("[municipality nesvik]\nname = x\nnumber = 974760673\n" ALMA,
           "3 number: “974760673” is no municipality number");
    expect(NESVIK ALMA "[hospital h]\nname = x\nnumber = 974760674\n",
           "9 number: “974760674” is no organisation number");
    expect(NESVIK ALMA "[hospital h]\nname = x\nnumber = 974760673\n", "");
    expect(NESVIK ALMA "[municipality f]\nname = x\nnumber = 9901\n",
           "7 the number 9901 is that of “nesvik” already");
    expect(NESVIK ALMA "[unit u]\nname = x\nparent = nesvik\nphone = ring\n",
           "10 phone: “ring” is no telephone number");
}

static void parents_lead_to_a_party_that_has_such(void **state)
{
    (void)state;
    expect(NESVIK "parent = nesvik\n" ALMA, "4 parent: a municipality has none");
    expect(NESVIK ALMA "[unit u]\nname = x\n", "7 parent is missing");
    expect(NESVIK ALMA "[unit u]\nname = x\nparent = nesvika\n",
           "9 parent: there is no organisation “nesvika” in this file");
    expect(NESVIK ALMA "[unit a]\nname = x\nparent = b\n[unit b]\nname = x\nparent = c\n"
                       "[unit c]\nname = x\nparent = b\n",
           "12 parent: “b” stands under itself");
    expect(NESVIK ALMA "[unit a]\nname = x\nparent = a\n", "9 parent: “a” stands under itself");
    expect(NESVIK ALMA "[department d]\nname = x\nparent = nesvik\n",
           "9 parent: a municipality has no department under it");
    expect(NESVIK ALMA "[unit u]\nname = x\nparent = d\n[district d]\nname = x\nparent = nesvik\n",
           "");
}

static void links_fit_both_ends(void **state)
{
    (void)state;
    expect(NESVIK "member = h\nserves = nesvik\n" ALMA "[hospital h]\nname = x\n"
                  "[service s]\nname = x\nparent = nesvik\nserves = nesvik,nesvik, zip\n",
           "4 member: a municipality is not linked so to a hospital\n"
           "5 serves: a municipality is not linked so to a municipality\n"
           "14 serves: there is no organisation “zip”\n14 serves: “nesvik” stands there twice");
}

static void hours_open_before_they_close(void **state)
{
    (void)state;
    expect(NESVIK ALMA "[service s]\nname = x\nparent = nesvik\nhours = monday 15:00-09:00\n"
                       "hours = monday closed\nhours = friday-monday 09:00-15:00\n"
                       "hours = tuesday 9-15\nhours = saturday\nhours = sunday 10:00-00:00\n"
                       "day = 2026-02-30 closed x\nday = 2026-12-24 closed\n"
                       "day = 2026-12-24 09:00-12:00 x\nday = 2026-12-24 closed y\n"
                       "day = 2026-12-25 12:00-12:00 z\n",
           "10 hours: “monday 15:00-09:00” closes before it opens\n"
           "11 hours: “monday closed” names a weekday that has its hours already\n"
           "12 hours: “friday-monday 09:00-15:00” must be days and times\n"
           "13 hours: “tuesday 9-15” must be\n14 hours: “saturday” must be\n"
           "15 hours: “sunday 10:00-00:00” closes before it opens\n"
           "16 day: “2026-02-30 closed x” must be a day\n17 day: “2026-12-24 closed” must be\n"
           "19 day: this day has its hours already, in line 18\n"
           "20 day: “2026-12-25 12:00-12:00 z” closes before it opens");
    expect(NESVIK "hours = monday closed\n" ALMA, "1 a municipality has no hours");
}

static void programmes_are_read_and_are_the_one_named(void **state)
{
    (void)state;
    expect(NESVIK ALMA "[programme torn]\n[programme missing]\nfile = a.json\n[programme other]\n"
                       "[programme copd]\napproval_note = x\n",
           "7 line 1, column\n8 a.json: cannot be opened\n"
           "10 the file is of the programme “copd”, not “other”\n11 approval_note: nobody has");
}

static void agreements_are_between_two_parties_about_what_is_there(void **state)
{
    (void)state;
    expect(NESVIK ALMA "[hospital h]\nname = x\n[unit u]\nname = x\nparent = nesvik\n"
                       "[programme copd]\n[agreement a]\n",
           "13 parties is missing\n13 programmes is missing\n13 title is missing");
    expect(NESVIK ALMA "[hospital h]\nname = x\n[unit u]\nname = x\nparent = nesvik\n"
                       "[programme copd]\n[agreement a]\ntitle = t\nparties = nesvik\n"
                       "programmes = copd, zap, copd\n[agreement b]\ntitle = t\n"
                       "parties = nesvik, nesvik\nprogrammes = copd\nfrom = 2026-13-01\n"
                       "until = " TODAY_TEXT "\n[agreement c]\ntitle = t\nparties = h, u\n"
                       "programmes = copd\nfrom = 2027-01-01\nuntil = 2027-01-01\n",
           "15 parties: “nesvik” must be two parties\n16 programmes: there is no [programme zap]\n"
           "16 programmes: “copd” stands there twice\n19 parties: “nesvik, nesvik” is the same\n"
           "21 from: “2026-13-01” must be a day\n22 until: “2026-11-22” must be after today\n"
           "23 parties: “u” is a unit\n28 until: “2027-01-01” must be after today");
}

static void accounts_have_a_role_that_fits(void **state)
{
    (void)state;
    expect(NESVIK "[account nina]\nname = x\nrole = nurse at nesvik\n",
           "4 role: a municipality has no nurse\n7 nobody is administrator");
    expect(NESVIK ALMA "[account bob]\nname = x\nrole = boss at nesvik\n"
                       "[account bib]\nname = x\nrole = nurse of nesvik\n"
                       "[account pat]\nname = x\nrole = patient at nesvik\n"
                       "[account far]\nname = x\nrole = admin at away\n",
           "9 role: there is no role “boss”: nurse, \n12 role: “nurse of nesvik” must be a role\n"
           "15 role: there is no role “patient”\n18 role: there is no organisation “away”");
    expect(NESVIK ALMA "[account sys]\nname = x\nkind = machine\nrole = admin at nesvik\n"
                       "[account ext]\nname = x\nkind = robot\nrole = machine at nesvik\n",
           "7 role: a machine acts as machine\n11 role: a machine acts as machine\n"
           "13 kind: “robot” must be person or machine");
    expect(NESVIK ALMA "[account ext]\nname = x\nrole = machine at nesvik\n", "");
}

static void what_need_not_be_wrong_is_remarked(void **state)
{
    struct read read;
    struct buf told;
    (void)state;
    read_text(&read, STR(NESVIK ALMA "[municipality f]\nname = F\nnumber = 9902\n"
                                     "[service s]\nname = x\nparent = f\n[programme copd]\n"
                                     "[service t]\nname = x\nparent = f\nserves = f, nesvik\n"));
    assert_true(read.good);
    buf_init(&told, &read.arena, 256);
    print(read.installation.remarks, read.installation.remark_count, &told);
    assert_non_null(strstr(buf_cstr(&told), "10 “s” has no hours"));
    assert_non_null(strstr(buf_cstr(&told), "13 “copd” stays a draft"));
    assert_non_null(strstr(buf_cstr(&told), "7 “f” has no administrator"));
    assert_non_null(strstr(buf_cstr(&told), "17 serves: no agreement between “f” and “nesvik”"));
    assert_int_equal(read.installation.remark_count, 5);
    arena_finish(&read.arena);
}

static void more_than_can_be_told_is_counted(void **state)
{
    struct read read;
    struct buf text;
    struct arena arena;
    (void)state;
    arena_init(&arena);
    buf_init(&text, &arena, 1 << 20);
    for (int i = 0; i < 2000; i++)
        buf_text(&text, "junk\n");
    read_text(&read, buf_slice(&text));
    assert_int_equal(read.installation.noted, INSTALLATION_PROBLEMS_MOST);
    assert_int_equal(read.installation.problem_count, 2001);
    arena_finish(&read.arena);
    while (text.len <= INSTALLATION_TEXT_MOST)
        buf_text(&text, "# a long comment that says nothing\n");
    read_text(&read, buf_slice(&text));
    assert_false(read.good);
    assert_int_equal(read.installation.problem_count, 1);
    arena_finish(&read.arena);
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_is_read_whole),
        cmocka_unit_test(lines_that_are_none_are_told),
        cmocka_unit_test(keys_are_known_and_stand_once),
        cmocka_unit_test(names_are_given_once),
        cmocka_unit_test(numbers_have_their_digits),
        cmocka_unit_test(parents_lead_to_a_party_that_has_such),
        cmocka_unit_test(links_fit_both_ends),
        cmocka_unit_test(hours_open_before_they_close),
        cmocka_unit_test(programmes_are_read_and_are_the_one_named),
        cmocka_unit_test(agreements_are_between_two_parties_about_what_is_there),
        cmocka_unit_test(accounts_have_a_role_that_fits),
        cmocka_unit_test(what_need_not_be_wrong_is_remarked),
        cmocka_unit_test(more_than_can_be_told_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
