/* Texts in the user's language: a reader of gettext's .mo files, and the choice of a language.
 *
 * A catalogue is checked once, when it is loaded; after that it is only read, by any thread. */
#include "base/i18n.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/embedded.h"
#include "base/log.h"
#include "base/plural.h"

#define MO_MAGIC 0x950412deu
#define MO_HEADER 28
#define TAG_MAX 35 /* RFC 5646 */

struct language {
    char tag[TAG_MAX + 1];
    const unsigned char *mo;
    size_t len;
    bool swapped; /* the other byte order */
    uint32_t count;
    uint32_t keys;  /* where the table of keys begins; they are in order */
    uint32_t texts; /* and that of texts */
    struct plural plural;
    char point;
};

/* ---- the file ---- */

static uint32_t read_word(const struct language *language, size_t at)
{
    uint32_t word;
    memcpy(&word, language->mo + at, sizeof word);
    return language->swapped ? __builtin_bswap32(word) : word;
}

/* Entry i of a table. Only for what load_strings has checked. */
static struct str entry(const struct language *language, uint32_t table, uint32_t i)
{
    size_t at = table + (size_t)i * 8;
    return (struct str){(const char *)language->mo + read_word(language, at + 4),
                        read_word(language, at)};
}

/* Inside the file, with its terminating NUL. */
static bool is_entry_good(const struct language *language, uint32_t table, uint32_t i)
{
    size_t at = table + (size_t)i * 8;
    uint64_t end = (uint64_t)read_word(language, at) + read_word(language, at + 4);
    return end < language->len && language->mo[end] == 0;
}

static bool is_table_inside(const struct language *language, uint32_t table)
{
    return (uint64_t)table + (uint64_t)language->count * 8 <= language->len;
}

static bool load_head(struct language *language)
{
    if (language->len < MO_HEADER) {
        return false;
    }
    language->swapped = read_word(language, 0) != MO_MAGIC;
    if (read_word(language, 0) != MO_MAGIC || read_word(language, 4) >> 16 != 0) {
        return false;
    }
    language->count = read_word(language, 8);
    language->keys = read_word(language, 12);
    language->texts = read_word(language, 16);
    return is_table_inside(language, language->keys) && is_table_inside(language, language->texts);
}

static size_t count_forms(struct str text)
{
    size_t forms = 1;
    for (size_t i = 0; i < text.len; i++) {
        forms += text.at[i] == 0;
    }
    return forms;
}

/* A key with a NUL inside is followed by its plural, and its text has a form for each. */
static bool load_strings(struct language *language)
{
    for (uint32_t i = 0; i < language->count; i++) {
        if (!is_entry_good(language, language->keys, i) ||
            !is_entry_good(language, language->texts, i)) {
            return false;
        }
        struct str key = entry(language, language->keys, i);
        if (i > 0 && strcmp(entry(language, language->keys, i - 1).at, key.at) >= 0) {
            return false;
        }
        size_t forms = count_forms(key) == 1 ? 1 : language->plural.forms;
        if (count_forms(entry(language, language->texts, i)) != forms) {
            return false;
        }
    }
    return true;
}

/* The header's line that starts with `name`, without it. */
static struct str header_line(struct str header, const char *name)
{
    struct str line = STR_NONE;
    while (header.len > 0) {
        str_cut(header, '\n', &line, &header);
        if (str_starts(line, name)) {
            size_t len = strlen(name);
            return (struct str){line.at + len, line.len - len};
        }
    }
    return STR_NONE;
}

/* The text of the empty key says how the others are to be read. */
static bool load_header(struct language *language)
{
    struct str header = STR_NONE;
    if (language->count > 0 && is_entry_good(language, language->keys, 0) &&
        is_entry_good(language, language->texts, 0) &&
        entry(language, language->keys, 0).len == 0) {
        header = entry(language, language->texts, 0);
    }
    struct str type = header_line(header, "Content-Type:");
    if (type.len > 0 && !memmem(type.at, type.len, "charset=UTF-8", 13)) {
        return false;
    }
    return plural_parse(header_line(header, "Plural-Forms:"), &language->plural);
}

