#include "due/missing_look.h"

#include "base/caltime.h"
#include "due/missing_trace.h"
#include "house.h"

/* What was due from the first deadline missed until now, and a week ahead: a report may meet what
 * has not passed yet. */
enum { POINTS = 3072, WEEK = 7 };

/* What came last of what was made in the time that meets a deadline. */
static const struct sql CAME = {
    "SELECT x.report_id FROM (SELECT report_id, received_at FROM observation WHERE patient_id = ?1"
    " AND effective >= ?2 AND effective < ?3"
    " AND status NOT IN ('entered-in-error', 'cancelled', 'registered')"
    " UNION ALL SELECT report_id, received_at FROM response WHERE patient_id = ?1"
    " AND authored >= ?2 AND authored < ?3 AND status NOT IN ('entered-in-error', 'stopped')"
    ") AS x ORDER BY x.received_at DESC, x.report_id DESC LIMIT 1",
    .gather = true,
};

/* One service's row, as it stood and as it stands. */
struct missing_work {
    struct due_patient *patient;
    struct due_service *service;
    const struct due_enrolment *told;
    struct due *points;
    size_t count;
    size_t first; /* the deadline that the mark was about; `count`: it is no longer due */
};

int64_t missing_moment(const struct local_time *by)
{
    return caltime_oslo_moment(by->day, by->minute);
}

static int64_t moment_of(const struct due *due)
{
    return missing_moment(&due->by);
}

static enum due_state state_of(const struct missing_work *work, size_t at)
{
    return due_state(&work->points[at], &work->service->schedule.facts);
}

static size_t point_at(const struct missing_work *work, int64_t moment)
{
    size_t at = 0;
    while (at < work->count && moment_of(&work->points[at]) != moment)
        at++;
    return at;
}

static void find_points(struct missing_work *work)
{
    const struct overview *before = &work->service->before, *after = &work->service->after;
    int64_t since = before->missing ? before->missing_since : after->missing_since;
    int32_t from = schedule_local(since - 1).day, today = work->patient->local.day;
    if (from < today - SCHEDULE_LOOKS_BACK_MOST)
        from = today - SCHEDULE_LOOKS_BACK_MOST;
    work->points = arena_array(work->patient->tx->arena, struct due, POINTS);
    work->count = schedule_due(&work->service->schedule.schedule, from, today + WEEK + 1,
                               work->points, POINTS);
    work->first = point_at(work, before->missing_since);
}

/* ---- the trace ---- */

static void trace(const struct missing_work *work, enum missing_kind kind, int64_t due_at,
                  int64_t missed, const struct uuid *report)
{
    struct tx *tx = work->patient->tx;
    const struct missing_event event = {
        .patient = work->patient->id,
        .service = work->service->id,
        .number = house_tell(tx, "missing", &work->patient->id, &work->told->told),
        .kind = kind,
        .due_at = due_at,
        .missed = missed,
        .report = *report,
    };
    missing_trace(tx, &event);
}

/* Of free days any day of the week counts, also one after the deadline. */
static bool report_that_met(const struct missing_work *work, size_t at, struct uuid *report_r,
                            bool *in_time_r, struct error *error)
{
    const struct due_patient *patient = work->patient;
    const struct due *due = &work->points[at];
    struct tx *tx = patient->tx;
    struct rows *rows, *in_time;
    int64_t from = caltime_oslo_moment(due->opens, due->after >= 0 ? due->after + 1 : 0);
    int64_t week = caltime_oslo_moment(due->by.day + WEEK - caltime_weekday(due->by.day), 0);
    int64_t passed = schedule_moment_after(&due->by), until = due->of ? week : passed;
    if (!db_run(tx->db, tx->arena, &CAME, ARGS(v_uuid(&patient->id), v_int(from), v_int(until)),
                &rows, error) ||
        !db_run(tx->db, tx->arena, &CAME, ARGS(v_uuid(&patient->id), v_int(from), v_int(passed)),
                &in_time, error))
        return false;
    *report_r = rows_count(rows) ? row_uuid(rows, 0, 0) : (struct uuid){{0}};
    struct uuid other = rows_count(in_time) ? row_uuid(in_time, 0, 0) : (struct uuid){{0}};
    *in_time_r = uuid_equal(report_r, &other);
    return true;
}

