/* What holds, what the programme says, and every order; and what waits to be checked. */
#include "limit/limit_api.h"

#include "app.h"
#include "base/caltime.h"
#include "json_common.h"
#include "limit/limit_row.h"
#include "limit/limit_store.h"
#include "patient/patient.h"
#include "take.h"
#include "triage/reasons.h"

PERMIT_STATEMENTS(static const struct sql PENDING,
                  "SELECT o.patient_id, o.enrolment_id, p.given, p.family, e.programme,"
                  " e.programme_version, o.version, o.entered_by, a.name, o.entered_at,"
                  " o.ordered_by FROM limit_order o"
                  " JOIN enrolment e ON e.patient_id = o.patient_id AND e.id = o.enrolment_id"
                  " JOIN patient p ON p.id = o.patient_id"
                  " JOIN account a ON a.id = o.entered_by WHERE ",
                  " AND o.checked_at IS NULL AND o.rejected_at IS NULL"
                  " ORDER BY o.entered_at, o.patient_id, o.enrolment_id LIMIT 200");

/* ---- one limit ---- */

void limit_put(struct json_out *out, const struct limit *limit)
{
    const struct parameter_info *info = parameter_info(limit->parameter);
    json_put_text(out, "parameter", info->word);
    json_put_text(out, "unit", info->ucum);
    json_put_text(out, "kind", limit->kind == LIMIT_GAIN ? "change" : "value");
    json_put_text(out, "side", limit->side == SIDE_LOW ? "low" : "high");
    json_put_text(out, "zone", zone_word(limit->zone));
    json_put_text(out, "operator", operator_sign(limit->operator));
    put_measured(out, "value", limit->parameter, limit->value);
    json_key(out, "days");
    if (limit->kind == LIMIT_GAIN)
        json_int(out, limit->days);
    else
        json_null(out);
    json_put_str(out, "condition", limit_condition(limit));
    json_put_text(out, "basis", limit_basis_word(limit->basis));
}

static const char *name_of(struct call *call, enum parameter parameter)
{
    return text_of(call->language, arena_printf(&call->request->arena, "parameter.%s",
                                                parameter_info(parameter)->word));
}

/* source NULL: it is not said. */
static void put_limit(struct json_out *out, struct call *call, const struct limit *limit,
                      const char *source)
{
    json_object_open(out);
    limit_put(out, limit);
    json_put_text(out, "name", name_of(call, limit->parameter));
    if (source)
        json_put_text(out, "source", source);
    json_object_close(out);
}

static void put_limits(struct json_out *out, struct call *call, const char *key,
                       const struct limit *limits, size_t count)
{
    json_key(out, key);
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        put_limit(out, call, &limits[i], NULL);
    json_array_close(out);
}

/* ---- levels ---- */

static void put_day(struct json_out *out, const char *key, int32_t day)
{
    int year, month, date;
    json_key(out, key);
    caltime_civil(day, &year, &month, &date);
    if (day)
        json_printf(out, "%04d-%02d-%02d", year, month, date);
    else
        json_null(out);
}

void limit_habits_put(struct json_out *out, struct call *call, const char *key,
                      const struct levels *levels)
{
    json_key(out, key);
    json_array_open(out);
    for (size_t i = 0; i < levels->habit_count; i++) {
        const struct habit *habit = &levels->habits[i];
        const struct parameter_info *info = parameter_info(habit->parameter);
        json_object_open(out);
        json_put_text(out, "parameter", info->word);
        json_put_text(out, "name", name_of(call, habit->parameter));
        json_put_text(out, "unit", info->ucum);
        put_measured(out, "level", habit->parameter, habit->level);
        put_measured(out, "sigma", habit->parameter, habit->sigma);
        put_day(out, "approvedOn", habit->approved_on);
        json_object_close(out);
    }
    json_array_close(out);
}

void limit_scale_put(struct json_out *out, const struct levels *levels)
{
    json_key(out, "news2Scale");
    if (levels->news2 != NEWS2_SCALE_NONE)
        json_int(out, levels->news2);
    else
        json_null(out);
}

/* ---- one order ---- */

static void put_local_day(struct json_out *out, const char *key, int64_t at)
{
    char text[CALTIME_TEXT];
    caltime_text(at, PRECISION_DAY, caltime_oslo_offset(at), text);
    json_put_text(out, key, text);
}

void limit_order_json(struct json_out *out, struct call *call, const struct limit_order *order,
                      int64_t in_force)
{
    char content[LIMIT_CONTENT];
    limit_order_content(&call->request->arena, &call->owned, order, content);
    json_object_open(out);
    json_put_int(out, "version", order->version);
    json_put_text(out, "state", limit_order_state_word(limit_order_state(order, in_force)));
    json_put_str(out, "orderedBy", order->ordered_by);
    put_local_day(out, "orderedOn", order->ordered_at);
    put_named(out, "enteredBy", &order->entered_by, order->entered_name);
    put_time(out, "enteredAt", order->entered_at);
    put_named(out, "checkedBy", &order->checked_by, order->checked_name);
    put_time(out, "checkedAt", order->checked_at);
    put_named(out, "rejectedBy", &order->rejected_by, order->rejected_name);
    put_time(out, "rejectedAt", order->rejected_at);
    json_put_str(out, "rejectedReason", order->rejected_reason);
    json_put_str(out, "reason", order->reason);
    json_put_str(out, "evidence", order->evidence);
    json_put_str(out, "floorReason", order->floor_reason);
    put_limits(out, call, "limits", order->limits, order->limit_count);
    limit_habits_put(out, call, "habits", &order->levels);
    limit_scale_put(out, &order->levels);
    json_put_bool(out, "mine", uuid_equal(&order->entered_by, &call->who.account));
    json_put_text(out, "content", content);
    json_object_close(out);
}

