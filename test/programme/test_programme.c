/* Programme files: ours are read in full; wrong ones are refused with place and reason. */
#include "base/arena.h"
#include "base/decimal.h"
#include "enrolment/enrolment.h"
#include "programme/programme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct file {
    struct arena arena;
    struct programme programme;
    struct error error;
    bool ok;
};

static struct str read_file(struct arena *arena, const char *path)
{
    struct buf text;
    char bytes[4096];
    size_t got;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    buf_init(&text, arena, 1 << 17);
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
        buf_add(&text, bytes, got);
    assert_int_equal(fclose(file), 0);
    return buf_slice(&text);
}

static void parse(struct file *file, struct str document)
{
    file->error = (struct error){0};
    file->ok = programme_parse(&file->arena, document, &file->programme, &file->error);
}

static void open_ours(struct file *file, const char *path)
{
    arena_init(&file->arena);
    parse(file, read_file(&file->arena, path));
    if (!file->ok)
        fail_msg("%s: %s: %s", path, file->error.place, file->error.detail);
}

static const struct limit *find(const struct programme *programme, enum parameter parameter,
                                enum limit_side side, enum zone zone, uint32_t condition, int days)
{
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *limit = &programme->limits[i];
        if (limit->parameter == parameter && limit->side == side && limit->zone == zone &&
            limit->condition == condition && limit->days == days)
            return limit;
    }
    return NULL;
}

static void assert_limit(const struct limit *limit, enum limit_operator operator, int64_t value)
{
    assert_non_null(limit);
    assert_int_equal(limit->operator, operator);
    assert_int_equal(limit->value, value);
}

static void copd_has_its_limits_on_air_and_on_oxygen(void **state)
{
    struct file file;
    (void)state;
    open_ours(&file, "programmes/copd.json");
    const struct programme *copd = &file.programme;
    assert_string_equal(copd->id, "copd");
    assert_int_equal(copd->version, 4);
    assert_int_equal(copd->limit_count, 16);
    assert_limit(find(copd, PARAMETER_SPO2, SIDE_LOW, ZONE_RED, 0, 0), OPERATOR_LE, 85 * MICRO);
    assert_limit(find(copd, PARAMETER_SPO2, SIDE_LOW, ZONE_YELLOW, 0, 0), OPERATOR_LE, 87 * MICRO);
    assert_limit(find(copd, PARAMETER_SPO2, SIDE_HIGH, ZONE_YELLOW, CONDITION_OXYGEN, 0),
                 OPERATOR_GE, 93 * MICRO);
    assert_limit(find(copd, PARAMETER_SPO2, SIDE_HIGH, ZONE_RED, CONDITION_OXYGEN, 0), OPERATOR_GE,
                 97 * MICRO);
    assert_null(find(copd, PARAMETER_SPO2, SIDE_HIGH, ZONE_RED, 0, 0));
    assert_int_equal(copd->measure_count, 4);
    assert_int_equal(copd->measures[0].parameter, PARAMETER_SPO2);
    assert_int_equal(copd->measures[0].conditions, CONDITION_REST);
    assert_true(copd->measures[0].required && !copd->measures[2].required);
    assert_int_equal(copd->floor_count, 7);
    assert_int_equal(copd->floors[0].value, 85 * MICRO);
    arena_finish(&file.arena);
}

static void heart_failure_has_gains_and_asks_the_pressures_together(void **state)
{
    struct file file;
    (void)state;
    open_ours(&file, "programmes/heart-failure.json");
    const struct programme *heart = &file.programme;
    assert_limit(find(heart, PARAMETER_WEIGHT, SIDE_HIGH, ZONE_YELLOW, 0, 1), OPERATOR_GE, MICRO);
    assert_limit(find(heart, PARAMETER_WEIGHT, SIDE_HIGH, ZONE_YELLOW, 0, 3), OPERATOR_GE,
                 MICRO * 3 / 2);
    assert_limit(find(heart, PARAMETER_WEIGHT, SIDE_HIGH, ZONE_RED, 0, 3), OPERATOR_GT, 2 * MICRO);
    assert_limit(find(heart, PARAMETER_WEIGHT, SIDE_LOW, ZONE_YELLOW, 0, 3), OPERATOR_LE,
                 -2 * MICRO);
    assert_int_equal(find(heart, PARAMETER_WEIGHT, SIDE_HIGH, ZONE_RED, 0, 3)->kind, LIMIT_GAIN);
    assert_int_equal(heart->measures[1].parameter, PARAMETER_BP);
    assert_int_equal(heart->measure_count, 4);
    assert_true(heart->followed[PARAMETER_SBP] && heart->followed[PARAMETER_DBP] &&
                !heart->followed[PARAMETER_BP]);
    arena_finish(&file.arena);
}

static int option_of(const struct programme_form *form, const char *link_id, const char *code)
{
    int item = questionnaire_item_find(&form->questionnaire, str_of(link_id));
    assert_true(item >= 0);
    const struct form_run *run = &form->questionnaire.form.items[item].options;
    for (size_t i = run->first; i < run->first + run->count; i++)
        if (str_is(form->questionnaire.options[i].code, code))
            return (int)i;
    fail_msg("%s has no %s", link_id, code);
    return FORM_NONE;
}

