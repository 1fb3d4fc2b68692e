/* What is due, in answers. */
#ifndef VARDE_SCHEDULE_DUE_JSON_H
#define VARDE_SCHEDULE_DUE_JSON_H

#include "base/json_out.h"
#include "schedule/schedule.h"

/* {"opens":day, "by":{"day","clock"}, "at":moment, "number", "of", "state"} as the next value. */
void due_put(struct json_out *out, const struct due *due, enum due_state state);
/* Those with deadlines on the days [from, until), in order, as a list; of many the first ones. */
void due_put_list(struct json_out *out, const char *key, const struct schedule *schedule,
                  const struct schedule_facts *facts, int32_t from, int32_t until);
/* "ahead", "met", "cleared", "missed" */
const char *due_state_word(enum due_state state);

#endif
