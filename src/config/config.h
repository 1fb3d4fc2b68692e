/* Settings: one table with name, type, range, default and help. Flag first, then VARDE_NAME in the
 * environment, then the file; an unknown name stops the start, with its place and line.
 *
 * A secret may stand in a file of its own: NAME_file, VARDE_NAME_FILE, --NAME-file. */
#ifndef VARDE_CONFIG_H
#define VARDE_CONFIG_H

#include "base/error.h"
#include "base/str.h"

#define CONFIG_TEXT 512
enum { CONFIG_SETTINGS_MOST = 48, CONFIG_WORD = 64 };

/* Where a setting comes from; a later one goes before an earlier one. */
enum config_source { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_ENVIRONMENT, CONFIG_FLAG };

struct config {
    char db[CONFIG_TEXT], db_file[CONFIG_TEXT];
    char db_listen[CONFIG_TEXT], db_listen_file[CONFIG_TEXT]; /* "": as db */
    char listen[CONFIG_TEXT];
    char base_url[CONFIG_TEXT];
    char tls_cert[CONFIG_TEXT], tls_key[CONFIG_TEXT];
    char user[CONFIG_WORD];
    char log_level[CONFIG_WORD];
    char log_file[CONFIG_TEXT];
    int64_t threads;
    int64_t connections;
    int64_t connections_per_address;
    int64_t patience;  /* seconds */
    int64_t queue;     /* commands that may wait for the writer */
    int64_t body_most; /* bytes */
    int64_t session_hours;
    int64_t quiet_from, quiet_until; /* hours of the day, by the patient's clock */
    bool db_prepare;
    bool demo;
    bool national_id_check; /* the check digits of national ids */
    bool auto_migrate;
    bool behind_tls; /* a proxy in front speaks TLS: cookies are Secure, HSTS is sent */
    bool insecure;   /* demo, or HTTP without TLS, where others can reach it */
    unsigned char from[CONFIG_SETTINGS_MOST]; /* enum config_source, in the table's order */
};

void config_defaults(struct config *config);
/* name = value lines, # comments. Refused when others than its owner may change it, or when it
 * holds a secret and others may read it. */
bool config_file(struct config *config, const char *path, struct error *error);
/* Names that begin with VARDE_ and are none of ours are refused. */
bool config_environment(struct config *config, struct error *error);
/* One setting by name; place says where it came from ("--listen", "varde.conf:3"). A file or the
 * environment gives each only once. */
bool config_set(struct config *config, enum config_source source, struct str name, struct str value,
                const char *place, struct error *error);
/* Last: reads the secrets that stand in files of their own. */
bool config_complete(struct config *config, struct error *error);
/* The database as db_open takes it, where nothing is to be prepared. After all was read. */
void config_settle_db(struct config *config);
/* As a file that can be read back; a password is never shown. */
void config_print(const struct config *config, struct buf *out);
void config_help(struct buf *out);

#endif
