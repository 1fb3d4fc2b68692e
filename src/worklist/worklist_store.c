#include "worklist/worklist.h"

#include "auth/permit.h"
#include "service/service.h"
#include "worklist/worklist_act.h"

/* ?4 programme, ?5 state, ?6 municipality: NULL for any. */
#define SEEN(condition)                                                                            \
    "EXISTS (SELECT 1 FROM enrolment e WHERE e.patient_id = o.patient_id"                          \
    " AND e.service_id = o.service_id AND " condition                                              \
    " AND (e.programme = ?4 OR ?4 IS NULL) AND (e.state = ?5 OR ?5 IS NULL)"                       \
    " AND (e.municipality_id = ?6 OR ?6 IS NULL))"
#define ITEM                                                                                       \
    "SELECT " OVERVIEW_COLUMNS ", p.given, p.family, p.birth_date, p.sex, s.name, a.name, p.phone" \
    " FROM overview o JOIN patient p ON p.id = o.patient_id"                                       \
    " JOIN organisation s ON s.id = o.service_id"                                                  \
    " LEFT JOIN account a ON a.id = o.taken_by"
/* ?7 ?8 tiers, ?9 zone or -1, ?10 what the row must have, ?11 … the name. */
#define PICKED(tier)                                                                               \
    " AND " tier " BETWEEN ?7 AND ?8 AND (?9 < 0 OR o.zone = ?9)"                                  \
    " AND ((?10 & 1) = 0 OR o.unread > 0) AND ((?10 & 2) = 0 OR o.tasks > 0)"                      \
    " AND ((?10 & 4) = 0 OR o.missing = 1) AND ((?10 & 8) = 0 OR o.unconfirmed = 1)"               \
    " AND (CAST(?11 AS text) IS NULL OR EXISTS (SELECT 1 FROM patient p"                           \
    " WHERE p.id = o.patient_id AND " NAME_FITS("?11", "?12", "?13", "?14", "?15", "?16") "))"
/* ?17 who has taken it, ?18 after when: not asked, or found by that, for which the plus keeps the
 * database from walking through the tiers. */
#define ANYBODYS PICKED("o.tier") " AND (CAST(?17 AS uuid) IS NULL OR o.taken_at > ?18)"
#define MINE PICKED("+o.tier") " AND o.taken_by = ?17 AND o.taken_at > ?18"
/* ?19 limit, ?20 … where the page before ended. */
#define LIST_BY(anchor, condition, picked, tier)                                                   \
    {                                                                                              \
        ITEM " WHERE o." anchor " = ?1" picked " AND (" tier                                       \
             ", o.since, o.patient_id, o.service_id) > (?20, ?21, ?22, ?23) AND " SEEN(            \
                 condition) " ORDER BY " tier ", o.since, o.patient_id, o.service_id LIMIT ?19"    \
    }
#define ONE_BY(anchor, condition)                                                                  \
    {                                                                                              \
        ITEM                                                                                       \
            " WHERE o." anchor                                                                     \
            " = ?1 AND o.patient_id = ?7 AND " SEEN(condition) " ORDER BY o.tier, o.since LIMIT 1" \
    }
/* No further than a number that anybody reads: ?19. */
#define ROWS_BY(anchor, condition, picked, tier)                                                   \
    {                                                                                              \
        "SELECT o.tier, o.zone, o.unread, o.tasks, o.missing, o.unconfirmed, o.taken_by,"          \
        " o.taken_at FROM overview o WHERE o." anchor " = ?1" picked                               \
        " AND " SEEN(condition) " LIMIT ?19"                                                       \
    }
#define COUNT_BY(anchor, condition, picked, tier)                                                  \
    {                                                                                              \
        "SELECT count(*) FROM (SELECT 1 FROM overview o WHERE o." anchor " = ?1" picked            \
        " AND " SEEN(condition) " LIMIT ?19) counted"                                              \
    }
#define BY_WHOSE(by, anchor, condition)                                                            \
    {                                                                                              \
        by(anchor, condition, ANYBODYS, "o.tier"), by(anchor, condition, MINE, "+o.tier")          \
    }
