/* What one asks of the work list: its query, read alike for the list, its counts, and views that
 * are saved. */
#ifndef VARDE_WORKLIST_FILTER_API_H
#define VARDE_WORKLIST_FILTER_API_H

#include "http/request.h"
#include "worklist/worklist.h"

/* Names that it does not know are left alone. */
bool worklist_filter_read(struct request *request, struct str query,
                          struct worklist_filter *filter_r, struct error *error);
/* A choice of filters and nothing else, good for any day: no page, no name that is not known. */
bool worklist_filter_is_choice(struct request *request, struct str query, struct error *error);

#endif
