/* What many answers print alike; what many requests say alike is take.h. */
#ifndef VARDE_JSON_COMMON_H
#define VARDE_JSON_COMMON_H

#include "base/error.h"
#include "base/json_out.h"
#include "base/uuid.h"
#include "clinical/parameter.h"

/* ISO 8601 in UTC; null for 0. */
void put_time(struct json_out *out, const char *key, int64_t at);
void put_id(struct json_out *out, const char *key, const struct uuid *id);
/* {id, name}; null for the zero id. */
void put_named(struct json_out *out, const char *key, const struct uuid *id, struct str name);

/* A value in millionths of the parameter's unit, as a number with the decimals that it has. */
void put_measured(struct json_out *out, const char *key, enum parameter parameter, int64_t value);

struct json_object;
/* The members of one object that came in, but those in `without`, into the open object. */
void put_members(struct json_out *out, struct json_object *object, const char *const *without);
/* "YYYY-MM-DD"; null for TAKE_NO_DAY. */
void put_calendar_day(struct json_out *out, const char *key, int64_t day);

#endif
