/* The states of an enrolment and the ways between them. */
#ifndef VARDE_ENROLMENT_H
#define VARDE_ENROLMENT_H

#include "base/str.h"

enum enrolment_state {
    STATE_REFERRED,
    STATE_ASSESSING,
    STATE_GRANTED,
    STATE_TRIAL,
    STATE_ACTIVE,
    STATE_CLOSING,
    STATE_CLOSED,
    STATE_REJECTED,
    STATE_PAUSED,
    STATE_COUNT
};

const char *enrolment_state_word(enum enrolment_state state);
bool enrolment_state_of_word(struct str word, enum enrolment_state *state_r);
/* May it go from here to there? `paused` goes back only to where it came from (paused_from) or on
 * to closing; that is the caller's to check. A closed or rejected one stays: reopening is a new
 * enrolment. */
bool enrolment_may_go(enum enrolment_state from, enum enrolment_state to,
                      enum enrolment_state paused_from);

#endif
