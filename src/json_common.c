#include "json_common.h"

#include "base/caltime.h"
#include "base/json_in.h"

#include <stdio.h>

void put_time(struct json_out *out, const char *key, int64_t at)
{
    char text[CALTIME_TEXT];
    if (!at) {
        json_put_null(out, key);
        return;
    }
    caltime_utc(at, text);
    json_put_text(out, key, text);
}

void put_id(struct json_out *out, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];
    uuid_text(id, text);
    json_put_text(out, key, text);
}

void put_named(struct json_out *out, const char *key, const struct uuid *id, struct str name)
{
    if (uuid_is_zero(id)) {
        json_put_null(out, key);
        return;
    }
    json_key(out, key);
    json_object_open(out);
    put_id(out, "id", id);
    json_put_str(out, "name", name);
    json_object_close(out);
}

void put_members(struct json_out *out, struct json_object *object, const char *const *without)
{
    struct buf members;
    buf_init(&members, out->buf.arena, 512);
    json_in_members(object, without, &members);
    if (members.len)
        json_raw(out, buf_slice(&members));
}

static bool is_blank(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] != ' ' && text.at[i] != '\n')
            return false;
    return true;
}

static bool has_control(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (((unsigned char)text.at[i] < ' ' && text.at[i] != '\n') || text.at[i] == 0x7F)
            return true;
    return false;
}

bool get_text(struct json_object *object, const char *place, const char *name, bool required,
              size_t most, struct str *text_r, struct error *error)
{
    char here[64];
    struct json_object *value = json_in_get(object, name);
    struct str text = json_in_str(value);
    snprintf(here, sizeof here, "%s/%s", place, name);
    if (value && !text.at)
        return error_at(error, ERROR_INVALID, here, "must be a text");
    if (text.len > most || has_control(text))
        return error_at(error, ERROR_INVALID, here,
                        "must be at most %zu bytes, without control characters", most);
    *text_r = is_blank(text) ? STR_NONE : text;
    return !required || text_r->at || error_at(error, ERROR_INVALID, here, "is missing");
}
