/* POST /api/observations/{observation}/corrections: a value that was wrong is corrected in the
 * record, with the reason. It becomes the next version by the way that every correction takes
 * (report.c), within the report that brought it: stored, judged, and what follows from that, in one
 * transaction with the reason. */
#include "app.h"
#include "json_common.h"
#include "observation/observation_columns.h"
#include "observation/observation_correct.h"
#include "observation/observation_find.h"
#include "programme/programme_values.h"
#include "report/report_api.h"
#include "report/report_store.h"
#include "take.h"

enum { REASON_MOST = 500 };

struct correcting {
    struct report report;
    struct received_one one;
    struct observation observation;
    struct observation_correction correction;
    int64_t version; /* that was seen */
    struct str reason;
};

/* ---- the body ---- */

/* null is a value that was given. */
static bool has_value(struct call *call)
{
    static const char *const others[] = {"version", "reason", "parameter", NULL};
    struct buf value;
    buf_init(&value, &call->request->arena, 32);
    json_in_members(call->json, others, &value);
    return value.len > 0;
}

static bool read_parameter(struct call *call, struct correcting *correcting, struct error *error)
{
    struct json_object *said = json_in_get(call->json, "parameter");
    struct str word = json_in_str(said);
    if (!said)
        return true;
    if (word.len)
        correcting->correction.parameter = parameter_of_word(word.at, word.len);
    return correcting->correction.parameter != PARAMETER_NONE ||
           error_at(error, ERROR_INVALID, "/parameter", "must be a parameter such as sbp, dbp");
}

static bool read_body(struct call *call, struct correcting *correcting, struct error *error)
{
    static const char *const names[] = {"version", "value", "reason", "parameter", NULL};
    struct json_object *value = json_in_get(call->json, "value");
    if (!take_only(call, names, error) || !read_parameter(call, correcting, error))
        return false;
    if (!str_int(json_in_number(json_in_get(call->json, "version")), &correcting->version))
        return error_at(error, ERROR_INVALID, "/version", "must be the version that was seen");
    if (!has_value(call) || (value && !json_in_is_number(value)))
        return error_at(error, ERROR_INVALID, "/value",
                        "must be a number, or null for what was entered in error");
    correcting->correction.in_error = !value;
    correcting->correction.value = json_in_number(value);
    return take_lines(call->json, "/reason", REASON_MOST, true, &correcting->reason, error);
}

/* ---- what is corrected ---- */

/* All of it must be the asker's to read: taking back a panel takes back each of its values. */
static bool is_readable(struct call *call, const struct rows *rows, bool *readable_r,
                        struct error *error)
{
    bool ones[PARAMETER_COUNT];
    *readable_r = rows_count(rows) > 0;
    if (!programme_values(call->app->programmes, call->db, &call->request->arena, &call->grant,
                          ones, error))
        return false;
    for (size_t row = 0; row < rows_count(rows); row++)
        *readable_r = *readable_r && ones[row_int(rows, row, COLUMN_PARAMETER)];
    return true;
}

static bool find_stored(struct call *call, struct correcting *correcting, struct error *error)
{
    struct rows *rows;
    bool readable;
    if (!observation_newest(call->db, &call->request->arena, &call->grant.patient, &call->owned,
                            &rows, error) ||
        !is_readable(call, rows, &readable, error))
        return false;
    if (!readable)
        return permit_unknown(error);
    if (!read_body(call, correcting, error))
        return false;
    memcpy(correcting->observation.key, call->owned.b, sizeof call->owned.b);
    /* Of another version it is refused below, unless it is the same request again. */
    return correcting->version != row_int(rows, 0, COLUMN_VERSION) ||
           observation_correct(&call->request->arena, rows, &correcting->correction,
                               &correcting->observation, error);
}

/* ---- the change ---- */

static bool ask(struct write *write, struct tx *tx)
{
    struct correcting *correcting = write->data;
    report_ask(&correcting->report, tx);
    return true;
}

/* Of those enrolments that the asker sees. */
static enum zone zone_seen(const struct call *call, const struct report *report)
{
    enum zone zone = ZONE_NONE;
    for (size_t i = 0; i < report->judgement_count; i++)
        for (size_t k = 0; k < call->grant.count; k++)
            if (uuid_equal(&report->judgements[i].enrolment, &call->grant.enrolments[k].id))
                zone = zone_worse(zone, report->judgements[i].triage.zone);
    return zone;
}

static void answer(struct call *call, const struct correcting *correcting)
{
    struct json_out out;
    char id[OWNED_TEXT];
    owned_text(&call->grant.patient, &call->owned, id);
    json_out_init(&out, &call->request->arena, 160);
    json_object_open(&out);
    json_put_text(&out, "id", id);
    json_put_int(&out, "version", correcting->one.receipt.version);
    json_put_text(&out, "zone", zone_word(zone_seen(call, &correcting->report)));
    json_object_close(&out);
    call_json(call, 201, &out);
}

/* Versions never change, so what was built from the one that was seen holds as long as that is the
 * newest. */
static bool apply(struct write *write, struct tx *tx, struct error *error)
{
    struct correcting *correcting = write->data;
    const struct rows *newest = correcting->one.receipt.earlier;
    if (!rows_count(newest) || row_int(newest, 0, 0) != correcting->version)
        return error_at(error, ERROR_CONFLICT, "/version",
                        "It was changed since you looked. Look again before you correct it.");
    if (!report_apply(&correcting->report, tx, error))
        return false;
    report_insert_correction(tx, &correcting->report, &correcting->one, correcting->reason);
    answer(write->call, correcting);
    return true;
}

enum handled report_correct(struct call *call)
{
    struct error error = {0};
    struct correcting *correcting = arena_new(&call->request->arena, struct correcting);
    if (!find_stored(call, correcting, &error))
        return call_fail(call, &error);
    correcting->one.observation = &correcting->observation;
    correcting->report = (struct report){
        .patient = call->grant.patient,
        .source = "app",
        .in_record = true,
        .count = 1,
        .observations = &correcting->one,
        .programmes = call->app->programmes,
    };
    access_entry_of(&call->who, action_word(ACTION_OBSERVATION_CORRECT), &correcting->report.by);
    return call_write(call, ask, apply, correcting);
}
