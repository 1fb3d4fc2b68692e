/* One enrolment's rules over one report: gathers what the rules look at beside the report itself,
 * and lets clinical/ judge.
 *
 * What is looked up is looked up only where a rule needs it: earlier days where a change is judged,
 * the rest of the day where physiology and symptoms combine. */
#include "base/caltime.h"
#include "observation/observation_days.h"
#include "response/findings.h"
#include "response/form_response_day.h"
#include "triage/gather.h"
#include "triage/rule_set.h"

/* The days of one report on which physiology and symptoms are looked up to combine: of more the
 * newest, which are all that can be news. */
enum { COMBINE_DAYS = 3 };

struct gathering {
    const struct triage_input *input;
    const struct programme *programme;
    struct tx *tx;
    struct rule_set set;
    struct rules rules; /* those of the set */
    struct measurement *values;
    struct finding *findings;
    struct occasion occasion;
    struct gather beside;     /* how the rest is looked up */
    struct gather_days asked; /* whose answers are in `occasion` already */
};

/* ---- what came ---- */

/* A form of another version of the programme: its flags and points hold, what its answers combine
 * with and its score are that version's own. Of another programme only thoughts of self-harm are
 * taken, when nobody else would hear of them. */
static bool take_finding(const struct gathering *g, const struct triage_form *form,
                         const struct finding *finding, struct finding *taken_r)
{
    *taken_r = *finding;
    taken_r->day = form->day;
    if (form->programme == g->programme)
        return true;
    taken_r->symptoms = 0;
    if (strcmp(form->programme->id, g->programme->id) != 0)
        return form->strays && finding->kind == FINDING_SELF_HARM;
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
        if (only_works && !form->works)
            continue;
        for (size_t k = 0; k < form->finding_count; k++)
            count += take_finding(g, form, &form->findings[k], &g->findings[count]);
    }
    g->occasion.findings = g->findings;
    g->occasion.finding_count = count;
}

/* The same reading twice, under two identifiers. */
static bool was_taken(const struct measurement *values, size_t count,
                      const struct measurement *value)
{
    for (size_t i = 0; i < count && value->at; i++)
        if (values[i].at == value->at && values[i].parameter == value->parameter &&
            values[i].value == value->value && values[i].marks == value->marks &&
            values[i].conditions == value->conditions)
            return true;
    return false;
}

