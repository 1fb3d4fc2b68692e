#include "base/uuid.h"

#include "base/sha.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { POOL = 4096 };

struct uuid_source {
    pthread_mutex_t mutex;
    bool seeded;
    uint64_t state;    /* seeded: splitmix64 */
    int64_t last;      /* the last id's millisecond */
    uint16_t sequence; /* orders ids within one millisecond */
    size_t left;       /* unused bytes of the pool */
    uint8_t pool[POOL];
};

static struct uuid_source *source_create(bool seeded, uint64_t seed)
{
    struct uuid_source *source = calloc(1, sizeof *source);
    if (!source) {
        fputs("out of memory\n", stderr);
        abort();
    }
    pthread_mutex_init(&source->mutex, NULL);
    source->seeded = seeded;
    source->state = seed;
    return source;
}

struct uuid_source *uuid_source_create(void)
{
    return source_create(false, 0);
}

struct uuid_source *uuid_source_create_seeded(uint64_t seed)
{
    return source_create(true, seed);
}

void uuid_source_destroy(struct uuid_source *source)
{
    if (!source)
        return;
    pthread_mutex_destroy(&source->mutex);
    free(source);
}

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t random_word(struct uuid_source *source)
{
    uint64_t word;
    if (source->seeded)
        return splitmix(&source->state);
    if (source->left < sizeof word) {
        random_bytes(source->pool, POOL);
        source->left = POOL;
    }
    source->left -= sizeof word;
    memcpy(&word, source->pool + source->left, sizeof word);
    return word;
}

struct uuid uuid_make(struct uuid_source *source, int64_t now)
{
    struct uuid id;
    pthread_mutex_lock(&source->mutex);
    if (now > source->last || source->sequence == 0xfff) {
        source->last = now > source->last ? now : source->last + 1;
        source->sequence = 0;
    } else {
        source->sequence++;
    }
    uint64_t milli = (uint64_t)source->last;
    uint16_t sequence = source->sequence;
    uint64_t word = random_word(source);
    pthread_mutex_unlock(&source->mutex);
    for (int i = 0; i < 6; i++)
        id.b[i] = (uint8_t)(milli >> (40 - 8 * i));
    id.b[6] = (uint8_t)(0x70 | sequence >> 8);
    id.b[7] = (uint8_t)sequence;
    memcpy(id.b + 8, &word, sizeof word);
    id.b[8] = (uint8_t)((id.b[8] & 0x3f) | 0x80);
    return id;
}

bool uuid_is_zero(const struct uuid *id)
{
    static const struct uuid zero;
    return memcmp(id, &zero, sizeof zero) == 0;
}

bool uuid_equal(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

int uuid_compare(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a, b, sizeof *a);
}

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* 128 bits in 26 digits of 5: the first digit holds the top 3 bits. */
void uuid_text(const struct uuid *id, char text_r[UUID_TEXT])
{
    unsigned __int128 bits = 0;
    for (int i = 0; i < 16; i++)
        bits = bits << 8 | id->b[i];
    for (int i = 25; i >= 0; i--, bits >>= 5)
        text_r[i] = alphabet[(unsigned)bits & 31];
    text_r[26] = 0;
}

bool uuid_parse(struct str text, struct uuid *id_r)
{
    unsigned __int128 bits = 0;
    if (text.len != 26 || text.at[0] > '7')
        return false;
    for (size_t i = 0; i < 26; i++) {
        const char *digit = text.at[i] ? strchr(alphabet, text.at[i]) : NULL;
        if (!digit)
            return false;
        bits = bits << 5 | (unsigned)(digit - alphabet);
    }
    for (int i = 15; i >= 0; i--, bits >>= 8)
        id_r->b[i] = (uint8_t)bits;
    return true;
}
