/* TLS without a proxy, with a certificate made for the test. */
#include "base/clock.h"
#include "client.h"

#include <openssl/ssl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
/* after the others */
#include <cmocka.h>

static char folder[] = "/tmp/varde-tls-XXXXXX";
static char cert_file[64], key_file[64];
static char cert[8192], key[8192];

static bool read_file(const char *path, char *to, size_t size)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    size_t len = fread(to, 1, size - 1, file);
    to[len] = 0;
    (void)fclose(file);
    return len > 0;
}

static int run_openssl(void)
{
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(126);
        execlp("openssl", "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
               "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
               "-keyout", key_file, "-out", cert_file, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status == 0 && read_file(cert_file, cert, sizeof cert) &&
                   read_file(key_file, key, sizeof key)
               ? 0
               : -1;
}

static int make_certificate(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(cert_file, sizeof cert_file, "%s/cert.pem", folder);
    snprintf(key_file, sizeof key_file, "%s/key.pem", folder);
    return run_openssl();
}

static int remove_certificate(void **state)
{
    (void)state;
    unlink(cert_file);
    unlink(key_file);
    return rmdir(folder);
}

/* One exchange over TLS; the version that was agreed on, or 0. */
static int exchange(unsigned port, int most, const char *request, char *answer, size_t size)
{
    struct client *plain = client_open(port);
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, most);
    SSL *ssl = SSL_new(context);
    SSL_set_fd(ssl, plain->fd);
    int version = 0;
    size_t len = 0;
    if (SSL_connect(ssl) == 1) {
        version = SSL_version(ssl);
        SSL_write(ssl, request, (int)strlen(request));
        for (int got;
             len + 1 < size && (got = SSL_read(ssl, answer + len, (int)(size - len - 1))) > 0;)
            len += (size_t)got;
    }
    answer[len] = 0;
    SSL_free(ssl);
    SSL_CTX_free(context);
    client_close(plain);
    return version;
}

#define CLOSING " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"

static void requests_and_waits_work_over_tls(void **state)
{
    static struct world world;
    char answer[8192];
    (void)state;
    world_init(&world);
    world.config.tls_cert = cert;
    world.config.tls_key = key;
    world.config.hsts = true;
    world_start(&world);
    assert_int_equal(exchange(world.port, 0, "POST /echo" CLOSING "Content-Length: 5\r\n\r\nhello",
                              answer, sizeof answer),
                     TLS1_3_VERSION);
    assert_non_null(strstr(answer, "200 OK"));
    assert_non_null(strstr(answer, "\r\n\r\nhello"));
    assert_non_null(strstr(answer, "Strict-Transport-Security: max-age="));
    assert_int_equal(
        exchange(world.port, TLS1_2_VERSION, "GET /again" CLOSING "\r\n", answer, sizeof answer),
        TLS1_2_VERSION);
    assert_non_null(strstr(answer, "\r\n\r\nwoken"));
    assert_int_equal(exchange(world.port, 0,
                              "POST /roomy/echo" CLOSING "Content-Length: 500000\r\n\r\n", answer,
                              sizeof answer),
                     TLS1_3_VERSION);
    assert_non_null(strstr(answer, "413"));
    world_stop(&world);
}

static void *end_soon(void *context)
{
    struct world *world = context;
    for (int i = 0; i < 20; i++, usleep(5000))
        world_event(world);
    http_quiesce(world->server);
    return NULL;
}

static void streams_work_over_tls(void **state)
{
    static struct world world;
    pthread_t thread;
    char answer[8192];
    (void)state;
    world_init(&world);
    world.config.tls_cert = cert;
    world.config.tls_key = key;
    world_start(&world);
    pthread_create(&thread, NULL, end_soon, &world);
    assert_int_equal(exchange(world.port, 0, "GET /stream" CLOSING "\r\n", answer, sizeof answer),
                     TLS1_3_VERSION);
    pthread_join(thread, NULL);
    assert_non_null(strstr(answer, "data: 1\n\n"));
    assert_non_null(strstr(answer, "data: 5\n\n"));
    assert_non_null(strstr(answer, "\r\n0\r\n\r\n"));
    world_stop(&world);
}

static void old_versions_and_plain_text_get_nothing(void **state)
{
    static struct world world;
    static struct answer plain;
    char answer[8192];
    (void)state;
    world_init(&world);
    world.config.tls_cert = cert;
    world.config.tls_key = key;
    world.config.patience = 1;
    world_start(&world);
    assert_int_equal(
        exchange(world.port, TLS1_1_VERSION, "GET /path" CLOSING "\r\n", answer, sizeof answer), 0);
    client_get(world.port, "/path", &plain);
    assert_int_equal(plain.status, 0);
    struct client *silent = client_open(world.port);
    assert_true(client_closed(silent, 4000));
    client_close(silent);
    assert_int_equal(atomic_load(&world.handled), 0);
    world_stop(&world);
}

static void a_bad_certificate_stops_the_start(void **state)
{
    static struct world world;
    struct error error = {0};
    (void)state;
    world_init(&world);
    world.config.tls_cert = "no certificate";
    world.config.tls_key = key;
    assert_null(http_start(&world.config, &error));
    assert_true(error.detail[0] != 0);
    error_clear(&error);
    world.config.tls_cert = NULL;
    assert_null(http_start(&world.config, &error));
    assert_non_null(strstr(error.detail, "both"));
}

static void a_pair_is_valid_in_its_time_only(void **state)
{
    struct error error = {0};
    int64_t left, now = clock_now(NULL);
    (void)state;
    assert_true(http_tls_check(cert, key, now, &left, &error));
    assert_true(left > DAY && left <= 2 * DAY);
    assert_false(http_tls_check(cert, key, now + 2 * DAY, &left, &error));
    assert_non_null(strstr(error.detail, "expired"));
    assert_false(http_tls_check(cert, key, now - DAY, &left, &error));
    assert_non_null(strstr(error.detail, "not valid yet"));
    assert_false(http_tls_check(cert, cert, now, &left, &error));
    assert_false(http_tls_check(key, key, now, &left, &error));
    assert_false(http_tls_check("", "", now, &left, &error));
}

/* A handshake takes the newest; what does not fit changes nothing. */
static void a_renewed_pair_is_used_from_then_on(void **state)
{
    static struct world world;
    static char old_cert[8192];
    struct error error = {0};
    char answer[8192];
    bool changed;
    (void)state;
    world_init(&world);
    world.config.tls_cert = cert;
    world.config.tls_key = key;
    world_start(&world);
    assert_true(http_renew_tls(world.server, cert, key, &changed, &error));
    assert_false(changed);
    memcpy(old_cert, cert, sizeof cert);
    assert_int_equal(run_openssl(), 0);
    assert_false(http_renew_tls(world.server, old_cert, key, &changed, &error));
    assert_non_null(strstr(error.detail, "not the key"));
    assert_true(http_renew_tls(world.server, cert, key, &changed, &error));
    assert_true(changed);
    assert_int_equal(exchange(world.port, 0, "GET /again" CLOSING "\r\n", answer, sizeof answer),
                     TLS1_3_VERSION);
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_and_waits_work_over_tls),
        cmocka_unit_test(streams_work_over_tls),
        cmocka_unit_test(old_versions_and_plain_text_get_nothing),
        cmocka_unit_test(a_bad_certificate_stops_the_start),
        cmocka_unit_test(a_pair_is_valid_in_its_time_only),
        cmocka_unit_test(a_renewed_pair_is_used_from_then_on),
    };
    return cmocka_run_group_tests(tests, make_certificate, remove_certificate);
}
