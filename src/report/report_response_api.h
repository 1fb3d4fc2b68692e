/* An answered form within a report of our own applications. */
#ifndef VARDE_REPORT_RESPONSE_API_H
#define VARDE_REPORT_RESPONSE_API_H

#include "report/report.h"
#include "router.h"

/* Reads number `index` of a report's forms; key: STR_NONE when the report has none. Places are
 * "/responses/2: QuestionnaireResponse.item[0]". */
bool report_read_response(struct call *call, struct json_object *json, size_t index, struct str key,
                          const struct uuid *patient, const struct caltime *measured,
                          struct received_response *received_r, struct error *error);

#endif
