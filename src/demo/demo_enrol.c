/* A patient enters the record: who it is, its way to where it stands, its limits, its row. */
#include "base/sha.h"
#include "demo/demo_patient.h"
#include "due/due.h"
#include "house.h"
#include "limit/limit_row.h"
#include "patient/national_id.h"
#include "worklist/overview.h"

#include <stdio.h>

static const struct sql INSERT_PATIENT = {
    "INSERT INTO patient (id, national_id_system, national_id, family, given, birth_date, sex,"
    " municipality_id, gp_office_id, language, created_at, phone, search)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
};
static const struct sql INSERT_ENROLMENT = {
    "INSERT INTO enrolment (patient_id, id, programme, programme_version, service_id,"
    " municipality_id, gp_office_id, department_id, state, state_since, limits_version, limits,"
    " levels, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
};
static const struct sql INSERT_TRANSITION = {
    "INSERT INTO enrolment_transition (patient_id, enrolment_id, number, from_state, to_state,"
    " reason, effective_on, account_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
};
static const struct sql INSERT_ORDER = {
    "INSERT INTO limit_order (patient_id, enrolment_id, version, ordered_by, ordered_at,"
    " entered_by, entered_at, checked_by, checked_at, reason, evidence)"
    " VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
};
static const struct sql INSERT_LIMIT = {
    "INSERT INTO patient_limit (patient_id, enrolment_id, version, parameter, side, zone, kind,"
    " condition, days, operator, value, basis) VALUES (?1, ?2, 1, ?3, ?4, ?5, 'limit', '', 0, ?6,"
    " ?7, ?8)",
};
static const struct sql INSERT_HABIT = {
    "INSERT INTO patient_habit (patient_id, enrolment_id, version, parameter, level, sigma, low,"
    " high, approved_on) VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8)",
};
static const struct sql INSERT_KIN = {
    "INSERT INTO kin (patient_id, account_id, may_read, may_report, starts_at)"
    " VALUES (?1, ?2, 1, 1, ?3)",
};

/* From the referral on; each step so many days before following began, or before the trial did. */
struct step {
    const char *from, *to;
    int days;
    bool by_coordinator;
    const char *reason;
};

static const struct step to_trial[] = {
    {"referred", "assessing", 12, true, "Henvist av fastlegen"},
    {"assessing", "granted", 6, true, "Fyller kriteriene"},
    {"granted", "trial", 0, false, "Hjemmebesøk og opplæring gjennomført"},
};
static const struct step to_active[] = {
    {"referred", "assessing", 26, true, "Henvist av fastlegen"},
    {"assessing", "granted", 20, true, "Fyller kriteriene"},
    {"granted", "trial", 14, false, "Hjemmebesøk og opplæring gjennomført"},
    {"trial", "active", 0, false, "Målsamtale holdt, grenser ordinert"},
};

static void day_text(int64_t day, char text_r[16])
{
    int year, month, of_month;
    caltime_civil(day, &year, &month, &of_month);
    snprintf(text_r, 16, "%04d-%02d-%02d", year % 10000, month % 100, of_month % 100);
}

/* Of the series that the services' numbers are from, and none of those: nobody has any of them.
 * Some thousand patients share them. */
static void phone_text(int64_t number, char text_r[16])
{
    enum { FIRST = 101, SERVICE = 200, LAST = 999 };
    int64_t at = FIRST + (number - 1) % (LAST - FIRST);
    snprintf(text_r, 16, "900 00 %lld", (long long)(at < SERVICE ? at : at + 1));
}

