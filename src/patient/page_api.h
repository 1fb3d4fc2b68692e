/* Pages of what belongs to a patient, the newest first: ?limit=, ?cursor=, and "next". */
#ifndef VARDE_PATIENT_PAGE_API_H
#define VARDE_PATIENT_PAGE_API_H

#include "router.h"

/* Entries are ordered by time, those of the same time by id; all that stand before these two. */
struct page {
    int64_t limit, at;
    struct uuid id;
};

/* The beginning, when the request has no cursor. */
bool page_read(struct call *call, int64_t usual, int64_t most, struct page *page_r,
               struct error *error);
/* "next": the entry that ended the page; NULL: there is no further one. */
void page_put_next(struct json_out *out, const struct page *last);

/* The beginning of all, for whoever needs no page. */
#define PAGE_NEWEST(most) ((struct page){.limit = (most), .at = INT64_MAX, .id = page_last_id()})
struct uuid page_last_id(void);

/* Refuses a body that is no object, or holds other members than these (ending with NULL). */
bool body_is_known(struct call *call, const char *const *names, struct error *error);

#endif
