/* JSON to outside, printed straight into a buffer. Commas are placed by the writer. */
#ifndef VARDE_BASE_JSON_OUT_H
#define VARDE_BASE_JSON_OUT_H

#include "base/str.h"

struct json_out {
    struct buf buf;
    bool comma; /* the next value or key needs one before it */
};

void json_out_init(struct json_out *out, struct arena *arena, size_t size);
struct str json_out_slice(const struct json_out *out);

void json_object_open(struct json_out *out);
void json_object_close(struct json_out *out);
void json_array_open(struct json_out *out);
void json_array_close(struct json_out *out);
/* The key is a literal of our own and needs no escape. */
void json_key(struct json_out *out, const char *key);

void json_str(struct json_out *out, struct str text); /* STR_NONE (at NULL) prints null */
void json_text(struct json_out *out, const char *text);
void json_int(struct json_out *out, int64_t value);
void json_bool(struct json_out *out, bool value);
void json_null(struct json_out *out);
/* Text that is JSON already: a number as it was written, a stored fragment. */
void json_raw(struct json_out *out, struct str json);
/* Printed as text in quotes; no escapes are made, so only for ids and times. */
void json_printf(struct json_out *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Key and value in one. */
void json_put_str(struct json_out *out, const char *key, struct str text);
void json_put_text(struct json_out *out, const char *key, const char *text);
void json_put_int(struct json_out *out, const char *key, int64_t value);
void json_put_bool(struct json_out *out, const char *key, bool value);
void json_put_null(struct json_out *out, const char *key);

#endif
