#include "alarm/alarm_sum.h"

#include "alarm/alarm_sheet.h"
#include "alarm/alarm_store.h"

#include <stdlib.h>

/* Which rows of enrolment the asker may see: permit's condition, asked once of each of the few ways
 * in which a service's enrolments differ before it, and not of each of thousands. */
#define SEEN                                                                                       \
    " e.service_id = ?1 AND (e.municipality_id, e.programme, e.state) IN"                          \
    " (SELECT e.municipality_id, e.programme, e.state FROM (SELECT DISTINCT service_id,"           \
    " municipality_id, programme, state FROM enrolment WHERE service_id = ?1) e"                   \
    " WHERE " PERMIT_SERVICE ")"                                                                   \
    " AND (CAST(?4 AS text) IS NULL OR e.programme = ?4)"
#define PEOPLE_WITH(sheet, from)                                                                   \
    "SELECT e.id, e.patient_id, e.programme, e.programme_version, " sheet " FROM enrolment e" from \
    " WHERE" SEEN
static const struct sql SHEETS = {
    PEOPLE_WITH("a.sheet", " JOIN alarm_patient a ON a.patient_id = e.patient_id")};
/* Where the sheets do not reach back. */
static const struct sql PEOPLE = {PEOPLE_WITH("0", "")};
/* Of the service's rows, which are many, only numbers come, several in one, and those of an
 * enrolment may come anywhere. The index on enrolment has all that is asked of it here; whose rows
 * count is what PEOPLE told, in the same transaction: others are passed over. */
static const struct sql MONTHS = {
    "SELECT e.id, m.month * 4294967296 + m.downgraded, m.green * 4294967296 + m.yellow,"
    " m.red * 4294967296 + m.missing FROM enrolment e JOIN alarm_month m"
    " ON m.patient_id = e.patient_id AND m.enrolment_id = e.id AND m.month BETWEEN ?2 AND ?3"
    " WHERE e.service_id = ?1"};
static const struct sql LIMITS = {
    "SELECT e.id, " ALARM_CAUSE_PACKED ", l.value, l.days * 4294967296 + l.downgraded"
    " FROM enrolment e JOIN alarm_limit l ON l.patient_id = e.patient_id"
    " AND l.enrolment_id = e.id AND l.month BETWEEN ?2 AND ?3 WHERE e.service_id = ?1"};

/* An alarm's days in one month of one enrolment. */
struct met {
    uint32_t enrolment, cause; /* numbers in the lists */
    int32_t month;
    uint32_t days, downgraded;
};

struct summing {
    struct arena *arena;
    struct alarm_sum *sum;
    int64_t first, last;               /* months */
    uint32_t within[ALARM_MONTHS + 1]; /* the period's days, by month from the first */
    size_t programme_room, cause_room, enrolment_room;
    bool uncovered;    /* a sheet does not reach back so far */
    size_t slot_count; /* a power of two */
    uint32_t *slots;   /* enrolments by id: number plus one */
    size_t met_count, met_room;
    struct met *met;
};

/* Room for one more, in the arena. */
#define GROW(arena, list, count, room)                                                             \
    do {                                                                                           \
        if ((count) < (room))                                                                      \
            break;                                                                                 \
        (room) = (room) ? 2 * (room) : 32;                                                         \
        void *grown = arena_alloc((arena), (room) * sizeof *(list));                               \
        if (count)                                                                                 \
            memcpy(grown, (list), (count) * sizeof *(list));                                       \
        (list) = grown;                                                                            \
    } while (0)

/* ---- who ---- */

