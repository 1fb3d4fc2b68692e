/* The envelope of a backup: what was put in comes out, and nothing that was changed, cut off,
 * swapped or sealed by another key does. */
#include "base/envelope.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { HEAD = 96, MADE = 1234567 };

static const struct envelope_key KEY = {{1, 2, 3, 4, 5}}, OTHER = {{1, 2, 3, 4, 6}};

/* A whole file in memory. */
struct file {
    char *at;
    size_t len;
};

/* What does not deflate, so that a chunk's place in the file is known. */
static char *noise(size_t len)
{
    char *bytes = malloc(len + 1);
    uint64_t state = 88172645463325252U;
    for (size_t i = 0; i < len; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes[i] = (char)state;
    }
    return bytes;
}

static struct file wrap(const char *bytes, size_t len, const struct envelope_key *key)
{
    struct file file;
    struct error error = {0};
    FILE *out = open_memstream(&file.at, &file.len);
    struct envelope_writer *writer = envelope_create(out, "test", key, MADE, &error);
    assert_non_null(writer);
    for (size_t done = 0; done < len;) {
        size_t part = len - done < 100003 ? len - done : 100003;
        assert_true(envelope_write(writer, (struct str){bytes + done, part}, &error));
        done += part;
    }
    assert_true(envelope_end(writer, &error));
    envelope_writer_destroy(writer);
    (void)fclose(out);
    return file;
}

/* The content's length, or -1 with the error. Whatever is given out is what was put in. */
static ssize_t unwrap(struct file file, const struct envelope_key *key, const char *expected,
                      size_t len, struct error *error)
{
    struct str chunk;
    size_t done = 0;
    bool ok;
    *error = (struct error){0};
    FILE *in = fmemopen(file.len ? file.at : (char[1]){0}, file.len ? file.len : 1, "r");
    if (!file.len)
        fgetc(in);
    struct envelope_reader *reader = envelope_open(in, "test", key, error);
    while ((ok = reader && envelope_next(reader, &chunk, error)) && chunk.at) {
        assert_true(done + chunk.len <= len);
        assert_memory_equal(chunk.at, expected + done, chunk.len);
        done += chunk.len;
    }
    if (ok)
        assert_int_equal(envelope_made_at(reader), MADE);
    envelope_reader_destroy(reader);
    (void)fclose(in);
    if (!ok)
        assert_string_equal(error->place, "test");
    return ok ? (ssize_t)done : -1;
}

static void assert_says(const struct error *error, const char *words)
{
    if (!strstr(error->detail, words))
        fail_msg("“%s” does not say “%s”", error->detail, words);
}

/* ---- what goes in comes out ---- */

static void come_back(const char *bytes, size_t len)
{
    const struct envelope_key *keys[] = {NULL, &KEY};
    for (size_t i = 0; i < 2; i++) {
        struct error error;
        struct file file = wrap(bytes, len, keys[i]);
        assert_int_equal(unwrap(file, keys[i], bytes, len, &error), len);
        free(file.at);
    }
}

static void what_is_put_in_comes_out_at_every_length(void **state)
{
    (void)state;
    static const size_t lengths[] = {0,
                                     1,
                                     ENVELOPE_CHUNK - 1,
                                     ENVELOPE_CHUNK,
                                     ENVELOPE_CHUNK + 1,
                                     2 * ENVELOPE_CHUNK,
                                     3 * ENVELOPE_CHUNK + 77};
    char *bytes = noise(4 * ENVELOPE_CHUNK);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        come_back(bytes, lengths[i]);
    free(bytes);
}

static void what_repeats_takes_less_room(void **state)
{
    (void)state;
    size_t len = 3 * ENVELOPE_CHUNK;
    char *bytes = calloc(1, len);
    come_back(bytes, len);
    struct file file = wrap(bytes, len, NULL);
    assert_true(file.len < len / 20);
    free(file.at);
    free(bytes);
}

static void sealed_bytes_do_not_show(void **state)
{
    (void)state;
    static const char secret[] = "a name that nobody else may read";
    struct file open = wrap(secret, sizeof secret, NULL),
                sealed = wrap(secret, sizeof secret, &KEY);
    assert_non_null(memmem(open.at, open.len, secret, sizeof secret));
    assert_null(memmem(sealed.at, sealed.len, secret, sizeof secret));
    struct file again = wrap(secret, sizeof secret, &KEY);
    assert_int_equal(again.len, sealed.len);
    assert_memory_not_equal(again.at + HEAD, sealed.at + HEAD, sealed.len - HEAD);
    free(open.at);
    free(sealed.at);
    free(again.at);
}

/* ---- damage ---- */

struct sample {
    const struct envelope_key *key;
    char *bytes;
    size_t len, chunk; /* one stored chunk with its word and tag */
    struct file file;
};