static void a_weight_gain_combines_with_oedema_or_breathlessness(void **state)
{
    struct file file;
    (void)state;
    open_ours(&file, "programmes/heart-failure.json");
    const struct programme *heart = &file.programme;
    const struct programme_form *form = &heart->forms[0];
    assert_int_equal(heart->combination_count, 2);
    assert_int_equal(heart->combinations[0].parameter, PARAMETER_WEIGHT);
    assert_true(heart->combinations[0].answers);
    assert_int_equal(heart->combinations[0].points, 0);
    assert_int_equal(heart->combinations[1].points, 2 * MICRO);
    assert_int_equal(form->symptoms[option_of(form, "oedema", "more")], 1);
    assert_int_equal(form->symptoms[option_of(form, "breathlessness", "little_more")], 1);
    assert_int_equal(form->symptoms[option_of(form, "oedema", "usual")], 0);
    assert_int_equal(form->symptoms[option_of(form, "dizziness", "often")], 0);
    arena_finish(&file.arena);
}

/* ---- the daily forms, answered ---- */

struct answered {
    struct form_answer list[16];
    struct form_answers answers;
    enum form_state states[FORM_ITEMS];
};

/* "different=yes chest_pain=no" */
static void answer(const struct programme_form *form, const char *text, struct answered *to)
{
    struct str rest = str_of(text), one, name, code;
    size_t count = 0;
    while (rest.len) {
        char link_id[40], word[40];
        str_cut(rest, ' ', &one, &rest);
        str_cut(one, '=', &name, &code);
        snprintf(link_id, sizeof link_id, "%.*s", STR_ARG(name));
        snprintf(word, sizeof word, "%.*s", STR_ARG(code));
        to->list[count++] = (struct form_answer){
            .item = questionnaire_item_find(&form->questionnaire, name),
            .value = {.type = FORM_CHOICE, .option = option_of(form, link_id, word)},
            .within = FORM_NONE};
    }
    to->answers = (struct form_answers){.list = to->list, .count = count};
    form_states(&form->questionnaire.form, to->answers, to->states);
}

static size_t missing(const struct programme_form *form, const struct answered *answered)
{
    struct form_problem problems[16];
    return form_problems(&form->questionnaire.form, answered->answers, answered->states, problems,
                         16);
}

static int64_t points(const struct programme_form *form, const struct answered *answered)
{
    struct form_score score;
    form_score(&form->questionnaire.form, answered->answers, answered->states, &score, NULL);
    return score.sum;
}

static enum zone flag(const struct programme_form *form, const struct answered *answered)
{
    struct form_reason reason;
    return form_reasons(&form->questionnaire.form, answered->answers, answered->states, &reason, 1)
               ? reason.zone
               : ZONE_NONE;
}

static void who_is_well_answers_three_questions(void **state)
{
    static const char *const paths[] = {"programmes/copd.json", "programmes/heart-failure.json"};
    static const char *const answers[] = {"different=no chest_pain=no drowsy=no",
                                          "different=no chest_pain=no fainted=no"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct file file;
        struct answered answered;
        open_ours(&file, paths[i]);
        const struct programme_form *form = &file.programme.forms[0];
        assert_true(form->daily && form->has_points && form->has_score);
        answer(form, answers[i], &answered);
        assert_int_equal(missing(form, &answered), 0);
        assert_int_equal(flag(form, &answered), ZONE_NONE);
        assert_int_equal(points(form, &answered), 0);
        answer(form, "different=no", &answered);
        assert_int_equal(missing(form, &answered), 2);
        answer(form, "different=no chest_pain=yes", &answered);
        assert_int_equal(flag(form, &answered), ZONE_RED);
        arena_finish(&file.arena);
    }
}

static void symptoms_give_points_as_anthonisen_counts(void **state)
{
    struct file file;
    struct answered answered;
    (void)state;
    open_ours(&file, "programmes/copd.json");
    const struct programme_form *form = &file.programme.forms[0];
    answer(form,
           "different=yes chest_pain=no drowsy=no breathlessness=much_more sputum_amount=more "
           "sputum_colour=darker cough=yes cold=no wheeze=yes fever_feeling=no",
           &answered);
    assert_int_equal(missing(form, &answered), 0);
    assert_int_equal(points(form, &answered), 4 * MICRO);
    assert_int_equal(flag(form, &answered), ZONE_YELLOW);
    answer(form, "different=no breathlessness=at_rest sputum_amount=more", &answered);
    assert_int_equal(points(form, &answered), 0);
    assert_int_equal(flag(form, &answered), ZONE_NONE);
    answer(form, "different=yes breathlessness=at_rest", &answered);
    assert_int_equal(flag(form, &answered), ZONE_RED);
    assert_int_equal(file.programme.score_limits[0].value, MICRO * 3 / 2);
    arena_finish(&file.arena);
}

