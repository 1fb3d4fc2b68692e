#include "fhir/reference.h"

#include "base/arena.h"
#include "fhir/member.h"

#include <json-c/json.h>

/* As deep as JSON_DEPTH. */
static bool walk(struct json_object *value, const struct place *place, reference_visit visit,
                 void *context, struct error *error)
{
    struct member member;
    for (size_t i = 0; i < json_in_length(value); i++)
        if (!walk(json_in_at(value, i), &PLACE_AT(place->up, place->name, i), visit, context,
                  error))
            return false;
    if (!json_in_is_object(value))
        return true;
    for (bool more = member_first(value, &member); more; more = member_next(&member))
        if (!walk(member.value, &PLACE_IN(place, member.name), visit, context, error))
            return false;
    return !json_in_is_string(json_in_get(value, "reference")) ||
           visit(context, value, place, error);
}

bool reference_walk(struct json_object *resource, const struct place *place, reference_visit visit,
                    void *context, struct error *error)
{
    return walk(resource, place, visit, context, error);
}

struct str reference_id(struct str reference, const char *type)
{
    const size_t len = strlen(type) + 1;
    struct str id = STR_NONE, rest;
    for (size_t i = 0; !id.at && i + len < reference.len; i++)
        if ((i == 0 || reference.at[i - 1] == '/') &&
            memcmp(reference.at + i, type, len - 1) == 0 && reference.at[i + len - 1] == '/')
            id = (struct str){reference.at + i + len, reference.len - i - len};
    if (id.at && str_cut(id, '/', &id, &rest) && !str_starts(rest, "_history/"))
        return STR_NONE;
    return id.len ? id : STR_NONE;
}

static void put(struct json_object *object, const char *name, struct str text)
{
    json_object_object_add(object, name, json_object_new_string_len(text.at, (int)text.len));
}

void reference_set(struct json_object *reference, const char *address)
{
    put(reference, "reference", str_of(address));
}

void reference_name(struct json_object *reference, const char *type, struct str system,
                    struct str value, struct str display)
{
    json_object_object_del(reference, "reference");
    put(reference, "type", str_of(type));
    if (value.len) {
        struct json_object *identifier = json_object_new_object();
        if (system.len)
            put(identifier, "system", system);
        put(identifier, "value", value);
        json_object_object_add(reference, "identifier", identifier);
    }
    if (display.len && !json_in_get(reference, "display"))
        put(reference, "display", display);
}

static int hex(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) % 16 : -1;
}

/* Escapes are those of an address; a plus sign stands for itself, as senders mean it. */
static bool unescape(struct arena *arena, struct str text, struct str *plain_r)
{
    char *plain = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        int c = (unsigned char)text.at[i];
        if (c == '%') {
            int high = i + 2 < text.len ? hex(text.at[i + 1]) : -1;
            int low = i + 2 < text.len ? hex(text.at[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = high * 16 + low;
            i += 2;
        }
        if (c < 0x20)
            return false;
        plain[len++] = (char)c;
    }
    *plain_r = (struct str){plain, len};
    return true;
}

bool reference_condition(struct arena *arena, struct str text, struct str *type_r,
                         struct str *system_r, struct str *value_r)
{
    struct str type, query, name, token, plain;
    *type_r = STR_NONE;
    if (str_cut(text, '?', &type, &query))
        *type_r = type;
    else
        query = text;
    if (!str_cut(query, '=', &name, &token) || !str_is(name, "identifier"))
        return false;
    if (memchr(token.at, '&', token.len) || !unescape(arena, token, &plain) || !plain.len)
        return false;
    return str_cut(plain, '|', system_r, value_r) && system_r->len && value_r->len &&
           !memchr(value_r->at, ',', value_r->len);
}