static size_t slot_of(const struct summing *s, const struct uuid *id)
{
    uint64_t one, other;
    memcpy(&one, id->b, sizeof one);
    memcpy(&other, id->b + sizeof one, sizeof other);
    return (size_t)((one ^ other) * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (s->slot_count - 1);
}

static size_t programme_at(struct summing *s, struct str id)
{
    struct alarm_sum *sum = s->sum;
    for (size_t i = 0; i < sum->programme_count; i++)
        if (str_is(id, sum->programmes[i].id))
            return i;
    GROW(s->arena, sum->programmes, sum->programme_count, s->programme_room);
    struct alarm_programme_sum *one = &sum->programmes[sum->programme_count];
    *one = (struct alarm_programme_sum){.version = 0};
    memcpy(one->id, id.at, id.len < PROGRAMME_ID ? id.len : PROGRAMME_ID - 1);
    return sum->programme_count++;
}

static bool take_person(void *context, const struct rows *rows, struct error *error)
{
    struct summing *s = context;
    struct alarm_sum *sum = s->sum;
    (void)error;
    GROW(s->arena, sum->enrolments, sum->enrolment_count, s->enrolment_room);
    sum->enrolments[sum->enrolment_count++] =
        (struct alarm_enrolment_sum){.enrolment = row_uuid(rows, 0, 0),
                                     .patient = row_uuid(rows, 0, 1),
                                     .programme = programme_at(s, row_str(rows, 0, 2)),
                                     .version = row_int(rows, 0, 3)};
    return true;
}

static void list_people(struct summing *s)
{
    s->slot_count = 16;
    while (s->slot_count < 2 * s->sum->enrolment_count)
        s->slot_count *= 2;
    s->slots = arena_array(s->arena, uint32_t, s->slot_count);
    for (size_t i = 0; i < s->sum->enrolment_count; i++) {
        size_t slot = slot_of(s, &s->sum->enrolments[i].enrolment);
        while (s->slots[slot])
            slot = (slot + 1) & (s->slot_count - 1);
        s->slots[slot] = (uint32_t)i + 1;
    }
}

static struct alarm_enrolment_sum *person_of(const struct summing *s, const struct rows *rows)
{
    struct uuid id = row_uuid(rows, 0, 0);
    for (size_t slot = slot_of(s, &id); s->slots[slot]; slot = (slot + 1) & (s->slot_count - 1)) {
        struct alarm_enrolment_sum *one = &s->sum->enrolments[s->slots[slot] - 1];
        if (uuid_equal(&one->enrolment, &id))
            return one;
    }
    return NULL;
}

/* ---- months ---- */

static uint32_t high(int64_t both)
{
    return (uint32_t)((uint64_t)both >> 32);
}

static uint32_t low(int64_t both)
{
    return (uint32_t)((uint64_t)both & UINT32_MAX);
}

static uint32_t within(const struct summing *s, int64_t month)
{
    return month < s->first || month > s->last ? 0 : s->within[month - s->first];
}

static void add_month(struct summing *s, struct alarm_enrolment_sum *person,
                      const struct alarm_month *month)
{
    alarm_days_add_month(&person->days, month, within(s, month->month));
    alarm_rise_take(&s->sum->rise, &person->edge, month);
}

static bool take_month(void *context, const struct rows *rows, struct error *error)
{
    struct summing *s = context;
    const int64_t when = row_int(rows, 0, 1), well = row_int(rows, 0, 2), ill = row_int(rows, 0, 3);
    const struct alarm_month month = {
        .month = high(when),
        .green = high(well),
        .yellow = low(well),
        .red = high(ill),
        .missing = low(ill),
        .downgraded = low(when),
    };
    struct alarm_enrolment_sum *person = person_of(s, rows);
    (void)error;
    if (person)
        add_month(s, person, &month);
    return true;
}

/* ---- what alarmed ---- */

static int compare_cause(const struct alarm_cause *a, const struct alarm_cause *b)
{
    const int64_t one[] = {a->rule, a->parameter, a->span, a->condition, a->individual, a->value};
    const int64_t other[] = {b->rule, b->parameter, b->span, b->condition, b->individual, b->value};
    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++)
        if (one[i] != other[i])
            return one[i] < other[i] ? -1 : 1;
    return 0;
}

static size_t cause_at(struct summing *s, size_t programme, const struct alarm_cause *cause)
{
    struct alarm_sum *sum = s->sum;
    for (size_t i = 0; i < sum->cause_count; i++)
        if (sum->causes[i].programme == programme &&
            alarm_cause_equal(&sum->causes[i].cause, cause))
            return i;
    GROW(s->arena, sum->causes, sum->cause_count, s->cause_room);
    sum->causes[sum->cause_count] =
        (struct alarm_cause_sum){.programme = programme, .cause = *cause};
    return sum->cause_count++;
}

static void take_alarm(struct summing *s, struct alarm_enrolment_sum *person,
                       struct alarm_limit *limit)
{
    const uint32_t days = limit->days & within(s, limit->month);
    if (!days || !alarm_days_total(&person->days))
        return;
    if (limit->cause.individual)
        limit->cause.value = 0;
    GROW(s->arena, s->met, s->met_count, s->met_room);
    s->met[s->met_count++] =
        (struct met){.enrolment = (uint32_t)(person - s->sum->enrolments),
                     .cause = (uint32_t)cause_at(s, person->programme, &limit->cause),
                     .month = (int32_t)limit->month,
                     .days = days,
                     .downgraded = limit->downgraded & days};
}

static bool take_limit_row(void *context, const struct rows *rows, struct error *error)
{
    struct summing *s = context;
    const int64_t days = row_int(rows, 0, 3);
    struct alarm_limit limit = {.days = high(days), .downgraded = low(days)};
    struct alarm_enrolment_sum *person = person_of(s, rows);
    (void)error;
    limit.month = alarm_cause_unpack(row_int(rows, 0, 1), row_int(rows, 0, 2), &limit.cause);
    if (person)
        take_alarm(s, person, &limit);
    return true;
}

