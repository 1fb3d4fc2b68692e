/* One enrolment's rules over one report: gathers what the rules look at beside the report itself,
 * and lets clinical/ judge.
 *
 * What is looked up is looked up only where a rule needs it: earlier days where a change is judged,
 * the rest of the day where physiology and symptoms combine. */
#include "base/caltime.h"
#include "clinical/day.h"
#include "observation/observation_days.h"
#include "response/findings.h"
#include "response/form_response_day.h"
#include "triage/followed.h"

/* The days that a change can reach back, and today; the days of one report on which physiology and
 * symptoms are looked up to combine: of more the newest, which are all that can be news. */
enum { CHANGE_DAYS = 16, COMBINE_DAYS = 3 };

struct gathering {
    const struct triage_input *input;
    const struct programme *programme;
    struct tx *tx;
    struct limit limits[PROGRAMME_LIMITS];
    struct rules rules;
    struct measurement *values;
    struct finding *findings;
    struct occasion occasion;
};

/* ---- what came ---- */

/* A form of another version of the programme: its flags and points hold, what its answers combine
 * with and its score are that version's own. */
static bool take_finding(const struct gathering *g, const struct triage_form *form,
                         const struct finding *finding, struct finding *taken_r)
{
    *taken_r = *finding;
    taken_r->day = form->day;
    if (form->programme == g->programme)
        return true;
    taken_r->symptoms = 0;
    return finding->kind != FINDING_SCORE;
}

static void take_forms(struct gathering *g, bool only_works)
{
    const struct triage_input *input = g->input;
    size_t most = 0, count = 0;
    for (size_t i = 0; i < input->form_count; i++)
        most += input->forms[i].finding_count;
    g->findings = arena_array(g->tx->arena, struct finding, most);
    for (size_t i = 0; i < input->form_count; i++) {
        const struct triage_form *form = &input->forms[i];
        if ((only_works && !form->works) || strcmp(form->programme->id, g->programme->id) != 0)
            continue;
        for (size_t k = 0; k < form->finding_count; k++)
            count += take_finding(g, form, &form->findings[k], &g->findings[count]);
    }
    g->occasion.findings = g->findings;
    g->occasion.finding_count = count;
}

static void take_values(struct gathering *g, bool only_works)
{
    const struct triage_input *input = g->input;
    size_t count = 0;
    g->values = arena_array(g->tx->arena, struct measurement, input->count);
    for (size_t i = 0; i < input->count; i++) {
        g->values[count] = input->values[i].measurement;
        g->values[count++].old = only_works && !input->values[i].works;
    }
    g->occasion.values = g->values;
    g->occasion.value_count = count;
}

/* ---- earlier days, for changes ---- */

/* A change, or a habitual limit, which waits for a second day. */
static bool looks_back(const struct rules *rules, enum parameter parameter)
{
    for (size_t i = 0; i < rules->limit_count; i++) {
        const struct limit *limit = &rules->limits[i];
        if (limit->parameter == parameter &&
            (limit->kind == LIMIT_GAIN || limit->basis == BASIS_HABITUAL))
            return true;
    }
    return false;
}

/* Which parameters' earlier days are needed; `all`: also of those that are not in the report. */
static size_t looking_back(const struct gathering *g, bool all, enum parameter back_r[])
{
    size_t count = 0;
    for (enum parameter p = PARAMETER_NONE + 1; p < PARAMETER_COUNT; p++) {
        bool came = all;
        for (size_t i = 0; i < g->input->count && !came; i++)
            came = g->input->values[i].measurement.parameter == p &&
                   day_accepts(&g->input->values[i].measurement, 0);
        if (came && g->programme->followed[p] && looks_back(&g->rules, p))
            back_r[count++] = p;
    }
    return count;
}

static size_t own_readings(const struct gathering *g, enum parameter parameter, int32_t first,
                           struct day_reading *readings)
{
    size_t count = 0;
    for (size_t i = 0; i < g->input->count; i++) {
        const struct triage_value *value = &g->input->values[i];
        if (value->measurement.parameter == parameter && value->measurement.day >= first)
            readings[count++] = (struct day_reading){value->measurement, value->at};
    }
    return count;
}

/* The accepted values of the days since `first`, with the report's own. */
static bool days_of(struct gathering *g, enum parameter parameter, int32_t first, int32_t last,
                    struct day_value *days_r, size_t *count_r, struct error *error)
{
    struct day_span spans[CHANGE_DAYS];
    struct day_reading *stored, *all;
    size_t span_count = 0, count;
    for (int32_t day = last; day >= first; day--)
        spans[span_count++] = (struct day_span){parameter, day};
    const struct day_question question = {.patient = &g->input->patient,
                                          .spans = spans,
                                          .count = span_count,
                                          .without = g->input->keys,
                                          .without_count = g->input->key_count};
    if (!observation_days(g->tx, &question, &stored, &count, error))
        return false;
    all = arena_array(g->tx->arena, struct day_reading, count + g->input->count);
    if (count)
        memcpy(all, stored, count * sizeof *all);
    count += own_readings(g, parameter, first, all + count);
    struct measurement *sound = arena_array(g->tx->arena, struct measurement, count);
    struct day_value *days = arena_array(g->tx->arena, struct day_value, count);
    for (size_t i = 0; i < count; i++)
        sound[i] = all[i].measurement;
    count = days_settle(sound, count, 0, days);
    *count_r = count < CHANGE_DAYS ? count : CHANGE_DAYS;
    if (count)
        memcpy(days_r, days + count - *count_r, *count_r * sizeof *days_r);
    return true;
}

