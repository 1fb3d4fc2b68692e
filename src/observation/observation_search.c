#include "observation/observation_search.h"

#include "base/arena.h"
#include "fhir/codes.h"
#include "observation/observation.h"
#include "observation/observation_columns.h"
#include "observation/observation_fhir.h"

/* What only Observations are searched by. */
struct own {
    struct observation_filter *filter;
    bool no_surveys, no_signs; /* by category */
};

static struct observation_filter *filter_of(const struct search_reading *r)
{
    return ((struct own *)r->own)->filter;
}

/* ---- what ---- */

/* parameters, as bits; the panel's own bit stands for its systolic pressure within a panel. */
static unsigned bits_of(const struct search_token *token)
{
    enum code_system system;
    if (token->has_system && !token->system.len)
        return 0; /* a code without a system: none of ours */
    if (!token->code.len)
        return code_system_of(token->system, &system) ? ~0u : 0;
    enum parameter parameter = code_find(token->system, token->code);
    return parameter == PARAMETER_NONE ? 0 : 1u << parameter;
}

static bool read_codes(struct search_reading *r, const struct search_parameter *p, bool panel)
{
    struct observation_filter *f = filter_of(r);
    struct str list = p->value;
    struct search_token token;
    unsigned bits = 0;
    if (f->parameter_count != FILTER_PARAMETERS || f->only_panels)
        return search_refuse(r, p, "codes are given twice: part them by commas");
    while (search_token_next(r->arena, &list, &token))
        bits |= bits_of(&token);
    if (!panel)
        bits &= ~(1u << PARAMETER_BP);
    f->only_panels = (bits & 1u << PARAMETER_BP) && !(bits & 1u << PARAMETER_SBP);
    if (f->only_panels)
        bits |= 1u << PARAMETER_SBP;
    f->parameter_count = 0;
    for (int parameter = 1; parameter < PARAMETER_COUNT; parameter++)
        if (parameter != PARAMETER_BP && bits & 1u << parameter)
            f->parameters[f->parameter_count++] = (enum parameter)parameter;
    return true;
}

static bool read_code(struct search_reading *r, const struct search_parameter *p)
{
    return read_codes(r, p, true);
}

static bool read_component_code(struct search_reading *r, const struct search_parameter *p)
{
    return read_codes(r, p, false);
}

/* Totals of instruments are surveys, every other Observation here is a vital sign. */
static bool read_category(struct search_reading *r, const struct search_parameter *p)
{
    struct str list = p->value;
    struct search_token token;
    struct own *own = r->own;
    bool surveys = false, signs = false;
    while (search_token_next(r->arena, &list, &token)) {
        if (token.has_system && !str_is(token.system, FHIR_CATEGORY))
            continue;
        surveys = surveys || str_is(token.code, FHIR_SURVEY);
        signs = signs || str_is(token.code, FHIR_VITAL_SIGNS);
    }
    own->no_surveys = own->no_surveys || !surveys;
    own->no_signs = own->no_signs || !signs;
    return true;
}

static void leave_categories(const struct own *own)
{
    struct observation_filter *f = own->filter;
    size_t count = 0;
    for (size_t i = 0; i < f->parameter_count; i++)
        if (parameter_is_score(f->parameters[i]) ? !own->no_surveys : !own->no_signs)
            f->parameters[count++] = f->parameters[i];
    f->parameter_count = count;
}

/* ---- when ---- */

static bool read_date(struct search_reading *r, const struct search_parameter *p)
{
    struct observation_filter *f = filter_of(r);
    struct search_date date;
    if (!search_date_parse(p->value, r->now, &date))
        return search_refuse(r, p,
                             "is no date (YYYY-MM-DD, or with time and zone), with or without a "
                             "prefix like ge");
    if (date.prefix == PREFIX_NE && f->not_from < f->not_until)
        return search_refuse(r, p, "ne is understood once");
    if (date.prefix == PREFIX_NE) {
        f->not_from = date.from;
        f->not_until = date.until;
    }
    search_narrow_times(r->filter, &date);
    return true;
}

/* ---- all of it ---- */

static const struct search_known known[] = {
    {"code", read_code, false},
    {"combo-code", read_code, false},
    {"component-code", read_component_code, false},
    {"date", read_date, false},
    {"category", read_category, false},
    {NULL, NULL, false},
};

