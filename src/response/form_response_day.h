/* What a patient answered on some days, for rules that combine it with what was measured, or look
 * at two days running. */
#ifndef VARDE_FORM_RESPONSE_DAY_H
#define VARDE_FORM_RESPONSE_DAY_H

#include "programme/programme.h"
#include "store/writer.h"

struct form_days {
    const struct uuid *patient;
    const struct programme *programme;
    const int32_t *days;
    size_t count;
    const uint8_t (*without)[16]; /* keys of what is left out */
    size_t without_count;
};

/* Findings of each day's last forms of this programme (newest versions, not entered in error),
 * marked as earlier and with their day. Of another version of it only flags and points. In the
 * transaction's arena; waits. */
bool form_response_days(struct tx *tx, const struct form_days *question,
                        struct finding **findings_r, size_t *count_r, struct error *error);

#endif
