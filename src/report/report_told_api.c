#include "report/report_told_api.h"

#include "app.h"
#include "clinical/realert.h"
#include "json_common.h"
#include "service/service_api.h"
#include "triage/reasons_api.h"

#include <stdio.h>

static const struct sql REPORT = {
    "SELECT received_at FROM report WHERE patient_id = ?1 AND id = ?2"};
static const struct sql OUTCOMES = {
    "SELECT enrolment_id, zone, unconfirmed, reasons FROM outcome"
    " WHERE patient_id = ?1 AND report_id = ?2 ORDER BY number",
};

static struct told_enrolment *told_of(struct report_told *told,
                                      const struct permit_enrolment *enrolment)
{
    for (size_t i = 0; i < told->enrolment_count; i++)
        if (uuid_equal(&told->enrolments[i].id, &enrolment->id))
            return &told->enrolments[i];
    struct told_enrolment *added = &told->enrolments[told->enrolment_count++];
    *added = (struct told_enrolment){.id = enrolment->id, .service = enrolment->service};
    return added;
}

/* A limit that waits for a repeat is yellow until then: a single habitual excursion, a red
 * pressure. Then the whole is unconfirmed. */
static bool is_waiting(const struct reason *reason, enum zone zone, bool unconfirmed)
{
    return unconfirmed && zone == ZONE_YELLOW && reason->zone == zone &&
           reason->rule >= RULE_LIMIT_RED_LOW && reason->rule <= RULE_LIMIT_RED_HIGH;
}

/* An unconfirmed reading has a reason for that beside the one of its limit; a sound one has the
 * latter alone. */
static void note_repeats(struct report_told *told, const struct reason *reasons, size_t count,
                         enum zone zone, bool waits)
{
    int unsound[PARAMETER_COUNT] = {0}, judged[PARAMETER_COUNT] = {0},
        unconfirmed[PARAMETER_COUNT] = {0};
    for (size_t i = 0; i < count; i++) {
        enum rule rule = reasons[i].rule;
        enum parameter parameter = reasons[i].parameter;
        bool again = rule == RULE_UNCONFIRMED || is_waiting(&reasons[i], zone, waits);
        unsound[parameter] += again || rule == RULE_IMPLAUSIBLE || rule == RULE_DEVICE;
        unconfirmed[parameter] += again;
        judged[parameter] += rule <= RULE_WITHIN || rule == RULE_WATCH;
    }
    for (enum parameter p = PARAMETER_NONE + 1; p < PARAMETER_COUNT; p++)
        told->repeat[p] = told->repeat[p] || (unsound[p] && judged[p] <= unconfirmed[p]);
}

/* Unconfirmed as a whole when nothing confirmed is as bad. */
static void add_outcome(struct report_told *told, struct told_enrolment *enrolment, enum zone zone,
                        bool unconfirmed, const struct reason *reasons, size_t count)
{
    if (zone > told->zone)
        told->unconfirmed = unconfirmed;
    else if (zone == told->zone)
        told->unconfirmed = told->unconfirmed && unconfirmed;
    told->zone = zone_worse(told->zone, zone);
    enrolment->zone = zone_worse(enrolment->zone, zone);
    reasons_merge(&told->reasons, reasons, count, ZONE_GREEN);
    note_repeats(told, reasons, count, zone, unconfirmed);
}

void report_told_fresh(const struct call *call, const struct report *report, int64_t now,
                       struct report_told *told_r)
{
    *told_r = (struct report_told){
        .patient = report->patient,
        .id = report->id,
        .received = now,
        .enrolments = arena_array(&call->request->arena, struct told_enrolment, call->grant.count),
    };
    for (size_t i = 0; i < report->judgement_count; i++) {
        const struct judgement *judgement = &report->judgements[i];
        const struct permit_enrolment *enrolment =
            permit_enrolment_of(&call->grant, &judgement->enrolment);
        if (!enrolment)
            continue;
        struct told_enrolment *told = told_of(told_r, enrolment);
        told->programme = judgement->programme;
        add_outcome(told_r, told, judgement->triage.zone, judgement->triage.unconfirmed,
                    judgement->triage.reasons, judgement->triage.reason_count);
    }
}

static bool read_outcomes(struct call *call, struct db *db, const struct rows *rows,
                          struct report_told *told, struct error *error)
{
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct uuid id = row_uuid(rows, row, 0);
        const struct permit_enrolment *enrolment = permit_enrolment_of(&call->grant, &id);
        struct reasons reasons;
        if (!enrolment)
            continue;
        struct told_enrolment *one = told_of(told, enrolment);
        one->programme = programmes_get(call->app->programmes, db, enrolment->programme,
                                        enrolment->programme_version, error);
        if (!one->programme)
            return false;
        reasons_parse(row_str(rows, row, 3), &reasons);
        add_outcome(told, one, (enum zone)row_int(rows, row, 1), row_int(rows, row, 2) != 0,
                    reasons.list, reasons.count);
    }
    return true;
}