/* ---- words ---- */

static void texts_come_in_the_language_else_in_bokmaal_else_from_the_product(void **state)
{
    struct file file;
    (void)state;
    open_ours(&file, "programmes/copd.json");
    const struct programme *copd = &file.programme;
    const struct language *en = language_find(STR("en")), *nb = language_find(STR("nb"));
    const char *title = copd->zones[ZONE_YELLOW].title;
    assert_string_equal(programme_words(copd, en, title), "Yellow zone");
    assert_string_equal(programme_words(copd, nb, title), "Gul sone");
    assert_string_equal(programme_words(copd, NULL, title), "Gul sone");
    assert_string_equal(programme_words(copd, en, copd->name), text_of(en, "programme.copd"));
    assert_string_equal(programme_words(copd, en, "no.such.key"), "no.such.key");
    assert_string_equal(programme_words(copd, en, NULL), "");
    const struct programme_text only[] = {{"here", "nb", "her"}};
    struct programme small = {.text_count = 1, .texts = only};
    assert_string_equal(programme_words(&small, en, "here"), "her");
    arena_finish(&file.arena);
}

/* Whatever a patient may read is there in all three languages. */
static void what_a_patient_reads_is_in_three_languages(void **state)
{
    static const char *const paths[] = {"programmes/copd.json", "programmes/heart-failure.json"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct file file;
        open_ours(&file, paths[i]);
        const struct questionnaire *form = &file.programme.forms[0].questionnaire;
        for (size_t k = 0; k < form->form.item_count; k++)
            assert_int_equal(form->items[k].text.count, 2);
        for (size_t k = 0; k < form->form.option_count; k++)
            assert_int_equal(form->options[k].display.count, 2);
        for (size_t k = 0; k < file.programme.text_count; k++) {
            const struct programme_text *text = &file.programme.texts[k];
            size_t languages = 0;
            for (size_t n = 0; n < file.programme.text_count; n++)
                languages += strcmp(file.programme.texts[n].key, text->key) == 0;
            bool patient = str_starts(str_of(text->key), "zone.") ||
                           str_starts(str_of(text->key), "instruction.") ||
                           str_starts(str_of(text->key), "closing.");
            assert_int_equal(languages, patient ? 3 : 2);
        }
        arena_finish(&file.arena);
    }
}

