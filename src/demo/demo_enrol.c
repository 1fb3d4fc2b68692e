/* A patient enters the record: who it is, its way to where it stands, its limits, its row. */
#include "base/sha.h"
#include "demo/demo_patient.h"
#include "house.h"
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
    " created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
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
    " ?7, 'absolute')",
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

static void insert_limits(const struct demo_patient *patient, const struct uuid *enrolment,
                          const struct limit *limits, size_t count, const char *doctor,
                          const struct demo_place *place, struct tx *tx)
{
    int64_t entered = patient->starts_at - 2 * HOUR;
    db_send(tx->db, &INSERT_ORDER,
            ARGS(v_uuid(&patient->id), v_uuid(enrolment), v_text(doctor), v_int(entered - DAY),
                 v_uuid(&place->nurse), v_int(entered), v_uuid(&place->checker),
                 v_int(entered + 40 * MINUTE),
                 v_text("Forslag etter prøveperioden: habituelt nivå ± 2 og 3 standardavvik"),
                 v_text("Dialogmelding fra ansvarlig lege (demo)")));
    for (size_t i = 0; i < count; i++)
        db_send(tx->db, &INSERT_LIMIT,
                ARGS(v_uuid(&patient->id), v_uuid(enrolment), v_int(limits[i].parameter),
                     v_int(limits[i].side), v_int(limits[i].zone), v_int(limits[i].operator),
                     v_int(limits[i].value)));
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

static void enrol_in(struct demo_patient *patient, int programme, const struct demo_plan *plan,
                     const struct demo_world *world, struct tx *tx)
{
    const struct demo_place *place = &world->places[patient->place];
    const struct programme *followed = &plan->programmes[programme];
    struct limit limits[PROGRAMME_LIMITS];
    size_t count = demo_patient_limits(patient, plan, programme, limits);
    struct permit_enrolment enrolment = {
        .id = house_id(tx),
        .programme = followed->id,
        .service = place->service,
        .municipality = place->municipality,
        .gp_office = place->gp_office,
    };
    if (patient->department)
        enrolment.department = programme == DEMO_HEART ? world->heart : world->lung;
    patient->enrolments[programme] = enrolment.id;
    db_send(tx->db, &INSERT_ENROLMENT,
            ARGS(v_uuid(&patient->id), v_uuid(&enrolment.id), v_text(followed->id),
                 v_int(followed->version), v_uuid(&place->service), v_uuid(&place->municipality),
                 v_uuid(&place->gp_office), v_uuid(&enrolment.department),
                 v_text(patient->trial ? "trial" : "active"), v_int(patient->starts_at),
                 v_int(count ? 1 : 0),
                 count ? v_str(limits_print(tx->arena, limits, count)) : v_null(),
                 v_int(patient->starts_at - (patient->trial ? 13 : 27) * DAY)));
    insert_transitions(patient, &enrolment.id, place, tx);
    if (count)
        insert_limits(patient, &enrolment.id, limits, count,
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
        .enrolment = patient->enrolments[patient->in[DEMO_COPD] ? DEMO_COPD : DEMO_HEART],
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
}
