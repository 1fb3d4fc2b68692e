/* What answered forms said, as it is stored and read again. */
#ifndef VARDE_FINDINGS_H
#define VARDE_FINDINGS_H

#include "base/str.h"
#include "clinical/triage.h"

/* [[kind, zone, value, score, symptoms, "about"], …]; behind these, where they say something, the
 * day and 1 for earlier, and behind these majors and minors. */
void findings_print(struct buf *out, const struct finding *findings, size_t count);
/* Its own text back: findings in the arena, `about` within the text. What it cannot read it leaves
 * out. */
void findings_parse(struct arena *arena, struct str text, struct finding **findings_r,
                    size_t *count_r);

#endif
