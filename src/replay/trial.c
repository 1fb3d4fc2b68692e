#include "replay/trial.h"

#include "base/decimal.h"
#include "clinical/day.h"

#include <string.h>

/* Readings of one day that are judged together; of more as many reports would bring them. */
enum { TOGETHER = 500 };

const char *trial_left_word(enum trial_left left)
{
    static const char *const words[] = {[TRIAL_SYMPTOMS] = "symptoms",
                                        [TRIAL_UNCONFIRMED] = "unconfirmed",
                                        [TRIAL_OUTLIER] = "outlier"};
    return words[left];
}

/* ---- the days ---- */

static bool is_alarming_score(const struct programme *programme, const struct finding *finding)
{
    for (size_t i = 0; i < programme->score_limit_count; i++) {
        const struct score_limit *limit = &programme->score_limits[i];
        if (limit->score == finding->score && limit->zone >= ZONE_YELLOW &&
            operator_holds(limit->operator, finding->value, limit->value))
            return true;
    }
    return false;
}

static bool has_symptoms(const struct trial *trial, int32_t day)
{
    for (size_t i = 0; i < trial->finding_count; i++) {
        const struct finding *finding = &trial->findings[i];
        if (finding->day != day)
            continue;
        if (((finding->kind == FINDING_ANSWER || finding->kind == FINDING_SELF_HARM) &&
             finding->zone >= ZONE_YELLOW) ||
            (finding->kind == FINDING_POINTS && finding->value >= MICRO) ||
            (finding->kind == FINDING_SCORE && is_alarming_score(trial->programme, finding)))
            return true;
    }
    return false;
}

static size_t readings_of(const struct trial *trial, enum parameter parameter,
                          struct measurement *readings)
{
    size_t count = 0;
    for (size_t i = 0; i < trial->value_count; i++) {
        const struct measurement *value = &trial->values[i];
        if (value->parameter == parameter && value->day >= trial->from &&
            (int64_t)value->day < (int64_t)trial->from + trial->days)
            readings[count++] = *value;
    }
    return count;
}

/* The sound days, and those between that have only values which should have been measured again. */
static void settle(struct arena *arena, const struct trial *trial, enum parameter parameter,
                   struct trial_proposal *proposal)
{
    struct measurement *readings = arena_array(arena, struct measurement, trial->value_count);
    size_t count = readings_of(trial, parameter, readings), sound_count, all_count, at = 0;
    struct day_value *sound = arena_array(arena, struct day_value, count);
    struct day_value *all = arena_array(arena, struct day_value, count);
    sound_count = days_settle(readings, count, MARK_UNCONFIRMED, sound);
    all_count = days_settle(readings, count, 0, all);
    proposal->days = arena_array(arena, struct trial_day, all_count);
    proposal->day_count = all_count;
    for (size_t i = 0; i < all_count; i++) {
        struct trial_day *day = &proposal->days[i];
        bool is_sound = at < sound_count && sound[at].day == all[i].day;
        *day = (struct trial_day){all[i].day, is_sound ? sound[at].value : all[i].value,
                                  has_symptoms(trial, all[i].day) ? TRIAL_SYMPTOMS
                                  : is_sound                      ? TRIAL_TAKEN
                                                                  : TRIAL_UNCONFIRMED};
        at += is_sound;
    }
}

/* ---- the floor ---- */

static bool is_tighter(enum limit_side side, int64_t a, int64_t b)
{
    return side == SIDE_LOW ? a > b : a < b;
}

/* The tightest of the programme's floors and standing red limits on a side: nothing that is
 * proposed may be looser. */
static bool floor_of(const struct programme *programme, enum parameter parameter,
                     enum limit_side side, struct limit *floor_r)
{
    bool found = false;
    for (size_t i = 0; i < programme->floor_count; i++) {
        const struct programme_floor *floor = &programme->floors[i];
        if (floor->parameter == parameter && floor->side == side &&
            (!found || is_tighter(side, floor->value, floor_r->value))) {
            *floor_r = (struct limit){.parameter = parameter,
                                      .side = side,
                                      .operator= floor->operator,
                                      .value = floor->value };
            found = true;
        }
    }
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *limit = &programme->limits[i];
        if (limit->parameter == parameter && limit->side == side && limit->zone == ZONE_RED &&
            limit->kind == LIMIT_VALUE && !limit->condition &&
            (!found || is_tighter(side, limit->value, floor_r->value))) {
            *floor_r = *limit;
            found = true;
        }
    }
    return found;
}

/* ---- the proposal ---- */

