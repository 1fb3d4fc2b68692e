#include "patient/patient_advice_api.h"

#include "app.h"
#include "programme/programme.h"

#include <stdio.h>

static const struct sql OPEN_CASE = {
    "SELECT max(zone) FROM triage_case WHERE patient_id = ?1 AND enrolment_id = ?2"
    " AND closed_at IS NULL",
};
static const struct sql LAST_OUTCOME = {
    "SELECT zone FROM outcome WHERE patient_id = ?1 AND enrolment_id = ?2 AND zone > 0"
    " ORDER BY report_id DESC, number DESC LIMIT 1",
};

static const struct programme *
programme_of(struct call *call, const struct permit_enrolment *enrolment, struct error *error)
{
    return programmes_get(call->app->programmes, call->db, enrolment->programme,
                          enrolment->programme_version, error);
}

/* ---- to the patient ---- */

static bool zone_of(struct call *call, const struct uuid *enrolment, enum zone *zone_r,
                    struct error *error)
{
    struct value args[] = {v_uuid(&call->grant.patient), v_uuid(enrolment)};
    struct arena *arena = &call->request->arena;
    struct rows *rows;
    if (!db_run(call->db, arena, &OPEN_CASE, args, 2, &rows, error))
        return false;
    *zone_r = (enum zone)row_int(rows, 0, 0);
    if (*zone_r != ZONE_NONE)
        return true;
    if (!db_run(call->db, arena, &LAST_OUTCOME, args, 2, &rows, error))
        return false;
    if (rows_count(rows))
        *zone_r = (enum zone)row_int(rows, 0, 0);
    return true;
}

static void put_zone_words(struct json_out *out, const struct call *call, const char *part,
                           const struct programme *programme, enum zone zone, programme_key own)
{
    char key[48];
    snprintf(key, sizeof key, "zone_text.%s.%s", zone_word(zone), part);
    json_put_text(out, part,
                  own ? programme_words(programme, call->language, own)
                      : text_of(call->language, key));
}

static void put_guidance(struct json_out *out, const struct call *call,
                         const struct programme *programme, enum zone zone)
{
    const struct programme_zone *words = &programme->zones[zone];
    json_object_open(out);
    json_put_text(out, "programme", programme->id);
    json_put_text(out, "programmeName",
                  programme_words(programme, call->language, programme->name));
    json_put_text(out, "zone", zone_word(zone));
    put_zone_words(out, call, "title", programme, zone, words->title);
    put_zone_words(out, call, "text", programme, zone, words->text);
    json_key(out, "do");
    json_array_open(out);
    for (size_t i = 0; i < words->do_count; i++)
        json_text(out, programme_words(programme, call->language, words->dos[i]));
    json_array_close(out);
    json_object_close(out);
}

bool patient_put_guidance(struct json_out *out, struct call *call, struct error *error)
{
    json_key(out, "guidance");
    json_array_open(out);
    for (size_t i = 0; i < call->grant.count; i++) {
        const struct permit_enrolment *enrolment = &call->grant.enrolments[i];
        const struct programme *programme = programme_of(call, enrolment, error);
        enum zone zone;
        if (!programme || !zone_of(call, &enrolment->id, &zone, error))
            return false;
        if (zone != ZONE_NONE)
            put_guidance(out, call, programme, zone);
    }
    json_array_close(out);
    return true;
}

/* ---- to who follows up ---- */

/* The programmes of the asker's enrolments, the leading one first. */
struct advisers {
    size_t count;
    const struct programme **list;
};

static bool find_advisers(struct call *call, const struct uuid *lead, struct advisers *advisers_r,
                          struct error *error)
{
    const struct grant *grant = &call->grant;
    advisers_r->count = 0;
    advisers_r->list = arena_array(&call->request->arena, const struct programme *, grant->count);
    for (int others = 0; others <= 1; others++) {
        for (size_t i = 0; i < grant->count; i++) {
            bool leads = lead && uuid_equal(&grant->enrolments[i].id, lead);
            if (leads == others)
                continue;
            const struct programme *programme = programme_of(call, &grant->enrolments[i], error);
            if (!programme)
                return false;
            advisers_r->list[advisers_r->count++] = programme;
        }
    }
    return true;
}

/* What a reason is about: a parameter, a question, or the rule itself. */
struct cause {
    const struct reason *reason;
    struct programme_said said;
};

static void cause_of(struct call *call, const struct reason *reason, struct cause *cause_r)
{
    char id[PROGRAMME_ID];
    int64_t version;
    struct str about = {reason->about, reason->about_len};
    const struct programme *programme = NULL;
    *cause_r = (struct cause){.reason = reason};
    if (about.len && programme_of_about(about, id, &version))
        programme = programmes_get(call->app->programmes, call->db, id, version, NULL);
    if (!programme || !programme_said(programme, call->language, about, &cause_r->said))
        cause_r->said = (struct programme_said){.question = STR_NONE};
}

