/* When somebody looks and whom to call, as answers tell it. */
#ifndef VARDE_SERVICE_API_H
#define VARDE_SERVICE_API_H

#include "json_common.h"
#include "service/service.h"

/* "followUp" and "contacts" into the open object. service NULL: the patient is followed by nobody
 * now. */
void service_put_follow_up(struct json_out *out, struct arena *arena,
                           const struct language *language, const struct service *service,
                           int64_t now);
/* The same to who has just sent a report of that zone. */
void service_put_follow_up_sent(struct json_out *out, struct arena *arena,
                                const struct language *language, const struct service *service,
                                int64_t now, enum zone zone);
void service_put_contacts(struct json_out *out, const struct language *language,
                          const struct service *service, int64_t now, enum zone zone,
                          bool red_flag);

#endif
