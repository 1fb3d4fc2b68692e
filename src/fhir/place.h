/* Where in a resource: a path that is only written out when something is wrong there. */
#ifndef VARDE_FHIR_PLACE_H
#define VARDE_FHIR_PLACE_H

#include "base/error.h"
#include "base/str.h"

struct place {
    const struct place *up; /* NULL at the top */
    const char *name;
    int index; /* in an array; -1: no array */
};

#define PLACE_TOP(name) ((struct place){NULL, (name), -1})
#define PLACE_IN(up, name) ((struct place){(up), (name), -1})
#define PLACE_AT(up, name, index) ((struct place){(up), (name), (int)(index)})

/* "Observation.component[1].valueQuantity.value" */
void place_text(const struct place *place, char *text_r, size_t size);
/* ERROR_INVALID there. Always false. */
bool place_error(const struct place *place, struct error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Text of the sender's for a message: at most 60 bytes, no half characters, nothing unprintable. */
#define CLIP_TEXT 64
const char *clip(struct str text, char text_r[CLIP_TEXT]);

#endif
