/* Judging by any rules whatever was measured and answered: the same input gives the same outcome,
 * the order in which things come changes nothing, and the outcome is what it says of itself. */
#include "fuzz.h"

#include "clinical/day.h"

enum { MOST = 12, TODAY = 20000 };
#define MICRO INT64_C(1000000)

struct source {
    const uint8_t *at;
    size_t left;
};

static uint64_t take(struct source *source, size_t bytes)
{
    uint64_t number = 0;
    for (; bytes; bytes--) {
        number = number << 8 | (source->left ? *source->at : 0);
        source->at += source->left > 0;
        source->left -= source->left > 0;
    }
    return number;
}

static size_t below(struct source *source, size_t most)
{
    return (size_t)take(source, 1) % most;
}

struct world {
    struct rules rules;
    struct occasion occasion;
    bool followed[PARAMETER_COUNT];
    struct limit limits[MOST];
    struct score_limit scores[2];
    struct combination combinations[3];
    struct habit habits[4];
    struct measurement values[MOST], readings[MOST], all[2 * MOST];
    struct finding findings[6];
    struct reason earlier[2];
    struct day_value history[2 * MOST];
};

static enum parameter any_parameter(struct source *source)
{
    return (enum parameter)below(source, PARAMETER_COUNT + 1);
}

/* Mostly what can be measured, now and then anything. */
static int64_t any_value(struct source *source, enum parameter parameter)
{
    const struct parameter_info *info = parameter_info(parameter);
    uint64_t number = take(source, 2);
    if (!info || !info->has_hard || number % 16 == 15)
        return (int64_t)take(source, 8);
    return info->hard_low + (int64_t)(number % 100) * ((info->hard_high - info->hard_low) / 99);
}

static int32_t any_day(struct source *source)
{
    size_t back = below(source, 32);
    return back < 30 ? TODAY - (int32_t)(back < 20 ? 0 : back - 19) : (int32_t)take(source, 4);
}

static struct measurement any_measurement(struct source *source)
{
    struct measurement one = {.parameter = any_parameter(source)};
    size_t minute = below(source, 64);
    one.value = any_value(source, one.parameter);
    one.marks =
        validity_marks(one.parameter, one.value) | (below(source, 8) ? 0 : 63 & below(source, 64));
    one.conditions = below(source, 4) ? 0 : (uint32_t)below(source, 8);
    one.day = any_day(source);
    one.at = minute < 60   ? ((int64_t)one.day * 1440 + 480 + (int64_t)minute) * 60000
             : minute < 63 ? 0
                           : (int64_t)take(source, 8);
    one.old = below(source, 16) == 0;
    return one;
}

static struct limit any_limit(struct source *source)
{
    struct limit limit = {.parameter = any_parameter(source)};
    limit.side = below(source, 2) ? SIDE_HIGH : SIDE_LOW;
    limit.operator=(enum limit_operator)((limit.side == SIDE_HIGH ? OPERATOR_GT : OPERATOR_LT) +
                                         below(source, 2));
    limit.zone = (enum zone)below(source, 4);
    limit.value = any_value(source, limit.parameter);
    limit.kind = below(source, 4) ? LIMIT_VALUE : LIMIT_GAIN;
    limit.condition = below(source, 4) ? 0 : UINT32_C(1) << below(source, 3);
    limit.days = (int)below(source, 15);
    limit.basis = (enum limit_basis)below(source, 4);
    return limit;
}

static struct finding any_finding(struct source *source)
{
    struct finding finding = {.kind = (enum finding_kind)below(source, 5)};
    finding.zone = finding.kind == FINDING_ANSWER ? (enum zone)below(source, 4) : ZONE_NONE;
    finding.value = (int64_t)below(source, 40) * (MICRO / 2);
    finding.symptoms = below(source, 8);
    finding.majors = (int)below(source, 4);
    finding.minors = (int)below(source, 4);
    finding.earlier = below(source, 3) == 0;
    finding.day = below(source, 16) ? TODAY - (int32_t)below(source, 2) : any_day(source);
    return finding;
}

static void any_rules(struct source *source, struct world *world)
{
    struct rules *rules = &world->rules;
    uint64_t followed = take(source, 3);
    for (size_t i = 0; i < PARAMETER_COUNT; i++)
        world->followed[i] = followed >> i & 1;
    for (rules->limit_count = 0; rules->limit_count < below(source, MOST + 1);)
        world->limits[rules->limit_count++] = any_limit(source);
    for (size_t i = 0; i < 2; i++)
        world->scores[i] =
            (struct score_limit){0, (enum limit_operator)below(source, 4),
                                 (int64_t)below(source, 30) * MICRO, (enum zone)below(source, 4)};
    for (size_t i = 0; i < 3; i++)
        world->combinations[i] =
            (struct combination){below(source, 2) ? any_parameter(source) : PARAMETER_NONE,
                                 ZONE_YELLOW, below(source, 2) ? ZONE_RED : ZONE_YELLOW,
                                 (int64_t)below(source, 3) * MICRO, below(source, 2)};
    for (size_t i = 0; i < 4; i++) {
        enum parameter parameter = i ? any_parameter(source) : PARAMETER_SPO2;
        world->habits[i] = (struct habit){parameter,
                                          any_value(source, parameter),
                                          (int64_t)take(source, 3),
                                          TODAY - (int32_t)below(source, 30),
                                          below(source, 2),
                                          below(source, 2)};
    }
    rules->news2 = (enum news2_scale)below(source, 3);
    rules->oximetry = below(source, 2);
    rules->anthonisen = below(source, 2);
    rules->pressure_mean = (struct pressure_mean){(int64_t)below(source, 200) * MICRO,
                                                  (int64_t)below(source, 120) * MICRO};
}

