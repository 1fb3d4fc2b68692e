/* Finding patients by name: every word that was typed begins a part of the name, whatever its case
 * and marks. */
#ifndef VARDE_PATIENT_NAME_H
#define VARDE_PATIENT_NAME_H

#include "base/error.h"
#include "store/db.h"

#define NAME_WORDS 6

struct name_words {
    size_t count; /* 0: any name */
    struct str patterns[NAME_WORDS];
};

/* Reads what was typed. False, naming `place`: fewer than two letters in all, or too many. */
bool name_words_read(struct arena *arena, struct str typed, const char *place,
                     struct name_words *words_r, struct error *error);

/* A condition on the row p of patient, with the words' parameters ("?4", …), and their values. */
#define NAME_FITS(a, b, c, d, e, f)                                                                \
    "(" NAME_WORD(a) " AND " NAME_WORD(b) " AND " NAME_WORD(c) " AND " NAME_WORD(                  \
        d) " AND " NAME_WORD(e) " AND " NAME_WORD(f) ")"
#define NAME_WORD(word)                                                                            \
    "(CAST(" word " AS text) IS NULL OR ' ' || p.search LIKE " word " ESCAPE '!')"
#define NAME_ARGS(words)                                                                           \
    v_str((words)->patterns[0]), v_str((words)->patterns[1]), v_str((words)->patterns[2]),         \
        v_str((words)->patterns[3]), v_str((words)->patterns[4]), v_str((words)->patterns[5])

#endif
