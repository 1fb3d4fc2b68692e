/* What a patient answered on one day, for rules that combine it with what was measured. */
#ifndef VARDE_FORM_RESPONSE_DAY_H
#define VARDE_FORM_RESPONSE_DAY_H

#include "programme/programme.h"
#include "store/writer.h"

/* Findings of the day's last forms of this programme (newest versions, not entered in error), but
 * of those whose key is one of `without` (16 bytes each). Of another version only flags and points.
 * In the transaction's arena; waits. */
bool form_response_day(struct tx *tx, const struct uuid *patient, const struct programme *programme,
                       int32_t day, const uint8_t (*without)[16], size_t without_count,
                       struct finding **findings_r, size_t *count_r, struct error *error);

#endif
