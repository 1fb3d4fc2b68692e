/* What a start would trip over, looked at before it: one function for each thing, in the order of a
 * start, and all of them for `varde serve --check`. */
#ifndef VARDE_SERVE_CHECK_H
#define VARDE_SERVE_CHECK_H

#include "config/config.h"

/* Settings that contradict each other, or that offer to strangers what is not theirs. */
bool serve_settings_check(const struct config *config, struct error *error);
/* Whether so many connections may be open. */
bool serve_files_check(const struct config *config, struct error *error);
/* Certificate and key, read with their permissions checked; both NULL without TLS. Free with
 * serve_tls_free. */
struct serve_tls {
    char *cert, *key;
    size_t cert_len, key_len;
};
bool serve_tls_read(const struct config *config, struct serve_tls *tls_r, struct error *error);
void serve_tls_free(struct serve_tls *tls);
/* Says it in the log when the certificate ends soon. */
bool serve_tls_check(const struct serve_tls *tls, int64_t now, struct error *error);
/* The version of the database. migrate: bring an older one to ours. */
bool serve_schema_check(const struct config *config, bool migrate, struct error *error);

/* Everything, with a line for each on standard output; listens nowhere and changes nothing but the
 * process itself (user). False when one is wrong. */
bool serve_check(const struct config *config);

#endif
