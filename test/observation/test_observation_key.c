/* What makes two Observations the same one, and what makes their content differ. */
#include "sample.h"

#include <stdio.h>

#define BODY(members, time, number)                                                                \
    "{'resourceType':'Observation','status':'final'," members                                      \
    "'code':{'coding':[{'system':'http://loinc.org','code':'29463-7'}]},'subject':{'reference':"   \
    "'Patient/p'},'effectiveDateTime':'" time "','valueQuantity':{'value':" number                 \
    ",'system':'http://unitsofmeasure.org','code':'kg'}}"
#define NOON "2026-11-21T09:00:00Z"
#define ID(system, value) "'identifier':[{'system':'" system "','value':'" value "'}],"
#define DEVICE(name) "'device':{'reference':'Device/" name "'},"
#define PART(code, number)                                                                         \
    "{'code':{'coding':[{'system':'http://loinc.org','code':'" code "'}]},'valueQuantity':{"       \
    "'value':" number ",'system':'http://unitsofmeasure.org','code':'mm[Hg]'}}"
#define PANEL(parts)                                                                               \
    "{'resourceType':'Observation','status':'final','code':{'coding':[{'system':"                  \
    "'http://loinc.org','code':'85354-9'}]},'subject':{'reference':'Patient/p'},"                  \
    "'effectiveDateTime':'" NOON "','component':[" parts "]}"

static const struct uuid one = {{1}}, other = {{2}};

static void key_of(const char *text, const struct uuid *account, struct str idempotency,
                   uint8_t key_r[16], uint8_t content_r[16])
{
    struct sample s;
    sample_quoted(&s, text);
    if (!s.ok)
        fail_msg("%s: %s", s.error.place, s.error.detail);
    observation_key(&s.observation, account, idempotency);
    memcpy(key_r, s.observation.key, 16);
    memcpy(content_r, s.observation.content, 16);
    sample_finish(&s);
}

struct pair {
    const char *why, *a, *b;
    bool same_key, same_content;
};

static void keys_and_contents_differ_where_they_should(void **state)
{
    static const struct pair pairs[] = {
        {"the same", BODY("", NOON, "70"), BODY("", NOON, "70"), true, true},
        {"another value", BODY("", NOON, "70"), BODY("", NOON, "71"), false, false},
        {"another spelling of the number", BODY("", NOON, "70"), BODY("", NOON, "70.0"), true,
         false},
        {"another time", BODY("", NOON, "70"), BODY("", "2026-11-21T09:00:01Z", "70"), false,
         false},
        {"the same moment in another zone", BODY("", NOON, "70"),
         BODY("", "2026-11-21T10:00:00+01:00", "70"), true, false},
        {"a day and its first second", BODY("", "2026-11-21", "70"),
         BODY("", "2026-11-21T00:00:00+01:00", "70"), false, false},
        {"another device", BODY(DEVICE("a"), NOON, "70"), BODY(DEVICE("b"), NOON, "70"), false,
         false},
        {"the server's own members", BODY("'id':'a','meta':{'versionId':'1'},", NOON, "70"),
         BODY("'id':'b','text':{'status':'empty','div':'x'},", NOON, "70"), true, true},
        {"another order of members", BODY(DEVICE("a") "'language':'nb',", NOON, "70"),
         BODY("'language':'nb'," DEVICE("a"), NOON, "70"), true, true},
        {"one identifier", BODY(ID("s", "1"), NOON, "70"), BODY(ID("s", "1"), NOON, "71"), true,
         false},
        {"two identifiers", BODY(ID("s", "1"), NOON, "70"), BODY(ID("s", "2"), NOON, "70"), false,
         false},
        {"two systems", BODY(ID("s", "1"), NOON, "70"), BODY(ID("t", "1"), NOON, "70"), false,
         false},
        {"system and value that join alike", BODY(ID("ab", "c"), NOON, "70"),
         BODY(ID("a", "bc"), NOON, "70"), false, false},
        {"with and without identifier", BODY(ID("s", "1"), NOON, "70"), BODY("", NOON, "70"), false,
         false},
        {"components in another order", PANEL(PART("8480-6", "120") "," PART("8462-4", "80")),
         PANEL(PART("8462-4", "80") "," PART("8480-6", "120")), true, false},
        {"another component", PANEL(PART("8480-6", "120") "," PART("8462-4", "80")),
         PANEL(PART("8480-6", "120") "," PART("8462-4", "81")), false, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        uint8_t key_a[16], key_b[16], content_a[16], content_b[16];
        key_of(pairs[i].a, &one, STR_NONE, key_a, content_a);
        key_of(pairs[i].b, &one, STR_NONE, key_b, content_b);
        if ((memcmp(key_a, key_b, 16) == 0) != pairs[i].same_key)
            fail_msg("%s: keys", pairs[i].why);
        if ((memcmp(content_a, content_b, 16) == 0) != pairs[i].same_content)
            fail_msg("%s: contents", pairs[i].why);
    }
}

static void an_idempotency_key_is_its_accounts_own(void **state)
{
    static const char text[] = BODY("", NOON, "70"), later[] = BODY("", NOON, "71");
    uint8_t first[16], again[16], elsewhere[16], another[16], none[16], content[16];
    (void)state;
    key_of(text, &one, STR("k"), first, content);
    key_of(later, &one, STR("k"), again, content);
    key_of(text, &other, STR("k"), elsewhere, content);
    key_of(text, &one, STR("l"), another, content);
    key_of(text, &one, STR_NONE, none, content);
    assert_memory_equal(first, again, 16);
    assert_memory_not_equal(first, elsewhere, 16);
    assert_memory_not_equal(first, another, 16);
    assert_memory_not_equal(first, none, 16);
}

static void an_identifier_decides_before_an_idempotency_key(void **state)
{
    uint8_t with[16], without[16], found[16], content[16];
    (void)state;
    key_of(BODY(ID("s", "1"), NOON, "70"), &one, STR("k"), with, content);
    key_of(BODY(ID("s", "1"), NOON, "70"), &other, STR_NONE, without, content);
    observation_identifier_key(STR("s"), STR("1"), found);
    assert_memory_equal(with, without, 16);
    assert_memory_equal(with, found, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_and_contents_differ_where_they_should),
        cmocka_unit_test(an_idempotency_key_is_its_accounts_own),
        cmocka_unit_test(an_identifier_decides_before_an_idempotency_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
