/* The members of a programme file: each is what it must be, or refused with its place. */
#include "base/decimal.h"
#include "fhir/member.h"
#include "programme/programme_parse.h"

#include <stdio.h>

enum { TEXT_MOST = 4000, NAME_CLIP = 40 };

/* ---- places ---- */

static void pointer_add(const struct place *place, struct buf *out)
{
    if (place->up)
        pointer_add(place->up, out);
    if (!place->name[0])
        return;
    buf_char(out, '/');
    for (size_t i = 0; place->name[i] && i < NAME_CLIP; i++) {
        unsigned char c = (unsigned char)place->name[i];
        if (c == '~' || c == '/')
            buf_text(out, c == '~' ? "~0" : "~1");
        else
            buf_char(out, c > 0x20 && c < 0x7f ? (char)c : '?');
    }
    if (place->index >= 0)
        buf_printf(out, "/%d", place->index);
}

bool file_error(const struct programme_reader *reader, const struct place *place,
                const char *format, ...)
{
    char detail[sizeof reader->error->detail];
    struct arena arena;
    struct buf pointer;
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    arena_init(&arena);
    buf_init(&pointer, &arena, 160);
    pointer_add(place, &pointer);
    error_at(reader->error, ERROR_INVALID, pointer.len ? buf_cstr(&pointer) : "/", "%s", detail);
    arena_finish(&arena);
    return false;
}

/* ---- members ---- */

static bool is_among(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

bool file_members(const struct programme_reader *reader, struct json_object *object,
                  const char *const *names, const struct place *place)
{
    struct member member;
    if (!json_in_is_object(object) || !member_first(object, &member))
        return file_error(reader, place, "must be an object, and not empty");
    do {
        struct place here = PLACE_IN(place, member.name);
        if (!is_among(member.name, names))
            return file_error(reader, &here, "is not known here");
        if (!member.value)
            return file_error(reader, &here, "must not be null");
    } while (member_next(&member));
    return true;
}

bool file_list(const struct programme_reader *reader, struct json_object *object, const char *name,
               bool required, size_t most, const struct place *place, struct json_object **list_r)
{
    struct place here = PLACE_IN(place, name);
    struct json_object *list = json_in_get(object, name);
    *list_r = list;
    if (!list)
        return !required || file_error(reader, &here, "is missing");
    if (!json_in_is_array(list))
        return file_error(reader, &here, "must be a list");
    if (json_in_length(list) > most)
        return file_error(reader, &here, "has more than %zu", most);
    return true;
}

static bool is_id(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return text.len > 0 && text.len < PROGRAMME_ID;
}

static bool is_text(struct str text)
{
    return text.len > 0 && text.len <= TEXT_MOST && !memchr(text.at, 0, text.len);
}

bool file_text(const struct programme_reader *reader, struct json_object *object, const char *name,
               bool required, const struct place *place, const char **text_r)
{
    struct place here = PLACE_IN(place, name);
    struct json_object *value = json_in_get(object, name);
    struct str text = json_in_str(value);
    *text_r = NULL;
    if (!value)
        return !required || file_error(reader, &here, "is missing");
    if (!is_text(text))
        return file_error(reader, &here, "must be a text of 1 to %d bytes", TEXT_MOST);
    *text_r = arena_text(reader->arena, text);
    return true;
}

bool file_id(const struct programme_reader *reader, struct json_object *object, const char *name,
             bool required, const struct place *place, const char **id_r)
{
    if (!file_text(reader, object, name, required, place, id_r))
        return false;
    return !*id_r || is_id(str_of(*id_r)) ||
           file_error(reader, &PLACE_IN(place, name), "must be 1 to %d of a to z, 0 to 9, - and _",
                      PROGRAMME_ID - 1);
}

bool file_flag(const struct programme_reader *reader, struct json_object *object, const char *name,
               const struct place *place, bool *flag_r)
{
    struct json_object *value = json_in_get(object, name);
    if (!value)
        return true;
    *flag_r = json_in_true(value);
    return json_in_is_bool(value) ||
           file_error(reader, &PLACE_IN(place, name), "must be true or false");
}

bool file_count(const struct programme_reader *reader, struct json_object *object, const char *name,
                int least, int most, const struct place *place, int *count_r)
{
    int64_t count;
    if (!str_int(json_in_number(json_in_get(object, name)), &count) || count < least ||
        count > most)
        return file_error(reader, &PLACE_IN(place, name), "must be a whole number from %d to %d",
                          least, most);
    *count_r = (int)count;
    return true;
}

bool file_number(const struct programme_reader *reader, struct json_object *object,
                 const char *name, const struct place *place, int64_t *micro_r)
{
    struct place here = PLACE_IN(place, name);
    struct json_object *value = json_in_get(object, name);
    struct decimal number;
    if (!value)
        return file_error(reader, &here, "is missing");
    if (!decimal_parse(json_in_number(value), &number) || !decimal_micro(&number, micro_r))
        return file_error(reader, &here, "must be a number");
    return number.exponent >= -6 || file_error(reader, &here, "has more than six decimals");
}

bool file_choice(const struct programme_reader *reader, struct json_object *object,
                 const char *name, const char *const *words, const struct place *place,
                 int *choice_r)
{
    struct str text = json_in_str(json_in_get(object, name));
    char all[160] = "";
    int count = 0;
    for (; words[count]; count++) {
        if (str_is(text, words[count])) {
            *choice_r = count;
            return true;
        }
        size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "%s%s", count ? ", " : "", words[count]);
    }
    return file_error(reader, &PLACE_IN(place, name), "must be %s%s", count > 1 ? "one of: " : "",
                      all);
}

