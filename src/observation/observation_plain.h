/* Measurements as our own applications send them: a parameter's word, a number and its unit. */
#ifndef VARDE_OBSERVATION_PLAIN_H
#define VARDE_OBSERVATION_PLAIN_H

#include "base/json_in.h"
#include "observation/observation.h"

/* {parameter, value, unit, conditions?, measured?, device?}, or for a blood pressure {parameter:
 * "bp", values: {sbp, dbp, map?}, unit, …}. place: JSON pointer of the object; measured: when it
 * does not say. Texts are copied into the arena. False: ERROR_INVALID with the place. */
bool observation_from_plain(struct arena *arena, struct json_object *json, const char *place,
                            const struct caltime *measured, int64_t received,
                            struct observation *observation_r, struct error *error);

#endif
