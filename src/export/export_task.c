/* A task is a Task for its list's organisation or owner; what happened to it is a Provenance each.
 * Treatment that was started by a zone's words is a Procedure: something done for the patient, in
 * progress until somebody says how it went. It is no MedicationStatement, since the words may be of
 * any treatment and no dose is coded in them. */
#include "base/caltime.h"
#include "base/clock.h"
#include "clinical/zone.h"
#include "export/export_parts.h"

enum {
    ID,
    SERVICE,
    QUEUE,
    OWNER,
    ENROLMENT,
    KIND,
    ABOUT,
    TITLE,
    REASON,
    STATE,
    DUE,
    VERSION,
    CASE,
    ACTION,
    CREATED,
    CREATED_BY,
    ENDED,
    ENDED_BY,
    OUTCOME,
    NOTE
};

static const char *status_of(struct str state)
{
    return str_is(state, "open")        ? "requested"
           : str_is(state, "cancelled") ? "cancelled"
                                        : "completed";
}

static void put_extensions(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    struct uuid service = row_uuid(rows, row, SERVICE), owner = row_uuid(rows, row, OWNER);
    struct uuid ended_by = row_uuid(rows, row, ENDED_BY), action = row_uuid(rows, row, ACTION);
    json_key(out, "extension");
    json_array_open(out);
    extend_organisation(x, "for-organisation", &service);
    extend_actor(x, "task-owner", &owner);
    extend_str(out, "task-about", "valueString", row_str(rows, row, ABOUT));
    extend_str(out, "task-state", "valueCode", row_str(rows, row, STATE));
    extend_int(out, "task-version", row_int(rows, row, VERSION));
    extend_instant(out, "task-ended", row_int(rows, row, ENDED));
    extend_actor(x, "closed-by", &ended_by);
    extend_str(out, "task-outcome", "valueCode", row_str(rows, row, OUTCOME));
    if (!uuid_is_zero(&action))
        extend_reference(out, "started-action", "Procedure", owned_id(x, &action));
    json_array_close(out);
}

static void put_based_on(struct export *x, const char *key, const char *type, const struct uuid *id)
{
    struct json_out *out = &x->out;
    if (uuid_is_zero(id))
        return;
    json_key(out, key);
    json_array_open(out);
    put_reference(out, NULL, type, owned_id(x, id));
    json_array_close(out);
}

static size_t put_task(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid id = row_uuid(rows, row, ID), enrolment = row_uuid(rows, row, ENROLMENT);
    struct uuid queue = row_uuid(rows, row, QUEUE), of = row_uuid(rows, row, CASE);
    struct uuid by = row_uuid(rows, row, CREATED_BY);
    struct json_out *out = entry_open(x, "Task", owned_id(x, &id));
    put_extensions(x, rows, row);
    put_based_on(x, "basedOn", "EpisodeOfCare", &enrolment);
    put_based_on(x, "partOf", "Task", &of);
    json_put_text(out, "status", status_of(row_str(rows, row, STATE)));
    json_put_text(out, "intent", "order");
    put_concept(out, "code", "task", row_str(rows, row, KIND), row_str(rows, row, TITLE));
    if (row_str(rows, row, REASON).at)
        put_concept(out, "reasonCode", "task", STR(""), row_str(rows, row, REASON));
    put_patient(x, "for");
    put_instant(out, "authoredOn", row_int(rows, row, CREATED));
    if (!uuid_is_zero(&by))
        put_actor(x, "requester", &by);
    put_organisation(x, "owner", &queue);
    json_key(out, "restriction");
    json_object_open(out);
    json_key(out, "period");
    json_object_open(out);
    put_instant(out, "end", row_int(rows, row, DUE));
    json_object_close(out);
    json_object_close(out);
    put_note(out, row_str(rows, row, NOTE));
    entry_close(x);
    return 1;
}

enum { OF_TASK, NUMBER, AT, WHAT, BY, THEN_DUE, THEN_QUEUE, THEN_OWNER, THEN_OUTCOME, THEN_NOTE };

static size_t put_trace(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid of = row_uuid(rows, row, OF_TASK), by = row_uuid(rows, row, BY);
    struct uuid queue = row_uuid(rows, row, THEN_QUEUE), owner = row_uuid(rows, row, THEN_OWNER);
    struct json_out *out = entry_open(x, "Provenance",
                                      arena_printf(&x->entry, "task-%s-%lld", plain_id(x, &of),
                                                   (long long)row_int(rows, row, NUMBER)));
    json_key(out, "extension");
    json_array_open(out);
    extend_instant(out, "task-due", row_int(rows, row, THEN_DUE));
    extend_organisation(x, "task-queue", &queue);
    extend_actor(x, "task-owner", &owner);
    extend_str(out, "task-outcome", "valueCode", row_str(rows, row, THEN_OUTCOME));
    extend_str(out, "task-note", "valueString", row_str(rows, row, THEN_NOTE));
    json_array_close(out);
    json_key(out, "target");
    json_array_open(out);
    put_reference(out, NULL, "Task", owned_id(x, &of));
    json_array_close(out);
    put_instant(out, "recorded", row_int(rows, row, AT));
    put_concept(out, "activity", "task-event", row_str(rows, row, WHAT), STR_NONE);
    put_agent(x, &by);
    entry_close(x);
    return 1;
}

