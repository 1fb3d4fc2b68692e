/* What patients and nurses do, applied in the order of time: many acts a transaction, each with its
 * own time. Questions of different patients travel together. */
#include "base/decimal.h"
#include "demo/demo_arrange.h"
#include "demo/demo_days.h"
#include "demo/demo_report.h"
#include "demo/demo_tasks.h"
#include "due/due.h"
#include "effect/effect.h"
#include "house.h"
#include "worklist/worklist_act.h"

#include <stdlib.h>

enum { TRANSACTION = 2048, ROUND = 256 };

/* One act of a round, between its questions and its changes. */
struct doing {
    const struct demo_action *action;
    struct report *report;
    struct worklist_act *act;
};

struct part {
    struct command command;
    struct demo *demo;
    const struct demo_action *actions;
    size_t count;
};

static const struct sql KEEP_CONTACT = {
    "INSERT INTO contact (patient_id, id, organisation_id, account_id, at, recorded_at, kind, "
    "party,"
    " about, outcomes) VALUES (?1, ?2, ?3, ?4, ?5, ?5, 'phone', 'patient', ?6, '[]')",
};

void demo_plan_action(struct demo *demo, int64_t at, int64_t patient, enum demo_action_kind kind)
{
    if (demo->count == demo->size) {
        demo->size = demo->size ? demo->size * 2 : 1024;
        demo->actions = realloc(demo->actions, demo->size * sizeof *demo->actions);
        if (!demo->actions)
            abort();
    }
    demo->actions[demo->count++] = (struct demo_action){at, patient, kind};
}

static int by_time(const void *a, const void *b)
{
    const struct demo_action *one = a, *other = b;
    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    if (one->patient != other->patient)
        return one->patient < other->patient ? -1 : 1;
    return (int)one->kind - (int)other->kind;
}

/* What a nurse does about it; by chance, and as befits the zone. */
static unsigned outcomes_of(struct demo_random *random, enum zone zone)
{
    int64_t draw = demo_random_below(random, 100);
    if (zone == ZONE_GREEN)
        return OUTCOME_SEEN;
    if (zone == ZONE_YELLOW)
        return draw < 40   ? OUTCOME_SEEN
               : draw < 85 ? OUTCOME_GUIDED_BY_PLAN
               : draw < 94 ? OUTCOME_FALSE_ALARM
                           : OUTCOME_DOCTOR_CONTACTED;
    return draw < 50   ? OUTCOME_GUIDED_BY_PLAN
           : draw < 80 ? OUTCOME_GUIDED_BY_PLAN | OUTCOME_DOCTOR_CONTACTED
           : draw < 90 ? OUTCOME_DOCTOR_CONTACTED | OUTCOME_URGENT_APPOINTMENT
                       : OUTCOME_FALSE_ALARM;
}

static struct str note_of(unsigned outcomes)
{
    if (outcomes & OUTCOME_URGENT_APPOINTMENT)
        return STR("Time hos lege i dag etter samtale med fastlegen.");
    if (outcomes & OUTCOME_DOCTOR_CONTACTED)
        return STR("Lege kontaktet. Følger planen, ny måling i morgen.");
    if (outcomes & OUTCOME_FALSE_ALARM)
        return STR("Kald finger. Ny måling er som vanlig.");
    return outcomes & OUTCOME_GUIDED_BY_PLAN ? STR("Ringt. Følger planen for sonen.") : STR_NONE;
}

/* Some start what the zone's words say, and are asked whether it helped. */
static void start_action(const struct demo *demo, struct worklist_act *act,
                         const struct demo_patient *patient, struct tx *tx)
{
    if (act->outcomes & (OUTCOME_SEEN | OUTCOME_FALSE_ALARM) || patient->waits < ZONE_YELLOW ||
        !patient->in[DEMO_COPD] || patient->place == PLACE_UTLAND || patient->number <= 4 ||
        (patient->course == COURSE_STABLE && patient->number % 6 != 0))
        return;
    struct act_action *action = arena_new(tx->arena, struct act_action);
    *action = (struct act_action){str_of(demo_action_text(patient->waits)), DEMO_ACTION_DAYS};
    act->actions = action;
    act->action_count = 1;
    struct grant *grant = arena_new(tx->arena, struct grant);
    *grant = (struct grant){
        .patient = patient->id,
        .ground = GROUND_SERVICE,
        .enrolments = arena_array(tx->arena, struct permit_enrolment, DEMO_PROGRAMMES),
    };
    for (int i = 0; i < DEMO_PROGRAMMES; i++)
        if (patient->in[i])
            grant->enrolments[grant->count++] =
                demo_patient_told(patient, &demo->plan, &demo->world, i);
    act->grant = grant;
}

