#include "response/form_response_store.h"
#include "store/newest.h"

/* clang-format off */

#define BY_PRECISION(a, b, c, d, e, f) \
    "CASE r.authored_precision WHEN 0 THEN " a " WHEN 1 THEN " b " WHEN 2 THEN " c " WHEN 3 THEN " d \
    " WHEN 4 THEN " e " ELSE " f " END"
#define TIMES \
    " AND r.authored BETWEEN " BY_PRECISION("?4", "?5", "?6", "?7", "?8", "?9") \
    " AND " BY_PRECISION("?10", "?11", "?12", "?13", "?14", "?15") \
    " AND r.received_at BETWEEN ?16 AND ?17"
#define STATUSES " AND (?18 = 0 OR r.status IN (?19, ?20, ?21, ?22, ?23))"
#define PROGRAMMES \
    " AND (?24 = 0 OR r.programme IN (?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36," \
    " ?37, ?38, ?39, ?40))"
#define FORMS \
    " AND (?41 = 0 OR CASE ?42 WHEN 0 THEN r.programme || '|' || r.form" \
    " ELSE r.programme || '|' || r.form || '|' || CAST(r.programme_version AS text) END IN" \
    " (?43, ?44, ?45, ?46, ?47, ?48, ?49, ?50, ?51, ?52, ?53, ?54, ?55, ?56, ?57, ?58))"
#define KEYS "r.key IN (?67, ?68, ?69, ?70, ?71, ?72, ?73, ?74)"
#define IDENTIFIER " AND (?59 = 0 OR r.identifier_value = ?60)"
#define PLACE "(?61 * r.authored + ?62 * r.received_at)"
#define AFTER " AND (" PLACE ", r.key) > (?63, ?64)"
#define REST TIMES STATUSES PROGRAMMES FORMS IDENTIFIER NEWEST_RESPONSE AFTER
#define ORDERED " ORDER BY " PLACE ", r.key LIMIT ?65"
#define OF_PATIENT \
    "r.patient_id = ?1 AND r.authored BETWEEN ?2 AND ?3 AND (?66 = 0 OR " KEYS ")"
#define PARAMETERS 74

static const struct sql PAGE = {
    "SELECT " RESPONSE_COLUMNS " FROM response r WHERE " OF_PATIENT REST ORDERED};
static const struct sql TOTAL = {
    "SELECT count(*) FROM (SELECT r.key FROM response r WHERE " OF_PATIENT REST
    " LIMIT ?65) AS found"};
PERMIT_STATEMENTS(static const struct sql LISTED,
                  "SELECT " RESPONSE_COLUMNS " FROM response r WHERE ?66 > 0 AND " KEYS REST
                  " AND EXISTS (SELECT 1 FROM enrolment e WHERE e.patient_id = r.patient_id"
                  " AND e.programme = r.programme AND ", ")" ORDERED);
static const struct sql ONE = {
    "SELECT " RESPONSE_COLUMNS " FROM response r WHERE r.key = ?1 AND r.patient_id = ?2" NEWEST_RESPONSE};

/* clang-format on */

void response_filter_init(struct response_filter *filter)
{
    *filter = (struct response_filter){.by_programme = false};
    search_filter_init(&filter->search);
    filter->search.after.first = INT64_MIN;
}

static void bind_times(const struct search_filter *s, struct value *v)
{
    int64_t earliest, latest;
    search_filter_times(s, &earliest, &latest);
    v[1] = v_int(earliest);
    v[2] = v_int(latest);
    for (size_t i = 0; i < SEARCH_PRECISIONS; i++) {
        v[3 + i] = v_int(s->earliest[i]);
        v[9 + i] = v_int(s->latest[i]);
    }
    v[15] = v_int(s->received_earliest);
    v[16] = v_int(s->received_latest);
}

/* Lists are filled up with what is never there. */
static void bind_lists(const struct response_filter *f, struct value *v)
{
    const struct search_filter *s = &f->search;
    v[17] = v_int(s->status_count > 0);
    for (size_t i = 0; i < RESPONSE_STATUSES; i++)
        v[18 + i] = i < s->status_count ? v_str(s->statuses[i]) : v_text("");
    v[23] = v_int(f->by_programme);
    for (size_t i = 0; i < RESPONSE_PROGRAMMES; i++)
        v[24 + i] = v_text(i < f->programme_count ? f->programmes[i] : "");
    v[40] = v_int(f->form_count > 0);
    v[41] = v_int(f->by_version);
    for (size_t i = 0; i < RESPONSE_FORMS; i++)
        v[42 + i] = v_text(i < f->form_count ? f->forms[i] : "");
    v[58] = v_int(s->identifier.len > 0);
    v[59] = v_str(s->identifier.len ? s->identifier : STR(""));
}