/* "limit.red_low" and "limit.yellow_low" are one family on one side. */
static bool is_same_family(enum rule a, enum rule b)
{
    struct str one = str_of(rule_word(a)), other = str_of(rule_word(b)), family, of, side, beyond;
    str_cut(one, '.', &family, &side);
    str_cut(other, '.', &of, &beyond);
    if (!str_equal(family, of))
        return false;
    bool sided = str_cut(side, '_', &one, &side),
         other_sided = str_cut(beyond, '_', &other, &beyond);
    return sided == other_sided && (!sided || str_equal(side, beyond));
}

static bool is_same_cause(const struct cause *a, const struct cause *b)
{
    return a->reason->parameter == b->reason->parameter &&
           str_equal(a->said.link_id, b->said.link_id) &&
           is_same_family(a->reason->rule, b->reason->rule);
}

struct advised {
    size_t count;
    struct cause causes[TRIAGE_REASONS];
    const struct programme_advice *advice[TRIAGE_REASONS];
};

static bool is_advised(const struct advised *advised, const struct cause *cause)
{
    for (size_t i = 0; i < advised->count; i++)
        if (is_same_cause(&advised->causes[i], cause))
            return true;
    return false;
}

static bool is_told(const struct advised *advised, const struct programme_advice *advice)
{
    for (size_t i = 0; i < advised->count; i++)
        if (advised->advice[i] == advice)
            return true;
    return false;
}

static void put_about(struct json_out *out, struct call *call, const struct cause *cause)
{
    const struct parameter_info *info = parameter_info(cause->reason->parameter);
    char key[48];
    bool combined = cause->reason->rule == RULE_SYMPTOMS || cause->reason->rule == RULE_SYMPTOM;
    snprintf(key, sizeof key, "parameter.%s", info ? info->word : "");
    if (info && !combined)
        json_put_text(out, "about", text_of(call->language, key));
    else if (cause->said.question.len && !combined)
        json_put_str(out, "about", cause->said.question);
    else
        json_put_text(out, "about", text_of(call->language, "advice.about.whole"));
}

static void put_advice(struct json_out *out, struct call *call, const struct programme *programme,
                       const struct programme_advice *advice, const struct cause *cause)
{
    json_object_open(out);
    put_about(out, call, cause);
    json_put_text(out, "text", programme_words(programme, call->language, advice->text));
    json_key(out, "questions");
    json_array_open(out);
    for (size_t i = 0; i < advice->question_count; i++)
        json_text(out, programme_words(programme, call->language, advice->questions[i]));
    json_array_close(out);
    json_object_close(out);
}

/* An answer is advised about by the programme whose form it is in; self-harm by any. */
static bool may_advise(const struct programme *programme, const struct reason *reason)
{
    char id[PROGRAMME_ID];
    int64_t version;
    struct str about = {reason->about, reason->about_len};
    return reason->rule == RULE_SELF_HARM || !programme_of_about(about, id, &version) ||
           strcmp(programme->id, id) == 0;
}

static void advise(struct json_out *out, struct call *call, const struct advisers *advisers,
                   const struct cause *cause, struct advised *advised)
{
    for (size_t i = 0; i < advisers->count; i++) {
        const struct programme *programme = advisers->list[i];
        const struct programme_advice *advice =
            may_advise(programme, cause->reason)
                ? programme_advice_for(programme, cause->reason, cause->said.link_id)
                : NULL;
        if (!advice)
            continue;
        if (!is_told(advised, advice))
            put_advice(out, call, programme, advice, cause);
        advised->causes[advised->count] = *cause;
        advised->advice[advised->count++] = advice;
        return;
    }
}

bool patient_put_advice(struct json_out *out, struct call *call, const struct reasons *reasons,
                        const struct uuid *lead, struct error *error)
{
    bool personnel = call->who.ground != GROUND_SELF && call->who.ground != GROUND_KIN;
    struct advised *advised = arena_new(&call->request->arena, struct advised);
    struct advisers advisers;
    if (!find_advisers(call, lead, &advisers, error))
        return false;
    json_key(out, "advice");
    json_array_open(out);
    for (size_t i = 0; personnel && i < reasons->count; i++) {
        struct cause cause;
        if (reasons->list[i].zone < ZONE_YELLOW)
            continue;
        cause_of(call, &reasons->list[i], &cause);
        if (!is_advised(advised, &cause))
            advise(out, call, &advisers, &cause, advised);
    }
    json_array_close(out);
    return true;
}