static int in_order(const void *a, const void *b)
{
    const struct measurement *one = a, *other = b;
    if (one->parameter != other->parameter)
        return one->parameter < other->parameter ? -1 : 1;
    return (one->at > other->at) - (one->at < other->at);
}

static void any_occasion(struct source *source, struct world *world)
{
    struct occasion *occasion = &world->occasion;
    occasion->value_count = below(source, MOST + 1);
    occasion->reading_count = below(source, MOST + 1);
    occasion->finding_count = below(source, 7);
    occasion->earlier_count = below(source, 3);
    for (size_t i = 0; i < occasion->value_count; i++)
        world->values[i] = any_measurement(source);
    for (size_t i = 0; i < occasion->reading_count; i++)
        world->readings[i] = any_measurement(source);
    for (size_t i = 0; i < occasion->finding_count; i++)
        world->findings[i] = any_finding(source);
    for (size_t i = 0; i < occasion->earlier_count; i++)
        world->earlier[i] = (struct reason){.rule = (enum rule)(1 + below(source, RULE_SELF_HARM)),
                                            .parameter = any_parameter(source),
                                            .zone = (enum zone)below(source, 4),
                                            .day = TODAY};
}

static void judge(struct world *world, struct triage *triage_r)
{
    struct rules *rules = &world->rules;
    struct occasion *occasion = &world->occasion;
    size_t values = occasion->value_count, readings = occasion->reading_count;
    memcpy(world->all, world->values, values * sizeof world->all[0]);
    memcpy(world->all + values, world->readings, readings * sizeof world->all[0]);
    qsort(world->readings, readings, sizeof world->readings[0], in_order);
    rules->limits = world->limits;
    rules->followed = world->followed;
    rules->scores = world->scores;
    rules->score_count = 2;
    rules->combinations = world->combinations;
    rules->combination_count = 3;
    rules->habits = world->habits;
    rules->habit_count = 4;
    occasion->values = world->values;
    occasion->readings = world->readings;
    occasion->findings = world->findings;
    occasion->earlier = world->earlier;
    occasion->history = world->history;
    occasion->history_count = days_settle(world->all, values + readings, 0, world->history);
    triage_judge(rules, occasion, triage_r);
}

static void check(const struct triage *triage)
{
    enum zone worst = ZONE_NONE;
    must(triage->reason_count <= TRIAGE_REASONS);
    for (size_t i = 0; i < triage->reason_count; i++) {
        const struct reason *reason = &triage->reasons[i];
        must(rule_word(reason->rule)[0] && reason->zone >= ZONE_GREEN && reason->zone <= ZONE_RED);
        must(i == 0 || reason->zone <= triage->reasons[i - 1].zone);
        worst = zone_worse(worst, reason->zone);
    }
    must(triage->zone == worst && (triage->zone != ZONE_NONE || triage->reason_count == 0));
    must(!triage->unconfirmed || triage->zone >= ZONE_YELLOW);
}

#define TURN(list, count)                                                                          \
    for (size_t turn = 0; turn + 1 < (count); turn++) {                                            \
        struct world *w = world;                                                                   \
        __typeof__(w->list[0]) kept = w->list[turn];                                               \
        w->list[turn] = w->list[(count)-1];                                                        \
        w->list[(count)-1] = kept;                                                                 \
    }

/* All lists in another order, but for combinations, which findings name by number, and habits: of
 * two of one parameter the first is taken. */
static void turn(struct world *world)
{
    TURN(limits, world->rules.limit_count)
    TURN(scores, (size_t)2)
    TURN(values, world->occasion.value_count)
    TURN(readings, world->occasion.reading_count)
    TURN(findings, world->occasion.finding_count)
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source source = {data, size};
    struct world world = {.followed = {false}};
    struct triage first, again, turned;
    any_rules(&source, &world);
    any_occasion(&source, &world);
    judge(&world, &first);
    check(&first);
    judge(&world, &again);
    must(again.zone == first.zone && again.reason_count == first.reason_count &&
         again.unconfirmed == first.unconfirmed);
    turn(&world);
    judge(&world, &turned);
    check(&turned);
    /* Of equal readings in a row with what came too late, one or two are told: so no more is the
     * same. */
    must(turned.zone == first.zone && turned.unconfirmed == first.unconfirmed);
    return 0;
}
