/* What a QuestionnaireResponse says beyond the columns: each member that form_response_to_fhir
 * would not print by itself just as it came is kept, and printed again. */
#include "base/arena.h"
#include "base/json_quote.h"
#include "fhir/member.h"
#include "response/form_response_fhir.h"

#define EXTRA_MOST 16384

/* Begins a member of the object that buf is to become. */
static struct buf *member_open(struct buf *buf, const char *name)
{
    buf_char(buf, buf->len ? ',' : '{');
    json_quote(buf, str_of(name));
    buf_char(buf, ':');
    return buf;
}

/* The object without some members, when there are others. */
static void keep_rest(struct arena *arena, struct buf *buf, const char *name,
                      struct json_object *object, const char *const *without)
{
    struct buf rest;
    buf_init(&rest, arena, 128);
    json_in_members(object, without, &rest);
    if (!rest.len)
        return;
    buf_char(member_open(buf, name), '{');
    buf_str(buf, buf_slice(&rest));
    buf_char(buf, '}');
}

static bool is_plain_time(struct json_object *authored, const struct form_response *response)
{
    char text[CALTIME_TEXT];
    caltime_text(response->authored.from, response->authored.precision, response->authored.offset,
                 text);
    return str_is(json_in_str(authored), text);
}

static void keep(struct arena *arena, struct buf *buf, const struct member *member,
                 const struct form_response *response)
{
    static const char *const ours[] = {"resourceType", "id",   "text",
                                       "status",       "item", "questionnaire"};
    static const char *const of_meta[] = {"versionId", "lastUpdated", NULL};
    static const char *const of_subject[] = {"reference", NULL};
    static const char *const of_identifier[] = {"system", "value", NULL};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(member->name, ours[i]) == 0)
            return;
    if (strcmp(member->name, "meta") == 0)
        keep_rest(arena, buf, "meta", member->value, of_meta);
    else if (strcmp(member->name, "subject") == 0)
        keep_rest(arena, buf, "subject", member->value, of_subject);
    else if (strcmp(member->name, "identifier") == 0 && response->identifier_value.len)
        keep_rest(arena, buf, "identifier", member->value, of_identifier);
    else if (strcmp(member->name, "authored") != 0 || !is_plain_time(member->value, response))
        json_in_text(member->value, member_open(buf, member->name));
}

bool form_response_extra_read(struct arena *arena, struct json_object *resource,
                              struct form_response *response, struct error *error)
{
    struct buf buf = {.arena = arena};
    struct member member;
    for (bool more = member_first(resource, &member); more; more = member_next(&member)) {
        keep(arena, &buf, &member, response);
        if (buf.len > EXTRA_MOST)
            return error_at(error, ERROR_INVALID, "QuestionnaireResponse",
                            "says more beside its answers than can be kept (%d bytes)", EXTRA_MOST);
    }
    if (buf.len) {
        buf_char(&buf, '}');
        response->extra = buf_slice(&buf);
    }
    return true;
}
