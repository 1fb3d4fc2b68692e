/* NEWS2 over what was measured within an hour, in whichever reports it came.
 *
 * A window ends with a reading and reaches 60 minutes back; of each part its newest reading counts,
 * whichever values they have. What has no time of day makes one window of its day. Only windows in
 * which something of this occasion counts are told. */
#include "clinical/judge.h"
#include "clinical/news2.h"

#define WINDOW INT64_C(3600000) /* milliseconds */
#define RED_FROM 5
#define POINT INT64_C(1000000)
#define NOT_OF_NEWS2 NEWS2_PARTS

static enum news2_part part_of(enum parameter parameter)
{
    switch (parameter) {
    case PARAMETER_RESP_RATE:
        return NEWS2_RESP_RATE;
    case PARAMETER_SPO2:
        return NEWS2_SPO2;
    case PARAMETER_O2_FLOW:
        return NEWS2_OXYGEN;
    case PARAMETER_SBP:
        return NEWS2_SBP;
    case PARAMETER_PULSE:
        return NEWS2_PULSE;
    case PARAMETER_ACVPU:
        return NEWS2_CONSCIOUSNESS;
    case PARAMETER_TEMP:
        return NEWS2_TEMP;
    default:
        return NOT_OF_NEWS2;
    }
}

/* Confirmed or not; at rest, as the score is meant. */
static bool is_part(const struct measurement *value)
{
    return part_of(value->parameter) != NOT_OF_NEWS2 &&
           !(value->marks & (MARKS_UNSOUND | MARK_ABSENT)) &&
           !(value->conditions & CONDITION_ACTIVITY);
}

/* ---- one window ---- */

struct window {
    const struct judging *judging;
    const struct measurement *last; /* it ends with this */
    struct news2_input input;
    int64_t at[NEWS2_PARTS]; /* of the newest reading of each part */
    bool unsure;             /* something that counts should be measured again */
    bool own;                /* something that counts is of this occasion */
    bool given;              /* oxygen, by what was said of the saturation */
    int32_t day;             /* the newest of what counts */
};

static bool is_within(const struct window *window, const struct measurement *value)
{
    const struct measurement *last = window->last;
    if (!is_part(value)) {
        return false;
    }
    if (!value->at || !last->at) {
        return !value->at && !last->at && value->day == last->day;
    }
    return value->at <= last->at && (uint64_t)last->at - (uint64_t)value->at <= WINDOW;
}

/* The next that may lie within, from `number` on; what stands in order is passed over. */
static const struct measurement *next(const struct window *window, size_t *number)
{
    const struct judging *judging = window->judging;
    if (values_are_after(judging, *number, window->last->at)) {
        *number = judging->occasion->value_count;
    }
    return *number < judging_looked_at(judging) ? judging_at(judging, *number) : NULL;
}

/* What has no time of day stands first. */
static size_t first_of(const struct window *window)
{
    int64_t at = window->last->at;
    return values_from(window->judging, at && at >= INT64_MIN + WINDOW ? at - WINDOW : at);
}

/* Which readings count depends on times alone. */
static void find_newest(struct window *window)
{
    const struct measurement *value;
    for (size_t i = first_of(window); (value = next(window, &i)); i++) {
        if (!is_within(window, value)) {
            continue;
        }
        enum news2_part part = part_of(value->parameter);
        if (part < NEWS2_PARTS && (!window->input.has[part] || value->at > window->at[part])) {
            window->input.has[part] = true;
            window->at[part] = value->at;
        }
    }
}

static bool counts(const struct window *window, const struct measurement *value)
{
    enum news2_part part = part_of(value->parameter);
    return part < NEWS2_PARTS && is_within(window, value) && value->at == window->at[part];
}

/* What is known of those that count but their values; oxygen by its flow, or by what was said of
 * the saturation, else nobody knows. */
static void describe(struct window *window)
{
    struct news2_input *input = &window->input;
    const struct measurement *value;
    for (size_t i = first_of(window); (value = next(window, &i)); i++) {
        if (!counts(window, value)) {
            continue;
        }
        bool oxygen =
            value->parameter == PARAMETER_O2_FLOW
                ? value->value > 0
                : value->parameter == PARAMETER_SPO2 && value->conditions & CONDITION_OXYGEN;
        window->given = window->given || oxygen;
        window->own = window->own || (i < window->judging->occasion->value_count && !value->old);
        window->unsure = window->unsure || judging_asks_repeat(window->judging, value);
        window->day = value->day > window->day ? value->day : window->day;
    }
    input->has[NEWS2_OXYGEN] = input->has[NEWS2_OXYGEN] || window->given;
    input->value[NEWS2_OXYGEN] = window->given;
}

