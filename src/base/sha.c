#include "base/sha.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* Fetched once: OpenSSL's implicit fetch costs more than the hash of a short text. */
static EVP_MD *sha;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t context_key;

static void context_free(void *context)
{
    EVP_MD_CTX_free(context);
}

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    abort();
}

static void fetch(void)
{
    sha = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (!sha || pthread_key_create(&context_key, context_free) != 0)
        fail("OpenSSL has no SHA-256");
}

static EVP_MD_CTX *context_of_thread(void)
{
    pthread_once(&once, fetch);
    EVP_MD_CTX *context = pthread_getspecific(context_key);
    if (!context) {
        context = EVP_MD_CTX_new();
        if (!context || pthread_setspecific(context_key, context) != 0)
            fail("out of memory");
    }
    return context;
}

void sha256(const struct str *parts, size_t count, uint8_t digest_r[SHA_BYTES])
{
    EVP_MD_CTX *context = context_of_thread();
    int ok = EVP_DigestInit_ex2(context, sha, NULL);
    for (size_t i = 0; ok && i < count; i++)
        ok = EVP_DigestUpdate(context, parts[i].at, parts[i].len);
    if (!ok || !EVP_DigestFinal_ex(context, digest_r, NULL))
        fail("SHA-256 failed");
}

void sha256_one(struct str text, uint8_t digest_r[SHA_BYTES])
{
    sha256(&text, 1, digest_r);
}

void sha256_key(const char *kind, struct str first, struct str second, uint8_t key_r[SHA_KEY_BYTES])
{
    char length[24];
    uint8_t digest[SHA_BYTES];
    int len = snprintf(length, sizeof length, " %zu ", first.len);
    const struct str parts[] = {str_of(kind), {length, (size_t)len}, first, second};
    sha256(parts, 4, digest);
    memcpy(key_r, digest, SHA_KEY_BYTES);
}

void random_bytes(void *to, size_t len)
{
    if (len > (size_t)1 << 20 || RAND_bytes(to, (int)len) != 1)
        fail("the system gives no randomness");
}
