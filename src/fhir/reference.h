/* References within a resource: found wherever they stand, and changed to what they mean here. */
#ifndef VARDE_FHIR_REFERENCE_H
#define VARDE_FHIR_REFERENCE_H

#include "base/json_in.h"
#include "fhir/place.h"

/* Each object with a text "reference" in it, at any depth; place: of the object, for the time of
 * the call. False stops. It may change the object that it is given, and nothing else. */
typedef bool (*reference_visit)(void *context, struct json_object *reference,
                                const struct place *place, struct error *error);
bool reference_walk(struct json_object *resource, const struct place *place, reference_visit visit,
                    void *context, struct error *error);

/* "Type/x", "https://…/Type/x", either with "/_history/n": the x; STR_NONE: it is something else.
 */
struct str reference_id(struct str reference, const char *type);

/* To another address. */
void reference_set(struct json_object *reference, const char *address);
/* To no address: by identifier when it has a value, and in words unless it has some (display may
 * be empty). type: of what it points to. */
void reference_name(struct json_object *reference, const char *type, struct str system,
                    struct str value, struct str display);

/* "identifier=system|value", with "Type?" or "?" before it or not, escaped or not. type_r is
 * STR_NONE when it is not said. False: it asks for anything else. In the arena. */
bool reference_condition(struct arena *arena, struct str text, struct str *type_r,
                         struct str *system_r, struct str *value_r);

#endif