#define BY_GROUND(by)                                                                              \
    {                                                                                              \
        [GROUND_SERVICE] = BY_WHOSE(by, "service_id", PERMIT_SERVICE),                             \
        [GROUND_MUNICIPALITY] = BY_WHOSE(by, "municipality_id", PERMIT_MUNICIPALITY),              \
    }

static const struct sql LIST[GROUND_COUNT][2] = BY_GROUND(LIST_BY);
static const struct sql ROWS[GROUND_COUNT][2] = BY_GROUND(ROWS_BY);
static const struct sql COUNT[GROUND_COUNT][2] = BY_GROUND(COUNT_BY);
static const struct sql ONE[GROUND_COUNT] = {
    [GROUND_SERVICE] = ONE_BY("service_id", PERMIT_SERVICE),
    [GROUND_MUNICIPALITY] = ONE_BY("municipality_id", PERMIT_MUNICIPALITY),
};
PERMIT_STATEMENTS(static const struct sql ENROLMENTS,
                  "SELECT e.id, e.programme, e.municipality_id, m.name, e.state,"
                  " e.programme_version FROM enrolment e"
                  " JOIN organisation m ON m.id = e.municipality_id WHERE ",
                  " AND e.patient_id = ?4 AND e.service_id = ?5 ORDER BY e.id");

static const struct sql CASES = {
    "SELECT enrolment_id, zone, since, unconfirmed, reasons FROM triage_case"
    " WHERE patient_id = ?1 AND service_id = ?2 AND closed_at IS NULL"
    " ORDER BY zone DESC, since, id",
    .gather = true,
};

static void read_enrolments(const struct worklist_asker *asker, const struct rows *rows,
                            struct worklist_item *item)
{
    item->enrolment_count = rows_count(rows);
    item->enrolments = arena_array(asker->arena, struct worklist_enrolment, item->enrolment_count);
    for (size_t i = 0; i < item->enrolment_count; i++) {
        struct worklist_enrolment *to = &item->enrolments[i];
        *to = (struct worklist_enrolment){
            .id = row_uuid(rows, i, 0),
            .programme = row_str(rows, i, 1).at,
            .municipality = row_uuid(rows, i, 2),
            .municipality_name = row_str(rows, i, 3).at,
            .state = row_str(rows, i, 4).at,
            .programme_version = row_int(rows, i, 5),
        };
    }
}

static bool is_told(const struct worklist_item *item, const struct uuid *enrolment)
{
    for (size_t i = 0; i < item->enrolment_count; i++)
        if (uuid_equal(&item->enrolments[i].id, enrolment))
            return true;
    return false;
}

/* The worst open case that the asker may see leads instead; none: the row says nothing. */
static void lead_by_told(const struct rows *cases, struct worklist_item *item)
{
    struct overview *row = &item->overview;
    row->zone = ZONE_NONE;
    row->unconfirmed = false;
    row->reasons.count = 0;
    row->looks = 0;
    row->remark = STR_NONE;
    for (size_t i = 0; i < rows_count(cases) && row->zone == ZONE_NONE; i++) {
        struct uuid enrolment = row_uuid(cases, i, 0);
        if (!is_told(item, &enrolment))
            continue;
        row->enrolment = enrolment;
        row->zone = (enum zone)row_int(cases, i, 1);
        row->since = row_int(cases, i, 2);
        row->unconfirmed = row_int(cases, i, 3) != 0;
        reasons_parse(row_str(cases, i, 4), &row->reasons);
    }
}

/* What leads the row may belong to a programme that the asker may not see. */
static bool hide_foreign_leads(const struct worklist_asker *asker, struct worklist_item *items,
                               size_t count, struct error *error)
{
    struct rows **cases = arena_array(asker->arena, struct rows *, count);
    size_t asked = 0;
    for (size_t i = 0; i < count; i++) {
        cases[i] = NULL;
        if (is_told(&items[i], &items[i].overview.enrolment))
            continue;
        cases[i] =
            db_ask(asker->db, asker->arena, &CASES,
                   ARGS(v_uuid(&items[i].overview.patient), v_uuid(&items[i].overview.service)));
        asked++;
    }
    if (asked && !db_settle(asker->db, error))
        return false;
    for (size_t i = 0; i < count; i++)
        if (cases[i])
            lead_by_told(cases[i], &items[i]);
    return true;
}

