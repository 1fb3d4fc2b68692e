/* Searches are constant texts: what a search leaves open is filled with bounds that hold for all.
 *
 * ?1 to ?3 are the asker's (permit.h) in lists of several patients; within one patient they are the
 * patient and the outer bounds of the time. */
#include "observation/observation_store.h"

#include "auth/permit.h"
#include "observation/observation_columns.h"
#include "observation/observation_fhir.h"
#include "store/newest.h"

/* clang-format off */

/* The end of a time by its precision; a month and a year last at least so long. */
#define UNTIL \
    "(o.effective + CASE o.effective_precision WHEN 5 THEN 1 WHEN 4 THEN 1000 WHEN 3 THEN 60000" \
    " WHEN 2 THEN 86400000 WHEN 1 THEN 2419200000 ELSE 31536000000 END)"
#define EARLIEST \
    "CASE o.effective_precision WHEN 0 THEN ?4 WHEN 1 THEN ?5 WHEN 2 THEN ?6 WHEN 3 THEN ?7" \
    " WHEN 4 THEN ?8 ELSE ?9 END"
#define LATEST \
    "CASE o.effective_precision WHEN 0 THEN ?10 WHEN 1 THEN ?11 WHEN 2 THEN ?12 WHEN 3 THEN ?13" \
    " WHEN 4 THEN ?14 ELSE ?15 END"
#define TIMES \
    " AND o.effective BETWEEN " EARLIEST " AND " LATEST \
    " AND NOT (o.effective >= ?16 AND " UNTIL " <= ?17) AND o.received_at BETWEEN ?18 AND ?19"
#define STATUSES " AND (?20 = 0 OR o.status IN (?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28))"
#define PANELS " AND (?29 = 0 OR o.parameter <> 3 OR o.panel <> 0)"
#define PARAMETERS \
    " AND o.parameter IN (?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, ?43," \
    " ?44, ?45, ?46, ?47, ?48, ?49)"

/* A patient's id is wrapped where the key is to lead: SQLite, which keeps no statistics here, would
 * walk through all that the patient has. */
#define IDENTIFIER \
    " AND (?50 = 0 OR EXISTS (SELECT 1 FROM observation i WHERE i.key = o.key" \
    " AND coalesce(i.patient_id, o.patient_id) = o.patient_id AND i.version = o.version" \
    " AND i.identifier_value = ?51))"
#define REST TIMES STATUSES PANELS IDENTIFIER NEWEST_OBSERVATION

#define SHOWN \
    " SELECT " OBSERVATION_COLUMNS " FROM page JOIN observation o ON o.key = page.key" \
    " AND coalesce(o.patient_id, page.patient_id) = page.patient_id AND o.version = page.version"

/* ---- by time ----
 *
 * Each parameter's values are one range of the table, read in its order and no further than a page;
 * then they are merged. The key orders what was measured at the same time. */

#define RANGE(parameter, than, way) \
    "SELECT * FROM (SELECT o.patient_id, o.key, o.version, o.effective FROM observation o" \
    " WHERE o.patient_id = ?1 AND o.parameter = " parameter \
    " AND o.effective BETWEEN ?2 AND ?3" REST " AND (o.effective, o.key) " than " (?55, ?57)" \
    " ORDER BY o.effective " way ", o.key " way " LIMIT ?58) AS one"
#define ALSO(parameter, than, way) " UNION ALL " RANGE(parameter, than, way)
#define RANGES(than, way) \
    RANGE("?30", than, way) ALSO("?31", than, way) ALSO("?32", than, way) \
    ALSO("?33", than, way) ALSO("?34", than, way) ALSO("?35", than, way) \
    ALSO("?36", than, way) ALSO("?37", than, way) ALSO("?38", than, way) \
    ALSO("?39", than, way) ALSO("?40", than, way) ALSO("?41", than, way) \
    ALSO("?42", than, way) ALSO("?43", than, way) ALSO("?44", than, way) \
    ALSO("?45", than, way) ALSO("?46", than, way) ALSO("?47", than, way) \
    ALSO("?48", than, way) ALSO("?49", than, way)
#define IN_ORDER(way) SHOWN " ORDER BY page.effective " way ", page.key " way ", o.parameter"
#define MERGED(than, way) \
    "WITH page AS (SELECT DISTINCT patient_id, key, version, effective FROM (" \
    RANGES(than, way) ") AS merged ORDER BY effective " way ", key " way " LIMIT ?58)" IN_ORDER(way)
/* Quicker to plan. */
#define ALONE(than, way) "WITH page AS (" RANGE("?30", than, way) ")" IN_ORDER(way)

static const struct sql BY_TIME_UP = {MERGED(">", "ASC")};
static const struct sql BY_TIME_DOWN = {MERGED("<", "DESC")};
static const struct sql ONE_BY_TIME_UP = {ALONE(">", "ASC")};
static const struct sql ONE_BY_TIME_DOWN = {ALONE("<", "DESC")};