static void take_values(struct gathering *g, bool only_works)
{
    const struct triage_input *input = g->input;
    size_t count = 0;
    g->values = arena_array(g->tx->arena, struct measurement, input->count);
    for (size_t i = 0; i < input->count; i++) {
        const struct measurement *value = &input->values[i].measurement;
        if (was_taken(g->values, count, value))
            continue;
        g->values[count] = *value;
        g->values[count++].old = only_works && !input->values[i].works;
    }
    g->occasion.values = g->values;
    g->occasion.value_count = count;
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

static bool was_asked(const struct gathering *g, int32_t day)
{
    for (size_t i = 0; i < g->asked.count; i++)
        if (g->asked.list[i] == day)
            return true;
    return false;
}

/* What was answered earlier on these days, as far as it was not asked before. */
static bool take_earlier_findings(struct gathering *g, const int32_t *days, size_t day_count,
                                  struct error *error)
{
    struct finding *earlier;
    size_t count, wanted = 0, own = g->occasion.finding_count;
    int32_t *list = arena_array(g->tx->arena, int32_t, day_count);
    for (size_t i = 0; i < day_count; i++)
        if (!was_asked(g, days[i]))
            list[wanted++] = days[i];
    const struct form_days question = {.patient = &g->input->patient,
                                       .programme = g->programme,
                                       .days = list,
                                       .count = wanted,
                                       .without = g->input->keys,
                                       .without_count = g->input->key_count};
    if (!form_response_days(g->tx, &question, &earlier, &count, error))
        return false;
    struct finding *all = arena_array(g->tx->arena, struct finding, own + count);
    if (own)
        memcpy(all, g->occasion.findings, own * sizeof *all);
    if (count)
        memcpy(all + own, earlier, count * sizeof *all);
    g->occasion.findings = all;
    g->occasion.finding_count = own + count;
    return true;
}

/* What rules look at beyond the report's own days, and beside its values. */
static bool take_beside(struct gathering *g, struct error *error)
{
    struct measurement *readings;
    if (!gather_readings(&g->beside, &readings, &g->occasion.reading_count, error))
        return false;
    g->occasion.readings = readings;
    struct gather_days days;
    gather_days_running(&g->beside, &g->occasion, &days);
    if (!take_earlier_findings(g, days.list, days.count, error))
        return false;
    g->asked = days;
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
    size_t before = g->occasion.finding_count;
    if (!take_earlier_findings(g, days.list, days.count, error))
        return false;
    if (g->occasion.finding_count > before)
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

static void print_values(struct buf *out, const char *key, const struct measurement *values,
                         size_t count)
{
    buf_printf(out, "\"%s\":[", key);
    for (size_t i = 0; i < count; i++) {
        const struct measurement *value = &values[i];
        buf_printf(out, "%s[%d,%lld,%u,%u,%d", i ? "," : "", value->parameter,
                   (long long)value->value, value->marks, value->conditions, value->day);
        if (value->at)
            buf_printf(out, ",%lld", (long long)value->at);
        buf_char(out, ']');
    }
    buf_char(out, ']');
}

/* {"values": [[parameter, value, marks, conditions, day, at], …], "readings": the same, "history":
 * [[parameter, day, value], …], "findings": …, "earlier": [[rule, parameter, zone, day, unsure],
 * …]}; what is empty is left out but for the values. rejudge.c reads it. */
static struct str inputs_text(struct arena *arena, const struct occasion *occasion)
{
    struct buf out;
    buf_init(&out, arena, 32 + (occasion->value_count + occasion->reading_count) * 28);
    buf_char(&out, '{');
    print_values(&out, "values", occasion->values, occasion->value_count);
    if (occasion->reading_count) {
        buf_char(&out, ',');
        print_values(&out, "readings", occasion->readings, occasion->reading_count);
    }
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
    g->beside = (struct gather){.input = g->input,
                                .rules = &g->rules,
                                .reported_at = followed->reported_at,
                                .conscious_at = followed->conscious_at,
                                .tx = g->tx};
    g->programme = programmes_get(g->input->programmes, g->tx->db, followed->programme,
                                  followed->programme_version, error);
    if (!g->programme ||
        !rule_set_make(g->programme, followed->limits, followed->levels, &g->set, error))
        return false;
    g->rules = g->set.rules;
    return true;
}

/* Whether symptoms may meet what was measured earlier, or SpO2 and pulse each other. */
static bool needs_all(const struct gathering *g)
{
    return g->rules.oximetry || (g->rules.combination_count && days_of_symptoms(g).count);
}

static bool judge_part(struct gathering *g, bool only_works, struct triage *triage_r,
                       struct error *error)
{
    g->occasion = (struct occasion){0};
    g->asked.count = 0;
    g->beside.only_works = only_works;
    take_values(g, only_works);
    take_forms(g, only_works);
    return gather_history(&g->beside, needs_all(g), &g->occasion, error) && take_beside(g, error) &&
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
    bool ok = all_works(input) || judge_part(&g, true, &judged_r->work, error);
    judged_r->readings = g.occasion.readings;
    judged_r->reading_count = g.occasion.reading_count;
    return ok;
}

void triage_foresee_enrolment(const struct triage_input *input, const struct followed *followed,
                              struct tx *tx, struct triage_ahead *ahead)
{
    struct error told_later = {0};
    struct gathering g = {.input = input, .tx = tx};
    if (!make_rules(&g, followed, &told_later))
        return;
    take_values(&g, false);
    take_forms(&g, false);
    gather_history_foresee(&g.beside, needs_all(&g), ahead);
}
