#include "patient/patient_usual.h"

#include "clinical/day.h"
#include "observation/observation_days.h"

static size_t spans_of(const bool wanted[PARAMETER_COUNT], int32_t day, struct day_span *spans)
{
    size_t count = 0;
    for (enum parameter p = PARAMETER_NONE + 1; p < PARAMETER_COUNT; p++)
        for (int32_t back = 1; wanted[p] && back <= USUAL_SPAN; back++)
            spans[count++] = (struct day_span){p, day - back};
    return count;
}

/* Days of one parameter stand together. */
static void settle(const struct day_value *days, size_t count,
                   struct usual usual_r[PARAMETER_COUNT])
{
    for (size_t i = 0, until; i < count; i = until) {
        int64_t values[USUAL_SPAN];
        size_t kept = 0;
        for (until = i; until < count && days[until].parameter == days[i].parameter; until++)
            if (kept < USUAL_SPAN)
                values[kept++] = days[until].value;
        if (!usual_days(values, kept, &usual_r[days[i].parameter]))
            usual_r[days[i].parameter] = (struct usual){.days = 0};
    }
}

bool patient_usual(struct db *db, struct arena *arena, const struct uuid *patient, int32_t day,
                   const bool wanted[PARAMETER_COUNT], struct usual usual_r[PARAMETER_COUNT],
                   struct error *error)
{
    struct tx reading = {.db = db, .arena = arena};
    struct day_span *spans = arena_array(arena, struct day_span, PARAMETER_COUNT * USUAL_SPAN);
    const struct day_question question = {
        .patient = patient, .spans = spans, .count = spans_of(wanted, day, spans)};
    struct day_reading *readings;
    size_t count;
    memset(usual_r, 0, PARAMETER_COUNT * sizeof usual_r[0]);
    if (!question.count)
        return true;
    if (!observation_days(&reading, &question, &readings, &count, error))
        return false;
    struct measurement *measured = arena_array(arena, struct measurement, count);
    struct day_value *days = arena_array(arena, struct day_value, count);
    for (size_t i = 0; i < count; i++)
        measured[i] = readings[i].measurement;
    settle(days, days_settle(measured, count, MARK_UNCONFIRMED, days), usual_r);
    return true;
}
