/* Scores of questionnaires: what the items sum to, in which band that lies, and what it triggers.
 * No item's text is here, so that licences do not matter: points in, score and band out.
 *
 * Sources: PHQ-9 and PHQ-2 (Kroenke, Spitzer, Williams 2001, 2003), GAD-7 (Spitzer 2006), WHO-5
 * (WHO 1998; Topp 2015), CAT (user guide; Jones 2009), mMRC, NYHA, GOLD report 2023. */
#ifndef VARDE_CLINICAL_INSTRUMENT_H
#define VARDE_CLINICAL_INSTRUMENT_H

#include <stdbool.h>
#include <stddef.h>

/* Stored: never renumber, only append. */
enum instrument {
    INSTRUMENT_NONE = 0,
    INSTRUMENT_PHQ9 = 1,
    INSTRUMENT_PHQ2 = 2,
    INSTRUMENT_GAD7 = 3,
    INSTRUMENT_WHO5 = 4,
    INSTRUMENT_CAT = 5,
    INSTRUMENT_MMRC = 6,
    INSTRUMENT_NYHA = 7, /* class I to IV as 1 to 4 */
    INSTRUMENT_COUNT
};

#define INSTRUMENT_ITEMS 9 /* of none are there more */
#define INSTRUMENT_BANDS 5

struct instrument_band {
    int from;         /* the least score of the band */
    const char *word; /* "moderately_severe"; NULL ends the list */
};

struct instrument_info {
    const char *word; /* "phq9" */
    const char *name; /* "PHQ-9" */
    int items;
    int least, most; /* points of one item */
    int factor;      /* score = sum of the points × factor */
    bool higher_better;
    struct instrument_band bands[INSTRUMENT_BANDS + 1]; /* upwards */
};

/* NULL for NONE and unknown numbers. */
const struct instrument_info *instrument_info(enum instrument instrument);
/* By word or name; INSTRUMENT_NONE when none has it. */
enum instrument instrument_of_word(const char *word, size_t len);

/* What a score or an answer asks for; a set. */
enum instrument_trigger {
    TRIGGER_SELF_HARM = 1 << 0,  /* PHQ-9 item 9 above 0: a human contact at once */
    TRIGGER_POSITIVE = 1 << 1,   /* PHQ-2 >= 3, PHQ-9 >= 10, GAD-7 >= 10, WHO-5 < 50: look closer */
    TRIGGER_DEPRESSION = 1 << 2, /* WHO-5 <= 28: depression is likely */
    TRIGGER_SYMPTOMS = 1 << 3,   /* CAT >= 10, mMRC >= 2: more symptoms, as GOLD counts them */
};

enum instrument_state {
    INSTRUMENT_COMPLETE,
    INSTRUMENT_INCOMPLETE, /* an item is not answered: nothing is put in its place */
    INSTRUMENT_INVALID,    /* points that the item cannot have, or another number of items */
};

#define INSTRUMENT_UNANSWERED (-1)

struct instrument_score {
    enum instrument_state state;
    int answered;
    int score;        /* -1 unless complete */
    const char *band; /* NULL unless complete */
    unsigned triggers;
};

/* points: one an item, INSTRUMENT_UNANSWERED for none. What item 9 of PHQ-9 triggers it triggers in
 * an incomplete form too, and in an invalid one. */
void instrument_score(enum instrument instrument, const int *points, size_t count,
                      struct instrument_score *score_r);
/* Of a score that another has summed. INVALID when the instrument cannot have it. Item 9 is then
 * not known. */
void instrument_of_score(enum instrument instrument, int score, struct instrument_score *score_r);

/* ---- GOLD A, B, E ---- */

enum gold { GOLD_UNKNOWN, GOLD_A, GOLD_B, GOLD_E };

struct gold_input {
    int mmrc, cat;  /* scores; -1, or beyond the instrument: not known */
    int moderate;   /* exacerbations of the last twelve months without admission; -1: not known */
    int admissions; /* for an exacerbation; -1: not known */
};

/* E with two moderate exacerbations or an admission, whatever else is known; else B with mMRC of 2
 * or CAT of 10 and more; else A. Unknown when what is missing could change it. */
enum gold gold_group(const struct gold_input *input);

#endif
