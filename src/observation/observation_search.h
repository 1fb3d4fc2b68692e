/* Searches for Observations: what the parameters ask for, and the Bundle that answers. */
#ifndef VARDE_OBSERVATION_SEARCH_H
#define VARDE_OBSERVATION_SEARCH_H

#include "fhir/search.h"
#include "observation/observation_store.h"

#define SEARCH_PARAMETERS 40

struct observation_query {
    struct observation_filter filter;
    /* Whose: at most one of the two, else the searches go over all patients by identifier. */
    bool has_patient;
    struct uuid patient; /* zero: an id that nobody has */
    bool has_patient_identifier;
    struct str patient_system, patient_value;
    bool nothing;        /* nothing can match */
    bool continued;      /* after a cursor */
    bool only_total;     /* _count=0, _summary=count */
    bool total;          /* _total=accurate */
    struct str left_out; /* the parameters that are not known here; STR_NONE: none */
    struct str self;     /* the parameters that were used, as "?…" */
};

/* strict: unknown parameters are refused. */
bool observation_query_read(struct arena *arena, const struct search *search, bool strict,
                            int64_t now, struct observation_query *query_r, struct error *error);
/* Whose it is, when the search said so by an identifier or not at all. Links name the patient by
 * id: a national identifier has no place in an address. */
void observation_query_patient(struct arena *arena, struct observation_query *query,
                               const struct uuid *patient);
/* A search over all patients needs an identifier. */
bool observation_query_check(const struct observation_query *query, struct error *error);

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
