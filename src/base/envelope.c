#include "base/envelope.h"

#include "base/sha.h"

#include <endian.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <zlib.h>

enum {
    MAGIC = 8,
    AT_VERSION = 8,
    AT_FLAGS = 9,
    AT_ZEROS = 10,
    AT_MADE = 16,
    AT_KEY_ID = 24,
    AT_SALT = 32,
    AT_DIGEST = 64,
    HEAD = 96,
    ZEROS = 6,
    KEY_ID = 8,
    SALT = 32,
    WORD = 4,
    GCM_TAG = 16,
    NONCE = 12,
    VERSION = 1,
    SEALED = 1,
    LEVEL = 1, /* of zlib: a third of the size at the least time */
};
#define LAST (UINT32_C(1) << 31)
#define DEFLATED (UINT32_C(1) << 30)
/* As PNG's: a copy that changes line ends or loses the high bit shows in the first bytes. */
static const uint8_t magic[MAGIC] = {0x89, 'V', 'A', 'R', 'D', 'E', '\r', '\n'};

/* What both directions keep. */
struct envelope {
    const char *name;
    uint8_t head[HEAD];
    bool sealed;
    uint8_t key[ENVELOPE_KEY_BYTES]; /* the file's own */
    EVP_CIPHER_CTX *cipher;
    uint64_t number; /* of the next chunk */
    uint8_t *work;   /* a chunk, deflated or sealed */
};

struct envelope_writer {
    struct envelope envelope;
    FILE *to;
    size_t used;
    uint8_t chunk[ENVELOPE_CHUNK];
};

struct envelope_reader {
    struct envelope envelope;
    FILE *from;
    uint64_t offset; /* of the chunk being read */
    bool ended;
    uint8_t stored[ENVELOPE_CHUNK];
    uint8_t content[ENVELOPE_CHUNK];
};

static void broken(const char *what)
{
    fprintf(stderr, "OpenSSL: %s\n", what);
    abort();
}

/* ---- keys ---- */

static void derive(const struct envelope_key *key, struct str salt, const char *purpose,
                   uint8_t *to, size_t len)
{
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)(uintptr_t) "SHA256", 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)key->bytes,
                                          sizeof key->bytes),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)(uintptr_t)salt.at,
                                          salt.len),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)(uintptr_t)purpose,
                                          strlen(purpose)),
        OSSL_PARAM_construct_end(),
    };
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
    if (!context || EVP_KDF_derive(context, to, len, params) != 1)
        broken("no HKDF");
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
}

/* Tells which key it was without telling the key. */
static void key_id(const struct envelope_key *key, uint8_t id_r[KEY_ID])
{
    derive(key, STR("varde"), "varde envelope 1: which key", id_r, KEY_ID);
}

static void take_key(struct envelope *self, const struct envelope_key *key)
{
    struct str salt = {(const char *)self->head + AT_SALT, SALT};
    derive(key, salt, "varde envelope 1: chunks", self->key, sizeof self->key);
    self->cipher = EVP_CIPHER_CTX_new();
    if (!self->cipher)
        broken("out of memory");
}

static void envelope_init(struct envelope *self, const char *name)
{
    self->name = name;
    self->work = malloc(compressBound(ENVELOPE_CHUNK) + WORD + SHA_BYTES);
    if (!self->work)
        abort();
}

static void envelope_finish(struct envelope *self)
{
    OPENSSL_cleanse(self->key, sizeof self->key);
    EVP_CIPHER_CTX_free(self->cipher);
    free(self->work);
}

static void head_digest(const uint8_t head[HEAD], uint8_t digest_r[SHA_BYTES])
{
    sha256_one((struct str){(const char *)head, AT_DIGEST}, digest_r);
}

/* ---- one chunk ---- */

/* What a tag covers beside the payload. */
struct label {
    uint8_t bytes[SHA_BYTES + 8 + WORD];
};