/* ---- by another order, or by keys ---- */

#define PLACE \
    "(?52 * o.effective + ?53 * o.received_at" \
    " + ?54 * CASE WHEN o.panel <> 0 THEN o.panel ELSE o.parameter END)"
#define AFTER " AND (" PLACE ", -o.effective, o.key) > (?55, ?56, ?57)"
#define HEADS \
    "WITH page AS (SELECT DISTINCT o.patient_id, o.key, o.version, " PLACE " AS place," \
    " -o.effective AS newer FROM observation o WHERE "
#define BODIES \
    " ORDER BY place, newer, key LIMIT ?58)" SHOWN \
    " ORDER BY page.place, page.newer, page.key, page.patient_id, o.parameter"
#define OF_PATIENT "o.patient_id = ?1 AND o.effective BETWEEN ?2 AND ?3" PARAMETERS
#define OF_KEYS "o.key IN (?59, ?60, ?61, ?62, ?63, ?64, ?65, ?66)"
#define OF_KEYS_AND_PATIENT \
    OF_KEYS " AND coalesce(o.patient_id, ?1) = ?1 AND o.effective BETWEEN ?2 AND ?3" PARAMETERS
#define COUNTED "SELECT count(*) FROM (SELECT DISTINCT o.key, o.version FROM observation o WHERE "

#define UP_TO_LIMIT 58
#define UP_TO_KEYS 66

static const struct sql PAGE = {HEADS OF_PATIENT REST AFTER BODIES};
static const struct sql PAGE_OF_KEYS = {HEADS OF_KEYS_AND_PATIENT REST AFTER BODIES};
static const struct sql TOTAL = {COUNTED OF_PATIENT REST " AND ?58 = ?58) AS found"};
static const struct sql TOTAL_OF_KEYS = {COUNTED OF_KEYS_AND_PATIENT REST ") AS found"};
PERMIT_STATEMENTS(static const struct sql LISTED,
                  HEADS OF_KEYS PARAMETERS REST AFTER
                  " AND EXISTS (SELECT 1 FROM enrolment e WHERE e.patient_id = o.patient_id AND ",
                  ")" BODIES);
static const struct sql ONE = {
    "SELECT " OBSERVATION_COLUMNS " FROM observation o WHERE o.key = ?1"
    " AND coalesce(o.patient_id, ?2) = ?2" NEWEST_OBSERVATION " ORDER BY o.parameter"};

/* clang-format on */

_Static_assert(FILTER_PARAMETERS == 20, "as many as PARAMETERS and RANGES name");

void observation_filter_init(struct observation_filter *filter)
{
    *filter = (struct observation_filter){.parameter_count = 0};
    search_filter_init(&filter->search);
    for (int parameter = 1; parameter < PARAMETER_COUNT; parameter++)
        if (parameter != PARAMETER_BP)
            filter->parameters[filter->parameter_count++] = (enum parameter)parameter;
    observation_filter_start(filter);
}

static bool is_by_time(const struct observation_filter *filter)
{
    return filter->search.by[SORT_TIME] != 0 && filter->search.key_count == 0;
}

void observation_filter_start(struct observation_filter *filter)
{
    bool down = is_by_time(filter) && filter->search.by[SORT_TIME] < 0;
    filter->search.after = (struct search_cursor){.first = INT64_MIN, .second = INT64_MIN};
    if (down) {
        filter->search.after.first = INT64_MAX;
        memset(filter->search.after.key, 0xff, sizeof filter->search.after.key);
    }
}

static void bind_times(const struct observation_filter *f, struct value *v)
{
    const struct search_filter *s = &f->search;
    for (size_t i = 0; i < SEARCH_PRECISIONS; i++) {
        v[3 + i] = v_int(s->earliest[i]);
        v[9 + i] = v_int(s->latest[i]);
    }
    v[15] = v_int(f->not_from < f->not_until ? f->not_from : INT64_MAX);
    v[16] = v_int(f->not_from < f->not_until ? f->not_until : INT64_MIN);
    v[17] = v_int(s->received_earliest);
    v[18] = v_int(s->received_latest);
}

/* Lists are filled up with what is never there. */
static void bind_lists(const struct observation_filter *f, struct value *v)
{
    const struct search_filter *s = &f->search;
    v[19] = v_int(s->status_count > 0);
    for (size_t i = 0; i < SEARCH_STATUSES; i++)
        v[20 + i] = i < s->status_count ? v_str(s->statuses[i]) : v_text("");
    v[28] = v_int(f->only_panels);
    for (size_t i = 0; i < FILTER_PARAMETERS; i++)
        v[29 + i] = v_int(i < f->parameter_count ? f->parameters[i] : PARAMETER_NONE);
    v[49] = v_int(s->identifier.len > 0);
    v[50] = v_str(s->identifier.len ? s->identifier : STR(""));
    for (size_t i = 0; i < SEARCH_KEYS; i++)
        v[58 + i] = v_bytes(s->keys[i < s->key_count ? i : 0], 16);
}

