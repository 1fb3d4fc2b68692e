#include "patient/patient_store.h"

#include "auth/permit.h"

static const struct sql OF_IDENTIFIER = {
    "SELECT id FROM patient WHERE national_id = ?1 AND national_id_system = ?2",
};
static const struct sql READ = {
    "SELECT p.national_id_system, p.national_id, p.family, p.given, p.birth_date, p.sex,"
    " p.language, m.name, g.name, p.created_at, p.phone, p.municipality_id,"
    " p.gp_office_id, p.reminders FROM patient p"
    " JOIN organisation m ON m.id = p.municipality_id"
    " LEFT JOIN organisation g ON g.id = p.gp_office_id WHERE p.id = ?1",
};
static const struct sql NAME = {"SELECT given, family FROM patient WHERE id = ?1"};
PERMIT_STATEMENTS(static const struct sql VISIBLE, "SELECT 1 FROM enrolment e WHERE ",
                  " AND e.patient_id = ?4 LIMIT 1");

bool patient_of_identifier(struct db *db, struct arena *arena, struct str system, struct str value,
                           struct uuid *patient_r, bool *found_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &OF_IDENTIFIER, ARGS(v_str(value), v_str(system)), &rows, error))
        return false;
    *found_r = rows_count(rows) > 0;
    *patient_r = *found_r ? row_uuid(rows, 0, 0) : (struct uuid){{0}};
    return true;
}

bool patient_of_subject(struct db *db, struct arena *arena, const struct fhir_subject *subject,
                        struct uuid *patient_r, bool *found_r, struct error *error)
{
    if (!subject->reference.at)
        return patient_of_identifier(db, arena, subject->system, subject->value, patient_r, found_r,
                                     error);
    *found_r = uuid_parse(subject->reference, patient_r) && !uuid_is_zero(patient_r);
    return true;
}

bool patient_read(struct db *db, struct arena *arena, const struct uuid *patient, bool *found_r,
                  struct patient_row *row_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &READ, ARGS(v_uuid(patient)), &rows, error))
        return false;
    *found_r = rows_count(rows) > 0;
    if (!*found_r)
        return true;
    *row_r = (struct patient_row){
        .id = *patient,
        .identifier_system = row_str(rows, 0, 0),
        .identifier = row_str(rows, 0, 1),
        .family = row_str(rows, 0, 2),
        .given = row_str(rows, 0, 3),
        .birth_date = row_str(rows, 0, 4),
        .sex = row_str(rows, 0, 5),
        .language = row_str(rows, 0, 6),
        .municipality = row_str(rows, 0, 7),
        .gp_office = row_str(rows, 0, 8),
        .created_at = row_int(rows, 0, 9),
        .phone = row_str(rows, 0, 10),
        .municipality_id = row_uuid(rows, 0, 11),
        .gp_office_id = row_uuid(rows, 0, 12),
        .reminders = row_int(rows, 0, 13) != 0,
    };
    return true;
}

bool patient_name_read(struct db *db, struct arena *arena, const struct uuid *patient,
                       struct str *name_r, struct error *error)
{
    struct rows *rows;
    *name_r = STR_NONE;
    if (!db_run(db, arena, &NAME, ARGS(v_uuid(patient)), &rows, error))
        return false;
    if (rows_count(rows))
        *name_r = patient_full_name(arena, row_str(rows, 0, 0), row_str(rows, 0, 1));
    return true;
}

bool patient_visible(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                     const struct uuid *patient, bool *visible_r, struct error *error)
{
    struct rows *rows;
    *visible_r = false;
    if (!VISIBLE[who->ground].text)
        return true;
    if (!db_run(db, arena, &VISIBLE[who->ground], ARGS(PERMIT_ARGS(who, now), v_uuid(patient)),
                &rows, error))
        return false;
    *visible_r = rows_count(rows) > 0;
    return true;
}
