/* Until when a certificate is valid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/certificate.h"

/* Made by openssl req -x509 for this test; its key was thrown away. */
static const char pem[] = "-----BEGIN CERTIFICATE-----\n"
                          "MIIBhjCCASugAwIBAgIURaGix3/OXElyxjuggm+B8A71zjQwCgYIKoZIzj0EAwIw\n"
                          "GDEWMBQGA1UEAwwNdmFyZGUuZXhhbXBsZTAeFw0yNjExMjIwODU2MjNaFw0zNjEx\n"
                          "MTkwODU2MjNaMBgxFjAUBgNVBAMMDXZhcmRlLmV4YW1wbGUwWTATBgcqhkjOPQIB\n"
                          "BggqhkjOPQMBBwNCAAScBrgQhVjG1L9TvE+Ze7BIa04YK6YJd8/oBQTpcSoS+CW7\n"
                          "z8GvFRx47kqXbWenhrSh2AnTd+mW6UbY9T6xIqWEo1MwUTAdBgNVHQ4EFgQULBEn\n"
                          "Mw5aF/OmNh7F3XGYfOO/jDwwHwYDVR0jBBgwFoAULBEnMw5aF/OmNh7F3XGYfOO/\n"
                          "jDwwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAkzSMG4CuLFvv\n"
                          "dg7wGSAR7a7q47y/n6miSswi9dbe8OICIQDQQa8aySoTInHuRpiazvfuUUGDCXla\n"
                          "YanNYnVKqHyvsA==\n"
                          "-----END CERTIFICATE-----\n";
#define ENDS INT64_C(2110697783000)

static void its_end_is_read_whatever_the_time_is(void **state)
{
    static const int64_t days[] = {-10000, -1, 0, 1, 10000};
    int64_t until = 0;
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        assert_true(certificate_until(STR(pem), ENDS + days[i] * 86400000 + 7, &until));
        assert_int_equal(until, ENDS);
    }
}

static void what_is_none_has_no_end(void **state)
{
    int64_t until = 0;
    (void)state;
    assert_false(certificate_until(STR_NONE, ENDS, &until));
    assert_false(certificate_until(STR("-----BEGIN CERTIFICATE-----\nAAAA\n"), ENDS, &until));
    assert_false(certificate_until((struct str){pem, sizeof pem / 2}, ENDS, &until));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_end_is_read_whatever_the_time_is),
        cmocka_unit_test(what_is_none_has_no_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
