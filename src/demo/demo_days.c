#include "demo/demo_days.h"
#include "demo/demo_messages.h"
#include "demo/demo_orders.h"
#include "worklist/missing.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* When nurses go through the list, on weekdays, in Norwegian time; an hour or so each. */
static const int sessions[] = {9, 11, 13};
enum { SESSIONS = sizeof sessions / sizeof sessions[0], SESSION_MINUTES = 57 };

#define SENT_TWICE 0.004 /* of the reports: the answer was lost on the way */
enum { TAKEN_EVERY = 6, TAKEN_MOST = 3 };

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

/* All that wait now are dealt with in the hour that follows. */
static void plan_session(struct demo *demo, int64_t start)
{
    size_t count;
    struct waiting *all = all_waiting(demo, &count);
    for (size_t i = 0; i < count; i++)
        demo_plan_action(
            demo, start + 2 * MINUTE + (int64_t)i * SESSION_MINUTES * MINUTE / (int64_t)(count + 1),
            all[i].patient, DO_ACKNOWLEDGE);
    free(all);
}

/* Some are being worked on at the end. */
static void plan_takes(struct demo *demo)
{
    size_t count, taken = 0;
    int64_t at = demo->plan.until;
    struct waiting *all = all_waiting(demo, &count);
    for (size_t i = 1; i < count && taken < TAKEN_MOST; i += TAKEN_EVERY, taken++) {
        at -= 3 * MINUTE;
        if (demo->patients[all[i].patient].number > 4)
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

/* What patients do from..until, out of the day that they have lived through. */
static void plan_patients(struct demo *demo, int64_t from, int64_t until, const bool *reporting)
{
    for (int64_t i = 0; i < demo->plan.patients; i++) {
        const struct demo_patient *patient = &demo->patients[i];
        if (patient->starts_at >= from && patient->starts_at < until)
            demo_plan_action(demo, patient->starts_at, i, DO_ENROL);
        plan_contacts(demo, i, from, until);
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

struct marking {
    struct command command;
    struct programmes *programmes;
};

static bool apply_missing(struct command *command, struct tx *tx, struct error *error)
{
    struct marking *marking = (struct marking *)(void *)command;
    int64_t marked;
    return missing_mark(tx, marking->programmes, &MISSING_GRACE, &marked, error);
}

/* Whose report did not come, as a job would find it on the last morning. */
static bool mark_missing(struct demo *demo, struct error *error)
{
    struct marking marking = {.command = {.alone = true, .apply = apply_missing},
                              .programmes = demo->app->programmes};
    demo->app->clock.fixed = demo->plan.until;
    return writer_run(demo->app->writer, &marking.command, error);
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
             mark_missing(demo, error);
    }
    if (demo->shown)
        fputs("\r\033[K", stderr);
    free(reporting);
    return ok;
}
