/* What follow-up asks for, read, held against the tasks that are there, and stored. */
#include "task/task_look.h"

#include "base/clock.h"
#include "effect/effect.h"
#include "store/newest.h"
#include "task/task_rules.h"

enum { DOUBTS_BACK = 14 /* days */ };

static const struct sql TASKS = {
    "SELECT " TASK_COLUMNS " FROM task t WHERE t.patient_id = ?1 ORDER BY t.id",
    .gather = true,
};
static const struct sql ACTIONS = {
    "SELECT s.id, s.enrolment_id, s.check_at, s.effect, s.effect_at FROM started_action s"
    " WHERE s.patient_id = ?1 AND " EFFECT_STANDS " ORDER BY s.id",
    .gather = true,
};
/* With a doctor: by the contact log, or by what an acknowledgement says. */
static const struct sql DOCTOR = {
    "SELECT max(x.at) FROM (SELECT c.at AS at FROM contact c WHERE c.patient_id = ?1"
    " AND c.at >= ?2 AND c.party IN ('gp', 'hospital') AND c.outcomes NOT LIKE '%\"no_answer\"%'"
    " AND NOT EXISTS (SELECT 1 FROM contact n WHERE n.patient_id = c.patient_id"
    " AND n.replaces_id = c.id) AND NOT EXISTS (SELECT 1 FROM acknowledgement_undone u"
    " WHERE u.patient_id = c.patient_id AND u.acknowledgement_id = c.acknowledgement_id)"
    " UNION ALL SELECT k.at FROM acknowledgement k WHERE k.patient_id = ?1 AND k.at >= ?2"
    " AND k.outcomes LIKE '%\"doctor_contacted\"%' AND NOT EXISTS (SELECT 1"
    " FROM acknowledgement_undone u WHERE u.patient_id = k.patient_id"
    " AND u.acknowledgement_id = k.id)) AS x",
    .gather = true,
};
/* The worst that an enrolment's cases have been since. */
static const struct sql WORST = {
    "SELECT max(zone) FROM triage_case WHERE patient_id = ?1 AND enrolment_id = ?2"
    " AND (closed_at IS NULL OR closed_at >= ?3)",
    .gather = true,
};
/* The newest 10 000: what reports every five minutes stays within. */
static const struct sql READINGS = {
    "SELECT x.parameter, x.effective, x.marks FROM (SELECT o.parameter, o.effective, o.marks, o.key"
    " FROM observation o WHERE o.patient_id = ?1 AND o.effective >= ?2 AND o.effective <= ?3"
    " AND o.status NOT IN ('entered-in-error', 'cancelled', 'registered')" NEWEST_OBSERVATION
    " ORDER BY o.effective DESC, o.parameter DESC, o.key DESC LIMIT 10000) AS x"
    " ORDER BY x.effective, x.parameter, x.key",
    .gather = true,
};
#define DOUBTFUL (MARK_IMPLAUSIBLE | MARK_UNCONFIRMED | MARK_DEVICE)

/* One look. */
struct looking {
    struct due_patient *patient;
    struct task_facts facts;
    struct task_enrolment *enrolments;
    struct task_service *services;
    struct task_action *actions;
    struct task *tasks;
    size_t task_count;
};

/* ---- reading ---- */

static void read_tasks(struct looking *look, const struct rows *rows)
{
    look->task_count = rows_count(rows);
    look->tasks =
        arena_array(look->patient->tx->arena, struct task, look->task_count + TASK_WISHES);
    for (size_t i = 0; i < look->task_count; i++)
        task_read(rows, i, 0, &look->tasks[i]);
}

static void read_actions(struct looking *look, const struct rows *rows)
{
    size_t count = rows_count(rows);
    look->actions = arena_array(look->patient->tx->arena, struct task_action, count);
    for (size_t i = 0; i < count; i++) {
        struct str effect = row_str(rows, i, 3);
        look->actions[i] = (struct task_action){
            .id = row_uuid(rows, i, 0),
            .enrolment = row_uuid(rows, i, 1),
            .check_at = row_int(rows, i, 2),
            .effect = !effect.at                                               ? EFFECT_UNKNOWN
                      : str_is(effect, "unchanged") || str_is(effect, "worse") ? EFFECT_NONE
                      : str_is(effect, "better")                               ? EFFECT_GOOD
                                                                               : EFFECT_STOPPED,
            .effect_at = row_int(rows, i, 4),
        };
    }
    look->facts.actions = look->actions;
    look->facts.action_count = count;
}

