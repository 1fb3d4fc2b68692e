/* Readings of other reports that the rules look at together with a report's own.
 *
 * Repeats: what stands near a value is asked with the command's other questions (triage_ask_near),
 * how many and between which bounds; only where the lowest or the highest of them, or the value
 * itself, is not plainly inside every limit are they read. NEWS2: only where anything came since an
 * hour before the value, and where the level of consciousness is known, without which it is never
 * complete and which few send. */
#include "base/caltime.h"
#include "clinical/home_pressure.h"
#include "observation/observation_days.h"
#include "triage/gather.h"

#include <stdlib.h>

enum {
    REPEAT_SPANS = 48, /* of one report, the newest */
    SCORED_SPANS = 6,  /* stretches of time that are scored, the newest; each asks every part */
    PARTS = 7,
    PRESSURE_DAYS = 2 * HOME_PRESSURE_DAYS - 1,
    SPANS_MOST = REPEAT_SPANS + SCORED_SPANS * PARTS + 3 * 2 * PRESSURE_DAYS
};

/* What arrives may have been measured so much ahead of the server's clock. */
#define CLOCK_SLACK INT64_C(300000)

static const enum parameter parts[PARTS] = {
    PARAMETER_RESP_RATE, PARAMETER_SPO2,  PARAMETER_O2_FLOW, PARAMETER_SBP,
    PARAMETER_PULSE,     PARAMETER_ACVPU, PARAMETER_TEMP,
};

struct spans {
    size_t count;
    struct time_span list[SPANS_MOST];
};

static bool is_known(const struct spans *spans, const struct time_span *span)
{
    for (size_t i = 0; i < spans->count; i++)
        if (spans->list[i].parameter == span->parameter && spans->list[i].from <= span->from &&
            spans->list[i].until >= span->until)
            return true;
    return false;
}

static void add_span(struct spans *spans, enum parameter parameter, int64_t from, int64_t until)
{
    const struct time_span span = {parameter, from, until};
    if (spans->count < SPANS_MOST && !is_known(spans, &span))
        spans->list[spans->count++] = span;
}

static bool is_sound(const struct measurement *value)
{
    return !(value->marks & (MARK_IMPLAUSIBLE | MARK_FUTURE | MARK_DEVICE | MARK_ABSENT));
}

/* The newest of the report's values come first. */
static int newest_first(const void *a, const void *b)
{
    const struct triage_value *one = *(const struct triage_value *const *)a,
                              *other = *(const struct triage_value *const *)b;
    return (one->at < other->at) - (one->at > other->at);
}

struct own {
    size_t count;
    const struct triage_value **list;
};

static struct own own_values(const struct gather *gather)
{
    struct own own = {
        .list = arena_array(gather->tx->arena, const struct triage_value *, gather->input->count)};
    for (size_t i = 0; i < gather->input->count; i++)
        if (is_sound(&gather->input->values[i].measurement))
            own.list[own.count++] = &gather->input->values[i];
    if (own.count)
        qsort(own.list, own.count, sizeof *own.list, newest_first);
    return own;
}

static bool is_news(const struct gather *gather, const struct triage_value *value)
{
    return value->works || !gather->only_works;
}

/* ---- repeats ---- */

/* More than SPAN_READINGS are continuous measuring: there each stands for itself. */
static bool has_near(const struct gather *gather, const struct triage_value *value)
{
    int64_t count = value->near ? row_int(value->near, 0, NEAR_COUNT) : 0;
    return value->measurement.at && count > 0 && count < SPAN_READINGS &&
           gather->rules->followed[value->measurement.parameter];
}

static struct measurement alone(const struct measurement *value, int64_t number)
{
    struct measurement one = *value;
    one.value = number;
    one.marks = validity_marks(value->parameter, number);
    one.at = 0;
    return one;
}

/* Whether a value or any that stands near it is more than plainly inside. */
static bool is_beyond(const struct gather *gather, const struct triage_value *value)
{
    const struct measurement *own = &value->measurement;
    struct measurement all[] = {
        alone(own, own->value),
        alone(own, row_int(value->near, 0, NEAR_LEAST)),
        alone(own, row_int(value->near, 0, NEAR_MOST)),
    };
    const struct occasion occasion = {.values = all, .value_count = sizeof all / sizeof all[0]};
    struct triage *triage = arena_new(gather->tx->arena, struct triage);
    triage_judge(gather->rules, &occasion, triage);
    for (size_t i = 0; i < triage->reason_count; i++)
        if (triage->reasons[i].rule != RULE_WITHIN)
            return true;
    return false;
}

static void add_repeats(const struct gather *gather, const struct own *own, struct spans *spans)
{
    for (size_t i = 0; i < own->count && spans->count < REPEAT_SPANS; i++) {
        const struct triage_value *value = own->list[i];
        if (is_news(gather, value) && has_near(gather, value) && is_beyond(gather, value))
            add_span(spans, value->measurement.parameter, value->at - REPEATS_BEFORE,
                     value->at + REPEATS_AFTER + 1);
    }
}

