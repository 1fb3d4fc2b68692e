/* Reasons as they are stored, merged and told. */
#ifndef VARDE_TRIAGE_REASONS_H
#define VARDE_TRIAGE_REASONS_H

#include "base/i18n.h"
#include "base/json_out.h"
#include "clinical/triage.h"
#include "programme/programme.h"

struct reasons {
    size_t count;
    struct reason list[TRIAGE_REASONS];
};

/* [[rule, parameter, zone, value, limit or null, operator], …]; behind these, where they say
 * something, days, condition and "about". */
struct str reasons_print(struct arena *arena, const struct reasons *reasons);
/* What it cannot read it leaves out. `about` points into the text. */
void reasons_parse(struct str text, struct reasons *reasons_r);
/* Takes in newer ones of at least `least`: what is told of the same matter (a parameter's value,
 * its change, a question's answer …) is replaced unless what stands is worse; yellow or red as bad
 * by another rule is kept beside it, so that the order never matters. Worst first. */
void reasons_merge(struct reasons *reasons, const struct reason *newer, size_t count,
                   enum zone least);

/* With what reasons are put into words. */
struct teller {
    struct arena *arena;
    const struct language *language;
    struct programmes *programmes; /* for answers */
    struct db *db;
    const struct programme
        *programme; /* where there is no database: the one whose answers it tells */
};

/* {rule, parameter, zone, value, limit, text} each; text in the language: "SpO₂ 84 %, red ≤ 85". */
void reasons_json(struct json_out *out, const struct teller *teller, const struct reasons *reasons);
/* A value with as many decimals as the parameter usually has, and more when they matter. */
void value_text(enum parameter parameter, int64_t value, char text_r[32]);
/* What a person is told of it. A device writes three decimals at most; more are those of another
 * unit (180 lb are 81.646627 kg), of which the usual ones are told, and more where it would seem to
 * lie on the other side of what it is held against; NULL: of nothing. */
int64_t value_told(enum parameter parameter, int64_t value, const int64_t *against);
/* "<", "≤", ">", "≥" */
const char *operator_sign(enum limit_operator operator);

#endif
