/* Searches for Observations: what the parameters ask for, and the Bundle that answers. */
#ifndef VARDE_OBSERVATION_SEARCH_H
#define VARDE_OBSERVATION_SEARCH_H

#include "observation/observation_store.h"

struct observation_query {
    struct observation_filter filter;
    struct search_query search;
};

/* strict: unknown parameters are refused. */
bool observation_query_read(struct arena *arena, const struct search *search, bool strict,
                            int64_t now, struct observation_query *query_r, struct error *error);

struct observation_found {
    struct rows *rows; /* NULL: none */
    size_t shown;      /* rows that are shown; those after it begin the next page */
    int64_t total;     /* -1: not known */
    struct str next;   /* cursor; STR_NONE at the end */
};

/* who: NULL within query->filter.patient. */
bool observation_query_run(struct db *db, struct arena *arena, struct observation_query *query,
                           const struct who *who, int64_t now, struct observation_found *found_r,
                           struct error *error);
/* base: the address of FHIR here, "https://host/fhir". */
void observation_bundle(struct json_out *out, struct arena *arena, const char *base,
                        const struct observation_query *query,
                        const struct observation_found *found);

#endif