/* Not twice while one waits to be asked how it went. */
static void leave_started(struct worklist_act *act)
{
    struct error error = {0};
    for (size_t i = 0; act->action_count && i < act->grant->count; i++)
        if (!effect_may_start(act->open, &act->grant->enrolments[i].id, act->actions[0].text, "",
                              &error))
            act->action_count = 0;
}

static struct worklist_act *nurse_act(struct demo *demo, const struct demo_patient *patient,
                                      enum demo_action_kind kind, struct tx *tx)
{
    const struct demo_place *place = &demo->world.places[patient->place];
    struct demo_random random =
        demo_random_of(demo->plan.seed, (uint64_t)patient->number, (uint64_t)patient->waits_since);
    struct worklist_act *act = arena_new(tx->arena, struct worklist_act);
    act->kind = kind == DO_TAKE ? ACT_TAKE : ACT_ACKNOWLEDGE;
    act->patient = patient->id;
    act->service = place->service;
    bool first = kind == DO_ACKNOWLEDGE && demo_random_chance(&random, 0.6);
    act->by = (struct access_entry){
        .account = first ? place->nurse : place->checker,
        .role = role_word(ROLE_NURSE),
        .organisation = place->service,
        .ground = ground_word(GROUND_SERVICE),
        .action = "case.handle",
    };
    if (act->kind == ACT_ACKNOWLEDGE) {
        act->outcomes = outcomes_of(&random, patient->waits);
        act->note = note_of(act->outcomes);
        start_action(demo, act, patient, tx);
    }
    return act;
}

/* Like the morning's, but for the pulse, and without the day's form. */
static struct report *evening_report(const struct demo *demo, const struct demo_patient *patient,
                                     int64_t at, struct tx *tx)
{
    struct demo_patient *evening = arena_new(tx->arena, struct demo_patient);
    *evening = *patient;
    evening->evening = true;
    evening->effective = at - 70 * SECOND;
    evening->values[PARAMETER_PULSE] += 2 * MICRO;
    return demo_report(evening, demo->forms, demo->app->programmes, tx);
}

static void ask(struct demo *demo, struct doing *doing, struct demo_patient *patient, struct tx *tx)
{
    switch (doing->action->kind) {
    case DO_REPORT_EVENING:
        doing->report = evening_report(demo, patient, doing->action->at, tx);
        report_ask(doing->report, tx);
        break;
    case DO_REPORT:
    case DO_REPORT_AGAIN:
        doing->report = demo_report(patient, demo->forms, demo->app->programmes, tx);
        report_ask(doing->report, tx);
        break;
    case DO_ACKNOWLEDGE:
    case DO_TAKE:
        doing->act = nurse_act(demo, patient, doing->action->kind, tx);
        worklist_act_ask(doing->act, tx);
        break;
    default:
        break;
    }
}

static bool apply_report(struct demo *demo, struct doing *doing, struct demo_patient *patient,
                         struct tx *tx, struct error *error)
{
    for (size_t i = 0; i < doing->report->count; i++) {
        const struct observation *observation = doing->report->observations[i].observation;
        uint32_t marks = validity_time_marks(observation->effective.from, tx->now);
        if (marks)
            return error_log(error, ERROR_INTERNAL, "demo: a measurement from the future");
    }
    if (!report_apply(doing->report, tx, error))
        return false;
    demo->reports += doing->action->kind != DO_REPORT_AGAIN;
    if (doing->report->zone > patient->waits) {
        patient->waits = doing->report->zone;
        patient->waits_since = tx->now;
    }
    return true;
}

