/* Sleep and waking of a suspended connection, without a lost waking and without one too many. */
#include "http/connection.h"

enum { AWAKE, ASLEEP, WOKEN };

void sleeper_arm(struct sleeper *sleeper)
{
    atomic_store(&sleeper->state, AWAKE);
}

bool sleeper_woken(struct sleeper *sleeper)
{
    return atomic_load(&sleeper->state) == WOKEN;
}

void sleeper_sleep(struct sleeper *sleeper)
{
    int awake = AWAKE;
    /* First suspended, then said to be: whoever reads ASLEEP may resume. */
    MHD_suspend_connection(sleeper->mhd);
    if (!atomic_compare_exchange_strong(&sleeper->state, &awake, ASLEEP))
        MHD_resume_connection(sleeper->mhd);
}

void sleeper_wake(struct sleeper *sleeper)
{
    /* Read before the exchange: what is not asleep may end and go right after it. */
    struct MHD_Connection *mhd = sleeper->mhd;
    if (atomic_exchange(&sleeper->state, WOKEN) == ASLEEP)
        MHD_resume_connection(mhd);
}