static void note_outliers(struct trial_proposal *proposal)
{
    const struct baseline *baseline = &proposal->baseline;
    for (size_t i = 0; i < proposal->day_count; i++) {
        struct trial_day *day = &proposal->days[i];
        if (day->left == TRIAL_TAKEN && baseline->outliers &&
            (day->value < baseline->kept_low || day->value > baseline->kept_high))
            day->left = TRIAL_OUTLIER;
    }
}

bool trial_replaces(enum parameter parameter, const struct limit *limit)
{
    const struct baseline_prior *prior = baseline_prior(parameter);
    return limit->parameter == parameter && limit->kind == LIMIT_VALUE && !limit->condition &&
           limit->zone == ZONE_YELLOW && (limit->side == SIDE_LOW ? prior->low : prior->high);
}

/* Beside the standard ones that stay. */
static bool is_ordered(const struct programme *programme, const struct trial_proposal *proposal,
                       enum parameter parameter)
{
    struct limit all[PROGRAMME_LIMITS + 4];
    size_t count = proposal->limit_count;
    memcpy(all, proposal->limits, count * sizeof all[0]);
    for (size_t i = 0; i < programme->limit_count; i++)
        if (programme->limits[i].parameter == parameter &&
            !trial_replaces(parameter, &programme->limits[i]))
            all[count++] = programme->limits[i];
    return limits_ordered(all, count, parameter);
}

static void take_limits(const struct programme *programme, enum parameter parameter,
                        struct trial_proposal *proposal)
{
    const struct baseline_prior *prior = baseline_prior(parameter);
    const struct baseline *baseline = &proposal->baseline;
    for (size_t i = 0; i < 4; i++) {
        bool low = baseline->limits[i].side == SIDE_LOW;
        if (low ? !prior->low : !prior->high)
            continue;
        proposal->held = proposal->held || (low ? baseline->held_low : baseline->held_high);
        proposal->limits[proposal->limit_count] = baseline->limits[i];
        proposal->alarms[proposal->limit_count++] = baseline->alarms[i];
    }
    if (is_ordered(programme, proposal, parameter))
        return;
    proposal->limit_count = 0; /* the level lies where the floor is: nothing to propose */
    proposal->held = true;
}

void trial_propose(struct arena *arena, const struct trial *trial, enum parameter parameter,
                   struct trial_proposal *proposal_r)
{
    struct limit low, high;
    struct baseline_input input = {.parameter = parameter, .trial_days = trial->days};
    *proposal_r = (struct trial_proposal){.needed = baseline_needed(trial->days)};
    settle(arena, trial, parameter, proposal_r);
    size_t count = proposal_r->day_count;
    struct day_value *days = arena_array(arena, struct day_value, count);
    bool *left_out = arena_array(arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        const struct trial_day *day = &proposal_r->days[i];
        days[i] = (struct day_value){parameter, day->day, day->value};
        left_out[i] = day->left != TRIAL_TAKEN;
    }
    input.days = days;
    input.day_count = count;
    input.left_out = left_out;
    input.floor_low = floor_of(trial->programme, parameter, SIDE_LOW, &low) ? &low : NULL;
    input.floor_high = floor_of(trial->programme, parameter, SIDE_HIGH, &high) ? &high : NULL;
    baseline_propose(&input, &proposal_r->baseline);
    note_outliers(proposal_r);
    if (proposal_r->baseline.quality != BASELINE_NONE)
        take_limits(trial->programme, parameter, proposal_r);
}

/* ---- any limit ---- */

static bool is_reason(const struct triage *triage)
{
    for (size_t i = 0; i < triage->reason_count; i++)
        if (triage->reasons[i].has_limit && triage->reasons[i].zone >= ZONE_YELLOW)
            return true;
    return false;
}

/* By the rules, with this limit alone. on: by day of the trial. */
static void judge_alarms(struct arena *arena, const struct trial *trial, const struct limit *limit,
                         bool *on)
{
    bool followed[PARAMETER_COUNT] = {false};
    const struct rules rules = {.limits = limit, .limit_count = 1, .followed = followed};
    struct triage *triage = arena_new(arena, struct triage);
    struct measurement *values = arena_array(arena, struct measurement, trial->value_count);
    struct measurement *sorted = arena_array(arena, struct measurement, trial->value_count);
    size_t count = 0, until, history = 0;
    followed[limit->parameter] = true;
    for (size_t i = 0; i < trial->value_count; i++)
        if (trial->values[i].parameter == limit->parameter)
            values[count++] = trial->values[i];
    if (count)
        memcpy(sorted, values, count * sizeof *sorted);
    struct day_value *days = arena_array(arena, struct day_value, count);
    size_t day_count = days_settle(sorted, count, 0, days);
    for (size_t i = 0; i < count; i = until) {
        int32_t day = values[i].day;
        for (until = i + 1; until < count && values[until].day == day && until - i < TOGETHER;)
            until++;
        while (history < day_count && days[history].day <= day)
            history++;
        if (day < trial->from || (int64_t)day >= (int64_t)trial->from + trial->days)
            continue;
        const struct occasion occasion = {.values = &values[i],
                                          .value_count = until - i,
                                          .history = days,
                                          .history_count = history};
        triage_judge(&rules, &occasion, triage);
        on[day - trial->from] = on[day - trial->from] || is_reason(triage);
    }
}