/* ---- tags ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_tag(struct str tag, const char *ours)
{
    size_t len = strlen(ours);
    for (size_t i = 0; i < tag.len && i < len; i++) {
        char c = tag.at[i] == '_' ? '-' : lower(tag.at[i]);
        if (c != lower(ours[i])) {
            return false;
        }
    }
    return tag.len == len;
}

static struct str primary(struct str tag)
{
    size_t len = 0;
    while (len < tag.len && tag.at[len] != '-' && tag.at[len] != '_') {
        len++;
    }
    return (struct str){tag.at, len};
}

/* Without the last subtag; empty when there is none to leave out. */
static struct str shorter(struct str tag)
{
    while (tag.len > 0 && tag.at[tag.len - 1] != '-' && tag.at[tag.len - 1] != '_') {
        tag.len--;
    }
    tag.len -= tag.len > 0;
    return tag;
}

/* Arabic is not among these: beside Latin digits its decimal sign is the point, as in CLDR. */
static char point_of(struct str tag)
{
    static const char *const comma[] = {"nb", "nn", "no", "se", "sma", "smj", "da", "sv", "fi",
                                        "de", "fr", "es", "it", "nl",  "pl",  "uk", "ru", "lt",
                                        "lv", "et", "pt", "ro", "tr",  "vi",  "ku"};
    for (size_t i = 0; i < sizeof comma / sizeof comma[0]; i++) {
        if (is_tag(primary(tag), comma[i])) {
            return ',';
        }
    }
    return '.';
}

bool language_load(struct str tag, const void *mo, size_t len, struct language **language_r)
{
    if (tag.len == 0 || tag.len > TAG_MAX) {
        return false;
    }
    struct language *language = calloc(1, sizeof *language);
    if (!language) {
        return false;
    }
    memcpy(language->tag, tag.at, tag.len);
    language->mo = mo;
    language->len = len;
    language->point = point_of(tag);
    if (!load_head(language) || !load_header(language) || !load_strings(language)) {
        free(language);
        return false;
    }
    *language_r = language;
    return true;
}

void language_destroy(struct language *language)
{
    free(language);
}

/* ---- the languages inside the program ---- */

static pthread_once_t loaded = PTHREAD_ONCE_INIT;
static struct language **languages;
static size_t language_count;
/* Stands in where the program was built without Norwegian. */
static const struct language nothing = {.tag = "nb", .point = ','};
static const struct language *norwegian = &nothing;

static void load_all(void)
{
    languages = calloc(embedded_catalogue_count + 1, sizeof *languages);
    for (size_t i = 0; languages && i < embedded_catalogue_count; i++) {
        const struct embedded_catalogue *from = &embedded_catalogues[i];
        struct language *language = NULL;
        if (!language_load(str_of(from->tag), from->mo, from->len, &language)) {
            log_line(LOG_ERROR, "i18n.catalogue", "the catalogue \"%s\" cannot be read", from->tag);
            continue;
        }
        languages[language_count++] = language;
        if (is_tag(STR("nb"), language->tag)) {
            norwegian = language;
        }
    }
}

static const struct language *default_language(void)
{
    pthread_once(&loaded, load_all);
    return norwegian;
}

const struct language *language_find(struct str tag)
{
    pthread_once(&loaded, load_all);
    if (is_tag(primary(tag), "no")) {
        tag = STR("nb");
    }
    for (; tag.len > 0; tag = shorter(tag)) {
        for (size_t i = 0; i < language_count; i++) {
            if (is_tag(tag, languages[i]->tag)) {
                return languages[i];
            }
        }
    }
    return NULL;
}

/* ---- Accept-Language (RFC 9110, 12.5.4) ---- */

static struct str trim(struct str text)
{
    while (text.len > 0 && (*text.at == ' ' || *text.at == '\t')) {
        text.at++;
        text.len--;
    }
    while (text.len > 0 && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t')) {
        text.len--;
    }
    return text;
}