static void bind(const struct response_filter *f, struct value v[PARAMETERS])
{
    const struct search_filter *s = &f->search;
    v[0] = v_uuid(&s->patient);
    bind_times(s, v);
    bind_lists(f, v);
    v[60] = v_int(s->by[SORT_TIME]);
    v[61] = v_int(s->by[SORT_RECEIVED]);
    v[62] = v_int(s->after.first);
    v[63] = v_bytes(s->after.key, sizeof s->after.key);
    v[64] = v_int((int64_t)s->limit);
    v[65] = v_int((int64_t)s->key_count);
    for (size_t i = 0; i < SEARCH_KEYS; i++)
        v[66 + i] = v_bytes(s->keys[i < s->key_count ? i : 0], 16);
}

bool form_response_page(struct db *db, struct arena *arena, const struct response_filter *filter,
                        struct rows **rows_r, struct error *error)
{
    struct value values[PARAMETERS];
    bind(filter, values);
    return db_run(db, arena, &PAGE, values, PARAMETERS, rows_r, error);
}

bool form_response_listed(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                          const struct response_filter *filter, struct rows **rows_r,
                          struct error *error)
{
    const struct value asker[] = {PERMIT_ARGS(who, now)};
    struct value values[PARAMETERS];
    bind(filter, values);
    memcpy(values, asker, sizeof asker);
    if (!LISTED[who->ground].text)
        return error_set(error, ERROR_FORBIDDEN, "There is nobody whom you may see.");
    return db_run(db, arena, &LISTED[who->ground], values, PARAMETERS, rows_r, error);
}

bool form_response_total(struct db *db, struct arena *arena, const struct response_filter *filter,
                         int64_t *total_r, struct error *error)
{
    struct value values[PARAMETERS];
    struct response_filter all = *filter;
    struct rows *rows;
    all.search.after = (struct search_cursor){.first = INT64_MIN};
    all.search.limit = INT64_MAX;
    bind(&all, values);
    if (!db_run(db, arena, &TOTAL, values, PARAMETERS, &rows, error))
        return false;
    *total_r = row_int(rows, 0, 0);
    return true;
}

bool form_response_newest(struct db *db, struct arena *arena, const struct uuid *patient,
                          const uint8_t key[16], struct rows **rows_r, struct error *error)
{
    return db_run(db, arena, &ONE, ARGS(v_bytes(key, 16), v_uuid(patient)), rows_r, error);
}

bool form_response_of_row(const struct rows *rows, size_t row, struct programmes *programmes,
                          struct db *db, struct form_response_stored *stored_r, struct error *error)
{
    *stored_r = (struct form_response_stored){
        .patient = row_uuid(rows, row, RESPONSE_PATIENT_ID),
        .version = row_int(rows, row, RESPONSE_VERSION),
        .received_at = row_int(rows, row, RESPONSE_RECEIVED_AT),
        .programme = programmes_get(programmes, db, row_str(rows, row, RESPONSE_PROGRAMME).at,
                                    row_int(rows, row, RESPONSE_PROGRAMME_VERSION), error),
        .form = row_str(rows, row, RESPONSE_FORM).at,
        .status = row_str(rows, row, RESPONSE_STATUS),
        .authored = row_int(rows, row, RESPONSE_AUTHORED),
        .authored_precision = (enum precision)row_int(rows, row, RESPONSE_AUTHORED_PRECISION),
        .authored_offset = (int16_t)row_int(rows, row, RESPONSE_AUTHORED_OFFSET),
        .identifier_system = row_str(rows, row, RESPONSE_IDENTIFIER_SYSTEM),
        .identifier_value = row_str(rows, row, RESPONSE_IDENTIFIER_VALUE),
        .document = row_str(rows, row, RESPONSE_DOCUMENT),
        .extra = row_str(rows, row, RESPONSE_EXTRA),
    };
    memcpy(stored_r->key, row_str(rows, row, RESPONSE_KEY).at, sizeof stored_r->key);
    return stored_r->programme != NULL;
}

void response_cursor_at(const struct response_filter *filter, const struct rows *rows, size_t row,
                        struct search_cursor *cursor_r)
{
    cursor_r->first = filter->search.by[SORT_TIME] * row_int(rows, row, RESPONSE_AUTHORED) +
                      filter->search.by[SORT_RECEIVED] * row_int(rows, row, RESPONSE_RECEIVED_AT);
    cursor_r->second = 0;
    memcpy(cursor_r->key, row_str(rows, row, RESPONSE_KEY).at, sizeof cursor_r->key);
}
