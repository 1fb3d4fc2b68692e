/* Texts in the user's language, from gettext catalogues that are inside the program.
 *
 * Message ids are keys ("reason.limit"), not sentences, so that every language, English too, has
 * its own file. Catalogues never change after start, and the language is chosen per call: no
 * setlocale. */
#ifndef VARDE_BASE_I18N_H
#define VARDE_BASE_I18N_H

#include "base/str.h"

struct language; /* one immutable catalogue */

/* By BCP 47 tag ("nb", "nb-NO", "en"); "no" is nb. NULL when we do not have it. */
const struct language *language_find(struct str tag);
/* The best of an Accept-Language header; nb when nothing fits. Never NULL. */
const struct language *language_accept(struct str header);
const char *language_tag(const struct language *language);

/* The text for a key; in nb when this language lacks it; the key itself when that lacks it too.
 * language NULL is nb. Never NULL; lives for ever. */
const char *text_of(const struct language *language, const char *key);
/* The form for a count ("{n} day", "{n} days"). */
const char *text_plural(const struct language *language, const char *key, int64_t n);

/* Fills {name} in a text; a name without a value stays as it is. */
struct text_arg {
    const char *name;
    struct str value;
};
void text_fill(struct buf *out, const char *text, const struct text_arg *args, size_t count);

/* A decimal text ("86.5") in the language's own form ("86,5"); Latin digits always. */
void text_number(const struct language *language, const char *decimal, struct buf *out);

/* A catalogue from the bytes of a .mo file; they must outlive it. False when they are not one. */
bool language_load(struct str tag, const void *mo, size_t len, struct language **language_r);
/* Only for what language_load gave. */
void language_destroy(struct language *language);

#endif