static void read_item(const struct rows *rows, size_t row, struct worklist_item *item)
{
    overview_read(rows, row, 0, &item->overview);
    item->given = row_str(rows, row, OVERVIEW_COLUMN_COUNT);
    item->family = row_str(rows, row, OVERVIEW_COLUMN_COUNT + 1);
    item->born = row_str(rows, row, OVERVIEW_COLUMN_COUNT + 2);
    item->sex = row_str(rows, row, OVERVIEW_COLUMN_COUNT + 3);
    item->service_name = row_str(rows, row, OVERVIEW_COLUMN_COUNT + 4);
    item->taken_by_name = row_str(rows, row, OVERVIEW_COLUMN_COUNT + 5);
    item->phone = row_str(rows, row, OVERVIEW_COLUMN_COUNT + 6);
}

struct worklist_promise worklist_item_promise(const struct worklist_item *item, int64_t now)
{
    const struct overview *row = &item->overview;
    struct promise promise;
    if (row->zone == ZONE_NONE || !row->since)
        return (struct worklist_promise){.by = 0};
    hours_promise(item->hours, row->since, &promise);
    return (struct worklist_promise){
        .outside_hours = promise.known && !promise.open && row->zone >= ZONE_YELLOW,
        .by = promise.by,
        .passed = promise.known && now >= promise.by,
    };
}

/* The hours of each service that is among the rows, asked once. A municipality has its patients
 * with a few. */
struct asked_hours {
    struct uuid service;
    struct service_hours_asked asked;
    struct hours hours;
};

static size_t ask_hours(const struct worklist_asker *asker, struct worklist_item *items,
                        size_t count, struct asked_hours **services_r)
{
    struct asked_hours *services = arena_array(asker->arena, struct asked_hours, count);
    size_t service_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct uuid *id = &items[i].overview.service;
        size_t k = 0;
        while (k < service_count && !uuid_equal(&services[k].service, id))
            k++;
        items[i].hours = &services[k].hours;
        if (k < service_count)
            continue;
        services[service_count++] = (struct asked_hours){
            .service = *id, .asked = service_hours_ask(asker->db, asker->arena, id)};
    }
    *services_r = services;
    return service_count;
}

/* Of the service's own list, of so many patients at once: found by the patient, never by walking
 * through the service's tasks. */
enum { TASKS_OF = 50, TASKS_EACH = 8 };
/* clang-format off */
static const struct sql NEXT_TASKS = {
    "SELECT * FROM (SELECT " TASK_COLUMNS ", row_number() OVER (PARTITION BY t.patient_id, t.service_id"
    " ORDER BY t.due_at, t.id) AS place FROM task t WHERE t.state = 'open' AND t.due_at <= ?1"
    " AND t.queue_id = t.service_id AND t.patient_id IN (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11"
    ", ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30"
    ", ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, ?43, ?44, ?45, ?46, ?47, ?48, ?49"
    ", ?50, ?51)) AS x WHERE x.place <= 8 ORDER BY x.due_at DESC, x.id DESC"};
/* clang-format on */
_Static_assert(TASKS_OF == 50 && TASKS_EACH == 8, "NEXT_TASKS says the numbers");

static bool is_task_of(const struct worklist_item *item, const struct task *task)
{
    return uuid_equal(&item->overview.patient, &task->patient) &&
           uuid_equal(&item->overview.service, &task->service) &&
           (uuid_is_zero(&task->enrolment) || is_told(item, &task->enrolment));
}