/* Two whole chunks and a short last one. */
static struct sample sample_of(const struct envelope_key *key)
{
    struct sample sample = {.key = key, .len = 2 * ENVELOPE_CHUNK + 50};
    sample.chunk = 4 + ENVELOPE_CHUNK + (key ? 16 : 32);
    sample.bytes = noise(sample.len);
    sample.file = wrap(sample.bytes, sample.len, key);
    assert_int_equal(sample.file.len, HEAD + 3 * sample.chunk - ENVELOPE_CHUNK + 50);
    return sample;
}

static void sample_finish(struct sample *sample)
{
    free(sample->file.at);
    free(sample->bytes);
}

static void assert_refused(const struct sample *sample, struct file file, struct error *error)
{
    assert_int_equal(unwrap(file, sample->key, sample->bytes, sample->len, error), -1);
    assert_int_equal(error->code, ERROR_INVALID);
}

static void flip(const struct sample *sample, size_t at, int bit)
{
    struct error error;
    char said[64];
    sample->file.at[at] ^= (char)(1 << bit);
    assert_refused(sample, sample->file, &error);
    if (at >= HEAD) {
        size_t chunk = (at - HEAD) / sample->chunk;
        snprintf(said, sizeof said, "byte %zu", HEAD + chunk * sample->chunk);
        assert_says(&error, said);
    }
    sample->file.at[at] ^= (char)(1 << bit);
}

static void flip_everywhere(const struct envelope_key *key)
{
    struct sample sample = sample_of(key);
    struct error error;
    /* The head, words, tags and the last chunk bit by bit; the content of the others here and
     * there. */
    for (size_t at = 0; at < sample.file.len; at++) {
        size_t within = at < HEAD ? 0 : (at - HEAD) % sample.chunk;
        bool long_part = at >= HEAD && at < HEAD + 2 * sample.chunk && within >= 40 &&
                         within < sample.chunk - 40;
        for (int bit = 0; bit < 8 && !long_part; bit++)
            flip(&sample, at, bit);
        if (long_part && at % 49999 == 0)
            flip(&sample, at, (int)(at % 8));
    }
    assert_int_equal(unwrap(sample.file, key, sample.bytes, sample.len, &error), sample.len);
    sample_finish(&sample);
}

static void a_flipped_bit_is_found_without_key(void **state)
{
    (void)state;
    flip_everywhere(NULL);
}

static void a_flipped_bit_is_found_with_key(void **state)
{
    (void)state;
    flip_everywhere(&KEY);
}

/* At each boundary, just before and just after. */
static void a_file_that_is_cut_off_is_found(void **state)
{
    (void)state;
    const struct envelope_key *keys[] = {NULL, &KEY};
    for (size_t i = 0; i < 2; i++) {
        struct sample sample = sample_of(keys[i]);
        struct error error;
        size_t bounds[] = {0,
                           8,
                           HEAD,
                           HEAD + 4,
                           HEAD + sample.chunk - 16,
                           HEAD + sample.chunk,
                           HEAD + 2 * sample.chunk,
                           HEAD + 2 * sample.chunk + 4,
                           sample.file.len};
        for (size_t k = 0; k < sizeof bounds / sizeof *bounds; k++)
            for (int by = -1; by <= 1; by++) {
                size_t len = bounds[k] + (size_t)by;
                if (len >= sample.file.len)
                    continue;
                assert_refused(&sample, (struct file){sample.file.at, len}, &error);
                if (len >= 8)
                    assert_says(&error, "is cut off");
            }
        sample_finish(&sample);
    }
}

static void what_follows_the_end_is_found(void **state)
{
    (void)state;
    struct sample sample = sample_of(&KEY);
    struct error error;
    struct file longer = {malloc(sample.file.len + 1), sample.file.len + 1};
    memcpy(longer.at, sample.file.at, sample.file.len);
    longer.at[sample.file.len] = 'x';
    assert_refused(&sample, longer, &error);
    assert_says(&error, "something follows its end");
    free(longer.at);
    sample_finish(&sample);
}

static void swapped_repeated_and_missing_chunks_are_found(void **state)
{
    (void)state;
    const struct envelope_key *keys[] = {NULL, &KEY};
    for (size_t i = 0; i < 2; i++) {
        struct sample sample = sample_of(keys[i]);
        struct error error;
        char *first = sample.file.at + HEAD, *second = first + sample.chunk;
        char *kept = malloc(sample.chunk);
        memcpy(kept, first, sample.chunk);
        memcpy(first, second, sample.chunk);
        assert_refused(&sample, sample.file, &error); /* the second twice */
        memcpy(second, kept, sample.chunk);
        assert_refused(&sample, sample.file, &error); /* swapped */
        memcpy(first, kept, sample.chunk);
        memmove(second, second + sample.chunk, sample.file.len - HEAD - 2 * sample.chunk);
        sample.file.len -= sample.chunk;
        assert_refused(&sample, sample.file, &error); /* the second is missing */
        free(kept);
        sample_finish(&sample);
    }
}

