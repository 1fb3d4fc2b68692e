#include "serve_check.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/trusted_file.h"
#include "http/server.h"
#include "privileges.h"
#include "store/db_files.h"
#include "store/db_url.h"
#include "store/migrate.h"
#include "store/rights.h"

#include <stdio.h>

enum { PEM_MOST = 65536, SOON_DAYS = 14 };

/* ---- settings that do not go together ---- */

static bool wrong(struct error *error, const char *place, const char *what)
{
    return error_at(error, ERROR_MALFORMED, place, "%s", what);
}

static bool has_tls(const struct config *config)
{
    return config->tls_cert[0] || config->behind_tls;
}

static bool check_tls(const struct config *config, struct error *error)
{
    if (!config->tls_cert[0] != !config->tls_key[0])
        return wrong(error, config->tls_cert[0] ? "tls_key" : "tls_cert",
                     "is missing: certificate and key go together");
    if (config->tls_cert[0] && config->behind_tls)
        return wrong(
            error, "behind_tls",
            "is for a proxy that speaks TLS; with tls_cert varde does so itself: choose one");
    if (config->behind_tls && config->connections_per_address)
        return wrong(error, "connections_per_address",
                     "behind a proxy all connections come from its address: bound them there");
    return true;
}

/* http://HOST… with a HOST that only this machine can reach. */
static bool is_local_url(const char *url)
{
    static const char *const local[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
    for (size_t i = 0; i < sizeof local / sizeof local[0]; i++) {
        size_t len = strlen(local[i]);
        if (strncmp(url, local[i], len) == 0 && strchr(":/", url[len])) /* or its end */
            return true;
    }
    return false;
}

static bool check_base_url(const struct config *config, struct error *error)
{
    const char *url = config->base_url;
    bool https = str_starts(str_of(url), "https://");
    if (!url[0] || is_local_url(url))
        return true;
    if ((!https && !str_starts(str_of(url), "http://")) || strpbrk(url, " ?#@"))
        return wrong(error, "base_url", "is https://NAME, perhaps with a port");
    if (!https && !config->insecure)
        return wrong(error, "base_url", "must begin with https://");
    if (https && !has_tls(config))
        return wrong(
            error, "base_url",
            "is https, but who speaks TLS? Set tls_cert and tls_key, or behind_tls = true");
    if (config->demo && !config->insecure)
        return wrong(
            error, "demo",
            "lets everybody sign in as anybody, and base_url is for others too; with made-up "
            "people only, insecure = true allows it");
    return true;
}

static bool check_reach(const struct config *config, struct error *error)
{
    if (config->insecure || http_address_is_local(config->listen))
        return true;
    if (config->demo)
        return wrong(error, "demo",
                     "lets everybody sign in as anybody, and others can reach this address; with "
                     "made-up people only, insecure = true allows it");
    return has_tls(config) ||
           wrong(error, "listen",
                 "others can reach this address, and nobody speaks TLS: set tls_cert and tls_key, "
                 "or behind_tls = true");
}

bool serve_settings_check(const struct config *config, struct error *error)
{
    return http_address_check(config->listen, error) && db_url_check(config->db, error) &&
           (!config->db_listen[0] || db_url_check(config->db_listen, error)) &&
           check_tls(config, error) && check_base_url(config, error) && check_reach(config, error);
}

/* Beside the connections: the database's files, a pipe for each thread, the log. */
bool serve_files_check(const struct config *config, struct error *error)
{
    return privileges_files(config->connections + config->threads * 16 + 64, error);
}

/* ---- certificate and key ---- */

bool serve_tls_read(const struct config *config, struct serve_tls *tls_r, struct error *error)
{
    struct serve_tls tls = {0};
    bool ok = !config->tls_cert[0] || (trusted_read(config->tls_cert, TRUST_SETTINGS, PEM_MOST,
                                                    &tls.cert, &tls.cert_len, error) &&
                                       trusted_read(config->tls_key, TRUST_SECRET, PEM_MOST,
                                                    &tls.key, &tls.key_len, error));
    if (!ok)
        serve_tls_free(&tls);
    *tls_r = tls;
    return ok;
}

void serve_tls_free(struct serve_tls *tls)
{
    trusted_free(tls->cert, tls->cert_len);
    trusted_free(tls->key, tls->key_len);
    *tls = (struct serve_tls){0};
}

bool serve_tls_check(const struct serve_tls *tls, int64_t now, struct error *error)
{
    int64_t left;
    if (!tls->cert)
        return true;
    if (!http_tls_check(tls->cert, tls->key, now, &left, error))
        return false;
    if (left < SOON_DAYS * DAY)
        log_number(LOG_WARN, "tls.expires", "days", left / DAY);
    return true;
}

/* ---- the database ---- */

static bool check_version(const struct config *config, enum schema_state state, int64_t version,
                          struct error *error)
{
    if (state == SCHEMA_NEWER)
        return error_at(
            error, ERROR_CONFLICT, "db",
            "the database has version %lld, this program knows %lld: use a newer program",
            (long long)version, (long long)migrate_newest());
    if (state == SCHEMA_EMPTY && !config->auto_migrate)
        return error_at(error, ERROR_CONFLICT, "db",
                        "the database is empty: run varde init with the installation's file, or "
                        "varde restore");
    if (state != SCHEMA_CURRENT && !config->auto_migrate)
        return error_at(
            error, ERROR_CONFLICT, "db",
            "the database has version %lld, this program needs %lld: run varde migrate, or set "
            "auto_migrate = true",
            (long long)version, (long long)migrate_newest());
    return true;
}

bool serve_schema_check(const struct config *config, bool migrate, struct error *error)
{
    enum schema_state state;
    int64_t version;
    int applied;
    struct db *db = db_open(config->db, DB_WRITE, error);
    if (!db)
        return false;
    bool ok = migrate_state(db, &state, &version, error) &&
              check_version(config, state, version, error) &&
              (!migrate || state == SCHEMA_CURRENT ||
               migrate_run(db, clock_now(NULL), &applied, error)) &&
              ((!migrate && state != SCHEMA_CURRENT) || rights_check(db, error));
    db_close(db);
    return ok;
}

/* ---- all of it, for --check ---- */

static bool look_certificate(const struct config *config, struct error *error)
{
    struct serve_tls tls;
    bool ok = serve_tls_read(config, &tls, error) && serve_tls_check(&tls, clock_now(NULL), error);
    serve_tls_free(&tls);
    return ok;
}

static bool look_user(const struct config *config, struct error *error)
{
    return privileges_drop(config->user, error);
}

static bool look_log(const struct config *config, struct error *error)
{
    return !config->log_file[0] || log_file_open(config->log_file, error);
}

static bool look_files(const struct config *config, struct error *error)
{
    int mended;
    return db_files_check(config->db, false, &mended, error);
}

static bool look_database(const struct config *config, struct error *error)
{
    return serve_schema_check(config, false, error);
}

bool serve_check(const struct config *config)
{
    static const struct {
        const char *what;
        bool (*look)(const struct config *config, struct error *error);
    } looks[] = {
        {"settings", serve_settings_check},
        {"connections", serve_files_check},
        {"certificate", look_certificate},
        {"user", look_user},
        {"log", look_log},
        {"files", look_files},
        {"database", look_database},
    };
    bool all = true;
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        struct error error = {0};
        bool ok = looks[i].look(config, &error);
        printf("%s: %s%s%s\n", looks[i].what, ok ? "good" : error.place,
               !ok && error.place[0] ? ": " : "",
               ok             ? ""
               : error.log[0] ? error.log
                              : error.detail);
        all = all && ok;
    }
    return all;
}