/* "q=0.8" in thousandths; 1000 without one; 0, which is "not this one", when it is unreadable. */
static int quality(struct str parameter)
{
    parameter = trim(parameter);
    if (parameter.len == 0) {
        return 1000;
    }
    if (parameter.len < 3 || parameter.len > 7 || lower(parameter.at[0]) != 'q' ||
        parameter.at[1] != '=' || (parameter.at[2] != '0' && parameter.at[2] != '1') ||
        (parameter.len > 3 && parameter.at[3] != '.')) {
        return 0;
    }
    int value = (parameter.at[2] - '0') * 1000;
    for (size_t i = 4, weight = 100; i < parameter.len; i++, weight /= 10) {
        if (parameter.at[i] < '0' || parameter.at[i] > '9') {
            return 0;
        }
        value += (parameter.at[i] - '0') * (int)weight;
    }
    return value <= 1000 ? value : 0;
}

const struct language *language_accept(struct str header)
{
    const struct language *best = default_language();
    int best_quality = 0;
    while (header.len > 0) {
        struct str item = STR_NONE, tag = STR_NONE, parameter = STR_NONE;
        str_cut(header, ',', &item, &header);
        str_cut(item, ';', &tag, &parameter);
        tag = trim(tag);
        const struct language *language =
            str_is(tag, "*") ? default_language() : language_find(tag);
        int value = quality(parameter);
        if (language && value > best_quality) {
            best = language;
            best_quality = value;
        }
    }
    return best;
}

const char *language_tag(const struct language *language)
{
    return (language ? language : default_language())->tag;
}

/* ---- texts ---- */

static bool find(const struct language *language, const char *key, struct str *text_r)
{
    uint32_t low = 0, high = language->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(key, entry(language, language->keys, middle).at);
        if (order == 0) {
            *text_r = entry(language, language->texts, middle);
            return true;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}

/* The language that has the key: this one or Norwegian; NULL when neither has. */
static const struct language *find_any(const struct language *language, const char *key,
                                       struct str *text_r)
{
    const struct language *fallback = default_language();
    language = language ? language : fallback;
    if (*key == 0) {
        return NULL; /* the header is no text */
    }
    if (find(language, key, text_r)) {
        return language;
    }
    return find(fallback, key, text_r) ? fallback : NULL;
}

const char *text_of(const struct language *language, const char *key)
{
    struct str text = STR_NONE;
    return find_any(language, key, &text) ? text.at : key;
}

const char *text_plural(const struct language *language, const char *key, int64_t n)
{
    struct str text = STR_NONE;
    const struct language *found = find_any(language, key, &text);
    if (!found) {
        return key;
    }
    if (count_forms(text) == 1) {
        return text.at;
    }
    unsigned form = plural_form(&found->plural, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
    const char *at = text.at;
    for (; form > 0; form--) {
        at += strlen(at) + 1; /* load_strings has seen that there are so many */
    }
    return at;
}

static const struct text_arg *find_arg(struct str name, const struct text_arg *args, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(name, args[i].name)) {
            return &args[i];
        }
    }
    return NULL;
}

void text_fill(struct buf *out, const char *text, const struct text_arg *args, size_t count)
{
    for (const char *open = strchr(text, '{'); open; open = strchr(text, '{')) {
        const char *close = strpbrk(open + 1, "{}");
        buf_add(out, text, (size_t)(open - text));
        text = open;
        if (!close) {
            break;
        }
        const struct text_arg *arg =
            *close == '}'
                ? find_arg((struct str){open + 1, (size_t)(close - open - 1)}, args, count)
                : NULL;
        if (arg) {
            buf_str(out, arg->value);
            text = close + 1;
        } else {
            buf_char(out, '{');
            text = open + 1;
        }
    }
    buf_text(out, text);
}

void text_number(const struct language *language, const char *decimal, struct buf *out)
{
    char point = (language ? language : default_language())->point;
    for (; *decimal; decimal++) {
        buf_char(out, *decimal == '.' ? point : *decimal);
    }
}
