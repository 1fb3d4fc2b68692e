/* What searches for any resource about patients have in common: whose, by which keys, of which
 * status, received when, how the answer looks and where its pages end. What else a resource can be
 * searched by, it says itself. */
#ifndef VARDE_FHIR_SEARCH_QUERY_H
#define VARDE_FHIR_SEARCH_QUERY_H

#include "base/uuid.h"
#include "fhir/search.h"

#define SEARCH_PARAMETERS 40
#define SEARCH_STATUSES 8
#define SEARCH_KEYS 8
#define SEARCH_PRECISIONS (PRECISION_MILLI + 1)
#define SEARCH_PAGE_MOST 500

/* Where a page ends; the next starts after it. */
struct search_cursor {
    int64_t first, second;
    uint8_t key[16];
};

/* What a resource can be sorted by. */
enum search_order { SORT_TIME, SORT_RECEIVED, SORT_CODE, SORT_COUNT };

/* Which ones, as far as that is asked of every resource. */
struct search_filter {
    struct uuid patient;
    /* Its own time (its start) by the precision that it was given in, inclusive. */
    int64_t earliest[SEARCH_PRECISIONS], latest[SEARCH_PRECISIONS];
    int64_t received_earliest, received_latest; /* inclusive */
    size_t status_count;                        /* 0: any */
    struct str statuses[SEARCH_STATUSES];
    size_t key_count; /* 0: any */
    uint8_t keys[SEARCH_KEYS][16];
    struct str identifier; /* the value, in whatever system; STR_NONE: any */
    int by[SORT_COUNT];    /* sorted by one, 1 up or -1 down */
    struct search_cursor after;
    size_t limit;
};

/* Everything, by its own time, the newest first; the cursor is left to the resource. */
void search_filter_init(struct search_filter *filter);
/* The outer bounds of its own time, whatever its precision. */
void search_filter_times(const struct search_filter *filter, int64_t *earliest_r,
                         int64_t *latest_r);

struct search_query {
    /* Whose: at most one of the two, else the search goes over all patients by key. */
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

/* The reading of one search. */
struct search_reading {
    struct arena *arena;
    const struct search_kind *kind;
    int64_t now;
    bool strict; /* unknown parameters are refused */
    struct search_query *query;
    struct search_filter *filter;
    void *own; /* for the resource's own parameters */
    struct error *error;
    bool sorted;
    struct buf left_out, self;
    struct str cursor;
};

struct search_known {
    const char *name;
    bool (*read)(struct search_reading *r, const struct search_parameter *p);
    bool may_point; /* takes modifiers and chains */
};

/* A resource, as far as it is searched for. */
struct search_kind {
    const char *type;               /* "Observation" */
    const struct search_known *own; /* its own parameters; ends with no name */
    const char *orders[SORT_COUNT]; /* what _sort calls them; NULL: not by this one */
    const char *orders_wrong;       /* what to say of any other */
    size_t status_most;             /* how many of them one search may name */
    void (*identifier_key)(struct str system, struct str value, uint8_t key_r[16]);
};

/* ERROR_MALFORMED at the parameter. Always false. */
bool search_refuse(struct search_reading *r, const struct search_parameter *p, const char *why);
/* The filter's bounds for its own time are narrowed to a date's. */
void search_narrow_times(struct search_filter *filter, const struct search_date *date);

/* kind, arena, now, strict, query, filter, own and error are set; the filter is as it is without
 * any parameter. */
bool search_read(struct search_reading *r, const struct search *search);
/* A cursor that came becomes the filter's. */
bool search_read_cursor(struct search_reading *r);

/* Whose it is, when the search said so by an identifier or not at all. Links name the patient by
 * id: a national identifier has no place in an address. */
void search_query_patient(struct arena *arena, struct search_query *query,
                          const struct uuid *patient);
/* A search over all patients needs an identifier. */
bool search_query_check(const struct search_query *query, const struct search_filter *filter,
                        struct error *error);

struct str search_cursor_text(struct arena *arena, const struct search_cursor *cursor);

/* What a search found, beside the rows. */
struct search_answer {
    const char *base; /* the address of FHIR here, "https://host/fhir" */
    const char *type;
    const struct search_query *query;
    int64_t total;   /* -1: not known */
    struct str next; /* cursor; STR_NONE at the end */
    bool empty;      /* no entry of what was asked for */
};
/* The Bundle around its entries; open ends where they begin. */
void search_answer_open(struct json_out *out, struct arena *arena,
                        const struct search_answer *answer);
void search_answer_close(struct json_out *out, struct arena *arena,
                         const struct search_answer *answer);
/* One of them, around the resource. */
void search_entry_open(struct json_out *out, const struct search_answer *answer,
                       const struct uuid *patient, const uint8_t key[16]);
void search_entry_close(struct json_out *out);

#endif
