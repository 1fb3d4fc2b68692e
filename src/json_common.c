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

static bool wrong_member(struct error *error, const char *key, const char *what)
{
    char place[64];
    snprintf(place, sizeof place, "/%s", key);
    return error_at(error, ERROR_INVALID, place, "%s", what);
}

/* One line that can be read: more than blanks, nothing that controls. */
static bool is_line(struct str text)
{
    bool seen = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        unsigned char next = i + 1 < text.len ? (unsigned char)text.at[i + 1] : 0;
        if (byte < 0x20 || byte == 0x7F || (byte == 0xC2 && next < 0xA0))
            return false;
        seen = seen || byte != ' ';
    }
    return seen;
}

bool take_text(struct json_object *body, const char *key, size_t most, bool must,
               struct str *text_r, struct error *error)
{
    char what[80];
    struct json_object *value = json_in_get(body, key);
    *text_r = json_in_str(value);
    if (!must && (!value || (text_r->at && !text_r->len)))
        return true;
    if (text_r->at && text_r->len <= most && is_line(*text_r))
        return true;
    snprintf(what, sizeof what, "must be a text of 1 to %zu bytes, on one line", most);
    return wrong_member(error, key, what);
}

bool take_id(struct json_object *body, const char *key, bool must, struct uuid *id_r,
             struct error *error)
{
    struct json_object *value = json_in_get(body, key);
    *id_r = (struct uuid){{0}};
    if (!must && !value)
        return true;
    return uuid_parse(json_in_str(value), id_r) || wrong_member(error, key, "must be an id");
}

bool day_parse(struct str text, int64_t *day_r)
{
    struct caltime time;
    if (!text.at || !caltime_parse(text, 0, false, &time) || time.precision != PRECISION_DAY)
        return false;
    *day_r = time.from / (24 * 60 * 60 * 1000LL);
    return time.from >= 0;
}

bool take_day(struct json_object *body, const char *key, bool must, int64_t *day_r,
              struct error *error)
{
    struct json_object *value = json_in_get(body, key);
    *day_r = TAKE_NO_DAY;
    if (!must && !value)
        return true;
    return day_parse(json_in_str(value), day_r) ||
           wrong_member(error, key, "must be a day, YYYY-MM-DD");
}

void put_calendar_day(struct json_out *out, const char *key, int64_t day)
{
    int year, month, date;
    json_key(out, key);
    if (day == TAKE_NO_DAY) {
        json_null(out);
        return;
    }
    caltime_civil(day, &year, &month, &date);
    json_printf(out, "%04d-%02d-%02d", year, month, date);
}
