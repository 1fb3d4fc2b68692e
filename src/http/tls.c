/* The certificate and its key, which may be renewed while the server runs: MHD asks for them at
 * each handshake. */
#include "base/clock.h"
#include "http/connection.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdlib.h>

enum { CHAIN_MOST = 16, KEY_ID = 64 };

struct tls_pair {
    struct tls_pair *older;
    char *cert; /* as it was read, to see whether it is another one */
    gnutls_pcert_st chain[CHAIN_MOST];
    unsigned count;
    gnutls_privkey_t key;
};

/* allowed: libmicrohttpd asks for a certificate without saying who asks */
static _Atomic(struct tls_pair *) offered;

static void pair_destroy(struct tls_pair *pair)
{
    if (!pair)
        return;
    for (unsigned i = 0; i < pair->count; i++)
        gnutls_pcert_deinit(&pair->chain[i]);
    gnutls_privkey_deinit(pair->key);
    free(pair->cert);
    free(pair);
}

static gnutls_datum_t datum_of(const char *text)
{
    return (gnutls_datum_t){(unsigned char *)(uintptr_t)text, (unsigned)strlen(text)};
}

static bool key_id(gnutls_pubkey_t public, unsigned char id[KEY_ID], size_t *len_r)
{
    *len_r = KEY_ID;
    return gnutls_pubkey_get_key_id(public, GNUTLS_KEYID_USE_SHA256, id, len_r) == 0;
}

static bool fits(const struct tls_pair *pair)
{
    unsigned char of_cert[KEY_ID], of_key[KEY_ID];
    size_t cert_len, key_len;
    gnutls_pubkey_t public;
    if (gnutls_pubkey_init(&public) != 0)
        abort();
    bool ok = gnutls_pubkey_import_privkey(public, pair->key, 0, 0) == 0 &&
              key_id(public, of_key, &key_len) &&
              key_id(pair->chain[0].pubkey, of_cert, &cert_len) && key_len == cert_len &&
              memcmp(of_key, of_cert, key_len) == 0;
    gnutls_pubkey_deinit(public);
    return ok;
}

static struct tls_pair *pair_create(const char *cert, const char *key, struct error *error)
{
    gnutls_datum_t cert_text = datum_of(cert), key_text = datum_of(key);
    struct tls_pair *pair = calloc(1, sizeof *pair);
    unsigned count = CHAIN_MOST;
    if (!pair || !(pair->cert = strdup(cert)) || gnutls_privkey_init(&pair->key) != 0)
        abort();
    if (gnutls_pcert_list_import_x509_raw(pair->chain, &count, &cert_text, GNUTLS_X509_FMT_PEM,
                                          0) != 0 ||
        count == 0)
        error_at(error, ERROR_INVALID, "tls_cert", "is no certificate in PEM, or more than %d",
                 CHAIN_MOST);
    else if (pair->count = count, gnutls_privkey_import_x509_raw(pair->key, &key_text,
                                                                 GNUTLS_X509_FMT_PEM, NULL, 0) != 0)
        error_at(error, ERROR_INVALID, "tls_key",
                 "is no private key in PEM, or has a password, which varde cannot ask for");
    else if (!fits(pair))
        error_at(error, ERROR_INVALID, "tls_key",
                 "is not the key of the first certificate in tls_cert");
    else
        return pair;
    pair_destroy(pair);
    return NULL;
}

static bool valid_at(struct tls_pair *pair, int64_t now, int64_t *left_r, struct error *error)
{
    gnutls_x509_crt_t first;
    if (gnutls_pcert_export_x509(&pair->chain[0], &first) != 0)
        return error_at(error, ERROR_INVALID, "tls_cert", "cannot be read");
    int64_t from = (int64_t)gnutls_x509_crt_get_activation_time(first) * SECOND;
    int64_t until = (int64_t)gnutls_x509_crt_get_expiration_time(first) * SECOND;
    gnutls_x509_crt_deinit(first);
    *left_r = until - now;
    if (now < from)
        return error_at(error, ERROR_INVALID, "tls_cert", "is not valid yet (or the clock is off)");
    return now < until || error_at(error, ERROR_INVALID, "tls_cert", "has expired: renew it");
}

bool http_tls_check(const char *cert, const char *key, int64_t now, int64_t *left_r,
                    struct error *error)
{
    struct tls_pair *pair = pair_create(cert, key, error);
    bool ok = pair && valid_at(pair, now, left_r, error);
    pair_destroy(pair);
    return ok;
}

bool http_renew_tls(struct http_server *server, const char *cert, const char *key, bool *changed_r,
                    struct error *error)
{
    int64_t left;
    struct tls_pair *pair = pair_create(cert, key, error);
    bool ok = pair && valid_at(pair, clock_now(NULL), &left, error);
    *changed_r = ok && !(server->tls && strcmp(server->tls->cert, cert) == 0);
    if (!*changed_r) {
        pair_destroy(pair);
        return ok;
    }
    pair->older = server->tls;
    server->tls = pair;
    atomic_store(&offered, pair);
    return true;
}

static int retrieve(gnutls_session_t session, const gnutls_datum_t *authorities, int count,
                    const gnutls_pk_algorithm_t *algorithms, int algorithm_count,
                    gnutls_pcert_st **chain, unsigned *chain_count, gnutls_privkey_t *key)
{
    struct tls_pair *pair = atomic_load(&offered);
    (void)session;
    (void)authorities;
    (void)count;
    (void)algorithms;
    (void)algorithm_count;
    if (!pair)
        return -1;
    *chain = pair->chain;
    *chain_count = pair->count;
    *key = pair->key;
    return 0;
}

void *tls_callback(void)
{
    gnutls_certificate_retrieve_function2 *function = retrieve;
    void *pointer;
    memcpy(&pointer, &function, sizeof pointer);
    return pointer;
}

void tls_finish(struct http_server *server)
{
    struct tls_pair *mine = server->tls;
    struct tls_pair *expected = mine;
    if (mine)
        atomic_compare_exchange_strong(&offered, &expected, NULL);
    while (mine) {
        struct tls_pair *older = mine->older;
        pair_destroy(mine);
        mine = older;
    }
}
