/* What in a report wants a look though it is green: a value that carries a mark, one that has not
 * moved for days, the patient's own words. Told beside the zone, and changes nothing of it. */
#include "base/caltime.h"
#include "clinical/day.h"
#include "observation/observation_days.h"
#include "triage/followed.h"

static bool is_followed(const struct judged *judged, size_t count, enum parameter parameter)
{
    for (size_t i = 0; i < count; i++)
        if (judged[i].programme->followed[parameter])
            return true;
    return false;
}

static bool carries_mark(const struct triage_input *input, const struct judged *judged,
                         size_t count)
{
    for (size_t i = 0; i < input->count; i++)
        if (input->values[i].measurement.marks &&
            is_followed(judged, count, input->values[i].measurement.parameter))
            return true;
    return false;
}

/* The readings of the value's own day and of those before it, stored and in the report. */
static bool readings_of(const struct triage_input *input, const struct triage_value *value,
                        struct tx *tx, struct measurement **readings_r, size_t *count_r,
                        struct error *error)
{
    enum parameter parameter = value->measurement.parameter;
    int32_t last = value->measurement.day;
    struct day_span spans[LOOKS_SAME_WITHIN];
    struct day_reading *stored;
    size_t count;
    for (int i = 0; i < LOOKS_SAME_WITHIN; i++)
        spans[i] = (struct day_span){parameter, last - i};
    const struct day_question question = {.patient = &input->patient,
                                          .spans = spans,
                                          .count = LOOKS_SAME_WITHIN,
                                          .without = input->keys,
                                          .without_count = input->key_count};
    if (!observation_days(tx, &question, &stored, &count, error))
        return false;
    struct measurement *all = arena_array(tx->arena, struct measurement, count + input->count);
    for (size_t i = 0; i < count; i++)
        all[i] = stored[i].measurement;
    for (size_t i = 0; i < input->count; i++) {
        const struct measurement *own = &input->values[i].measurement;
        if (own->parameter == parameter && own->day <= last && own->day > last - LOOKS_SAME_WITHIN)
            all[count++] = *own;
    }
    *readings_r = all;
    *count_r = count;
    return true;
}

/* Is it the daily value of the last LOOKS_SAME_DAYS days on which it was measured? */
static bool stands_still(const struct triage_input *input, const struct triage_value *value,
                         struct tx *tx, bool *still_r, struct error *error)
{
    struct measurement *readings;
    size_t count, same = 0;
    *still_r = false;
    if (!readings_of(input, value, tx, &readings, &count, error))
        return false;
    struct day_value *days = arena_array(tx->arena, struct day_value, count);
    count = days_settle(readings, count, 0, days);
    while (same < count && days[count - 1 - same].value == value->measurement.value)
        same++;
    *still_r = same >= LOOKS_SAME_DAYS;
    return true;
}

static bool any_stands_still(const struct triage_input *input, const struct judged *judged,
                             size_t count, struct tx *tx, bool *still_r, struct error *error)
{
    *still_r = false;
    for (size_t i = 0; i < input->count && !*still_r; i++) {
        const struct triage_value *value = &input->values[i];
        if (value->works && value->near && row_int(value->near, 0, NEAR_STANDS) &&
            is_followed(judged, count, value->measurement.parameter) &&
            !stands_still(input, value, tx, still_r, error))
            return false;
    }
    return true;
}

static void take_words(const struct triage_input *input, struct overview *row, struct tx *tx)
{
    for (size_t i = 0; i < input->form_count; i++) {
        if (!input->forms[i].works || !input->forms[i].words.len)
            continue;
        row->looks |= LOOK_WROTE;
        row->remark = overview_remark_join(tx->arena, input->forms[i].words, row->remark);
    }
}

bool triage_look(const struct triage_input *input, const struct judged *judged, size_t count,
                 struct overview *row, struct tx *tx, struct error *error)
{
    bool still = false;
    take_words(input, row, tx);
    if (carries_mark(input, judged, count))
        row->looks |= LOOK_SUSPICIOUS;
    if (row->zone == ZONE_GREEN && !(row->looks & LOOK_SUSPICIOUS) &&
        !any_stands_still(input, judged, count, tx, &still, error))
        return false;
    if (still)
        row->looks |= LOOK_SUSPICIOUS;
    return true;
}
