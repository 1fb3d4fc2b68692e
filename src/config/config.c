#include "config/config.h"

#include "config/config_table.h"

#include <stddef.h>
#include <stdio.h>

#define ROOM(field) sizeof(((struct config *)NULL)->field)
#define TEXT(field, usual, help)                                                                   \
    {                                                                                              \
#field, SETTING_TEXT, offsetof(struct config, field), ROOM(field), 0, 0, 0, usual, "",     \
            help                                                                                   \
    }
#define SECRET(field, usual, help)                                                                 \
    {                                                                                              \
#field, SETTING_TEXT, offsetof(struct config, field), ROOM(field),                         \
            offsetof(struct config, field##_file), 0, 0, usual, "", help                           \
    }
#define WORD(field, usual, help)                                                                   \
    {                                                                                              \
#field, SETTING_WORD, offsetof(struct config, field), ROOM(field), 0, 0, 0, usual, "",     \
            help                                                                                   \
    }
#define NUMBER(field, least, most, usual, unit, help)                                              \
    {                                                                                              \
#field, SETTING_NUMBER, offsetof(struct config, field), 0, 0, least, most, usual, unit,    \
            help                                                                                   \
    }
#define YES_NO(field, usual, help)                                                                 \
    {                                                                                              \
#field, SETTING_YES_NO, offsetof(struct config, field), 0, 0, 0, 0, usual, "", help        \
    }

static const struct setting settings[] = {
    SECRET(db, "sqlite:./varde.db", "sqlite:PATH or postgresql://HOST/NAME"),
    SECRET(db_listen, "",
           "where processes hear of each other, when db goes through a pooler in transaction mode: "
           "the same PostgreSQL, directly"),
    YES_NO(db_prepare, "true", "prepare statements; false behind a pooler in transaction mode"),
    TEXT(listen, "127.0.0.1:8080", "address and port; port 0 takes a free one"),
    TEXT(base_url, "", "how the service is reached from outside, https://…"),
    TEXT(tls_cert, "", "file with the certificate chain (PEM); with tls_key: HTTPS directly"),
    TEXT(tls_key, "", "file with the private key (PEM)"),
    TEXT(user, "", "whom to become when started as root, after the address is taken"),
    WORD(log_level, "info", "debug, info, warn or error"),
    TEXT(log_file, "", "where the log goes, opened anew on SIGHUP; empty: standard error"),
    NUMBER(threads, 1, 64, "4", "", "threads that answer requests"),
    NUMBER(connections, 8, 65536, "2048", "", "open connections at most"),
    NUMBER(connections_per_address, 0, 65536, "0", "", "of these from one address; 0: no bound"),
    NUMBER(patience, 1, 600, "15", "seconds", "silence after which a connection is closed"),
    NUMBER(queue, 16, 1000000, "4096", "", "writes that may wait; more are answered 503"),
    NUMBER(body_most, 1024, 67108864, "1048576", "bytes", "the largest body that any route takes"),
    NUMBER(session_hours, 1, 24, "10", "hours", "after which one signs in again"),
    NUMBER(quiet_from, 0, 23, "21", "o'clock", "from when on no patient is reminded of anything"),
    NUMBER(quiet_until, 0, 23, "8", "o'clock", "until when; the same as quiet_from: never quiet"),
    YES_NO(demo, "false", "offers log-in by name at /login: only for demonstration data"),
    YES_NO(national_id_check, "true", "check digits of national ids; false for test series only"),
    YES_NO(auto_migrate, "false", "bring an older database to this version at start"),
    YES_NO(behind_tls, "false", "a proxy in front speaks TLS: Secure cookies, HSTS"),
    YES_NO(insecure, "false", "allow demo, or HTTP without TLS, where others can reach it"),
};
enum { SETTING_COUNT = sizeof settings / sizeof settings[0] };
_Static_assert((int)SETTING_COUNT <= (int)CONFIG_SETTINGS_MOST,
               "config.from has no room for all settings");

size_t setting_count(void)
{
    return SETTING_COUNT;
}

const struct setting *setting_at(size_t i)
{
    return &settings[i];
}

char *setting_text(struct config *config, const struct setting *setting)
{
    return (char *)config + setting->offset;
}

char *setting_file(struct config *config, const struct setting *setting)
{
    return (char *)config + setting->file_offset;
}

const struct setting *setting_find(struct str name, bool *by_file_r)
{
    struct str stem = name;
    *by_file_r = name.len > 5 && memcmp(name.at + name.len - 5, "_file", 5) == 0;
    if (*by_file_r)
        stem.len -= 5;
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (*by_file_r && settings[i].file_offset && str_is(stem, settings[i].name))
            return &settings[i];
    *by_file_r = false;
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (str_is(name, settings[i].name))
            return &settings[i];
    return NULL;
}

/* How many letters to put in, take out or change (Levenshtein); both shorter than CONFIG_WORD. */
static size_t distance(struct str a, struct str b)
{
    size_t row[CONFIG_WORD];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t before = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t least = before + (a.at[i - 1] != b.at[j - 1]);
            before = row[j];
            if (row[j] + 1 < least)
                least = row[j] + 1;
            if (row[j - 1] + 1 < least)
                least = row[j - 1] + 1;
            row[j] = least;
        }
    }
    return row[b.len];
}

