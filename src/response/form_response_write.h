/* Answered forms in the writer's transactions. */
#ifndef VARDE_FORM_RESPONSE_WRITE_H
#define VARDE_FORM_RESPONSE_WRITE_H

#include "report/report.h"

/* version, content, received_at, report_id of the newest version with this key. */
struct rows *form_response_ask_earlier(struct tx *tx, const struct uuid *patient,
                                       const uint8_t key[16]);
/* Whether the same form was answered later, as far as the clock may be right. */
bool form_response_has_later(struct tx *tx, const struct uuid *patient,
                             const struct form_response *response, bool *later_r,
                             struct error *error);
void form_response_insert(struct tx *tx, const struct report *report,
                          const struct received_response *received);

#endif
