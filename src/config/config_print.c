/* The settings as they are told: the help, and a file that can be read back. */
#include "base/arena.h"
#include "config/config_table.h"
#include "store/db_url.h"

#include <stdio.h>

/* As the file's reader takes quotes off: what it would otherwise cut or refuse goes into them. */
static bool needs_quotes(const char *text)
{
    size_t len = strlen(text);
    return len && (text[0] == ' ' || text[len - 1] == ' ' || text[0] == '"' || text[0] == '\'' ||
                   strstr(text, " #") != NULL);
}

static void put_text(struct buf *out, const char *text)
{
    const char *quote = needs_quotes(text) ? "\"" : "";
    buf_printf(out, "%s%s%s", quote, text, quote);
}

static void put_value(struct buf *out, struct config *config, const struct setting *setting)
{
    char *field = setting_text(config, setting);
    char shown[2 * CONFIG_TEXT];
    int64_t number;
    switch (setting->type) {
    case SETTING_YES_NO:
        buf_text(out, *(const bool *)(const void *)field ? "true" : "false");
        break;
    case SETTING_NUMBER:
        memcpy(&number, field, sizeof number);
        buf_int(out, number);
        break;
    case SETTING_TEXT:
    case SETTING_WORD:
        db_url_mask(field, shown, sizeof shown);
        put_text(out, setting->file_offset ? shown : field);
        break;
    }
}

/* " (1 to 64 seconds) [4]" */
static void put_range(struct buf *out, const struct setting *setting)
{
    if (setting->type == SETTING_NUMBER)
        buf_printf(out, " (%lld to %lld%s%s)", (long long)setting->least, (long long)setting->most,
                   setting->unit[0] ? " " : "", setting->unit);
    if (setting->type == SETTING_YES_NO)
        buf_text(out, " (true or false)");
    if (setting->usual[0])
        buf_printf(out, " [%s]", setting->usual);
}

void config_print(const struct config *config, struct buf *out)
{
    struct config copy = *config;
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *setting = setting_at(i);
        bool by_file = setting->file_offset && setting_file(&copy, setting)[0];
        buf_printf(out, "# %s", setting->help);
        put_range(out, setting);
        buf_printf(out, "\n%s%s = ", setting->name, by_file ? "_file" : "");
        if (by_file)
            put_text(out, setting_file(&copy, setting));
        else
            put_value(out, &copy, setting);
        buf_char(out, '\n');
    }
}

static void put_flag(struct buf *out, const struct setting *setting, const char *suffix)
{
    char flag[CONFIG_WORD];
    snprintf(flag, sizeof flag, "--%s%s", setting->name, suffix);
    for (char *c = flag; *c; c++)
        if (*c == '_')
            *c = '-';
    buf_printf(out, "  %-26s ", flag);
}

void config_help(struct buf *out)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *setting = setting_at(i);
        put_flag(out, setting, "");
        buf_text(out, setting->help);
        put_range(out, setting);
        buf_char(out, '\n');
        if (setting->file_offset) {
            put_flag(out, setting, "_file");
            buf_printf(out, "file with what %s would be, for what is secret\n", setting->name);
        }
    }
}
