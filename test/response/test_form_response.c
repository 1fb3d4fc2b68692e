/* Answered forms: what is read of a QuestionnaireResponse to a form of our own programme, what it
 * says, what is refused and where, and what is printed of it again. */
#include "../data.h"
#include "base/arena.h"
#include "base/decimal.h"
#include "fhir/subject.h"
#include "response/findings.h"
#include "response/form_response_fhir.h"
#include "store/migrate.h"
#include "store/writer.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define RECEIVED INT64_C(1795255200000) /* 2026-11-21T10:00:00Z */
#define URL "https://varde.no/fhir/Questionnaire/heart-failure-daily"
#define CODES "https://varde.no/fhir/CodeSystem/daily-answer"
#define CHOSE(id, code)                                                                            \
    "{'linkId':'" id "','answer':[{'valueCoding':{'system':'" CODES "','code':'" code "'}}]}"

struct world {
    struct arena arena;
    struct db *db;
    struct programmes *programmes;
    struct json_object *json;
    struct form_response response;
    struct error error;
    bool ok;
};

/* A database in which both our programmes are approved. */
static void open_world(struct world *w)
{
    static const char *const files[] = {"programmes/copd.json", "programmes/heart-failure.json"};
    int applied;
    *w = (struct world){.ok = false};
    arena_init(&w->arena);
    w->db = db_open("sqlite::memory:", DB_CREATE, &w->error);
    assert_non_null(w->db);
    assert_true(migrate_run(w->db, RECEIVED, &applied, &w->error));
    assert_true(db_begin(w->db, &w->error));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct programme *programme = arena_new(&w->arena, struct programme);
        struct tx tx = {.db = w->db, .arena = &w->arena, .now = RECEIVED};
        const char *text = data_file(&w->arena, files[i]);
        assert_non_null(text);
        if (!programme_parse(&w->arena, str_of(text), programme, &w->error))
            fail_msg("%s %s", w->error.place, w->error.detail);
        programme_store(&tx, programme, str_of(text), "A. Clinician", "");
    }
    if (!db_commit(w->db, &w->error))
        fail_msg("%s", w->error.log);
    w->programmes = programmes_create();
}

static void close_world(struct world *w)
{
    json_in_destroy(w->json);
    programmes_destroy(w->programmes);
    db_close(w->db);
    arena_finish(&w->arena);
}

/* Members beyond the type, with ' for ". */
static void read(struct world *w, const char *members)
{
    struct uuid patient = {{1}}, account = {{7}};
    char *text = arena_printf(&w->arena, "{'resourceType':'QuestionnaireResponse',%s}", members);
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    json_in_destroy(w->json);
    error_clear(&w->error);
    w->json = json_in_parse(str_of(text), &w->error);
    if (!w->json)
        fail_msg("%s %s in %s", w->error.place, w->error.detail, text);
    w->ok = form_response_from_fhir(&w->arena, w->json, w->programmes, w->db, &patient, RECEIVED,
                                    &w->response, &w->error);
    if (w->ok)
        form_response_key(&w->response, &account, STR_NONE);
}

static void read_items(struct world *w, const char *items)
{
    read(w, arena_printf(&w->arena, "'status':'completed','questionnaire':'" URL "','item':[%s]",
                         items));
    if (!w->ok)
        fail_msg("%s: %s", w->error.place, w->error.detail);
}

/* "kind zone value symptoms about; …" */
static const char *said(struct world *w)
{
    struct buf text;
    buf_init(&text, &w->arena, 256);
    for (size_t i = 0; i < w->response.finding_count; i++) {
        const struct finding *f = &w->response.findings[i];
        static const char *const kinds[] = {"answer", "score", "points", "form"};
        buf_printf(&text, "%s%s %s %lld %llx", i ? "; " : "", kinds[f->kind], zone_word(f->zone),
                   (long long)(f->value / MICRO), (unsigned long long)f->symptoms);
    }
    return buf_cstr(&text);
}

static struct json_object *printed(struct world *w)
{
    const struct uuid patient = {{1}};
    const struct form_response_stored stored =
        form_response_as_stored(&w->response, &patient, 3, RECEIVED);
    struct json_out out;
    json_out_init(&out, &w->arena, 1024);
    form_response_to_fhir(&out, &stored);
    struct json_object *json = json_in_parse(json_out_slice(&out), &w->error);
    if (!json)
        fail_msg("%s: %.*s", w->error.detail, STR_ARG(json_out_slice(&out)));
    return json;
}

#define CALM CHOSE("chest_pain", "no") "," CHOSE("fainted", "no")
#define WELL CHOSE("different", "no") "," CALM
#define UNWELL(items) CHOSE("different", "yes") "," CALM ",{'linkId':'symptoms','item':[" items "]}"

static void a_day_as_usual_says_only_that_it_was_answered(void **state)
{
    struct world w;
    (void)state;
    open_world(&w);
    read_items(&w, WELL);
    assert_string_equal(said(&w), "form none 0 0");
    assert_false(w.response.scored);
    assert_string_equal(w.response.programme->id, "heart-failure");
    struct programme_said words;
    assert_true(programme_said(
        w.response.programme, NULL,
        (struct str){w.response.findings[0].about, w.response.findings[0].about_len}, &words));
    assert_true(str_is(words.link_id, "daily"));
    close_world(&w);
}

