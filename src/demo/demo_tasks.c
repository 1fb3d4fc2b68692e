#include "demo/demo_tasks.h"

#include "contact/contact.h"
#include "demo/demo_arrange.h"
#include "due/due.h"
#include "effect/effect.h"
#include "house.h"
#include "task/task.h"

static const struct sql DUE = {"SELECT " TASK_COLUMNS " FROM task t WHERE t.patient_id = ?1"
                               " AND t.state = 'open' AND t.due_at <= ?2"
                               " AND t.queue_id = t.service_id ORDER BY t.due_at, t.id LIMIT 10"};
static const struct sql BY_HAND = {"SELECT " TASK_COLUMNS " FROM task t WHERE t.patient_id = ?1"
                                   " AND t.state = 'open' AND t.kind = 'other' LIMIT 1"};
/* As POST /api/patients/{patient}/silent keeps it. */
static const struct sql INSERT_REVIEW = {
    "INSERT INTO silent_review (patient_id, id, service_id, account_id, at, decision, note,"
    " task_id) VALUES (?1, ?2, ?3, ?4, ?5, 'closing_proposed', ?6, ?7)"};

#define SILENT_NOTE "Ikke fått svar på tre uker. Fastlegen sier at pasienten har flyttet."

const char *demo_action_text(enum zone zone)
{
    return zone == ZONE_RED ? "Kortison etter planen for rød sone, første dose i dag"
                            : "Hurtigvirkende medisin oftere, etter planen for gul sone";
}

static struct permit_enrolment told_of(const struct demo *demo, const struct demo_patient *patient)
{
    return demo_patient_told(patient, &demo->plan, &demo->world, demo_patient_programme(patient));
}

static void log_access(const struct demo *demo, const struct demo_patient *patient,
                       const char *action, struct tx *tx)
{
    const struct access_entry by = demo_nurse(demo, patient, action);
    house_access(tx, &by);
}

/* ---- by the rules ---- */

static void call(const struct task *task, const struct access_entry *by, const char *party,
                 struct tx *tx)
{
    const struct contact contact = {
        .patient = task->patient,
        .organisation = by->organisation,
        .account = by->account,
        .at = tx->now,
        .kind = STR("phone"),
        .party = str_of(party),
        .about = task->kind == TASK_DOCTOR_CONTACT ? STR("Gul over tid") : STR("Avtalt kontakt"),
    };
    contact_insert(&contact, tx);
}

/* What a nurse says of it; TASK_OUTCOME_COUNT: it is left for another day. */
static enum task_outcome outcome_of(const struct task *task, struct demo_random *random)
{
    switch (task->kind) {
    case TASK_WEEKLY_CONTACT:
    case TASK_MONTHLY_CONTACT:
        return TASK_OUTCOME_CONTACTED;
    case TASK_EFFECT_CHECK:
        return demo_random_chance(random, 0.7) ? TASK_OUTCOME_HELPED : TASK_OUTCOME_NOT_HELPED;
    case TASK_DOCTOR_CONTACT:
        return TASK_OUTCOME_DOCTOR_INFORMED;
    default:
        return TASK_OUTCOME_COUNT;
    }
}

static void do_task(const struct demo *demo, struct demo_patient *patient, struct task *task,
                    enum task_outcome outcome, struct tx *tx)
{
    const struct access_entry by = demo_nurse(demo, patient, "task.done");
    const struct permit_enrolment told = told_of(demo, patient);
    if (outcome == TASK_OUTCOME_CONTACTED)
        call(task, &by, "patient", tx);
    if (outcome == TASK_OUTCOME_DOCTOR_INFORMED)
        call(task, &by, "gp", tx);
    if (task->kind == TASK_EFFECT_CHECK) {
        bool helped = outcome == TASK_OUTCOME_HELPED;
        task->note = helped ? STR("Lettere å puste siden i går.") : STR("Merker ingen forskjell.");
        effect_answer(tx, &task->patient, &task->action, helped ? "better" : "unchanged",
                      task->note, &by.account);
        /* What did not help is the doctor's next. */
        if (!helped)
            patient->tasks_at = tx->now + DAY;
    }
    task->state = TASK_DONE;
    task->ended_at = tx->now;
    task->ended_by = by.account;
    task->outcome = str_of(task_outcome_word(outcome));
    const struct task_event event = {
        .change = CHANGE_DONE, .by = by.account, .outcome = task->outcome, .note = task->note};
    task_store(tx, task, &event, &told);
    house_access(tx, &by);
}

bool demo_tasks_work(struct demo *demo, struct demo_patient *patient, struct tx *tx,
                     struct error *error)
{
    struct demo_random random =
        demo_random_of(demo->plan.seed, (uint64_t)patient->number, (uint64_t)tx->now);
    struct rows *rows;
    if (!due_look(tx, demo->app->programmes, &patient->id, error) ||
        !db_run(tx->db, tx->arena, &DUE, ARGS(v_uuid(&patient->id), v_int(tx->now)), &rows, error))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct task task;
        task_read(rows, i, 0, &task);
        enum task_outcome outcome = outcome_of(&task, &random);
        if (outcome < TASK_OUTCOME_COUNT)
            do_task(demo, patient, &task, outcome, tx);
    }
    due_wake(tx, &patient->id);
    return true;
}