static void take_enrolments(struct looking *look)
{
    const struct due_patient *patient = look->patient;
    look->enrolments =
        arena_array(patient->tx->arena, struct task_enrolment, patient->enrolment_count);
    for (size_t i = 0; i < patient->enrolment_count; i++) {
        const struct due_enrolment *of = &patient->enrolments[i];
        look->enrolments[i] = (struct task_enrolment){
            .id = of->told.id,
            .service = of->told.service,
            .municipality = of->told.municipality,
            .state = of->state,
            .state_since = of->state_since,
            .trial_since = of->trial_since,
            .trial_days = of->programme->trial_days,
            .follow_up = of->programme->follow_up,
            .unwell_from = of->unwell_from,
            .unwell_reports = of->unwell_reports,
            .unwell_worst = ZONE_YELLOW,
        };
    }
    look->facts.enrolments = look->enrolments;
    look->facts.enrolment_count = patient->enrolment_count;
}

/* What somebody did about tasks of one kind tells when it was last seen to. */
static int64_t last_ended(const struct looking *look, enum task_kind kind,
                          const struct uuid *enrolment, const struct uuid *service)
{
    int64_t last = 0;
    for (size_t i = 0; i < look->task_count; i++) {
        const struct task *task = &look->tasks[i];
        const struct uuid *of = enrolment ? &task->enrolment : &task->service;
        if (task->kind == kind && !uuid_is_zero(&task->ended_by) &&
            uuid_equal(of, enrolment ? enrolment : service) && task->ended_at > last)
            last = task->ended_at;
    }
    return last;
}

static void take_services(struct looking *look)
{
    const struct due_patient *patient = look->patient;
    look->services = arena_array(patient->tx->arena, struct task_service, patient->service_count);
    for (size_t i = 0; i < patient->service_count; i++) {
        const struct due_service *of = &patient->services[i];
        look->services[i] = (struct task_service){
            .id = of->id,
            .zone = of->after.zone,
            .contact_at = of->after.contact_at,
            .monthly_at = last_ended(look, TASK_MONTHLY_CONTACT, NULL, &of->id),
        };
    }
    look->facts.services = look->services;
    look->facts.service_count = patient->service_count;
    for (size_t i = 0; i < look->facts.enrolment_count; i++)
        look->enrolments[i].equipment_at =
            last_ended(look, TASK_EQUIPMENT_CHECK, &look->enrolments[i].id, NULL);
}

/* Since when a doctor may have been told of something that is still asked for; 0: of nothing. */
static int64_t doctor_since(const struct looking *look)
{
    int64_t since = 0;
    for (size_t i = 0; i < look->facts.enrolment_count; i++) {
        int64_t from = look->enrolments[i].unwell_from;
        if (from && (!since || from < since))
            since = from;
    }
    for (size_t i = 0; i < look->facts.action_count; i++) {
        const struct task_action *action = &look->actions[i];
        if (action->effect == EFFECT_NONE && (!since || action->effect_at < since))
            since = action->effect_at;
    }
    return since;
}

/* Since when readings matter; 0: nothing in them is doubtful. */
static int64_t doubts_since(const struct looking *look)
{
    int64_t back = DOUBTS_BACK * DAY, since = 0;
    for (size_t i = 0; i < look->patient->service_count; i++)
        if (look->patient->services[i].after.looks & LOOK_SUSPICIOUS)
            since = look->facts.now - back;
    for (size_t i = 0; i < look->task_count; i++) {
        const struct task *task = &look->tasks[i];
        if (task->kind == TASK_EQUIPMENT_CHECK && task->state == TASK_OPEN &&
            (!since || task->created_at - back < since))
            since = task->created_at - back;
    }
    return since;
}

