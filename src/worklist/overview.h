/* The overview row of one patient with one service: what the work list shows. */
#ifndef VARDE_WORKLIST_OVERVIEW_H
#define VARDE_WORKLIST_OVERVIEW_H

#include "store/writer.h"
#include "triage/reasons.h"

/* Why somebody should look at a row though it may be green; a set, in the order in which it is
 * told. LOOKS_KEPT are stored with the row (never renumber): a report sets them (triage_apply),
 * closing by an acknowledgement clears them, taking that back sets them again. The others follow
 * from the row when it is read: looks_of (looks.h). */
enum look {
    LOOK_UNREAD = 1 << 0,      /* messages that the service has not read */
    LOOK_TASK = 1 << 1,        /* tasks that are due */
    LOOK_MISSING = 1 << 2,     /* a report that was due did not come */
    LOOK_UNCONFIRMED = 1 << 3, /* what leads should be measured again */
    /* A newly reported value that carries a mark (clinical/triage.h), or one parameter with the
     * same daily value on LOOKS_SAME_DAYS days of readings running (triage/looks_apply.c): a
     * device that repeats itself, or numbers that nobody read off. */
    LOOK_SUSPICIOUS = 1 << 4,
    LOOK_WROTE = 1 << 5, /* the patient's own words in a form that is news: `remark` */
    /* Yellow again by what was closed less than 48 hours ago (clinical/realert.h): no new case, but
     * somebody is to see it. */
    LOOK_SILENCED = 1 << 7,
};
#define LOOK_COUNT 7
#define LOOKS_KEPT (LOOK_SUSPICIOUS | LOOK_WROTE | LOOK_SILENCED)
#define LOOKS_SAME_DAYS 8
#define LOOKS_SAME_WITHIN (2 * LOOKS_SAME_DAYS) /* days: on some nothing was measured */
#define OVERVIEW_REMARK_MOST 200                /* characters kept */

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
    /* When service and patient were last in touch (a contact with the patient or kin, a message
     * from the service, an acknowledgement that was more than a look); 0: never. */
    int64_t contact_at;
    unsigned looks;        /* of LOOKS_KEPT */
    struct str remark;     /* the patient's own words; STR_NONE: none. Lives with the rows */
    int64_t missing_since; /* when the report that did not come was due; 0: nothing is missing */
    int64_t missed;        /* deadlines running that nothing came for */
    int64_t tasks_since;   /* when the oldest task that is due fell due; 0: none is */
};

/* From overview o, in the order that overview_read expects. */
#define OVERVIEW_COLUMNS                                                                           \
    "o.patient_id, o.service_id, o.municipality_id, o.tier, o.zone, o.unconfirmed, o.since,"       \
    " o.version, o.enrolment_id, o.report_id, o.report_account_id, o.report_open_until,"           \
    " o.reported_at, o.reasons, o.missing, o.unread, o.tasks, o.taken_by, o.taken_at,"             \
    " o.zone_since, o.unread_since, o.contact_at, o.looks, o.remark, o.missing_since,"             \
    " o.tasks_since, o.missed"
#define OVERVIEW_COLUMN_COUNT 27

void overview_read(const struct rows *rows, size_t row, unsigned column, struct overview *to);
enum tier overview_tier(const struct overview *overview);
int64_t overview_waits_since(const struct overview *overview);
/* Sends what changed; inserts when `before` was not stored. */
void overview_write(const struct overview *before, struct overview *after, struct tx *tx);

/* Service and patient were in touch at `at`: moves contact_at, never back, of a row that is there.
 * For a message from the service, and for a contact with the patient or kin who was reached (no
 * attempt that nobody answered, no talk with others about the patient). In a command whose key is
 * the patient; what a row says stays the same, so its version does not grow. What waits for a
 * contact is looked at again. */
void overview_touch_contact(struct tx *tx, const struct uuid *patient, const struct uuid *service,
                            int64_t at);
/* The newer words first, with " / " between, in at most OVERVIEW_REMARK_MOST characters. Either may
 * be STR_NONE. */
struct str overview_remark_join(struct arena *arena, struct str newer, struct str older);

#endif
