#include "config.h"

#include "base/arena.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum setting_type { SETTING_TEXT, SETTING_WORD, SETTING_NUMBER, SETTING_YES_NO };

struct setting {
    const char *name;
    enum setting_type type;
    size_t offset;
    size_t size;         /* of a text's room */
    int64_t least, most; /* of a number */
    const char *usual;   /* default, as text */
    const char *unit;
    const char *help;
};

#define TEXT(field, usual, help)                                                                   \
    {                                                                                              \
#field, SETTING_TEXT, offsetof(struct config, field), CONFIG_TEXT, 0, 0, usual, "", help   \
    }
#define NUMBER(field, least, most, usual, unit, help)                                              \
    {                                                                                              \
#field, SETTING_NUMBER, offsetof(struct config, field), 0, least, most, usual, unit, help  \
    }
#define YES_NO(field, usual, help)                                                                 \
    {                                                                                              \
#field, SETTING_YES_NO, offsetof(struct config, field), 0, 0, 0, usual, "", help           \
    }

static const struct setting settings[] = {
    TEXT(db, "sqlite:./varde.db", "sqlite:PATH or postgresql://HOST/NAME"),
    TEXT(db_listen, "",
         "where processes hear of each other, when db goes through a pooler in"
         " transaction mode: the same PostgreSQL, directly"),
    YES_NO(db_prepare, "true", "prepare statements; false behind a pooler in transaction mode"),
    TEXT(listen, "127.0.0.1:8080", "address and port; port 0 takes a free one"),
    TEXT(base_url, "", "how the service is reached from outside, https://…"),
    TEXT(tls_cert, "", "file with the certificate chain (PEM); with tls_key: HTTPS directly"),
    TEXT(tls_key, "", "file with the private key (PEM)"),
    {"log_level", SETTING_WORD, offsetof(struct config, log_level), 16, 0, 0, "info", "",
     "debug, info, warn or error"},
    NUMBER(threads, 1, 64, "4", "", "threads that answer requests"),
    NUMBER(connections, 8, 65536, "2048", "", "open connections at most"),
    NUMBER(connections_per_address, 0, 65536, "0", "", "of these from one address; 0: no bound"),
    NUMBER(patience, 1, 600, "15", "seconds", "silence after which a connection is closed"),
    NUMBER(queue, 16, 1000000, "4096", "", "writes that may wait; more are answered 503"),
    NUMBER(body_most, 1024, 67108864, "1048576", "bytes", "the largest body that any route takes"),
    NUMBER(session_hours, 1, 24, "10", "hours", "after which one signs in again"),
    YES_NO(demo, "false", "offers log-in by name at /login: only for demonstration data"),
    YES_NO(national_id_check, "true", "check digits of national ids; false for test series only"),
    YES_NO(auto_migrate, "false", "bring an older database to this version at start"),
    YES_NO(behind_tls, "false", "a proxy in front speaks TLS: Secure cookies, HSTS"),
};
enum { SETTING_COUNT = sizeof settings / sizeof settings[0] };

static bool set_value(struct config *config, const struct setting *setting, struct str value,
                      const char *place, struct error *error)
{
    char *field = (char *)config + setting->offset;
    int64_t number;
    switch (setting->type) {
    case SETTING_TEXT:
    case SETTING_WORD:
        if (value.len >= setting->size)
            return error_at(error, ERROR_MALFORMED, place, "%s: longer than %zu bytes",
                            setting->name, setting->size - 1);
        snprintf(field, setting->size, "%.*s", STR_ARG(value));
        return true;
    case SETTING_NUMBER:
        if (!str_int(value, &number) || number < setting->least || number > setting->most)
            return error_at(error, ERROR_MALFORMED, place, "%s: a whole number from %lld to %lld",
                            setting->name, (long long)setting->least, (long long)setting->most);
        memcpy(field, &number, sizeof number);
        return true;
    case SETTING_YES_NO:
        if (!str_is(value, "true") && !str_is(value, "false"))
            return error_at(error, ERROR_MALFORMED, place, "%s: true or false", setting->name);
        *(bool *)(void *)field = str_is(value, "true");
        return true;
    }
    return false;
}

static const struct setting *setting_find(struct str name)
{
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (str_is(name, settings[i].name))
            return &settings[i];
    return NULL;
}

static bool log_level_known(const struct config *config)
{
    static const char *const words[] = {"debug", "info", "warn", "error"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(config->log_level, words[i]) == 0)
            return true;
    return false;
}

