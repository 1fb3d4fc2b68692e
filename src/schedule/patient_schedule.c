#include "schedule/patient_schedule.h"

#include <stdlib.h>

#include "base/caltime.h"
#include "base/clock.h"
#include "base/json_in.h"
#include "clinical/triage.h"
#include "schedule/course.h"
#include "schedule/phases.h"
#include "store/newest.h"

/* skew: how far a sender's clock may be ahead (MARK_SKEWED). */
enum { AHEAD = 366, WEEK = 7 };
#define SKEW (5 * MINUTE)

/* clang-format off */
static const struct sql ENROLMENTS = {
    "SELECT e.id, e.service_id, e.programme, e.programme_version, e.state, e.state_since,"
    " e.created_at, e.unwell_from FROM enrolment e WHERE e.patient_id = ?1"
    " ORDER BY e.id DESC LIMIT 200"};
/* What is left out is the oldest, here and below. */
static const struct sql STEPS = {
    "SELECT enrolment_id, from_state, to_state, at FROM enrolment_transition WHERE patient_id = ?1"
    " ORDER BY number DESC LIMIT 1000"};
/* Those that hold on some day from ?2: many changes of one enrolment must not push out another's. */
static const struct sql VERSIONS = {
    "SELECT v.enrolment_id, v.from_day, v.phases FROM (SELECT s.enrolment_id, s.version, s.from_day,"
    " s.phases, min(s.from_day) OVER (PARTITION BY s.enrolment_id ORDER BY s.version DESC"
    " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until FROM enrolment_schedule s"
    " WHERE s.patient_id = ?1) AS v WHERE v.until IS NULL OR (v.until > v.from_day AND v.until > ?2)"
    " ORDER BY v.enrolment_id, v.version DESC LIMIT 2000"};
static const struct sql PAUSES = {
    "SELECT from_day, until_day FROM pause WHERE patient_id = ?1"
    " AND (until_day IS NULL OR until_day > ?2) ORDER BY from_day DESC LIMIT 500"};
static const struct sql STRETCHES = {
    "SELECT enrolment_id, from_at, until_at FROM unwell WHERE patient_id = ?1 AND until_at >= ?2"
    " ORDER BY from_at DESC LIMIT 500"};
/* The first and the last of each step (step_of): all that a deadline can tell apart, however many
 * readings there are. One range of one tree a parameter. */
static const struct sql MEASURED = {
    .text = "SELECT min(o.effective), max(o.effective) FROM observation o"
            " WHERE o.patient_id = ?1 AND o.parameter = ?2"
            " AND o.effective >= ?3 AND o.effective < ?4"
            " AND o.status NOT IN ('entered-in-error', 'cancelled', 'registered')"
            " AND (o.marks / 8) % 2 = 0"
            NEWEST_OBSERVATION
            " GROUP BY o.effective / ?5",
    .gather = true,
};
static const struct sql ANSWERED = {
    "SELECT min(r.authored), max(r.authored), r.programme, r.form FROM response r"
    " WHERE r.patient_id = ?1 AND r.authored >= ?2 AND r.authored < ?3"
    " AND r.status IN ('completed', 'amended')"
    NEWEST_RESPONSE
    " GROUP BY r.programme, r.form, r.authored / ?4"};
/* A clearing that was taken back is followed by that. */
static const struct sql CLEARED = {
    "SELECT c.service_id, max(c.at) FROM (SELECT m.service_id, m.at, m.kind, lead(m.kind) OVER"
    " (PARTITION BY m.service_id ORDER BY m.number) AS next FROM missing_event m"
    " WHERE m.patient_id = ?1 AND m.at >= ?2 AND m.kind IN ('cleared', 'reopened')) AS c"
    " WHERE c.kind = 'cleared' AND (c.next IS NULL OR c.next = 'cleared') GROUP BY c.service_id"};
/* Whoever goes through the silent and has spoken with them, unless it was taken back. */
static const struct sql ASKED = {
    "SELECT r.service_id, max(r.at) FROM silent_review r WHERE r.patient_id = ?1 AND r.at >= ?2"
    " AND r.decision = 'contacted' AND NOT EXISTS (SELECT 1 FROM silent_review b"
    " WHERE b.patient_id = r.patient_id AND b.takes_back = r.id) GROUP BY r.service_id"};
