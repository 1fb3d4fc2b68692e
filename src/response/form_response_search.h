/* Searches for QuestionnaireResponses: what the parameters ask for, and the Bundle that answers. */
#ifndef VARDE_FORM_RESPONSE_SEARCH_H
#define VARDE_FORM_RESPONSE_SEARCH_H

#include "response/form_response_store.h"

struct response_query {
    struct response_filter filter;
    struct search_query search;
    struct str questionnaire; /* "url" or "url|version"; STR_NONE: any */
    struct str next;          /* cursor, once it has run; STR_NONE: the last page */
    int64_t found;            /* how many in all; -1: not known */
};

/* strict: unknown parameters are refused. */
bool response_query_read(struct arena *arena, const struct search *search, bool strict, int64_t now,
                         struct response_query *query_r, struct error *error);

/* who: NULL within query->filter.patient. At most filter.limit rows are to be shown: shown_r. */
bool response_query_run(struct db *db, struct arena *arena, struct programmes *programmes,
                        struct response_query *query, const struct who *who, int64_t now,
                        struct rows **rows_r, size_t *shown_r, struct error *error);
/* base: the address of FHIR here, "https://host/fhir". */
bool response_bundle(struct json_out *out, struct arena *arena, const char *base,
                     const struct response_query *query, const struct rows *rows, size_t shown,
                     struct programmes *programmes, struct db *db, struct error *error);

#endif
