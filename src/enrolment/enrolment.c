#include "enrolment/enrolment.h"

static const char *const words[STATE_COUNT] = {
    [STATE_REFERRED] = "referred", [STATE_ASSESSING] = "assessing", [STATE_GRANTED] = "granted",
    [STATE_TRIAL] = "trial",       [STATE_ACTIVE] = "active",       [STATE_CLOSING] = "closing",
    [STATE_CLOSED] = "closed",     [STATE_REJECTED] = "rejected",   [STATE_PAUSED] = "paused",
};

#define TO(state) (1u << (state))
/* Where each may go; back out of `paused` is told apart below. */
static const unsigned ways[STATE_COUNT] = {
    [STATE_REFERRED] = TO(STATE_ASSESSING) | TO(STATE_REJECTED),
    [STATE_ASSESSING] = TO(STATE_GRANTED) | TO(STATE_REJECTED),
    [STATE_GRANTED] = TO(STATE_TRIAL) | TO(STATE_CLOSED),
    [STATE_TRIAL] = TO(STATE_ACTIVE) | TO(STATE_PAUSED) | TO(STATE_CLOSING),
    [STATE_ACTIVE] = TO(STATE_PAUSED) | TO(STATE_CLOSING),
    [STATE_PAUSED] = TO(STATE_CLOSING),
    [STATE_CLOSING] = TO(STATE_ACTIVE) | TO(STATE_CLOSED),
};

const char *enrolment_state_word(enum enrolment_state state)
{
    return words[state];
}

bool enrolment_state_of_word(struct str word, enum enrolment_state *state_r)
{
    for (unsigned state = 0; state < STATE_COUNT; state++) {
        if (!str_is(word, words[state]))
            continue;
        *state_r = (enum enrolment_state)state;
        return true;
    }
    return false;
}

bool enrolment_may_go(enum enrolment_state from, enum enrolment_state to,
                      enum enrolment_state paused_from)
{
    if (from == STATE_PAUSED && to == paused_from)
        return true;
    return (ways[from] & TO(to)) != 0;
}