/* What stands as missing already, for that service or for any. */
static const struct sql STANDS = {
    "SELECT service_id, missing_since FROM overview WHERE patient_id = ?1 AND missing_since > 0"};
/* clang-format on */
_Static_assert(MARK_FUTURE == 8, "MEASURED says so");

enum { ID, SERVICE, PROGRAMME, PROGRAMME_VERSION, STATE, STATE_SINCE, CREATED_AT, UNWELL_FROM };

/* ---- the clock on the wall ---- */

/* While an hour comes twice, the first of them stands still: what is due by a time in it is due by
 * the second, and the clock never goes back. */
struct local_time schedule_local(int64_t at)
{
    int64_t day = caltime_oslo_day(at);
    int minute = (int)((at - caltime_oslo_moment(day, 0)) / MINUTE);
    int shift = caltime_oslo_offset(at) - caltime_oslo_offset(caltime_oslo_moment(day, 0));
    minute += shift;
    if (caltime_oslo_offset(at) > caltime_oslo_offset(at + HOUR))
        minute -= minute % 60;
    return (struct local_time){(int32_t)day, minute};
}

static bool is_after(const struct local_time *a, const struct local_time *b)
{
    return a->day != b->day ? a->day > b->day : a->minute > b->minute;
}

int64_t schedule_moment_after(const struct local_time *by)
{
    int64_t at = by->minute >= SCHEDULE_DAY_ENDS ? caltime_oslo_moment((int64_t)by->day + 1, 0)
                                                 : caltime_oslo_moment(by->day, by->minute + 1);
    /* A time that spring leaves out is passed when the clock jumps over it. */
    for (int back = 0; back < 60; back++) {
        struct local_time before = schedule_local(at - MINUTE);
        if (!is_after(&before, by))
            break;
        at -= MINUTE;
    }
    return at;
}

/* ---- what is read ---- */

struct reading {
    struct db *db;
    struct arena *arena;
    struct programmes *programmes;
    const struct uuid *patient;
    const struct uuid *service, *enrolment; /* NULL: any */
    const struct course_version *tried;     /* NULL: none */
    bool ended;                             /* closed ones too */
    bool own;                               /* the transaction */
    int32_t from, until;                    /* days */
    int64_t now;                            /* what is said to be later was made now */
    struct patient_schedule *schedule;
    struct rows *enrolments, *steps, *versions, *pauses, *stretches, *answered, *cleared, *asked;
    bool follows[PARAMETER_COUNT];
    size_t programme_count;
    const struct programme **asks;
    struct schedule_phase *phases;
    struct day_range *unwell;
    size_t phase_room, unwell_room;
    struct local_time *reports;
};

static struct rows *ask(struct reading *r, const struct sql *sql)
{
    return db_ask(r->db, r->arena, sql, ARGS(v_uuid(r->patient)));
}

static struct rows *ask_since(struct reading *r, const struct sql *sql, int64_t since)
{
    return db_ask(r->db, r->arena, sql, ARGS(v_uuid(r->patient), v_int(since)));
}

static bool is_asked(const struct reading *r, size_t row)
{
    struct uuid id = row_uuid(r->enrolments, row, ID),
                service = row_uuid(r->enrolments, row, SERVICE);
    struct str state = row_str(r->enrolments, row, STATE);
    if ((r->enrolment && !uuid_equal(&id, r->enrolment)) ||
        (r->service && !uuid_equal(&service, r->service)))
        return false;
    return r->ended || !(str_is(state, "closed") || str_is(state, "rejected"));
}

/* What is asked together needs a transaction; on a bare reader one of its own. */
static bool begin(struct reading *r, struct error *error)
{
    r->own = !db_in_transaction(r->db);
    return !r->own || db_begin_read(r->db, error);
}

static bool end(struct reading *r, bool ok)
{
    if (r->own)
        db_end_read(r->db);
    return ok;
}

/* ---- one enrolment's course ---- */

