/* The forms of approved programmes over FHIR, as their files have them. No patient's data. */
#include "app.h"
#include "base/arena.h"
#include "fhir/capability.h"
#include "fhir/search.h"
#include "json_common.h"
#include "programme/programme.h"
#include "response/form_response_api.h"

/* What a search asks for; STR_NONE: any. */
struct asked {
    struct str id, url, version, left_out;
};

static const char *id_of(struct arena *arena, const struct programme *programme, size_t form)
{
    return arena_printf(arena, "%s-%s", programme->id, programme->forms[form].id);
}

static void put_form(struct json_out *out, struct arena *arena, const struct programme *programme,
                     size_t form)
{
    static const char *const ours[] = {"resourceType", "id", NULL};
    struct json_object *json = json_in_parse(programme->forms[form].document, NULL);
    json_object_open(out);
    json_put_text(out, "resourceType", "Questionnaire");
    json_put_text(out, "id", id_of(arena, programme, form));
    put_members(out, json, ours);
    json_object_close(out);
    json_in_destroy(json);
}

/* The newest approved version of each programme. */
static bool newest(struct call *call, const struct programme ***list_r, size_t *count_r,
                   struct error *error)
{
    const struct programme **list;
    size_t count, kept = 0;
    if (!programmes_approved(call->app->programmes, call->db, &call->request->arena, &list, &count,
                             error))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool older = false;
        for (size_t k = 0; k < kept; k++)
            older = older || strcmp(list[k]->id, list[i]->id) == 0;
        if (!older)
            list[kept++] = list[i];
    }
    *list_r = list;
    *count_r = kept;
    return true;
}

/* ---- one ---- */

enum handled fhir_questionnaire_read(struct call *call)
{
    struct arena *arena = &call->request->arena;
    const struct programme **list;
    struct error error = {0};
    struct json_out out;
    size_t count;
    if (!newest(call, &list, &count, &error))
        return call_fail(call, &error);
    for (size_t i = 0; i < count; i++)
        for (size_t form = 0; form < list[i]->form_count; form++) {
            if (!str_is(call->parameter[0], id_of(arena, list[i], form)))
                continue;
            json_out_init(&out, arena, 8192);
            put_form(&out, arena, list[i], form);
            return call_json(call, 200, &out);
        }
    error_set(&error, ERROR_NOT_FOUND, "There is no such form.");
    return call_fail(call, &error);
}

/* ---- several ---- */

static bool ask_one(struct request *request, struct asked *asked, struct str name, struct str value,
                    struct buf *self, struct error *error)
{
    struct str *to = str_is(name, "url")       ? &asked->url
                     : str_is(name, "version") ? &asked->version
                     : str_is(name, "_id")     ? &asked->id
                                               : NULL;
    if (!to) {
        asked->left_out = str_is(name, "_format") ? asked->left_out : name;
        return true;
    }
    if (!value.len || to->at)
        return error_at(error, ERROR_MALFORMED, arena_text(&request->arena, name),
                        value.len ? "is given twice" : "is empty");
    search_url_add(self, name, value);
    *to = value;
    return true;
}

static bool read_asked(struct request *request, struct asked *asked_r, struct buf *self,
                       struct error *error)
{
    struct str name, value;
    size_t at = 0;
    bool bad;
    *asked_r = (struct asked){.id = STR_NONE};
    while (query_next(request, request->query, &at, &name, &value, &bad))
        if (!ask_one(request, asked_r, name, value, self, error))
            return false;
    if (asked_r->url.at && !asked_r->version.at)
        str_cut(asked_r->url, '|', &asked_r->url, &asked_r->version);
    return !bad || error_set(error, ERROR_MALFORMED, "The query has an escape that is none.");
}

static bool is_asked(struct arena *arena, const struct asked *asked,
                     const struct programme *programme, size_t form)
{
    const struct questionnaire *one = &programme->forms[form].questionnaire;
    return (!asked->url.at || str_equal(one->url, asked->url)) &&
           (!asked->version.at || str_equal(one->version, asked->version)) &&
           (!asked->id.at || str_is(asked->id, id_of(arena, programme, form)));
}

struct found {
    const struct programme *programme;
    size_t form;
};

/* The newest of each programme; an older version by its url and version. */
static bool find(struct call *call, const struct asked *asked, struct found **found_r,
                 size_t *count_r, struct error *error)
{
    struct arena *arena = &call->request->arena;
    const struct programme **list;
    struct found older = {NULL, 0};
    size_t count;
    *count_r = 0;
    if (!newest(call, &list, &count, error))
        return false;
    *found_r = arena_array(arena, struct found, count * PROGRAMME_FORMS + 1);
    for (size_t i = 0; i < count; i++)
        for (size_t form = 0; form < list[i]->form_count; form++)
            if (is_asked(arena, asked, list[i], form))
                (*found_r)[(*count_r)++] = (struct found){list[i], form};
    if (*count_r || !asked->url.at || !asked->version.at)
        return true;
    if (!programmes_of_form(call->app->programmes, call->db, asked->url, asked->version,
                            &older.programme, &older.form, error))
        return false;
    if (older.programme && is_asked(arena, asked, older.programme, older.form))
        (*found_r)[(*count_r)++] = older;
    return true;
}

static void put_entry(struct json_out *out, struct arena *arena, const char *base,
                      const struct found *found)
{
    json_object_open(out);
    json_put_text(out, "fullUrl",
                  arena_printf(arena, "%s/Questionnaire/%s", base,
                               id_of(arena, found->programme, found->form)));
    json_key(out, "resource");
    put_form(out, arena, found->programme, found->form);
    json_key(out, "search");
    json_object_open(out);
    json_put_text(out, "mode", "match");
    json_object_close(out);
    json_object_close(out);
}

enum handled fhir_questionnaire_search(struct call *call)
{
    struct arena *arena = &call->request->arena;
    const struct config *config = &call->app->config;
    const char *base =
        capability_base(arena, config->base_url, config->tls_cert[0] || config->behind_tls,
                        request_header(call->request, "Host"), config->listen);
    struct error error = {0};
    struct asked asked;
    struct found *found;
    struct json_out out;
    struct buf self;
    size_t count;
    buf_init(&self, arena, 128);
    buf_printf(&self, "%s/Questionnaire", base);
    struct buf query = {.arena = arena};
    if (!read_asked(call->request, &asked, &query, &error) ||
        !find(call, &asked, &found, &count, &error))
        return call_fail(call, &error);
    buf_str(&self, buf_slice(&query));
    json_out_init(&out, arena, 16384);
    search_bundle_open(&out, (int64_t)count, buf_slice(&self), STR_NONE);
    if (count || asked.left_out.at) {
        json_key(&out, "entry");
        json_array_open(&out);
        for (size_t i = 0; i < count; i++)
            put_entry(&out, arena, base, &found[i]);
        if (asked.left_out.at)
            search_outcome_entry(
                &out, arena_printf(arena, "Not known here, and left out of the search: %.*s",
                                   STR_ARG(asked.left_out)));
        json_array_close(&out);
    }
    json_object_close(&out);
    return call_json(call, 200, &out);
}
