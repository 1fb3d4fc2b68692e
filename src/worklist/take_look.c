#include "worklist/take_look.h"

#include "house.h"
#include "worklist/case_trace.h"
#include "worklist/worklist_act.h"

static const struct sql OPEN_CASES = {
    "SELECT id FROM triage_case WHERE patient_id = ?1 AND service_id = ?2 AND closed_at IS NULL"
    " ORDER BY id",
    .gather = true,
};

/* From a clock that was ahead; processes' clocks differ by less. */
#define AHEAD (INT64_C(5) * 60 * 1000)

static bool has_lapsed(const struct overview *row, int64_t now)
{
    return now - row->taken_at >= TAKE_LASTS || row->taken_at - now > AHEAD;
}

/* Told of the enrolment that leads the row, else of the service's first. */
static const struct due_enrolment *told_of(const struct due_patient *patient,
                                           const struct due_service *service)
{
    for (size_t i = 0; i < patient->enrolment_count; i++)
        if (uuid_equal(&patient->enrolments[i].told.id, &service->after.enrolment))
            return &patient->enrolments[i];
    return due_enrolment_of(patient, &service->id);
}

static bool trace_lapse(const struct due_patient *patient, const struct due_service *service,
                        struct error *error)
{
    struct tx *tx = patient->tx;
    const struct due_enrolment *told = told_of(patient, service);
    struct rows *cases;
    if (!told)
        return true;
    if (!db_run(tx->db, tx->arena, &OPEN_CASES, ARGS(v_uuid(&patient->id), v_uuid(&service->id)),
                &cases, error))
        return false;
    int64_t number = house_tell(tx, "released", &patient->id, &told->told);
    for (size_t i = 0; i < rows_count(cases); i++) {
        struct uuid id = row_uuid(cases, i, 0);
        case_trace(tx, &patient->id, &id, number, "lapsed", &service->after.taken_by);
    }
    return true;
}

static bool look_at_take(struct due_patient *patient, struct due_service *service,
                         struct error *error)
{
    struct overview *row = &service->after;
    if (!row->stored || uuid_is_zero(&row->taken_by))
        return true;
    if (!has_lapsed(row, patient->tx->now)) {
        due_at(patient, row->taken_at + TAKE_LASTS);
        return true;
    }
    if (!trace_lapse(patient, service, error))
        return false;
    row->taken_by = (struct uuid){{0}};
    row->taken_at = 0;
    return true;
}

bool take_look(struct due_patient *patient, struct error *error)
{
    for (size_t i = 0; i < patient->service_count; i++)
        if (!look_at_take(patient, &patient->services[i], error))
            return false;
    return true;
}
