#include "programme/programme_api.h"

#include "app.h"
#include "base/decimal.h"
#include "house.h"
#include "json_common.h"
#include "programme/programme_store.h"
#include "take.h"

#include <stdio.h>

enum { NAME_MOST = 120, NOTE_MOST = 2000 };

static const char *status_word(const struct programme_row *row)
{
    return row->approved_at ? "approved" : "draft";
}

/* ---- reading ---- */

static void put_row(struct json_out *out, const struct programme_row *row, const char *name)
{
    json_put_str(out, "id", row->id);
    json_put_int(out, "version", row->version);
    json_put_text(out, "name", name);
    json_put_text(out, "status", status_word(row));
    json_put_str(out, "approvedBy", row->approved_by);
    put_time(out, "approvedAt", row->approved_at);
    json_put_int(out, "enrolments", row->enrolments);
}

enum handled programme_list(struct call *call)
{
    struct error error = {0};
    struct rows *rows;
    struct json_out out;
    if (!programme_rows(call->db, &call->request->arena, &rows, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 4096);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct programme_row row;
        programme_row_of(rows, i, &row);
        const struct programme *programme =
            programmes_get(call->app->programmes, call->db, row.id.at, row.version, &error);
        if (!programme)
            return call_fail(call, &error);
        json_object_open(&out);
        put_row(&out, &row, programme_words(programme, call->language, programme->name));
        json_object_close(&out);
    }
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* What puts a programme into words. */
struct speaker {
    struct json_out *out;
    const struct programme *programme;
    const struct language *language;
};

static void put_key(const struct speaker *speaker, const char *name, programme_key key)
{
    if (key)
        json_put_text(speaker->out, name,
                      programme_words(speaker->programme, speaker->language, key));
    else
        json_put_null(speaker->out, name);
}

static void put_keys(const struct speaker *speaker, const char *name, const programme_key *keys,
                     size_t count)
{
    json_key(speaker->out, name);
    json_array_open(speaker->out);
    for (size_t i = 0; i < count; i++)
        json_text(speaker->out, programme_words(speaker->programme, speaker->language, keys[i]));
    json_array_close(speaker->out);
}

static void put_criteria(const struct speaker *speaker)
{
    static const char *const needs[] = {
        [NEED_REQUIRED] = "required", [NEED_ONE_OF] = "one_of", [NEED_OUGHT] = "ought"};
    json_key(speaker->out, "criteria");
    json_array_open(speaker->out);
    for (size_t i = 0; i < speaker->programme->criterion_count; i++) {
        const struct programme_criterion *criterion = &speaker->programme->criteria[i];
        json_object_open(speaker->out);
        json_put_text(speaker->out, "id", criterion->id);
        json_put_text(speaker->out, "need", needs[criterion->need]);
        put_key(speaker, "text", criterion->text);
        json_object_close(speaker->out);
    }
    json_array_close(speaker->out);
}

static void put_parameter(const struct speaker *speaker, enum parameter parameter)
{
    char key[64];
    const struct parameter_info *info = parameter_info(parameter);
    json_put_text(speaker->out, "parameter", info ? info->word : NULL);
    if (!info)
        return;
    snprintf(key, sizeof key, "parameter.%s", info->word);
    json_put_text(speaker->out, "name", text_of(speaker->language, key));
}

static void put_measures(const struct speaker *speaker)
{
    json_key(speaker->out, "measurements");
    json_array_open(speaker->out);
    for (size_t i = 0; i < speaker->programme->measure_count; i++) {
        const struct programme_measure *measure = &speaker->programme->measures[i];
        json_object_open(speaker->out);
        put_parameter(speaker, measure->parameter);
        json_put_bool(speaker->out, "required", measure->required);
        put_key(speaker, "instruction", measure->instruction);
        json_object_close(speaker->out);
    }
    json_array_close(speaker->out);
}

static void put_limit(const struct speaker *speaker, const struct limit *limit)
{
    static const char *const operators[] = {
        [OPERATOR_LT] = "<", [OPERATOR_LE] = "<=", [OPERATOR_GT] = ">", [OPERATOR_GE] = ">="};
    static const char *const bases[] = {[BASIS_ABSOLUTE] = "absolute",
                                        [BASIS_HABITUAL] = "habitual",
                                        [BASIS_REPEATED] = "repeated",
                                        [BASIS_CONFIRMED] = "confirmed"};
    struct json_out *out = speaker->out;
    char value[DECIMAL_TEXT];
    decimal_text(limit->value, 0, value);
    json_object_open(out);
    put_parameter(speaker, limit->parameter);
    json_put_text(out, "kind", limit->kind == LIMIT_GAIN ? "change" : "value");
    json_put_text(out, "side", limit->side == SIDE_LOW ? "low" : "high");
    json_put_text(out, "zone", zone_word(limit->zone));
    json_put_text(out, "operator", operators[limit->operator]);
    json_key(out, "value");
    json_raw(out, str_of(value));
    json_put_text(out, "unit", parameter_info(limit->parameter)->ucum);
    json_put_text(out, "condition",
                  limit->condition ? condition_word((unsigned)__builtin_ctz(limit->condition))
                                   : NULL);
    json_put_int(out, "days", limit->days);
    json_put_text(out, "basis", bases[limit->basis]);
    json_object_close(out);
}

static void put_pressure_mean(struct json_out *out, const struct pressure_mean *mean)
{
    if (!mean->sbp && !mean->dbp) {
        json_put_null(out, "pressureMean");
        return;
    }
    json_key(out, "pressureMean");
    json_object_open(out);
    put_measured(out, "sbp", PARAMETER_SBP, mean->sbp);
    put_measured(out, "dbp", PARAMETER_DBP, mean->dbp);
    json_object_close(out);
}

/* Those that hold beside limits; null and false: not here. */
static void put_rules(const struct speaker *speaker)
{
    const struct programme_rules *rules = &speaker->programme->rules;
    struct json_out *out = speaker->out;
    json_key(out, "rules");
    json_object_open(out);
    if (rules->news2)
        json_put_int(out, "news2", rules->news2);
    else
        json_put_null(out, "news2");
    json_put_bool(out, "oximetry", rules->oximetry);
    json_put_bool(out, "anthonisen", rules->anthonisen);
    put_pressure_mean(out, &rules->pressure_mean);
    json_object_close(out);
}

static void put_limits(const struct speaker *speaker)
{
    json_key(speaker->out, "limits");
    json_array_open(speaker->out);
    for (size_t i = 0; i < speaker->programme->limit_count; i++)
        put_limit(speaker, &speaker->programme->limits[i]);
    json_array_close(speaker->out);
}

static void put_forms(const struct speaker *speaker)
{
    struct str tag = str_of(speaker->language ? language_tag(speaker->language) : "nb");
    json_key(speaker->out, "forms");
    json_array_open(speaker->out);
    for (size_t i = 0; i < speaker->programme->form_count; i++) {
        const struct programme_form *form = &speaker->programme->forms[i];
        json_object_open(speaker->out);
        json_put_text(speaker->out, "id", form->id);
        json_put_str(speaker->out, "title", form_text(&form->questionnaire.title, tag));
        json_put_str(speaker->out, "url", form->questionnaire.url);
        json_put_bool(speaker->out, "daily", form->daily);
        json_object_close(speaker->out);
    }
    json_array_close(speaker->out);
}

static void put_zones(const struct speaker *speaker)
{
    json_key(speaker->out, "zones");
    json_object_open(speaker->out);
    for (int i = ZONE_GREEN; i <= ZONE_RED; i++) {
        const struct programme_zone *zone = &speaker->programme->zones[i];
        json_key(speaker->out, zone_word((enum zone)i));
        json_object_open(speaker->out);
        put_key(speaker, "title", zone->title);
        put_key(speaker, "text", zone->text);
        put_keys(speaker, "do", zone->dos, zone->do_count);
        json_object_close(speaker->out);
    }
    json_object_close(speaker->out);
}

static void put_advice(const struct speaker *speaker)
{
    json_key(speaker->out, "advice");
    json_array_open(speaker->out);
    for (size_t i = 0; i < speaker->programme->advice_count; i++) {
        const struct programme_advice *advice = &speaker->programme->advice[i];
        const struct parameter_info *info = parameter_info(advice->parameter);
        json_object_open(speaker->out);
        json_put_text(speaker->out, "rule", advice->rule ? rule_word(advice->rule) : NULL);
        json_put_text(speaker->out, "parameter", info ? info->word : NULL);
        json_put_text(speaker->out, "item", advice->item);
        put_key(speaker, "text", advice->text);
        put_keys(speaker, "questions", advice->questions, advice->question_count);
        json_object_close(speaker->out);
    }
    json_array_close(speaker->out);
}

static void put_closings(const struct speaker *speaker)
{
    json_key(speaker->out, "closingReasons");
    json_array_open(speaker->out);
    for (size_t i = 0; i < speaker->programme->closing_count; i++) {
        json_object_open(speaker->out);
        json_put_text(speaker->out, "id", speaker->programme->closings[i].id);
        put_key(speaker, "text", speaker->programme->closings[i].text);
        json_object_close(speaker->out);
    }
    json_array_close(speaker->out);
}

static void put_words(const struct speaker *speaker)
{
    json_key(speaker->out, "words");
    json_object_open(speaker->out);
    put_criteria(speaker);
    put_measures(speaker);
    put_limits(speaker);
    put_rules(speaker);
    put_forms(speaker);
    put_zones(speaker);
    put_advice(speaker);
    put_closings(speaker);
    json_object_close(speaker->out);
}

static bool find(struct call *call, struct programme_row *row, struct error *error)
{
    struct str version = request_parameter(call->request, "version");
    int64_t number = 0;
    bool found;
    if (version.at && (!str_int(version, &number) || number < 1))
        return error_at(error, ERROR_MALFORMED, "version", "must be a whole number from 1");
    if (!programme_find(call->db, &call->request->arena, call->parameter[0], number, &found, row,
                        error))
        return false;
    return found || error_set(error, ERROR_NOT_FOUND, "There is no such programme.");
}

enum handled programme_one(struct call *call)
{
    struct error error = {0};
    struct arena *arena = &call->request->arena;
    struct programme *programme = arena_new(arena, struct programme);
    struct programme_row row;
    struct json_out out;
    char content[PROGRAMME_CONTENT];
    if (!find(call, &row, &error))
        return call_fail(call, &error);
    if (!programme_parse(arena, row.document, programme, &error) ||
        !programme_content(arena, row.document, content, &error)) {
        error_log(&error, ERROR_INTERNAL, "a stored programme cannot be read");
        return call_fail(call, &error);
    }
    struct speaker speaker = {&out, programme, call->language};
    json_out_init(&out, arena, row.document.len + 32768);
    json_object_open(&out);
    put_row(&out, &row, programme_words(programme, call->language, programme->name));
    put_time(&out, "loadedAt", row.loaded_at);
    json_put_str(&out, "note", row.note);
    json_put_text(&out, "content", content);
    json_key(&out, "document");
    json_raw(&out, row.document);
    put_words(&speaker);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* ---- loading ---- */

struct load {
    struct programme programme;
    struct rows *stands;
};

static bool load_ask(struct write *write, struct tx *tx)
{
    struct load *load = write->data;
    load->stands = programme_ask(tx, load->programme.id, load->programme.version);
    return true;
}

static bool load_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct load *load = write->data;
    const struct programme *programme = &load->programme;
    enum programme_loaded loaded;
    struct json_out out;
    if (!programme_load(tx, load->stands, programme, call->request->body, &call->who.account,
                        &loaded, error))
        return false;
    if (loaded != PROGRAMME_SAME)
        house_note(tx, &call->who, action_word(ACTION_PROGRAMME_LOAD), "%s version %lld",
                   programme->id, (long long)programme->version);
    bool approved = loaded == PROGRAMME_SAME && !row_is_null(load->stands, 0, 1);
    json_out_init(&out, &call->request->arena, 256);
    json_object_open(&out);
    json_put_text(&out, "id", programme->id);
    json_put_int(&out, "version", programme->version);
    json_put_text(&out, "name", programme_words(programme, call->language, programme->name));
    json_put_text(&out, "status", approved ? "approved" : "draft");
    json_object_close(&out);
    call_json(call, loaded == PROGRAMME_SAME ? 200 : 201, &out);
    return true;
}

/* Commands about one programme come after each other. */
static enum handled
write_programme(struct call *call, const char *id, bool (*ask)(struct write *write, struct tx *tx),
                bool (*apply)(struct write *write, struct tx *tx, struct error *error), void *data)
{
    enum handled handled = call_write(call, ask, apply, data);
    call->write->command.key = programme_key_of(id);
    return handled;
}

enum handled programme_create(struct call *call)
{
    struct error error = {0};
    struct load *load = arena_new(&call->request->arena, struct load);
    if (!programme_parse(&call->request->arena, call->request->body, &load->programme, &error))
        return call_fail(call, &error);
    return write_programme(call, load->programme.id, load_ask, load_apply, load);
}

/* ---- approving ---- */

struct approve {
    struct programme_approval approval;
    struct rows *stands;
};

static bool approve_ask(struct write *write, struct tx *tx)
{
    struct approve *approve = write->data;
    approve->stands = programme_ask(tx, approve->approval.id, approve->approval.version);
    return true;
}

static bool approve_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct approve *approve = write->data;
    struct json_out out;
    if (!programme_approve(tx, approve->stands, &approve->approval, error))
        return false;
    house_note(tx, &call->who, action_word(ACTION_PROGRAMME_APPROVE), "%s version %lld",
               approve->approval.id, (long long)approve->approval.version);
    json_out_init(&out, &call->request->arena, 256);
    json_object_open(&out);
    json_put_text(&out, "id", approve->approval.id);
    json_put_int(&out, "version", approve->approval.version);
    json_put_text(&out, "status", "approved");
    json_put_str(&out, "approvedBy", approve->approval.name);
    put_time(&out, "approvedAt", tx->now);
    json_object_close(&out);
    call_json(call, 200, &out);
    return true;
}

static bool read_approval(struct call *call, struct programme_approval *approval,
                          struct error *error)
{
    struct json_object *content = json_in_get(call->json, "content");
    approval->id = arena_text(&call->request->arena, call->parameter[0]);
    approval->account = call->who.account;
    approval->content = json_in_str(content);
    if (!str_int(json_in_number(json_in_get(call->json, "version")), &approval->version) ||
        approval->version < 1)
        return error_at(error, ERROR_INVALID, "/version", "must be a whole number from 1");
    if (!take_line(call->json, "/name", NAME_MOST, true, &approval->name, error) ||
        !take_lines(call->json, "/note", NOTE_MOST, false, &approval->note, error))
        return false;
    return !content || approval->content.at ||
           error_at(error, ERROR_INVALID, "/content", "must be what reading it gave");
}

enum handled programme_give_approval(struct call *call)
{
    struct error error = {0};
    struct approve *approve = arena_new(&call->request->arena, struct approve);
    if (!read_approval(call, &approve->approval, &error))
        return call_fail(call, &error);
    return write_programme(call, approve->approval.id, approve_ask, approve_apply, approve);
}
