#include "patient/patient_name.h"

enum { LETTERS_LEAST = 2, BYTES_MOST = 200 };

/* Characters, not bytes. */
static size_t letters_of(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.at[i] != ' ' && ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return count;
}

/* LIKE's own signs are letters here. */
static struct str pattern_of(struct arena *arena, struct str word)
{
    struct buf pattern;
    buf_init(&pattern, arena, word.len + 4);
    buf_text(&pattern, "% ");
    for (size_t i = 0; i < word.len; i++) {
        if (word.at[i] == '%' || word.at[i] == '_' || word.at[i] == '!')
            buf_char(&pattern, '!');
        buf_char(&pattern, word.at[i]);
    }
    buf_char(&pattern, '%');
    return buf_slice(&pattern);
}

bool name_words_read(struct arena *arena, struct str typed, const char *place,
                     struct name_words *words_r, struct error *error)
{
    struct str word, rest = str_fold(arena, typed);
    *words_r = (struct name_words){0};
    if (typed.len > BYTES_MOST)
        return error_at(error, ERROR_MALFORMED, place, "must be at most %d bytes", BYTES_MOST);
    if (letters_of(rest) < LETTERS_LEAST)
        return error_at(error, ERROR_MALFORMED, place, "must have at least %d letters",
                        LETTERS_LEAST);
    while (rest.len) {
        if (words_r->count == NAME_WORDS)
            return error_at(error, ERROR_MALFORMED, place, "must be at most %d words", NAME_WORDS);
        str_cut(rest, ' ', &word, &rest);
        words_r->patterns[words_r->count++] = pattern_of(arena, word);
    }
    return true;
}