/* ---- by hand ---- */

struct hand {
    const char *title, *reason;
    int due_in; /* days from the last one */
    enum task_change later;
    const char *note; /* of what happened later */
};

static const struct hand hands[] = {
    {"Send nye batterier til oksymeteret", "Lavt batteri i to dager", 0, CHANGE_MOVED,
     "Batteriene er bestilt og kommer i dag"},
    {"Ny opplæring i å bruke vekten", "Usikker på når hun skal veie seg", 2, CHANGE_HANDED_OVER,
     "Du var på hjemmebesøket: tar du denne?"},
    {"Hent utstyret som er byttet", "Gammelt oksymeter ligger hos pasienten", 0, CHANGE_HANDED_OVER,
     "Kommunen har lageret"},
    {"Ring datteren om medisindosetten", "Pasienten ba oss om det", -1, CHANGE_DONE,
     "Datteren fyller dosetten hver søndag."},
    {"Bestill ny mansjett", "For liten for armen", 0, CHANGE_CANCELLED,
     "Hjemmesykepleien hadde en som passer"},
};

static void make(const struct demo *demo, const struct demo_patient *patient,
                 const struct hand *hand, struct tx *tx)
{
    const struct permit_enrolment told = told_of(demo, patient);
    int64_t due = demo->plan.last_day + hand->due_in - (hand->later == CHANGE_MOVED ? 2 : 0);
    struct task task = {
        .patient = patient->id,
        .service = told.service,
        .queue = told.service,
        .enrolment = told.id,
        .kind = TASK_OTHER,
        .title = str_of(hand->title),
        .reason = str_of(hand->reason),
        .due_at = task_moment(due),
        .created_by = demo->world.places[patient->place].nurse,
    };
    task_create(tx, &task, &told);
    log_access(demo, patient, "task.create", tx);
}

static void change(const struct demo *demo, const struct demo_patient *patient,
                   const struct hand *hand, struct task *task, struct tx *tx)
{
    const struct demo_place *place = &demo->world.places[patient->place];
    const struct permit_enrolment told = told_of(demo, patient);
    struct task_event event = {
        .change = hand->later, .by = place->nurse, .note = str_of(hand->note)};
    if (hand->later == CHANGE_MOVED)
        task->due_at = task_moment(demo->plan.last_day + hand->due_in);
    else if (hand->later == CHANGE_HANDED_OVER && hand->due_in)
        task->owner = place->checker;
    else if (hand->later == CHANGE_HANDED_OVER)
        task->queue = place->municipality;
    else {
        bool done = hand->later == CHANGE_DONE;
        task->state = done ? TASK_DONE : TASK_CANCELLED;
        task->ended_at = tx->now;
        task->ended_by = place->nurse;
        task->outcome = done ? STR("done") : STR_NONE;
        task->note = event.note;
        event.outcome = task->outcome;
    }
    task_store(tx, task, &event, &told);
    log_access(demo, patient,
               hand->later == CHANGE_MOVED         ? "task.move"
               : hand->later == CHANGE_HANDED_OVER ? "task.hand"
               : hand->later == CHANGE_DONE        ? "task.done"
                                                   : "task.cancel",
               tx);
}

bool demo_tasks_hand(struct demo *demo, const struct demo_patient *patient, int step, struct tx *tx,
                     struct error *error)
{
    const struct hand *hand = &hands[patient->hand - 1];
    if (!step)
        make(demo, patient, hand, tx);
    else {
        struct rows *rows;
        struct task task;
        if (!db_run(tx->db, tx->arena, &BY_HAND, ARGS(v_uuid(&patient->id)), &rows, error))
            return false;
        if (!rows_count(rows))
            return error_log(error, ERROR_INTERNAL, "demo: a task that was made is not there");
        task_read(rows, 0, 0, &task);
        change(demo, patient, hand, &task, tx);
    }
    due_wake(tx, &patient->id);
    return true;
}

/* ---- the silent ---- */

void demo_tasks_silent(struct demo *demo, const struct demo_patient *patient, struct tx *tx)
{
    const struct access_entry by = demo_nurse(demo, patient, "silent.review");
    const struct permit_enrolment told = told_of(demo, patient);
    struct uuid id = house_id(tx);
    struct task task = {
        .patient = patient->id,
        .service = told.service,
        .queue = told.municipality,
        .enrolment = told.id,
        .kind = TASK_CLOSING_PROPOSED,
        .reason = STR(SILENT_NOTE),
        .due_at = task_moment(caltime_oslo_day(tx->now)),
        .created_by = by.account,
    };
    task_create(tx, &task, &told);
    db_send(tx->db, &INSERT_REVIEW,
            ARGS(v_uuid(&patient->id), v_uuid(&id), v_uuid(&by.organisation), v_uuid(&by.account),
                 v_int(tx->now), v_text(SILENT_NOTE), v_uuid(&task.id)));
    house_tell(tx, "missing", &patient->id, &told);
    house_access(tx, &by);
    due_wake(tx, &patient->id);
}
