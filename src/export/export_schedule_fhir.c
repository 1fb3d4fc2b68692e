/* When reports were to be due. A schedule that was set by hand is a ServiceRequest, each phase of
 * it a Timing; pauses, and the stretches of yellow and red in which reports were due each day, are
 * of no kind that FHIR has, so each is a Basic. */
#include "base/caltime.h"
#include "export/export_parts.h"
#include "schedule/phases.h"
#include "schedule/timing_fhir.h"

#define A_DAY INT64_C(86400000)

enum { ENROLMENT, VERSION, FROM_DAY, PHASES, WHY, SET_BY, SET_AT };
enum { ID, FROM, UNTIL, REASON, BY, AT, ENDED_BY, ENDED_AT };
enum { OF, FROM_AT, UNTIL_AT, REPORTS };

static void extend_day(struct export *x, const char *name, const struct rows *rows, size_t row,
                       unsigned column)
{
    char day[CALTIME_TEXT];
    if (row_is_null(rows, row, column))
        return;
    caltime_text(row_int(rows, row, column) * A_DAY, PRECISION_DAY, 0, day);
    extend_str(&x->out, name, "valueDate", str_of(day));
}

static void put_phases(struct export *x, const struct rows *rows, size_t row)
{
    const struct schedule_phase *phases;
    size_t count;
    if (!phases_stored(&x->entry, row_str(rows, row, PHASES), &count, &phases, x->error)) {
        export_fail(x);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        json_object_open(&x->out);
        json_put_text(&x->out, "url", EXPORT_EXTENSION "schedule-phase");
        json_key(&x->out, "valueTiming");
        timing_put(&x->out, &phases[i]);
        json_object_close(&x->out);
    }
}

static size_t put_schedule(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid enrolment = row_uuid(rows, row, ENROLMENT), by = row_uuid(rows, row, SET_BY);
    const char *id = arena_printf(&x->entry, "schedule-%s-%lld", plain_id(x, &enrolment),
                                  (long long)row_int(rows, row, VERSION));
    struct json_out *out = entry_open(x, "ServiceRequest", id);
    json_key(out, "extension");
    json_array_open(out);
    extend_reference(out, "enrolment", "EpisodeOfCare", owned_id(x, &enrolment));
    extend_int(out, "schedule-version", row_int(rows, row, VERSION));
    extend_day(x, "schedule-from", rows, row, FROM_DAY);
    put_phases(x, rows, row);
    json_array_close(out);
    json_put_text(out, "status", "active");
    json_put_text(out, "intent", "order");
    put_concept(out, "code", "order", STR("report-schedule"), STR_NONE);
    put_patient(x, "subject");
    put_instant(out, "authoredOn", row_int(rows, row, SET_AT));
    put_actor(x, "requester", &by);
    json_key(out, "reasonCode");
    json_array_open(out);
    put_concept(out, NULL, "", STR_NONE, row_str(rows, row, WHY));
    json_array_close(out);
    entry_close(x);
    return 1;
}

static size_t put_pause(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid id = row_uuid(rows, row, ID), by = row_uuid(rows, row, BY);
    struct uuid ended_by = row_uuid(rows, row, ENDED_BY);
    struct json_out *out = entry_open(x, "Basic", owned_id(x, &id));
    put_meta(out, row_int(rows, row, AT));
    json_key(out, "extension");
    json_array_open(out);
    extend_day(x, "pause-from", rows, row, FROM);
    extend_day(x, "pause-until", rows, row, UNTIL);
    extend_str(out, "reason", "valueString", row_str(rows, row, REASON));
    if (!uuid_is_zero(&ended_by))
        extend_actor(x, "ended-by", &ended_by);
    extend_instant(out, "ended", row_int(rows, row, ENDED_AT));
    json_array_close(out);
    put_concept(out, "code", "basic", STR("pause"), STR_NONE);
    put_patient(x, "subject");
    put_actor(x, "author", &by);
    entry_close(x);
    return 1;
}

static size_t put_stretch(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid enrolment = row_uuid(rows, row, OF);
    const char *id = arena_printf(&x->entry, "unwell-%s-%lld", plain_id(x, &enrolment),
                                  (long long)row_int(rows, row, FROM_AT));
    struct json_out *out = entry_open(x, "Basic", id);
    json_key(out, "extension");
    json_array_open(out);
    extend_reference(out, "enrolment", "EpisodeOfCare", owned_id(x, &enrolment));
    extend_instant(out, "unwell-from", row_int(rows, row, FROM_AT));
    extend_instant(out, "unwell-until", row_int(rows, row, UNTIL_AT));
    extend_int(out, "unwell-by-reports", row_int(rows, row, REPORTS));
    json_array_close(out);
    put_concept(out, "code", "basic", STR("unwell"), STR_NONE);
    put_patient(x, "subject");
    entry_close(x);
    return 1;
}

static const struct export_pages SCHEDULES = {
    .sql = {"SELECT enrolment_id, version, from_day, phases, reason, account_id, at"
            " FROM enrolment_schedule WHERE patient_id = ?1 AND (enrolment_id, version) > (?2, ?3)"
            " ORDER BY enrolment_id, version LIMIT ?4"},
    .keys = "ui",
    .put = put_schedule,
};
static const struct export_pages PAUSES = {
    .sql = {"SELECT id, from_day, until_day, reason, account_id, at, ended_by, ended_at FROM pause"
            " WHERE patient_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3"},
    .keys = "u",
    .put = put_pause,
};
static const struct export_pages STRETCHES = {
    .sql = {"SELECT enrolment_id, from_at, until_at, reports FROM unwell WHERE patient_id = ?1"
            " AND (enrolment_id, from_at) > (?2, ?3) ORDER BY enrolment_id, from_at LIMIT ?4"},
    .keys = "ui",
    .put = put_stretch,
};

void export_schedules(struct export *x)
{
    export_pages(x, &SCHEDULES);
    export_pages(x, &PAUSES);
    export_pages(x, &STRETCHES);
}