static void an_answer_is_named_and_said_in_words(void **state)
{
    struct file file;
    struct programme_said said;
    char id[PROGRAMME_ID];
    int64_t version;
    (void)state;
    open_ours(&file, "programmes/heart-failure.json");
    const struct programme *heart = &file.programme;
    const struct programme_form *form = &heart->forms[0];
    int item = questionnaire_item_find(&form->questionnaire, STR("oedema"));
    int option = option_of(form, "oedema", "much_more");
    struct str about = programme_about(&file.arena, heart, 0, item, option);
    assert_true(programme_of_about(about, id, &version));
    assert_string_equal(id, "heart-failure");
    assert_int_equal(version, 4);
    assert_true(programme_said(heart, language_find(STR("en")), about, &said));
    assert_true(str_is(said.question, "Are your feet or lower legs more swollen than usual?"));
    assert_true(str_is(said.answer, "Much more swollen"));
    assert_true(str_is(said.link_id, "oedema"));
    assert_true(programme_said(heart, NULL, programme_about(&file.arena, heart, 0, -1, -1), &said));
    assert_true(str_is(said.link_id, "daily"));
    assert_true(str_is(said.question, "Daglig skjema for hjertesvikt"));
    assert_int_equal(said.answer.len, 0);
    static const char *const none[] = {"",
                                       "heart-failure",
                                       "heart-failure:4",
                                       "heart-failure:4:0:0",
                                       "heart-failure:4:1:0:0",
                                       "heart-failure:4:0:99:0",
                                       "heart-failure:4:0:-2:0",
                                       "heart-failure:4:0:0:999",
                                       "heart-failure:9:0:0:0",
                                       "copd:4:0:0:0",
                                       "heart-failure:4:x:0:0",
                                       "heart-failure:4:0:0:-2"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(programme_said(heart, NULL, str_of(none[i]), &said));
    assert_false(programme_of_about(STR("weight"), id, &version));
    assert_false(programme_of_about(STR(":2:0"), id, &version));
    assert_false(programme_of_about(STR("copd:x:0"), id, &version));
    arena_finish(&file.arena);
}

static const char *advice_of(const struct file *file, enum rule rule, enum parameter parameter,
                             struct str link_id)
{
    const struct reason reason = {.rule = rule, .parameter = parameter, .zone = ZONE_YELLOW};
    const struct programme_advice *advice =
        programme_advice_for(&file->programme, &reason, link_id);
    return advice ? advice->text : "none";
}

static void advice_is_the_one_that_comes_closest(void **state)
{
    struct file file;
    (void)state;
    open_ours(&file, "programmes/heart-failure.json");
    const struct {
        enum rule rule;
        enum parameter parameter;
        struct str link_id;
        const char *text;
    } rows[] = {
        {RULE_GAIN_RED, PARAMETER_WEIGHT, STR_NONE, "advice.weight.red"},
        {RULE_LOSS_YELLOW, PARAMETER_WEIGHT, STR_NONE, "advice.weight.loss"},
        {RULE_LIMIT_RED_LOW, PARAMETER_SBP, STR_NONE, "advice.sbp.low_red"},
        {RULE_LIMIT_RED_HIGH, PARAMETER_SBP, STR_NONE, "advice.sbp.high"},
        {RULE_LIMIT_RED_HIGH, PARAMETER_PULSE, STR_NONE, "advice.pulse"},
        {RULE_ANSWER_RED, PARAMETER_NONE, STR("fainted"), "advice.fainted"},
        {RULE_SYMPTOM, PARAMETER_NONE, STR_NONE, "advice.combined_answer"},
        /* A question's own advice says more than its rule's. */
        {RULE_SYMPTOM, PARAMETER_NONE, STR("oedema"), "advice.oedema"},
        /* Nothing about a high pressure is said of one that is not believed. */
        {RULE_IMPLAUSIBLE, PARAMETER_SBP, STR_NONE, "none"},
        {RULE_UNCONFIRMED, PARAMETER_PULSE, STR_NONE, "none"},
        {RULE_LIMIT_RED_LOW, PARAMETER_GLUCOSE, STR_NONE, "none"},
        {RULE_ANSWER_RED, PARAMETER_NONE, STR("mood"), "none"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(advice_of(&file, rows[i].rule, rows[i].parameter, rows[i].link_id),
                            rows[i].text);
    arena_finish(&file.arena);
}

static void the_course_is_read(void **state)
{
    struct file file;
    (void)state;
    open_ours(&file, "programmes/copd.json");
    const struct programme *copd = &file.programme;
    assert_int_equal(copd->states, (1u << STATE_COUNT) - 1);
    assert_int_equal(copd->entries, 1u << STATE_REFERRED);
    assert_int_equal(copd->trial_days, 14);
    assert_int_equal(copd->trial_longest, 28);
    assert_int_equal(copd->follow_up.weekly_contacts, 2);
    assert_int_equal(copd->follow_up.contact_days, 30);
    assert_int_equal(copd->schedule.trial.every, 1);
    assert_int_equal(copd->schedule.active.a_week, 1);
    assert_int_equal(copd->schedule.unwell, true);
    assert_int_equal(copd->criterion_count, 9);
    assert_int_equal(copd->criteria[6].need, NEED_OUGHT);
    assert_int_equal(copd->criteria[8].need, NEED_ONE_OF);
    assert_int_equal(copd->advice[0].rule, RULE_LIMIT_RED_LOW);
    assert_int_equal(copd->advice[0].question_count, 4);
    assert_true(copd->closing_count >= 3);
    for (int zone = ZONE_GREEN; zone <= ZONE_RED; zone++)
        assert_true(copd->zones[zone].title && copd->zones[zone].text &&
                    copd->zones[zone].do_count >= 3);
    assert_null(copd->zones[ZONE_NONE].title);
    arena_finish(&file.arena);
}

/* What the first programme files said is read still: databases hold them. */
static void a_file_of_the_first_kind_is_read(void **state)
{
    struct file file;
    (void)state;
    arena_init(&file.arena);
    parse(&file,
          STR("{\"id\":\"copd\",\"version\":1,\"name\":\"programme.copd\",\"status\":\"proposal\","
              "\"source\":\"docs\",\"states\":[\"referred\",\"trial\",\"active\"],"
              "\"trial\":{\"days\":14,\"longest\":28},\"parameters\":[{\"parameter\":\"spo2\","
              "\"limits\":[{\"side\":\"low\",\"zone\":\"red\",\"operator\":\"<=\",\"value\":85,"
              "\"status\":\"proposal\"}]}]}"));
    assert_true(file.ok);
    assert_int_equal(file.programme.limit_count, 1);
    assert_int_equal(file.programme.measure_count, 1);
    assert_int_equal(file.programme.form_count, 0);
    arena_finish(&file.arena);
}

/* ---- wrong files: tables of what is put into a small good one ---- */

struct wrong {
    const char *member, *json; /* with ' for "; NULL: left out */
    const char *place, *reason;
};

static const char *const good[][2] = {
    {"id", "'copd'"},
    {"version", "3"},
    {"name", "'programme.copd'"},
    {"status", "'proposal'"},
    {"states", "['referred','trial','active']"},
    {"entries", "['referred']"},
    {"trial", "{'days':14,'longest':28}"},
    {"parameters", "[{'parameter':'spo2','limits':[{'side':'low','zone':'red','operator':'<=',"
                   "'value':85,'status':'proposal'}]}]"},
    {"texts", "{'t':{'nb':'Tekst'}}"},
};

static void with(struct file *file, const char *member, const char *json)
{
    struct buf text;
    bool there = false;
    buf_init(&text, &file->arena, 1024);
    buf_char(&text, '{');
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        bool mine = strcmp(good[i][0], member) == 0;
        there = there || mine;
        if (!mine || json)
            buf_printf(&text, "%s'%s':%s", text.len > 1 ? "," : "", good[i][0],
                       mine ? json : good[i][1]);
    }
    if (!there && json)
        buf_printf(&text, ",'%s':%s", member, json);
    buf_char(&text, '}');
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == '\'')
            text.at[i] = '"';
    parse(file, buf_slice(&text));
}

static void refuse_all(const struct wrong *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct wrong *wrong = &table[i];
        struct file file;
        arena_init(&file.arena);
        with(&file, wrong->member, wrong->json);
        if (file.ok)
            fail_msg("taken: %s: %s", wrong->member, wrong->json ? wrong->json : "left out");
        if (strcmp(file.error.place, wrong->place) != 0 ||
            !strstr(file.error.detail, wrong->reason) || file.error.code != ERROR_INVALID)
            fail_msg("%s: %s\n  is refused at %s: %s", wrong->member, wrong->json, file.error.place,
                     file.error.detail);
        arena_finish(&file.arena);
    }
}

