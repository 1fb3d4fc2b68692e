/* Entries of the Bundle, each printed as soon as it is whole; and what FHIR's resources say alike.
 */
#include "base/caltime.h"
#include "base/json_in.h"
#include "export/export_parts.h"

enum { ENTRY_KEPT = 1 << 20 };

/* ---- entries ---- */

void entry_wrap_at(struct export *x, struct str address)
{
    struct json_out *out = &x->out;
    arena_recycle(&x->entry, ENTRY_KEPT);
    json_out_init(out, &x->entry, 4096);
    buf_text(&out->buf, x->entries ? ",\n" : "\n");
    json_object_open(out);
    json_put_str(out, "fullUrl", address);
    json_key(out, "resource");
}

struct json_out *entry_wrap(struct export *x, const char *type, const char *id)
{
    char address[1024];
    int len = snprintf(address, sizeof address, "%s/%s/%s", x->order->base, type, id);
    entry_wrap_at(x, (struct str){address, (size_t)len});
    return &x->out;
}

void entry_wrapped(struct export *x)
{
    json_object_close(&x->out);
    struct str text = json_out_slice(&x->out);
    if (x->failed)
        return;
    if (fwrite(text.at, 1, text.len, x->to) != text.len) {
        error_set(x->error, ERROR_INTERNAL, "The export cannot be written: is the disk full?");
        export_fail(x);
    }
    x->entries++;
}

struct json_out *entry_open(struct export *x, const char *type, const char *id)
{
    char kept[EXPORT_ID];
    snprintf(kept, sizeof kept, "%s", id); /* it may live in the arena that is forgotten now */
    entry_wrap(x, type, kept);
    json_object_open(&x->out);
    json_put_text(&x->out, "resourceType", type);
    json_put_text(&x->out, "id", kept);
    return &x->out;
}

void entry_close(struct export *x)
{
    json_object_close(&x->out);
    entry_wrapped(x);
}

/* ---- ids ---- */

const char *plain_id(struct export *x, const struct uuid *id)
{
    char text[UUID_TEXT];
    uuid_text(id, text);
    return arena_printf(&x->entry, "%s", text);
}

const char *owned_id(struct export *x, const struct uuid *id)
{
    char text[UUID_TEXT];
    uuid_text(id, text);
    return arena_printf(&x->entry, "%s.%s", x->patient, text);
}

const char *key_id(struct export *x, const uint8_t key[16])
{
    struct uuid id;
    memcpy(id.b, key, sizeof id.b);
    return owned_id(x, &id);
}

/* ---- elements ---- */

void put_instant(struct json_out *out, const char *key, int64_t at)
{
    char text[CALTIME_TEXT];
    caltime_utc(at, text);
    json_put_text(out, key, text);
}

void put_meta(struct json_out *out, int64_t updated)
{
    json_key(out, "meta");
    json_object_open(out);
    put_instant(out, "lastUpdated", updated);
    json_object_close(out);
}

void put_period(struct json_out *out, const char *key, int64_t from, int64_t until)
{
    json_key(out, key);
    json_object_open(out);
    put_instant(out, "start", from);
    if (until)
        put_instant(out, "end", until);
    json_object_close(out);
}

static void put_address(struct json_out *out, const char *type, const char *id)
{
    json_object_open(out);
    json_key(out, "reference");
    json_printf(out, "%s/%s", type, id);
    json_object_close(out);
}

void put_reference(struct json_out *out, const char *key, const char *type, const char *id)
{
    if (key)
        json_key(out, key);
    put_address(out, type, id);
}

void put_patient(struct export *x, const char *key)
{
    put_reference(&x->out, key, "Patient", x->patient);
}

void put_coding(struct json_out *out, const char *key, const char *system, struct str code)
{
    if (key)
        json_key(out, key);
    json_object_open(out);
    json_key(out, "system");
    json_printf(out, EXPORT_SYSTEM "%s", system);
    json_put_str(out, "code", code);
    json_object_close(out);
}

void put_concept(struct json_out *out, const char *key, const char *system, struct str code,
                 struct str words)
{
    if (key)
        json_key(out, key);
    json_object_open(out);
    if (code.len) {
        json_key(out, "coding");
        json_array_open(out);
        put_coding(out, NULL, system, code);
        json_array_close(out);
    }
    if (words.len)
        json_put_str(out, "text", words);
    json_object_close(out);
}

