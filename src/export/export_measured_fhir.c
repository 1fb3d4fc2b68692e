/* What was measured and answered, in every version, as FHIR's own reading of it prints it; with the
 * forms that were answered and the devices that measured. Versions of one resource have the same
 * fullUrl and differ by meta.versionId. */
#include "base/json_in.h"
#include "export/export_parts.h"
#include "json_common.h"
#include "observation/observation_columns.h"
#include "observation/observation_fhir.h"
#include "response/form_response_fhir.h"

/* ---- Observations ---- */

enum { AFTER_COLUMNS = COLUMN_CONDITIONS + 1 };

/* A panel's values stand apart in the table; the one with the least parameter calls them. A
 * patient's id is wrapped so that the key leads (see observation_store.c). */
#define HEADS                                                                                      \
    "WITH page AS (SELECT o.patient_id, o.parameter, o.effective, o.key, o.version"                \
    " FROM observation o WHERE o.patient_id = ?1"                                                  \
    " AND (o.parameter, o.effective, o.key, o.version) > (?2, ?3, ?4, ?5)"                         \
    " AND NOT EXISTS (SELECT 1 FROM observation f WHERE f.key = o.key"                             \
    " AND coalesce(f.patient_id, o.patient_id) = o.patient_id AND f.version = o.version"           \
    " AND f.parameter < o.parameter)"                                                              \
    " ORDER BY o.parameter, o.effective, o.key, o.version LIMIT ?6)"
#define WHOLE                                                                                      \
    " SELECT " OBSERVATION_COLUMNS ", page.parameter, page.effective, page.key, page.version"      \
    " FROM page JOIN observation o ON o.key = page.key"                                            \
    " AND coalesce(o.patient_id, page.patient_id) = page.patient_id AND o.version = page.version"  \
    " ORDER BY page.parameter, page.effective, page.key, page.version, o.parameter"

static bool is_same(const struct rows *rows, size_t a, size_t b)
{
    return row_int(rows, a, COLUMN_VERSION) == row_int(rows, b, COLUMN_VERSION) &&
           str_equal(row_str(rows, a, COLUMN_KEY), row_str(rows, b, COLUMN_KEY));
}

static const uint8_t *bytes_of(struct str bytes)
{
    return (const uint8_t *)bytes.at;
}

static size_t put_observation(struct export *x, const struct rows *rows, size_t row)
{
    size_t count = 1;
    while (row + count < rows_count(rows) && is_same(rows, row, row + count))
        count++;
    entry_wrap(x, "Observation", key_id(x, bytes_of(row_str(rows, row, COLUMN_KEY))));
    observation_to_fhir(&x->out, &x->entry, rows, row, count);
    entry_wrapped(x);
    return count;
}

/* A device that a sender named: what is known of it is how it was named. */
static size_t put_device(struct export *x, const struct rows *rows, size_t row)
{
    static const char prefix[] = "Device/";
    struct str device = row_str(rows, row, 0);
    struct json_out *out = &x->out;
    bool local = str_starts(device, prefix);
    struct str id =
        local ? (struct str){device.at + strlen(prefix), device.len - strlen(prefix)} : STR_NONE;
    if (local && id.len < EXPORT_ID)
        entry_wrap(x, "Device", arena_printf(&x->page, "%.*s", STR_ARG(id)));
    else
        entry_wrap_at(x, device);
    json_object_open(out);
    json_put_text(out, "resourceType", "Device");
    if (local)
        json_put_str(out, "id", id);
    put_patient(x, "patient");
    json_object_close(out);
    entry_wrapped(x);
    return 1;
}

void export_observations(struct export *x)
{
    static const struct export_pages observations = {
        .sql = {HEADS WHOLE},
        .keys = "iibi",
        .from = AFTER_COLUMNS,
        .many = true,
        .put = put_observation,
    };
    static const struct export_pages devices = {
        .sql = {"SELECT DISTINCT o.device FROM observation o WHERE o.patient_id = ?1"
                " AND o.device > ?2 ORDER BY o.device LIMIT ?3"},
        .keys = "t",
        .put = put_device,
    };
    export_pages(x, &observations);
    export_pages(x, &devices);
}

/* ---- answered forms ---- */

static size_t put_response(struct export *x, const struct rows *rows, size_t row)
{
    struct form_response_stored stored;
    if (!form_response_of_row(rows, row, x->programmes, x->db, &stored, x->error)) {
        export_fail(x);
        return 1;
    }
    entry_wrap(x, "QuestionnaireResponse", key_id(x, stored.key));
    form_response_to_fhir(&x->out, &stored);
    entry_wrapped(x);
    return 1;
}

/* A programme's version is its forms'. */
static void put_form(struct export *x, const struct programme *programme, struct str form)
{
    static const char *const ours[] = {"resourceType", "id", NULL};
    const struct programme_form *found = programme_form_get(programme, form);
    struct json_object *json = found ? json_in_parse(found->document, NULL) : NULL;
    if (!json)
        return;
    entry_open(x, "Questionnaire",
               arena_printf(&x->page, "%s-%s-%lld", programme->id, found->id,
                            (long long)programme->version));
    put_members(&x->out, json, ours);
    json_in_destroy(json);
    entry_close(x);
}

static void put_forms(struct export *x)
{
    static const struct sql forms = {
        "SELECT DISTINCT r.programme, r.programme_version, r.form FROM response r"
        " WHERE r.patient_id = ?1 ORDER BY r.programme, r.programme_version, r.form"};
    struct rows *rows;
    arena_reset(&x->page);
    if (x->failed)
        return;
    if (!db_run(x->db, &x->page, &forms, ARGS(v_uuid(&x->order->patient)), &rows, x->error)) {
        export_fail(x);
        return;
    }
    for (size_t i = 0; i < rows_count(rows) && !x->failed; i++) {
        const struct programme *programme = programmes_get(
            x->programmes, x->db, row_str(rows, i, 0).at, row_int(rows, i, 1), x->error);
        if (programme)
            put_form(x, programme, row_str(rows, i, 2));
        else
            export_fail(x);
    }
}

void export_responses(struct export *x)
{
    static const struct export_pages pages = {
        .sql = {"SELECT " RESPONSE_COLUMNS ", r.authored, r.key, r.version FROM response r"
                " WHERE r.patient_id = ?1"
                " AND (r.authored, r.key, r.version) > (?2, ?3, ?4)"
                " ORDER BY r.authored, r.key, r.version LIMIT ?5"},
        .keys = "ibi",
        .from = RESPONSE_COLUMN_COUNT,
        .put = put_response,
    };
    export_pages(x, &pages);
    put_forms(x);
}