static void insert_patient(struct demo_patient *patient, const struct demo_place *place,
                           struct demo_numbers *numbers, struct tx *tx)
{
    char given[DEMO_NAME], number[DEMO_NATIONAL_ID], born[16], login[32], name[DEMO_NAME + 8];
    char phone[16];
    const char *language;
    demo_numbers_next(numbers, patient->female, &patient->born, number);
    demo_given(patient->female, (uint64_t)(patient->number - 1) / 2, given, &language);
    day_text(patient->born, born);
    phone_text(patient->number, phone);
    snprintf(name, sizeof name, "%s %s", given, DEMO_FAMILY);
    db_send(tx->db, &INSERT_PATIENT,
            ARGS(v_uuid(&patient->id), v_text(NATIONAL_ID_BIRTH), v_text(number),
                 v_text(DEMO_FAMILY), v_text(given), v_text(born),
                 v_text(patient->female ? "female" : "male"), v_uuid(&place->municipality),
                 v_uuid(&place->gp_office), v_text(language), v_int(tx->now), v_text(phone),
                 v_str(str_fold(tx->arena, str_of(name)))));
    snprintf(login, sizeof login, "patient%lld", (long long)patient->number);
    patient->account = demo_account(tx, login, "patient", name, &patient->id, "patient", NULL);
}

static void insert_kin(const struct demo_patient *patient, struct tx *tx)
{
    struct uuid kin = demo_account(tx, "kin1", "kin", "Marte " DEMO_FAMILY, NULL, "kin", NULL);
    db_send(tx->db, &INSERT_KIN, ARGS(v_uuid(&patient->id), v_uuid(&kin), v_int(tx->now)));
}

static void insert_transitions(const struct demo_patient *patient, const struct uuid *enrolment,
                               const struct demo_place *place, struct tx *tx)
{
    const struct step *steps = patient->trial ? to_trial : to_active;
    size_t count = patient->trial ? sizeof to_trial / sizeof to_trial[0]
                                  : sizeof to_active / sizeof to_active[0];
    for (size_t i = 0; i < count; i++) {
        const struct step *step = &steps[i];
        int64_t at = patient->starts_at - step->days * DAY;
        char on[16];
        day_text(caltime_oslo_day(at), on);
        db_send(tx->db, &INSERT_TRANSITION,
                ARGS(v_uuid(&patient->id), v_uuid(enrolment), v_int((int64_t)i + 1),
                     v_text(step->from), v_text(step->to), v_text(step->reason), v_text(on),
                     v_uuid(step->by_coordinator ? &place->coordinator : &place->nurse),
                     v_int(at)));
    }
}

static int64_t entered_at(const struct demo_patient *patient)
{
    return patient->starts_at - 2 * HOUR;
}

static int64_t checked_at(const struct demo_patient *patient)
{
    return entered_at(patient) + 40 * MINUTE;
}

static void insert_habits(const struct demo_patient *patient, const struct uuid *enrolment,
                          const struct levels *levels, struct tx *tx)
{
    for (size_t i = 0; i < levels->habit_count; i++) {
        const struct habit *habit = &levels->habits[i];
        db_send(tx->db, &INSERT_HABIT,
                ARGS(v_uuid(&patient->id), v_uuid(enrolment), v_int(habit->parameter),
                     v_int(habit->level), v_int(habit->sigma), v_int(habit->low),
                     v_int(habit->high), v_int(habit->approved_on)));
    }
}

static void insert_order(const struct demo_patient *patient, const struct uuid *enrolment,
                         const struct demo_ordered *ordered, const char *doctor,
                         const struct demo_place *place, struct tx *tx)
{
    int64_t entered = entered_at(patient);
    db_send(
        tx->db, &INSERT_ORDER,
        ARGS(v_uuid(&patient->id), v_uuid(enrolment), v_text(doctor), v_int(entered - DAY),
             v_uuid(&place->nurse), v_int(entered), v_uuid(&place->checker),
             v_int(checked_at(patient)),
             v_text("Forslag etter prøveperioden: vanlig nivå, gul ved 2 spredninger, rød ved 3"),
             v_text("Dialogmelding fra ansvarlig lege (demo)")));
    for (size_t i = 0; i < ordered->limit_count; i++) {
        const struct limit *limit = &ordered->limits[i];
        db_send(tx->db, &INSERT_LIMIT,
                ARGS(v_uuid(&patient->id), v_uuid(enrolment), v_int(limit->parameter),
                     v_int(limit->side), v_int(limit->zone), v_int(limit->operator),
                     v_int(limit->value), v_text(limit_basis_word(limit->basis))));
    }
    insert_habits(patient, enrolment, &ordered->levels, tx);
}

