#include "fhir/place.h"

#include <stdio.h>

#define NAME_MOST 40 /* of what the sender made up */

/* Names come from the sender too. */
static void name_add(const char *name, char *text_r, size_t size)
{
    size_t len = strlen(text_r);
    for (size_t i = 0; name[i] && i < NAME_MOST && len + 1 < size; i++) {
        unsigned char c = (unsigned char)name[i];
        text_r[len++] = c > 0x20 && c < 0x7f ? (char)c : '?';
    }
    text_r[len] = 0;
}

void place_text(const struct place *place, char *text_r, size_t size)
{
    text_r[0] = 0;
    if (place->up) {
        place_text(place->up, text_r, size);
        name_add(".", text_r, size);
    }
    name_add(place->name, text_r, size);
    size_t len = strlen(text_r);
    if (place->index >= 0)
        snprintf(text_r + len, size - len, "[%d]", place->index);
}

bool place_error(const struct place *place, struct error *error, const char *format, ...)
{
    char where[sizeof error->place], detail[sizeof error->detail];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    place_text(place, where, sizeof where);
    return error_at(error, ERROR_INVALID, where, "%s", detail);
}

const char *clip(struct str text, char text_r[CLIP_TEXT])
{
    size_t len = text.len < CLIP_TEXT - 4 ? text.len : CLIP_TEXT - 4;
    while (len < text.len && len > 0 && ((unsigned char)text.at[len] & 0xc0) == 0x80)
        len--;
    for (size_t i = 0; i < len; i++)
        text_r[i] = (unsigned char)text.at[i] < 0x20 ? ' ' : text.at[i];
    memcpy(text_r + len, len < text.len ? "..." : "", len < text.len ? 4 : 1);
    return text_r;
}