static void hidden_answers_say_nothing_and_are_not_kept(void **state)
{
    struct world w;
    (void)state;
    open_world(&w);
    read_items(&w, WELL ",{'linkId':'symptoms','item':[" CHOSE("oedema", "much_more") "]}");
    assert_string_equal(said(&w), "form none 0 0");
    struct json_object *json = printed(&w);
    assert_int_equal(json_in_length(json_in_get(json, "item")), 3);
    json_in_destroy(json);
    close_world(&w);
}

static void a_form_that_is_not_known_or_not_complete_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *members, *place;
    } rows[] = {
        {"'status':'completed','questionnaire':'urn:x'", "QuestionnaireResponse.questionnaire"},
        {"'status':'completed','questionnaire':'" URL "|9'", "QuestionnaireResponse.questionnaire"},
        {"'status':'completed'", "QuestionnaireResponse.questionnaire"},
        {"'status':'completed','questionnaire':'" URL "'",
         "QuestionnaireResponse.item.where(linkId='different')"},
        {"'status':'completed','questionnaire':'" URL "','item':[" CHOSE("other", "no") "]",
         "QuestionnaireResponse.item[0].linkId"},
        {"'status':'completed','questionnaire':'" URL "','item':[" WELL "],'identifier':[]",
         "QuestionnaireResponse.identifier"},
        {"'status':'entered-in-error','questionnaire':'" URL "','item':[" WELL "]",
         "QuestionnaireResponse.identifier"},
        {"'status':'completed','questionnaire':'" URL "','authored':'now','item':[" WELL "]",
         "QuestionnaireResponse.authored"},
    };
    struct world w;
    (void)state;
    open_world(&w);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        read(&w, rows[i].members);
        assert_false(w.ok);
        assert_int_equal(w.error.code, ERROR_INVALID);
        assert_string_equal(w.error.place, rows[i].place);
        assert_true(w.error.detail[0] != 0);
    }
    close_world(&w);
}

static void what_is_not_completed_is_kept_as_it_came_and_says_nothing(void **state)
{
    struct world w;
    (void)state;
    open_world(&w);
    read(&w, "'status':'in-progress','questionnaire':'" URL "|4','item':[{'linkId':"
             "'symptoms','item':[" CHOSE("oedema", "much_more") "]}]");
    if (!w.ok)
        fail_msg("%s: %s", w.error.place, w.error.detail);
    assert_int_equal(w.response.finding_count, 0);
    assert_false(w.response.scored);
    struct json_object *json = printed(&w);
    assert_int_equal(json_in_length(json_in_get(json, "item")), 1);
    assert_true(str_is(json_in_str(json_in_get(json, "questionnaire")), URL "|4"));
    json_in_destroy(json);
    close_world(&w);
}

static void nothing_that_was_sent_is_lost(void **state)
{
    struct world w;
    char path[160];
    (void)state;
    open_world(&w);
    read(&w, "'id':'x','meta':{'versionId':'9','tag':[{'code':'t'}]},'language':'nb','identifier':"
             "{'use':'official','system':'urn:s','value':'1'},'status':'completed','questionnaire':"
             "'" URL "|4','_questionnaire':{'extension':[{'url':'urn:d','valueString':'Daily'}]},"
             "'subject':{'reference':'Patient/01jz0000000000000000000000','display':'Kari Demo'},"
             "'authored':'2026-11','author':{'display':'Kari Demo'},'item':[" WELL "]");
    if (!w.ok)
        fail_msg("%s: %s", w.error.place, w.error.detail);
    struct json_object *json = printed(&w);
    /* The id, the version and whose it is are ours to say. */
    assert_false(str_is(json_in_str(json_in_get(json, "id")), "x"));
    assert_true(str_is(json_in_str(json_in_get(json_in_get(json, "meta"), "versionId")), "3"));
    static const char *const names[] = {"language",       "identifier", "status", "questionnaire",
                                        "_questionnaire", "authored",   "author", "item"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!data_holds(json_in_get(json, names[i]), json_in_get(w.json, names[i]), path))
            fail_msg("%s%s is lost", names[i], path);
    assert_non_null(json_in_get(json_in_get(json, "meta"), "tag"));
    assert_true(
        str_is(json_in_str(json_in_get(json_in_get(json, "subject"), "display")), "Kari Demo"));
    json_in_destroy(json);
    close_world(&w);
}

static void without_a_time_of_its_own_it_was_written_when_it_came(void **state)
{
    struct world w;
    (void)state;
    open_world(&w);
    read_items(&w, WELL);
    assert_int_equal(w.response.authored.from, RECEIVED);
    assert_int_equal(w.response.authored.precision, PRECISION_MILLI);
    /* A date alone is a Norwegian day, in summer too. */
    read(&w, "'status':'completed','authored':'2026-07-01','questionnaire':'" URL "','item':[" WELL
             "]");
    assert_true(w.ok);
    assert_int_equal(w.response.authored.from,
                     caltime_day(2026, 7, 1) * INT64_C(86400000) - INT64_C(7200000));
    assert_int_equal(w.response.authored.precision, PRECISION_DAY);
    close_world(&w);
}

