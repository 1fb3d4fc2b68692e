/* An envelope from anywhere: it is read to its end or refused in words, with key and without. When
 * it begins as one of ours does, its chunks are put right first, so that what is behind the checks
 * is reached too. */
#include "base/envelope.h"
#include "base/sha.h"
#include "fuzz.h"

#include <endian.h>

enum { HEAD = 96, FLAGS_AT = 9, DIGEST_AT = 64 };

static void read_all(const uint8_t *data, size_t size, const struct envelope_key *key)
{
    struct error error = {0};
    struct str chunk = STR_NONE;
    FILE *in = fmemopen((void *)(uintptr_t)data, size, "r");
    if (!in)
        return;
    struct envelope_reader *reader = envelope_open(in, "file", key, &error);
    bool ok = reader != NULL;
    while (ok && (ok = envelope_next(reader, &chunk, &error)) && chunk.at)
        must(chunk.len <= ENVELOPE_CHUNK);
    if (!ok)
        must_tell(&error);
    envelope_reader_destroy(reader);
    (void)fclose(in);
}

/* The digests that the reader will compute, where the lengths allow. */
static void put_right(uint8_t *data, size_t size)
{
    struct str head = {(const char *)data, DIGEST_AT};
    sha256_one(head, data + DIGEST_AT);
    uint64_t number = 0;
    for (size_t at = HEAD; at + 4 + SHA_BYTES <= size; number++) {
        uint64_t wire = htobe64(number);
        uint32_t word;
        memcpy(&word, data + at, sizeof word);
        size_t len = be32toh(word) & 0x3fffffff;
        if (len > size - at - 4 - SHA_BYTES)
            return;
        struct str parts[] = {{(const char *)data + DIGEST_AT, SHA_BYTES},
                              {(const char *)&wire, sizeof wire},
                              {(const char *)data + at, 4},
                              {(const char *)data + at + 4, len}};
        sha256(parts, 4, data + at + 4 + len);
        at += 4 + len + SHA_BYTES;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct envelope_key key = {{7}};
    bool sealed = size >= HEAD && data[FLAGS_AT] & 1;
    read_all(data, size, sealed ? &key : NULL);
    if (size < HEAD || sealed)
        return 0;
    uint8_t *copy = malloc(size);
    must(copy != NULL);
    memcpy(copy, data, size);
    put_right(copy, size);
    read_all(copy, size, NULL);
    free(copy);
    return 0;
}
