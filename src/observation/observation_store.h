/* Reading Observations: one by its key, and pages of a patient's. */
#ifndef VARDE_OBSERVATION_STORE_H
#define VARDE_OBSERVATION_STORE_H

#include "auth/who.h"
#include "base/caltime.h"
#include "clinical/parameter.h"
#include "observation/observation_find.h"
#include "store/db.h"

#define FILTER_STATUSES 8
#define FILTER_KEYS 8
#define FILTER_PARAMETERS (PARAMETER_COUNT - 2) /* all but none and the panel */
#define FILTER_PRECISIONS (PRECISION_MILLI + 1)

/* Where a page ends; the next starts after it. */
struct observation_cursor {
    int64_t first, second;
    uint8_t key[16];
};

struct observation_filter {
    struct uuid patient;
    size_t parameter_count; /* 0 matches nothing */
    enum parameter parameters[FILTER_PARAMETERS];
    bool only_panels; /* a systolic pressure counts only within a panel */
    /* effective (its start) by the precision that it was given in, inclusive. */
    int64_t earliest[FILTER_PRECISIONS], latest[FILTER_PRECISIONS];
    /* Not what lies wholly within [not_from, not_until); nothing when they are equal. */
    int64_t not_from, not_until;
    int64_t received_earliest, received_latest; /* inclusive */
    size_t status_count;                        /* 0: any */
    struct str statuses[FILTER_STATUSES];
    size_t key_count; /* 0: any */
    uint8_t keys[FILTER_KEYS][16];
    struct str identifier; /* the value of the first identifier, in whatever system */
    /* Sorted by one of the three, 1 up or -1 down; then the newest first. */
    int by_effective, by_received, by_code;
    struct observation_cursor after;
    size_t limit;
};

/* Everything, by the time of measurement, the newest first. */
void observation_filter_init(struct observation_filter *filter);
/* From the start, in the filter's order; call it after by_* are set. */
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
                           size_t row, struct observation_cursor *cursor_r);

#endif