#define REFUSE_ALL(table) refuse_all((table), sizeof(table) / sizeof *(table))

static void the_small_file_itself_is_good(void **state)
{
    struct file file;
    (void)state;
    arena_init(&file.arena);
    with(&file, "source", "'somewhere'");
    assert_true(file.ok);
    arena_finish(&file.arena);
}

static void a_wrong_head_is_refused(void **state)
{
    static const struct wrong table[] = {
        {"id", NULL, "/id", "is missing"},
        {"id", "'COPD'", "/id", "must be 1 to 39"},
        {"id", "7", "/id", "must be a text"},
        {"version", "0", "/version", "whole number from 1"},
        {"version", "1.5", "/version", "whole number from 1"},
        {"name", "'no.such.text'", "/name", "there is no text \"no.such.text\""},
        {"status", "'sure'", "/status", "seen, memory, proposal"},
        {"status", "'seen'", "/source", "is missing"},
        {"limitz", "[]", "/limitz", "is not known here"},
        {"~/x", "1", "/~0~1x", "is not known here"},
        {"zones", "null", "/zones", "must not be null"},
        {"$schema", "'https://varde.no/schema/programme-2.json'", "/$schema", "must be"},
        {"texts", "{'t':{'en':'Text'}}", "/texts/t/nb", "is missing"},
        {"texts", "{'t':{'nb':''}}", "/texts/t/nb", "must be a text"},
        {"texts", "{'t':{'nb':'x','e':'y'}}", "/texts/t/e", "no language tag"},
        {"texts", "{'T t':{'nb':'x'}}", "/texts/T?t", "a key has"},
        {"states", "['referred','followed']", "/states/1", "followed is no state"},
        {"states", "['referred','referred']", "/states/1", "stands twice"},
        {"states", "[]", "/states", "must not be empty"},
        {"entries", "['granted']", "/entries", "not among the states"},
        {"trial", NULL, "/trial", "is missing"},
        {"trial", "{'days':14,'longest':7}", "/trial/longest", "from 14 to"},
        {"schedule", "{'active':{'every':-1}}", "/schedule/active/every", "from 0 to"},
        {"schedule", "{'active':7}", "/schedule/active", "must be an object"},
        {"schedule", "{'active':{}}", "/schedule/active", "one of every, weekdays, aWeek"},
        {"schedule", "{'active':{'every':1,'aWeek':2}}", "/schedule/active", "one of every"},
        {"schedule", "{'trial':{'weekdays':['monday']}}", "/schedule/trial/weekdays/0", "mon, tue"},
        {"schedule", "{'trial':{'aWeek':2,'deadlines':['08:00','20:00']}}",
         "/schedule/trial/deadlines", "one at most"},
        {"schedule", "{'trial':{'every':1,'deadlines':['8:00']}}", "/schedule/trial/deadlines/0",
         "HH:MM"},
        {"schedule", "{'unwell':{'every':2}}", "/schedule/unwell/every", "from 0 to 1"},
        {"followUp", "{'weeklyContacts':-1}", "/followUp/weeklyContacts", "from 0 to"},
        {"followUp", "{'yellowDays':0}", "/followUp/yellowDays", "from 1 to"},
        {"followUp", "{'visits':3}", "/followUp/visits", "not known"},
        {"criteria", "[{'id':'a','need':'must','text':'t'}]", "/criteria/0/need", "required"},
        {"criteria", "[{'id':'a','need':'ought','text':'t'},{'id':'a','need':'ought','text':'t'}]",
         "/criteria/1/id", "stands twice"},
        {"zones", "{'amber':{'title':'t'}}", "/zones/amber", "is not known here"},
        {"zones", "{'red':{'do':['t','u']}}", "/zones/red/do/1", "there is no text \"u\""},
        {"advice", "[{'rule':'limit.purple','text':'t'}]", "/advice/0/rule", "no rule"},
        {"advice", "[{'parameter':'weight','text':'t'}]", "/advice/0/parameter", "not followed"},
        {"advice", "[{'item':'x','text':'t'}]", "/advice/0/item", "no linkId"},
        {"closing_reasons", "[{'id':'x'}]", "/closing_reasons/0/text", "is missing"},
    };
    (void)state;
    REFUSE_ALL(table);
}

