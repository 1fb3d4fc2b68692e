/* Ids: 16 bytes, time-ordered (UUID version 7), shown as 26 characters of base32. */
#ifndef VARDE_BASE_UUID_H
#define VARDE_BASE_UUID_H

#include "base/str.h"

struct uuid {
    uint8_t b[16];
};

#define UUID_TEXT 27 /* 26 characters (Crockford's base32, lower case) and the end */

/* Where ids come from. With a seed the same ids come again in the same order (demo world, tests);
 * without one the system's randomness is used. Safe to share between threads. */
struct uuid_source;
struct uuid_source *uuid_source_create(void);
struct uuid_source *uuid_source_create_seeded(uint64_t seed);
void uuid_source_destroy(struct uuid_source *source);

/* now: epoch milliseconds. */
struct uuid uuid_make(struct uuid_source *source, int64_t now);

bool uuid_is_zero(const struct uuid *id);
bool uuid_equal(const struct uuid *a, const struct uuid *b);
int uuid_compare(const struct uuid *a, const struct uuid *b);
void uuid_text(const struct uuid *id, char text_r[UUID_TEXT]);
bool uuid_parse(struct str text, struct uuid *id_r);

#endif
