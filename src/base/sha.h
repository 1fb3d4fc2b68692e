/* SHA-256 and system randomness, over OpenSSL. */
#ifndef VARDE_BASE_SHA_H
#define VARDE_BASE_SHA_H

#include "base/str.h"

#define SHA_BYTES 32

/* Parts are hashed as if joined. */
void sha256(const struct str *parts, size_t count, uint8_t digest_r[SHA_BYTES]);
void sha256_one(struct str text, uint8_t digest_r[SHA_BYTES]);
/* Two texts of a kind as a key. They are told apart by their length, so that no two lists of them
 * hash alike. */
#define SHA_KEY_BYTES 16
void sha256_key(const char *kind, struct str first, struct str second,
                uint8_t key_r[SHA_KEY_BYTES]);
/* Ends the process when the system has no randomness. */
void random_bytes(void *to, size_t len);

#endif