#define LIMIT(side, zone, operator, value)                                                         \
    "{'side':'" side "','zone':'" zone "','operator':'" operator"','value':" value                 \
                                                                ",'status':'proposal'}"
#define SPO2(rest) "[{'parameter':'spo2'," rest "}]"
#define WEIGHT(side, operator, value)                                                              \
    "[{'parameter':'weight','changes':[{'days':3,'side':'" side "','zone':'red','operator':'"      \
    operator"','value':" value ",'status':'proposal'}]}]"
#define FLOOR(operator, value)                                                                     \
    "'floors':[{'side':'low','operator':'" operator"','value':" value ",'status':'proposal'}]"

static void a_wrong_limit_is_refused(void **state)
{
    static const struct wrong table[] = {
        {"parameters", NULL, "/parameters", "is missing"},
        {"parameters", "{}", "/parameters", "must be a list"},
        {"parameters", "[{'parameter':'spo3'}]", "/parameters/0/parameter", "no parameter"},
        {"parameters", "[{'parameter':'spo2','leads':1}]", "/parameters/0/leads", "true or false"},
        {"parameters", "[{'parameter':'glucose','leads':true}]", "/parameters/0/leads",
         "no habitual level"},
        {"parameters", "[{'parameter':'bp','leads':true}]", "/parameters/0/leads", ""},
        {"parameters", "[{'parameter':'spo2'},{'parameter':'spo2'}]", "/parameters/1/parameter",
         "stands twice"},
        {"parameters", SPO2("'limit':[]"), "/parameters/0/limit", "is not known here"},
        {"parameters", SPO2("'limits':[" LIMIT("low", "red", ">=", "85") "]"),
         "/parameters/0/limits/0/operator", "a low limit has < or <="},
        {"parameters", SPO2("'limits':[" LIMIT("high", "red", "<", "85") "]"),
         "/parameters/0/limits/0/operator", "a high one > or >="},
        {"parameters", SPO2("'limits':[" LIMIT("low", "green", "<", "85") "]"),
         "/parameters/0/limits/0/zone", "yellow, red"},
        {"parameters", SPO2("'limits':[" LIMIT("low", "red", "<", "185") "]"),
         "/parameters/0/limits/0/value", "lies outside"},
        {"parameters", SPO2("'limits':[" LIMIT("low", "red", "<", "'85'") "]"),
         "/parameters/0/limits/0/value", "must be a number"},
        {"parameters", SPO2("'limits':[" LIMIT("low", "red", "<", "85.0000001") "]"),
         "/parameters/0/limits/0/value", "six decimals"},
        {"parameters", SPO2("'limits':[{'side':'low','zone':'red','operator':'<','value':85}]"),
         "/parameters/0/limits/0/status", "seen, memory, proposal"},
        {"parameters",
         SPO2(
             "'limits':[" LIMIT("low", "red", "<", "88") "," LIMIT("low", "yellow", "<", "85") "]"),
         "/parameters/0/limits", "out of order"},
        {"parameters",
         SPO2("'limits':[" LIMIT("low", "red", "<", "85") "," LIMIT("low", "red", "<", "84") "]"),
         "/parameters/0/limits/1", "stands twice"},
        {"parameters",
         SPO2("'limits':[" LIMIT(
             "low", "yellow",
             "<=", "90") ",{'side':'high','zone':'yellow',"
                         "'operator':'>=','value':89,'condition':'oxygen','status':'proposal'}]"),
         "/parameters/0/limits", "out of order"},
        {"parameters",
         SPO2("'limits':[{'side':'low','zone':'red','operator':'<','value':85,"
              "'condition':'asleep','status':'proposal'}]"),
         "/parameters/0/limits/0/condition", "rest, activity, oxygen"},
        {"parameters", WEIGHT("high", ">", "-2"), "/parameters/0/changes/0/value", "above 0"},
        {"parameters", WEIGHT("low", "<", "2"), "/parameters/0/changes/0/value", "below"},
        {"parameters", WEIGHT("high", ">", "0"), "/parameters/0/changes/0/value", "above 0"},
        {"parameters", WEIGHT("high", ">", "1000"), "/parameters/0/changes/0/value", "can change"},
        {"parameters",
         "[{'parameter':'weight','changes':[{'side':'high','zone':'red','operator':'>',"
         "'value':2,'status':'proposal'}]}]",
         "/parameters/0/changes/0/days", "whole number from 1"},
        {"parameters", SPO2("'conditions':['asleep']"), "/parameters/0/conditions/0", "one of"},
        {"parameters", SPO2("'instruction':'x'"), "/parameters/0/instruction", "no text \"x\""},
        {"parameters", SPO2("'ask':'yes'"), "/parameters/0/ask", "true or false"},
        {"parameters", "[{'parameter':'bp','limits':[]}]", "/parameters/0/limits", "not known"},
        {"parameters", "[{'parameter':'bp'}]", "/parameters", "sbp and dbp must stand here"},
        {"parameters", "[{'parameter':'bp'},{'parameter':'sbp'},{'parameter':'dbp'}]",
         "/parameters", "\"ask\": false"},
    };
    (void)state;
    REFUSE_ALL(table);
}

