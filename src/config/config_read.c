/* Where settings come from: the file, the environment, and files with secrets. */
#include "base/trusted_file.h"
#include "config/config_table.h"
#include "store/db_url.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { FILE_MOST = 65536, SECRET_MOST = 4096, PLACE = 160 };

static bool has_comment(struct str text)
{
    for (size_t i = 1; i < text.len; i++)
        if (text.at[i] == '#' && isspace((unsigned char)text.at[i - 1]))
            return true;
    return false;
}

/* A value may stand in quotes, which are taken off; there are no escapes in them. */
static bool unquote(struct str *value, const char *place, struct error *error)
{
    char quote = value->len ? value->at[0] : 0;
    if (quote != '"' && quote != '\'')
        return !has_comment(*value) ||
               error_at(error, ERROR_MALFORMED, place,
                        "a comment stands on a line of its own; if # belongs to the value, put it "
                        "in quotes");
    if (value->len < 2 || value->at[value->len - 1] != quote)
        return error_at(error, ERROR_MALFORMED, place, "the quotes do not end with the line");
    *value = (struct str){value->at + 1, value->len - 2};
    return true;
}

static bool take_line(struct config *config, struct str text, const char *place,
                      struct error *error)
{
    struct str name, value;
    if (memchr(text.at, 0, text.len))
        return error_at(error, ERROR_MALFORMED, place, "has a NUL byte: this is no text file");
    text = str_trim(text);
    if (!text.len || text.at[0] == '#')
        return true;
    if (!str_cut(text, '=', &name, &value))
        return error_at(error, ERROR_MALFORMED, place, "a line is name = value");
    value = str_trim(value);
    return unquote(&value, place, error) &&
           config_set(config, CONFIG_FILE, str_trim(name), value, place, error);
}

/* A password in a file that everybody may read is none. */
static bool keeps_its_secrets(const struct config *config, const char *path, struct error *error)
{
    struct config copy = *config;
    char shown[2 * CONFIG_TEXT];
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *setting = setting_at(i);
        const char *text = setting_text(&copy, setting);
        if (!setting->file_offset || config->from[i] != CONFIG_FILE)
            continue;
        db_url_mask(text, shown, sizeof shown);
        if (strcmp(shown, text) != 0 && trusted_is_open(path))
            return error_at(
                error, ERROR_MALFORMED, path,
                "holds a password (%s), and everybody may read it: chmod 600 or 640 it, "
                "or use %s_file",
                setting->name, setting->name);
    }
    return true;
}

bool config_file(struct config *config, const char *path, struct error *error)
{
    char place[PLACE], *text;
    size_t len;
    bool ok = true;
    if (!trusted_read(path, TRUST_SETTINGS, FILE_MOST, &text, &len, error))
        return false;
    struct str rest = {text, len};
    if (str_starts(rest, "\xef\xbb\xbf"))
        rest = (struct str){text + 3, len - 3};
    for (int number = 1; ok && rest.len; number++) {
        struct str line;
        snprintf(place, sizeof place, "%.140s:%d", path, number);
        str_cut(rest, '\n', &line, &rest);
        ok = take_line(config, line, place, error);
    }
    trusted_free(text, len);
    return ok && keeps_its_secrets(config, path, error);
}

/* What is ours and no setting: VARDE_CONFIG names the file, VARDE_TEST_… and VARDE_BIN belong to
 * the tests, VARDE_WEB_OUT to the build; Kubernetes tells every container of a service called
 * "varde" by VARDE_SERVICE_… and VARDE_PORT…. */
static bool is_no_setting(struct str name)
{
    static const char *const whole[] = {"VARDE_CONFIG", "VARDE_BIN", "VARDE_WEB_OUT", "VARDE_PORT"};
    static const char *const starts[] = {"VARDE_TEST_", "VARDE_SERVICE_", "VARDE_PORT_"};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        if (str_is(name, whole[i]))
            return true;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (str_starts(name, starts[i]))
            return true;
    return false;
}

static bool take_variable(struct config *config, struct str variable, struct str value,
                          struct error *error)
{
    char lower[CONFIG_WORD * 2], place[PLACE];
    struct str name = {variable.at + strlen("VARDE_"), variable.len - strlen("VARDE_")};
    snprintf(place, sizeof place, "environment %.*s", STR_ARG(variable));
    if (name.len >= sizeof lower)
        return error_at(error, ERROR_MALFORMED, place, "is no setting of ours");
    for (size_t i = 0; i < name.len; i++) {
        if (islower((unsigned char)name.at[i]))
            return error_at(error, ERROR_MALFORMED, place, "is written in capitals");
        lower[i] = (char)tolower((unsigned char)name.at[i]);
    }
    return config_set(config, CONFIG_ENVIRONMENT, (struct str){lower, name.len}, value, place,
                      error);
}

bool config_environment(struct config *config, struct error *error)
{
    extern char **environ;
    for (char **at = environ; *at; at++) {
        struct str name, value;
        if (!str_starts(str_of(*at), "VARDE_") || !str_cut(str_of(*at), '=', &name, &value) ||
            is_no_setting(name))
            continue;
        if (!take_variable(config, name, value, error))
            return false;
    }
    return true;
}

static bool read_secret(struct config *config, const struct setting *setting, struct error *error)
{
    const char *path = setting_file(config, setting);
    char *text;
    size_t len;
    if (!trusted_read(path, TRUST_SECRET, SECRET_MOST, &text, &len, error))
        return false;
    struct str value = {text, len};
    while (value.len && (text[value.len - 1] == '\n' || text[value.len - 1] == '\r'))
        value.len--;
    bool ok = value.len > 0 && value.len < setting->size && !memchr(text, 0, value.len) &&
              !memchr(text, '\n', value.len);
    if (ok)
        snprintf(setting_text(config, setting), setting->size, "%.*s", STR_ARG(value));
    else
        error_at(error, ERROR_MALFORMED, path, "%s: one line of text, at most %zu bytes",
                 setting->name, setting->size - 1);
    trusted_free(text, len);
    return ok;
}

bool config_complete(struct config *config, struct error *error)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *setting = setting_at(i);
        if (setting->file_offset && setting_file(config, setting)[0] &&
            !read_secret(config, setting, error))
            return false;
    }
    return true;
}