static struct course_state state_of(int64_t at, struct str word)
{
    struct course_state state = {(int32_t)caltime_oslo_day(at), STATE_CLOSED};
    enrolment_state_of_word(word, &state.state);
    return state;
}

static void read_states(const struct reading *r, size_t row, struct course *course)
{
    size_t steps = rows_count(r->steps), count = 0;
    struct course_state *states = arena_array(r->arena, struct course_state, steps + 2);
    const struct uuid id = row_uuid(r->enrolments, row, ID);
    for (size_t i = steps; i-- > 0;) {
        struct uuid of = row_uuid(r->steps, i, 0);
        if (!uuid_equal(&of, &id))
            continue;
        if (!count && row_str(r->steps, i, 1).len)
            states[count++] =
                state_of(row_int(r->enrolments, row, CREATED_AT), row_str(r->steps, i, 1));
        states[count++] = state_of(row_int(r->steps, i, 3), row_str(r->steps, i, 2));
    }
    if (!count)
        states[count++] =
            state_of(row_int(r->enrolments, row, STATE_SINCE), row_str(r->enrolments, row, STATE));
    course->states = states;
    course->state_count = count;
}

static bool read_versions(const struct reading *r, size_t row, struct course *course,
                          struct error *error)
{
    size_t rows = rows_count(r->versions), count = 0;
    struct course_version *versions = arena_array(r->arena, struct course_version, rows + 2);
    const struct uuid id = row_uuid(r->enrolments, row, ID);
    for (size_t i = rows; i-- > 0;) {
        struct uuid of = row_uuid(r->versions, i, 0);
        if (!uuid_equal(&of, &id))
            continue;
        struct course_version *one = &versions[count++];
        one->from = (int32_t)row_int(r->versions, i, 1);
        if (!phases_stored(r->arena, row_str(r->versions, i, 2), &one->count, &one->phases, error))
            return false;
    }
    if (r->tried)
        versions[count++] = *r->tried;
    course->versions = versions;
    course->version_count = count;
    return true;
}

static void add_unwell(struct reading *r, const struct course_phases *phases, int64_t from_at,
                       int32_t until)
{
    int32_t from = (int32_t)caltime_oslo_day(from_at) + 1;
    for (size_t i = 0; i < phases->followed_count; i++) {
        const struct day_range *followed = &phases->followed[i];
        struct day_range one = {from > followed->from ? from : followed->from,
                                until < followed->until ? until : followed->until};
        if (one.from < one.until && r->schedule->schedule.unwell_count < r->unwell_room)
            r->unwell[r->schedule->schedule.unwell_count++] = one;
    }
}

static void read_unwell(struct reading *r, size_t row, const struct course_phases *phases)
{
    const struct uuid id = row_uuid(r->enrolments, row, ID);
    if (!row_is_null(r->enrolments, row, UNWELL_FROM))
        add_unwell(r, phases, row_int(r->enrolments, row, UNWELL_FROM), SCHEDULE_OPEN);
    for (size_t i = 0; i < rows_count(r->stretches); i++) {
        struct uuid of = row_uuid(r->stretches, i, 0);
        if (uuid_equal(&of, &id))
            add_unwell(r, phases, row_int(r->stretches, i, 1),
                       (int32_t)caltime_oslo_day(row_int(r->stretches, i, 2)) + 1);
    }
}

static void add_phases(struct reading *r, const struct course_phases *phases)
{
    size_t have = r->schedule->schedule.phase_count, room = have + phases->count;
    struct schedule_phase *all = arena_array(r->arena, struct schedule_phase, room + 1);
    if (r->phases)
        memcpy(all, r->phases, have * sizeof *all);
    for (size_t i = 0; i < phases->count; i++)
        if (phases->list[i].from < r->until + AHEAD && phases->list[i].until > r->from)
            all[have++] = phases->list[i];
    r->phases = all;
    r->schedule->schedule.phase_count = have;
}

