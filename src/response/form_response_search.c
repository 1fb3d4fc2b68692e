#include "response/form_response_search.h"

#include "base/arena.h"

static bool read_questionnaire(struct search_reading *r, const struct search_parameter *p)
{
    struct response_query *query = r->own;
    struct str list = p->value, value = STR_NONE;
    search_next(r->arena, &list, &value);
    if (list.at || query->questionnaire.at)
        return search_refuse(r, p, "one form at a time");
    query->questionnaire = value;
    return true;
}

static bool read_authored(struct search_reading *r, const struct search_parameter *p)
{
    struct search_date date;
    if (!search_date_parse(p->value, r->now, &date) || date.prefix == PREFIX_NE)
        return search_refuse(
            r, p,
            "is no date (YYYY-MM-DD, or with time and zone), with or without a prefix "
            "like ge; ne is not understood");
    search_narrow_times(r->filter, &date);
    return true;
}

static const struct search_known known[] = {
    {"questionnaire", read_questionnaire, false},
    {"authored", read_authored, false},
    {NULL, NULL, false},
};

static const struct search_kind kind = {
    .type = "QuestionnaireResponse",
    .own = known,
    .orders = {[SORT_TIME] = "authored", [SORT_RECEIVED] = "_lastUpdated"},
    .orders_wrong = "must be authored or _lastUpdated, with or without -",
    .status_most = RESPONSE_STATUSES,
    .identifier_key = form_response_identifier_key,
};

bool response_query_read(struct arena *arena, const struct search *search, bool strict, int64_t now,
                         struct response_query *query_r, struct error *error)
{
    struct search_reading r = {.arena = arena,
                               .kind = &kind,
                               .now = now,
                               .strict = strict,
                               .query = &query_r->search,
                               .filter = &query_r->filter.search,
                               .own = query_r,
                               .error = error};
    *query_r = (struct response_query){.found = -1};
    response_filter_init(&query_r->filter);
    return search_read(&r, search) && search_read_cursor(&r);
}

/* ---- which form ---- */

/* "copd|daily", or with a version "copd|daily|2". */
static void add_form(struct arena *arena, struct response_filter *f,
                     const struct programme *programme, const struct programme_form *form)
{
    const char *name = f->by_version ? arena_printf(arena, "%s|%s|%lld", programme->id, form->id,
                                                    (long long)programme->version)
                                     : arena_printf(arena, "%s|%s", programme->id, form->id);
    for (size_t i = 0; i < f->form_count; i++)
        if (strcmp(f->forms[i], name) == 0)
            return;
    if (f->form_count < RESPONSE_FORMS)
        f->forms[f->form_count++] = name;
}

/* Several programmes may ask the same form. */
static bool find_forms(struct db *db, struct arena *arena, struct programmes *programmes,
                       struct response_query *query, struct error *error)
{
    const struct programme **list;
    struct str url, version;
    size_t count;
    if (!query->questionnaire.at)
        return true;
    str_cut(query->questionnaire, '|', &url, &version);
    query->filter.by_version = version.at != NULL;
    if (!programmes_approved(programmes, db, arena, &list, &count, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t form;
        if (programme_form_find(list[i], url, version, &form))
            add_form(arena, &query->filter, list[i], &list[i]->forms[form]);
    }
    query->search.nothing = query->search.nothing || query->filter.form_count == 0;
    return true;
}

/* ---- running ---- */

static void page_cut(struct arena *arena, struct response_query *query, const struct rows *rows,
                     size_t *shown_r)
{
    struct search_cursor cursor;
    size_t most = query->filter.search.limit;
    *shown_r = rows_count(rows) < most ? rows_count(rows) : most;
    if (rows_count(rows) > most) {
        response_cursor_at(&query->filter, rows, most - 1, &cursor);
        query->next = search_cursor_text(arena, &cursor);
    } else if (!query->search.continued) {
        query->found = (int64_t)*shown_r; /* all of it stands on the first page */
    }
}

/* One more than the page holds tells whether there is a next. */
static bool page_run(struct db *db, struct arena *arena, const struct response_query *query,
                     const struct who *who, int64_t now, struct rows **rows_r, struct error *error)
{
    struct response_filter filter = query->filter;
    filter.search.limit = (query->search.only_total ? SEARCH_PAGE_MOST : filter.search.limit) + 1;
    return who ? form_response_listed(db, arena, who, now, &filter, rows_r, error)
               : form_response_page(db, arena, &filter, rows_r, error);
}

bool response_query_run(struct db *db, struct arena *arena, struct programmes *programmes,
                        struct response_query *query, const struct who *who, int64_t now,
                        struct rows **rows_r, size_t *shown_r, struct error *error)
{
    *rows_r = NULL;
    *shown_r = 0;
    if (!find_forms(db, arena, programmes, query, error))
        return false;
    if (query->search.nothing) {
        query->found = 0;
        return true;
    }
    if (!who && (query->search.only_total || query->search.total) &&
        !form_response_total(db, arena, &query->filter, &query->found, error))
        return false;
    if (!who && query->search.only_total)
        return true;
    if (!page_run(db, arena, query, who, now, rows_r, error))
        return false;
    if (query->search.only_total)
        query->found = (int64_t)rows_count(*rows_r);
    else
        page_cut(arena, query, *rows_r, shown_r);
    return true;
}

bool response_bundle(struct json_out *out, struct arena *arena, const char *base,
                     const struct response_query *query, const struct rows *rows, size_t shown,
                     struct programmes *programmes, struct db *db, struct error *error)
{
    const struct search_answer answer = {base,         kind.type,   &query->search,
                                         query->found, query->next, shown == 0};
    search_answer_open(out, arena, &answer);
    for (size_t row = 0; row < shown; row++) {
        struct form_response_stored stored;
        if (!form_response_of_row(rows, row, programmes, db, &stored, error))
            return false;
        search_entry_open(out, &answer, &stored.patient, stored.key);
        form_response_to_fhir(out, &stored);
        search_entry_close(out);
    }
    search_answer_close(out, arena, &answer);
    return true;
}
