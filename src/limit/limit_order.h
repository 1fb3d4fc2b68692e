/* Orders of individual limits and habitual levels: a doctor orders, somebody enters, a second
 * person checks it against the order, and only then the whole set takes the place of the one
 * before. Kept for ever. */
#ifndef VARDE_LIMIT_ORDER_H
#define VARDE_LIMIT_ORDER_H

#include "auth/access_log.h"
#include "limit/levels.h"
#include "programme/programme.h"

#define LIMIT_ORDER_MOST 64 /* limits in one order */
#define LIMIT_CONTENT 65    /* hexadecimal, with its end */

enum limit_order_state {
    LIMIT_ORDER_PENDING,
    LIMIT_ORDER_IN_FORCE,
    LIMIT_ORDER_REPLACED,
    LIMIT_ORDER_REJECTED,
    LIMIT_ORDER_WITHDRAWN, /* turned down by who entered it */
};
const char *limit_order_state_word(enum limit_order_state state);

struct limit_order {
    int64_t version;
    int64_t replaces; /* the version in force when it was entered; 0: the programme's */
    struct str ordered_by;
    int64_t ordered_at;
    struct uuid entered_by, checked_by, rejected_by; /* accounts; zero: nobody */
    struct str entered_name, checked_name, rejected_name;
    int64_t entered_at, checked_at, rejected_at;                /* 0: not */
    struct str rejected_reason, reason, evidence, floor_reason; /* the last two may be STR_NONE */
    size_t limit_count;
    struct limit *limits;
    struct levels levels; /* approved_on 0 until it is checked */
};
/* in_force: the enrolment's limits_version. */
enum limit_order_state limit_order_state(const struct limit_order *order, int64_t in_force);
/* A hash of all that a checker checks: the order, its limits, and the version that it replaces. */
void limit_order_content(struct arena *arena, const struct uuid *enrolment,
                         const struct limit_order *order, char content_r[LIMIT_CONTENT]);

/* May the whole set take the place of the programme's? False with the place of what is wrong.
 * looser_r: nothing but a red limit beyond the floor is, for which the order must give a reason
 * (floor_reason); with one it is good. */
bool limit_order_may_hold(const struct programme *programme, const struct limit_order *order,
                          struct arena *arena, bool *looser_r, struct error *error);

enum limit_act_kind { LIMIT_ENTER, LIMIT_CHECK, LIMIT_REJECT };

struct limit_act {
    /* Given. */
    enum limit_act_kind kind;
    struct uuid patient, enrolment;
    struct access_entry by; /* who acts; patient and detail are filled in */
    struct programmes *programmes;
    struct limit_order
        order;          /* to enter: what is ordered, its reasons and limits; else `version` */
    struct str content; /* check: what was shown; STR_NONE: not said */
    struct str reason;  /* reject: why */
    /* Between ask and apply. */
    struct rows *enrolled, *stored, *limits, *habits;
    /* After apply: `order` as it stands now, and which version is in force. */
    int64_t in_force;
};

/* The steps of a command (see writer.h). Refusals: ERROR_NOT_FOUND, ERROR_INVALID with the place
 * ("/limits/2/value", "/habits/0/sigma"), ERROR_FORBIDDEN (who entered it checks it),
 * ERROR_CONFLICT (another order waits; this one does no longer; another is in force than it would
 * replace; another content). */
void limit_act_ask(struct limit_act *act, struct tx *tx);
bool limit_act_apply(struct limit_act *act, struct tx *tx, struct error *error);

#endif