static void tell(const struct demo_patient *patient, const struct permit_enrolment *enrolment,
                 const struct demo_place *place, struct tx *tx)
{
    struct access_entry entry = {
        .account = place->nurse,
        .role = role_word(ROLE_NURSE),
        .organisation = place->service,
        .ground = ground_word(GROUND_SERVICE),
        .action = "enrolment.change",
        .patient = patient->id,
    };
    house_tell(tx, "enrolment", &patient->id, enrolment);
    house_access(tx, &entry);
}

int demo_patient_programme(const struct demo_patient *patient)
{
    return patient->in[DEMO_COPD] ? DEMO_COPD : DEMO_HEART;
}

struct permit_enrolment demo_patient_told(const struct demo_patient *patient,
                                          const struct demo_plan *plan,
                                          const struct demo_world *world, int programme)
{
    const struct demo_place *place = &world->places[patient->place];
    struct permit_enrolment told = {
        .id = patient->enrolments[programme],
        .programme = plan->programmes[programme].id,
        .service = place->service,
        .municipality = place->municipality,
        .gp_office = place->gp_office,
    };
    if (patient->department)
        told.department = programme == DEMO_HEART ? world->heart : world->lung;
    return told;
}

static void enrol_in(struct demo_patient *patient, int programme, const struct demo_plan *plan,
                     const struct demo_world *world, struct tx *tx)
{
    const struct demo_place *place = &world->places[patient->place];
    const struct programme *followed = &plan->programmes[programme];
    struct demo_ordered ordered;
    demo_patient_ordered(patient, plan, programme, &ordered);
    size_t count = ordered.limit_count;
    for (size_t i = 0; i < ordered.levels.habit_count; i++)
        ordered.levels.habits[i].approved_on = (int32_t)caltime_oslo_day(checked_at(patient));
    patient->enrolments[programme] = house_id(tx);
    struct permit_enrolment enrolment = demo_patient_told(patient, plan, world, programme);
    db_send(tx->db, &INSERT_ENROLMENT,
            ARGS(v_uuid(&patient->id), v_uuid(&enrolment.id), v_text(followed->id),
                 v_int(followed->version), v_uuid(&place->service), v_uuid(&place->municipality),
                 v_uuid(&place->gp_office), v_uuid(&enrolment.department),
                 v_text(patient->trial ? "trial" : "active"), v_int(patient->starts_at),
                 v_int(count ? 1 : 0),
                 count ? v_str(limits_print(tx->arena, ordered.limits, count)) : v_null(),
                 v_str(levels_print(tx->arena, &ordered.levels)),
                 v_int(patient->starts_at - (patient->trial ? 13 : 27) * DAY)));
    insert_transitions(patient, &enrolment.id, place, tx);
    if (count)
        insert_order(patient, &enrolment.id, &ordered,
                     patient->department && programme == DEMO_COPD ? world->specialist : place->gp,
                     place, tx);
    tell(patient, &enrolment, place, tx);
}

static void start_overview(const struct demo_patient *patient, const struct demo_place *place,
                           struct tx *tx)
{
    struct overview before = {.stored = false};
    struct overview after = {
        .patient = patient->id,
        .service = place->service,
        .municipality = place->municipality,
        .zone = ZONE_NONE,
        .since = tx->now,
        .enrolment = patient->enrolments[demo_patient_programme(patient)],
    };
    overview_write(&before, &after, tx);
}

void demo_patient_enrol(struct demo_patient *patient, const struct demo_plan *plan,
                        const struct demo_world *world, struct demo_numbers *numbers, struct tx *tx)
{
    const struct demo_place *place = &world->places[patient->place];
    patient->id = house_id(tx);
    insert_patient(patient, place, numbers, tx);
    if (patient->number == 1)
        insert_kin(patient, tx);
    for (int i = 0; i < DEMO_PROGRAMMES; i++)
        if (patient->in[i])
            enrol_in(patient, i, plan, world, tx);
    start_overview(patient, place, tx);
    due_wake(tx, &patient->id);
}