static void bind_order(const struct search_filter *s, struct value *v)
{
    v[51] = v_int(s->by[SORT_TIME]);
    v[52] = v_int(s->by[SORT_RECEIVED]);
    v[53] = v_int(s->by[SORT_CODE]);
    v[54] = v_int(s->after.first);
    v[55] = v_int(s->after.second);
    v[56] = v_bytes(s->after.key, sizeof s->after.key);
    v[57] = v_int((int64_t)s->limit);
}

static void bind(const struct observation_filter *f, struct value v[UP_TO_KEYS])
{
    int64_t earliest, latest;
    search_filter_times(&f->search, &earliest, &latest);
    v[0] = v_uuid(&f->search.patient);
    v[1] = v_int(earliest);
    v[2] = v_int(latest);
    bind_times(f, v);
    bind_lists(f, v);
    bind_order(&f->search, v);
}

static const struct sql *page_of(const struct observation_filter *filter)
{
    bool down = filter->search.by[SORT_TIME] < 0;
    if (!is_by_time(filter))
        return filter->search.key_count ? &PAGE_OF_KEYS : &PAGE;
    if (filter->parameter_count == 1)
        return down ? &ONE_BY_TIME_DOWN : &ONE_BY_TIME_UP;
    return down ? &BY_TIME_DOWN : &BY_TIME_UP;
}

bool observation_page(struct db *db, struct arena *arena, const struct observation_filter *filter,
                      struct rows **rows_r, struct error *error)
{
    struct value values[UP_TO_KEYS];
    bind(filter, values);
    return db_run(db, arena, page_of(filter), values,
                  filter->search.key_count ? UP_TO_KEYS : UP_TO_LIMIT, rows_r, error);
}

bool observation_listed(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                        const struct observation_filter *filter, struct rows **rows_r,
                        struct error *error)
{
    const struct value asker[] = {PERMIT_ARGS(who, now)};
    struct value values[UP_TO_KEYS];
    bind(filter, values);
    memcpy(values, asker, sizeof asker);
    if (!LISTED[who->ground].text)
        return error_set(error, ERROR_FORBIDDEN, "There is nobody whom you may see.");
    return db_run(db, arena, &LISTED[who->ground], values, UP_TO_KEYS, rows_r, error);
}

bool observation_total(struct db *db, struct arena *arena, const struct observation_filter *filter,
                       int64_t *total_r, struct error *error)
{
    struct value values[UP_TO_KEYS];
    struct rows *rows;
    bind(filter, values);
    if (!db_run(db, arena, filter->search.key_count ? &TOTAL_OF_KEYS : &TOTAL, values,
                filter->search.key_count ? UP_TO_KEYS : UP_TO_LIMIT, &rows, error))
        return false;
    *total_r = row_int(rows, 0, 0);
    return true;
}

bool observation_newest(struct db *db, struct arena *arena, const struct uuid *patient,
                        const struct uuid *key, struct rows **rows_r, struct error *error)
{
    return db_run(db, arena, &ONE, ARGS(v_bytes(key->b, sizeof key->b), v_uuid(patient)), rows_r,
                  error);
}

static bool same_observation(const struct rows *rows, size_t a, size_t b)
{
    struct uuid left = row_uuid(rows, a, COLUMN_PATIENT_ID);
    struct uuid right = row_uuid(rows, b, COLUMN_PATIENT_ID);
    return str_equal(row_str(rows, a, COLUMN_KEY), row_str(rows, b, COLUMN_KEY)) &&
           row_int(rows, a, COLUMN_VERSION) == row_int(rows, b, COLUMN_VERSION) &&
           uuid_equal(&left, &right);
}

size_t observation_rows(const struct rows *rows, size_t first)
{
    size_t next = first + 1;
    while (next < rows_count(rows) && same_observation(rows, first, next))
        next++;
    return next - first;
}

void observation_cursor_at(const struct observation_filter *filter, const struct rows *rows,
                           size_t row, struct search_cursor *cursor_r)
{
    int64_t effective = row_int(rows, row, COLUMN_EFFECTIVE);
    int64_t panel = row_int(rows, row, COLUMN_PANEL);
    int64_t code = panel ? panel : row_int(rows, row, COLUMN_PARAMETER);
    struct str key = row_str(rows, row, COLUMN_KEY);
    cursor_r->first = filter->search.by[SORT_TIME] * effective +
                      filter->search.by[SORT_RECEIVED] * row_int(rows, row, COLUMN_RECEIVED_AT) +
                      filter->search.by[SORT_CODE] * code;
    if (is_by_time(filter))
        cursor_r->first = effective;
    cursor_r->second = -effective;
    memcpy(cursor_r->key, key.at, sizeof cursor_r->key);
}
