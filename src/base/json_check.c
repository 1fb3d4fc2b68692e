/* The strict pass over JSON from outside: RFC 8259 to the letter, and what we refuse beyond it.
 *
 * It allocates for nothing but the keys of objects that are open. Keys are compared when their
 * object ends: few of them each with each, many by sorting, so that no object is quadratic. */
#include "base/json_check.h"

#include <stdio.h>
#include <stdlib.h>

#define FEW_KEYS 16
#define KEYS_AT_FIRST 64
#define KEY_SHOWN 80

struct key {
    const char *at; /* after the opening quote, escapes as written */
    uint32_t len;
    uint32_t hash; /* of the text with escapes resolved */
};

struct check {
    struct str text;
    const char *at;
    const char *end;
    int depth;
    bool odd_integer;
    struct key *keys; /* a stack: the open objects' keys, outermost first */
    size_t key_count;
    size_t key_size;
    struct key first[KEYS_AT_FIRST];
    struct error *error;
};

/* 1-based; columns count characters, not bytes. */
static void place_of(const struct check *check, const char *at, char *place_r, size_t size)
{
    size_t line = 1, column = 1;
    for (const char *c = check->text.at; c < at; c++) {
        if (*c == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)*c & 0xc0) != 0x80) {
            column++;
        }
    }
    snprintf(place_r, size, "line %zu, column %zu", line, column);
}

static bool refuse(struct check *check, const char *at, const char *why)
{
    char place[64];
    place_of(check, at, place, sizeof place);
    return error_at(check->error, ERROR_INVALID, place, "not valid JSON: %s", why);
}

static bool peek(const struct check *check, char c)
{
    return check->at < check->end && *check->at == c;
}

static void skip_blanks(struct check *check)
{
    while (check->at < check->end &&
           (*check->at == ' ' || *check->at == '\n' || *check->at == '\r' || *check->at == '\t')) {
        check->at++;
    }
}

/* ---- numbers and words ---- */

static size_t skip_digits(struct check *check)
{
    const char *start = check->at;
    while (check->at < check->end && *check->at >= '0' && *check->at <= '9') {
        check->at++;
    }
    return (size_t)(check->at - start);
}

static bool check_fraction(struct check *check)
{
    if (peek(check, '.')) {
        check->at++;
        if (skip_digits(check) == 0) {
            return refuse(check, check->at, "a number needs a digit after its point");
        }
    }
    if (peek(check, 'e') || peek(check, 'E')) {
        check->at++;
        if (peek(check, '+') || peek(check, '-')) {
            check->at++;
        }
        if (skip_digits(check) == 0) {
            return refuse(check, check->at, "a number needs a digit in its exponent");
        }
    }
    return true;
}

static bool check_number(struct check *check)
{
    bool minus = peek(check, '-');
    check->at += minus;
    const char *whole = check->at;
    bool zero = peek(check, '0');
    size_t digits = skip_digits(check);
    if (digits == 0) {
        return refuse(check, check->at, "a number needs a digit");
    }
    if (zero && digits > 1) {
        return refuse(check, whole, "a number has a leading zero");
    }
    const char *after = check->at;
    if (!check_fraction(check)) {
        return false;
    }
    if (check->at == after && (digits > 18 || (minus && zero))) {
        check->odd_integer = true;
    }
    return true;
}

static bool check_word(struct check *check, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(check->end - check->at) < len || memcmp(check->at, word, len) != 0) {
        return refuse(check, check->at, "a value was expected");
    }
    check->at += len;
    return true;
}

/* ---- strings ---- */