static void take_doubts(struct looking *look, size_t at, const struct rows *rows)
{
    const struct programme *programme = look->patient->enrolments[at].programme;
    struct task_doubt *doubts =
        arena_array(look->patient->tx->arena, struct task_doubt, rows_count(rows));
    size_t count = 0;
    for (size_t i = 0; i < rows_count(rows); i++) {
        enum parameter parameter = (enum parameter)row_int(rows, i, 0);
        if (parameter < PARAMETER_COUNT && programme->followed[parameter])
            doubts[count++] = (struct task_doubt){row_int(rows, i, 1), parameter,
                                                  (row_int(rows, i, 2) & DOUBTFUL) != 0};
    }
    look->enrolments[at].doubts = doubts;
    look->enrolments[at].doubt_count = count;
}

/* What most patients need not be asked for. */
static bool read_more(struct looking *look, struct error *error)
{
    struct tx *tx = look->patient->tx;
    const struct uuid *patient = &look->patient->id;
    size_t count = look->facts.enrolment_count;
    struct rows **worst = arena_array(tx->arena, struct rows *, count), *doctor = NULL,
                *readings = NULL;
    int64_t since = doctor_since(look), doubts = doubts_since(look);
    for (size_t i = 0; i < count; i++)
        worst[i] = look->enrolments[i].unwell_from
                       ? db_ask(tx->db, tx->arena, &WORST,
                                ARGS(v_uuid(patient), v_uuid(&look->enrolments[i].id),
                                     v_int(look->enrolments[i].unwell_from)))
                       : NULL;
    if (since)
        doctor = db_ask(tx->db, tx->arena, &DOCTOR, ARGS(v_uuid(patient), v_int(since)));
    if (doubts)
        readings = db_ask(tx->db, tx->arena, &READINGS,
                          ARGS(v_uuid(patient), v_int(doubts), v_int(look->facts.now)));
    if (!db_settle(tx->db, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (worst[i] && !row_is_null(worst[i], 0, 0))
            look->enrolments[i].unwell_worst = (enum zone)row_int(worst[i], 0, 0);
        if (doctor)
            look->enrolments[i].doctor_at = row_int(doctor, 0, 0);
        if (readings)
            take_doubts(look, i, readings);
    }
    return true;
}

static bool read_facts(struct looking *look, struct error *error)
{
    struct tx *tx = look->patient->tx;
    const struct value args[] = {v_uuid(&look->patient->id)};
    struct rows *tasks = db_ask(tx->db, tx->arena, &TASKS, args, 1);
    struct rows *actions = db_ask(tx->db, tx->arena, &ACTIONS, args, 1);
    if (!db_settle(tx->db, error))
        return false;
    look->facts.now = tx->now;
    read_tasks(look, tasks);
    read_actions(look, actions);
    take_enrolments(look);
    take_services(look);
    return read_more(look, error);
}

/* ---- what becomes of them ---- */

/* Whose event it is: also of what has ended. */
static const struct permit_enrolment *
told_of(const struct due_patient *patient, const struct uuid *enrolment, const struct uuid *service)
{
    const struct permit_enrolment *told = NULL;
    for (size_t i = patient->enrolment_count + patient->ended_count; i-- > 0;) {
        const struct permit_enrolment *one = &patient->enrolments[i].told;
        if (uuid_equal(&one->id, enrolment))
            return one;
        if (uuid_equal(&one->service, service) || !told)
            told = one;
    }
    return told;
}

static void end_or_reopen(const struct looking *look, struct task *task, enum task_step step)
{
    struct tx *tx = look->patient->tx;
    const struct task_event event = {.change = step == STEP_MEET     ? CHANGE_MET
                                               : step == STEP_CANCEL ? CHANGE_CANCELLED
                                                                     : CHANGE_REOPENED};
    task->state = step == STEP_MEET ? TASK_MET : step == STEP_CANCEL ? TASK_CANCELLED : TASK_OPEN;
    task->ended_at = step == STEP_REOPEN ? 0 : tx->now;
    task->ended_by = (struct uuid){{0}};
    task->outcome = task->note = STR_NONE;
    task_store(tx, task, &event, told_of(look->patient, &task->enrolment, &task->service));
}

static void make(struct looking *look, const struct task_wish *wish)
{
    struct tx *tx = look->patient->tx;
    struct task *task = &look->tasks[look->task_count++];
    *task = (struct task){
        .patient = look->patient->id,
        .service = wish->service,
        .queue = wish->queue,
        .enrolment = wish->enrolment,
        .action = wish->action,
        .kind = wish->kind,
        .about = str_of(arena_printf(tx->arena, "%s", wish->about)),
        .due_at = wish->due_at,
    };
    for (size_t i = 0; i < look->patient->enrolment_count; i++)
        if (wish->kind == TASK_DOCTOR_CONTACT &&
            uuid_equal(&look->patient->enrolments[i].told.id, &wish->enrolment))
            task->case_id = look->patient->enrolments[i].case_id;
    task_create(tx, task, told_of(look->patient, &task->enrolment, &task->service));
}

static bool is_by_rule(const struct task *task)
{
    return task->about.at && task->kind < TASK_CLOSING_PROPOSED;
}

static struct task *task_about(const struct looking *look, const char *about)
{
    for (size_t i = 0; i < look->task_count; i++)
        if (is_by_rule(&look->tasks[i]) && str_is(look->tasks[i].about, about))
            return &look->tasks[i];
    return NULL;
}

static const struct task_wish *wish_for(const struct task_wish *wishes, size_t count,
                                        const struct task *task)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(task->about, wishes[i].about))
            return &wishes[i];
    return NULL;
}

