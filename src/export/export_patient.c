/* Who it is about. */
#include "export/export_parts.h"
#include "patient/patient_resource.h"

static const struct sql KIN = {"SELECT account_id FROM kin WHERE patient_id = ?1"};

/* Next of kin are printed with all others who are named; here they are only noted. */
static void note_kin(struct export *x)
{
    struct rows *rows = export_ask(x, &KIN, ARGS(v_uuid(&x->order->patient)));
    for (size_t i = 0; rows && i < rows_count(rows); i++) {
        struct uuid account = row_uuid(rows, i, 0);
        actors_note(x, &account);
    }
}

void export_patient(struct export *x)
{
    struct patient_row patient;
    bool found;
    if (!patient_read(x->db, &x->lasting, &x->order->patient, &found, &patient, x->error)) {
        export_fail(x);
        return;
    }
    patient.places_too = true;
    organisations_note(x, &patient.municipality_id);
    organisations_note(x, &patient.gp_office_id);
    entry_wrap(x, "Patient", x->patient);
    patient_to_fhir(&x->out, &patient);
    entry_wrapped(x);
    note_kin(x);
}
