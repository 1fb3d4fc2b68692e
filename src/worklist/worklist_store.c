#include "worklist/worklist.h"

#include "auth/permit.h"

/* ?4 programme, ?5 state, ?6 municipality: NULL for any. */
#define SEEN(condition)                                                                            \
    "EXISTS (SELECT 1 FROM enrolment e WHERE e.patient_id = o.patient_id"                          \
    " AND e.service_id = o.service_id AND " condition                                              \
    " AND (e.programme = ?4 OR ?4 IS NULL) AND (e.state = ?5 OR ?5 IS NULL)"                       \
    " AND (e.municipality_id = ?6 OR ?6 IS NULL))"
#define ITEM                                                                                       \
    "SELECT " OVERVIEW_COLUMNS ", p.given, p.family, p.birth_date, p.sex, s.name, a.name"          \
    " FROM overview o JOIN patient p ON p.id = o.patient_id"                                       \
    " JOIN organisation s ON s.id = o.service_id"                                                  \
    " LEFT JOIN account a ON a.id = o.taken_by"
/* ?7 ?8 tiers, ?9 zone or -1, ?10 limit, ?11 … where the page before ended. */
#define PAGE " AND o.tier BETWEEN ?7 AND ?8 AND (?9 < 0 OR o.zone = ?9)"
#define LIST_BY(anchor, condition)                                                                 \
    {                                                                                              \
        ITEM                                                                                       \
            " WHERE o." anchor " = ?1" PAGE                                                        \
            " AND (o.tier, o.since, o.patient_id, o.service_id) > (?11, ?12, ?13, ?14) AND " SEEN( \
                condition) " ORDER BY o.tier, o.since, o.patient_id, o.service_id LIMIT ?10"       \
    }
#define ONE_BY(anchor, condition)                                                                  \
    {                                                                                              \
        ITEM                                                                                       \
            " WHERE o." anchor                                                                     \
            " = ?1 AND o.patient_id = ?7 AND " SEEN(condition) " ORDER BY o.tier, o.since LIMIT 1" \
    }
/* One tier, and no further than a number that anybody reads: ?7 tier, ?8 zone or -1, ?9 how far. */
#define COUNT_BY(anchor, condition)                                                                \
    {                                                                                              \
        "SELECT count(*) FROM (SELECT 1 FROM overview o WHERE o." anchor " = ?1 AND o.tier = ?7"   \
        " AND (?8 < 0 OR o.zone = ?8) AND " SEEN(condition) " LIMIT ?9) counted"                   \
    }

static const struct sql LIST[GROUND_COUNT] = {
    [GROUND_SERVICE] = LIST_BY("service_id", PERMIT_SERVICE),
    [GROUND_MUNICIPALITY] = LIST_BY("municipality_id", PERMIT_MUNICIPALITY),
};
static const struct sql ONE[GROUND_COUNT] = {
    [GROUND_SERVICE] = ONE_BY("service_id", PERMIT_SERVICE),
    [GROUND_MUNICIPALITY] = ONE_BY("municipality_id", PERMIT_MUNICIPALITY),
};
static const struct sql COUNT[GROUND_COUNT] = {
    [GROUND_SERVICE] = COUNT_BY("service_id", PERMIT_SERVICE),
    [GROUND_MUNICIPALITY] = COUNT_BY("municipality_id", PERMIT_MUNICIPALITY),
};
PERMIT_STATEMENTS(static const struct sql ENROLMENTS,
                  "SELECT e.id, e.programme, e.municipality_id, m.name, e.state,"
                  " e.programme_version, e.state_since FROM enrolment e"
                  " JOIN organisation m ON m.id = e.municipality_id WHERE ",
                  " AND e.patient_id = ?4 AND e.service_id = ?5 ORDER BY e.id");

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
            .state_since = row_int(rows, i, 6),
        };
    }
}

/* What leads the row may belong to a programme that the asker may not see. */
static void hide_foreign_lead(struct worklist_item *item)
{
    for (size_t i = 0; i < item->enrolment_count; i++)
        if (uuid_equal(&item->enrolments[i].id, &item->overview.enrolment))
            return;
    item->overview.zone = ZONE_NONE;
    item->overview.unconfirmed = false;
    item->overview.reasons.count = 0;
    item->overview.looks = 0;
    item->overview.remark = STR_NONE;
}

struct contact_due worklist_item_due(const struct worklist_item *item)
{
    struct contact_due due = {0};
    for (size_t i = 0; i < item->enrolment_count; i++)
        contact_due_add(&due, &item->overview, str_of(item->enrolments[i].state),
                        item->enrolments[i].state_since);
    return due;
}

