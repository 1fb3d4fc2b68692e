/* Walks the members of a JSON object in the order that they came in. */
#ifndef VARDE_FHIR_MEMBER_H
#define VARDE_FHIR_MEMBER_H

#include "base/json_in.h"

struct member {
    const char *name;
    struct json_object *value; /* NULL is JSON's null */
    const void *next;
};

/* The first member; false when there is none, or it is no object. */
bool member_first(struct json_object *object, struct member *member_r);
bool member_next(struct member *member);
/* Has the object members that are not in the list, which ends with NULL? */
bool member_beyond(struct json_object *object, const char *const *names);

#endif
