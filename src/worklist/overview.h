/* The overview row of one patient with one service: what the work list shows. */
#ifndef VARDE_WORKLIST_OVERVIEW_H
#define VARDE_WORKLIST_OVERVIEW_H

#include "store/writer.h"
#include "triage/reasons.h"

/* The number is stored and orders the list. */
enum tier { TIER_RED, TIER_YELLOW, TIER_ATTENTION, TIER_GREEN, TIER_NOTHING };

struct overview {
    bool stored; /* the row is there */
    struct uuid patient, service, municipality;
    enum tier tier; /* follows from the rest: overview_tier */
    enum zone zone;
    bool unconfirmed;
    int64_t since;        /* when what the zone says came */
    int64_t unread_since; /* when the oldest unread message came; 0: none is unread */
    int64_t waits_since;  /* orders the list; follows from the rest: overview_waits_since */
    int64_t version;
    struct uuid enrolment; /* that leads */
    struct uuid report, report_account;
    int64_t report_open_until;
    int64_t reported_at; /* 0: never */
    struct reasons reasons;
    bool missing;
    int64_t unread, tasks;
    struct uuid taken_by;
    int64_t taken_at;
};

/* From overview o, in the order that overview_read expects. */
#define OVERVIEW_COLUMNS                                                                           \
    "o.patient_id, o.service_id, o.municipality_id, o.tier, o.zone, o.unconfirmed, o.since,"       \
    " o.version, o.enrolment_id, o.report_id, o.report_account_id, o.report_open_until,"           \
    " o.reported_at, o.reasons, o.missing, o.unread, o.tasks, o.taken_by, o.taken_at,"             \
    " o.zone_since, o.unread_since"
#define OVERVIEW_COLUMN_COUNT 21

void overview_read(const struct rows *rows, size_t row, unsigned column, struct overview *to);
enum tier overview_tier(const struct overview *overview);
int64_t overview_waits_since(const struct overview *overview);
/* Sends what changed; inserts when `before` was not stored. */
void overview_write(const struct overview *before, struct overview *after, struct tx *tx);

#endif