static void follow(struct reading *r, const struct programme *programme)
{
    for (int i = 1; i < PARAMETER_COUNT; i++)
        r->follows[i] = r->follows[i] || programme->followed[i];
    for (size_t i = 0; i < programme->measure_count; i++)
        r->follows[programme->measures[i].parameter] = true;
    if (r->follows[PARAMETER_BP])
        r->follows[PARAMETER_SBP] = true;
    r->asks[r->programme_count++] = programme;
}

static bool take_enrolment(struct reading *r, size_t row, struct error *error)
{
    struct course course = {0};
    struct course_phases phases;
    const struct programme *programme =
        programmes_get(r->programmes, r->db, row_str(r->enrolments, row, PROGRAMME).at,
                       row_int(r->enrolments, row, PROGRAMME_VERSION), error);
    if (!programme)
        return false;
    course.standard = &programme->schedule;
    read_states(r, row, &course);
    if (!read_versions(r, row, &course, error))
        return false;
    course_phases(r->arena, &course, &phases);
    add_phases(r, &phases);
    if (programme->schedule.unwell)
        read_unwell(r, row, &phases);
    follow(r, programme);
    return true;
}

static void take_pauses(struct reading *r)
{
    size_t count = rows_count(r->pauses);
    struct day_range *pauses = arena_array(r->arena, struct day_range, count + 1);
    for (size_t i = 0; i < count; i++)
        pauses[i] = (struct day_range){
            (int32_t)row_int(r->pauses, i, 0),
            row_is_null(r->pauses, i, 1) ? SCHEDULE_OPEN : (int32_t)row_int(r->pauses, i, 1)};
    r->schedule->schedule.pauses = pauses;
    r->schedule->schedule.pause_count = count;
}

static bool read_schedule(struct reading *r, struct error *error)
{
    const int64_t since = caltime_oslo_moment(r->from, 0);
    r->enrolments = ask(r, &ENROLMENTS);
    r->steps = ask(r, &STEPS);
    r->versions = ask_since(r, &VERSIONS, r->from - WEEK);
    r->pauses = ask_since(r, &PAUSES, r->from);
    r->stretches = ask_since(r, &STRETCHES, since);
    if (!db_settle(r->db, error))
        return false;
    size_t count = rows_count(r->enrolments);
    r->unwell_room = 4 * (rows_count(r->stretches) + count);
    r->unwell = arena_array(r->arena, struct day_range, r->unwell_room + 1);
    r->asks = arena_array(r->arena, const struct programme *, count + 1);
    for (size_t i = count; i-- > 0;)
        if (is_asked(r, i) && !take_enrolment(r, i, error))
            return false;
    r->schedule->schedule.phases = r->phases;
    r->schedule->schedule.unwell = r->unwell;
    take_pauses(r);
    return true;
}

/* ---- what came ---- */

static int compare(const void *a, const void *b)
{
    const struct local_time *one = a, *other = b;
    return is_after(one, other) - is_after(other, one);
}

static bool is_daily(const struct reading *r, struct str programme, struct str form)
{
    for (size_t i = 0; i < r->programme_count; i++) {
        const struct programme_form *found = programme_form_get(r->asks[i], form);
        if (found && found->daily && str_is(programme, r->asks[i]->id))
            return true;
    }
    return false;
}

/* Of every step the first and the last are read. The steps begin with the hours of the clock on the
 * wall, and in each at most one deadline falls: so whatever lies between two deadlines, the first
 * or the last of some step does so too. */
static bool is_apart(const struct schedule *schedule, int minutes)
{
    int seen[SCHEDULE_DAY_ENDS + 1] = {0};
    for (size_t i = 0; schedule->phases && i < schedule->phase_count; i++)
        for (size_t k = 0; k < schedule->phases[i].deadline_count; k++) {
            int by = schedule->phases[i].deadlines[k], *here = &seen[by / minutes];
            if (*here && *here != by)
                return false;
            *here = by;
        }
    return true;
}

static int64_t step_of(const struct schedule *schedule)
{
    return is_apart(schedule, 60) ? HOUR : is_apart(schedule, 15) ? 15 * MINUTE : MINUTE;
}