bool file_word(const struct programme_reader *reader, struct json_object *value,
               const struct place *place, struct str *word_r)
{
    *word_r = json_in_str(value);
    return is_text(*word_r) || file_error(reader, place, "must be a text, and not empty");
}

bool file_operator(const struct programme_reader *reader, struct json_object *object,
                   const struct place *place, enum limit_operator *operator_r)
{
    static const char *const words[] = {
        [OPERATOR_LT] = "<", [OPERATOR_LE] = "<=", [OPERATOR_GT] = ">", [OPERATOR_GE] = ">=", NULL};
    int choice;
    if (!file_choice(reader, object, "operator", words, place, &choice))
        return false;
    *operator_r = (enum limit_operator)choice;
    return true;
}

bool file_status(const struct programme_reader *reader, struct json_object *object,
                 const struct place *place)
{
    static const char *const words[] = {"seen", "memory", "proposal", NULL};
    int status = 0;
    const char *source;
    return file_choice(reader, object, "status", words, place, &status) &&
           file_text(reader, object, "source", status == 0, place, &source);
}

bool file_parameter(const struct programme_reader *reader, struct json_object *object,
                    bool required, const struct place *place, enum parameter *parameter_r)
{
    struct place here = PLACE_IN(place, "parameter");
    struct json_object *value = json_in_get(object, "parameter");
    struct str word = json_in_str(value);
    char text[CLIP_TEXT];
    *parameter_r = PARAMETER_NONE;
    if (!value)
        return !required || file_error(reader, &here, "is missing");
    if (word.len)
        *parameter_r = parameter_of_word(word.at, word.len);
    return *parameter_r != PARAMETER_NONE ||
           file_error(reader, &here, "there is no parameter \"%s\"", clip(word, text));
}

/* ---- texts ---- */

