/* Reading answered forms: one by its key, and pages of a patient's. */
#ifndef VARDE_FORM_RESPONSE_STORE_H
#define VARDE_FORM_RESPONSE_STORE_H

#include "auth/permit.h"
#include "fhir/search_query.h"
#include "response/form_response_fhir.h"
#include "store/db.h"

#define RESPONSE_STATUSES 5
#define RESPONSE_PROGRAMMES 16
#define RESPONSE_FORMS 16

struct response_filter {
    struct search_filter search;
    bool by_programme; /* only of these programmes; false: any */
    size_t programme_count;
    const char *programmes[RESPONSE_PROGRAMMES];
    bool by_version;   /* a form is "programme|form|version"; else "programme|form" */
    size_t form_count; /* 0: any */
    const char *forms[RESPONSE_FORMS];
};

/* Everything, by the time of authoring, the newest first. */
void response_filter_init(struct response_filter *filter);

/* Newest versions only, in the filter's order; for form_response_of_row. */
bool form_response_page(struct db *db, struct arena *arena, const struct response_filter *filter,
                        struct rows **rows_r, struct error *error);
/* The same over all patients whom the asker may see, of the programmes through which, by keys
 * alone. */
bool form_response_listed(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                          const struct response_filter *filter, struct rows **rows_r,
                          struct error *error);
bool form_response_total(struct db *db, struct arena *arena, const struct response_filter *filter,
                         int64_t *total_r, struct error *error);
/* The newest version; no rows: there is none. */
bool form_response_newest(struct db *db, struct arena *arena, const struct uuid *patient,
                          const uint8_t key[16], struct rows **rows_r, struct error *error);

/* Where a page that ends with this row ends. */
void response_cursor_at(const struct response_filter *filter, const struct rows *rows, size_t row,
                        struct search_cursor *cursor_r);

#endif