/* Rows begin with the first and the last of a step. */
static void add_reports(struct reading *r, const struct rows *rows)
{
    size_t count = rows_count(rows), have = r->schedule->facts.report_count;
    struct local_time *all = arena_array(r->arena, struct local_time, have + 2 * count + 1);
    if (have)
        memcpy(all, r->reports, have * sizeof *all);
    for (size_t i = 0; i < count; i++) {
        if (rows == r->answered && !is_daily(r, row_str(rows, i, 2), row_str(rows, i, 3)))
            continue;
        for (unsigned k = 0; k < 2; k++) {
            int64_t at = row_int(rows, i, k);
            all[have++] = schedule_local(at < r->now ? at : r->now);
        }
    }
    r->reports = all;
    r->schedule->facts.report_count = have;
}

/* In order, each minute once. */
static void sort_reports(struct reading *r)
{
    size_t count = r->schedule->facts.report_count, kept = 0;
    if (count)
        qsort(r->reports, count, sizeof *r->reports, compare);
    for (size_t i = 0; i < count; i++)
        if (!kept || is_after(&r->reports[i], &r->reports[kept - 1]))
            r->reports[kept++] = r->reports[i];
    r->schedule->facts.reports = r->reports;
    r->schedule->facts.report_count = kept;
}

/* Of the days from `first` on: from the Monday before it, for what is due on free days. */
static bool read_reports(struct reading *r, int32_t first, int64_t until, struct error *error)
{
    const int64_t from = caltime_oslo_moment(first - caltime_weekday(first), 0);
    const int64_t step = step_of(&r->schedule->schedule);
    struct rows *measured[PARAMETER_COUNT];
    for (int i = 1; i < PARAMETER_COUNT; i++)
        if (r->follows[i])
            measured[i] =
                db_ask(r->db, r->arena, &MEASURED,
                       ARGS(v_uuid(r->patient), v_int(i), v_int(from), v_int(until), v_int(step)));
    r->answered = db_ask(r->db, r->arena, &ANSWERED,
                         ARGS(v_uuid(r->patient), v_int(from), v_int(until), v_int(step)));
    if (!db_settle(r->db, error))
        return false;
    r->schedule->facts.report_count = 0;
    for (int i = 1; i < PARAMETER_COUNT; i++)
        if (r->follows[i])
            add_reports(r, measured[i]);
    add_reports(r, r->answered);
    sort_reports(r);
    return true;
}

/* The last of this service, or of any. */
static int64_t last_of(const struct reading *r, const struct rows *rows)
{
    int64_t last = 0;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid service = row_uuid(rows, i, 0);
        if ((!r->service || uuid_equal(&service, r->service)) && row_int(rows, i, 1) > last)
            last = row_int(rows, i, 1);
    }
    return last;
}

static void read_cleared(struct reading *r)
{
    int64_t cleared = last_of(r, r->cleared), asked = last_of(r, r->asked);
    if (cleared)
        r->schedule->facts.cleared = schedule_local(cleared);
    if (asked)
        r->schedule->facts.asked = schedule_local(asked).day;
}

static bool read_stands(struct reading *r, struct error *error)
{
    struct schedule_facts *facts = &r->schedule->facts;
    struct rows *rows;
    int64_t first = 0;
    if (!db_run(r->db, r->arena, &STANDS, ARGS(v_uuid(r->patient)), &rows, error))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid service = row_uuid(rows, i, 0);
        int64_t since = row_int(rows, i, 1);
        if ((!r->service || uuid_equal(&service, r->service)) && (!first || since < first))
            first = since;
    }
    /* A day's end is the next one's beginning. */
    if (first)
        facts->stands_since = schedule_local(first - 1).day;
    r->from = schedule_looks_from(facts);
    return true;
}

static struct reading of_now(struct db *db, struct arena *arena, struct programmes *programmes,
                             const struct uuid *patient, const struct uuid *service, int64_t now,
                             struct patient_schedule *schedule)
{
    int32_t today = (int32_t)caltime_oslo_day(now);
    *schedule = (struct patient_schedule){0};
    schedule->facts.now = schedule_local(now);
    return (struct reading){.db = db,
                            .arena = arena,
                            .programmes = programmes,
                            .patient = patient,
                            .service = service,
                            .from = today - SCHEDULE_LOOKS_BACK,
                            .until = today + 1,
                            .now = now,
                            .schedule = schedule};
}