static bool read_items(const struct worklist_asker *asker, const struct rows *rows,
                       struct worklist_item **items_r, size_t *count_r, struct error *error)
{
    struct arena *arena = asker->arena;
    size_t count = rows_count(rows);
    struct worklist_item *items = arena_array(arena, struct worklist_item, count);
    struct rows **enrolments = arena_array(arena, struct rows *, count);
    for (size_t i = 0; i < count; i++) {
        overview_read(rows, i, 0, &items[i].overview);
        items[i].given = row_str(rows, i, OVERVIEW_COLUMN_COUNT);
        items[i].family = row_str(rows, i, OVERVIEW_COLUMN_COUNT + 1);
        items[i].born = row_str(rows, i, OVERVIEW_COLUMN_COUNT + 2);
        items[i].sex = row_str(rows, i, OVERVIEW_COLUMN_COUNT + 3);
        items[i].service_name = row_str(rows, i, OVERVIEW_COLUMN_COUNT + 4);
        items[i].taken_by_name = row_str(rows, i, OVERVIEW_COLUMN_COUNT + 5);
        enrolments[i] =
            db_ask(asker->db, arena, &ENROLMENTS[asker->who->ground],
                   ARGS(PERMIT_ARGS(asker->who, asker->now), v_uuid(&items[i].overview.patient),
                        v_uuid(&items[i].overview.service)));
    }
    if (!db_settle(asker->db, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        read_enrolments(asker, enrolments[i], &items[i]);
        hide_foreign_lead(&items[i]);
    }
    *items_r = items;
    *count_r = count;
    return true;
}

#define FILTER_ARGS(filter)                                                                        \
    v_str((filter)->programme), v_str((filter)->state), v_uuid(&(filter)->municipality)

bool worklist_read(const struct worklist_asker *asker, const struct worklist_filter *filter,
                   struct worklist_item **items_r, size_t *count_r, struct error *error)
{
    struct rows *rows;
    const struct sql *list = &LIST[asker->who->ground];
    *count_r = 0;
    if (!list->text)
        return true;
    bool ok =
        db_begin_read(asker->db, error) &&
        db_run(asker->db, asker->arena, list,
               ARGS(PERMIT_ARGS(asker->who, asker->now), FILTER_ARGS(filter),
                    v_int(filter->tier_from), v_int(filter->tier_to), v_int(filter->zone),
                    v_int(filter->limit + 1), v_int(filter->after_tier), v_int(filter->after_since),
                    v_uuid(&filter->after_patient), v_uuid(&filter->after_service)),
               &rows, error) &&
        read_items(asker, rows, items_r, count_r, error);
    db_end_read(asker->db);
    return ok;
}

bool worklist_read_one(const struct worklist_asker *asker, const struct uuid *patient,
                       struct worklist_item **items_r, size_t *count_r, struct error *error)
{
    struct rows *rows;
    struct worklist_filter any = {0};
    const struct sql *one = &ONE[asker->who->ground];
    *count_r = 0;
    if (!one->text)
        return true;
    bool ok = db_begin_read(asker->db, error) &&
              db_run(asker->db, asker->arena, one,
                     ARGS(PERMIT_ARGS(asker->who, asker->now), FILTER_ARGS(&any), v_uuid(patient)),
                     &rows, error) &&
              read_items(asker, rows, items_r, count_r, error);
    db_end_read(asker->db);
    return ok;
}

bool worklist_counts(const struct worklist_asker *asker, const struct worklist_filter *filter,
                     int64_t counts_r[TIER_NOTHING + 1], struct error *error)
{
    struct rows *rows[TIER_NOTHING + 1] = {NULL};
    const struct sql *count = &COUNT[asker->who->ground];
    memset(counts_r, 0, (TIER_NOTHING + 1) * sizeof counts_r[0]);
    if (!count->text)
        return true;
    bool ok = db_begin_read(asker->db, error);
    for (int tier = filter->tier_from; ok && tier <= filter->tier_to; tier++)
        rows[tier] = db_ask(asker->db, asker->arena, count,
                            ARGS(PERMIT_ARGS(asker->who, asker->now), FILTER_ARGS(filter),
                                 v_int(tier), v_int(filter->zone), v_int(WORKLIST_COUNT_MOST + 1)));
    ok = ok && db_settle(asker->db, error);
    for (int tier = filter->tier_from; ok && tier <= filter->tier_to; tier++)
        counts_r[tier] = row_int(rows[tier], 0, 0);
    db_end_read(asker->db);
    return ok;
}