static struct label label_of(const struct envelope *self, uint32_t word)
{
    struct label label;
    uint64_t number = htobe64(self->number);
    word = htobe32(word);
    memcpy(label.bytes, self->head + AT_DIGEST, SHA_BYTES);
    memcpy(label.bytes + SHA_BYTES, &number, sizeof number);
    memcpy(label.bytes + SHA_BYTES + sizeof number, &word, sizeof word);
    return label;
}

static size_t tag_bytes(const struct envelope *self)
{
    return self->sealed ? GCM_TAG : SHA_BYTES;
}

static void digest(const struct label *label, struct str payload, uint8_t tag_r[SHA_BYTES])
{
    struct str parts[] = {{(const char *)label->bytes, sizeof label->bytes}, payload};
    sha256(parts, 2, tag_r);
}

static void cipher_begin(struct envelope *self, const struct label *label, int seal)
{
    uint8_t nonce[NONCE] = {0};
    uint64_t number = htobe64(self->number);
    int len;
    memcpy(nonce + NONCE - sizeof number, &number, sizeof number);
    if (EVP_CipherInit_ex(self->cipher, EVP_aes_256_gcm(), NULL, self->key, nonce, seal) != 1 ||
        EVP_CipherUpdate(self->cipher, NULL, &len, label->bytes, sizeof label->bytes) != 1)
        broken("no AES-256-GCM");
}

static void seal(struct envelope *self, const struct label *label, uint8_t *at, size_t size,
                 uint8_t *tag_r)
{
    int len;
    cipher_begin(self, label, 1);
    if (EVP_CipherUpdate(self->cipher, at, &len, at, (int)size) != 1 ||
        EVP_CipherFinal_ex(self->cipher, at + len, &len) != 1 ||
        EVP_CIPHER_CTX_ctrl(self->cipher, EVP_CTRL_GCM_GET_TAG, GCM_TAG, tag_r) != 1)
        broken("AES-256-GCM failed");
}

static bool unseal(struct envelope *self, const struct label *label, uint8_t *at, size_t size,
                   uint8_t *tag)
{
    int len;
    cipher_begin(self, label, 0);
    if (EVP_CipherUpdate(self->cipher, at, &len, at, (int)size) != 1 ||
        EVP_CIPHER_CTX_ctrl(self->cipher, EVP_CTRL_GCM_SET_TAG, GCM_TAG, tag) != 1)
        broken("AES-256-GCM failed");
    return EVP_CipherFinal_ex(self->cipher, at + len, &len) == 1;
}

/* ---- writing ---- */

static bool put(struct envelope_writer *self, const void *at, size_t len, struct error *error)
{
    return fwrite(at, 1, len, self->to) == len ||
           error_at(error, ERROR_BUSY, self->envelope.name, "cannot be written: %m");
}

static void fill_head(struct envelope *self, const struct envelope_key *key, int64_t made_at)
{
    uint64_t made = htobe64((uint64_t)made_at);
    self->sealed = key != NULL;
    memcpy(self->head, magic, MAGIC);
    self->head[AT_VERSION] = VERSION;
    self->head[AT_FLAGS] = self->sealed ? SEALED : 0;
    memcpy(self->head + AT_MADE, &made, sizeof made);
    random_bytes(self->head + AT_SALT, SALT);
    if (key)
        key_id(key, self->head + AT_KEY_ID);
    head_digest(self->head, self->head + AT_DIGEST);
    if (key)
        take_key(self, key);
}

struct envelope_writer *envelope_create(FILE *to, const char *name, const struct envelope_key *key,
                                        int64_t made_at, struct error *error)
{
    struct envelope_writer *self = calloc(1, sizeof *self);
    if (!self)
        abort();
    envelope_init(&self->envelope, name);
    self->to = to;
    fill_head(&self->envelope, key, made_at);
    if (!put(self, self->envelope.head, HEAD, error)) {
        envelope_writer_destroy(self);
        return NULL;
    }
    return self;
}