static bool is_key(const char *key)
{
    size_t len = strlen(key);
    for (size_t i = 0; i < len; i++) {
        char c = key[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.')
            return false;
    }
    return len > 0 && len <= 80;
}

static bool is_tag(const char *tag)
{
    size_t len = strlen(tag);
    for (size_t i = 0; i < len; i++) {
        char c = tag[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            c != '-')
            return false;
    }
    return len >= 2 && len <= 35;
}

/* The languages of one key, into the list; counts only while there is none. */
static bool read_languages(const struct programme_reader *reader, struct member *key,
                           const struct place *place, struct programme_text *list, size_t *count)
{
    struct member one;
    if (!is_key(key->name))
        return file_error(reader, place, "a key has a to z, 0 to 9, '.', - and _, at most 80");
    if (!json_in_get(key->value, "nb"))
        return file_error(reader, &PLACE_IN(place, "nb"), "is missing");
    if (!member_first(key->value, &one))
        return false;
    do {
        struct place here = PLACE_IN(place, one.name);
        struct str text = json_in_str(one.value);
        if (!is_tag(one.name))
            return file_error(reader, &here, "is no language tag");
        if (!is_text(text))
            return file_error(reader, &here, "must be a text of 1 to %d bytes", TEXT_MOST);
        if (list)
            list[*count] = (struct programme_text){
                .key = arena_text(reader->arena, str_of(key->name)),
                .language = arena_text(reader->arena, str_of(one.name)),
                .text = arena_text(reader->arena, text),
            };
        ++*count;
    } while (member_next(&one));
    return true;
}

static bool read_texts(const struct programme_reader *reader, struct json_object *texts,
                       struct programme_text *list, size_t *count_r)
{
    struct place top = PLACE_TOP(""), place = PLACE_IN(&top, "texts");
    struct member key;
    *count_r = 0;
    if (!json_in_is_object(texts))
        return file_error(reader, &place, "must be an object");
    if (!member_first(texts, &key))
        return true;
    do {
        if (!read_languages(reader, &key, &PLACE_IN(&place, key.name), list, count_r))
            return false;
    } while (member_next(&key));
    return true;
}

bool programme_texts_read(struct programme_reader *reader, struct json_object *file)
{
    struct json_object *texts = json_in_get(file, "texts");
    size_t count;
    if (!texts)
        return true;
    if (!read_texts(reader, texts, NULL, &count))
        return false;
    struct programme_text *list = arena_array(reader->arena, struct programme_text, count);
    reader->programme->texts = list;
    return read_texts(reader, texts, list, &reader->programme->text_count);
}

/* ---- keys ---- */

static bool has_text(const struct programme *programme, const char *key)
{
    for (size_t i = 0; i < programme->text_count; i++)
        if (strcmp(programme->texts[i].key, key) == 0)
            return true;
    return strcmp(text_of(NULL, key), key) != 0;
}

static bool check_key(const struct programme_reader *reader, struct str key,
                      const struct place *place, programme_key *key_r)
{
    char text[CLIP_TEXT];
    if (!is_text(key))
        return file_error(reader, place, "must be the key of a text");
    *key_r = arena_text(reader->arena, key);
    return has_text(reader->programme, *key_r) ||
           file_error(reader, place, "there is no text \"%s\"", clip(key, text));
}

bool file_key(const struct programme_reader *reader, struct json_object *object, const char *name,
              bool required, const struct place *place, programme_key *key_r)
{
    struct place here = PLACE_IN(place, name);
    struct json_object *value = json_in_get(object, name);
    *key_r = NULL;
    if (!value)
        return !required || file_error(reader, &here, "is missing");
    return check_key(reader, json_in_str(value), &here, key_r);
}

bool file_keys(const struct programme_reader *reader, struct json_object *object, const char *name,
               const struct place *place, const programme_key **keys_r, size_t *count_r)
{
    struct json_object *list;
    *count_r = 0;
    if (!file_list(reader, object, name, false, 64, place, &list))
        return false;
    size_t count = json_in_length(list);
    programme_key *keys = arena_array(reader->arena, programme_key, count);
    for (size_t i = 0; i < count; i++)
        if (!check_key(reader, json_in_str(json_in_at(list, i)), &PLACE_AT(place, name, i),
                       &keys[i]))
            return false;
    *keys_r = keys;
    *count_r = count;
    return true;
}