static bool take_history(struct gathering *g, bool all, struct error *error)
{
    enum parameter parameters[PARAMETER_COUNT];
    size_t count = looking_back(g, all, parameters), used = 0, added;
    int32_t today = (int32_t)caltime_oslo_day(g->tx->now);
    struct day_value *history = arena_array(g->tx->arena, struct day_value, count * CHANGE_DAYS);
    for (size_t i = 0; i < count; i++) {
        if (!days_of(g, parameters[i], today - CHANGE_DAYS + 1, today, history + used, &added,
                     error))
            return false;
        used += added;
    }
    g->occasion.history = history;
    g->occasion.history_count = used;
    return true;
}

/* ---- the rest of the day, for what combines ---- */

static bool may_combine(const struct finding *finding)
{
    return finding->symptoms || (finding->kind == FINDING_POINTS && finding->value > 0);
}

/* Different days, the newest first. */
struct days {
    int32_t list[COMBINE_DAYS];
    size_t count;
};

static void note_day(struct days *days, int32_t day)
{
    size_t at = 0;
    while (at < days->count && days->list[at] > day)
        at++;
    if (at == COMBINE_DAYS || (at < days->count && days->list[at] == day))
        return;
    if (days->count < COMBINE_DAYS)
        days->count++;
    memmove(&days->list[at + 1], &days->list[at], (days->count - at - 1) * sizeof days->list[0]);
    days->list[at] = day;
}

static struct days days_of_symptoms(const struct gathering *g)
{
    struct days days = {.count = 0};
    for (size_t i = 0; i < g->occasion.finding_count; i++)
        if (may_combine(&g->occasion.findings[i]))
            note_day(&days, g->occasion.findings[i].day);
    return days;
}

/* Of values, and of changes that late values made. */
static struct days days_of_physiology(const struct triage *triage)
{
    struct days days = {.count = 0};
    for (size_t i = 0; i < triage->reason_count; i++) {
        const struct reason *reason = &triage->reasons[i];
        if (reason->parameter != PARAMETER_NONE && reason->zone >= ZONE_YELLOW)
            note_day(&days, reason->day);
    }
    return days;
}

/* Earlier physiology of the days on which forms told of symptoms. */
static bool take_earlier_values(struct gathering *g, const struct days *days, struct error *error)
{
    struct day_span spans[COMBINE_DAYS * PARAMETER_COUNT];
    struct day_reading *readings;
    size_t span_count = 0, count;
    for (size_t i = 0; i < days->count; i++)
        for (enum parameter p = PARAMETER_NONE + 1; p < PARAMETER_COUNT; p++)
            if (g->programme->followed[p])
                spans[span_count++] = (struct day_span){p, days->list[i]};
    const struct day_question question = {.patient = &g->input->patient,
                                          .spans = spans,
                                          .count = span_count,
                                          .furthest = true,
                                          .without = g->input->keys,
                                          .without_count = g->input->key_count};
    if (!observation_days(g->tx, &question, &readings, &count, error))
        return false;
    struct measurement *values = arena_array(g->tx->arena, struct measurement, count);
    for (size_t i = 0; i < count; i++)
        values[i] = readings[i].measurement;
    struct occasion before = {.values = values,
                              .value_count = count,
                              .history = g->occasion.history,
                              .history_count = g->occasion.history_count};
    struct triage *triage = arena_new(g->tx->arena, struct triage);
    triage_judge(&g->rules, &before, triage);
    g->occasion.earlier = triage->reasons;
    for (size_t i = 0; i < triage->reason_count; i++)
        g->occasion.earlier_count += triage->reasons[i].zone >= ZONE_YELLOW;
    return true;
}

/* What was answered earlier on one day of yellow values. */
static bool take_earlier_findings(struct gathering *g, int32_t day, struct error *error)
{
    struct finding *earlier;
    size_t count;
    if (!form_response_day(g->tx, &g->input->patient, g->programme, day, g->input->keys,
                           g->input->key_count, &earlier, &count, error))
        return false;
    struct finding *all =
        arena_array(g->tx->arena, struct finding, g->occasion.finding_count + count);
    if (g->occasion.finding_count)
        memcpy(all, g->occasion.findings, g->occasion.finding_count * sizeof *all);
    for (size_t i = 0; i < count; i++) {
        all[g->occasion.finding_count + i] = earlier[i];
        all[g->occasion.finding_count + i].earlier = true;
        all[g->occasion.finding_count + i].day = day;
    }
    g->occasion.findings = all;
    g->occasion.finding_count += count;
    return true;
}

