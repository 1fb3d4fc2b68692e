/* An enrolment is an EpisodeOfCare; each change of its state is an element of statusHistory. */
#include "enrolment/enrolment.h"
#include "export/export_parts.h"
#include "triage/unwell.h"

enum {
    ID,
    PROGRAMME,
    VERSION,
    SERVICE,
    MUNICIPALITY,
    GP_OFFICE,
    DEPARTMENT,
    STATE,
    PAUSED_FROM,
    SINCE,
    PREVIOUS,
    LIMITS_VERSION,
    CREATED,
    UNWELL_FROM,
    UNWELL_CAUSES,
    UNWELL_REPORTS
};
enum { FROM, TO, REASON, EFFECTIVE, BY, AT };

static const struct sql TRANSITIONS = {
    "SELECT from_state, to_state, reason, effective_on, account_id, at FROM enrolment_transition"
    " WHERE patient_id = ?1 AND enrolment_id = ?2 ORDER BY number",
};

/* FHIR has fewer words; ours stands beside it. */
static const char *status_of(struct str word)
{
    static const char *const statuses[STATE_COUNT] = {
        [STATE_REFERRED] = "planned", [STATE_ASSESSING] = "planned",  [STATE_GRANTED] = "waitlist",
        [STATE_TRIAL] = "active",     [STATE_ACTIVE] = "active",      [STATE_CLOSING] = "active",
        [STATE_CLOSED] = "finished",  [STATE_REJECTED] = "cancelled", [STATE_PAUSED] = "onhold",
    };
    enum enrolment_state state = STATE_REFERRED;
    enrolment_state_of_word(word, &state);
    return statuses[state];
}

static void put_change(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    struct uuid by = row_uuid(rows, row, BY);
    int64_t until = row + 1 < rows_count(rows) ? row_int(rows, row + 1, AT) : 0;
    json_object_open(out);
    json_key(out, "extension");
    json_array_open(out);
    extend_str(out, "enrolment-state-before", "valueCode", row_str(rows, row, FROM));
    extend_str(out, "enrolment-state", "valueCode", row_str(rows, row, TO));
    extend_str(out, "reason", "valueString", row_str(rows, row, REASON));
    extend_str(out, "effective-on", "valueDate", row_str(rows, row, EFFECTIVE));
    extend_actor(x, "changed-by", &by);
    json_array_close(out);
    json_put_text(out, "status", status_of(row_str(rows, row, TO)));
    put_period(out, "period", row_int(rows, row, AT), until);
    json_object_close(out);
}

static void put_changes(struct export *x, const struct uuid *id)
{
    struct rows *changes =
        export_ask(x, &TRANSITIONS, ARGS(v_uuid(&x->order->patient), v_uuid(id)));
    if (!changes || !rows_count(changes))
        return;
    json_key(&x->out, "statusHistory");
    json_array_open(&x->out);
    for (size_t i = 0; i < rows_count(changes); i++)
        put_change(x, changes, i);
    json_array_close(&x->out);
}

static void extend_place(struct export *x, const char *name, const struct rows *rows, size_t row,
                         unsigned column)
{
    struct uuid organisation = row_uuid(rows, row, column);
    extend_organisation(x, name, &organisation);
}

/* Yellow or red that is not green again yet: since when, by how many reports, and what. */
static void put_unwell(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    unwell_causes causes = (unwell_causes)row_int(rows, row, UNWELL_CAUSES);
    if (row_is_null(rows, row, UNWELL_FROM))
        return;
    extend_instant(out, "unwell-since", row_int(rows, row, UNWELL_FROM));
    extend_int(out, "unwell-reports", row_int(rows, row, UNWELL_REPORTS));
    for (unsigned bit = 0; bit < 64; bit++) {
        const char *what = bit >= UNWELL_FORM
                               ? arena_printf(&x->entry, "form-%u", bit - UNWELL_FORM)
                           : bit == 0              ? "answers"
                           : bit < PARAMETER_COUNT ? parameter_info((enum parameter)bit)->word
                                                   : NULL;
        if (what && causes & UINT64_C(1) << bit)
            extend_str(out, "unwell-by", "valueCode", str_of(what));
    }
}

static void put_extensions(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    struct uuid id = row_uuid(rows, row, ID), previous = row_uuid(rows, row, PREVIOUS);
    int64_t limits = row_int(rows, row, LIMITS_VERSION);
    json_key(out, "extension");
    json_array_open(out);
    extend_str(out, "enrolment-state", "valueCode", row_str(rows, row, STATE));
    extend_instant(out, "enrolment-state-since", row_int(rows, row, SINCE));
    extend_str(out, "enrolment-paused-from", "valueCode", row_str(rows, row, PAUSED_FROM));
    extend_int(out, "programme-version", row_int(rows, row, VERSION));
    extend_place(x, "municipality", rows, row, MUNICIPALITY);
    extend_place(x, "gp-office", rows, row, GP_OFFICE);
    extend_place(x, "department", rows, row, DEPARTMENT);
    if (!uuid_is_zero(&previous))
        extend_reference(out, "reopened-from", "EpisodeOfCare", owned_id(x, &previous));
    if (limits)
        extend_reference(out, "limits-in-force", "ServiceRequest",
                         arena_printf(&x->entry, "%s.%lld", owned_id(x, &id), (long long)limits));
    put_unwell(x, rows, row);
    json_array_close(out);
}

static size_t put_enrolment(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid id = row_uuid(rows, row, ID), service = row_uuid(rows, row, SERVICE);
    struct str state = row_str(rows, row, STATE);
    bool over = str_is(state, "closed") || str_is(state, "rejected");
    struct json_out *out = entry_open(x, "EpisodeOfCare", owned_id(x, &id));
    put_extensions(x, rows, row);
    json_put_text(out, "status", status_of(state));
    put_changes(x, &id);
    json_key(out, "type");
    json_array_open(out);
    put_concept(out, NULL, "programme", row_str(rows, row, PROGRAMME), STR_NONE);
    json_array_close(out);
    put_patient(x, "patient");
    put_organisation(x, "managingOrganization", &service);
    put_period(out, "period", row_int(rows, row, CREATED), over ? row_int(rows, row, SINCE) : 0);
    entry_close(x);
    return 1;
}

void export_enrolments(struct export *x)
{
    static const struct export_pages pages = {
        .sql = {"SELECT id, programme, programme_version, service_id, municipality_id,"
                " gp_office_id, department_id, state, paused_from, state_since, previous_id,"
                " limits_version, created_at, unwell_from, unwell_causes, unwell_reports"
                " FROM enrolment WHERE patient_id = ?1 AND id > ?2"
                " ORDER BY id LIMIT ?3"},
        .keys = "u",
        .put = put_enrolment,
    };
    export_pages(x, &pages);
}