static const struct search_kind kind = {
    .type = "Observation",
    .own = known,
    .orders = {[SORT_TIME] = "date", [SORT_RECEIVED] = "_lastUpdated", [SORT_CODE] = "code"},
    .orders_wrong = "must be one of date, _lastUpdated, code, with or without -",
    .status_most = SEARCH_STATUSES,
    .identifier_key = observation_identifier_key,
};

bool observation_query_read(struct arena *arena, const struct search *search, bool strict,
                            int64_t now, struct observation_query *query_r, struct error *error)
{
    struct observation_filter *filter = &query_r->filter;
    struct own own = {.filter = filter};
    struct search_reading r = {.arena = arena,
                               .kind = &kind,
                               .now = now,
                               .strict = strict,
                               .query = &query_r->search,
                               .filter = &filter->search,
                               .own = &own,
                               .error = error};
    observation_filter_init(filter);
    if (!search_read(&r, search))
        return false;
    leave_categories(&own);
    observation_filter_start(filter);
    if (filter->parameter_count == 0)
        query_r->search.nothing = true;
    return search_read_cursor(&r);
}

/* One more than the page holds tells whether there is a next. */
static bool page_run(struct db *db, struct arena *arena, struct observation_query *query,
                     const struct who *who, int64_t now, struct rows **rows_r, struct error *error)
{
    struct observation_filter filter = query->filter;
    filter.search.limit++;
    return who ? observation_listed(db, arena, who, now, &filter, rows_r, error)
               : observation_page(db, arena, &filter, rows_r, error);
}

static void page_cut(struct arena *arena, const struct observation_query *query,
                     struct observation_found *found)
{
    const struct observation_filter *filter = &query->filter;
    struct search_cursor cursor;
    size_t count = 0, last = 0, row = 0;
    for (; row < rows_count(found->rows) && count < filter->search.limit; count++) {
        last = row;
        row += observation_rows(found->rows, row);
    }
    found->shown = row;
    if (row < rows_count(found->rows)) {
        observation_cursor_at(filter, found->rows, last, &cursor);
        found->next = search_cursor_text(arena, &cursor);
    } else if (!query->search.continued) {
        found->total = (int64_t)count; /* all of it stands on the first page */
    }
}

/* How many, without showing any: over all patients there are never more than a page. */
static bool total_run(struct db *db, struct arena *arena, struct observation_query *query,
                      const struct who *who, int64_t now, struct observation_found *found_r,
                      struct error *error)
{
    if (!who)
        return observation_total(db, arena, &query->filter, &found_r->total, error);
    query->filter.search.limit = SEARCH_PAGE_MOST;
    if (!page_run(db, arena, query, who, now, &found_r->rows, error))
        return false;
    page_cut(arena, query, found_r);
    found_r->shown = 0;
    found_r->next = STR_NONE;
    return true;
}

bool observation_query_run(struct db *db, struct arena *arena, struct observation_query *query,
                           const struct who *who, int64_t now, struct observation_found *found_r,
                           struct error *error)
{
    *found_r = (struct observation_found){.total = -1};
    if (query->search.nothing) {
        found_r->total = 0;
        return true;
    }
    if (query->search.only_total)
        return total_run(db, arena, query, who, now, found_r, error);
    if (!page_run(db, arena, query, who, now, &found_r->rows, error))
        return false;
    page_cut(arena, query, found_r);
    return who || found_r->total >= 0 || !query->search.total ||
           observation_total(db, arena, &query->filter, &found_r->total, error);
}

void observation_bundle(struct json_out *out, struct arena *arena, const char *base,
                        const struct observation_query *query,
                        const struct observation_found *found)
{
    const struct search_answer answer = {base,         kind.type,   &query->search,
                                         found->total, found->next, found->shown == 0};
    search_answer_open(out, arena, &answer);
    for (size_t row = 0, count; row < found->shown; row += count) {
        struct uuid patient = row_uuid(found->rows, row, COLUMN_PATIENT_ID);
        struct uuid key = row_uuid(found->rows, row, COLUMN_KEY);
        count = observation_rows(found->rows, row);
        search_entry_open(out, &answer, &patient, key.b);
        observation_to_fhir(out, arena, found->rows, row, count);
        search_entry_close(out);
    }
    search_answer_close(out, arena, &answer);
}
