/* Reasons as they are stored, merged and told. */
#ifndef VARDE_TRIAGE_REASONS_H
#define VARDE_TRIAGE_REASONS_H

#include "base/i18n.h"
#include "base/json_out.h"
#include "clinical/triage.h"

struct reasons {
    size_t count;
    struct reason list[TRIAGE_REASONS];
};

/* [[rule, parameter, zone, value, limit or null, operator], …] */
struct str reasons_print(struct arena *arena, const struct reasons *reasons);
/* What it cannot read it leaves out. */
void reasons_parse(struct str text, struct reasons *reasons_r);
/* Takes in newer ones of at least `least`: the same parameter is replaced unless what stands is
 * worse. Worst first. */
void reasons_merge(struct reasons *reasons, const struct reason *newer, size_t count,
                   enum zone least);

/* {rule, parameter, zone, value, limit, text} each; text in the language. */
void reasons_json(struct json_out *out, struct arena *arena, const struct reasons *reasons,
                  const struct language *language);
/* "SpO₂ 84 %, red ≤ 85" */
void reason_text(struct buf *out, const struct reason *reason, const struct language *language);
/* A value with as many decimals as the parameter usually has, and more when they matter. */
void value_text(enum parameter parameter, int64_t value, char text_r[32]);
/* "<", "≤", ">", "≥" */
const char *operator_sign(enum limit_operator operator);

#endif
