/* Reading Observations: one by its key, and pages of a patient's. */
#ifndef VARDE_OBSERVATION_STORE_H
#define VARDE_OBSERVATION_STORE_H

#include "auth/who.h"
#include "clinical/parameter.h"
#include "fhir/search_query.h"
#include "observation/observation_find.h"
#include "store/db.h"

#define FILTER_PARAMETERS (PARAMETER_COUNT - 2) /* all but none and the panel */

struct observation_filter {
    struct search_filter search;
    size_t parameter_count; /* 0 matches nothing */
    enum parameter parameters[FILTER_PARAMETERS];
    bool only_panels; /* a systolic pressure counts only within a panel */
    /* Not what lies wholly within [not_from, not_until); nothing when they are equal. */
    int64_t not_from, not_until;
};

/* Everything, by the time of measurement, the newest first. */
void observation_filter_init(struct observation_filter *filter);
/* From the start, in the filter's order; call it when that is set. */
void observation_filter_start(struct observation_filter *filter);

/* Newest versions only. Columns as OBSERVATION_COLUMNS; the rows of one Observation stand together,
 * in the order of their parameters. At most `limit` Observations. */
bool observation_page(struct db *db, struct arena *arena, const struct observation_filter *filter,
                      struct rows **rows_r, struct error *error);
/* The same over all patients whom the asker may see, by keys alone. */
bool observation_listed(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                        const struct observation_filter *filter, struct rows **rows_r,
                        struct error *error);
bool observation_total(struct db *db, struct arena *arena, const struct observation_filter *filter,
                       int64_t *total_r, struct error *error);
/* How many rows from `first` on are of the same Observation. */
size_t observation_rows(const struct rows *rows, size_t first);
/* Where a page that ends with the Observation at this row ends. */
void observation_cursor_at(const struct observation_filter *filter, const struct rows *rows,
                           size_t row, struct search_cursor *cursor_r);

#endif