/* ---- all of one enrolment ---- */

static void put_floors(struct json_out *out, const struct programme *programme)
{
    json_key(out, "floors");
    json_array_open(out);
    for (size_t i = 0; i < programme->floor_count; i++) {
        const struct programme_floor *floor = &programme->floors[i];
        json_object_open(out);
        json_put_text(out, "parameter", parameter_info(floor->parameter)->word);
        json_put_text(out, "side", floor->side == SIDE_LOW ? "low" : "high");
        json_put_text(out, "operator", operator_sign(floor->operator));
        put_measured(out, "value", floor->parameter, floor->value);
        json_object_close(out);
    }
    json_array_close(out);
}

static bool put_in_force(struct json_out *out, struct call *call, const struct programme *programme,
                         const struct permit_enrolment *enrolment, struct error *error)
{
    struct limit *limits = arena_array(&call->request->arena, struct limit, PROGRAMME_LIMITS);
    struct levels levels;
    size_t count, own;
    if (!programme_limits(programme, enrolment->limits, limits, &count, &own, error) ||
        !levels_read(enrolment->levels, &levels, error))
        return false;
    limit_habits_put(out, call, "habitsInForce", &levels);
    limit_scale_put(out, &levels);
    limits_sort(limits, own);
    json_key(out, "inForce");
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        put_limit(out, call, &limits[i], i < own ? "individual" : "programme");
    json_array_close(out);
    return true;
}

static bool put_orders(struct json_out *out, struct call *call,
                       const struct permit_enrolment *enrolment, struct error *error)
{
    struct limit_order *orders;
    size_t count;
    if (!limit_orders_read(call->db, &call->request->arena, &call->grant.patient, &enrolment->id,
                           &orders, &count, error))
        return false;
    json_key(out, "orders");
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        limit_order_json(out, call, &orders[i], enrolment->limits_version);
    json_array_close(out);
    return true;
}

static bool put_all(struct json_out *out, struct call *call, struct error *error)
{
    const struct permit_enrolment *enrolment;
    const struct programme *programme;
    struct str name;
    char id[OWNED_TEXT];
    if (!take_enrolment(call, &enrolment, &programme, error) ||
        !patient_name_read(call->db, &call->request->arena, &call->grant.patient, &name, error))
        return false;
    owned_text(&call->grant.patient, &enrolment->id, id);
    json_object_open(out);
    json_put_text(out, "enrolment", id);
    put_named(out, "patient", &call->grant.patient, name);
    json_put_text(out, "programme", enrolment->programme);
    json_put_text(out, "programmeName",
                  programme_words(programme, call->language, programme->name));
    json_put_int(out, "version", enrolment->limits_version);
    put_limits(out, call, "standard", programme->limits, programme->limit_count);
    put_floors(out, programme);
    if (!put_in_force(out, call, programme, enrolment, error) ||
        !put_orders(out, call, enrolment, error))
        return false;
    json_object_close(out);
    return true;
}

enum handled limit_list(struct call *call)
{
    struct error error = {0};
    struct json_out out;
    json_out_init(&out, &call->request->arena, 16384);
    if (!put_all(&out, call, &error))
        return call_fail(call, &error);
    return call_json(call, 200, &out);
}

/* ---- what waits ---- */

static bool put_waiting(struct json_out *out, struct call *call, const struct rows *rows,
                        size_t row, struct error *error)
{
    struct uuid patient = row_uuid(rows, row, 0), enrolment = row_uuid(rows, row, 1);
    struct uuid entered_by = row_uuid(rows, row, 7);
    char id[OWNED_TEXT];
    const struct programme *programme = programmes_get(
        call->app->programmes, call->db, row_str(rows, row, 4).at, row_int(rows, row, 5), error);
    if (!programme)
        return false;
    owned_text(&patient, &enrolment, id);
    json_object_open(out);
    put_named(
        out, "patient", &patient,
        patient_full_name(&call->request->arena, row_str(rows, row, 2), row_str(rows, row, 3)));
    json_put_text(out, "enrolment", id);
    json_put_text(out, "programmeName",
                  programme_words(programme, call->language, programme->name));
    json_put_int(out, "version", row_int(rows, row, 6));
    put_named(out, "enteredBy", &entered_by, row_str(rows, row, 8));
    put_time(out, "enteredAt", row_int(rows, row, 9));
    json_put_str(out, "orderedBy", row_str(rows, row, 10));
    json_put_bool(out, "mine", uuid_equal(&entered_by, &call->who.account));
    json_object_close(out);
    call_shows(call, &patient);
    return true;
}

enum handled limit_pending(struct call *call)
{
    struct error error = {0};
    struct json_out out;
    struct rows *rows = NULL;
    const struct sql *pending = &PENDING[call->who.ground];
    if (pending->text && !db_run(call->db, &call->request->arena, pending,
                                 ARGS(PERMIT_ARGS(&call->who, call->request->now)), &rows, &error))
        return call_fail(call, &error);
    size_t count = rows ? rows_count(rows) : 0;
    json_out_init(&out, &call->request->arena, 64 + count * 300);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < count; i++)
        if (!put_waiting(&out, call, rows, i, &error))
            return call_fail(call, &error);
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}
