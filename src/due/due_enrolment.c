#include "due/due_enrolment.h"

#define COLUMNS                                                                                    \
    "e.id, e.programme, e.programme_version, e.service_id, e.municipality_id, e.gp_office_id,"     \
    " e.department_id, e.state, e.state_since, e.unwell_from, e.unwell_reports,"                   \
    " (SELECT max(t.at) FROM enrolment_transition t WHERE t.patient_id = e.patient_id"             \
    " AND t.enrolment_id = e.id AND t.to_state = 'trial' AND t.from_state <> 'paused'),"           \
    " c.id, c.zone, c.since"
static const struct sql ENROLMENTS = {
    "SELECT " COLUMNS " FROM enrolment e LEFT JOIN triage_case c ON c.patient_id = e.patient_id"
    " AND c.enrolment_id = e.id AND c.closed_at IS NULL WHERE e.patient_id = ?1 ORDER BY e.id",
    .gather = true,
};

struct rows *due_enrolments_ask(struct tx *tx, const struct uuid *patient)
{
    return db_ask(tx->db, tx->arena, &ENROLMENTS, ARGS(v_uuid(patient)));
}

static bool read_one(const struct due_patient *patient, const struct rows *rows, size_t row,
                     struct due_enrolment *to, struct error *error)
{
    *to = (struct due_enrolment){
        .told = {.id = row_uuid(rows, row, 0),
                 .programme = row_str(rows, row, 1).at,
                 .programme_version = row_int(rows, row, 2),
                 .service = row_uuid(rows, row, 3),
                 .municipality = row_uuid(rows, row, 4),
                 .gp_office = row_uuid(rows, row, 5),
                 .department = row_uuid(rows, row, 6),
                 .state = row_str(rows, row, 7).at},
        .state_since = row_int(rows, row, 8),
        .unwell_from = row_int(rows, row, 9),
        .unwell_reports = row_int(rows, row, 10),
        .trial_since = row_int(rows, row, 11),
        .case_id = row_uuid(rows, row, 12),
        .case_zone = (enum zone)row_int(rows, row, 13),
        .case_since = row_int(rows, row, 14),
    };
    if (!enrolment_state_of_word(row_str(rows, row, 7), &to->state))
        return error_log(error, ERROR_INTERNAL, "an enrolment has an unknown state");
    to->programme = programmes_get(patient->programmes, patient->tx->db, to->told.programme,
                                   to->told.programme_version, error);
    return to->programme != NULL;
}

static bool is_ended(const struct rows *rows, size_t row)
{
    struct str word = row_str(rows, row, 7);
    return str_is(word, "closed") || str_is(word, "rejected");
}

bool due_enrolments_read(struct due_patient *patient, const struct rows *rows, struct error *error)
{
    size_t count = rows_count(rows), at = 0;
    patient->enrolments = arena_array(patient->tx->arena, struct due_enrolment, count);
    for (int ended = 0; ended <= 1; ended++) {
        for (size_t row = 0; row < count; row++)
            if (is_ended(rows, row) == (ended == 1) &&
                !read_one(patient, rows, row, &patient->enrolments[at++], error))
                return false;
        if (!ended)
            patient->enrolment_count = at;
    }
    patient->ended_count = at - patient->enrolment_count;
    return true;
}

const struct due_enrolment *due_enrolment_of(const struct due_patient *patient,
                                             const struct uuid *service)
{
    for (size_t i = 0; i < patient->enrolment_count; i++)
        if (uuid_is_zero(service) || uuid_equal(&patient->enrolments[i].told.service, service))
            return &patient->enrolments[i];
    return NULL;
}