static void put_only(struct json_out *out, const char *key, const char *member, struct str text)
{
    if (!text.len)
        return;
    json_key(out, key);
    json_array_open(out);
    json_object_open(out);
    json_put_str(out, member, text);
    json_object_close(out);
    json_array_close(out);
}

void put_note(struct json_out *out, struct str text)
{
    put_only(out, "note", "text", text);
}

void put_payload(struct json_out *out, struct str text)
{
    put_only(out, "payload", "contentString", text);
}

/* ---- extensions ---- */

void extend_open(struct json_out *out, const char *name)
{
    json_object_open(out);
    json_key(out, "url");
    json_printf(out, EXPORT_EXTENSION "%s", name);
}

void extend_close(struct json_out *out)
{
    json_object_close(out);
}

void extend_str(struct json_out *out, const char *name, const char *kind, struct str value)
{
    if (!value.len)
        return;
    extend_open(out, name);
    json_put_str(out, kind, value);
    extend_close(out);
}

void extend_int(struct json_out *out, const char *name, int64_t value)
{
    extend_open(out, name);
    json_put_int(out, "valueInteger", value);
    extend_close(out);
}

void extend_bool(struct json_out *out, const char *name, bool value)
{
    extend_open(out, name);
    json_put_bool(out, "valueBoolean", value);
    extend_close(out);
}

void extend_instant(struct json_out *out, const char *name, int64_t at)
{
    if (!at)
        return;
    extend_open(out, name);
    put_instant(out, "valueInstant", at);
    extend_close(out);
}

void extend_reference(struct json_out *out, const char *name, const char *type, const char *id)
{
    extend_open(out, name);
    put_reference(out, "valueReference", type, id);
    extend_close(out);
}

void extend_actor(struct export *x, const char *name, const struct uuid *account)
{
    if (uuid_is_zero(account))
        return;
    extend_open(&x->out, name);
    put_actor(x, "valueReference", account);
    extend_close(&x->out);
}

void extend_organisation(struct export *x, const char *name, const struct uuid *organisation)
{
    if (uuid_is_zero(organisation))
        return;
    extend_open(&x->out, name);
    put_organisation(x, "valueReference", organisation);
    extend_close(&x->out);
}

void extend_words(struct json_out *out, const char *name, struct str words)
{
    struct json_object *list = words.len ? json_in_parse(words, NULL) : NULL;
    for (size_t i = 0; i < json_in_length(list); i++)
        extend_str(out, name, "valueCode", json_in_str(json_in_at(list, i)));
    json_in_destroy(list);
}

/* ---- reasons ---- */

static struct export_reason reason_of(struct json_object *told)
{
    return (struct export_reason){
        .rule = json_in_str(json_in_get(told, "rule")),
        .parameter = json_in_str(json_in_get(told, "parameter")),
        .zone = json_in_str(json_in_get(told, "zone")),
        .words = json_in_str(json_in_get(told, "text")),
    };
}

/* As the API tells them. */
void put_reasons(struct export *x, const char *key, struct str stored, export_reason_put *put)
{
    struct teller teller = {.arena = &x->entry, .programmes = x->programmes, .db = x->db};
    struct reasons reasons;
    struct json_out told;
    reasons_parse(stored, &reasons);
    if (!reasons.count)
        return;
    json_out_init(&told, &x->entry, 1024);
    reasons_json(&told, &teller, &reasons);
    struct json_object *list = json_in_parse(json_out_slice(&told), NULL);
    json_key(&x->out, key);
    json_array_open(&x->out);
    for (size_t i = 0; i < json_in_length(list); i++) {
        struct export_reason reason = reason_of(json_in_at(list, i));
        put(&x->out, &reason);
    }
    json_array_close(&x->out);
    json_in_destroy(list);
}

void put_finding(struct json_out *out, const struct export_reason *reason)
{
    json_object_open(out);
    json_key(out, "extension");
    json_array_open(out);
    extend_str(out, "zone", "valueCode", reason->zone);
    extend_str(out, "about", "valueString", reason->parameter);
    json_array_close(out);
    put_concept(out, "itemCodeableConcept", "triage-rule", reason->rule, reason->words);
    json_object_close(out);
}