/* ---- sheets ---- */

struct sheet {
    struct summing *summing;
    struct alarm_enrolment_sum *person;
};

static void take_sheet_month(void *context, const struct alarm_month *month)
{
    const struct sheet *sheet = context;
    add_month(sheet->summing, sheet->person, month);
}

static void take_sheet_limit(void *context, const struct alarm_limit *limit)
{
    const struct sheet *sheet = context;
    struct alarm_limit own = *limit;
    take_alarm(sheet->summing, sheet->person, &own);
}

static bool take_sheet(void *context, const struct rows *rows, struct error *error)
{
    struct summing *s = context;
    if (s->uncovered || !take_person(s, rows, error))
        return true;
    struct sheet sheet = {s, &s->sum->enrolments[s->sum->enrolment_count - 1]};
    const struct alarm_sheet_take to = {&sheet, take_sheet_month, take_sheet_limit};
    const struct str text = row_str(rows, 0, 4);
    s->uncovered =
        alarm_sheet_from(text) > s->first || !alarm_sheet_each(text, &sheet.person->enrolment, &to);
    return true;
}

/* Those of one enrolment, by what alarmed and month: few. */
static void put_in_order(struct met *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct met one = list[i];
        size_t at = i;
        while (at > 0 && (list[at - 1].cause > one.cause ||
                          (list[at - 1].cause == one.cause && list[at - 1].month > one.month))) {
            list[at] = list[at - 1];
            at--;
        }
        list[at] = one;
    }
}

static bool is_worse(const struct alarm_enrolment_sum *than, int64_t days,
                     const struct alarm_cause *cause)
{
    return days > than->worst_days ||
           (days == than->worst_days && compare_cause(cause, &than->worst) < 0);
}

/* A patient's own limits stand as one: a day on which two of them alarmed counts once. */
static void count_causes(struct alarm_sum *sum, struct alarm_enrolment_sum *person,
                         struct met *list, size_t count)
{
    put_in_order(list, count);
    for (size_t i = 0, next; i < count; i = next) {
        struct alarm_cause_sum *cause = &sum->causes[list[i].cause];
        int64_t days = 0;
        for (next = i; next < count && list[next].cause == list[i].cause;) {
            struct met month = list[next++];
            for (;
                 next < count && list[next].cause == month.cause && list[next].month == month.month;
                 next++) {
                month.days |= list[next].days;
                month.downgraded |= list[next].downgraded;
            }
            days += alarm_bits(month.days);
            cause->downgraded += alarm_bits(month.downgraded);
        }
        cause->days += days;
        cause->patients++;
        if (is_worse(person, days, &cause->cause)) {
            person->worst = cause->cause;
            person->worst_days = days;
        }
    }
}

/* By enrolment: counted, then put in its place. */
static void end_limits(struct summing *s)
{
    struct alarm_sum *sum = s->sum;
    struct met *list = arena_array(s->arena, struct met, s->met_count);
    size_t *ends = arena_array(s->arena, size_t, sum->enrolment_count + 1);
    for (size_t i = 0; i < s->met_count; i++)
        ends[s->met[i].enrolment + 1]++;
    for (size_t i = 0; i < sum->enrolment_count; i++)
        ends[i + 1] += ends[i];
    for (size_t i = 0; i < s->met_count; i++)
        list[ends[s->met[i].enrolment]++] = s->met[i];
    for (size_t i = 0, from = 0; i < sum->enrolment_count; from = ends[i], i++)
        count_causes(sum, &sum->enrolments[i], list + from, ends[i] - from);
}

/* ---- in order ---- */

int alarm_by_days(const void *a, const void *b)
{
    const struct alarm_cause_sum *one = a, *other = b;
    if (one->days != other->days)
        return one->days > other->days ? -1 : 1;
    if (one->programme != other->programme)
        return one->programme < other->programme ? -1 : 1;
    return compare_cause(&one->cause, &other->cause);
}

static int by_alarms_a_day(const void *a, const void *b)
{
    const struct alarm_enrolment_sum *one = a, *other = b;
    int64_t alarms = alarm_days_alarms(&one->days), others = alarm_days_alarms(&other->days);
    int64_t left = alarms * alarm_days_total(&other->days);
    int64_t right = others * alarm_days_total(&one->days);
    if (left != right)
        return left > right ? -1 : 1;
    if (alarms != others)
        return alarms > others ? -1 : 1;
    return uuid_compare(&one->enrolment, &other->enrolment);
}

static void keep_those_with_days(struct alarm_sum *sum)
{
    size_t count = 0;
    for (size_t i = 0; i < sum->enrolment_count; i++)
        if (alarm_days_total(&sum->enrolments[i].days))
            sum->enrolments[count++] = sum->enrolments[i];
    sum->enrolment_count = count;
}

