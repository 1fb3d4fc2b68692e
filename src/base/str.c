#include "base/str.h"

#include "base/arena.h"

#include <inttypes.h>
#include <stdio.h>

bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool str_is(struct str a, const char *text)
{
    return str_equal(a, str_of(text));
}

bool str_starts(struct str a, const char *prefix)
{
    size_t len = strlen(prefix);
    return a.len >= len && memcmp(a.at, prefix, len) == 0;
}

bool str_cut(struct str all, char sep, struct str *before_r, struct str *after_r)
{
    const char *at = all.len ? memchr(all.at, sep, all.len) : NULL;
    if (!at) {
        *before_r = all;
        *after_r = STR_NONE;
        return false;
    }
    size_t len = (size_t)(at - all.at);
    *before_r = (struct str){all.at, len};
    *after_r = (struct str){at + 1, all.len - len - 1};
    return true;
}

bool str_int(struct str text, int64_t *value_r)
{
    bool negative = text.len && text.at[0] == '-';
    size_t i = negative ? 1 : 0;
    int64_t value = 0;
    if (i == text.len)
        return false;
    for (; i < text.len; i++) {
        int digit = text.at[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, negative ? -digit : digit, &value))
            return false;
    }
    *value_r = value;
    return true;
}

/* At its first byte of UTF-8; what is beyond the end is 0. */
static bool is_control(const unsigned char *at, size_t left)
{
    unsigned char next = left > 1 ? at[1] : 0, last = left > 2 ? at[2] : 0;
    bool is_c1 = at[0] == 0xC2 && next >= 0x80 && next <= 0x9F;
    bool embeds = at[0] == 0xE2 && next == 0x80 && last >= 0xAA && last <= 0xAE;
    bool isolates = at[0] == 0xE2 && next == 0x81 && last >= 0xA6 && last <= 0xA9;
    return at[0] < 0x20 || at[0] == 0x7F || is_c1 || embeds || isolates;
}

bool str_has_control(struct str text, bool lines)
{
    const unsigned char *bytes = (const unsigned char *)text.at;
    for (size_t i = 0; i < text.len; i++)
        if (is_control(bytes + i, text.len - i) &&
            !(lines && (bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t')))
            return true;
    return false;
}

bool str_equal_secret(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    unsigned char differs = 0;
    for (size_t i = 0; i < a.len; i++)
        differs = (unsigned char)(differs | (a.at[i] ^ b.at[i]));
    return differs == 0;
}

void buf_init(struct buf *buf, struct arena *arena, size_t size)
{
    *buf = (struct buf){.arena = arena, .at = arena_raw(arena, size + 1), .size = size};
    buf->at[0] = 0;
}

static void buf_room(struct buf *buf, size_t more)
{
    if (buf->size - buf->len >= more && buf->at)
        return;
    size_t size = buf->size * 2 + more;
    char *at = arena_raw(buf->arena, size + 1);
    if (buf->at && buf->len)
        memcpy(at, buf->at, buf->len);
    buf->at = at;
    buf->size = size;
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
    buf_room(buf, len);
    if (len)
        memcpy(buf->at + buf->len, bytes, len);
    buf->len += len;
    buf->at[buf->len] = 0;
}

void buf_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_str(struct buf *buf, struct str text)
{
    buf_add(buf, text.at, text.len);
}

void buf_int(struct buf *buf, int64_t value)
{
    char digits[24];
    char *at = digits + sizeof digits;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        *--at = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0)
        *--at = '-';
    buf_add(buf, at, (size_t)(digits + sizeof digits - at));
}

void buf_vprintf(struct buf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    if (len > 0) {
        buf_room(buf, (size_t)len);
        vsnprintf(buf->at + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprintf(buf, format, args);
    va_end(args);
}

struct str buf_slice(const struct buf *buf)
{
    return (struct str){buf->at, buf->len};
}

const char *buf_cstr(struct buf *buf)
{
    buf_room(buf, 0);
    buf->at[buf->len] = 0;
    return buf->at;
}

/* The bytes of one UTF-8 character, or 0 when it is none. */
static size_t utf8_len(const unsigned char *at, size_t left)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (at[0] < 0x80)
        return 1;
    size_t len = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    if (at[0] < 0xc2 || at[0] > 0xf4 || left < len)
        return 0;
    unsigned code = at[0] & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3fu);
    }
    bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code >= least[len] && code <= 0x10ffff && !surrogate ? len : 0;
}

bool str_is_utf8(struct str text)
{
    for (size_t i = 0, len; i < text.len; i += len) {
        len = utf8_len((const unsigned char *)text.at + i, text.len - i);
        if (len == 0)
            return false;
    }
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str text)
{
    while (text.len && is_blank(text.at[0]))
        text = (struct str){text.at + 1, text.len - 1};
    while (text.len && is_blank(text.at[text.len - 1]))
        text.len--;
    return text;
}