static bool put_chunk(struct envelope_writer *self, uint32_t flags, struct error *error)
{
    struct envelope *envelope = &self->envelope;
    uint8_t *payload = envelope->work + WORD;
    uLongf len = compressBound(ENVELOPE_CHUNK);
    if (compress2(payload, &len, self->chunk, self->used, LEVEL) == Z_OK && len < self->used) {
        flags |= DEFLATED;
    } else {
        len = self->used;
        memcpy(payload, self->chunk, len);
    }
    uint32_t word = flags | (uint32_t)len, wire = htobe32(word);
    struct label label = label_of(envelope, word);
    memcpy(envelope->work, &wire, WORD);
    if (envelope->sealed)
        seal(envelope, &label, payload, len, payload + len);
    else
        digest(&label, (struct str){(const char *)payload, len}, payload + len);
    envelope->number++;
    self->used = 0;
    return put(self, envelope->work, WORD + len + tag_bytes(envelope), error);
}

bool envelope_write(struct envelope_writer *self, struct str bytes, struct error *error)
{
    while (bytes.len) {
        size_t room = ENVELOPE_CHUNK - self->used, part = bytes.len < room ? bytes.len : room;
        memcpy(self->chunk + self->used, bytes.at, part);
        self->used += part;
        bytes.at += part;
        bytes.len -= part;
        if (self->used == ENVELOPE_CHUNK && !put_chunk(self, 0, error))
            return false;
    }
    return true;
}

bool envelope_end(struct envelope_writer *self, struct error *error)
{
    if (!put_chunk(self, LAST, error))
        return false;
    return fflush(self->to) == 0 ||
           error_at(error, ERROR_BUSY, self->envelope.name, "cannot be written: %m");
}

void envelope_writer_destroy(struct envelope_writer *self)
{
    if (!self)
        return;
    envelope_finish(&self->envelope);
    OPENSSL_cleanse(self->chunk, sizeof self->chunk);
    free(self);
}

/* ---- reading ---- */

static bool get(struct envelope_reader *self, void *to, size_t len, struct error *error)
{
    size_t got = fread(to, 1, len, self->from);
    if (got == len)
        return true;
    if (ferror(self->from))
        return error_at(error, ERROR_BUSY, self->envelope.name, "cannot be read: %m");
    return error_at(error, ERROR_INVALID, self->envelope.name,
                    "is cut off: it ends within what begins at byte %llu",
                    (unsigned long long)self->offset);
}

static bool damaged(const struct envelope_reader *self, const char *how, struct error *error)
{
    return error_at(error, ERROR_INVALID, self->envelope.name,
                    "is damaged: the chunk at byte %llu (number %llu) %s",
                    (unsigned long long)self->offset, (unsigned long long)self->envelope.number,
                    how);
}

static bool judge_head(struct envelope *self, struct error *error)
{
    static const uint8_t zeros[ZEROS];
    uint8_t seen[SHA_BYTES];
    head_digest(self->head, seen);
    if (memcmp(seen, self->head + AT_DIGEST, SHA_BYTES) != 0)
        return error_at(error, ERROR_INVALID, self->name,
                        "is damaged: its head (bytes 0 to %d) is not what was written", HEAD - 1);
    if (self->head[AT_VERSION] != VERSION || self->head[AT_FLAGS] > SEALED ||
        memcmp(self->head + AT_ZEROS, zeros, ZEROS) != 0)
        return error_at(error, ERROR_INVALID, self->name,
                        "has form %d and this program knows %d: use a newer program",
                        self->head[AT_VERSION], VERSION);
    self->sealed = self->head[AT_FLAGS] == SEALED;
    return true;
}

static bool judge_key(struct envelope *self, const struct envelope_key *key, struct error *error)
{
    uint8_t id[KEY_ID];
    if (self->sealed && !key)
        return error_at(error, ERROR_INVALID, self->name,
                        "is encrypted: name its key with --key-file");
    if (!self->sealed && key)
        return error_at(error, ERROR_INVALID, self->name,
                        "is not encrypted: leave --key-file out, if that is what you expect");
    if (!key)
        return true;
    key_id(key, id);
    if (memcmp(id, self->head + AT_KEY_ID, KEY_ID) != 0)
        return error_at(error, ERROR_INVALID, self->name, "was encrypted with another key");
    take_key(self, key);
    return true;
}

