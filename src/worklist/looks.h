/* Why somebody should look at a row though it may be green: worked out and put into words. */
#ifndef VARDE_WORKLIST_LOOKS_H
#define VARDE_WORKLIST_LOOKS_H

#include "base/i18n.h"
#include "base/json_out.h"
#include "worklist/overview.h"

/* Beside enum look: why all greens at once left a row out. */
enum left_out {
    LEFT_CHANGED = 1 << 16, /* something came in since it was seen */
    LEFT_TAKEN = 1 << 17,   /* by another */
    LEFT_GONE = 1 << 18,    /* not green any more, or not the asker's to see */
};

/* Of enum look. */
unsigned looks_of(const struct overview *row);

struct looks_words {
    struct arena *arena;
    const struct language *language;
    const struct overview *row;
    struct str taken_by; /* name */
    int64_t now;
};
/* [{kind, text}, …] of enum look and enum left_out, in their order. */
void looks_json(struct json_out *out, const struct looks_words *words, unsigned looks);

#endif
