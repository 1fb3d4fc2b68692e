/* Fourteen days of what leads a row, with its limits. Bounded: so many patients, so many readings
 * of each; the questions of all rows travel together. */
#include "worklist/curves_api.h"

#include "app.h"
#include "base/caltime.h"
#include "clinical/day.h"
#include "json_common.h"
#include "observation/observation_days.h"
#include "store/newest.h"
#include "worklist/worklist_api.h"

#include <stdio.h>

enum { CURVES_MOST = 100, CURVE_DAYS = 14, CANDIDATES = 16 };

static const struct sql LIMITS = {
    .text = "SELECT e.limits FROM enrolment e WHERE e.patient_id = ?1 AND e.id = ?2",
    .gather = true,
};
static const struct sql READINGS = {
    .text =
        "SELECT o.effective, o.value, o.marks, o.conditions FROM observation o"
        " WHERE o.patient_id = ?1 AND o.parameter = ?2 AND o.effective >= ?3"
        " AND o.effective < ?4 AND o.value IS NOT NULL"
        " AND o.status NOT IN ('entered-in-error', 'cancelled', 'registered')" NEWEST_OBSERVATION
        " ORDER BY o.effective DESC, o.key LIMIT 500",
    .gather = true,
};

struct curve {
    const struct worklist_item *item;
    const struct worklist_enrolment *lead;
    const struct programme *programme;
    size_t candidate_count;
    enum parameter candidates[CANDIDATES];
    struct rows *limits, *readings;
    /* What came of it. */
    enum parameter parameter;
    size_t count;                      /* of days with a value */
    const int64_t *values[CURVE_DAYS]; /* NULL: none */
    int64_t last_value;
    bool last_unsure;
};

static bool read_of(struct call *call, struct uuid patients_r[CURVES_MOST], size_t *count_r,
                    struct error *error)
{
    struct str one, rest = request_parameter(call->request, "of");
    *count_r = 0;
    do {
        struct uuid id;
        bool known = false;
        str_cut(rest, ',', &one, &rest);
        if (!uuid_parse(one, &id))
            return error_at(error, ERROR_MALFORMED, "of", "must be ids of patients, with commas");
        for (size_t i = 0; i < *count_r; i++)
            known = known || uuid_equal(&patients_r[i], &id);
        if (!known && *count_r == CURVES_MOST)
            return error_at(error, ERROR_MALFORMED, "of", "must be at most %d patients",
                            CURVES_MOST);
        if (!known)
            patients_r[(*count_r)++] = id;
    } while (rest.at);
    return true;
}

/* What leads may belong to a programme that the asker does not see: then the first that is seen. */
static const struct worklist_enrolment *lead_of(const struct worklist_item *item)
{
    for (size_t i = 0; i < item->enrolment_count; i++)
        if (uuid_equal(&item->enrolments[i].id, &item->overview.enrolment))
            return &item->enrolments[i];
    return item->enrolment_count ? &item->enrolments[0] : NULL;
}

static void add_candidate(struct curve *curve, enum parameter parameter)
{
    enum parameter one = parameter == PARAMETER_BP ? PARAMETER_SBP : parameter;
    if (one != PARAMETER_NONE && curve->programme->followed[one] &&
        curve->candidate_count < CANDIDATES)
        curve->candidates[curve->candidate_count++] = one;
}

/* The first reason that is of a value, then what the programme asks for. */
static void find_candidates(struct curve *curve)
{
    const struct reasons *reasons = &curve->item->overview.reasons;
    for (size_t i = 0; i < reasons->count && !curve->candidate_count; i++)
        add_candidate(curve, reasons->list[i].parameter);
    for (size_t i = 0; i < curve->programme->measure_count; i++)
        add_candidate(curve, curve->programme->measures[i].parameter);
}

static bool start(struct call *call, const struct worklist_item *items, size_t item_count,
                  struct curve *curves, size_t *count_r, struct error *error)
{
    *count_r = 0;
    for (size_t i = 0; i < item_count; i++) {
        struct curve curve = {.item = &items[i], .lead = lead_of(&items[i])};
        if (!curve.lead)
            continue;
        curve.programme = programmes_get(call->app->programmes, call->db, curve.lead->programme,
                                         curve.lead->programme_version, error);
        if (!curve.programme)
            return false;
        find_candidates(&curve);
        if (curve.candidate_count)
            curves[(*count_r)++] = curve;
    }
    return true;
}

/* The rows come newest first: the first that counts is its day's last. */
static void settle(struct curve *curve, struct arena *arena, enum parameter parameter, int64_t from)
{
    curve->parameter = parameter;
    for (size_t row = 0; row < rows_count(curve->readings); row++) {
        struct measurement reading = {
            .parameter = parameter,
            .value = row_int(curve->readings, row, 1),
            .marks = (uint32_t)row_int(curve->readings, row, 2),
            .conditions = (uint32_t)row_int(curve->readings, row, 3),
        };
        int64_t at = caltime_oslo_day(row_int(curve->readings, row, 0)) - from;
        if (at < 0 || at >= CURVE_DAYS || curve->values[at] || !day_accepts(&reading, 0))
            continue;
        int64_t *value = arena_new(arena, int64_t);
        *value = reading.value;
        curve->values[at] = value;
        if (curve->count++)
            continue;
        curve->last_value = reading.value;
        curve->last_unsure = (reading.marks & MARK_UNCONFIRMED) != 0;
    }
}

