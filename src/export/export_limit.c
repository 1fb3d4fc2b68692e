/* An order of individual limits is a ServiceRequest: somebody asks that this patient is followed by
 * these limits and levels. Each limit is an extension of it, whose bound is a Quantity with
 * comparator, and so is each habitual level; who entered, checked or turned it down stands in a
 * Provenance each. */
#include "base/caltime.h"
#include "base/decimal.h"
#include "export/export_parts.h"
#include "limit/limit_order.h"
#include "limit/limit_row.h"

#include <stdio.h>

enum {
    ENROLMENT,
    VERSION,
    ORDERED_BY,
    ORDERED_AT,
    ENTERED_BY,
    ENTERED_AT,
    CHECKED_BY,
    CHECKED_AT,
    REASON,
    EVIDENCE,
    REPLACES,
    FLOOR_REASON,
    REJECTED_BY,
    REJECTED_AT,
    REJECTED_REASON,
    IN_FORCE,
    SCALE
};

static const struct sql LIMITS = {
    "SELECT " LIMIT_COLUMNS " FROM patient_limit l WHERE l.patient_id = ?1 AND l.enrolment_id = ?2"
    " AND l.version = ?3 ORDER BY l.parameter, l.side, l.zone, l.kind, l.condition, l.days",
};

static const struct sql HABITS = {
    "SELECT " HABIT_COLUMNS " FROM patient_habit h WHERE h.patient_id = ?1 AND h.enrolment_id = ?2"
    " AND h.version = ?3 ORDER BY h.parameter",
};

static enum limit_order_state state_of(const struct rows *rows, size_t row)
{
    const struct limit_order order = {
        .version = row_int(rows, row, VERSION),
        .entered_by = row_uuid(rows, row, ENTERED_BY),
        .checked_by = row_uuid(rows, row, CHECKED_BY),
        .rejected_by = row_uuid(rows, row, REJECTED_BY),
        .checked_at = row_int(rows, row, CHECKED_AT),
        .rejected_at = row_int(rows, row, REJECTED_AT),
    };
    return limit_order_state(&order, row_int(rows, row, IN_FORCE));
}

static const char *status_of(enum limit_order_state state)
{
    static const char *const statuses[] = {
        [LIMIT_ORDER_PENDING] = "draft",      [LIMIT_ORDER_IN_FORCE] = "active",
        [LIMIT_ORDER_REPLACED] = "completed", [LIMIT_ORDER_REJECTED] = "revoked",
        [LIMIT_ORDER_WITHDRAWN] = "revoked",
    };
    return statuses[state];
}

/* comparator NULL: none. */
static void put_quantity(struct json_out *out, const char *name, enum parameter parameter,
                         int64_t number, const char *comparator)
{
    char value[32];
    const struct parameter_info *info = parameter_info(parameter);
    decimal_text(number, 0, value);
    extend_open(out, name);
    json_key(out, "valueQuantity");
    json_object_open(out);
    json_key(out, "value");
    json_raw(out, str_of(value));
    if (comparator)
        json_put_text(out, "comparator", comparator);
    if (info && info->ucum[0]) {
        json_put_text(out, "unit", info->ucum);
        json_put_text(out, "system", "http://unitsofmeasure.org");
        json_put_text(out, "code", info->ucum);
    }
    json_object_close(out);
    extend_close(out);
}

static void put_bound(struct json_out *out, const struct limit *limit)
{
    static const char *const comparators[] = {"<", "<=", ">", ">="};
    put_quantity(out, "limit-bound", limit->parameter, limit->value, comparators[limit->operator]);
}

static void put_limit(struct export *x, const struct limit *limit)
{
    struct json_out *out = &x->out;
    const struct parameter_info *info = parameter_info(limit->parameter);
    extend_open(out, "limit");
    json_key(out, "extension");
    json_array_open(out);
    extend_str(out, "limit-parameter", "valueCode", str_of(info ? info->word : ""));
    extend_str(out, "limit-side", "valueCode", str_of(limit->side == SIDE_LOW ? "low" : "high"));
    extend_str(out, "zone", "valueCode", str_of(zone_word(limit->zone)));
    extend_str(out, "limit-kind", "valueCode",
               str_of(limit->kind == LIMIT_GAIN ? "change" : "value"));
    extend_str(out, "measurement-condition", "valueCode", limit_condition(limit));
    if (limit->days)
        extend_int(out, "limit-days", limit->days);
    extend_str(out, "limit-basis", "valueCode", str_of(limit_basis_word(limit->basis)));
    put_bound(out, limit);
    json_array_close(out);
    extend_close(out);
}

static void put_limits(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid enrolment = row_uuid(rows, row, ENROLMENT);
    struct rows *limits = export_ask(
        x, &LIMITS,
        ARGS(v_uuid(&x->order->patient), v_uuid(&enrolment), v_int(row_int(rows, row, VERSION))));
    for (size_t i = 0; limits && i < rows_count(limits); i++) {
        struct limit limit;
        if (limit_of_row(limits, i, 0, &limit))
            put_limit(x, &limit);
        else {
            error_log(x->error, ERROR_INVALID, "a row of patient_limit cannot be read");
            export_fail(x);
        }
    }
}

static void put_approval(struct json_out *out, int32_t day)
{
    char text[16];
    int year, month, date;
    if (!day)
        return;
    caltime_civil(day, &year, &month, &date);
    snprintf(text, sizeof text, "%04d-%02d-%02d", year % 10000, month % 100, date % 100);
    extend_str(out, "level-approved-on", "valueDate", str_of(text));
}

