/* What each value comes to by itself: the validity gate, then the worst of its limits, then the row
 * of repeats that it stands in. */
#include "clinical/judge.h"

/* ---- reasons ---- */

static void add_plain(struct judging *judging, const struct measurement *value, enum rule rule,
                      enum zone zone, bool sure)
{
    const struct reason reason = {.rule = rule,
                                  .parameter = value->parameter,
                                  .zone = zone,
                                  .value = value->value,
                                  .day = value->day};
    judging_add(judging, &reason, sure);
}

static void judge_unsound(struct judging *judging, const struct measurement *value)
{
    if (value->marks & MARK_DEVICE) {
        add_plain(judging, value, RULE_DEVICE, ZONE_YELLOW, false);
    }
    if (value->marks & MARK_IMPLAUSIBLE) {
        add_plain(judging, value, RULE_IMPLAUSIBLE, ZONE_YELLOW, false);
    }
    if (value->marks & MARK_FUTURE) {
        add_plain(judging, value, RULE_FUTURE, ZONE_YELLOW, false);
    }
}

/* ---- one value ---- */

/* What a value comes to. */
struct verdict {
    const struct limit *limit; /* NULL: inside all of them */
    enum persistence lasting;  /* what the limit comes to */
    enum zone told;            /* of its reason; ZONE_NONE: it gives none */
    enum zone zone;            /* of all reasons; ZONE_NONE: there are none */
    bool asks;                 /* should be measured again */
    bool sure;                 /* what it says by its limits needs no repeat */
};

static enum zone zone_told(const struct limit *limit, enum persistence lasting)
{
    switch (lasting) {
    case PERSISTENCE_ACTS:
        return limit ? limit->zone : ZONE_NONE;
    case PERSISTENCE_ASKS:
    case PERSISTENCE_WAITS:
        return ZONE_YELLOW;
    case PERSISTENCE_WATCH:
        return ZONE_GREEN;
    case PERSISTENCE_BACK:
        break;
    }
    return ZONE_NONE;
}

/* Of the limits that are met the one that comes to the worst. */
static void find_limit(const struct judging *judging, const struct measurement *value,
                       const struct repeats *repeats, struct verdict *verdict)
{
    const struct rules *rules = judging->rules;
    for (size_t i = 0; i < rules->limit_count; i++) {
        const struct limit *limit = &rules->limits[i];
        if (!limit_is_met(rules, limit, value)) {
            continue;
        }
        enum persistence lasting = persistence_of(judging, value, limit, repeats);
        enum zone told = zone_told(limit, lasting);
        if (!verdict->limit || told > verdict->told ||
            (told == verdict->told && limit_is_told_before(limit, verdict->limit))) {
            verdict->limit = limit;
            verdict->lasting = lasting;
            verdict->told = told;
        }
    }
}

/* What asked for a repeat and was measured three times is as it is; it stays yellow at least. */
static struct verdict verdict_of(const struct judging *judging, const struct measurement *value,
                                 const struct repeats *repeats)
{
    struct verdict verdict = {.asks = judging_asks_repeat(judging, value)};
    find_limit(judging, value, repeats, &verdict);
    verdict.sure = !verdict.asks || repeats->count >= 3;
    verdict.zone = verdict.limit ? verdict.told : ZONE_GREEN;
    if (verdict.asks) {
        verdict.zone = zone_worse(verdict.zone, ZONE_YELLOW);
    }
    if (verdict.lasting == PERSISTENCE_ASKS || verdict.lasting == PERSISTENCE_WAITS) {
        verdict.sure = false;
    }
    return verdict;
}

static enum rule told_rule(const struct verdict *verdict)
{
    struct limit limit = *verdict->limit;
    limit.zone = verdict->told;
    return verdict->told == ZONE_GREEN ? RULE_WATCH : limit_rule(&limit);
}

static void add_limit(struct judging *judging, const struct measurement *value,
                      const struct verdict *verdict)
{
    const struct reason reason = {.rule = told_rule(verdict),
                                  .parameter = value->parameter,
                                  .zone = verdict->told,
                                  .value = value->value,
                                  .has_limit = true,
                                  .limit = verdict->limit->value,
                                  .operator= verdict->limit->operator,
                                  .condition = verdict->limit->condition,
                                  .day = value->day};
    judging_add(judging, &reason, verdict->sure);
}