bool report_told_stored(struct call *call, struct db *db, const struct uuid *id,
                        struct report_told *told_r, bool *found_r, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct rows *rows, *outcomes;
    struct value args[] = {v_uuid(&call->grant.patient), v_uuid(id)};
    if (!db_run(db, arena, &REPORT, args, 2, &rows, error) ||
        !db_run(db, arena, &OUTCOMES, args, 2, &outcomes, error))
        return false;
    *found_r = rows_count(rows) > 0;
    *told_r = (struct report_told){
        .patient = call->grant.patient,
        .id = *id,
        .received = *found_r ? row_int(rows, 0, 0) : 0,
        .enrolments = arena_array(arena, struct told_enrolment, call->grant.count),
    };
    return read_outcomes(call, db, outcomes, told_r, error);
}

/* The one that has most to do with it: of the worst zone. NULL: none of the enrolments. */
static const struct uuid *service_of(const struct report_told *told)
{
    const struct told_enrolment *worst = NULL;
    for (size_t i = 0; i < told->enrolment_count; i++)
        if (!worst || told->enrolments[i].zone > worst->zone)
            worst = &told->enrolments[i];
    return worst ? &worst->service : NULL;
}

/* ---- telling ---- */

static const char *zone_words(const struct call *call, const struct programme *programme,
                              enum zone zone, programme_key own, const char *part)
{
    char key[48];
    if (own)
        return programme_words(programme, call->language, own);
    snprintf(key, sizeof key, "zone_text.%s.%s", zone_word(zone), part);
    return text_of(call->language, key);
}

static void put_enrolment(struct json_out *out, const struct call *call, const struct uuid *patient,
                          const struct told_enrolment *enrolment)
{
    char id[OWNED_TEXT];
    const struct programme *programme = enrolment->programme;
    const struct programme_zone *zone = &programme->zones[enrolment->zone];
    owned_text(patient, &enrolment->id, id);
    json_object_open(out);
    json_put_text(out, "id", id);
    json_put_text(out, "programme", programme->id);
    json_put_text(out, "programmeName",
                  programme_words(programme, call->language, programme->name));
    json_put_text(out, "zone", zone_word(enrolment->zone));
    json_put_text(out, "title", zone_words(call, programme, enrolment->zone, zone->title, "title"));
    json_put_text(out, "text", zone_words(call, programme, enrolment->zone, zone->text, "text"));
    json_key(out, "do");
    json_array_open(out);
    for (size_t i = 0; i < zone->do_count; i++)
        json_text(out, programme_words(programme, call->language, zone->dos[i]));
    json_array_close(out);
    json_object_close(out);
}

/* What should be measured again now. */
static void put_repeat(struct json_out *out, const struct report_told *told)
{
    json_key(out, "repeat");
    json_array_open(out);
    for (enum parameter p = PARAMETER_NONE + 1; p < PARAMETER_COUNT; p++)
        if (told->repeat[p])
            json_text(out, parameter_info(p)->word);
    json_array_close(out);
}

static bool has_red_flag(const struct reasons *reasons)
{
    for (size_t i = 0; i < reasons->count; i++)
        if (reasons->list[i].rule == RULE_ANSWER_RED || reasons->list[i].rule == RULE_SELF_HARM)
            return true;
    return false;
}

/* Words that go before all others, whatever the programme says of the zone. */
static void put_at_once(struct json_out *out, const struct call *call,
                        const struct reasons *reasons)
{
    if (!reasons_tell_self_harm(reasons->list, reasons->count)) {
        json_put_null(out, "atOnce");
        return;
    }
    json_key(out, "atOnce");
    json_object_open(out);
    json_put_text(out, "title", text_of(call->language, "self_harm.title"));
    json_put_text(out, "text", text_of(call->language, "self_harm.text"));
    json_object_close(out);
}

bool report_told_put(struct json_out *out, struct call *call, struct db *db,
                     const struct report_told *told, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct teller teller = teller_of(call);
    struct service service;
    char id[OWNED_TEXT];
    bool found = false;
    const struct uuid *followed_by = service_of(told);
    if (followed_by && !service_read(db, arena, followed_by, &service, &found, error))
        return false;
    teller.db = db;
    owned_text(&told->patient, &told->id, id);
    json_put_text(out, "id", id);
    put_id(out, "patient", &told->patient);
    put_time(out, "received", told->received);
    json_put_text(out, "zone", zone_word(told->zone));
    json_put_bool(out, "unconfirmed", told->unconfirmed);
    json_key(out, "reasons");
    reasons_json(out, &teller, &told->reasons);
    put_at_once(out, call, &told->reasons);
    json_key(out, "enrolments");
    json_array_open(out);
    for (size_t i = 0; i < told->enrolment_count; i++)
        if (told->enrolments[i].zone != ZONE_NONE)
            put_enrolment(out, call, &told->patient, &told->enrolments[i]);
    json_array_close(out);
    put_repeat(out, told);
    int64_t now = call->request->now;
    service_put_follow_up_sent(out, arena, call->language, found ? &service : NULL, now,
                               told->zone);
    service_put_contacts(out, call->language, found ? &service : NULL, now, told->zone,
                         has_red_flag(&told->reasons));
    return true;
}