static void a_red_limit_looser_than_the_floor_is_refused(void **state)
{
    static const struct wrong table[] = {
        {"parameters", SPO2("'limits':[" LIMIT("low", "red", "<=", "84") "]," FLOOR("<=", "85")),
         "/parameters/0/floors/0", "looser than this floor"},
        {"parameters", SPO2("'limits':[" LIMIT("low", "red", "<", "85") "]," FLOOR("<=", "85")),
         "/parameters/0/floors/0", "looser than this floor"},
        {"parameters", SPO2("'limits':[" LIMIT("low", "yellow", "<=", "86") "]," FLOOR("<=", "85")),
         "/parameters/0/floors/0", "no red limit on this side"},
        {"parameters",
         SPO2("'limits':[" LIMIT(
             "low", "red", "<=",
             "86") ",{'side':'low','zone':'yellow',"
                   "'operator':'<=','value':88,'condition':'oxygen','status':'proposal'}]," FLOOR(
                       "<=", "85")),
         "/parameters/0/floors/0", "no red limit on this side with the condition oxygen"},
        {"parameters",
         "[{'parameter':'pulse','limits':[" LIMIT(
             "high", "red",
             ">=", "140") "],'floors':[{'side':"
                          "'high','operator':'>=','value':131,'status':'proposal'}]}]",
         "/parameters/0/floors/0", "looser than this floor"},
        {"parameters", SPO2("'limits':[" LIMIT("low", "red", "<=", "85") "]," FLOOR(">=", "85")),
         "/parameters/0/floors/0/operator", "a low limit has"},
    };
    struct file file;
    (void)state;
    REFUSE_ALL(table);
    arena_init(&file.arena);
    with(&file, "parameters",
         SPO2("'limits':[" LIMIT("low", "red", "<=", "85") "]," FLOOR("<", "85")));
    assert_true(file.ok);
    arena_finish(&file.arena);
}

#define ITEM                                                                                       \
    "{'linkId':'a','text':'A','type':'choice','answerOption':[{'valueCoding':{'code':'no'}},"      \
    "{'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/ordinalValue',"                 \
    "'valueDecimal':1}],'valueCoding':{'code':'yes'}}]}"
#define QUESTIONNAIRE(url, version, items)                                                         \
    "{'resourceType':'Questionnaire','url':'" url "','version':'" version                          \
    "','status':'active','item':[" items "]}"
#define FORM(id, rest, url, version, items)                                                        \
    "{'id':'" id "'," rest "'questionnaire':" QUESTIONNAIRE(url, version, items) "}"
#define URL "https://varde.no/fhir/Questionnaire/copd-daily"
#define DAILY "[" FORM("daily", "'points':true,", URL, "3", ITEM) "]"

static void a_wrong_form_is_refused_with_the_place_within(void **state)
{
    static const struct wrong table[] = {
        {"forms", "[{'id':'daily'}]", "/forms/0/questionnaire", "must be a Questionnaire"},
        {"forms", "[" FORM("daily", "", URL, "3", "{'linkId':'a'}") "]",
         "/forms/0/questionnaire: Questionnaire.item[0].type", "is missing"},
        {"forms", "[" FORM("daily", "", URL, "3", ITEM "," ITEM) "]",
         "/forms/0/questionnaire: Questionnaire.item[1].linkId", "stands twice"},
        {"forms", "[" FORM("daily", "", URL, "2", ITEM) "]", "/forms/0/questionnaire/version",
         "must be \"3\""},
        {"forms", "[" FORM("weekly", "", URL, "3", ITEM) "]", "/forms/0/questionnaire/url",
         "must be https://varde.no/fhir/Questionnaire/copd-weekly"},
        {"forms", "[" FORM("daily", "", URL, "3", ITEM) "," FORM("daily", "", URL, "3", ITEM) "]",
         "/forms/1/id", "stands twice"},
        {"forms",
         "[" FORM("a", "", "http://x.no/q", "1", ITEM) "," FORM("b", "", "http://x.no/q", "2",
                                                                ITEM) "]",
         "/forms/1/questionnaire/url", "stands twice"},
        {"forms",
         "[" FORM("daily", "'points':true,", URL, "3", "{'linkId':'a','type':'boolean'}") "]",
         "/forms/0/questionnaire", "no answer with points"},
        {"forms",
         "[" FORM("daily", "'scores':[{'zone':'red','operator':'>=','value':3}],", URL, "3",
                  ITEM) "]",
         "/forms/0/scores/0/status", "seen, memory"},
        {"forms",
         "[" FORM("daily",
                  "'scores':[{'zone':'red','operator':'>=','value':3,'status':'proposal'},"
                  "{'zone':'yellow','operator':'>=','value':4,'status':'proposal'}],",
                  URL, "3", ITEM) "]",
         "/forms/0/scores", "out of order"},
        {"forms", "[" FORM("daily", "'daly':true,", URL, "3", ITEM) "]", "/forms/0/daly",
         "is not known here"},
    };
    (void)state;
    REFUSE_ALL(table);
}

