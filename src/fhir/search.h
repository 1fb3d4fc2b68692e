/* The grammar of FHIR searches: parameters, lists, tokens, dates with prefixes, and the links of a
 * Bundle. What a parameter means is the resource's business. */
#ifndef VARDE_FHIR_SEARCH_H
#define VARDE_FHIR_SEARCH_H

#include "base/caltime.h"
#include "base/error.h"
#include "base/json_out.h"

/* One parameter as it came, decoded: "subject:Patient.identifier=…" has the name "subject", the
 * modifier "Patient" and the chain "identifier". */
struct search_parameter {
    struct str whole; /* name, modifier and chain as they came */
    struct str name, modifier, chain;
    struct str value;
};

struct search {
    size_t count;
    struct search_parameter *parameters;
};

void search_init(struct search *search, struct arena *arena, size_t most);
/* False: there are more than `most`. */
bool search_add(struct search *search, size_t most, struct str name, struct str value);

/* Takes the next value off a list that is parted by commas; "\," is a comma within one. False at
 * the end. */
bool search_next(struct arena *arena, struct str *list, struct str *value_r);

struct search_token {
    bool has_system;   /* "system|code", or "|code": no system */
    struct str system; /* may be empty */
    struct str code;   /* empty for "system|" */
};
/* raw: as search_next's list holds it, not yet unescaped. */
bool search_token_next(struct arena *arena, struct str *list, struct search_token *token_r);

enum search_prefix {
    PREFIX_EQ,
    PREFIX_NE,
    PREFIX_GT,
    PREFIX_LT,
    PREFIX_GE,
    PREFIX_LE,
    PREFIX_SA,
    PREFIX_EB,
    PREFIX_AP,
};

struct search_date {
    enum search_prefix prefix;
    int64_t from, until; /* half-open; for PREFIX_AP widened by a tenth of the distance to now */
};

/* Without zone: Norwegian time. */
bool search_date_parse(struct str value, int64_t now, struct search_date *date_r);

/* Narrows earliest..latest, the starts of times that last `span`, to those that the date asks for.
 * As R4 defines them on the interval that a time stands for. */
void search_date_narrow(const struct search_date *date, int64_t span, int64_t *earliest,
                        int64_t *latest);
/* How long a time lasts at least, by its precision. */
extern const int64_t search_spans[PRECISION_MILLI + 1];

/* An address with one more parameter, both escaped. */
void search_url_add(struct buf *url, struct str name, struct str value);

/* The head of a searchset, until its entries. total < 0: not known; next may be empty. */
void search_bundle_open(struct json_out *out, int64_t total, struct str self, struct str next);
/* An entry that says what was left out of the search. */
void search_outcome_entry(struct json_out *out, const char *diagnostics);

#endif
