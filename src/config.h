/* Settings: one table with name, type, range, default and help. Flag first, then VARDE_NAME in the
 * environment, then the file; an unknown key stops the start with its name and line. */
#ifndef VARDE_CONFIG_H
#define VARDE_CONFIG_H

#include "base/error.h"
#include "base/str.h"

#define CONFIG_TEXT 512

struct config {
    char db[CONFIG_TEXT];
    char db_listen[CONFIG_TEXT]; /* "": as db */
    char listen[CONFIG_TEXT];
    char base_url[CONFIG_TEXT];
    char tls_cert[CONFIG_TEXT], tls_key[CONFIG_TEXT];
    char log_level[16];
    int64_t threads;
    int64_t connections;
    int64_t connections_per_address;
    int64_t patience;  /* seconds */
    int64_t queue;     /* commands that may wait for the writer */
    int64_t body_most; /* bytes */
    int64_t session_hours;
    bool db_prepare;
    bool demo;
    bool national_id_check; /* the check digits of national ids */
    bool auto_migrate;
    bool behind_tls; /* a proxy in front speaks TLS: cookies are Secure, HSTS is sent */
};

void config_defaults(struct config *config);
/* key=value lines, # comments. */
bool config_file(struct config *config, const char *path, struct error *error);
bool config_environment(struct config *config, struct error *error);
/* One setting by name; place says where it came from ("--listen", "varde.conf:3"). */
bool config_set(struct config *config, struct str name, struct str value, const char *place,
                struct error *error);
/* The database as db_open takes it, where nothing is to be prepared. Once, after all was read. */
void config_settle_db(struct config *config);
void config_print(const struct config *config, struct buf *out);
void config_help(struct buf *out);

#endif
