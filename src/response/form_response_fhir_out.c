/* A stored response as FHIR has it. */
#include "base/arena.h"
#include "fhir/member.h"
#include "response/form_response_fhir.h"

/* The members of what was kept, into the open object. */
static void put_members_of(struct json_out *out, struct json_object *object,
                           const char *const *without)
{
    struct buf text;
    buf_init(&text, out->buf.arena, 256);
    json_in_members(object, without, &text);
    if (!text.len)
        return;
    if (out->comma)
        buf_char(&out->buf, ',');
    buf_str(&out->buf, buf_slice(&text));
    out->comma = true;
}

static void put_meta(struct json_out *out, const struct form_response_stored *stored,
                     struct json_object *kept)
{
    static const char *const without[] = {NULL};
    char updated[CALTIME_TEXT];
    caltime_utc(stored->received_at, updated);
    json_key(out, "meta");
    json_object_open(out);
    json_key(out, "versionId");
    json_printf(out, "%lld", (long long)stored->version);
    json_put_text(out, "lastUpdated", updated);
    put_members_of(out, kept, without);
    json_object_close(out);
}

static void put_identifier(struct json_out *out, const struct form_response_stored *stored,
                           struct json_object *kept)
{
    static const char *const without[] = {NULL};
    if (!stored->identifier_value.len && !kept)
        return;
    json_key(out, "identifier");
    json_object_open(out);
    if (stored->identifier_system.len)
        json_put_str(out, "system", stored->identifier_system);
    if (stored->identifier_value.len)
        json_put_str(out, "value", stored->identifier_value);
    put_members_of(out, kept, without);
    json_object_close(out);
}

static void put_subject(struct json_out *out, const struct form_response_stored *stored,
                        struct json_object *kept)
{
    static const char *const without[] = {NULL};
    char id[UUID_TEXT];
    uuid_text(&stored->patient, id);
    json_key(out, "subject");
    json_object_open(out);
    json_key(out, "reference");
    json_printf(out, "Patient/%s", id);
    put_members_of(out, kept, without);
    json_object_close(out);
}

static void put_questionnaire(struct json_out *out, const struct form_response_stored *stored)
{
    const struct programme_form *found =
        programme_form_get(stored->programme, str_of(stored->form));
    struct buf canonical;
    if (!found)
        return;
    buf_init(&canonical, out->buf.arena, 128);
    buf_str(&canonical, found->questionnaire.url);
    if (found->questionnaire.version.len)
        buf_printf(&canonical, "|%.*s", STR_ARG(found->questionnaire.version));
    json_put_str(out, "questionnaire", buf_slice(&canonical));
}

static void put_authored(struct json_out *out, const struct form_response_stored *stored)
{
    char text[CALTIME_TEXT];
    caltime_text(stored->authored, stored->authored_precision, stored->authored_offset, text);
    json_put_text(out, "authored", text);
}

static void put_id(struct json_out *out, const struct form_response_stored *stored)
{
    struct uuid key;
    char patient_text[UUID_TEXT], key_text[UUID_TEXT];
    memcpy(key.b, stored->key, sizeof key.b);
    uuid_text(&stored->patient, patient_text);
    uuid_text(&key, key_text);
    json_key(out, "id");
    json_printf(out, "%s.%s", patient_text, key_text);
}

struct form_response_stored form_response_as_stored(const struct form_response *response,
                                                    const struct uuid *patient, int64_t version,
                                                    int64_t received_at)
{
    struct form_response_stored stored = {
        .patient = *patient,
        .version = version,
        .received_at = received_at,
        .programme = response->programme,
        .form = response->programme->forms[response->form].id,
        .status = response->status,
        .authored = response->authored.from,
        .authored_precision = response->authored.precision,
        .authored_offset = response->authored.offset,
        .identifier_system = response->identifier_system,
        .identifier_value = response->identifier_value,
        .document = response->document,
        .extra = response->extra,
    };
    memcpy(stored.key, response->key, sizeof stored.key);
    return stored;
}

void form_response_to_fhir(struct json_out *out, const struct form_response_stored *stored)
{
    static const char *const done[] = {"meta", "subject", "identifier", NULL};
    struct json_object *extra = stored->extra.len ? json_in_parse(stored->extra, NULL) : NULL;
    struct json_object *identifier = json_in_get(extra, "identifier");
    json_object_open(out);
    json_put_text(out, "resourceType", "QuestionnaireResponse");
    put_id(out, stored);
    put_meta(out, stored, json_in_get(extra, "meta"));
    put_identifier(out, stored, identifier);
    put_questionnaire(out, stored);
    json_put_str(out, "status", stored->status);
    put_subject(out, stored, json_in_get(extra, "subject"));
    if (!json_in_get(extra, "authored"))
        put_authored(out, stored);
    put_members_of(out, extra, done);
    if (!str_is(stored->document, "[]")) {
        json_key(out, "item");
        json_raw(out, stored->document);
    }
    json_object_close(out);
    json_in_destroy(extra);
}