static int by_programme(const void *a, const void *b)
{
    const struct alarm_programme_sum *one = a, *other = b;
    return strcmp(one->id, other->id);
}

static size_t place_of(const struct alarm_sum *sum, const char *programme)
{
    size_t at = 0;
    while (at < sum->programme_count && strcmp(sum->programmes[at].id, programme) != 0)
        at++;
    return at;
}

/* By id; those that nobody with days is in are not told. */
static void order_programmes(struct summing *s)
{
    struct alarm_sum *sum = s->sum;
    const size_t count = sum->programme_count;
    struct alarm_programme_sum *before = arena_array(s->arena, struct alarm_programme_sum, count);
    size_t *places = arena_array(s->arena, size_t, count);
    sum->programme_count = 0;
    for (size_t i = 0; i < count; i++) {
        before[i] = sum->programmes[i];
        if (before[i].patients)
            sum->programmes[sum->programme_count++] = before[i];
    }
    if (sum->programme_count)
        qsort(sum->programmes, sum->programme_count, sizeof *sum->programmes, by_programme);
    for (size_t i = 0; i < count; i++)
        places[i] = place_of(sum, before[i].id);
    for (size_t i = 0; i < sum->enrolment_count; i++)
        sum->enrolments[i].programme = places[sum->enrolments[i].programme];
    for (size_t i = 0; i < sum->cause_count; i++)
        sum->causes[i].programme = places[sum->causes[i].programme];
}

static void add_up(struct summing *s)
{
    struct alarm_sum *sum = s->sum;
    for (size_t i = 0; i < sum->enrolment_count; i++) {
        const struct alarm_enrolment_sum *one = &sum->enrolments[i];
        struct alarm_programme_sum *programme = &sum->programmes[one->programme];
        alarm_rise_end(&sum->rise, &one->edge);
        if (!alarm_days_total(&one->days))
            continue;
        programme->patients++;
        programme->version = one->version > programme->version ? one->version : programme->version;
        alarm_days_add(&programme->days, &one->days);
        alarm_days_add(&sum->total, &one->days);
    }
    order_programmes(s);
}

static bool read_rows(struct db *db, struct summing *s, const struct value people[4],
                      struct error *error)
{
    const struct value rows[] = {people[0], v_int(s->first), v_int(s->last)};
    if (!db_each(db, &PEOPLE, people, 4, take_person, s, error))
        return false;
    list_people(s);
    return db_each(db, &MONTHS, rows, 3, take_month, s, error) &&
           db_each(db, &LIMITS, rows, 3, take_limit_row, s, error);
}

static void begin(struct summing *s, struct arena *arena, const struct alarm_period *period,
                  struct alarm_sum *sum)
{
    unsigned bit;
    *sum = (struct alarm_sum){.programme_count = 0};
    *s = (struct summing){.arena = arena,
                          .sum = sum,
                          .first = alarm_month_of(period->from, &bit),
                          .last = alarm_month_of(period->to, &bit)};
    sum->rise.first = s->first;
    for (int64_t month = s->first; month <= s->last; month++)
        s->within[month - s->first] = alarm_period_bits(period, month);
}

bool alarm_sum(struct db *db, struct arena *arena, const struct who *who, int64_t now,
               const struct alarm_period *period, struct str programme, struct alarm_sum *sum_r,
               struct error *error)
{
    const struct value people[] = {PERMIT_ARGS(who, now), v_str(programme)};
    struct summing s;
    begin(&s, arena, period, sum_r);
    if (who->ground != GROUND_SERVICE)
        return true;
    bool ok = db_begin_read(db, error) && db_each(db, &SHEETS, people, 4, take_sheet, &s, error);
    if (ok && s.uncovered) {
        begin(&s, arena, period, sum_r);
        ok = read_rows(db, &s, people, error);
    }
    db_end_read(db);
    if (!ok)
        return false;
    end_limits(&s);
    add_up(&s);
    keep_those_with_days(sum_r);
    if (sum_r->cause_count)
        qsort(sum_r->causes, sum_r->cause_count, sizeof *sum_r->causes, alarm_by_days);
    if (sum_r->enrolment_count)
        qsort(sum_r->enrolments, sum_r->enrolment_count, sizeof *sum_r->enrolments,
              by_alarms_a_day);
    return true;
}

bool alarm_rolled_up_to(struct db *db, struct arena *arena, bool *known_r, int64_t *day_r,
                        struct error *error)
{
    struct alarm_mark mark;
    if (!alarm_mark_read(db, arena, &mark, error))
        return false;
    *known_r = mark.through != ALARM_NEVER;
    *day_r = *known_r ? mark.through : 0;
    return true;
}