static void apply_contact(struct demo *demo, const struct demo_patient *patient, struct tx *tx)
{
    const struct demo_place *place = &demo->world.places[patient->place];
    struct access_entry by = {
        .account = place->nurse,
        .role = role_word(ROLE_NURSE),
        .organisation = place->service,
        .ground = ground_word(GROUND_SERVICE),
        .action = "record.write",
        .patient = patient->id,
    };
    struct uuid id = house_id(tx);
    db_send(tx->db, &KEEP_CONTACT,
            ARGS(v_uuid(&patient->id), v_uuid(&id), v_uuid(&place->service), v_uuid(&place->nurse),
                 v_int(tx->now), v_text(patient->trial ? "Ukekontakt" : "Månedskontakt")));
    overview_touch_contact(tx, &patient->id, &place->service, tx->now);
    house_access(tx, &by);
}

static bool apply(struct demo *demo, struct doing *doing, struct demo_patient *patient,
                  struct tx *tx, struct error *error)
{
    struct overview seen;
    switch (doing->action->kind) {
    case DO_ENROL:
        demo_patient_enrol(patient, &demo->plan, &demo->world, demo->numbers, tx);
        return true;
    case DO_CONTACT:
        apply_contact(demo, patient, tx);
        return true;
    case DO_ARRANGE:
        return demo_arrange(demo, patient, tx, error);
    case DO_PAUSE:
        demo_pause(demo, patient, tx);
        return true;
    case DO_LOOK:
        return due_look(tx, demo->app->programmes, &patient->id, error);
    case DO_TASKS:
        return demo_tasks_work(demo, patient, tx, error);
    case DO_MAKE_TASK:
    case DO_CHANGE_TASK:
        return demo_tasks_hand(demo, patient, doing->action->kind == DO_CHANGE_TASK, tx, error);
    case DO_REVIEW_SILENT:
        demo_tasks_silent(demo, patient, tx);
        return true;
    case DO_REPORT:
    case DO_REPORT_AGAIN:
    case DO_REPORT_EVENING:
        return apply_report(demo, doing, patient, tx, error);
    case DO_TAKE:
        return worklist_act_apply(doing->act, tx, error);
    case DO_ACKNOWLEDGE:
        overview_read(doing->act->row, 0, 0, &seen);
        doing->act->version = seen.version;
        leave_started(doing->act);
        if (doing->act->action_count)
            patient->tasks_at = tx->now + DEMO_ACTION_DAYS * DAY;
        patient->waits = ZONE_NONE;
        return worklist_act_apply(doing->act, tx, error);
    }
    return true;
}

/* The acts up to the first that concerns a patient of the same round again. */
static size_t round_of(struct demo *demo, const struct demo_action *actions, size_t count)
{
    size_t in = 0;
    demo->round++;
    for (; in < count && in < ROUND; in++) {
        struct demo_patient *patient = &demo->patients[actions[in].patient];
        if (patient->round == demo->round)
            break;
        patient->round = demo->round;
    }
    return in;
}

static bool apply_part(struct command *command, struct tx *tx, struct error *error)
{
    struct part *part = (struct part *)(void *)command;
    struct demo *demo = part->demo;
    struct doing *doing = arena_array(tx->arena, struct doing, ROUND);
    for (size_t done = 0, in; done < part->count; done += in) {
        in = round_of(demo, part->actions + done, part->count - done);
        for (size_t i = 0; i < in; i++) {
            doing[i] = (struct doing){.action = &part->actions[done + i]};
            ask(demo, &doing[i], &demo->patients[doing[i].action->patient], tx);
        }
        if (!db_settle(tx->db, error))
            return false;
        for (size_t i = 0; i < in; i++) {
            tx->now = doing[i].action->at;
            if (!apply(demo, &doing[i], &demo->patients[doing[i].action->patient], tx, error))
                return false;
        }
    }
    return true;
}

bool demo_act(struct demo *demo, struct error *error)
{
    qsort(demo->actions, demo->count, sizeof *demo->actions, by_time);
    for (size_t done = 0, in; done < demo->count; done += in) {
        in = demo->count - done < TRANSACTION ? demo->count - done : TRANSACTION;
        struct part part = {
            .command.apply = apply_part,
            .demo = demo,
            .actions = demo->actions + done,
            .count = in,
        };
        demo->app->clock.fixed = demo->actions[done].at;
        if (!writer_run(demo->app->writer, &part.command, error))
            return false;
    }
    demo->count = 0;
    return true;
}