bool config_set(struct config *config, struct str name, struct str value, const char *place,
                struct error *error)
{
    const struct setting *setting = setting_find(name);
    if (!setting)
        return error_at(error, ERROR_MALFORMED, place, "there is no setting “%.*s”", STR_ARG(name));
    if (!set_value(config, setting, value, place, error))
        return false;
    if (setting->type == SETTING_WORD && !log_level_known(config))
        return error_at(error, ERROR_MALFORMED, place, "%s: %s", setting->name, setting->help);
    return true;
}

void config_defaults(struct config *config)
{
    memset(config, 0, sizeof *config);
    for (size_t i = 0; i < SETTING_COUNT; i++)
        set_value(config, &settings[i], str_of(settings[i].usual), "default", NULL);
}

static struct str trimmed(struct str text)
{
    while (text.len && isspace((unsigned char)text.at[0]))
        text = (struct str){text.at + 1, text.len - 1};
    while (text.len && isspace((unsigned char)text.at[text.len - 1]))
        text.len--;
    return text;
}

bool config_file(struct config *config, const char *path, struct error *error)
{
    char line[CONFIG_TEXT * 2], place[CONFIG_TEXT + 32];
    FILE *file = fopen(path, "r");
    bool ok = true;
    if (!file)
        return error_at(error, ERROR_MALFORMED, path, "cannot be read");
    for (int number = 1; ok && fgets(line, sizeof line, file); number++) {
        struct str text = trimmed(str_of(line)), name, value;
        snprintf(place, sizeof place, "%s:%d", path, number);
        if (!text.len || text.at[0] == '#')
            continue;
        if (!str_cut(text, '=', &name, &value))
            ok = error_at(error, ERROR_MALFORMED, place, "a line is name = value");
        else
            ok = config_set(config, trimmed(name), trimmed(value), place, error);
    }
    (void)fclose(file);
    return ok;
}

/* VARDE_TEST_… belongs to the tests; VARDE_CONFIG names the file. */
bool config_environment(struct config *config, struct error *error)
{
    extern char **environ;
    for (char **at = environ; *at; at++) {
        struct str name, value;
        char lower[64];
        size_t len = 0;
        if (!str_starts(str_of(*at), "VARDE_") || !str_cut(str_of(*at), '=', &name, &value) ||
            str_starts(name, "VARDE_TEST_") || str_is(name, "VARDE_CONFIG"))
            continue;
        for (size_t i = strlen("VARDE_"); i < name.len && len < sizeof lower - 1; i++)
            lower[len++] = (char)tolower((unsigned char)name.at[i]);
        if (!setting_find((struct str){lower, len}))
            continue;
        char place[96];
        snprintf(place, sizeof place, "environment VARDE_%.*s", (int)len, lower);
        if (!config_set(config, (struct str){lower, len}, value, place, error))
            return false;
    }
    return true;
}

static void put_value(struct buf *out, const struct config *config, const struct setting *setting)
{
    const char *field = (const char *)config + setting->offset;
    int64_t number;
    if (setting->type == SETTING_YES_NO) {
        buf_text(out, *(const bool *)(const void *)field ? "true" : "false");
    } else if (setting->type == SETTING_NUMBER) {
        memcpy(&number, field, sizeof number);
        buf_int(out, number);
    } else {
        buf_text(out, field);
    }
}

void config_settle_db(struct config *config)
{
    static const char unprepared[] = "varde_prepare=false";
    size_t len = strlen(config->db);
    if (config->db_prepare || !str_starts(str_of(config->db), "postgres") ||
        strstr(config->db, unprepared) || len + sizeof unprepared >= sizeof config->db)
        return;
    snprintf(config->db + len, sizeof config->db - len, "%c%s", strchr(config->db, '?') ? '&' : '?',
             unprepared);
}

void config_print(const struct config *config, struct buf *out)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        buf_printf(out, "# %s\n%s = ", settings[i].help, settings[i].name);
        put_value(out, config, &settings[i]);
        buf_char(out, '\n');
    }
}

void config_help(struct buf *out)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        char flag[40];
        snprintf(flag, sizeof flag, "--%s", settings[i].name);
        for (char *c = flag; *c; c++)
            if (*c == '_')
                *c = '-';
        buf_printf(out, "  %-26s %s", flag, settings[i].help);
        if (settings[i].type == SETTING_NUMBER)
            buf_printf(out, " (%lld to %lld%s%s)", (long long)settings[i].least,
                       (long long)settings[i].most, settings[i].unit[0] ? " " : "",
                       settings[i].unit);
        buf_printf(out, " [%s]\n", settings[i].usual);
    }
}
