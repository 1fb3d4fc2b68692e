/* The work list over HTTP. */
#ifndef VARDE_WORKLIST_API_H
#define VARDE_WORKLIST_API_H

#include "router.h"
#include "worklist/worklist.h"

struct worklist_asker worklist_asker_of(struct call *call);
/* Adds the outcomes of a list of their words; an error names the one that is unknown,
 * "/outcomes/0". */
bool worklist_outcomes_read(struct json_object *list, unsigned *outcomes_r, struct error *error);
/* "enrolments": those that the asker may see, into the open object. */
void worklist_enrolments_json(struct json_out *out, struct call *call,
                              const struct worklist_item *item);
void worklist_item_json(struct json_out *out, struct call *call, const struct worklist_item *item);

/* The row of the call's patient; undo: the act that may be taken back, until when; NULL: none. */
enum handled worklist_answer(struct call *call, const char *undo, int64_t until);

enum handled worklist_list(struct call *call);
enum handled worklist_count(struct call *call);
enum handled worklist_filters(struct call *call);
enum handled worklist_one(struct call *call);
enum handled worklist_take(struct call *call);
enum handled worklist_release(struct call *call);
enum handled worklist_acknowledge(struct call *call);

#endif