/* ---- NEWS2 ---- */

static bool is_part(enum parameter parameter)
{
    for (size_t i = 0; i < PARTS; i++)
        if (parts[i] == parameter)
            return true;
    return false;
}

static bool knows_consciousness(const struct gather *gather, const struct own *own, int64_t since)
{
    for (size_t i = 0; i < own->count; i++)
        if (own->list[i]->measurement.parameter == PARAMETER_ACVPU)
            return true;
    return gather->conscious_at && gather->conscious_at >= since;
}

/* Hours that overlap are one. */
static void add_scored(const struct gather *gather, const struct own *own, struct spans *spans)
{
    int64_t from[SCORED_SPANS], until[SCORED_SPANS];
    size_t count = 0;
    if (gather->rules->news2 == NEWS2_SCALE_NONE)
        return;
    for (size_t i = 0; i < own->count; i++) {
        const struct triage_value *value = own->list[i];
        int64_t first = value->at - SCORED_WITHIN, last = value->at + SCORED_WITHIN + 1;
        if (!value->measurement.at) { /* what has no time of day goes with its day */
            first = observation_day_start(value->measurement.day);
            last = observation_day_start(value->measurement.day + 1);
        }
        if (!is_news(gather, value) || !is_part(value->measurement.parameter) ||
            gather->reported_at + CLOCK_SLACK < first || !knows_consciousness(gather, own, first))
            continue;
        if (count && last >= from[count - 1]) {
            from[count - 1] = first;
            continue;
        }
        if (count == SCORED_SPANS)
            break;
        from[count] = first;
        until[count++] = last;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < PARTS; k++)
            add_span(spans, parts[k], from[i], until[i]);
}

/* ---- the mean of pressures ---- */

/* A late one changes the means of the days after it, up to today's. */
static void add_pressures(const struct gather *gather, const struct own *own, struct spans *spans)
{
    const struct pressure_mean *mean = &gather->rules->pressure_mean;
    int32_t today = (int32_t)caltime_oslo_day(gather->tx->now), last = INT32_MIN, days = 0;
    if (!mean->sbp && !mean->dbp)
        return;
    for (size_t i = 0; i < own->count && days < 3; i++) {
        enum parameter parameter = own->list[i]->measurement.parameter;
        int32_t of = own->list[i]->measurement.day;
        if ((parameter != PARAMETER_SBP && parameter != PARAMETER_DBP) || of == last)
            continue;
        last = of;
        days++;
        for (int32_t day = of + HOME_PRESSURE_DAYS - 1; day > of - HOME_PRESSURE_DAYS; day--) {
            if (day > today)
                continue;
            add_span(spans, PARAMETER_SBP, observation_day_start(day),
                     observation_day_start(day + 1));
            add_span(spans, PARAMETER_DBP, observation_day_start(day),
                     observation_day_start(day + 1));
        }
    }
}

/* ---- what is found ---- */

static bool is_own(const struct triage_input *input, const struct day_reading *reading)
{
    const struct measurement *other = &reading->measurement;
    for (size_t i = 0; i < input->count; i++) {
        const struct measurement *own = &input->values[i].measurement;
        if (own->parameter == other->parameter && input->values[i].at == reading->at &&
            own->value == other->value && own->conditions == other->conditions)
            return true;
    }
    return false;
}

static int in_order(const void *a, const void *b)
{
    const struct measurement *m = a, *n = b;
    if (m->parameter != n->parameter)
        return m->parameter < n->parameter ? -1 : 1;
    if (m->at != n->at)
        return m->at < n->at ? -1 : 1;
    if (m->day != n->day)
        return m->day < n->day ? -1 : 1;
    if (m->value != n->value)
        return m->value < n->value ? -1 : 1;
    return (m->conditions > n->conditions) - (m->conditions < n->conditions);
}

bool gather_readings(const struct gather *gather, struct measurement **readings_r, size_t *count_r,
                     struct error *error)
{
    const struct triage_input *input = gather->input;
    struct spans *spans = arena_new(gather->tx->arena, struct spans);
    struct own own = own_values(gather);
    struct day_reading *found;
    size_t count;
    *readings_r = NULL;
    *count_r = spans->count = 0;
    add_repeats(gather, &own, spans);
    add_scored(gather, &own, spans);
    add_pressures(gather, &own, spans);
    if (!spans->count)
        return true;
    const struct span_question question = {.patient = &input->patient,
                                           .spans = spans->list,
                                           .count = spans->count,
                                           .without = input->keys,
                                           .without_count = input->key_count};
    if (!observation_spans(gather->tx, &question, &found, &count, error))
        return false;
    *readings_r = arena_array(gather->tx->arena, struct measurement, count);
    for (size_t i = 0; i < count; i++) {
        if (is_own(input, &found[i]))
            continue;
        struct measurement *reading = &(*readings_r)[(*count_r)++];
        *reading = found[i].measurement;
        reading->at = found[i].timed ? found[i].at : 0;
    }
    if (*count_r)
        qsort(*readings_r, *count_r, sizeof **readings_r, in_order);
    return true;
}
