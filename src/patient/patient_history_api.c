#include "patient/patient_history_api.h"

#include "app.h"
#include "base/caltime.h"
#include "base/decimal.h"
#include "clinical/triage.h"
#include "json_common.h"
#include "patient/patient_usual.h"
#include "store/newest.h"
#include "triage/reasons.h"

static const struct sql POINTS = {
    "SELECT o.effective, o.value, o.marks, o.conditions FROM observation o"
    " WHERE o.patient_id = ?1 AND o.parameter = ?2 AND o.effective >= ?3"
    " AND o.status <> 'entered-in-error'" NEWEST_OBSERVATION " ORDER BY o.effective LIMIT 20000",
};
static const struct sql PAUSES = {
    "SELECT t.enrolment_id, t.at, n.at, t.reason FROM enrolment_transition t"
    " LEFT JOIN enrolment_transition n ON n.patient_id = t.patient_id"
    " AND n.enrolment_id = t.enrolment_id AND n.number = t.number + 1"
    " WHERE t.patient_id = ?1 AND t.to_state = 'paused' AND (n.at IS NULL OR n.at >= ?2)"
    " ORDER BY t.at, t.enrolment_id LIMIT 500",
};

void patient_put_marks(struct json_out *out, int64_t marks)
{
    static const char *const words[] = {"implausible", "unconfirmed", "skewed",
                                        "future",      "device",      "absent"};
    json_key(out, "marks");
    json_array_open(out);
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
        if (marks & 1 << i)
            json_text(out, words[i]);
    json_array_close(out);
}

void patient_put_usual(struct json_out *out, enum parameter parameter, const struct usual *usual)
{
    json_key(out, "usual");
    if (!usual || !usual->days) {
        json_null(out);
        return;
    }
    json_object_open(out);
    int64_t step = parameter_step(parameter);
    put_measured(out, "low", parameter, decimal_rounded(usual->low, step));
    put_measured(out, "high", parameter, decimal_rounded(usual->high, step));
    put_measured(out, "middle", parameter, decimal_rounded(usual->middle, step));
    json_put_int(out, "days", (int64_t)usual->days);
    json_object_close(out);
}

static void put_conditions(struct json_out *out, int64_t conditions)
{
    json_key(out, "conditions");
    json_array_open(out);
    for (unsigned bit = 0; bit < CONDITION_COUNT; bit++)
        if (conditions & 1 << bit)
            json_text(out, condition_word(bit));
    json_array_close(out);
}

static bool put_points(struct json_out *out, struct call *call, enum parameter parameter,
                       int64_t from, struct error *error)
{
    struct rows *rows;
    if (!db_run(call->db, &call->request->arena, &POINTS,
                ARGS(v_uuid(&call->grant.patient), v_int(parameter), v_int(from)), &rows, error))
        return false;
    json_key(out, "points");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        json_object_open(out);
        put_time(out, "at", row_int(rows, i, 0));
        if (row_is_null(rows, i, 1))
            json_put_null(out, "value");
        else
            put_measured(out, "value", parameter, row_int(rows, i, 1));
        patient_put_marks(out, row_int(rows, i, 2));
        put_conditions(out, row_int(rows, i, 3));
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

static bool put_usual(struct json_out *out, struct call *call, enum parameter parameter,
                      struct error *error)
{
    struct usual usual[PARAMETER_COUNT];
    bool wanted[PARAMETER_COUNT] = {false};
    int32_t today = (int32_t)caltime_oslo_day(call->request->now);
    wanted[parameter] = true;
    if (!patient_usual(call->db, &call->request->arena, &call->grant.patient, today, wanted, usual,
                       error))
        return false;
    patient_put_usual(out, parameter, &usual[parameter]);
    return true;
}

/* Does the asker see this enrolment, and does its programme follow the parameter? */
static bool follows(struct call *call, const struct uuid *id, enum parameter parameter)
{
    for (size_t i = 0; i < call->grant.count; i++) {
        const struct permit_enrolment *enrolment = &call->grant.enrolments[i];
        if (!uuid_equal(&enrolment->id, id))
            continue;
        const struct programme *programme =
            programmes_get(call->app->programmes, call->db, enrolment->programme,
                           enrolment->programme_version, NULL);
        return programme && programme->followed[parameter];
    }
    return false;
}

/* Why is what personnel wrote to each other. */
static bool put_pauses(struct json_out *out, struct call *call, enum parameter parameter,
                       int64_t from, struct error *error)
{
    bool personnel = call->who.ground != GROUND_SELF && call->who.ground != GROUND_KIN;
    struct rows *rows;
    if (!db_run(call->db, &call->request->arena, &PAUSES,
                ARGS(v_uuid(&call->grant.patient), v_int(from)), &rows, error))
        return false;
    json_key(out, "pauses");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid enrolment = row_uuid(rows, i, 0);
        if (!follows(call, &enrolment, parameter))
            continue;
        json_object_open(out);
        put_time(out, "from", row_int(rows, i, 1));
        put_time(out, "to", row_int(rows, i, 2));
        json_put_str(out, "reason", personnel ? row_str(rows, i, 3) : STR_NONE);
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

bool patient_put_history(struct json_out *out, struct call *call, enum parameter parameter,
                         int64_t from, struct error *error)
{
    return put_points(out, call, parameter, from, error) &&
           put_usual(out, call, parameter, error) && put_pauses(out, call, parameter, from, error);
}