static bool judge_all(struct gathering *g, struct triage *triage_r, struct error *error)
{
    bool combines = g->rules.combination_count > 0;
    struct days days = days_of_symptoms(g);
    if (combines && days.count && !take_earlier_values(g, &days, error))
        return false;
    triage_judge(&g->rules, &g->occasion, triage_r);
    days = days_of_physiology(triage_r);
    if (!combines || !days.count)
        return true;
    for (size_t i = 0; i < days.count; i++)
        if (!take_earlier_findings(g, days.list[i], error))
            return false;
    triage_judge(&g->rules, &g->occasion, triage_r);
    return true;
}

/* ---- what is kept of it ---- */

static void print_findings(struct buf *out, const struct occasion *occasion)
{
    buf_text(out, ",\"findings\":");
    findings_print(out, occasion->findings, occasion->finding_count);
    if (!occasion->earlier_count)
        return;
    for (size_t i = 0; i < occasion->earlier_count; i++) {
        const struct reason *reason = &occasion->earlier[i];
        buf_printf(out, "%s[%d,%d,%d,%d,%d]", i ? "," : ",\"earlier\":[", reason->rule,
                   reason->parameter, reason->zone, reason->day, reason->unsure);
    }
    buf_char(out, ']');
}

/* {"values": [[parameter, value, marks, conditions, day, at], …], "history": [[parameter, day,
 * value], …], "findings": …, "earlier": [[rule, parameter, zone, day, unsure], …]}; what is empty
 * is left out but for the values. rejudge.c reads it. */
static struct str inputs_text(struct arena *arena, const struct occasion *occasion)
{
    struct buf out;
    buf_init(&out, arena, 32 + occasion->value_count * 28);
    buf_text(&out, "{\"values\":[");
    for (size_t i = 0; i < occasion->value_count; i++) {
        const struct measurement *value = &occasion->values[i];
        buf_printf(&out, "%s[%d,%lld,%u,%u,%d", i ? "," : "", value->parameter,
                   (long long)value->value, value->marks, value->conditions, value->day);
        if (value->at)
            buf_printf(&out, ",%lld", (long long)value->at);
        buf_char(&out, ']');
    }
    buf_char(&out, ']');
    for (size_t i = 0; i < occasion->history_count; i++)
        buf_printf(&out, "%s[%d,%d,%lld]", i ? "," : ",\"history\":[",
                   occasion->history[i].parameter, occasion->history[i].day,
                   (long long)occasion->history[i].value);
    if (occasion->history_count)
        buf_char(&out, ']');
    if (occasion->finding_count || occasion->earlier_count)
        print_findings(&out, occasion);
    buf_char(&out, '}');
    return buf_slice(&out);
}

/* ---- one enrolment ---- */

static bool make_rules(struct gathering *g, const struct followed *followed, struct error *error)
{
    size_t count, own;
    const struct programme *programme = programmes_get(
        g->input->programmes, g->tx->db, followed->programme, followed->programme_version, error);
    if (!programme ||
        !programme_limits(programme, followed->limits, g->limits, &count, &own, error))
        return false;
    g->programme = programme;
    g->rules = (struct rules){
        .limits = g->limits,
        .limit_count = count,
        .followed = programme->followed,
        .scores = programme->score_limits,
        .score_count = programme->score_limit_count,
        .combinations = programme->combinations,
        .combination_count = programme->combination_count,
    };
    return true;
}

static bool judge_part(struct gathering *g, bool only_works, struct triage *triage_r,
                       struct error *error)
{
    g->occasion = (struct occasion){0};
    take_values(g, only_works);
    take_forms(g, only_works);
    return take_history(g, g->rules.combination_count && days_of_symptoms(g).count, error) &&
           judge_all(g, triage_r, error);
}

static bool all_works(const struct triage_input *input)
{
    for (size_t i = 0; i < input->count; i++)
        if (!input->values[i].works)
            return false;
    for (size_t i = 0; i < input->form_count; i++)
        if (!input->forms[i].works)
            return false;
    return true;
}

bool triage_judge_enrolment(const struct triage_input *input, const struct followed *followed,
                            struct tx *tx, struct judged *judged_r, struct error *error)
{
    struct gathering g = {.input = input, .tx = tx};
    if (!make_rules(&g, followed, error) || !judge_part(&g, false, &judged_r->whole, error))
        return false;
    judged_r->programme = g.programme;
    judged_r->inputs = inputs_text(tx->arena, &g.occasion);
    judged_r->work = judged_r->whole;
    return all_works(input) || judge_part(&g, true, &judged_r->work, error);
}