/* The first deadline from the mark's on that a report meets by now. */
static size_t first_met(const struct missing_work *work)
{
    size_t at = work->first;
    while (at < work->count && state_of(work, at) != DUE_MET)
        at++;
    return at;
}

/* What became of what was missed when the row was looked at last. */
static bool trace_end(const struct missing_work *work, struct error *error)
{
    const struct overview *before = &work->service->before;
    bool stands = work->service->after.missing, in_time;
    struct uuid report = {{0}};
    size_t met = first_met(work);
    if (work->first == work->count) {
        trace(work, MISSING_MOVED, before->missing_since, before->missed, &report);
        return true;
    }
    if (state_of(work, work->first) == DUE_CLEARED)
        return true;
    if (met == work->count) {
        if (!stands)
            trace(work, MISSING_MOVED, before->missing_since, before->missed, &report);
        return true;
    }
    if (!report_that_met(work, met, &report, &in_time, error))
        return false;
    bool was_missed = met - work->first < (size_t)before->missed;
    trace(work, was_missed && in_time ? MISSING_WITHDRAWN : MISSING_MET, before->missing_since,
          before->missed, &report);
    return true;
}

/* Has a deadline passed that was not missed yet when the row was looked at last? */
static bool missed_more(const struct missing_work *work)
{
    const struct overview *before = &work->service->before, *after = &work->service->after;
    if (!after->missing)
        return false;
    if (!before->missing || work->first == work->count)
        return true;
    size_t now = point_at(work, after->missing_since) + (size_t)after->missed;
    return now > work->first + (size_t)before->missed;
}

/* ---- the row ---- */

/* Of a service that follows the patient no more, told as of what has ended: nobody else is to
 * know. */
static const struct due_enrolment *told_of(const struct due_patient *patient,
                                           const struct uuid *service)
{
    const struct due_enrolment *open = due_enrolment_of(patient, service);
    const struct due_enrolment *ended = patient->enrolments + patient->enrolment_count;
    for (size_t i = 0; !open && i < patient->ended_count; i++)
        if (uuid_equal(&ended[i].told.service, service))
            open = &ended[i];
    return open;
}

/* Longer ago than anything is looked at, and nothing of what is looked at ended it. */
static void keep_older(const struct missing_work *work)
{
    const struct overview *before = &work->service->before;
    struct overview *after = &work->service->after;
    int32_t from = schedule_looks_from(&work->service->schedule.facts);
    if (!before->missing || !after->missing || !work->count ||
        schedule_local(before->missing_since - 1).day >= from ||
        moment_of(&work->points[0]) != after->missing_since)
        return;
    after->missing_since = before->missing_since;
    if (after->missed < before->missed)
        after->missed = before->missed;
}

static bool look_at_row(struct due_patient *patient, struct due_service *service,
                        struct error *error)
{
    const struct overview *before = &service->before;
    struct overview *after = &service->after;
    struct missing_work work = {.patient = patient, .service = service};
    after->missing = service->look.missing;
    after->missing_since = after->missing ? missing_moment(&service->look.since) : 0;
    after->missed = after->missing ? service->look.missed : 0;
    if (after->missing == before->missing && after->missing_since == before->missing_since &&
        after->missed == before->missed)
        return true;
    work.told = told_of(patient, &service->id);
    if (!work.told)
        return true;
    find_points(&work);
    keep_older(&work);
    if (before->missing && after->missing_since != before->missing_since &&
        !trace_end(&work, error))
        return false;
    if (missed_more(&work))
        trace(&work, MISSING_MISSED, after->missing_since, after->missed, &(struct uuid){{0}});
    /* What is not new does not hinder somebody who acknowledges what they have seen. */
    after->version += after->missing && !before->missing;
    return true;
}

bool missing_look(struct due_patient *patient, struct error *error)
{
    for (size_t i = 0; i < patient->service_count; i++) {
        struct due_service *service = &patient->services[i];
        if (service->look.has_next)
            due_at(patient, schedule_moment_after(&service->look.next.by));
        /* A pause that begins tonight, or days without a schedule, end what was missed. */
        if (service->look.missing)
            due_at(patient, caltime_oslo_moment(patient->local.day + 1, 0));
        if (service->before.stored && !look_at_row(patient, service, error))
            return false;
    }
    return true;
}
