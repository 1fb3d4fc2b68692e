/* What many answers print, and many requests say, alike. */
#ifndef VARDE_JSON_COMMON_H
#define VARDE_JSON_COMMON_H

#include "base/error.h"
#include "base/json_out.h"
#include "base/uuid.h"

/* ISO 8601 in UTC; null for 0. */
void put_time(struct json_out *out, const char *key, int64_t at);
void put_id(struct json_out *out, const char *key, const struct uuid *id);
/* {id, name}; null for the zero id. */
void put_named(struct json_out *out, const char *key, const struct uuid *id, struct str name);

struct json_object;
/* The members of one object that came in, but those in `without`, into the open object. */
void put_members(struct json_out *out, struct json_object *object, const char *const *without);
/* A text that came in as a member; STR_NONE for what is missing, null or nothing but blanks, where
 * it may be. Lines may be told apart in it, other control characters are refused. place: the
 * object's own ("/patient"). */
bool get_text(struct json_object *object, const char *place, const char *name, bool required,
              size_t most, struct str *text_r, struct error *error);

/* Members of a body that came in; an error names the member as its place, "/name". What must not be
 * there may be missing or null, and is then STR_NONE, the zero id, TAKE_NO_DAY. A text is one line
 * of at most so many bytes; one that need not be there may be empty, which takes away what was. */
bool take_text(struct json_object *body, const char *key, size_t most, bool must,
               struct str *text_r, struct error *error);
bool take_id(struct json_object *body, const char *key, bool must, struct uuid *id_r,
             struct error *error);
#define TAKE_NO_DAY INT64_MIN
/* "YYYY-MM-DD" as days since 1970-01-01. */
bool take_day(struct json_object *body, const char *key, bool must, int64_t *day_r,
              struct error *error);
bool day_parse(struct str text, int64_t *day_r);
void put_calendar_day(struct json_out *out, const char *key, int64_t day);

#endif
