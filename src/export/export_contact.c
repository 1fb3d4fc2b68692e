/* Contacts and notes are Communications. What was replaced, or taken back with the act that it was
 * part of, is marked entered-in-error, and what takes its place names it. */
#include "export/export_parts.h"

enum {
    ID,
    ORGANISATION,
    BY,
    AT,
    RECORDED,
    KIND,
    PARTY,
    ABOUT,
    OUTCOMES,
    NOTE,
    ACKNOWLEDGEMENT,
    REPLACES,
    VOID
};

/* Head of a Communication, up to its status. */
static struct json_out *open_communication(struct export *x, const char *category,
                                           const struct rows *rows, size_t row)
{
    struct uuid id = row_uuid(rows, row, ID), replaces = row_uuid(rows, row, REPLACES);
    struct uuid organisation = row_uuid(rows, row, ORGANISATION);
    struct json_out *out = entry_open(x, "Communication", owned_id(x, &id));
    json_key(out, "extension");
    json_array_open(out);
    extend_organisation(x, "for-organisation", &organisation);
    extend_instant(out, "recorded-at", row_int(rows, row, RECORDED));
    extend_str(out, "contact-with", "valueCode", row_str(rows, row, PARTY));
    extend_words(out, "act-outcome", row_str(rows, row, OUTCOMES));
    if (!uuid_is_zero(&replaces))
        extend_reference(out, "replaces", "Communication", owned_id(x, &replaces));
    json_array_close(out);
    json_put_text(out, "status", row_int(rows, row, VOID) ? "entered-in-error" : "completed");
    json_key(out, "category");
    json_array_open(out);
    put_concept(out, NULL, "communication", str_of(category), STR_NONE);
    json_array_close(out);
    return out;
}

static void put_medium(struct json_out *out, struct str kind)
{
    if (!kind.len)
        return;
    json_key(out, "medium");
    json_array_open(out);
    put_concept(out, NULL, "contact-kind", kind, STR_NONE);
    json_array_close(out);
}

static size_t put_one(struct export *x, const char *category, const struct rows *rows, size_t row)
{
    struct uuid by = row_uuid(rows, row, BY), act = row_uuid(rows, row, ACKNOWLEDGEMENT);
    struct json_out *out = open_communication(x, category, rows, row);
    put_medium(out, row_str(rows, row, KIND));
    put_patient(x, "subject");
    if (!row_is_null(rows, row, ABOUT))
        put_concept(out, "topic", "", STR_NONE, row_str(rows, row, ABOUT));
    if (!uuid_is_zero(&act)) {
        json_key(out, "partOf");
        json_array_open(out);
        put_reference(out, NULL, "ClinicalImpression", owned_id(x, &act));
        json_array_close(out);
    }
    put_instant(out, "sent", row_int(rows, row, AT));
    put_actor(x, "sender", &by);
    put_payload(out, row_str(rows, row, NOTE));
    entry_close(x);
    return 1;
}

static size_t put_contact(struct export *x, const struct rows *rows, size_t row)
{
    return put_one(x, "contact", rows, row);
}

static size_t put_written(struct export *x, const struct rows *rows, size_t row)
{
    return put_one(x, "note", rows, row);
}

void export_contacts(struct export *x)
{
    static const struct export_pages pages = {
        .sql = {"SELECT c.id, c.organisation_id, c.account_id, c.at, c.recorded_at, c.kind,"
                " c.party, c.about, c.outcomes, c.note, c.acknowledgement_id, c.replaces_id,"
                " CASE WHEN EXISTS (SELECT 1 FROM contact n WHERE n.patient_id = c.patient_id"
                " AND n.replaces_id = c.id) OR EXISTS (SELECT 1 FROM acknowledgement_undone u"
                " WHERE u.patient_id = c.patient_id"
                " AND u.acknowledgement_id = c.acknowledgement_id) THEN 1 ELSE 0 END"
                " FROM contact c WHERE c.patient_id = ?1 AND c.id > ?2 ORDER BY c.id LIMIT ?3"},
        .keys = "u",
        .put = put_contact,
    };
    export_pages(x, &pages);
}

void export_notes(struct export *x)
{
    static const struct export_pages pages = {
        .sql = {"SELECT n.id, n.organisation_id, n.account_id, n.at, NULL, NULL, NULL, NULL, NULL,"
                " n.text, NULL, n.replaces_id,"
                " CASE WHEN EXISTS (SELECT 1 FROM note r WHERE r.patient_id = n.patient_id"
                " AND r.replaces_id = n.id) THEN 1 ELSE 0 END"
                " FROM note n WHERE n.patient_id = ?1 AND n.id > ?2 ORDER BY n.id LIMIT ?3"},
        .keys = "u",
        .put = put_written,
    };
    export_pages(x, &pages);
}
