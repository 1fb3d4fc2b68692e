#include "demo/demo_days.h"
#include "demo/demo_messages.h"
#include "demo/demo_orders.h"
#include "due/due_rounds.h"
#include "worklist/worklist_act.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* When nurses go through the list, on weekdays, in Norwegian time; an hour or so each. */
static const int sessions[] = {9, 11, 13};
enum { SESSIONS = sizeof sessions / sizeof sessions[0], SESSION_MINUTES = 57 };

#define SENT_TWICE 0.004 /* of the reports: the answer was lost on the way */
enum { TAKEN_EVERY = 6, TAKEN_MOST = 3, LAPSES_ON = 2 /* Wednesday */ };

/* Who waits, worst and longest first. */
struct waiting {
    int64_t patient, since;
    enum zone zone;
};

static int by_need(const void *a, const void *b)
{
    const struct waiting *one = a, *other = b;
    if (one->zone != other->zone)
        return one->zone > other->zone ? -1 : 1;
    if (one->since != other->since)
        return one->since < other->since ? -1 : 1;
    return one->patient < other->patient ? -1 : one->patient > other->patient;
}

static struct waiting *all_waiting(const struct demo *demo, size_t *count_r)
{
    struct waiting *all = calloc((size_t)demo->plan.patients, sizeof *all);
    size_t count = 0;
    if (!all)
        abort();
    for (int64_t i = 0; i < demo->plan.patients; i++) {
        const struct demo_patient *patient = &demo->patients[i];
        if (patient->waits > ZONE_NONE)
            all[count++] = (struct waiting){i, patient->waits_since, patient->waits};
    }
    qsort(all, count, sizeof *all, by_need);
    *count_r = count;
    return all;
}

/* Once a week, first in the morning, somebody takes a yellow and is called away: it falls back, and
 * comes to the next session. Its place among those who wait; `count`: none. */
static size_t plan_lapse(struct demo *demo, const struct waiting *all, size_t count, int64_t start)
{
    size_t at = 0;
    int64_t day = caltime_oslo_day(start);
    if (caltime_weekday(day) != LAPSES_ON || start != demo_moment(day, sessions[0] * 60))
        return count;
    while (at < count && all[at].zone != ZONE_YELLOW)
        at++;
    if (at < count) {
        demo_plan_action(demo, start + MINUTE, all[at].patient, DO_TAKE);
        demo_plan_action(demo, start + MINUTE + TAKE_LASTS + MINUTE, all[at].patient, DO_LOOK);
    }
    return at;
}

/* All that wait now are dealt with in the hour that follows. */
static void plan_session(struct demo *demo, int64_t start)
{
    size_t count;
    struct waiting *all = all_waiting(demo, &count);
    size_t lapses = plan_lapse(demo, all, count, start);
    for (size_t i = 0; i < count; i++) {
        if (i == lapses)
            continue;
        demo_plan_action(
            demo, start + 2 * MINUTE + (int64_t)i * SESSION_MINUTES * MINUTE / (int64_t)(count + 1),
            all[i].patient, DO_ACKNOWLEDGE);
    }
    free(all);
}

/* Some are being worked on at the end, of those who had come by then. */
static void plan_takes(struct demo *demo)
{
    size_t count, taken = 0;
    int64_t at = demo->plan.until;
    struct waiting *all = all_waiting(demo, &count);
    for (size_t i = 1; i < count && taken < TAKEN_MOST; i += TAKEN_EVERY, taken++) {
        at -= 3 * MINUTE;
        if (demo->patients[all[i].patient].number > 4 && all[i].since < at)
            demo_plan_action(demo, at, all[i].patient, DO_TAKE);
    }
    free(all);
}

/* A nurse calls each patient once in so long. */
static void plan_contacts(struct demo *demo, int64_t i, int64_t from, int64_t until)
{
    const struct demo_patient *patient = &demo->patients[i];
    int64_t every = (patient->trial ? 7 : 28) * DAY;
    for (int64_t at = patient->contact_at; at > patient->starts_at && at >= from; at -= every)
        if (at < until)
            demo_plan_action(demo, at, i, DO_CONTACT);
}

struct span {
    int64_t from, until;
};

static void plan_at(struct demo *demo, const struct span *span, int64_t i, int64_t at,
                    enum demo_action_kind kind)
{
    if (at >= span->from && at < span->until && at <= demo->plan.until)
        demo_plan_action(demo, at, i, kind);
}

/* On a working day, by the patient's number a little apart. */
static int64_t at_work(const struct demo_patient *patient, int64_t day, int minute)
{
    return demo_moment(demo_working_day(day), minute + patient->number % 20);
}

/* What was agreed, and the tasks that somebody made by hand. */
static void plan_agreed(struct demo *demo, const struct span *span, int64_t i)
{
    const struct demo_patient *patient = &demo->patients[i];
    int64_t last = demo->plan.last_day;
    if (patient->arranged)
        plan_at(demo, span, i, at_work(patient, patient->arranged_on, 12 * 60), DO_ARRANGE);
    if (patient->pause.reason)
        plan_at(demo, span, i, at_work(patient, patient->pause.made_on, 11 * 60 + 30), DO_PAUSE);
    if (patient->hand) {
        plan_at(demo, span, i, at_work(patient, last - 4, 13 * 60 + 30), DO_MAKE_TASK);
        plan_at(demo, span, i, at_work(patient, last - 1, 14 * 60), DO_CHANGE_TASK);
    }
    if (patient->quirk == QUIRK_STOPPED && patient->number % 96 == 42)
        plan_at(demo, span, i, at_work(patient, last - 1, 14 * 60 + 20), DO_REVIEW_SILENT);
    if (patient->quirk == QUIRK_LATE) /* before the late report comes */
        plan_at(demo, span, i, demo_moment(last, 30), DO_LOOK);
}

