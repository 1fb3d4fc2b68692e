/* What was agreed with patients (demo_arranged.c) is entered by a nurse. */
#include "demo/demo_arrange.h"

#include "due/due.h"
#include "house.h"
#include "schedule/course.h"
#include "schedule/schedule_act.h"

/* As POST /api/patients/{patient}/pauses keeps one. */
static const struct sql INSERT_PAUSE = {
    "INSERT INTO pause (patient_id, id, from_day, until_day, reason, account_id, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"};

struct access_entry demo_nurse(const struct demo *demo, const struct demo_patient *patient,
                               const char *action)
{
    const struct demo_place *place = &demo->world.places[patient->place];
    return (struct access_entry){
        .account = place->nurse,
        .role = role_word(ROLE_NURSE),
        .organisation = place->service,
        .ground = ground_word(GROUND_SERVICE),
        .action = action,
        .patient = patient->id,
    };
}

struct agreed {
    const char *reason;
    size_t count;
    struct schedule_phase phases[2];
};

#define WHOLE .from = SCHEDULE_FROM_THEN, .until = SCHEDULE_OPEN
enum { MONDAY = 1, TUESDAY = 2, WEDNESDAY = 4, FRIDAY = 16, DENSE_DAYS = 10 };

static struct agreed agreed_with(const struct demo_patient *patient)
{
    static const struct agreed all[] = {
        [ARRANGED_DAILY] = {"Avtalt i målsamtalen: hver dag",
                            1,
                            {{WHOLE, .kind = SCHEDULE_EVERY, .every = 1}}},
        [ARRANGED_WEEKDAYS] = {"Faste dager før hjemmesykepleien kommer",
                               1,
                               {{WHOLE, .kind = SCHEDULE_WEEKDAYS,
                                 .weekdays = MONDAY | WEDNESDAY | FRIDAY, .deadline_count = 1,
                                 .deadlines = {10 * 60}}}},
        [ARRANGED_TWICE_A_DAY] = {"Legen vil se morgen og kveld etter ny medisin",
                                  1,
                                  {{WHOLE, .kind = SCHEDULE_EVERY, .every = 1, .deadline_count = 2,
                                    .deadlines = {10 * 60, 21 * 60}}}},
        [ARRANGED_A_WEEK] = {"Tre ganger i uken, på dager som passer",
                             1,
                             {{WHOLE, .kind = SCHEDULE_A_WEEK, .a_week = 3}}},
        [ARRANGED_DENSE] =
            {"Utskrevet fra sykehuset: hver dag i ti dager",
             2,
             {{.kind = SCHEDULE_EVERY, .every = 1, .deadline_count = 1, .deadlines = {12 * 60}},
              {.until = SCHEDULE_OPEN,
               .kind = SCHEDULE_WEEKDAYS,
               .weekdays = TUESDAY,
               .deadline_count = 1,
               .deadlines = {SCHEDULE_DAY_ENDS}}}},
        [ARRANGED_ON_REQUEST] = {"Stabil lenge: måler når vi ber om det",
                                 1,
                                 {{WHOLE, .kind = SCHEDULE_ON_REQUEST}}},
    };
    struct agreed agreed = all[patient->arranged];
    if (patient->arranged == ARRANGED_DENSE) {
        agreed.phases[0].from = (int32_t)patient->arranged_on + 1;
        agreed.phases[0].until = agreed.phases[1].from = agreed.phases[0].from + DENSE_DAYS;
    }
    return agreed;
}

bool demo_arrange(struct demo *demo, const struct demo_patient *patient, struct tx *tx,
                  struct error *error)
{
    const struct agreed agreed = agreed_with(patient);
    for (int i = 0; i < DEMO_PROGRAMMES; i++) {
        const struct schedule_act act = {
            .patient = patient->id,
            .enrolment = patient->enrolments[i],
            .programmes = demo->app->programmes,
            .count = agreed.count,
            .phases = agreed.phases,
            .reason = str_of(agreed.reason),
            .by = demo_nurse(demo, patient, action_word(ACTION_SCHEDULE_CHANGE)),
        };
        if (patient->in[i] && !schedule_act_apply(&act, tx, error))
            return false;
    }
    return true;
}

void demo_pause(struct demo *demo, const struct demo_patient *patient, struct tx *tx)
{
    const struct demo_pause *pause = &patient->pause;
    struct access_entry by = demo_nurse(demo, patient, action_word(ACTION_SCHEDULE_CHANGE));
    struct uuid id = house_id(tx);
    db_send(tx->db, &INSERT_PAUSE,
            ARGS(v_uuid(&patient->id), v_uuid(&id), v_int(pause->from), v_int(pause->until),
                 v_text(pause->reason), v_uuid(&by.account), v_int(tx->now)));
    struct permit_enrolment told =
        demo_patient_told(patient, &demo->plan, &demo->world, demo_patient_programme(patient));
    house_tell(tx, "schedule", &patient->id, &told);
    house_access(tx, &by);
    due_wake(tx, &patient->id);
}
