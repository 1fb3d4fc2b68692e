/* The work list: one row a patient and service, in the order in which they need somebody. */
#ifndef VARDE_WORKLIST_H
#define VARDE_WORKLIST_H

#include "auth/who.h"
#include "worklist/looks.h"

/* Who asks, of what, and where the answer lives. */
struct worklist_asker {
    struct db *db;
    struct arena *arena;
    const struct who *who;
    int64_t now;
};

struct worklist_filter {
    int tier_from, tier_to;
    int zone;                    /* -1: any */
    struct uuid municipality;    /* zero: any */
    struct str programme, state; /* STR_NONE: any */
    int64_t limit;
    /* Where the page before ended. */
    int64_t after_tier, after_since;
    struct uuid after_patient, after_service;
};

struct worklist_enrolment {
    struct uuid id, municipality;
    const char *programme, *municipality_name, *state;
    int64_t programme_version, state_since;
};

struct worklist_item {
    struct overview overview;
    struct str given, family, born, sex, service_name, taken_by_name;
    size_t enrolment_count;
    struct worklist_enrolment *enrolments; /* those that the asker may see */
};

/* When the service should next be in touch, by those enrolments. */
struct contact_due worklist_item_due(const struct worklist_item *item);

/* A page of those that the asker may see, one more than the limit when there are more. */
bool worklist_read(const struct worklist_asker *asker, const struct worklist_filter *filter,
                   struct worklist_item **items_r, size_t *count_r, struct error *error);
/* The asker's row of one patient; count_r 0: none. */
bool worklist_read_one(const struct worklist_asker *asker, const struct uuid *patient,
                       struct worklist_item **items_r, size_t *count_r, struct error *error);
/* A count that goes further than this is told as one more. */
#define WORKLIST_COUNT_MOST 1000
bool worklist_counts(const struct worklist_asker *asker, const struct worklist_filter *filter,
                     int64_t counts_r[TIER_NOTHING + 1], struct error *error);

#endif
