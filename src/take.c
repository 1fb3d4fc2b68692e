#include "take.h"

#include "app.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "programme/programme.h"

bool take_path_id(const struct call *call, size_t parameter, const char *what, struct uuid *id_r,
                  struct error *error)
{
    return uuid_parse(call->parameter[parameter], id_r) ||
           error_set(error, ERROR_NOT_FOUND, "There is no such %s.", what);
}

bool take_enrolment(const struct call *call, const struct permit_enrolment **enrolment_r,
                    const struct programme **programme_r, struct error *error)
{
    const struct permit_enrolment *enrolment = permit_enrolment_of(&call->grant, &call->owned);
    *enrolment_r = enrolment;
    if (!enrolment)
        return permit_unknown(error);
    *programme_r = programmes_get(call->app->programmes, call->db, enrolment->programme,
                                  enrolment->programme_version, error);
    return *programme_r;
}

bool take_only(struct call *call, const char *const *names, struct error *error)
{
    struct buf other;
    if (!json_in_is_object(call->json))
        return error_at(error, ERROR_INVALID, "", "must be an object");
    buf_init(&other, &call->request->arena, 64);
    json_in_members(call->json, names, &other);
    return !other.len || error_at(error, ERROR_INVALID, "", "holds what is not understood: %.*s",
                                  (int)(other.len < 80 ? other.len : 80), other.at);
}

/* ---- members ---- */

static struct json_object *member(struct json_object *object, const char *place)
{
    return json_in_get(object, strrchr(place, '/') + 1);
}

static bool is_blank(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] != ' ' && text.at[i] != '\n' && text.at[i] != '\r' && text.at[i] != '\t')
            return false;
    return true;
}

static bool take_text(struct json_object *value, const char *place, size_t most, bool must,
                      bool new_lines, struct str *text_r, struct error *error)
{
    struct str text = json_in_str(value);
    bool good = (!value || json_in_is_string(value)) && text.len <= most;
    *text_r = is_blank(text) ? STR_NONE : text;
    if (!good || (!text_r->at && must) ||
        (!new_lines && text.at && memchr(text.at, '\n', text.len)))
        return error_at(error, ERROR_INVALID, place, "must be a text of %d to %zu bytes%s", must,
                        most, new_lines ? "" : ", in one line");
    return !str_has_control(text, new_lines) ||
           error_at(error, ERROR_INVALID, place,
                    "holds control characters, or marks that turn the direction of text");
}

bool take_line(struct json_object *object, const char *place, size_t most, bool must,
               struct str *text_r, struct error *error)
{
    return take_text(member(object, place), place, most, must, false, text_r, error);
}

bool take_lines(struct json_object *object, const char *place, size_t most, bool must,
                struct str *text_r, struct error *error)
{
    return take_text(member(object, place), place, most, must, true, text_r, error);
}

static bool is_nothing(struct json_object *value)
{
    return !value || (json_in_is_string(value) && !json_in_str(value).len);
}

bool take_id(struct json_object *object, const char *place, bool must, struct uuid *id_r,
             struct error *error)
{
    struct json_object *value = member(object, place);
    *id_r = (struct uuid){{0}};
    if (!must && is_nothing(value))
        return true;
    return uuid_parse(json_in_str(value), id_r) ||
           error_at(error, ERROR_INVALID, place, "must be an id");
}

bool day_parse(struct str text, int64_t *day_r)
{
    struct caltime time;
    if (!text.at || !caltime_parse(text, 0, false, &time) || time.precision != PRECISION_DAY)
        return false;
    *day_r = time.from / DAY;
    return true;
}

bool take_day(struct json_object *object, const char *place, bool must, int64_t *day_r,
              struct error *error)
{
    struct json_object *value = member(object, place);
    *day_r = TAKE_NO_DAY;
    if (!must && is_nothing(value))
        return true;
    return day_parse(json_in_str(value), day_r) ||
           error_at(error, ERROR_INVALID, place, "must be a day, YYYY-MM-DD");
}

bool take_owned(struct call *call, const char *place, const char *must_be, struct uuid *id_r,
                struct error *error)
{
    struct json_object *value = member(call->json, place);
    struct uuid patient;
    *id_r = (struct uuid){{0}};
    if (!value)
        return true;
    return (owned_parse(json_in_str(value), &patient, id_r) && !uuid_is_zero(id_r) &&
            uuid_equal(&patient, &call->grant.patient)) ||
           error_at(error, ERROR_INVALID, place, "%s", must_be);
}

/* ---- pages ---- */

bool take_limit(struct call *call, int64_t usual, int64_t most, int64_t *limit_r,
                struct error *error)
{
    struct str limit = request_parameter(call->request, "limit");
    *limit_r = usual;
    return !limit.at || (str_int(limit, limit_r) && *limit_r >= 1 && *limit_r <= most) ||
           error_at(error, ERROR_MALFORMED, "limit", "must be a whole number from 1 to %lld",
                    (long long)most);
}

struct uuid page_last_id(void)
{
    struct uuid id;
    memset(id.b, 0xff, sizeof id.b);
    return id;
}

bool take_page(struct call *call, int64_t usual, int64_t most, struct page *page_r,
               struct error *error)
{
    struct str at, id, cursor = request_parameter(call->request, "cursor");
    *page_r = PAGE_NEWEST(usual);
    if (!take_limit(call, usual, most, &page_r->limit, error))
        return false;
    if (!cursor.at)
        return true;
    return (str_cut(cursor, '-', &at, &id) && str_int(at, &page_r->at) &&
            uuid_parse(id, &page_r->id) && !uuid_is_zero(&page_r->id)) ||
           error_at(error, ERROR_MALFORMED, "cursor", "is not one that this service gave");
}

size_t page_shown(const struct page *page, size_t count, bool *more_r)
{
    *more_r = count > (size_t)page->limit;
    return count - *more_r;
}

void page_put_next(struct json_out *out, const struct page *last)
{
    char id[UUID_TEXT];
    json_key(out, "next");
    if (!last) {
        json_null(out);
        return;
    }
    uuid_text(&last->id, id);
    json_printf(out, "%lld-%s", (long long)last->at, id);
}