static void mark_alarms(struct arena *arena, const struct trial *trial,
                        const struct trial_proposal *proposal, const struct limit *limit, bool *on)
{
    if (limit->kind != LIMIT_VALUE || limit->condition) {
        judge_alarms(arena, trial, limit, on);
        return;
    }
    for (size_t i = 0; i < proposal->day_count; i++)
        if (operator_holds(limit->operator, proposal->days[i].value, limit->value))
            on[proposal->days[i].day - trial->from] = true;
}

static size_t count_days(const struct trial *trial, const bool *on)
{
    size_t count = 0;
    for (int i = 0; i < trial->days; i++)
        count += on[i];
    return count;
}

size_t trial_alarms(struct arena *arena, const struct trial *trial,
                    const struct trial_proposal *proposal, const struct limit *limit)
{
    bool *on = arena_array(arena, bool, (size_t)trial->days);
    mark_alarms(arena, trial, proposal, limit, on);
    return count_days(trial, on);
}

/* ---- what is recommended ---- */

const char *trial_why_word(enum trial_why why)
{
    static const char *const words[] = {"leads", "standard_alarmed", "standard_quiet", "uncertain",
                                        "none"};
    return words[why];
}

/* Changes are not counted: an own level takes no place of theirs. */
static size_t standard_days(struct arena *arena, const struct trial *trial,
                            enum parameter parameter, const struct trial_proposal *proposal)
{
    bool *on = arena_array(arena, bool, (size_t)trial->days);
    for (size_t i = 0; i < trial->programme->limit_count; i++) {
        const struct limit *limit = &trial->programme->limits[i];
        if (limit->parameter == parameter && limit->kind == LIMIT_VALUE)
            mark_alarms(arena, trial, proposal, limit, on);
    }
    return count_days(trial, on);
}

static enum trial_why why_of(const struct programme *programme, enum parameter parameter,
                             const struct trial_proposal *proposal, size_t days)
{
    if (!proposal->limit_count)
        return TRIAL_NO_PROPOSAL;
    if (proposal->baseline.quality != BASELINE_GOOD)
        return TRIAL_UNCERTAIN;
    if (programme->leads[parameter])
        return TRIAL_LEADS;
    return days >= TRIAL_ALARM_DAYS ? TRIAL_STANDARD_ALARMED : TRIAL_STANDARD_QUIET;
}

/* The proposal is in order beside the same standard ones with own red ones between (is_ordered):
 * so it is without those too. */
static void recommend(struct arena *arena, const struct programme *programme,
                      enum parameter parameter, const struct trial_proposal *proposal,
                      struct trial_advice *advice)
{
    struct limit *limits = arena_array(arena, struct limit, PROGRAMME_LIMITS + 4);
    size_t count = 0;
    for (size_t i = 0; i < proposal->limit_count; i++)
        if (proposal->limits[i].zone == ZONE_YELLOW)
            limits[count++] = proposal->limits[i];
    advice->own_count = count;
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *limit = &programme->limits[i];
        if (limit->parameter == parameter && limit->kind == LIMIT_VALUE && !limit->condition &&
            !trial_replaces(parameter, limit))
            limits[count++] = *limit;
    }
    advice->limits = limits;
    advice->limit_count = count;
}

void trial_advise(struct arena *arena, const struct trial *trial, enum parameter parameter,
                  const struct trial_proposal *proposal, struct trial_advice *advice_r)
{
    size_t days = standard_days(arena, trial, parameter, proposal);
    enum trial_why why = why_of(trial->programme, parameter, proposal, days);
    *advice_r =
        (struct trial_advice){.why = why,
                              .recommended = why == TRIAL_LEADS || why == TRIAL_STANDARD_ALARMED,
                              .standard_days = days};
    if (advice_r->recommended)
        recommend(arena, trial->programme, parameter, proposal, advice_r);
}