/* The one that is due the longest comes last. */
static bool read_next_tasks(const struct worklist_asker *asker, struct worklist_item **items,
                            size_t count, struct error *error)
{
    struct value args[1 + TASKS_OF] = {v_int(asker->now)};
    struct rows *rows;
    for (size_t i = 0; i < TASKS_OF; i++)
        args[1 + i] = v_uuid(&items[i < count ? i : 0]->overview.patient);
    if (!db_run(asker->db, asker->arena, &NEXT_TASKS, args, 1 + TASKS_OF, &rows, error))
        return false;
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct task task;
        task_read(rows, row, 0, &task);
        for (size_t i = 0; i < count; i++)
            if (is_task_of(items[i], &task))
                items[i]->next_task = task;
    }
    return true;
}

static bool add_tasks(const struct worklist_asker *asker, struct worklist_item *items, size_t count,
                      struct error *error)
{
    struct worklist_item *some[TASKS_OF];
    size_t waiting = 0;
    for (size_t i = 0; i < count; i++) {
        if (items[i].overview.tasks)
            some[waiting++] = &items[i];
        if (waiting && (waiting == TASKS_OF || i + 1 == count)) {
            if (!read_next_tasks(asker, some, waiting, error))
                return false;
            waiting = 0;
        }
    }
    return true;
}

static bool add_enrolments(const struct worklist_asker *asker, struct worklist_item *items,
                           size_t count, struct error *error)
{
    struct rows **enrolments = arena_array(asker->arena, struct rows *, count);
    struct asked_hours *services;
    size_t service_count = ask_hours(asker, items, count, &services);
    for (size_t i = 0; i < count; i++)
        enrolments[i] =
            db_ask(asker->db, asker->arena, &ENROLMENTS[asker->who->ground],
                   ARGS(PERMIT_ARGS(asker->who, asker->now), v_uuid(&items[i].overview.patient),
                        v_uuid(&items[i].overview.service)));
    if (!db_settle(asker->db, error))
        return false;
    for (size_t i = 0; i < service_count; i++)
        service_hours_take(&services[i].asked, asker->arena, &services[i].hours);
    for (size_t i = 0; i < count; i++)
        read_enrolments(asker, enrolments[i], &items[i]);
    return add_tasks(asker, items, count, error) && hide_foreign_leads(asker, items, count, error);
}

static bool read_items(const struct worklist_asker *asker, const struct rows *rows,
                       struct worklist_item **items_r, size_t *count_r, struct error *error)
{
    size_t count = rows_count(rows);
    struct worklist_item *items = arena_array(asker->arena, struct worklist_item, count);
    for (size_t i = 0; i < count; i++)
        read_item(rows, i, &items[i]);
    *items_r = items;
    *count_r = count;
    return add_enrolments(asker, items, count, error);
}

#define FILTER_ARGS(filter)                                                                        \
    v_str((filter)->programme), v_str((filter)->state), v_uuid(&(filter)->municipality)
#define PICKED_ARGS(asker, filter)                                                                 \
    v_int((filter)->tier_from), v_int((filter)->tier_to), v_int((filter)->zone),                   \
        v_int((filter)->with), NAME_ARGS(&(filter)->name),                                         \
        v_uuid((filter)->mine ? &(asker)->who->account : NULL), v_int((asker)->now - TAKE_LASTS)

static int at_least(int value, int least)
{
    return value > least ? value : least;
}

static int at_most(int value, int most)
{
    return value < most ? value : most;
}

/* A row's tier follows from what it holds (overview_tier): no others are walked through. */
static struct worklist_filter tightened(const struct worklist_filter *filter)
{
    static const enum tier from[] = {TIER_ATTENTION, TIER_ATTENTION, TIER_YELLOW, TIER_RED};
    static const enum tier to[] = {TIER_NOTHING, TIER_GREEN, TIER_YELLOW, TIER_RED};
    struct worklist_filter tight = *filter;
    if (filter->zone >= 0) {
        tight.tier_from = at_least(tight.tier_from, (int)from[filter->zone]);
        tight.tier_to = at_most(tight.tier_to, (int)to[filter->zone]);
    }
    if (filter->with)
        tight.tier_to = at_most(tight.tier_to, TIER_ATTENTION);
    if (filter->with & WITH_UNCONFIRMED)
        tight.tier_to = at_most(tight.tier_to, TIER_YELLOW);
    return tight;
}

