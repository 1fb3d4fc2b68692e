/* Reads a patient, asks each part, writes what differs. */
#include "due/due.h"

#include "base/caltime.h"
#include "base/clock.h"
#include "due/due_enrolment.h"
#include "due/missing_look.h"
#include "house.h"
#include "reminder/reminder_look.h"
#include "task/task_look.h"
#include "worklist/take_look.h"

static const struct sql WAKE = {
    "INSERT INTO patient_due (patient_id, due_at, looked_at, attempts, failed_at)"
    " VALUES (?1, 0, 0, 0, 0) ON CONFLICT (patient_id) DO UPDATE SET due_at = 0",
};
static const struct sql DUE_BY = {
    "INSERT INTO patient_due (patient_id, due_at, looked_at, attempts, failed_at)"
    " VALUES (?1, ?2, 0, 0, 0) ON CONFLICT (patient_id) DO UPDATE SET due_at = excluded.due_at"
    " WHERE patient_due.due_at > excluded.due_at",
};
static const struct sql LOOKED = {
    "INSERT INTO patient_due (patient_id, due_at, looked_at, attempts, failed_at)"
    " VALUES (?1, ?2, ?3, 0, 0) ON CONFLICT (patient_id) DO UPDATE"
    " SET due_at = excluded.due_at, looked_at = excluded.looked_at, attempts = 0",
};
static const struct sql FOLLOWED_NO_MORE = {"DELETE FROM patient_due WHERE patient_id = ?1"};
static const struct sql PERSON = {
    "SELECT p.reminders, a.id FROM patient p"
    " LEFT JOIN account a ON a.patient_id = p.id AND a.kind = 'patient' WHERE p.id = ?1",
    .gather = true,
};
static const struct sql ROWS = {
    "SELECT " OVERVIEW_COLUMNS " FROM overview o WHERE o.patient_id = ?1 ORDER BY o.service_id",
    .gather = true,
};

void due_wake(struct tx *tx, const struct uuid *patient)
{
    db_send(tx->db, &WAKE, ARGS(v_uuid(patient)));
}

void due_by(struct tx *tx, const struct uuid *patient, int64_t at)
{
    db_send(tx->db, &DUE_BY, ARGS(v_uuid(patient), v_int(at)));
}

/* Never at once: what asks for now in every look would be looked at without end. */
void due_at(struct due_patient *patient, int64_t at)
{
    int64_t now = patient->tx->now;
    if (at && at < patient->next)
        patient->next = at > now ? at : now + SECOND;
}

/* ---- reading ---- */

static struct due_service *service_of(struct due_patient *patient, const struct uuid *id)
{
    for (size_t i = 0; i < patient->service_count; i++)
        if (uuid_equal(&patient->services[i].id, id))
            return &patient->services[i];
    struct due_service *service = &patient->services[patient->service_count++];
    *service = (struct due_service){.id = *id};
    return service;
}

/* Also the row of a service that follows the patient no more: what it still says goes away. */
static void read_rows(struct due_patient *patient, const struct rows *rows)
{
    patient->services =
        arena_array(patient->tx->arena, struct due_service,
                    rows_count(rows) + patient->enrolment_count + patient->ended_count);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct overview row;
        overview_read(rows, i, 0, &row);
        struct due_service *service = service_of(patient, &row.service);
        service->before = service->after = row;
    }
    for (size_t i = 0; i < patient->enrolment_count; i++)
        service_of(patient, &patient->enrolments[i].told.service);
}

/* What the rows say to be missing is looked at as a whole. */
static int32_t missing_from(const struct due_patient *patient)
{
    int32_t from = patient->local.day;
    for (size_t i = 0; i < patient->service_count; i++) {
        const struct overview *row = &patient->services[i].before;
        int32_t day = row->missing ? schedule_local(row->missing_since - 1).day : from;
        from = day < from ? day : from;
    }
    return from;
}

