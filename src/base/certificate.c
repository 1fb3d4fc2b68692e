#include "base/certificate.h"

#include "base/clock.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

/* Both in whole seconds since 1970; OpenSSL itself offers only differences. */
static bool seconds_until(const ASN1_TIME *end, int64_t now, int64_t *until_r)
{
    int days, seconds;
    ASN1_TIME *from = ASN1_TIME_set(NULL, (time_t)(now / SECOND));
    bool ok = from && ASN1_TIME_diff(&days, &seconds, from, end) == 1;
    ASN1_TIME_free(from);
    if (ok)
        *until_r = now / SECOND * SECOND + days * DAY + seconds * SECOND;
    return ok;
}

bool certificate_until(struct str pem, int64_t now, int64_t *until_r)
{
    BIO *text = pem.len ? BIO_new_mem_buf(pem.at, (int)pem.len) : NULL;
    X509 *certificate = text ? PEM_read_bio_X509(text, NULL, NULL, NULL) : NULL;
    bool ok = certificate && seconds_until(X509_get0_notAfter(certificate), now, until_r);
    X509_free(certificate);
    BIO_free(text);
    return ok;
}
