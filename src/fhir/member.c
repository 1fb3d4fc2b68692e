#include "fhir/member.h"

#include <json-c/json.h>

static bool member_take(struct member *member, const struct lh_entry *entry)
{
    if (!entry)
        return false;
    member->name = lh_entry_k(entry);
    member->value = lh_entry_v(entry);
    member->next = entry->next;
    return true;
}

bool member_first(struct json_object *object, struct member *member_r)
{
    return json_in_is_object(object) && member_take(member_r, json_object_get_object(object)->head);
}

bool member_next(struct member *member)
{
    return member_take(member, member->next);
}

bool member_beyond(struct json_object *object, const char *const *names)
{
    struct member member;
    for (bool more = member_first(object, &member); more; more = member_next(&member)) {
        const char *const *name = names;
        while (*name && strcmp(*name, member.name) != 0)
            name++;
        if (!*name)
            return true;
    }
    return false;
}
