/* JSON from outside, by json-c behind our own strict pass (json_check.c). */
#include "base/json_in.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/json_check.h"
#include "base/json_quote.h"

/* ---- numbers as written ----
 *
 * json-c keeps the text of a number with a point or an exponent, but an integer only by its value,
 * in 64 bits. Where the strict pass saw an integer that this would change, the tree is walked
 * beside the text, which has its numbers in the same order, and integers get their text too. */

/* The next number in a checked text. */
static struct str next_number(const char **at, const char *end)
{
    const char *c = *at;
    while (c < end && *c != '-' && (*c < '0' || *c > '9')) {
        if (*c == '"') {
            for (c++; *c != '"'; c++) {
                c += *c == '\\';
            }
        }
        c++;
    }
    const char *start = c;
    while (c < end && (*c == '-' || *c == '+' || *c == '.' || (*c | 0x20) == 'e' ||
                       (*c >= '0' && *c <= '9'))) {
        c++;
    }
    *at = c;
    return (struct str){start, (size_t)(c - start)};
}

static bool keep_texts(struct json_object *value, const char **at, const char *end);

static bool keep_member_texts(struct json_object *object, const char **at, const char *end)
{
    struct json_object_iterator i = json_object_iter_begin(object);
    struct json_object_iterator last = json_object_iter_end(object);
    for (; !json_object_iter_equal(&i, &last); json_object_iter_next(&i)) {
        if (!keep_texts(json_object_iter_peek_value(&i), at, end)) {
            return false;
        }
    }
    return true;
}

static bool keep_texts(struct json_object *value, const char **at, const char *end)
{
    switch (json_object_get_type(value)) {
    case json_type_object:
        return keep_member_texts(value, at, end);
    case json_type_array:
        for (size_t i = 0; i < json_object_array_length(value); i++) {
            if (!keep_texts(json_object_array_get_idx(value, i), at, end)) {
                return false;
            }
        }
        return true;
    case json_type_double:
        next_number(at, end);
        return true;
    case json_type_int: {
        struct str number = next_number(at, end);
        char *text = calloc(1, number.len + 1); /* not strndup: what comes in has no end */
        if (!text) {
            return false;
        }
        memcpy(text, number.at, number.len);
        json_object_set_userdata(value, text, json_object_free_userdata);
        return true;
    }
    default:
        return true;
    }
}

/* ---- parsing ---- */

static struct json_object *build(struct json_tokener *tokener, struct str text)
{
    struct json_object *tree = json_tokener_parse_ex(tokener, text.at, (int)text.len);
    if (json_tokener_get_error(tokener) == json_tokener_continue) {
        tree = json_tokener_parse_ex(tokener, "", -1); /* ends a number at the very end */
    }
    return tree;
}

struct json_object *json_in_parse(struct str text, struct error *error)
{
    bool odd = false;
    if (!json_check(text, &odd, error)) {
        return NULL;
    }
    struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH + 2);
    if (!tokener) {
        error_log(error, ERROR_BUSY, "no memory for JSON");
        return NULL;
    }
    struct json_object *tree = build(tokener, text);
    enum json_tokener_error result = json_tokener_get_error(tokener);
    json_tokener_free(tokener);
    const char *at = text.at;
    if (result != json_tokener_success) {
        error_log(error, ERROR_INTERNAL, "json-c: %s", json_tokener_error_desc(result));
    } else if (!tree) { /* json-c's way to say null */
        error_at(error, ERROR_INVALID, "line 1, column 1", "there is nothing but null");
    } else if (odd && !keep_texts(tree, &at, text.at + text.len)) {
        error_log(error, ERROR_BUSY, "no memory for JSON");
        json_object_put(tree);
        tree = NULL;
    }
    return tree;
}

void json_in_destroy(struct json_object *tree)
{
    json_object_put(tree);
}

bool json_in_check(struct str text, struct error *error)
{
    bool odd = false;
    return json_check(text, &odd, error);
}

/* ---- reading ---- */

struct json_object *json_in_get(struct json_object *object, const char *key)
{
    return json_in_is_object(object) ? json_object_object_get(object, key) : NULL;
}

struct str json_in_str(struct json_object *value)
{
    if (!json_in_is_string(value)) {
        return STR_NONE;
    }
    return (struct str){json_object_get_string(value), (size_t)json_object_get_string_len(value)};
}

struct str json_in_number(struct json_object *value)
{
    if (!json_in_is_number(value)) {
        return STR_NONE;
    }
    const char *text = json_object_get_userdata(value);
    return str_of(text ? text : json_object_get_string(value));
}

