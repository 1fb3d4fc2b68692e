/* Started treatment over HTTP. */
#ifndef VARDE_EFFECT_API_H
#define VARDE_EFFECT_API_H

#include "effect/effect.h"
#include "router.h"

enum handled effect_list(struct call *call);
enum handled effect_choices(struct call *call);
enum handled effect_new(struct call *call);
enum handled effect_tell(struct call *call);

/* Days until an effect is asked for: a whole number. */
bool effect_take_days(struct json_object *object, const char *place, int64_t *days_r,
                      struct error *error);

#endif
