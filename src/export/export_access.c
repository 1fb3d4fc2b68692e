/* Who has looked: an AuditEvent for each row of the access log about the patient, and for each list
 * that showed the patient. The others in such a list are not named. */
#include "export/export_parts.h"

#define INSTALLATION "varde" /* the Device that this program is */

enum { NUMBER, LANE, AT, ACCOUNT, ROLE, ORGANISATION, GROUND, ACTION, DETAIL, HASH, PATIENTS };

#define ENTRY                                                                                      \
    "SELECT l.number, l.lane, l.at, l.account_id, l.role, l.organisation_id, l.ground, l.action,"  \
    " l.detail, l.hash, l.patients FROM access_log l WHERE "
#define PAGE " AND (l.number, l.lane) > (?2, ?3) ORDER BY l.number, l.lane LIMIT ?4"

static void put_type(struct json_out *out)
{
    json_key(out, "type");
    json_object_open(out);
    json_put_text(out, "system", "http://dicom.nema.org/resources/ontology/DCM");
    json_put_text(out, "code", "110110");
    json_put_text(out, "display", "Patient Record");
    json_object_close(out);
}

static bool ends_with(struct str text, const char *end)
{
    size_t len = strlen(end);
    return text.len >= len && memcmp(text.at + text.len - len, end, len) == 0;
}

static const char *kind_of(struct str action)
{
    if (ends_with(action, ".read") || ends_with(action, ".export"))
        return "R";
    return "U";
}

static void put_reader(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    struct uuid account = row_uuid(rows, row, ACCOUNT);
    struct uuid organisation = row_uuid(rows, row, ORGANISATION);
    json_object_open(out);
    json_key(out, "extension");
    json_array_open(out);
    extend_str(out, "access-ground", "valueCode", row_str(rows, row, GROUND));
    extend_organisation(x, "for-organisation", &organisation);
    json_array_close(out);
    json_key(out, "role");
    json_array_open(out);
    put_concept(out, NULL, "role", row_str(rows, row, ROLE), STR_NONE);
    json_array_close(out);
    put_actor(x, "who", &account);
    json_put_bool(out, "requestor", true);
    json_object_close(out);
}

static void put_detail(struct json_out *out, const char *type, struct str value)
{
    if (!value.len)
        return;
    json_object_open(out);
    json_put_text(out, "type", type);
    json_put_str(out, "valueString", value);
    json_object_close(out);
}

static struct str hex(struct arena *arena, struct str bytes)
{
    struct buf out;
    buf_init(&out, arena, bytes.len * 2 + 1);
    for (size_t i = 0; i < bytes.len; i++)
        buf_printf(&out, "%02x", (unsigned)(unsigned char)bytes.at[i]);
    return buf_slice(&out);
}

static void put_entity(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    bool list = !row_is_null(rows, row, PATIENTS);
    json_object_open(out);
    put_patient(x, "what");
    json_key(out, "detail");
    json_array_open(out);
    put_detail(out, "shown", list ? STR("among others, in a list") : STR("alone"));
    if (!list) /* what a list says more may be about others */
        put_detail(out, "detail", row_str(rows, row, DETAIL));
    put_detail(out, "hash", hex(&x->entry, row_str(rows, row, HASH)));
    json_array_close(out);
    json_object_close(out);
}

static size_t put_entry(struct export *x, const struct rows *rows, size_t row)
{
    struct str action = row_str(rows, row, ACTION);
    struct json_out *out =
        entry_open(x, "AuditEvent",
                   arena_printf(&x->entry, "%lld.%lld", (long long)row_int(rows, row, LANE),
                                (long long)row_int(rows, row, NUMBER)));
    put_type(out);
    json_key(out, "subtype");
    json_array_open(out);
    put_coding(out, NULL, "access", action);
    json_array_close(out);
    json_put_text(out, "action", kind_of(action));
    put_instant(out, "recorded", row_int(rows, row, AT));
    json_put_text(out, "outcome", "0");
    json_key(out, "agent");
    json_array_open(out);
    put_reader(x, rows, row);
    json_array_close(out);
    json_key(out, "source");
    json_object_open(out);
    put_reference(out, "observer", "Device", INSTALLATION);
    json_object_close(out);
    json_key(out, "entity");
    json_array_open(out);
    put_entity(x, rows, row);
    json_array_close(out);
    entry_close(x);
    return 1;
}

static size_t put_list(struct export *x, const struct rows *rows, size_t row)
{
    struct str patients = row_str(rows, row, PATIENTS);
    const struct uuid *patient = &x->order->patient;
    for (size_t at = 0; at + sizeof patient->b <= patients.len; at += sizeof patient->b)
        if (memcmp(patients.at + at, patient->b, sizeof patient->b) == 0)
            return put_entry(x, rows, row);
    return 1;
}

static void put_installation(struct export *x)
{
    struct json_out *out = entry_open(x, "Device", INSTALLATION);
    json_key(out, "deviceName");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "name", "Varde");
    json_put_text(out, "type", "manufacturer-name");
    json_object_close(out);
    json_array_close(out);
    entry_close(x);
}

void export_access_log(struct export *x)
{
    static const struct export_pages alone = {
        .sql = {ENTRY "l.patient_id = ?1" PAGE}, .keys = "ii", .put = put_entry};
    static const struct export_pages lists = {
        .sql = {ENTRY "l.patients IS NOT NULL AND CAST(?1 AS uuid) IS NOT NULL" PAGE},
        .keys = "ii",
        .put = put_list,
    };
    put_installation(x);
    export_pages(x, &alone);
    export_pages(x, &lists);
}
