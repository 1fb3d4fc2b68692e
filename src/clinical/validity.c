/* The validity gate: is a value to be believed, before anybody asks what it means. */
#include "clinical/triage.h"

#define AHEAD_ALLOWED UINT64_C(300000) /* milliseconds: clocks of phones and devices go wrong */
#define PULSE_PRESSURE_LEAST INT64_C(10000000)
#define PULSE_PRESSURE_MOST INT64_C(150000000)

uint32_t validity_marks(enum parameter parameter, int64_t value)
{
    const struct parameter_info *info = parameter_info(parameter);
    if (!info) {
        return 0;
    }
    if (info->has_hard && (value < info->hard_low || value > info->hard_high)) {
        return MARK_IMPLAUSIBLE;
    }
    if ((info->has_confirm_low && value < info->confirm_low) ||
        (info->has_confirm_high && value > info->confirm_high)) {
        return MARK_UNCONFIRMED;
    }
    return 0;
}

uint32_t validity_time_marks(int64_t measured_from, int64_t received)
{
    if (measured_from <= received) {
        return 0;
    }
    uint64_t ahead = (uint64_t)measured_from - (uint64_t)received;
    return ahead <= AHEAD_ALLOWED ? MARK_SKEWED : MARK_FUTURE;
}

static const struct measurement *find(const struct measurement *panel, size_t count,
                                      enum parameter parameter)
{
    for (size_t i = 0; i < count; i++) {
        if (panel[i].parameter == parameter && !(panel[i].marks & MARK_ABSENT)) {
            return &panel[i];
        }
    }
    return NULL;
}

static bool pressures_agree(const struct measurement *systolic, const struct measurement *diastolic,
                            const struct measurement *mean)
{
    if (systolic && diastolic) {
        __int128 pulse_pressure = (__int128)systolic->value - diastolic->value;
        if (pulse_pressure < PULSE_PRESSURE_LEAST || pulse_pressure > PULSE_PRESSURE_MOST) {
            return false;
        }
    }
    if (mean && systolic && mean->value > systolic->value) {
        return false;
    }
    return !mean || !diastolic || mean->value >= diastolic->value;
}

/* Nobody can tell which of the pressures is wrong, so none of them is believed. */
void validity_pressure(struct measurement *panel, size_t count)
{
    if (pressures_agree(find(panel, count, PARAMETER_SBP), find(panel, count, PARAMETER_DBP),
                        find(panel, count, PARAMETER_MAP))) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (parameter_is_pressure(panel[i].parameter) && !(panel[i].marks & MARK_ABSENT)) {
            panel[i].marks |= MARK_IMPLAUSIBLE;
        }
    }
}