static bool look_at(const struct due_patient *patient, const struct uuid *service,
                    struct patient_schedule *schedule_r, struct schedule_look *look_r,
                    struct error *error)
{
    return patient_schedule_look(patient->tx, patient->programmes, &patient->id, service,
                                 missing_from(patient), schedule_r, look_r, error);
}

static size_t services_that_follow(const struct due_patient *patient)
{
    size_t count = 0;
    for (size_t i = 0; i < patient->service_count; i++)
        count += due_enrolment_of(patient, &patient->services[i].id) != NULL;
    return count;
}

/* With one service the patient's own view is that service's, but for what it has cleared. */
static bool read_schedules(struct due_patient *patient, struct error *error)
{
    size_t following = services_that_follow(patient);
    if (following && !look_at(patient, NULL, &patient->schedule, &patient->look, error))
        return false;
    for (size_t i = 0; i < patient->service_count; i++) {
        struct due_service *service = &patient->services[i];
        if (!due_enrolment_of(patient, &service->id))
            continue;
        if (following == 1) {
            service->schedule = patient->schedule;
            service->look = patient->look;
        } else if (!look_at(patient, &service->id, &service->schedule, &service->look, error)) {
            return false;
        }
    }
    return true;
}

static bool read_patient(struct due_patient *patient, struct error *error)
{
    struct tx *tx = patient->tx;
    const struct value args[] = {v_uuid(&patient->id)};
    struct rows *enrolments = due_enrolments_ask(tx, &patient->id);
    struct rows *rows = db_ask(tx->db, tx->arena, &ROWS, args, 1);
    struct rows *person = db_ask(tx->db, tx->arena, &PERSON, args, 1);
    if (!db_settle(tx->db, error))
        return false;
    patient->reminders = rows_count(person) && row_int(person, 0, 0);
    if (rows_count(person))
        patient->account = row_uuid(person, 0, 1);
    if (!due_enrolments_read(patient, enrolments, error))
        return false;
    read_rows(patient, rows);
    return read_schedules(patient, error);
}

/* ---- writing ---- */

/* In anything that a part changes. */
static bool differs(const struct overview *a, const struct overview *b)
{
    return a->version != b->version || a->missing != b->missing ||
           a->missing_since != b->missing_since || a->missed != b->missed || a->tasks != b->tasks ||
           a->tasks_since != b->tasks_since || a->looks != b->looks || a->taken_at != b->taken_at ||
           !uuid_equal(&a->taken_by, &b->taken_by);
}

static void write_service(const struct due_patient *patient, struct due_service *service)
{
    const struct due_enrolment *told = due_enrolment_of(patient, &service->id);
    if (!service->before.stored || !differs(&service->before, &service->after))
        return;
    if (told && (service->before.tasks != service->after.tasks ||
                 service->before.tasks_since != service->after.tasks_since))
        house_tell(patient->tx, "task", &patient->id, &told->told);
    overview_write(&service->before, &service->after, patient->tx);
}

static void write_patient(struct due_patient *patient)
{
    struct tx *tx = patient->tx;
    for (size_t i = 0; i < patient->service_count; i++)
        write_service(patient, &patient->services[i]);
    if (patient->enrolment_count)
        db_send(tx->db, &LOOKED, ARGS(v_uuid(&patient->id), v_int(patient->next), v_int(tx->now)));
    else
        db_send(tx->db, &FOLLOWED_NO_MORE, ARGS(v_uuid(&patient->id)));
}

bool due_look(struct tx *tx, struct programmes *programmes, const struct uuid *patient,
              struct error *error)
{
    struct due_patient one = {
        .tx = tx,
        .programmes = programmes,
        .id = *patient,
        .local = schedule_local(tx->now),
        .next = tx->now + DUE_AT_LEAST,
    };
    if (!read_patient(&one, error) || !missing_look(&one, error) || !task_look(&one, error) ||
        !reminder_look(&one, error) || !take_look(&one, error))
        return false;
    write_patient(&one);
    return true;
}
