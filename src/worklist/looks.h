/* Why somebody should look at a row though it may be green: worked out and put into words. */
#ifndef VARDE_WORKLIST_LOOKS_H
#define VARDE_WORKLIST_LOOKS_H

#include "base/i18n.h"
#include "base/json_out.h"
#include "worklist/overview.h"

/* When the service should next be in touch by one or more enrolments, the earliest of them. Source:
 * the pathway's rule that a new patient is contacted weekly while on trial, and once a month when
 * all is green. */
#define CONTACT_TRIAL_DAYS 7
#define CONTACT_DAYS 30
struct contact_due {
    int64_t at; /* 0: never, since nothing is followed */
    bool trial;
};
/* Takes in one more enrolment of the row, in this state since then. Never contacted counts from
 * there; one that is paused waits. */
void contact_due_add(struct contact_due *due, const struct overview *row, struct str state,
                     int64_t state_since);

/* Beside enum look: why all greens at once left a row out. */
enum left_out {
    LEFT_CHANGED = 1 << 16, /* something came in since it was seen */
    LEFT_TAKEN = 1 << 17,   /* by another */
    LEFT_GONE = 1 << 18,    /* not green any more, or not the asker's to see */
};

/* Of enum look. */
unsigned looks_of(const struct overview *row, const struct contact_due *due, int64_t now);

struct looks_words {
    struct arena *arena;
    const struct language *language;
    const struct overview *row;
    struct contact_due due;
    struct str taken_by; /* name */
    int64_t now;
};
/* [{kind, text}, …] of enum look and enum left_out, in their order. */
void looks_json(struct json_out *out, const struct looks_words *words, unsigned looks);

#endif
