#include "json_common.h"

#include "base/caltime.h"
#include "base/clock.h"
#include "base/json_in.h"
#include "take.h"
#include "triage/reasons.h"

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

void put_measured(struct json_out *out, const char *key, enum parameter parameter, int64_t value)
{
    char text[32];
    value_text(parameter, value, text);
    json_key(out, key);
    json_raw(out, str_of(text));
}

void put_members(struct json_out *out, struct json_object *object, const char *const *without)
{
    struct buf members;
    buf_init(&members, out->buf.arena, 512);
    json_in_members(object, without, &members);
    if (members.len)
        json_raw(out, buf_slice(&members));
}

void put_calendar_day(struct json_out *out, const char *key, int64_t day)
{
    char text[CALTIME_TEXT];
    if (day == TAKE_NO_DAY) {
        json_put_null(out, key);
        return;
    }
    caltime_text(day * DAY, PRECISION_DAY, 0, text);
    json_put_text(out, key, text);
}
