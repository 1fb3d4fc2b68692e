/* The days whose answers are asked for rules of two days running: Anthonisen's, and the score of
 * SpO2 and pulse.
 *
 * A form that comes late may complete the day after it, so the day after is looked at too. */
#include "base/caltime.h"
#include "triage/gather.h"

enum { OWN_DAYS = 3, DAYS_MOST = sizeof((struct gather_days *)0)->list / sizeof(int32_t) };

static void note_day(struct gather_days *days, int32_t day)
{
    for (size_t i = 0; i < days->count; i++)
        if (days->list[i] == day)
            return;
    if (days->count < DAYS_MOST)
        days->list[days->count++] = day;
}

/* Different days, the newest first. */
struct own_days {
    size_t count;
    int32_t list[OWN_DAYS];
};

static void note_own(struct own_days *own, int32_t day)
{
    size_t at = 0;
    while (at < own->count && own->list[at] > day)
        at++;
    if (at == OWN_DAYS || (at < own->count && own->list[at] == day))
        return;
    if (own->count < OWN_DAYS)
        own->count++;
    memmove(&own->list[at + 1], &own->list[at], (own->count - at - 1) * sizeof own->list[0]);
    own->list[at] = day;
}

/* ---- the score of SpO2 and pulse ---- */

static const struct day_value *value_of(const struct occasion *occasion, enum parameter parameter,
                                        int32_t day)
{
    for (size_t i = 0; i < occasion->history_count; i++)
        if (occasion->history[i].parameter == parameter && occasion->history[i].day == day)
            return &occasion->history[i];
    return NULL;
}

/* (M_S - SpO2) / s_S + (pulse - M_P) / s_P >= 2, what is on the good side counting as nothing. */
static bool has_score(const struct gather *gather, const struct occasion *occasion, int32_t day)
{
    const struct habit *spo2 = gather_habit(gather, PARAMETER_SPO2);
    const struct habit *pulse = gather_habit(gather, PARAMETER_PULSE);
    const struct day_value *saturation = value_of(occasion, PARAMETER_SPO2, day);
    const struct day_value *beats = value_of(occasion, PARAMETER_PULSE, day);
    if (!spo2 || !pulse || !saturation || !beats)
        return false;
    __int128 low = (__int128)spo2->level - saturation->value;
    __int128 high = (__int128)beats->value - pulse->level;
    low = low > 0 ? low : 0;
    high = high > 0 ? high : 0;
    return low * pulse->sigma + high * spo2->sigma >= (__int128)2 * spo2->sigma * pulse->sigma;
}

static void note_scored(const struct gather *gather, const struct occasion *occasion,
                        struct own_days *own)
{
    if (!gather->rules->oximetry)
        return;
    for (size_t i = 0; i < occasion->value_count; i++) {
        const struct measurement *value = &occasion->values[i];
        if (value->parameter != PARAMETER_SPO2 && value->parameter != PARAMETER_PULSE)
            continue;
        for (int32_t day = value->day - 1; day <= value->day + 1; day++)
            if (has_score(gather, occasion, day))
                note_own(own, value->day);
    }
}

/* ---- the days ---- */

void gather_days_running(const struct gather *gather, const struct occasion *occasion,
                         struct gather_days *days_r)
{
    int32_t today = (int32_t)caltime_oslo_day(gather->tx->now);
    struct own_days own = {0};
    days_r->count = 0;
    if (!gather->rules->anthonisen && !gather->rules->oximetry)
        return;
    note_scored(gather, occasion, &own);
    for (size_t i = 0; i < occasion->finding_count; i++)
        if (occasion->findings[i].majors || occasion->findings[i].minors)
            note_own(&own, occasion->findings[i].day);
    for (size_t i = 0; i < own.count; i++)
        for (int32_t day = own.list[i] + 1; day >= own.list[i] - 1; day--)
            if (day <= today)
                note_day(days_r, day);
}