static void put_habit(struct export *x, const struct habit *habit)
{
    struct json_out *out = &x->out;
    extend_open(out, "habitual-level");
    json_key(out, "extension");
    json_array_open(out);
    extend_str(out, "limit-parameter", "valueCode", str_of(parameter_info(habit->parameter)->word));
    put_quantity(out, "level", habit->parameter, habit->level, NULL);
    put_quantity(out, "level-deviation", habit->parameter, habit->sigma, NULL);
    extend_bool(out, "level-low", habit->low);
    extend_bool(out, "level-high", habit->high);
    put_approval(out, habit->approved_on);
    json_array_close(out);
    extend_close(out);
}

static void put_levels(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid enrolment = row_uuid(rows, row, ENROLMENT);
    struct rows *habits = export_ask(
        x, &HABITS,
        ARGS(v_uuid(&x->order->patient), v_uuid(&enrolment), v_int(row_int(rows, row, VERSION))));
    for (size_t i = 0; habits && i < rows_count(habits); i++) {
        struct habit habit;
        if (habit_of_row(habits, i, 0, &habit))
            put_habit(x, &habit);
        else {
            error_log(x->error, ERROR_INVALID, "a row of patient_habit cannot be read");
            export_fail(x);
        }
    }
    if (!row_is_null(rows, row, SCALE))
        extend_int(&x->out, "news2-scale", row_int(rows, row, SCALE));
}

static const char *order_id(struct export *x, const struct uuid *enrolment, int64_t version)
{
    return arena_printf(&x->entry, "%s.%lld", owned_id(x, enrolment), (long long)version);
}

static void put_texts(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    json_key(out, "reasonCode");
    json_array_open(out);
    put_concept(out, NULL, "", STR_NONE, row_str(rows, row, REASON));
    json_array_close(out);
    put_note(out, row_str(rows, row, REJECTED_REASON));
}

static void put_order(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid enrolment = row_uuid(rows, row, ENROLMENT);
    int64_t replaces = row_int(rows, row, REPLACES);
    enum limit_order_state state = state_of(rows, row);
    struct json_out *out =
        entry_open(x, "ServiceRequest", order_id(x, &enrolment, row_int(rows, row, VERSION)));
    json_key(out, "extension");
    json_array_open(out);
    extend_str(out, "limit-order-state", "valueCode", str_of(limit_order_state_word(state)));
    extend_reference(out, "enrolment", "EpisodeOfCare", owned_id(x, &enrolment));
    extend_str(out, "limit-evidence", "valueString", row_str(rows, row, EVIDENCE));
    extend_str(out, "limit-floor-reason", "valueString", row_str(rows, row, FLOOR_REASON));
    put_limits(x, rows, row);
    put_levels(x, rows, row);
    json_array_close(out);
    if (replaces) {
        json_key(out, "replaces");
        json_array_open(out);
        put_reference(out, NULL, "ServiceRequest", order_id(x, &enrolment, replaces));
        json_array_close(out);
    }
    json_put_text(out, "status", status_of(state));
    json_put_text(out, "intent", "order");
    put_concept(out, "code", "order", STR("individual-limits"), STR_NONE);
    put_patient(x, "subject");
    put_instant(out, "authoredOn", row_int(rows, row, ORDERED_AT));
    json_key(out, "requester");
    json_object_open(out);
    json_put_str(out, "display", row_str(rows, row, ORDERED_BY));
    json_object_close(out);
    put_texts(x, rows, row);
    entry_close(x);
}

static void put_act(struct export *x, const struct rows *rows, size_t row, const char *act,
                    unsigned by, unsigned at)
{
    struct uuid account = row_uuid(rows, row, by), enrolment = row_uuid(rows, row, ENROLMENT);
    long long version = row_int(rows, row, VERSION);
    if (!row_int(rows, row, at))
        return;
    struct json_out *out = entry_open(
        x, "Provenance",
        arena_printf(&x->entry, "limits-%s-%lld-%s", plain_id(x, &enrolment), version, act));
    json_key(out, "target");
    json_array_open(out);
    put_reference(out, NULL, "ServiceRequest", order_id(x, &enrolment, version));
    json_array_close(out);
    put_instant(out, "recorded", row_int(rows, row, at));
    put_concept(out, "activity", "limit-act", str_of(act), STR_NONE);
    put_agent(x, &account);
    entry_close(x);
}

static size_t put_one(struct export *x, const struct rows *rows, size_t row)
{
    put_order(x, rows, row);
    put_act(x, rows, row, "entered", ENTERED_BY, ENTERED_AT);
    put_act(x, rows, row, "checked", CHECKED_BY, CHECKED_AT);
    put_act(x, rows, row, "rejected", REJECTED_BY, REJECTED_AT);
    return 1;
}

void export_limits(struct export *x)
{
    static const struct export_pages pages = {
        .sql = {"SELECT l.enrolment_id, l.version, l.ordered_by, l.ordered_at, l.entered_by,"
                " l.entered_at, l.checked_by, l.checked_at, l.reason, l.evidence,"
                " l.replaces_version, l.floor_reason, l.rejected_by, l.rejected_at,"
                " l.rejected_reason, e.limits_version, l.news2_scale FROM limit_order l LEFT JOIN "
                "enrolment e"
                " ON e.patient_id = l.patient_id AND e.id = l.enrolment_id"
                " WHERE l.patient_id = ?1 AND (l.enrolment_id, l.version) > (?2, ?3)"
                " ORDER BY l.enrolment_id, l.version LIMIT ?4"},
        .keys = "ui",
        .put = put_one,
    };
    export_pages(x, &pages);
}