/* One candidate of each row that has found none with values yet. Without any, the first stands. */
static bool ask_round(struct call *call, struct curve *curves, size_t count, size_t round,
                      int64_t from, struct error *error)
{
    struct arena *arena = &call->request->arena;
    for (size_t i = 0; i < count; i++) {
        const struct curve *curve = &curves[i];
        curves[i].readings = NULL;
        if (!curve->count && round < curve->candidate_count)
            curves[i].readings =
                db_ask(call->db, arena, &READINGS,
                       ARGS(v_uuid(&curve->item->overview.patient), v_int(curve->candidates[round]),
                            v_int(observation_day_start((int32_t)from)),
                            v_int(observation_day_start((int32_t)from + CURVE_DAYS))));
    }
    if (!db_settle(call->db, error))
        return false;
    for (size_t i = 0; i < count; i++)
        if (curves[i].readings && (!round || rows_count(curves[i].readings)))
            settle(&curves[i], arena, curves[i].candidates[round], from);
    return true;
}

static bool ask_all(struct call *call, struct curve *curves, size_t count, int64_t from,
                    struct error *error)
{
    for (size_t i = 0; i < count; i++)
        curves[i].limits =
            db_ask(call->db, &call->request->arena, &LIMITS,
                   ARGS(v_uuid(&curves[i].item->overview.patient), v_uuid(&curves[i].lead->id)));
    for (size_t round = 0; round < CANDIDATES; round++) {
        bool wanted = round == 0;
        for (size_t i = 0; i < count; i++)
            wanted = wanted || (!curves[i].count && round < curves[i].candidate_count);
        if (wanted && !ask_round(call, curves, count, round, from, error))
            return false;
    }
    return true;
}

static bool meets(const struct limit *limit, int64_t value)
{
    switch (limit->operator) {
    case OPERATOR_LT:
        return value < limit->value;
    case OPERATOR_LE:
        return value <= limit->value;
    case OPERATOR_GT:
        return value > limit->value;
    default:
        return value >= limit->value;
    }
}

static void put_limit(struct json_out *out, const struct limit *limit)
{
    char value[32];
    value_text(limit->parameter, limit->value, value);
    json_object_open(out);
    json_put_text(out, "side", limit->side == SIDE_LOW ? "low" : "high");
    json_put_text(out, "zone", zone_word(limit->zone));
    json_put_text(out, "operator", operator_sign(limit->operator));
    json_key(out, "value");
    json_raw(out, str_of(value));
    json_object_close(out);
}

/* Those that can be drawn beside the values, and what the last value is by them. */
static bool put_limits(struct json_out *out, const struct curve *curve, struct error *error)
{
    struct limit limits[PROGRAMME_LIMITS];
    size_t count, own;
    enum zone zone = ZONE_GREEN;
    struct str individual = rows_count(curve->limits) ? row_str(curve->limits, 0, 0) : STR_NONE;
    if (!programme_limits(curve->programme, individual, limits, &count, &own, error))
        return false;
    json_key(out, "limits");
    json_array_open(out);
    for (size_t i = 0; i < count; i++) {
        const struct limit *limit = &limits[i];
        if (limit->parameter != curve->parameter || limit->kind != LIMIT_VALUE || limit->condition)
            continue;
        put_limit(out, limit);
        if (meets(limit, curve->last_value))
            zone = zone_worse(zone, limit->zone);
    }
    json_array_close(out);
    json_put_str(out, "last",
                 !curve->count        ? STR_NONE
                 : curve->last_unsure ? STR("unsure")
                                      : str_of(zone_word(zone)));
    return true;
}

static void put_values(struct json_out *out, const struct curve *curve, int64_t from)
{
    int year, month, day;
    char text[32];
    caltime_civil(from, &year, &month, &day);
    json_key(out, "from");
    json_printf(out, "%04d-%02d-%02d", year, month, day);
    json_key(out, "values");
    json_array_open(out);
    for (size_t i = 0; i < CURVE_DAYS; i++) {
        if (curve->values[i])
            value_text(curve->parameter, *curve->values[i], text);
        json_raw(out, curve->values[i] ? str_of(text) : STR("null"));
    }
    json_array_close(out);
}

static bool put_curve(struct json_out *out, struct call *call, const struct curve *curve,
                      int64_t from, struct error *error)
{
    const struct parameter_info *info = parameter_info(curve->parameter);
    const char *name = arena_printf(&call->request->arena, "parameter.%s", info->word);
    json_object_open(out);
    put_id(out, "patient", &curve->item->overview.patient);
    put_id(out, "service", &curve->item->overview.service);
    json_put_text(out, "parameter", info->word);
    json_put_text(out, "name", text_of(call->language, name));
    json_put_text(out, "unit", info->ucum);
    json_put_int(out, "places", info->places);
    put_values(out, curve, from);
    bool ok = put_limits(out, curve, error);
    json_object_close(out);
    call_shows(call, &curve->item->overview.patient);
    return ok;
}

enum handled worklist_curves(struct call *call)
{
    struct error error = {0};
    struct uuid patients[CURVES_MOST];
    struct worklist_item *items;
    struct worklist_asker asker = worklist_asker_of(call);
    struct json_out out;
    size_t asked, item_count, count;
    int64_t from = caltime_oslo_day(call->request->now) - (CURVE_DAYS - 1);
    if (!read_of(call, patients, &asked, &error) ||
        !worklist_read_some(&asker, patients, asked, &items, &item_count, &error))
        return call_fail(call, &error);
    struct curve *curves = arena_array(&call->request->arena, struct curve, item_count);
    if (!start(call, items, item_count, curves, &count, &error) || !db_begin_read(call->db, &error))
        return call_fail(call, &error);
    bool ok = ask_all(call, curves, count, from, &error);
    db_end_read(call->db);
    json_out_init(&out, &call->request->arena, 64 + count * 500);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < count && ok; i++)
        ok = put_curve(&out, call, &curves[i], from, &error);
    json_array_close(&out);
    json_object_close(&out);
    return ok ? call_json(call, 200, &out) : call_fail(call, &error);
}