/* The length of the UTF-8 sequence here, 0 when it is not one. */
static size_t utf8_length(const unsigned char *s, size_t room)
{
    unsigned char low = 0x80, high = 0xbf;
    size_t len = 0;
    if (s[0] < 0x80) {
        return 1;
    } else if (s[0] >= 0xc2 && s[0] <= 0xdf) {
        len = 2;
    } else if (s[0] >= 0xe0 && s[0] <= 0xef) {
        len = 3;
        low = s[0] == 0xe0 ? 0xa0 : 0x80;
        high = s[0] == 0xed ? 0x9f : 0xbf;
    } else if (s[0] >= 0xf0 && s[0] <= 0xf4) {
        len = 4;
        low = s[0] == 0xf0 ? 0x90 : 0x80;
        high = s[0] == 0xf4 ? 0x8f : 0xbf;
    }
    if (len == 0 || len > room || s[1] < low || s[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < len; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return len;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hexadecimal digits; -1 when they are not. */
static int hex4(const char *at, const char *end)
{
    int value = 0;
    if (end - at < 4) {
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(at[i]);
        if (digit < 0) {
            return -1;
        }
        value = value << 4 | digit;
    }
    return value;
}

static bool is_high(int unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}
static bool is_low(int unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/* at stands on the backslash. */
static bool check_unicode(struct check *check)
{
    int unit = hex4(check->at + 2, check->end);
    if (unit < 0) {
        return refuse(check, check->at, "\\u needs four hexadecimal digits");
    }
    if (unit == 0) {
        return refuse(check, check->at, "the character NUL is not allowed");
    }
    const char *next = check->at + 6;
    if (is_low(unit) ||
        (is_high(unit) && !(check->end - next >= 6 && next[0] == '\\' && next[1] == 'u' &&
                            is_low(hex4(next + 2, check->end))))) {
        return refuse(check, check->at, "half a surrogate pair");
    }
    check->at += is_high(unit) ? 12 : 6;
    return true;
}

static bool check_escape(struct check *check)
{
    if (check->end - check->at < 2) {
        return refuse(check, check->end, "a string does not end");
    }
    if (check->at[1] == 'u') {
        return check_unicode(check);
    }
    if (!memchr("\"\\/bfnrt", check->at[1], 8)) {
        return refuse(check, check->at, "an unknown escape in a string");
    }
    check->at += 2;
    return true;
}

/* at stands on the opening quote, afterwards behind the closing one. */
static bool check_string(struct check *check)
{
    check->at++;
    while (check->at < check->end) {
        unsigned char c = (unsigned char)*check->at;
        if (c == '"') {
            check->at++;
            return true;
        }
        if (c == '\\') {
            if (!check_escape(check)) {
                return false;
            }
        } else if (c < 0x20) {
            return refuse(check, check->at, "a raw control character in a string");
        } else if (c < 0x80) {
            check->at++;
        } else {
            size_t len =
                utf8_length((const unsigned char *)check->at, (size_t)(check->end - check->at));
            if (len == 0) {
                return refuse(check, check->at, "not UTF-8");
            }
            check->at += len;
        }
    }
    return refuse(check, check->end, "a string does not end");
}

/* ---- keys ---- */

/* Walks a checked string's UTF-8 bytes with its escapes resolved. */
struct walk {
    const char *at;
    const char *end;
    unsigned char bytes[4]; /* of the escape that is being given out, last byte first */
    int left;
};

static void walk_code(struct walk *walk, unsigned code)
{
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    for (int i = 0; i < more; i++, code >>= 6) {
        walk->bytes[walk->left++] = (unsigned char)(0x80 | (code & 0x3f));
    }
    walk->bytes[walk->left++] = (unsigned char)(lead[more] | code);
}

static void walk_escape(struct walk *walk)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    char c = walk->at[1];
    if (c != 'u') {
        const char *place = memchr(from, c, sizeof from - 1);
        walk_code(walk, (unsigned char)(place ? to[place - from] : c));
        walk->at += 2;
        return;
    }
    int unit = hex4(walk->at + 2, walk->end);
    walk->at += 6;
    if (is_high(unit)) {
        unit = 0x10000 + ((unit - 0xd800) << 10) + (hex4(walk->at + 2, walk->end) - 0xdc00);
        walk->at += 6;
    }
    walk_code(walk, (unsigned)unit);
}

/* The next byte, or -1 at the end. */
static int walk_next(struct walk *walk)
{
    if (walk->left == 0) {
        if (walk->at == walk->end) {
            return -1;
        }
        if (*walk->at != '\\') {
            return (unsigned char)*walk->at++;
        }
        walk_escape(walk);
    }
    return walk->bytes[--walk->left];
}

static struct walk walk_of(const struct key *key)
{
    return (struct walk){.at = key->at, .end = key->at + key->len};
}

static uint32_t key_hash(const struct key *key)
{
    struct walk walk = walk_of(key);
    uint32_t hash = 2166136261u;
    for (int c = walk_next(&walk); c >= 0; c = walk_next(&walk)) {
        hash = (hash ^ (uint32_t)c) * 16777619u;
    }
    return hash;
}

/* By hash first: any order will do, as long as equal keys meet. */
static int key_compare(const struct key *a, const struct key *b)
{
    if (a->hash != b->hash) {
        return a->hash < b->hash ? -1 : 1;
    }
    struct walk left = walk_of(a), right = walk_of(b);
    int c = 0, d = 0;
    do {
        c = walk_next(&left);
        d = walk_next(&right);
    } while (c == d && c >= 0);
    return c - d;
}

static int key_sort(const void *a, const void *b)
{
    const struct key *left = a, *right = b;
    int order = key_compare(left, right);
    return order != 0 ? order : (left->at > right->at) - (left->at < right->at);
}

static bool key_push(struct check *check, const char *at, size_t len)
{
    if (check->key_count == check->key_size) {
        size_t size = check->key_size * 2;
        struct key *old = check->keys == check->first ? NULL : check->keys;
        struct key *keys = realloc(old, size * sizeof *keys);
        if (!keys) {
            return error_log(check->error, ERROR_BUSY, "no memory for JSON keys");
        }
        if (!old) {
            memcpy(keys, check->first, sizeof check->first);
        }
        check->keys = keys;
        check->key_size = size;
    }
    struct key *key = &check->keys[check->key_count++];
    *key = (struct key){.at = at, .len = (uint32_t)len};
    key->hash = key_hash(key);
    return true;
}

/* The key is shown as it was written, cut between characters. */
static bool refuse_key(struct check *check, const struct key *key)
{
    char place[64];
    size_t len = key->len;
    if (len > KEY_SHOWN) {
        for (len = KEY_SHOWN; len > 0 && ((unsigned char)key->at[len] & 0xc0) == 0x80; len--) {
        }
    }
    place_of(check, key->at - 1, place, sizeof place);
    return error_at(check->error, ERROR_INVALID, place, "not valid JSON: duplicate key \"%.*s\"",
                    (int)len, key->at);
}

/* The first key in the text that was there before, or NULL. */
static const struct key *keys_double(struct key *keys, size_t count)
{
    const struct key *found = NULL;
    if (count <= FEW_KEYS) {
        for (size_t i = 1; i < count; i++) {
            for (size_t j = 0; j < i; j++) {
                if (key_compare(&keys[i], &keys[j]) == 0) {
                    return &keys[i];
                }
            }
        }
        return NULL;
    }
    qsort(keys, count, sizeof *keys, key_sort);
    for (size_t i = 1; i < count; i++) {
        if (key_compare(&keys[i - 1], &keys[i]) == 0 && (!found || keys[i].at < found->at)) {
            found = &keys[i];
        }
    }
    return found;
}

/* ---- structure ---- */

static bool check_value(struct check *check);

static bool enter(struct check *check)
{
    if (++check->depth > JSON_DEPTH) {
        return refuse(check, check->at, "nested too deeply");
    }
    check->at++;
    skip_blanks(check);
    return true;
}

static bool check_array(struct check *check)
{
    if (!enter(check)) {
        return false;
    }
    while (!peek(check, ']')) {
        if (!check_value(check)) {
            return false;
        }
        skip_blanks(check);
        if (peek(check, ']')) {
            break;
        }
        if (!peek(check, ',')) {
            return refuse(check, check->at, "a comma or ] was expected");
        }
        check->at++;
        skip_blanks(check);
        if (peek(check, ']')) {
            return refuse(check, check->at, "a value was expected");
        }
    }
    check->at++;
    check->depth--;
    return true;
}

static bool check_member(struct check *check)
{
    if (!peek(check, '"')) {
        return refuse(check, check->at, "a key in quotes was expected");
    }
    const char *key = check->at + 1;
    if (!check_string(check) || !key_push(check, key, (size_t)(check->at - 1 - key))) {
        return false;
    }
    skip_blanks(check);
    if (!peek(check, ':')) {
        return refuse(check, check->at, "a colon was expected");
    }
    check->at++;
    skip_blanks(check);
    return check_value(check);
}

static bool check_object(struct check *check)
{
    size_t keys = check->key_count;
    if (!enter(check)) {
        return false;
    }
    while (!peek(check, '}')) {
        if (!check_member(check)) {
            return false;
        }
        skip_blanks(check);
        if (peek(check, '}')) {
            break;
        }
        if (!peek(check, ',')) {
            return refuse(check, check->at, "a comma or } was expected");
        }
        check->at++;
        skip_blanks(check);
        if (peek(check, '}')) {
            return refuse(check, check->at, "a key in quotes was expected");
        }
    }
    const struct key *twice = keys_double(check->keys + keys, check->key_count - keys);
    check->at++;
    check->depth--;
    check->key_count = keys;
    return twice ? refuse_key(check, twice) : true;
}

static bool check_value(struct check *check)
{
    if (check->at == check->end) {
        return refuse(check, check->at, "a value was expected");
    }
    switch (*check->at) {
    case '{':
        return check_object(check);
    case '[':
        return check_array(check);
    case '"':
        return check_string(check);
    case 't':
        return check_word(check, "true");
    case 'f':
        return check_word(check, "false");
    case 'n':
        return check_word(check, "null");
    case '-':
    case '0' ... '9':
        return check_number(check);
    default:
        return refuse(check, check->at, "a value was expected");
    }
}

static bool check_text(struct check *check)
{
    skip_blanks(check);
    if (check->at == check->end) {
        return refuse(check, check->at, "it is empty");
    }
    if (!check_value(check)) {
        return false;
    }
    skip_blanks(check);
    if (check->at != check->end) {
        return refuse(check, check->at, "there is more after the value");
    }
    return true;
}

bool json_check(struct str text, bool *odd_integer_r, struct error *error)
{
    if (text.len == 0) {
        text.at = "";
    }
    if (text.len > INT32_MAX) {
        return error_set(error, ERROR_TOO_LARGE, "JSON of more than 2 GiB");
    }
    struct check check = {.text = text, .at = text.at, .end = text.at + text.len, .error = error};
    check.keys = check.first;
    check.key_size = KEYS_AT_FIRST;
    bool good = check_text(&check);
    if (check.keys != check.first) {
        free(check.keys);
    }
    *odd_integer_r = check.odd_integer;
    return good;
}