static bool read_head(struct envelope_reader *self, struct error *error)
{
    uint8_t *head = self->envelope.head;
    bool whole = get(self, head, HEAD, error);
    if (!ferror(self->from) && memcmp(head, magic, MAGIC) != 0)
        return error_at(error, ERROR_INVALID, self->envelope.name, "is no backup that varde made");
    return whole;
}

struct envelope_reader *envelope_open(FILE *from, const char *name, const struct envelope_key *key,
                                      struct error *error)
{
    struct envelope_reader *self = calloc(1, sizeof *self);
    if (!self)
        abort();
    envelope_init(&self->envelope, name);
    self->from = from;
    if (!read_head(self, error) || !judge_head(&self->envelope, error) ||
        !judge_key(&self->envelope, key, error)) {
        envelope_reader_destroy(self);
        return NULL;
    }
    self->offset = HEAD;
    return self;
}

int64_t envelope_made_at(const struct envelope_reader *self)
{
    uint64_t made;
    memcpy(&made, self->envelope.head + AT_MADE, sizeof made);
    return (int64_t)be64toh(made);
}

bool envelope_sealed(const struct envelope_reader *self)
{
    return self->envelope.sealed;
}

static bool is_whole(struct envelope_reader *self, uint32_t word, size_t len, uint8_t *tag)
{
    struct label label = label_of(&self->envelope, word);
    uint8_t seen[SHA_BYTES];
    if (self->envelope.sealed)
        return unseal(&self->envelope, &label, self->stored, len, tag);
    digest(&label, (struct str){(const char *)self->stored, len}, seen);
    return memcmp(seen, tag, sizeof seen) == 0;
}

static bool inflated(struct envelope_reader *self, uint32_t word, size_t len, struct str *chunk_r)
{
    uLongf size = ENVELOPE_CHUNK;
    *chunk_r = (struct str){(const char *)self->stored, len};
    if (!(word & DEFLATED))
        return true;
    if (uncompress(self->content, &size, self->stored, len) != Z_OK)
        return false;
    *chunk_r = (struct str){(const char *)self->content, size};
    return true;
}

static bool take_chunk(struct envelope_reader *self, struct str *chunk_r, struct error *error)
{
    uint32_t wire, word;
    uint8_t tag[SHA_BYTES];
    if (!get(self, &wire, sizeof wire, error))
        return false;
    word = be32toh(wire);
    size_t len = word & ~(LAST | DEFLATED);
    if (len > ENVELOPE_CHUNK)
        return damaged(self, "has an impossible length", error);
    if (!get(self, self->stored, len, error) || !get(self, tag, tag_bytes(&self->envelope), error))
        return false;
    if (!is_whole(self, word, len, tag))
        return damaged(self, "is not what was written there", error);
    if (!inflated(self, word, len, chunk_r))
        return damaged(self, "cannot be inflated", error);
    if (!(word & LAST) && chunk_r->len != ENVELOPE_CHUNK)
        return damaged(self, "is too short", error);
    self->ended = word & LAST;
    self->offset += WORD + len + tag_bytes(&self->envelope);
    self->envelope.number++;
    return true;
}

bool envelope_next(struct envelope_reader *self, struct str *chunk_r, struct error *error)
{
    *chunk_r = STR_NONE;
    if (!self->ended)
        return take_chunk(self, chunk_r, error);
    if (fgetc(self->from) == EOF && !ferror(self->from))
        return true;
    return error_at(error, ERROR_INVALID, self->envelope.name,
                    "is damaged: something follows its end at byte %llu",
                    (unsigned long long)self->offset);
}

void envelope_reader_destroy(struct envelope_reader *self)
{
    if (!self)
        return;
    envelope_finish(&self->envelope);
    OPENSSL_cleanse(self->content, sizeof self->content);
    OPENSSL_cleanse(self->stored, sizeof self->stored);
    free(self);
}
