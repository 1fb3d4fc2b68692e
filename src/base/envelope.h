/* A stream of bytes kept so that what is cut off, changed or swapped is found, and that only who
 * has the key can read it, when there is one.
 *
 *   head    magic 8, version 1, flags 1 (1: sealed by a key), zeros 6, made_at 8, key id 8, salt
 * 32, SHA-256 of these 32 chunk   word 4: bit 31 the last one, bit 30 deflated, else the payload's
 * length; payload; tag
 *
 * Numbers are big-endian. Each chunk's tag covers the head, the chunk's number and its word:
 * without key it is a SHA-256 of 32 bytes, which finds damage and no forgery; with one it is
 * AES-256-GCM's of 16, under a key of the file's own (HKDF-SHA-256 of the key and the salt) and the
 * chunk's number as nonce. After the last chunk nothing follows. */
#ifndef VARDE_BASE_ENVELOPE_H
#define VARDE_BASE_ENVELOPE_H

#include "base/error.h"
#include "base/str.h"

#include <stdio.h>

#define ENVELOPE_KEY_BYTES 32
enum { ENVELOPE_CHUNK = 1 << 18 }; /* bytes of content in each chunk but the last */

struct envelope_key {
    uint8_t bytes[ENVELOPE_KEY_BYTES];
};

void envelope_key_forget(struct envelope_key *key);
/* A file of one line: 32 bytes in base64 or hexadecimal. Refused when others may read it. */
bool envelope_key_read(const char *path, struct envelope_key *key_r, struct error *error);
/* A new one, for the owner only; a file that is there is not touched. */
bool envelope_key_make(const char *path, struct error *error);

struct envelope_writer;
/* name: of the file, for errors. key may be NULL. The stream stays the caller's. */
struct envelope_writer *envelope_create(FILE *to, const char *name, const struct envelope_key *key,
                                        int64_t made_at, struct error *error);
bool envelope_write(struct envelope_writer *self, struct str bytes, struct error *error);
/* The last chunk. Without it the file counts as cut off. */
bool envelope_end(struct envelope_writer *self, struct error *error);
void envelope_writer_destroy(struct envelope_writer *self);

struct envelope_reader;
/* Reads and judges the head. */
struct envelope_reader *envelope_open(FILE *from, const char *name, const struct envelope_key *key,
                                      struct error *error);
/* When what is inside was made, epoch milliseconds; was it sealed by a key? */
int64_t envelope_made_at(const struct envelope_reader *self);
bool envelope_sealed(const struct envelope_reader *self);
/* The next chunk's content, good until the next call; chunk_r->at is NULL after the last. What is
 * wrong is told with its offset. */
bool envelope_next(struct envelope_reader *self, struct str *chunk_r, struct error *error);
void envelope_reader_destroy(struct envelope_reader *self);

#endif
