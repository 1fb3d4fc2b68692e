#include "clinical/instrument.h"

#include <string.h>

enum { PHQ9_SELF_HARM = 8, PHQ9_POSITIVE = 10, PHQ2_POSITIVE = 3, GAD7_POSITIVE = 10 };
enum { WHO5_POOR = 50, WHO5_DEPRESSION = 28, CAT_SYMPTOMS = 10, MMRC_SYMPTOMS = 2 };
enum { GOLD_MODERATE = 2, GOLD_ADMISSIONS = 1 };

static const struct instrument_info infos[INSTRUMENT_COUNT] = {
    [INSTRUMENT_PHQ9] = {"phq9",
                         "PHQ-9",
                         9,
                         0,
                         3,
                         1,
                         false,
                         {{0, "minimal"},
                          {5, "mild"},
                          {10, "moderate"},
                          {15, "moderately_severe"},
                          {20, "severe"}}},
    [INSTRUMENT_PHQ2] =
        {"phq2", "PHQ-2", 2, 0, 3, 1, false, {{0, "negative"}, {PHQ2_POSITIVE, "positive"}}},
    [INSTRUMENT_GAD7] = {"gad7",
                         "GAD-7",
                         7,
                         0,
                         3,
                         1,
                         false,
                         {{0, "minimal"}, {5, "mild"}, {10, "moderate"}, {15, "severe"}}},
    [INSTRUMENT_WHO5] = {"who5",
                         "WHO-5",
                         5,
                         0,
                         5,
                         4,
                         true,
                         {{0, "very_low"}, {WHO5_DEPRESSION + 1, "low"}, {WHO5_POOR, "good"}}},
    [INSTRUMENT_CAT] = {"cat",
                        "CAT",
                        8,
                        0,
                        5,
                        1,
                        false,
                        {{0, "low"}, {10, "medium"}, {21, "high"}, {31, "very_high"}}},
    [INSTRUMENT_MMRC] = {"mmrc", "mMRC", 1, 0, 4, 1, false, {{0, "less"}, {MMRC_SYMPTOMS, "more"}}},
    [INSTRUMENT_NYHA] =
        {"nyha", "NYHA", 1, 1, 4, 1, false, {{1, "I"}, {2, "II"}, {3, "III"}, {4, "IV"}}},
};

const struct instrument_info *instrument_info(enum instrument instrument)
{
    return instrument > INSTRUMENT_NONE && instrument < INSTRUMENT_COUNT ? &infos[instrument]
                                                                         : NULL;
}

static bool is_word(const char *name, const char *word, size_t len)
{
    return strlen(name) == len && memcmp(name, word, len) == 0;
}

enum instrument instrument_of_word(const char *word, size_t len)
{
    for (int i = INSTRUMENT_NONE + 1; i < INSTRUMENT_COUNT; i++)
        if (is_word(infos[i].word, word, len) || is_word(infos[i].name, word, len))
            return (enum instrument)i;
    return INSTRUMENT_NONE;
}

static const char *band_of(const struct instrument_info *info, int score)
{
    const char *word = NULL;
    for (const struct instrument_band *band = info->bands; band->word && score >= band->from;
         band++)
        word = band->word;
    return word;
}

static unsigned triggers_of(enum instrument instrument, int score)
{
    switch (instrument) {
    case INSTRUMENT_PHQ9:
        return score >= PHQ9_POSITIVE ? TRIGGER_POSITIVE : 0;
    case INSTRUMENT_PHQ2:
        return score >= PHQ2_POSITIVE ? TRIGGER_POSITIVE : 0;
    case INSTRUMENT_GAD7:
        return score >= GAD7_POSITIVE ? TRIGGER_POSITIVE : 0;
    case INSTRUMENT_WHO5:
        return (score < WHO5_POOR ? TRIGGER_POSITIVE : 0U) |
               (score <= WHO5_DEPRESSION ? TRIGGER_DEPRESSION : 0U);
    case INSTRUMENT_CAT:
        return score >= CAT_SYMPTOMS ? TRIGGER_SYMPTOMS : 0;
    case INSTRUMENT_MMRC:
        return score >= MMRC_SYMPTOMS ? TRIGGER_SYMPTOMS : 0;
    default:
        return 0;
    }
}

static void tell_score(enum instrument instrument, int score, struct instrument_score *score_r)
{
    score_r->state = INSTRUMENT_COMPLETE;
    score_r->score = score;
    score_r->band = band_of(&infos[instrument], score);
    score_r->triggers |= triggers_of(instrument, score);
}

void instrument_score(enum instrument instrument, const int *points, size_t count,
                      struct instrument_score *score_r)
{
    const struct instrument_info *info = instrument_info(instrument);
    int sum = 0;
    bool valid = info && count == (size_t)info->items;
    *score_r = (struct instrument_score){.state = INSTRUMENT_INVALID, .score = -1};
    if (instrument == INSTRUMENT_PHQ9 && count > PHQ9_SELF_HARM && points[PHQ9_SELF_HARM] > 0)
        score_r->triggers = TRIGGER_SELF_HARM;
    for (size_t i = 0; valid && i < count; i++) {
        if (points[i] == INSTRUMENT_UNANSWERED)
            continue;
        valid = points[i] >= info->least && points[i] <= info->most;
        sum += valid ? points[i] : 0;
        score_r->answered += valid;
    }
    if (!valid)
        return;
    if (score_r->answered == info->items)
        tell_score(instrument, sum * info->factor, score_r);
    else
        score_r->state = INSTRUMENT_INCOMPLETE;
}

static bool can_have(const struct instrument_info *info, int score)
{
    return score >= info->least * info->items * info->factor &&
           score <= info->most * info->items * info->factor && score % info->factor == 0;
}

void instrument_of_score(enum instrument instrument, int score, struct instrument_score *score_r)
{
    const struct instrument_info *info = instrument_info(instrument);
    *score_r = (struct instrument_score){.state = INSTRUMENT_INVALID, .score = -1};
    if (!info || !can_have(info, score))
        return;
    score_r->answered = info->items;
    tell_score(instrument, score, score_r);
}

/* ---- GOLD A, B, E ---- */

/* The score, or -1. */
static int known(enum instrument instrument, int score)
{
    return can_have(&infos[instrument], score) ? score : -1;
}

enum gold gold_group(const struct gold_input *input)
{
    int mmrc = known(INSTRUMENT_MMRC, input->mmrc), cat = known(INSTRUMENT_CAT, input->cat);
    if (input->moderate >= GOLD_MODERATE || input->admissions >= GOLD_ADMISSIONS)
        return GOLD_E;
    if (input->moderate < 0 || input->admissions < 0)
        return GOLD_UNKNOWN;
    if (mmrc >= MMRC_SYMPTOMS || cat >= CAT_SYMPTOMS)
        return GOLD_B;
    return mmrc < 0 || cat < 0 ? GOLD_UNKNOWN : GOLD_A;
}