bool worklist_read(const struct worklist_asker *asker, const struct worklist_filter *filter,
                   struct worklist_item **items_r, size_t *count_r, struct error *error)
{
    struct rows *rows;
    const struct sql *list = &LIST[asker->who->ground][filter->mine];
    const struct worklist_filter tight = tightened(filter);
    *count_r = 0;
    if (!list->text)
        return true;
    bool ok = db_begin_read(asker->db, error) &&
              db_run(asker->db, asker->arena, list,
                     ARGS(PERMIT_ARGS(asker->who, asker->now), FILTER_ARGS(&tight),
                          PICKED_ARGS(asker, &tight), v_int(filter->limit + 1),
                          v_int(filter->after_tier), v_int(filter->after_since),
                          v_uuid(&filter->after_patient), v_uuid(&filter->after_service)),
                     &rows, error) &&
              read_items(asker, rows, items_r, count_r, error);
    db_end_read(asker->db);
    return ok;
}

static bool ask_some(const struct worklist_asker *asker, const struct uuid *patients,
                     size_t patient_count, struct worklist_item *items, size_t *count_r,
                     struct error *error)
{
    struct worklist_filter any = {0};
    struct rows **rows = arena_array(asker->arena, struct rows *, patient_count);
    for (size_t i = 0; i < patient_count; i++)
        rows[i] = db_ask(
            asker->db, asker->arena, &ONE[asker->who->ground],
            ARGS(PERMIT_ARGS(asker->who, asker->now), FILTER_ARGS(&any), v_uuid(&patients[i])));
    if (!db_settle(asker->db, error))
        return false;
    *count_r = 0;
    for (size_t i = 0; i < patient_count; i++)
        if (rows_count(rows[i]))
            read_item(rows[i], 0, &items[(*count_r)++]);
    return true;
}

bool worklist_read_some(const struct worklist_asker *asker, const struct uuid *patients,
                        size_t patient_count, struct worklist_item **items_r, size_t *count_r,
                        struct error *error)
{
    *count_r = 0;
    *items_r = arena_array(asker->arena, struct worklist_item, patient_count);
    if (!ONE[asker->who->ground].text)
        return true;
    bool own = !db_in_transaction(asker->db);
    bool ok = (!own || db_begin_read(asker->db, error)) &&
              ask_some(asker, patients, patient_count, *items_r, count_r, error) &&
              add_enrolments(asker, *items_r, *count_r, error);
    if (own)
        db_end_read(asker->db);
    return ok;
}

bool worklist_read_one(const struct worklist_asker *asker, const struct uuid *patient,
                       struct worklist_item **items_r, size_t *count_r, struct error *error)
{
    return worklist_read_some(asker, patient, 1, items_r, count_r, error);
}

static const struct {
    enum tier from, to;
    int zone;
    unsigned with;
    bool mine;
} parts[WORKLIST_PARTS] = {
    [PART_ALL] = {TIER_RED, TIER_NOTHING, -1, 0, false},
    [PART_RED] = {TIER_RED, TIER_NOTHING, ZONE_RED, 0, false},
    [PART_UNCONFIRMED] = {TIER_RED, TIER_NOTHING, -1, WITH_UNCONFIRMED, false},
    [PART_YELLOW] = {TIER_RED, TIER_NOTHING, ZONE_YELLOW, 0, false},
    [PART_UNREAD] = {TIER_RED, TIER_NOTHING, -1, WITH_UNREAD, false},
    [PART_TASKS] = {TIER_RED, TIER_NOTHING, -1, WITH_TASKS, false},
    [PART_MISSING] = {TIER_RED, TIER_NOTHING, -1, WITH_MISSING, false},
    [PART_ATTENTION] = {TIER_ATTENTION, TIER_ATTENTION, -1, 0, false},
    [PART_GREEN] = {TIER_RED, TIER_NOTHING, ZONE_GREEN, 0, false},
    [PART_MINE] = {TIER_RED, TIER_NOTHING, -1, 0, true},
};