bool json_in_is_object(struct json_object *value)
{
    return json_object_is_type(value, json_type_object);
}

bool json_in_is_array(struct json_object *value)
{
    return json_object_is_type(value, json_type_array);
}

bool json_in_is_bool(struct json_object *value)
{
    return json_object_is_type(value, json_type_boolean);
}

bool json_in_true(struct json_object *value)
{
    return json_in_is_bool(value) && json_object_get_boolean(value);
}

bool json_in_is_string(struct json_object *value)
{
    return json_object_is_type(value, json_type_string);
}

bool json_in_is_number(struct json_object *value)
{
    return json_object_is_type(value, json_type_int) ||
           json_object_is_type(value, json_type_double);
}

size_t json_in_length(struct json_object *array)
{
    return json_in_is_array(array) ? json_object_array_length(array) : 0;
}

struct json_object *json_in_at(struct json_object *array, size_t index)
{
    return json_in_is_array(array) ? json_object_array_get_idx(array, index) : NULL;
}

/* ---- writing back ---- */

struct member {
    struct str key;
    struct json_object *value;
};

struct style {
    bool sorted;
    const char *const *without; /* NULL or a list that ends with NULL */
};

static int member_compare(const void *a, const void *b)
{
    const struct str *left = &((const struct member *)a)->key;
    const struct str *right = &((const struct member *)b)->key;
    size_t len = left->len < right->len ? left->len : right->len;
    int order = memcmp(left->at, right->at, len);
    return order != 0 ? order : (left->len > right->len) - (left->len < right->len);
}

static bool is_in(const char *const *list, const char *key)
{
    for (; list && *list; list++) {
        if (strcmp(*list, key) == 0) {
            return true;
        }
    }
    return false;
}

static size_t members(struct json_object *object, const char *const *without,
                      struct member *members_r)
{
    size_t count = 0;
    struct json_object_iterator i = json_object_iter_begin(object);
    struct json_object_iterator last = json_object_iter_end(object);
    for (; !json_object_iter_equal(&i, &last); json_object_iter_next(&i)) {
        const char *key = json_object_iter_peek_name(&i);
        if (!is_in(without, key)) {
            members_r[count++] = (struct member){str_of(key), json_object_iter_peek_value(&i)};
        }
    }
    return count;
}

static void write_value(struct json_object *value, struct style style, struct buf *out);

static void write_object(struct json_object *object, struct style style, struct buf *out)
{
    size_t size = (size_t)json_object_object_length(object);
    struct member *list = arena_array(out->arena, struct member, size + 1);
    size_t count = members(object, style.without, list);
    if (style.sorted) {
        qsort(list, count, sizeof *list, member_compare);
    }
    buf_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_char(out, ',');
        }
        json_quote(out, list[i].key);
        buf_char(out, ':');
        write_value(list[i].value, (struct style){.sorted = style.sorted}, out);
    }
    buf_char(out, '}');
}

static void write_array(struct json_object *array, struct style style, struct buf *out)
{
    buf_char(out, '[');
    for (size_t i = 0; i < json_in_length(array); i++) {
        if (i > 0) {
            buf_char(out, ',');
        }
        write_value(json_in_at(array, i), (struct style){.sorted = style.sorted}, out);
    }
    buf_char(out, ']');
}

/* As deep as the value, which the strict pass has bounded. */
static void write_value(struct json_object *value, struct style style, struct buf *out)
{
    if (json_in_is_object(value)) {
        write_object(value, style, out);
    } else if (json_in_is_array(value)) {
        write_array(value, style, out);
    } else if (json_in_is_string(value)) {
        json_quote(out, json_in_str(value));
    } else if (json_in_is_number(value)) {
        buf_str(out, json_in_number(value));
    } else if (json_in_is_bool(value)) {
        buf_text(out, json_object_get_boolean(value) ? "true" : "false");
    } else {
        buf_text(out, "null");
    }
}

void json_in_canonical(struct json_object *value, const char *const *without, struct buf *out)
{
    write_value(value, (struct style){.sorted = true, .without = without}, out);
}

void json_in_text(struct json_object *value, struct buf *out)
{
    write_value(value, (struct style){.sorted = false}, out);
}

void json_in_members(struct json_object *object, const char *const *without, struct buf *out)
{
    struct buf whole;
    if (!json_in_is_object(object)) {
        return;
    }
    buf_init(&whole, out->arena, 256);
    write_object(object, (struct style){.without = without}, &whole);
    buf_add(out, whole.at + 1, whole.len - 2);
}
