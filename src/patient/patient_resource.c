#include "patient/patient_resource.h"

#include "base/caltime.h"

static void put_identifier(struct json_out *out, const struct patient_row *patient)
{
    if (!patient->identifier.len)
        return;
    json_key(out, "identifier");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "use", "official");
    if (patient->identifier_system.len)
        json_put_str(out, "system", patient->identifier_system);
    json_put_str(out, "value", patient->identifier);
    json_object_close(out);
    json_array_close(out);
}

/* Given names are parted by blanks. */
static void put_name(struct json_out *out, const struct patient_row *patient)
{
    struct str left = patient->given, part;
    json_key(out, "name");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "use", "official");
    json_put_str(out, "family", patient->family);
    json_key(out, "given");
    json_array_open(out);
    while (left.at) {
        str_cut(left, ' ', &part, &left);
        if (part.len)
            json_str(out, part);
    }
    json_array_close(out);
    json_object_close(out);
    json_array_close(out);
}

/* The server has no Organization to ask for: a reference goes only where one goes with it. */
static void put_place(struct json_out *out, const struct patient_row *patient,
                      const struct uuid *id, struct str name)
{
    char text[UUID_TEXT];
    json_object_open(out);
    if (patient->places_too) {
        uuid_text(id, text);
        json_key(out, "reference");
        json_printf(out, "Organization/%s", text);
    }
    json_put_str(out, "display", name);
    json_object_close(out);
}

static void put_phone(struct json_out *out, struct str phone)
{
    json_key(out, "telecom");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "system", "phone");
    json_put_str(out, "value", phone);
    json_object_close(out);
    json_array_close(out);
}

static void put_language(struct json_out *out, struct str language)
{
    json_key(out, "communication");
    json_array_open(out);
    json_object_open(out);
    json_key(out, "language");
    json_object_open(out);
    json_key(out, "coding");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "system", "urn:ietf:bcp:47");
    json_put_str(out, "code", language);
    json_object_close(out);
    json_array_close(out);
    json_object_close(out);
    json_put_bool(out, "preferred", true);
    json_object_close(out);
    json_array_close(out);
}

static void put_reminders(struct json_out *out, bool wanted)
{
    json_key(out, "extension");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "url", "https://varde.no/fhir/StructureDefinition/wants-reminders");
    json_put_bool(out, "valueBoolean", wanted);
    json_object_close(out);
    json_array_close(out);
}

void patient_to_fhir(struct json_out *out, const struct patient_row *patient)
{
    char id[UUID_TEXT], updated[CALTIME_TEXT];
    uuid_text(&patient->id, id);
    caltime_utc(patient->created_at, updated);
    json_object_open(out);
    json_put_text(out, "resourceType", "Patient");
    json_put_text(out, "id", id);
    json_key(out, "meta");
    json_object_open(out);
    json_put_text(out, "lastUpdated", updated);
    json_object_close(out);
    put_identifier(out, patient);
    json_put_bool(out, "active", true);
    put_name(out, patient);
    if (patient->places_too)
        put_reminders(out, patient->reminders);
    if (patient->places_too && patient->phone.len)
        put_phone(out, patient->phone);
    json_put_str(out, "gender", patient->sex);
    json_put_str(out, "birthDate", patient->birth_date);
    if (patient->language.len)
        put_language(out, patient->language);
    if (patient->gp_office.len) {
        json_key(out, "generalPractitioner");
        json_array_open(out);
        put_place(out, patient, &patient->gp_office_id, patient->gp_office);
        json_array_close(out);
    }
    json_key(out, "managingOrganization");
    put_place(out, patient, &patient->municipality_id, patient->municipality);
    json_object_close(out);
}