static void tell(struct judging *judging, const struct measurement *value,
                 const struct repeats *repeats, const struct verdict *verdict)
{
    bool acts = verdict->told >= ZONE_YELLOW;
    if (verdict->told != ZONE_NONE) {
        add_limit(judging, value, verdict);
    }
    if (verdict->asks && !(acts && repeats->count >= 3)) {
        add_plain(judging, value, RULE_UNCONFIRMED, ZONE_YELLOW, repeats->count >= 3);
    } else if (!verdict->limit) {
        add_plain(judging, value, RULE_WITHIN, ZONE_GREEN, true);
    }
}

/* ---- a row of repeats over several reports ---- */

static bool is_judged(const struct judging *judging, const struct measurement *value)
{
    return judging_is_sound(judging, value) && !value->old;
}

static bool is_of_row(const struct judging *judging, const struct measurement *value,
                      const struct measurement *other, const struct repeats *row)
{
    return other->parameter == value->parameter && other->conditions == value->conditions &&
           other->at >= row->from && other->at <= row->until && judging_is_sound(judging, other);
}

static bool is_worse(const struct verdict *a, const struct verdict *b)
{
    return a->zone != b->zone ? a->zone > b->zone : a->sure && !b->sure;
}

/* The worst that the row's own values come to; false when one before this value is of the row. */
static bool own_verdict(const struct judging *judging, size_t number, const struct repeats *row,
                        struct verdict *worst_r)
{
    const struct measurement *value = judging_at(judging, number);
    *worst_r = (struct verdict){.zone = ZONE_NONE};
    for (size_t i = values_from(judging, row->from);
         i < judging->occasion->value_count && !values_are_after(judging, i, row->until); i++) {
        const struct measurement *other = &judging->occasion->values[i];
        struct repeats repeats;
        if (other->old || !is_of_row(judging, value, other, row)) {
            continue;
        }
        if (i < number) {
            return false;
        }
        repeats_find(judging, i, &repeats);
        struct verdict verdict = verdict_of(judging, other, &repeats);
        if (repeats.counts && is_worse(&verdict, worst_r)) {
            *worst_r = verdict;
        }
    }
    return true;
}

/* The next of the row that is not judged by itself: what came too late, or in another report. */
static bool next_beside(const struct judging *judging, const struct measurement *value,
                        const struct repeats *row, size_t *number)
{
    size_t values = judging->occasion->value_count;
    for (; *number < judging_looked_at(judging); ++*number) {
        if (*number == values || values_are_after(judging, *number, row->until)) {
            *number = readings_from(judging, value->parameter, row->from);
        }
        const struct measurement *other =
            *number < judging_looked_at(judging) ? judging_at(judging, *number) : NULL;
        if (!other || (*number >= values &&
                       (other->parameter != value->parameter || other->at > row->until))) {
            return false;
        }
        if ((*number >= values || other->old) && is_of_row(judging, value, other, row)) {
            return true;
        }
    }
    return false;
}

/* Two readings count as the worse, three as the median, also when that one came in another report:
 * then it is told where it is worse than what came now. */
static void judge_row(struct judging *judging, size_t number, const struct repeats *row)
{
    const struct measurement *value = judging_at(judging, number), *told = NULL;
    struct repeats repeats, told_repeats = {0};
    struct verdict worst;
    if (!row->again || !own_verdict(judging, number, row, &worst)) {
        return;
    }
    for (size_t i = values_from(judging, row->from); next_beside(judging, value, row, &i); i++) {
        const struct measurement *other = judging_at(judging, i);
        repeats_find(judging, i, &repeats);
        struct verdict verdict = verdict_of(judging, other, &repeats);
        if (repeats.counts && is_worse(&verdict, &worst)) {
            worst = verdict;
            told = other;
            told_repeats = repeats;
        }
    }
    if (told) {
        tell(judging, told, &told_repeats, &worst);
    }
}

/* ---- all values ---- */

static void judge_sound(struct judging *judging, size_t number)
{
    const struct measurement *value = judging_at(judging, number);
    struct repeats repeats;
    repeats_find(judging, number, &repeats);
    if (repeats.counts) {
        struct verdict verdict = verdict_of(judging, value, &repeats);
        tell(judging, value, &repeats, &verdict);
    }
    judge_row(judging, number, &repeats);
}

void values_judge(struct judging *judging)
{
    for (size_t i = 0; i < judging->occasion->value_count; i++) {
        const struct measurement *value = &judging->occasion->values[i];
        if (is_judged(judging, value)) {
            judge_sound(judging, i);
        } else if (judging_is_followed(judging, value->parameter) && !value->old &&
                   !(value->marks & MARK_ABSENT)) {
            judge_unsound(judging, value);
        }
    }
}
