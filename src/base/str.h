/* Slices of text, and a buffer that grows. */
#ifndef VARDE_BASE_STR_H
#define VARDE_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

/* A slice: not terminated, not owned. at may be NULL only when len is 0. */
struct str {
    const char *at;
    size_t len;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_NONE ((struct str){NULL, 0})
/* For printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).len, ((s).at ? (s).at : "")

static inline struct str str_of(const char *text)
{
    return (struct str){text, text ? strlen(text) : 0};
}

bool str_equal(struct str a, struct str b);
bool str_is(struct str a, const char *text);
bool str_starts(struct str a, const char *prefix);
/* Splits at the first sep: the part before it, the rest after it. Without sep the rest is STR_NONE.
 */
bool str_cut(struct str all, char sep, struct str *before_r, struct str *after_r);
/* A whole number in decimal, no sign but '-', no blanks; false when it is not one or does not fit.
 */
bool str_int(struct str text, int64_t *value_r);
bool str_is_utf8(struct str text);
/* Of UTF-8: does it hold what steers how text is shown instead of being text? C0, DEL, C1, and the
 * marks that turn the direction of what follows (U+202A–202E, U+2066–2069), by which a text can be
 * made to read as another. Lines: but ends of lines and tabs. Letters that run from right to left,
 * and U+200E and U+200F beside them, are text. */
bool str_has_control(struct str text, bool lines);
/* Without the blanks at both ends (also tabs and the ends of lines). */
struct str str_trim(struct str text);
/* Same time whatever the content; for secrets. */
bool str_equal_secret(struct str a, struct str b);

/* As names are searched and compared: Latin letters in lower case without marks ("Åse-Márjá" is
 * "ase marja", æ is ae, ø o), parts with one blank between; what is not Latin stays. */
struct str str_fold(struct arena *arena, struct str text);

/* A buffer that grows within an arena. Zero-initialised but for arena. */
struct buf {
    struct arena *arena;
    char *at;
    size_t len;
    size_t size;
};

void buf_init(struct buf *buf, struct arena *arena, size_t size);
void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_char(struct buf *buf, char c);
void buf_text(struct buf *buf, const char *text);
void buf_str(struct buf *buf, struct str text);
void buf_int(struct buf *buf, int64_t value);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
/* What is in it, as a slice that lives as long as the arena (or the next write). */
struct str buf_slice(const struct buf *buf);
/* The same, terminated. */
const char *buf_cstr(struct buf *buf);

#endif