/* The list with the part's filter beside its own; false when no row can fit both. */
static bool narrowed(const struct worklist_filter *filter, enum worklist_part part,
                     struct worklist_filter *narrow_r)
{
    struct worklist_filter both = *filter;
    both.tier_from = at_least(filter->tier_from, (int)parts[part].from);
    both.tier_to = at_most(filter->tier_to, (int)parts[part].to);
    if (parts[part].zone >= 0)
        both.zone = parts[part].zone;
    both.with |= parts[part].with;
    both.mine = filter->mine || parts[part].mine;
    *narrow_r = tightened(&both);
    return (filter->zone < 0 || filter->zone == both.zone) &&
           narrow_r->tier_from <= narrow_r->tier_to;
}

/* Whether a row of ROWS is in the part. */
static bool is_in(const struct worklist_asker *asker, const struct rows *rows, size_t row,
                  enum worklist_part part)
{
    const int tier = (int)row_int(rows, row, 0);
    const unsigned has = (row_int(rows, row, 2) ? WITH_UNREAD : 0u) |
                         (row_int(rows, row, 3) ? WITH_TASKS : 0u) |
                         (row_int(rows, row, 4) ? WITH_MISSING : 0u) |
                         (row_int(rows, row, 5) ? WITH_UNCONFIRMED : 0u);
    const struct uuid by = row_uuid(rows, row, 6);
    const bool mine =
        uuid_equal(&by, &asker->who->account) && row_int(rows, row, 7) > asker->now - TAKE_LASTS;
    return tier >= (int)parts[part].from && tier <= (int)parts[part].to &&
           (parts[part].zone < 0 || parts[part].zone == row_int(rows, row, 1)) &&
           (has & parts[part].with) == parts[part].with && (mine || !parts[part].mine);
}

static void count_rows(const struct worklist_asker *asker, const struct rows *rows,
                       int64_t counts_r[WORKLIST_PARTS])
{
    for (size_t row = 0; row < rows_count(rows); row++)
        for (unsigned part = 0; part < WORKLIST_PARTS; part++)
            counts_r[part] += is_in(asker, rows, row, part);
}

#define COUNT_ARGS(asker, filter)                                                                  \
    ARGS(PERMIT_ARGS((asker)->who, (asker)->now), FILTER_ARGS(filter), PICKED_ARGS(asker, filter), \
         v_int(WORKLIST_COUNT_MOST + 1))

/* Each part by itself, as far as is counted. */
static bool count_parts(const struct worklist_asker *asker, const struct worklist_filter *filter,
                        int64_t counts_r[WORKLIST_PARTS], struct error *error)
{
    struct rows *rows[WORKLIST_PARTS] = {NULL};
    struct worklist_filter narrow;
    for (unsigned part = 0; part < WORKLIST_PARTS; part++)
        if (narrowed(filter, part, &narrow))
            rows[part] = db_ask(asker->db, asker->arena, &COUNT[asker->who->ground][narrow.mine],
                                COUNT_ARGS(asker, &narrow));
    if (!db_settle(asker->db, error))
        return false;
    for (unsigned part = 0; part < WORKLIST_PARTS; part++)
        counts_r[part] = rows[part] ? row_int(rows[part], 0, 0) : 0;
    return true;
}

/* Most lists are short enough to be walked through once. */
bool worklist_counts(const struct worklist_asker *asker, const struct worklist_filter *filter,
                     int64_t counts_r[WORKLIST_PARTS], struct error *error)
{
    struct rows *rows;
    const struct sql *all = &ROWS[asker->who->ground][filter->mine];
    const struct worklist_filter tight = tightened(filter);
    memset(counts_r, 0, WORKLIST_PARTS * sizeof counts_r[0]);
    if (!all->text)
        return true;
    bool ok = db_begin_read(asker->db, error) &&
              db_run(asker->db, asker->arena, all, COUNT_ARGS(asker, &tight), &rows, error);
    if (ok && rows_count(rows) > WORKLIST_COUNT_MOST)
        ok = count_parts(asker, filter, counts_r, error);
    else if (ok)
        count_rows(asker, rows, counts_r);
    db_end_read(asker->db);
    return ok;
}