/* By hand: as long as somebody follows what it is about. */
static bool is_followed_still(const struct due_patient *patient, const struct task *task)
{
    for (size_t i = 0; i < patient->enrolment_count; i++) {
        const struct permit_enrolment *of = &patient->enrolments[i].told;
        if (uuid_is_zero(&task->enrolment) ? uuid_equal(&of->service, &task->service)
                                           : uuid_equal(&of->id, &task->enrolment))
            return true;
    }
    return false;
}

static enum task_step step_of(const struct looking *look, const struct task_wish *wishes,
                              size_t count, const struct task *task)
{
    if (is_by_rule(task))
        return task_step(&look->facts, wish_for(wishes, count, task), task);
    return task->state == TASK_OPEN && !is_followed_still(look->patient, task) ? STEP_CANCEL
                                                                               : STEP_NONE;
}

static void settle(struct looking *look)
{
    struct task_wish *wishes = arena_array(look->patient->tx->arena, struct task_wish, TASK_WISHES);
    size_t count = task_wishes(&look->facts, wishes);
    for (size_t i = 0; i < look->task_count; i++) {
        enum task_step step = step_of(look, wishes, count, &look->tasks[i]);
        if (step != STEP_NONE)
            end_or_reopen(look, &look->tasks[i], step);
    }
    for (size_t i = 0; i < count; i++) {
        if (task_about(look, wishes[i].about))
            continue;
        if (task_step(&look->facts, &wishes[i], NULL) == STEP_MAKE)
            make(look, &wishes[i]);
        else if (!wishes[i].met)
            due_at(look->patient, wishes[i].due_at);
    }
}

/* ---- the rows ---- */

static void count_due(const struct looking *look, struct due_service *service)
{
    struct overview *row = &service->after;
    row->tasks = row->tasks_since = 0;
    for (size_t i = 0; i < look->task_count; i++) {
        const struct task *task = &look->tasks[i];
        if (task->state != TASK_OPEN || !uuid_equal(&task->queue, &service->id))
            continue;
        if (task->due_at > look->facts.now) {
            due_at(look->patient, task->due_at);
            continue;
        }
        row->tasks++;
        if (!row->tasks_since || task->due_at < row->tasks_since)
            row->tasks_since = task->due_at;
    }
}

bool task_look(struct due_patient *patient, struct error *error)
{
    struct looking look = {.patient = patient};
    if (!read_facts(&look, error))
        return false;
    settle(&look);
    for (size_t i = 0; i < patient->service_count; i++)
        if (patient->services[i].before.stored)
            count_due(&look, &patient->services[i]);
    return true;
}
