/* JSON from outside. Strict (RFC 8259): json-c builds the tree, and a pass of our own before it
 * refuses what json-c lets through: duplicate keys, raw control characters, numbers like 02.50,
 * invalid UTF-8, too great a depth, a second value after the first. */
#ifndef VARDE_BASE_JSON_IN_H
#define VARDE_BASE_JSON_IN_H

#include "base/error.h"
#include "base/str.h"

struct json_object; /* json-c */

#define JSON_DEPTH 32

/* The tree, or NULL and an ERROR_INVALID whose place is "line L, column C" and whose detail says
 * what (and for a duplicate key, its name). Destroy with json_in_destroy. */
struct json_object *json_in_parse(struct str text, struct error *error);
void json_in_destroy(struct json_object *tree);

/* Only the check, without building a tree. */
bool json_in_check(struct str text, struct error *error);

/* A member of an object, or NULL (also when `object` is NULL or not an object). */
struct json_object *json_in_get(struct json_object *object, const char *key);
/* Text of a string, STR_NONE when it is missing or not a string. */
struct str json_in_str(struct json_object *value);
/* A number's text as it was written ("2.0" stays "2.0"); STR_NONE when it is not a number. */
struct str json_in_number(struct json_object *value);
bool json_in_is_object(struct json_object *value);
bool json_in_is_array(struct json_object *value);
bool json_in_is_bool(struct json_object *value);
bool json_in_true(struct json_object *value); /* a boolean, and true */
bool json_in_is_string(struct json_object *value);
bool json_in_is_number(struct json_object *value);
size_t json_in_length(struct json_object *array); /* 0 when not an array */
struct json_object *json_in_at(struct json_object *array, size_t index);

/* Same content gives the same text: keys sorted, no blanks, numbers as written. Keys of the top
 * level named in `without` (ending with NULL) are left out. */
void json_in_canonical(struct json_object *value, const char *const *without, struct buf *out);
/* The value as compact JSON text, order kept, numbers as written. */
void json_in_text(struct json_object *value, struct buf *out);

/* An object's members but those in `without` (ending with NULL), as `"key":value,…` without braces;
 * nothing when there are none or it is no object. */
void json_in_members(struct json_object *object, const char *const *without, struct buf *out);

#endif