static void the_same_response_has_the_same_key_and_another_has_not(void **state)
{
    struct world w;
    uint8_t key[16], other[16];
    (void)state;
    open_world(&w);
    read(&w, "'status':'completed','authored':'2026-11-21','questionnaire':'" URL "','item':[" WELL
             "]");
    assert_true(w.ok);
    memcpy(key, w.response.key, 16);
    /* The text of an item is no answer. */
    read(&w, "'status':'completed','authored':'2026-11-21','questionnaire':'" URL
             "|4','item':[{'linkId':'different','text':'Another text','answer':[{'valueCoding':{"
             "'system':'" CODES "','code':'no'}}]}," CALM "]");
    assert_true(w.ok);
    assert_memory_equal(w.response.key, key, 16);
    read(&w, "'status':'completed','authored':'2026-11-20','questionnaire':'" URL "','item':[" WELL
             "]");
    assert_memory_not_equal(w.response.key, key, 16);
    read(&w, "'identifier':{'system':'urn:s','value':'1'},'status':'completed','authored':"
             "'2026-11-21','questionnaire':'" URL "','item':[" WELL "]");
    form_response_identifier_key(STR("urn:s"), STR("1"), other);
    assert_memory_equal(w.response.key, other, 16);
    close_world(&w);
}

/* Breathlessness and oedema are in the programme's combination with weight. */
static void what_is_worse_is_said_with_points_score_and_what_it_combines_with(void **state)
{
    struct world w;
    struct finding *again;
    struct buf text;
    size_t count;
    (void)state;
    open_world(&w);
    read_items(
        &w,
        UNWELL(CHOSE("breathlessness", "at_rest") "," CHOSE("pillows", "no") "," CHOSE(
            "night", "yes") "," CHOSE("oedema", "more") "," CHOSE("dizziness",
                                                                  "usual") "," CHOSE("palpitations",
                                                                                     "usual")));
    assert_string_equal(said(&w), "answer red 0 1; answer none 0 1; score none 3 0; points none 3 "
                                  "0; form none 0 0");
    assert_true(w.response.scored);
    /* As it is stored and read again. */
    buf_init(&text, &w.arena, 64);
    findings_print(&text, w.response.findings, w.response.finding_count);
    findings_parse(&w.arena, buf_slice(&text), &again, &count);
    assert_int_equal(count, w.response.finding_count);
    close_world(&w);
}

static void whom_it_is_about_is_said_as_in_an_observation(void **state)
{
    static const struct {
        const char *json, *reference, *value, *place;
    } rows[] = {
        {"{\"resourceType\":\"QuestionnaireResponse\",\"subject\":{\"reference\":\"Patient/x\"}}",
         "x", NULL, NULL},
        {"{\"resourceType\":\"QuestionnaireResponse\",\"subject\":{\"identifier\":{\"system\":"
         "\"urn:s\",\"value\":\"1\"}}}",
         NULL, "1", NULL},
        {"{\"resourceType\":\"QuestionnaireResponse\"}", NULL, NULL,
         "QuestionnaireResponse.subject"},
        {"{\"resourceType\":\"Observation\"}", NULL, NULL, "QuestionnaireResponse.resourceType"},
        {"{\"resourceType\":\"QuestionnaireResponse\",\"subject\":{\"reference\":\"Group/x\"}}",
         NULL, NULL, "QuestionnaireResponse.subject.reference"},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error error = {0};
        struct fhir_subject subject;
        struct json_object *json = json_in_parse(str_of(rows[i].json), &error);
        bool ok = form_response_subject(&arena, json, &subject, &error);
        assert_int_equal(ok, rows[i].place == NULL);
        if (!ok)
            assert_string_equal(error.place, rows[i].place);
        else
            assert_true(rows[i].reference ? str_is(subject.reference, rows[i].reference)
                                          : str_is(subject.value, rows[i].value));
        json_in_destroy(json);
    }
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_as_usual_says_only_that_it_was_answered),
        cmocka_unit_test(what_is_worse_is_said_with_points_score_and_what_it_combines_with),
        cmocka_unit_test(hidden_answers_say_nothing_and_are_not_kept),
        cmocka_unit_test(a_form_that_is_not_known_or_not_complete_is_refused_with_its_place),
        cmocka_unit_test(what_is_not_completed_is_kept_as_it_came_and_says_nothing),
        cmocka_unit_test(nothing_that_was_sent_is_lost),
        cmocka_unit_test(without_a_time_of_its_own_it_was_written_when_it_came),
        cmocka_unit_test(the_same_response_has_the_same_key_and_another_has_not),
        cmocka_unit_test(whom_it_is_about_is_said_as_in_an_observation),
    };
    return cmocka_run_group_tests_name("form response", tests, NULL, NULL);
}
