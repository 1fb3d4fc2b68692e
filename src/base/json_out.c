/* JSON to outside: each call prints into the buffer at once. */
#include "base/json_out.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/json_quote.h"

void json_out_init(struct json_out *out, struct arena *arena, size_t size)
{
    buf_init(&out->buf, arena, size);
    out->comma = false;
}

struct str json_out_slice(const struct json_out *out)
{
    return buf_slice(&out->buf);
}

static void before_value(struct json_out *out)
{
    if (out->comma) {
        buf_char(&out->buf, ',');
    }
    out->comma = true;
}

static void bracket_open(struct json_out *out, char bracket)
{
    before_value(out);
    buf_char(&out->buf, bracket);
    out->comma = false;
}

static void bracket_close(struct json_out *out, char bracket)
{
    buf_char(&out->buf, bracket);
    out->comma = true;
}

void json_object_open(struct json_out *out)
{
    bracket_open(out, '{');
}
void json_object_close(struct json_out *out)
{
    bracket_close(out, '}');
}
void json_array_open(struct json_out *out)
{
    bracket_open(out, '[');
}
void json_array_close(struct json_out *out)
{
    bracket_close(out, ']');
}

void json_key(struct json_out *out, const char *key)
{
    before_value(out);
    buf_char(&out->buf, '"');
    buf_text(&out->buf, key);
    buf_add(&out->buf, "\":", 2);
    out->comma = false;
}

static void escape(struct buf *out, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *place = memchr(from, c, sizeof from - 1);
    if (place) {
        char two[] = {'\\', to[place - from]};
        buf_add(out, two, sizeof two);
    } else {
        char six[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        buf_add(out, six, sizeof six);
    }
}

void json_quote(struct buf *out, struct str text)
{
    size_t done = 0;
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < 0x20 || c == '"' || c == '\\') {
            buf_add(out, text.at + done, i - done);
            escape(out, c);
            done = i + 1;
        }
    }
    if (text.len > done) {
        buf_add(out, text.at + done, text.len - done);
    }
    buf_char(out, '"');
}

void json_str(struct json_out *out, struct str text)
{
    if (!text.at) {
        json_null(out);
        return;
    }
    before_value(out);
    json_quote(&out->buf, text);
}

void json_text(struct json_out *out, const char *text)
{
    json_str(out, str_of(text));
}

void json_int(struct json_out *out, int64_t value)
{
    before_value(out);
    buf_int(&out->buf, value);
}

void json_bool(struct json_out *out, bool value)
{
    json_raw(out, value ? STR("true") : STR("false"));
}

void json_null(struct json_out *out)
{
    json_raw(out, STR("null"));
}

void json_raw(struct json_out *out, struct str json)
{
    before_value(out);
    buf_str(&out->buf, json);
}

void json_printf(struct json_out *out, const char *format, ...)
{
    char text[512];
    va_list args;
    before_value(out);
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    buf_char(&out->buf, '"');
    if (len >= 0 && (size_t)len < sizeof text) {
        buf_add(&out->buf, text, (size_t)len);
    } else if (len >= 0) {
        char *longer = arena_raw(out->buf.arena, (size_t)len + 1);
        va_start(args, format);
        vsnprintf(longer, (size_t)len + 1, format, args);
        va_end(args);
        buf_add(&out->buf, longer, (size_t)len);
    }
    buf_char(&out->buf, '"');
}

void json_put_str(struct json_out *out, const char *key, struct str text)
{
    json_key(out, key);
    json_str(out, text);
}

void json_put_text(struct json_out *out, const char *key, const char *text)
{
    json_key(out, key);
    json_text(out, text);
}

void json_put_int(struct json_out *out, const char *key, int64_t value)
{
    json_key(out, key);
    json_int(out, value);
}

void json_put_bool(struct json_out *out, const char *key, bool value)
{
    json_key(out, key);
    json_bool(out, value);
}

void json_put_null(struct json_out *out, const char *key)
{
    json_key(out, key);
    json_null(out);
}