/* Sealed by the same key, at the same place, with the same content: and yet of another file. */
static void a_chunk_of_another_file_is_found(void **state)
{
    (void)state;
    const struct envelope_key *keys[] = {NULL, &KEY};
    for (size_t i = 0; i < 2; i++) {
        struct sample sample = sample_of(keys[i]), other = sample_of(keys[i]);
        struct error error;
        memcpy(sample.file.at + HEAD, other.file.at + HEAD, sample.chunk);
        assert_refused(&sample, sample.file, &error);
        assert_says(&error, "byte 96");
        sample_finish(&sample);
        sample_finish(&other);
    }
}

/* ---- keys ---- */

static void the_wrong_key_says_so(void **state)
{
    (void)state;
    struct error error;
    struct file sealed = wrap("abc", 3, &KEY), open = wrap("abc", 3, NULL);
    assert_int_equal(unwrap(sealed, &OTHER, "abc", 3, &error), -1);
    assert_says(&error, "another key");
    assert_int_equal(unwrap(sealed, NULL, "abc", 3, &error), -1);
    assert_says(&error, "--key-file");
    assert_int_equal(unwrap(open, &KEY, "abc", 3, &error), -1);
    assert_says(&error, "is not encrypted");
    assert_int_equal(unwrap((struct file){(char[]){"SQLite format 3"}, 15}, NULL, "", 0, &error),
                     -1);
    assert_says(&error, "no backup");
    free(sealed.at);
    free(open.at);
}

static void write_key(const char *path, const char *text, mode_t mode)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    (void)fclose(out);
    assert_int_equal(chmod(path, mode), 0);
}

static void a_key_file_is_one_line_that_only_its_owner_reads(void **state)
{
    (void)state;
    static const char hex[] = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1c1d1e1f";
    static const char base64[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    static const char *const wrong[] = {
        "",
        "\n",
        "00",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH!8=",
        "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1c1d1e1g"};
    char folder[] = "/tmp/varde-key-XXXXXX", path[64];
    struct envelope_key key;
    struct error error = {0};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/key", folder);
    const char *right[] = {hex, base64};
    for (size_t i = 0; i < 2; i++) {
        write_key(path, right[i], 0600);
        assert_true(envelope_key_read(path, &key, &error));
        for (size_t k = 0; k < sizeof key.bytes; k++)
            assert_int_equal(key.bytes[k], k);
        write_key(path, right[i], 0640);
        assert_false(envelope_key_read(path, &key, &error));
        assert_says(&error, "640");
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_key(path, wrong[i], 0600);
        assert_false(envelope_key_read(path, &key, &error));
        assert_says(&error, "is no key");
    }
    unlink(path);
    assert_false(envelope_key_read(path, &key, &error));
    rmdir(folder);
}

static void a_new_key_is_private_and_never_replaces_another(void **state)
{
    (void)state;
    char folder[] = "/tmp/varde-key-XXXXXX", path[64];
    struct envelope_key first, again;
    struct error error = {0};
    struct stat seen;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/key", folder);
    assert_true(envelope_key_make(path, &error));
    assert_int_equal(stat(path, &seen), 0);
    assert_int_equal(seen.st_mode & 0777, 0600);
    assert_true(envelope_key_read(path, &first, &error));
    assert_false(envelope_key_make(path, &error));
    assert_true(envelope_key_read(path, &again, &error));
    assert_memory_equal(&first, &again, sizeof first);
    unlink(path);
    rmdir(folder);
}

/* ---- the way out ---- */

static void a_full_disk_is_told(void **state)
{
    (void)state;
    struct error error = {0};
    char *bytes = noise(ENVELOPE_CHUNK);
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    struct envelope_writer *writer = envelope_create(full, "there", NULL, MADE, &error);
    bool ok = writer && envelope_write(writer, (struct str){bytes, ENVELOPE_CHUNK}, &error) &&
              envelope_end(writer, &error);
    assert_false(ok);
    assert_string_equal(error.place, "there");
    assert_says(&error, "No space left");
    envelope_writer_destroy(writer);
    (void)fclose(full);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_in_comes_out_at_every_length),
        cmocka_unit_test(what_repeats_takes_less_room),
        cmocka_unit_test(sealed_bytes_do_not_show),
        cmocka_unit_test(a_flipped_bit_is_found_without_key),
        cmocka_unit_test(a_flipped_bit_is_found_with_key),
        cmocka_unit_test(a_file_that_is_cut_off_is_found),
        cmocka_unit_test(what_follows_the_end_is_found),
        cmocka_unit_test(swapped_repeated_and_missing_chunks_are_found),
        cmocka_unit_test(a_chunk_of_another_file_is_found),
        cmocka_unit_test(the_wrong_key_says_so),
        cmocka_unit_test(a_key_file_is_one_line_that_only_its_owner_reads),
        cmocka_unit_test(a_new_key_is_private_and_never_replaces_another),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
