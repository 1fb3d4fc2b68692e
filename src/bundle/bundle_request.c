/* What an entry asks to be done: anything but to store what may be stored is refused. */
#include "base/arena.h"
#include "bundle/bundle_parse.h"
#include "fhir/member.h"
#include "fhir/reference.h"

/* "Observation", "/Observation", "https://…/fhir/Observation", with a query or not: the last part
 * of the path, and the query. */
static struct str path_of(struct str url, struct str *query_r)
{
    struct str path, part, left;
    *query_r = STR_NONE;
    str_cut(url, '?', &path, query_r);
    for (left = part = path; str_cut(left, '/', &part, &left);)
        ;
    return part;
}

static bool condition_read(struct arena *arena, struct str text, enum entry_kind kind,
                           const struct place *place, struct request_condition *condition,
                           struct error *error)
{
    struct str type;
    condition->given = true;
    if (!reference_condition(arena, text, &type, &condition->system, &condition->value) ||
        (type.len && !str_is(type, entry_type(kind))))
        return place_error(place, error, "only identifier=system|value is understood");
    return true;
}

static bool url_read(struct arena *arena, struct str url, bool conditional, enum entry_kind kind,
                     const struct place *place, struct request_condition *condition,
                     const char **status_r, struct error *error)
{
    struct str query, path = path_of(url, &query);
    if (!url.len)
        return place_error(place, error, "is missing");
    if (conditional && !query.at && str_starts(url, entry_type(kind)) &&
        !str_is(path, entry_type(kind))) {
        *status_r = "405 Method Not Allowed";
        return place_error(place, error,
                           "names a resource by id, and those are not replaced here: POST, or PUT "
                           "by identifier");
    }
    if (!str_is(path, entry_type(kind)))
        return place_error(place, error, "must be %s, as the resource beside it", entry_type(kind));
    if (!conditional && query.at)
        return place_error(place, error, "takes no query");
    if (conditional && !query.at)
        return place_error(place, error, "must say which: %s?identifier=system|value",
                           entry_type(kind));
    return !conditional || condition_read(arena, query, kind, place, condition, error);
}

static bool texts_check(struct json_object *request, const struct place *place, struct error *error)
{
    static const char *const refused[] = {"ifMatch", "ifNoneMatch", "ifModifiedSince",
                                          "modifierExtension"};
    struct member member;
    for (bool more = member_first(request, &member); more; more = member_next(&member))
        if (!json_in_is_string(member.value) && member.name[0] != '_' &&
            strcmp(member.name, "extension") != 0)
            return place_error(&PLACE_IN(place, member.name), error, "must be a string");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (json_in_get(request, refused[i]))
            return place_error(&PLACE_IN(place, refused[i]), error, "is not understood here");
    return true;
}

bool request_read(struct arena *arena, struct json_object *entry, const struct place *place,
                  enum entry_kind kind, struct request_condition *condition_r,
                  const char **status_r, struct error *error)
{
    struct json_object *request = json_in_get(entry, "request");
    struct place here = PLACE_IN(place, "request");
    struct str method = json_in_str(json_in_get(request, "method"));
    struct str none_exist = json_in_str(json_in_get(request, "ifNoneExist"));
    char text[CLIP_TEXT];
    if (!json_in_is_object(request))
        return place_error(&here, error, request ? "must be an object" : "is missing");
    if (!texts_check(request, &here, error))
        return false;
    if (!method.len)
        return place_error(&PLACE_IN(&here, "method"), error, "is missing");
    bool put = str_is(method, "PUT");
    if (!put && !str_is(method, "POST")) {
        *status_r = "405 Method Not Allowed";
        return place_error(&PLACE_IN(&here, "method"), error, "%s is not done in a Bundle",
                           clip(method, text));
    }
    return url_read(arena, json_in_str(json_in_get(request, "url")), put, kind,
                    &PLACE_IN(&here, "url"), condition_r, status_r, error) &&
           (!none_exist.len || condition_read(arena, none_exist, kind,
                                              &PLACE_IN(&here, "ifNoneExist"), condition_r, error));
}