/* All but the reports. */
static bool read_now(struct reading *r, struct error *error)
{
    if (!read_stands(r, error))
        return false;
    const int64_t since = caltime_oslo_moment(r->from, 0);
    r->cleared = ask_since(r, &CLEARED, since);
    r->asked = ask_since(r, &ASKED, since);
    if (!read_schedule(r, error))
        return false;
    read_cleared(r);
    return true;
}

bool patient_schedule_read(struct db *db, struct arena *arena, struct programmes *programmes,
                           const struct uuid *patient, const struct uuid *service, int64_t now,
                           struct patient_schedule *schedule_r, struct error *error)
{
    struct reading r = of_now(db, arena, programmes, patient, service, now, schedule_r);
    return begin(&r, error) &&
           end(&r, read_now(&r, error) && read_reports(&r, r.from, now + SKEW + 1, error));
}

bool patient_schedule_look(struct tx *tx, struct programmes *programmes, const struct uuid *patient,
                           const struct uuid *service, int32_t since,
                           struct patient_schedule *schedule_r, struct schedule_look *look_r,
                           struct error *error)
{
    struct reading r = of_now(tx->db, tx->arena, programmes, patient, service, tx->now, schedule_r);
    int32_t today = r.until - 1, first = (since < today ? since : today) - WEEK;
    const int64_t until = tx->now + SKEW + 1;
    if (!read_now(&r, error))
        return false;
    if (first > r.from) {
        if (!read_reports(&r, first, until, error))
            return false;
        if (schedule_look_from(&schedule_r->schedule, &schedule_r->facts, first, look_r))
            return true;
    }
    if (!read_reports(&r, r.from, until, error))
        return false;
    schedule_look(&schedule_r->schedule, &schedule_r->facts, look_r);
    return true;
}

static struct reading of_days(struct db *db, struct arena *arena, struct programmes *programmes,
                              const struct uuid *patient, const struct uuid *enrolment,
                              int32_t from, int32_t until, struct patient_schedule *schedule)
{
    *schedule = (struct patient_schedule){0};
    schedule->facts.now = (struct local_time){until, 0};
    return (struct reading){.db = db,
                            .arena = arena,
                            .programmes = programmes,
                            .patient = patient,
                            .enrolment = enrolment,
                            .ended = true,
                            .from = from,
                            .until = until,
                            .now = INT64_MAX,
                            .schedule = schedule};
}

bool patient_schedule_of_days(struct db *db, struct arena *arena, struct programmes *programmes,
                              const struct uuid *patient, const struct uuid *enrolment,
                              int32_t from, int32_t until, struct schedule *schedule_r,
                              struct error *error)
{
    struct patient_schedule whole;
    struct reading r = of_days(db, arena, programmes, patient, enrolment, from, until, &whole);
    if (!begin(&r, error))
        return false;
    bool ok = read_schedule(&r, error);
    *schedule_r = whole.schedule;
    return end(&r, ok);
}

bool patient_schedule_try(struct db *db, struct arena *arena, struct programmes *programmes,
                          const struct uuid *patient, const struct uuid *enrolment,
                          const struct course_version *tried, const struct day_range *days,
                          struct patient_schedule *schedule_r, struct error *error)
{
    struct reading r =
        of_days(db, arena, programmes, patient, enrolment, days->from, days->until, schedule_r);
    r.tried = tried;
    return begin(&r, error) &&
           end(&r, read_schedule(&r, error) &&
                       read_reports(&r, r.from, caltime_oslo_moment(days->until, 0), error));
}

bool patient_schedule_read_days(struct db *db, struct arena *arena, struct programmes *programmes,
                                const struct uuid *patient, const struct uuid *enrolment,
                                int32_t from, int32_t until, struct patient_schedule *schedule_r,
                                struct error *error)
{
    const struct day_range days = {from, until};
    return patient_schedule_try(db, arena, programmes, patient, enrolment, NULL, &days, schedule_r,
                                error);
}
