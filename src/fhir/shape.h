/* FHIR's shapes: which elements a type has and what each of them is. Checked before anything is
 * read, so that what reads need not ask again, and what is kept and printed again is FHIR. */
#ifndef VARDE_FHIR_SHAPE_H
#define VARDE_FHIR_SHAPE_H

#include "base/json_in.h"
#include "fhir/place.h"

enum shape_kind {
    SHAPE_TEXT, /* string, code, uri, markdown, base64Binary … */
    SHAPE_BOOLEAN,
    SHAPE_DECIMAL,
    SHAPE_INTEGER,
    SHAPE_DATE_TIME,
    SHAPE_INSTANT,
    SHAPE_OBJECT,  /* of `type`, or any when that is NULL */
    SHAPE_REFUSED, /* must not be ignored, and is not understood */
};

struct shape;

struct shape_member {
    const char *name;
    enum shape_kind kind;
    bool many;
    const struct shape *type;
};

struct shape {
    const char *name;
    const struct shape_member
        *members; /* ends with a NULL name; "id" and "extension" beside them */
};

extern const struct shape shape_observation;
extern const struct shape_member shape_element[];

/* False: an ERROR_INVALID that names the place. */
bool shape_check(struct json_object *object, const struct shape *shape, const struct place *place,
                 struct error *error);

#endif