void export_tasks(struct export *x)
{
    static const struct export_pages tasks = {
        .sql = {"SELECT id, service_id, queue_id, owner_id, enrolment_id, kind, about, title,"
                " reason, state, due_at, version, case_id, action_id, created_at, created_by,"
                " ended_at, ended_by, outcome, note FROM task"
                " WHERE patient_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3"},
        .keys = "u",
        .put = put_task,
    };
    static const struct export_pages traces = {
        .sql = {"SELECT task_id, number, at, kind, account_id, due_at, queue_id, owner_id, outcome,"
                " note FROM task_event WHERE patient_id = ?1 AND (task_id, number) > (?2, ?3)"
                " ORDER BY task_id, number LIMIT ?4"},
        .keys = "ui",
        .put = put_trace,
    };
    export_pages(x, &tasks);
    export_pages(x, &traces);
}

/* ---- treatment that was started ---- */

enum {
    ACT_ID,
    ACT_ENROLMENT,
    ACT_SERVICE,
    ACT_TEXT,
    ACT_ZONE,
    ACT_CASE,
    ACT_OF,
    ACT_STARTED,
    ACT_CHECK,
    ACT_BY,
    ACT_AT,
    ACT_EFFECT,
    ACT_NOTE,
    ACT_EFFECT_BY,
    ACT_EFFECT_AT,
    ACT_UNDONE
};

static void put_action_extensions(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    struct uuid service = row_uuid(rows, row, ACT_SERVICE), of = row_uuid(rows, row, ACT_OF);
    struct uuid effect_by = row_uuid(rows, row, ACT_EFFECT_BY);
    struct uuid enrolment = row_uuid(rows, row, ACT_ENROLMENT);
    struct uuid opened = row_uuid(rows, row, ACT_CASE);
    json_key(out, "extension");
    json_array_open(out);
    extend_reference(out, "enrolment", "EpisodeOfCare", owned_id(x, &enrolment));
    if (!uuid_is_zero(&opened))
        extend_reference(out, "case", "Task", owned_id(x, &opened));
    extend_organisation(x, "for-organisation", &service);
    extend_str(out, "zone", "valueCode",
               str_of(zone_word((enum zone)row_int(rows, row, ACT_ZONE))));
    extend_instant(out, "recorded-at", row_int(rows, row, ACT_AT));
    extend_instant(out, "effect-check", row_int(rows, row, ACT_CHECK));
    extend_actor(x, "effect-by", &effect_by);
    extend_instant(out, "effect-at", row_int(rows, row, ACT_EFFECT_AT));
    if (!uuid_is_zero(&of))
        extend_reference(out, "acknowledgement", "ClinicalImpression", owned_id(x, &of));
    json_array_close(out);
}

static void put_day(struct json_out *out, const char *key, int64_t day)
{
    char text[CALTIME_TEXT];
    caltime_text(day * DAY, PRECISION_DAY, 0, text);
    json_put_text(out, key, text);
}

static size_t put_action(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid id = row_uuid(rows, row, ACT_ID), by = row_uuid(rows, row, ACT_BY);
    struct str effect = row_str(rows, row, ACT_EFFECT);
    struct json_out *out = entry_open(x, "Procedure", owned_id(x, &id));
    put_action_extensions(x, rows, row);
    json_put_text(out, "status",
                  row_int(rows, row, ACT_UNDONE) ? "entered-in-error"
                  : !effect.at                   ? "in-progress"
                  : str_is(effect, "stopped")    ? "stopped"
                                                 : "completed");
    put_concept(out, "code", "started-action", STR(""), row_str(rows, row, ACT_TEXT));
    put_patient(x, "subject");
    json_key(out, "performedPeriod");
    json_object_open(out);
    put_day(out, "start", row_int(rows, row, ACT_STARTED));
    json_object_close(out);
    put_actor(x, "recorder", &by);
    if (effect.at)
        put_concept(out, "outcome", "effect", effect, STR_NONE);
    put_note(out, row_str(rows, row, ACT_NOTE));
    entry_close(x);
    return 1;
}

void export_started_actions(struct export *x)
{
    static const struct export_pages pages = {
        .sql = {"SELECT s.id, s.enrolment_id, s.service_id, s.text, s.zone, s.case_id,"
                " s.acknowledgement_id, s.started_on, s.check_at, s.account_id, s.at, s.effect,"
                " s.effect_note, s.effect_by, s.effect_at, CASE WHEN u.at IS NULL THEN 0 ELSE 1 END"
                " FROM started_action s LEFT JOIN acknowledgement_undone u"
                " ON u.patient_id = s.patient_id AND u.acknowledgement_id = s.acknowledgement_id"
                " WHERE s.patient_id = ?1 AND s.id > ?2 ORDER BY s.id LIMIT ?3"},
        .keys = "u",
        .put = put_action,
    };
    export_pages(x, &pages);
}