static void a_wrong_combination_is_refused(void **state)
{
#define WITH(rest) "[{'when':'yellow','zone':'red','status':'proposal'" rest "}],'forms':" DAILY
    static const struct wrong table[] = {
        {"combinations", WITH(""), "/combinations/0", "needs points or answers"},
        {"combinations", WITH(",'points':0"), "/combinations/0/points", "above 0"},
        {"combinations", WITH(",'points':2,'parameter':'weight'"), "/combinations/0/parameter",
         "not followed"},
        {"combinations", WITH(",'answers':[{'form':'weekly','item':'a','options':['yes']}]"),
         "/combinations/0/answers/0/form", "no form"},
        {"combinations", WITH(",'answers':[{'form':'daily','item':'b','options':['yes']}]"),
         "/combinations/0/answers/0/item", "no linkId"},
        {"combinations", WITH(",'answers':[{'form':'daily','item':'a','options':['maybe']}]"),
         "/combinations/0/answers/0/options/0", "maybe is no answer"},
        {"combinations", WITH(",'answers':[{'form':'daily','item':'a','options':[]}]"),
         "/combinations/0/answers/0/options", "must not be empty"},
        {"combinations", "[{'when':'red','zone':'red','points':2,'status':'proposal'}]",
         "/combinations/0/when", "must be yellow"},
        {"combinations", "[{'when':'yellow','zone':'red','points':2,'status':'proposal'}]",
         "/combinations/0/points", "no form gives points"},
    };
    struct file file;
    (void)state;
    REFUSE_ALL(table);
    arena_init(&file.arena);
    with(&file, "combinations",
         WITH(",'points':2,'answers':[{'form':'daily','item':'a','options':['yes']}]"));
    assert_true(file.ok);
    assert_int_equal(file.programme.forms[0].symptoms[1], 1);
    arena_finish(&file.arena);
}

static void what_is_no_json_is_refused_with_line_and_column(void **state)
{
    struct file file;
    (void)state;
    arena_init(&file.arena);
    parse(&file, STR("{\"id\":\n \"copd\",}"));
    assert_false(file.ok);
    assert_string_equal(file.error.place, "line 2, column 9");
    parse(&file, STR("[]"));
    assert_false(file.ok);
    assert_string_equal(file.error.place, "/");
    parse(&file, STR("{\"id\":\"a\",\"id\":\"b\"}"));
    assert_false(file.ok);
    arena_finish(&file.arena);
}

static void wrong_rules_are_refused_with_their_place(void **state)
{
    (void)state;
    static const struct wrong table[] = {
        {"rules", "{'news2':3}", "/rules/news2", "1 to 2"},
        {"rules", "{'news2':2}", "/rules/news2", "ordered patient by patient"},
        {"rules", "{'oximetry':1}", "/rules/oximetry", "true or false"},
        {"rules", "{'oximetry':true}", "/rules/oximetry", "must be followed"},
        {"rules", "{'pressureMean':{'sbp':135}}", "/rules/pressureMean/dbp", "missing"},
        {"rules", "{'pressureMean':{'sbp':135,'dbp':85}}", "/rules/pressureMean", "followed"},
        {"rules", "{'ewma':true}", "/rules/ewma", "not known"},
    };
    refuse_all(table, sizeof table / sizeof *table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copd_has_its_limits_on_air_and_on_oxygen),
        cmocka_unit_test(wrong_rules_are_refused_with_their_place),
        cmocka_unit_test(heart_failure_has_gains_and_asks_the_pressures_together),
        cmocka_unit_test(a_weight_gain_combines_with_oedema_or_breathlessness),
        cmocka_unit_test(who_is_well_answers_three_questions),
        cmocka_unit_test(symptoms_give_points_as_anthonisen_counts),
        cmocka_unit_test(texts_come_in_the_language_else_in_bokmaal_else_from_the_product),
        cmocka_unit_test(what_a_patient_reads_is_in_three_languages),
        cmocka_unit_test(an_answer_is_named_and_said_in_words),
        cmocka_unit_test(advice_is_the_one_that_comes_closest),
        cmocka_unit_test(the_course_is_read),
        cmocka_unit_test(a_file_of_the_first_kind_is_read),
        cmocka_unit_test(the_small_file_itself_is_good),
        cmocka_unit_test(a_wrong_head_is_refused),
        cmocka_unit_test(a_wrong_limit_is_refused),
        cmocka_unit_test(a_red_limit_looser_than_the_floor_is_refused),
        cmocka_unit_test(a_wrong_form_is_refused_with_the_place_within),
        cmocka_unit_test(a_wrong_combination_is_refused),
        cmocka_unit_test(what_is_no_json_is_refused_with_line_and_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
