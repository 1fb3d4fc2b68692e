/* Reports and observations, in the writer's transactions. */
#ifndef VARDE_REPORT_STORE_H
#define VARDE_REPORT_STORE_H

#include "report/report.h"

/* version, content, received_at, report_id of the newest version with this key. */
struct rows *report_ask_earlier(struct tx *tx, const struct uuid *patient, const uint8_t key[16]);
/* When the newest value of a parameter was measured, as far as the clock may be right; INT64_MIN
 * when there is none. */
bool report_newest(struct tx *tx, const struct uuid *patient, enum parameter parameter,
                   int64_t *newest_r, struct error *error);
void report_insert(struct tx *tx, const struct report *report);
void report_insert_observation(struct tx *tx, const struct report *report,
                               const struct received_one *one);
/* Why this version took the place of the one before. */
void report_insert_correction(struct tx *tx, const struct report *report,
                              const struct received_one *one, struct str reason);

#endif