static int worth(const struct window *window, enum news2_part part, int64_t value)
{
    struct news2_input input = window->input;
    struct news2 news2;
    input.value[part] = value;
    news2_score(&input, &news2);
    return news2.points[part];
}

/* Of two at the same time the worse counts. */
static void take_values(struct window *window)
{
    int points[NEWS2_PARTS];
    for (size_t part = 0; part < NEWS2_PARTS; part++) {
        points[part] = -1;
    }
    const struct measurement *value;
    for (size_t i = first_of(window); (value = next(window, &i)); i++) {
        enum news2_part part = part_of(value->parameter);
        if (part == NEWS2_OXYGEN || !counts(window, value)) {
            continue;
        }
        int worse = worth(window, part, value->value);
        if (worse > points[part]) {
            points[part] = worse;
            window->input.value[part] = value->value;
        }
    }
}

/* Whether anything of this occasion counts in the window. */
static bool fill(const struct judging *judging, const struct measurement *last,
                 struct window *window_r)
{
    *window_r = (struct window){.judging = judging,
                                .last = last,
                                .input = {.scale = judging->rules->news2},
                                .day = INT32_MIN};
    find_newest(window_r);
    describe(window_r);
    if (window_r->own) {
        take_values(window_r);
    }
    return window_r->own;
}

/* ---- the worst of them ---- */

static enum zone zone_of(const struct news2 *news2)
{
    if (news2->band == NEWS2_INCOMPLETE) {
        return ZONE_NONE;
    }
    return news2->total >= RED_FROM        ? ZONE_RED
           : news2->band == NEWS2_SINGLE_3 ? ZONE_YELLOW
                                           : ZONE_GREEN;
}

static struct reason reason_of(const struct window *window, const struct news2 *news2)
{
    bool red = zone_of(news2) == ZONE_RED;
    return (struct reason){.rule = red ? RULE_NEWS2_RED : RULE_NEWS2_YELLOW,
                           .parameter = PARAMETER_NEWS2,
                           .zone = zone_of(news2),
                           .value = news2->total * POINT,
                           .has_limit = red,
                           .limit = red ? RED_FROM * POINT : 0,
                           .operator= red ? OPERATOR_GE : OPERATOR_LT,
                           .day = window->day};
}

/* By zone, total, then what needs no repeat, then the newer day. */
static bool is_worse(const struct reason *a, const struct reason *b)
{
    if (a->zone != b->zone) {
        return a->zone > b->zone;
    }
    if (a->value != b->value) {
        return a->value > b->value;
    }
    return a->unsure != b->unsure ? !a->unsure : a->day > b->day;
}

static int parts_of(const struct news2 *news2)
{
    int parts = 0;
    for (size_t i = 0; i < NEWS2_PARTS; i++) {
        parts += news2->points[i] >= 0;
    }
    return parts;
}

static int points_of(const struct news2 *news2)
{
    int points = 0;
    for (size_t i = 0; i < NEWS2_PARTS; i++) {
        points += news2->points[i] > 0 ? news2->points[i] : 0;
    }
    return points;
}

/* The more parts, then the more points. */
static bool says_more(const struct news2 *a, const struct news2 *b)
{
    int parts = parts_of(a), others = parts_of(b);
    return parts != others ? parts > others : points_of(a) > points_of(b);
}

bool triage_news2(const struct rules *rules, const struct occasion *occasion,
                  enum news2_scale scale, struct news2 *news2_r)
{
    struct rules scored = *rules;
    struct judging judging = {.rules = &scored, .occasion = occasion};
    struct window window;
    struct news2 news2;
    bool found = false;
    scored.news2 = scale;
    for (size_t i = 0; i < occasion->value_count; i++) {
        if (!is_part(&occasion->values[i]) || !fill(&judging, &occasion->values[i], &window)) {
            continue;
        }
        news2_score(&window.input, &news2);
        if (!found || says_more(&news2, news2_r)) {
            *news2_r = news2;
        }
        found = true;
    }
    return found;
}

void news2_judge(struct judging *judging)
{
    struct reason worst = {.zone = ZONE_GREEN};
    struct window window;
    struct news2 news2;
    for (size_t i = 0; judging->rules->news2 && i < judging_looked_at(judging); i++) {
        const struct measurement *last = judging_at(judging, i);
        if (!is_part(last) || !fill(judging, last, &window)) {
            continue;
        }
        news2_score(&window.input, &news2);
        struct reason reason = reason_of(&window, &news2);
        reason.unsure = window.unsure;
        if (reason.zone >= ZONE_YELLOW && is_worse(&reason, &worst)) {
            worst = reason;
        }
    }
    if (worst.zone >= ZONE_YELLOW) {
        judging_add(judging, &worst, !worst.unsure);
    }
}
