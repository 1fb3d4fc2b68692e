#include "reminder/outbox.h"

#include "auth/permit.h"
#include "base/caltime.h"
#include "house.h"
#include "schedule/patient_schedule.h"

static const struct sql ANY = {"SELECT 1 FROM outbox WHERE done_at IS NULL AND due_at <= ?1"
                               " AND kind = 'reminder' LIMIT 1"};
static const struct sql SOME = {"SELECT id FROM outbox WHERE done_at IS NULL AND due_at <= ?1"
                                " AND kind = 'reminder' ORDER BY due_at, id LIMIT 20"};
_Static_assert(ROUND_MOST == 20, "the statement says the number");
static const struct sql ONE = {
    "SELECT x.patient_id, x.about, x.due_at, p.reminders, a.id FROM outbox x"
    " LEFT JOIN patient p ON p.id = x.patient_id"
    " LEFT JOIN account a ON a.patient_id = p.id AND a.kind = 'patient'"
    " WHERE x.id = ?1 AND x.done_at IS NULL"};
static const struct sql ENROLMENT = {
    "SELECT e.id, e.programme, e.service_id, e.municipality_id, e.gp_office_id, e.department_id"
    " FROM enrolment e WHERE e.patient_id = ?1 AND " PERMIT_OPEN " ORDER BY e.id LIMIT 1"};
static const struct sql SETTLE = {
    "UPDATE outbox SET done_at = ?2, result = ?3 WHERE id = ?1 AND done_at IS NULL"};
static const struct sql WAIT = {"UPDATE outbox SET due_at = ?2 WHERE id = ?1 AND done_at IS NULL"};

/* What a row is read with. */
struct reading {
    struct programmes *programmes;
    const struct quiet *quiet;
};

struct letter {
    struct uuid id, patient, account;
    struct str about;
    int64_t due_at;
    bool wanted;
};

/* ---- channels ---- */

/* The patient's own application shows what was delivered (/api/me/today), and is told to look. What
 * it shows is made when it is read, in the reader's language. */
static bool app_reaches(const struct letter *letter)
{
    return !uuid_is_zero(&letter->account);
}

static bool app_deliver(const struct letter *letter, struct tx *tx, struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &ENROLMENT, ARGS(v_uuid(&letter->patient)), &rows, error))
        return false;
    if (!rows_count(rows))
        return true;
    const struct permit_enrolment told = {
        .id = row_uuid(rows, 0, 0),
        .programme = row_str(rows, 0, 1).at,
        .service = row_uuid(rows, 0, 2),
        .municipality = row_uuid(rows, 0, 3),
        .gp_office = row_uuid(rows, 0, 4),
        .department = row_uuid(rows, 0, 5),
    };
    house_tell(tx, "reminder", &letter->patient, &told);
    return true;
}

/* Each that reaches the patient is used, inside the transaction. One that talks with another system
 * must not: it takes the row out, and a thread of its own hands it over. */
static const struct channel {
    bool (*reaches)(const struct letter *letter);
    bool (*deliver)(const struct letter *letter, struct tx *tx, struct error *error);
} channels[] = {{app_reaches, app_deliver}};

static bool deliver(const struct letter *letter, struct tx *tx, bool *delivered_r,
                    struct error *error)
{
    *delivered_r = false;
    for (size_t i = 0; i < sizeof channels / sizeof channels[0]; i++) {
        if (!channels[i].reaches(letter))
            continue;
        if (!channels[i].deliver(letter, tx, error))
            return false;
        *delivered_r = true;
    }
    return true;
}

/* ---- one row ---- */

/* Does it still hold? */
static bool find_plan(const struct reading *reading, const struct letter *letter, struct tx *tx,
                      struct reminder *plan_r, bool *holds_r, struct error *error)
{
    struct patient_schedule schedule;
    struct reminder plan[REMINDERS_MOST];
    char about[REMINDER_ABOUT];
    *holds_r = false;
    if (!letter->wanted)
        return true;
    if (!patient_schedule_read(tx->db, tx->arena, reading->programmes, &letter->patient, NULL,
                               tx->now, &schedule, error))
        return false;
    size_t count = reminder_plan(&schedule.schedule, &schedule.facts, reading->quiet, plan);
    for (size_t i = 0; i < count && !*holds_r; i++) {
        reminder_about(&plan[i], about);
        *holds_r = str_is(letter->about, about);
        *plan_r = plan[i];
    }
    return true;
}

static void settle(const struct letter *letter, struct tx *tx, const char *result)
{
    db_send(tx->db, &SETTLE, ARGS(v_uuid(&letter->id), v_int(tx->now), v_text(result)));
}

static bool is_ahead(const struct local_time *at, int64_t now)
{
    struct local_time local = schedule_local(now);
    return at->day != local.day ? at->day > local.day : at->minute > local.minute;
}

static bool take_letter(const struct reading *reading, const struct letter *letter, struct tx *tx,
                        struct error *error)
{
    struct reminder reminder;
    bool holds, delivered;
    if (!find_plan(reading, letter, tx, &reminder, &holds, error))
        return false;
    if (holds && is_ahead(&reminder.at, tx->now)) {
        int64_t at = caltime_oslo_moment(reminder.at.day, reminder.at.minute);
        int64_t soonest = tx->now + MINUTE;
        db_send(tx->db, &WAIT, ARGS(v_uuid(&letter->id), v_int(at > soonest ? at : soonest)));
        return true;
    }
    if (!holds) {
        settle(letter, tx, tx->now - letter->due_at > DAY ? "expired" : "withdrawn");
        return true;
    }
    if (!deliver(letter, tx, &delivered, error))
        return false;
    settle(letter, tx, delivered ? "delivered" : "withdrawn");
    return true;
}

static bool take(void *reading, const struct uuid *id, struct tx *tx, struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &ONE, ARGS(v_uuid(id)), &rows, error))
        return false;
    if (!rows_count(rows))
        return true;
    const struct letter letter = {
        .id = *id,
        .patient = row_uuid(rows, 0, 0),
        .about = row_str(rows, 0, 1),
        .due_at = row_int(rows, 0, 2),
        .wanted = row_int(rows, 0, 3) != 0,
        .account = row_uuid(rows, 0, 4),
    };
    return take_letter(reading, &letter, tx, error);
}

/* ---- rounds ---- */

static bool ask(struct db *db, struct arena *arena, bool any, int64_t now, struct rows **rows_r,
                struct error *error)
{
    return db_run(db, arena, any ? &ANY : &SOME, ARGS(v_int(now)), rows_r, error);
}

static const struct rounds rounds = {
    .due = ask,
    .take = take,
    .attempts = {"SELECT attempts FROM outbox WHERE id = ?1"},
    .put_off = {"UPDATE outbox SET due_at = ?2, attempts = ?3, failed_at = ?4"
                " WHERE id = ?1 AND done_at IS NULL"},
    .event = "outbox.failed",
    .says = "a reminder could not be sent",
};

bool outbox_wanted(struct db *db, int64_t now, bool *wanted_r, struct error *error)
{
    return rounds_wanted(&rounds, db, now, wanted_r, error);
}

bool outbox_rounds(struct readers *readers, struct programmes *programmes,
                   const struct clock *clock, const struct quiet *quiet,
                   const struct job_hand *hand, struct error *error)
{
    struct reading reading = {programmes, quiet};
    return rounds_run(&rounds, &reading, readers, clock, hand, error);
}