/* Nurses go through what is due; what fell on a weekend on the Monday. */
static void plan_tasks(struct demo *demo, const struct span *span, int64_t i)
{
    struct demo_patient *patient = &demo->patients[i];
    int64_t day = caltime_oslo_day(span->from);
    if (!patient->tasks_at || caltime_weekday(day) > 4 || patient->tasks_at >= span->until)
        return;
    int64_t at = at_work(patient, day, 12 * 60 + 20);
    if (at < span->from || at >= span->until || at < patient->tasks_at ||
        day >= demo->plan.last_day)
        return;
    patient->tasks_at = 0;
    demo_plan_action(demo, at, i, DO_TASKS);
}

/* What patients do from..until, out of the day that they have lived through. */
static void plan_patients(struct demo *demo, int64_t from, int64_t until, const bool *reporting)
{
    for (int64_t i = 0; i < demo->plan.patients; i++) {
        const struct demo_patient *patient = &demo->patients[i];
        if (patient->starts_at >= from && patient->starts_at < until)
            demo_plan_action(demo, patient->starts_at, i, DO_ENROL);
        const struct span span = {from, until};
        plan_contacts(demo, i, from, until);
        plan_agreed(demo, &span, i);
        plan_tasks(demo, &span, i);
        if (reporting && reporting[i] && patient->arranged == ARRANGED_TWICE_A_DAY &&
            patient->today > patient->arranged_on)
            plan_at(demo, &span, i, demo_moment(patient->today, 19 * 60 + patient->number % 60),
                    DO_REPORT_EVENING);
        if (!reporting || !reporting[i] || patient->sent < from || patient->sent >= until)
            continue;
        demo_plan_action(demo, patient->sent, i, DO_REPORT);
        struct demo_random random =
            demo_random_of(demo->plan.seed, (uint64_t)patient->number, (uint64_t)patient->sent);
        int64_t again = patient->sent + 40 * SECOND;
        if (demo_random_chance(&random, SENT_TWICE) && again <= demo->plan.until)
            demo_plan_action(demo, again, i, DO_REPORT_AGAIN);
    }
}

static void show(struct demo *demo, int64_t day)
{
    const struct demo_plan *plan = &demo->plan;
    if (!isatty(STDERR_FILENO) || clock_ticks() - demo->shown < 200000)
        return;
    demo->shown = clock_ticks();
    long long of = plan->last_day - plan->first_day + 1, at = day - plan->first_day + 1;
    fprintf(stderr, "\rday %lld of %lld, %lld reports ", at, of, (long long)demo->reports);
}

static bool one_day(struct demo *demo, int64_t day, bool *reporting, struct error *error)
{
    bool worked = caltime_weekday(day) < 5 && day < demo->plan.last_day;
    for (int64_t i = 0; i < demo->plan.patients; i++)
        reporting[i] = demo_patient_day(&demo->patients[i], &demo->plan, day);
    int64_t from = demo_moment(day, 0);
    for (int i = 0; i <= SESSIONS; i++) {
        int64_t until = i < SESSIONS ? demo_moment(day, sessions[i] * 60) : demo_moment(day + 1, 0);
        plan_patients(demo, from, until, reporting);
        if (worked && i > 0)
            plan_session(demo, from);
        if (!demo_act(demo, error))
            return false;
        from = until;
    }
    show(demo, day);
    return true;
}

/* One piece of what a job does. */
struct demo_piece {
    struct command command;
    job_work *work;
    void *piece;
};

static bool apply_piece(struct command *command, struct tx *tx, struct error *error)
{
    const struct demo_piece *one = (struct demo_piece *)(void *)command;
    return one->work(one->piece, tx, error);
}

/* A patient who cannot be looked at is put off by the service; no world is made with one. */
static bool write_piece(void *writer, job_work *work, void *piece, struct error *error)
{
    struct demo_piece one = {
        .command = {.alone = true, .apply = apply_piece}, .work = work, .piece = piece};
    if (writer_run(writer, &one.command, error))
        return true;
    error->code = ERROR_BUSY;
    return false;
}

static bool never_stops(void *writer)
{
    (void)writer;
    return false;
}

struct job_hand demo_hand(const struct demo *demo)
{
    return (struct job_hand){demo->app->writer, write_piece, never_stops};
}

/* Whose report did not come and what else time has brought, as it stands on the last morning. */
static bool look_at_all(struct demo *demo, struct error *error)
{
    const struct job_hand hand = demo_hand(demo);
    demo->app->clock.fixed = demo->plan.until;
    return due_rounds(demo->app->readers, demo->app->programmes, &demo->app->clock, &hand, error);
}

bool demo_days(struct demo *demo, struct error *error)
{
    const struct demo_plan *plan = &demo->plan;
    bool *reporting = calloc((size_t)plan->patients, sizeof *reporting);
    bool ok;
    if (!reporting)
        abort();
    plan_patients(demo, INT64_MIN, demo_moment(plan->first_day, 0), NULL);
    ok = demo_act(demo, error);
    for (int64_t day = plan->first_day; ok && day <= caltime_oslo_day(plan->until); day++)
        ok = one_day(demo, day, reporting, error);
    if (ok) {
        plan_takes(demo);
        ok = demo_act(demo, error) && demo_messages(demo, error) && demo_orders(demo, error) &&
             look_at_all(demo, error);
    }
    if (demo->shown)
        fputs("\r\033[K", stderr);
    free(reporting);
    return ok;
}