const char *setting_near(struct str name)
{
    const char *near = NULL;
    size_t least = name.len / 3 + 1;
    if (name.len >= CONFIG_WORD)
        return NULL;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        size_t far = distance(name, str_of(settings[i].name));
        if (far <= least && far < strlen(settings[i].name)) {
            near = settings[i].name;
            least = far;
        }
    }
    return near;
}

static bool word_known(const char *word)
{
    static const char *const words[] = {"debug", "info", "warn", "error"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static bool set_text(char *field, size_t size, const char *name, struct str value,
                     const char *place, struct error *error)
{
    if (value.len >= size)
        return error_at(error, ERROR_MALFORMED, place, "%s: longer than %zu bytes", name, size - 1);
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7f)
            return error_at(error, ERROR_MALFORMED, place, "%s: has a control character", name);
    snprintf(field, size, "%.*s", STR_ARG(value));
    return true;
}

static bool set_value(struct config *config, const struct setting *setting, struct str value,
                      const char *place, struct error *error)
{
    char *field = setting_text(config, setting);
    int64_t number;
    switch (setting->type) {
    case SETTING_TEXT:
        return set_text(field, setting->size, setting->name, value, place, error);
    case SETTING_WORD:
        return (set_text(field, setting->size, setting->name, value, place, error) &&
                word_known(field)) ||
               error_at(error, ERROR_MALFORMED, place, "%s: %s", setting->name, setting->help);
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

/* A secret is the one or the other: what comes later takes the place of both. */
static bool set_secret(struct config *config, const struct setting *setting, bool by_file,
                       struct str value, const char *place, struct error *error)
{
    char *file = setting_file(config, setting);
    if (by_file)
        return set_text(file, CONFIG_TEXT, setting->name, value, place, error);
    file[0] = 0;
    return set_value(config, setting, value, place, error);
}

/* Flags are let through: the last of them holds, as people are used to. */
static bool may_set(struct config *config, enum config_source source, const struct setting *setting,
                    bool by_file, const char *place, struct error *error)
{
    if (config->from[setting - settings] != source)
        return true;
    bool had_file = setting->file_offset && setting_file(config, setting)[0];
    if (setting->file_offset && had_file != by_file)
        return error_at(error, ERROR_MALFORMED, place, "%s and %s_file: only one of them",
                        setting->name, setting->name);
    return source == CONFIG_FLAG ||
           error_at(error, ERROR_MALFORMED, place, "%s is set twice", setting->name);
}

static bool unknown(struct str name, const char *place, struct error *error)
{
    const char *near = setting_near(name);
    int len = name.len < 80 ? (int)name.len : 80;
    return error_at(error, ERROR_MALFORMED, place, "there is no setting “%.*s”%s%s%s", len, name.at,
                    near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

bool config_set(struct config *config, enum config_source source, struct str name, struct str value,
                const char *place, struct error *error)
{
    bool by_file;
    const struct setting *setting = setting_find(name, &by_file);
    if (!setting)
        return unknown(name, place, error);
    if (!may_set(config, source, setting, by_file, place, error))
        return false;
    config->from[setting - settings] = (unsigned char)source;
    return setting->file_offset ? set_secret(config, setting, by_file, value, place, error)
                                : set_value(config, setting, value, place, error);
}

void config_defaults(struct config *config)
{
    memset(config, 0, sizeof *config);
    for (size_t i = 0; i < SETTING_COUNT; i++)
        set_value(config, &settings[i], str_of(settings[i].usual), "default", NULL);
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
