#include "response/form_response_search.h"

#include "base/arena.h"

#include <stdio.h>

#define COUNT_MOST 500

/* The reading of one search. */
struct reading {
    struct arena *arena;
    int64_t now;
    struct response_query *query;
    bool sorted;
    struct buf left_out;
    struct buf self;
    struct str cursor;
    struct error *error;
};

static bool refuse(struct reading *r, const struct search_parameter *p, const char *why)
{
    char place[CLIP_TEXT];
    return error_at(r->error, ERROR_MALFORMED, clip(p->whole, place), "%s", why);
}

/* ---- whose ---- */

static void patient_set(struct response_query *q, const struct uuid *id)
{
    if (q->has_patient && !uuid_equal(&q->patient, id))
        q->nothing = true;
    q->has_patient = true;
    q->patient = *id;
}

/* "x", "Patient/x", "https://…/Patient/x" */
static bool read_patient(struct reading *r, const struct search_parameter *p)
{
    struct str list = p->value, value = STR_NONE, part;
    struct uuid id = {{0}};
    search_next(r->arena, &list, &value);
    if (list.at)
        return refuse(r, p, "one patient at a time");
    while (str_cut(value, '/', &part, &value))
        ;
    if (!uuid_parse(part, &id))
        id = (struct uuid){{0}};
    patient_set(r->query, &id);
    return true;
}

static bool read_patient_identifier(struct reading *r, const struct search_parameter *p)
{
    struct str list = p->value;
    struct search_token token = {.has_system = false};
    search_token_next(r->arena, &list, &token);
    if (list.at || !token.system.len || !token.code.len)
        return refuse(r, p, "must be system|value, of one patient");
    if (r->query->has_patient_identifier)
        return refuse(r, p, "is given twice");
    r->query->has_patient_identifier = true;
    r->query->patient_system = token.system;
    r->query->patient_value = token.code;
    return true;
}

static bool read_subject(struct reading *r, const struct search_parameter *p)
{
    if (p->modifier.at && !str_is(p->modifier, "Patient"))
        return refuse(r, p, "only :Patient is understood here");
    if (!p->chain.at)
        return read_patient(r, p);
    if (str_is(p->chain, "identifier"))
        return read_patient_identifier(r, p);
    return refuse(r, p, "of what it points to, only the identifier is understood");
}

/* ---- what ---- */

static bool add_key(struct reading *r, const struct search_parameter *p, const uint8_t key[16])
{
    struct response_filter *f = &r->query->filter;
    if (f->key_count == RESPONSE_KEYS)
        return refuse(r, p, "has too many values");
    memcpy(f->keys[f->key_count++], key, 16);
    return true;
}

static bool read_identifier(struct reading *r, const struct search_parameter *p)
{
    struct response_filter *f = &r->query->filter;
    struct str list = p->value;
    struct search_token token;
    if (f->key_count || f->identifier.len)
        return refuse(r, p, "is given twice, or beside _id");
    while (search_token_next(r->arena, &list, &token)) {
        uint8_t key[16];
        if (!token.code.len)
            return refuse(r, p, "must be system|value, or value");
        if (!token.has_system && (list.at || f->key_count))
            return refuse(r, p, "only one value may be without its system");
        if (!token.has_system) {
            f->identifier = token.code;
            return true;
        }
        form_response_identifier_key(token.system, token.code, key);
        if (!add_key(r, p, key))
            return false;
    }
    return true;
}

/* The patient is part of the id. */
static bool read_id(struct reading *r, const struct search_parameter *p)
{
    struct str list = p->value, value, before, after;
    struct uuid patient, key;
    if (r->query->filter.key_count || r->query->filter.identifier.len)
        return refuse(r, p, "is given twice, or beside an identifier");
    while (search_next(r->arena, &list, &value)) {
        if (!str_cut(value, '.', &before, &after) || !uuid_parse(before, &patient) ||
            !uuid_parse(after, &key))
            patient = key = (struct uuid){{0}};
        if (!add_key(r, p, key.b))
            return false;
        patient_set(r->query, &patient);
    }
    return true;
}

static bool read_questionnaire(struct reading *r, const struct search_parameter *p)
{
    struct str list = p->value, value = STR_NONE;
    search_next(r->arena, &list, &value);
    if (list.at || r->query->questionnaire.at)
        return refuse(r, p, "one form at a time");
    r->query->questionnaire = value;
    return true;
}

static bool read_status(struct reading *r, const struct search_parameter *p)
{
    struct response_filter *f = &r->query->filter;
    struct str list = p->value;
    struct search_token token;
    if (f->status_count)
        return refuse(r, p, "is given twice: part them by commas");
    while (search_token_next(r->arena, &list, &token)) {
        if (f->status_count == RESPONSE_STATUSES)
            return refuse(r, p, "has too many values");
        f->statuses[f->status_count++] = token.code;
    }
    return true;
}

/* ---- when ---- */

static bool read_authored(struct reading *r, const struct search_parameter *p)
{
    struct response_filter *f = &r->query->filter;
    struct search_date date;
    if (!search_date_parse(p->value, r->now, &date) || date.prefix == PREFIX_NE)
        return refuse(r, p,
                      "is no date (YYYY-MM-DD, or with time and zone), with or without a prefix "
                      "like ge; ne is not understood");
    for (size_t i = 0; i < RESPONSE_PRECISIONS; i++)
        search_date_narrow(&date, search_spans[i], &f->earliest[i], &f->latest[i]);
    return true;
}

static bool read_updated(struct reading *r, const struct search_parameter *p)
{
    struct response_filter *f = &r->query->filter;
    struct search_date date;
    if (!search_date_parse(p->value, r->now, &date) || date.prefix == PREFIX_NE)
        return refuse(r, p, "is no date, or has the prefix ne");
    search_date_narrow(&date, 1, &f->received_earliest, &f->received_latest);
    return true;
}

/* ---- how the answer looks ---- */

static bool read_sort(struct reading *r, const struct search_parameter *p)
{
    struct response_filter *f = &r->query->filter;
    bool down = str_starts(p->value, "-");
    struct str name = down ? (struct str){p->value.at + 1, p->value.len - 1} : p->value;
    if (r->sorted)
        return refuse(r, p, "is given twice");
    r->sorted = true;
    f->by_authored = f->by_received = 0;
    if (str_is(name, "authored"))
        f->by_authored = down ? -1 : 1;
    else if (str_is(name, "_lastUpdated"))
        f->by_received = down ? -1 : 1;
    else
        return refuse(r, p, "must be authored or _lastUpdated, with or without -");
    return true;
}

static bool read_count(struct reading *r, const struct search_parameter *p)
{
    int64_t count;
    if (!str_int(p->value, &count) || count < 0)
        return refuse(r, p, "must be a number");
    r->query->only_total = r->query->only_total || count == 0;
    r->query->filter.limit = count > COUNT_MOST ? COUNT_MOST : count;
    return true;
}

static bool read_total(struct reading *r, const struct search_parameter *p)
{
    r->query->total = str_is(p->value, "accurate") || str_is(p->value, "estimate");
    return r->query->total || str_is(p->value, "none") ||
           refuse(r, p, "must be none, estimate or accurate");
}

static bool read_summary(struct reading *r, const struct search_parameter *p)
{
    r->query->only_total = r->query->only_total || str_is(p->value, "count");
    return str_is(p->value, "count") || str_is(p->value, "false") ||
           refuse(r, p, "must be count or false");
}

static bool read_format(struct reading *r, const struct search_parameter *p)
{
    static const char *const formats[] = {"json", "application/json", "application/fhir+json",
                                          "text/json", "application/fhir json"};
    struct str essence, rest;
    str_cut(p->value, ';', &essence, &rest);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (str_is(essence, formats[i]))
            return true;
    return refuse(r, p, "only JSON is spoken here");
}

static bool read_cursor(struct reading *r, const struct search_parameter *p)
{
    r->cursor = p->value;
    return true;
}

static bool read_nothing(struct reading *r, const struct search_parameter *p)
{
    (void)r;
    (void)p;
    return true;
}

/* ---- all of it ---- */

static const struct {
    const char *name;
    bool (*read)(struct reading *r, const struct search_parameter *p);
    bool may_point; /* takes modifiers and chains */
} known[] = {
    {"patient", read_subject, true},
    {"subject", read_subject, true},
    {"questionnaire", read_questionnaire, false},
    {"authored", read_authored, false},
    {"status", read_status, false},
    {"identifier", read_identifier, false},
    {"_id", read_id, false},
    {"_lastUpdated", read_updated, false},
    {"_sort", read_sort, false},
    {"_count", read_count, false},
    {"_total", read_total, false},
    {"_summary", read_summary, false},
    {"_format", read_format, false},
    {"_pretty", read_nothing, false},
    {"cursor", read_cursor, false},
};

static bool read_unknown(struct reading *r, const struct search_parameter *p, bool strict)
{
    char name[CLIP_TEXT];
    if (strict)
        return refuse(r, p, "is not known here");
    buf_printf(&r->left_out, "%s%s", r->left_out.len ? ", " : "", clip(p->whole, name));
    return true;
}

static bool read_one(struct reading *r, const struct search_parameter *p, bool strict)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!str_is(p->name, known[i].name))
            continue;
        if (!known[i].may_point && (p->modifier.at || p->chain.at))
            return refuse(r, p, "modifiers and chains are not understood here");
        if (!p->value.len)
            return refuse(r, p, "is empty");
        if (known[i].read != read_cursor && !p->chain.at)
            search_url_add(&r->self, p->whole, p->value);
        return known[i].read(r, p);
    }
    return read_unknown(r, p, strict);
}

/* ---- pages ---- */

#define CURSOR_TEXT 48 /* a number and a key in hexadecimal */

static void cursor_print(const struct response_cursor *cursor, char text_r[CURSOR_TEXT + 1])
{
    size_t len =
        (size_t)snprintf(text_r, CURSOR_TEXT + 1, "%016llx", (unsigned long long)cursor->place);
    for (size_t i = 0; i < sizeof cursor->key; i++)
        len += (size_t)snprintf(text_r + len, CURSOR_TEXT + 1 - len, "%02x", cursor->key[i]);
}

static bool hex_read(const char *text, size_t digits, uint64_t *value_r)
{
    *value_r = 0;
    for (size_t i = 0; i < digits; i++) {
        const char *hex = "0123456789abcdef";
        const char *digit = text[i] ? strchr(hex, text[i]) : NULL;
        if (!digit)
            return false;
        *value_r = *value_r << 4 | (uint64_t)(digit - hex);
    }
    return true;
}

static bool cursor_parse(struct str text, struct response_cursor *cursor_r)
{
    uint64_t place, byte;
    if (text.len != CURSOR_TEXT || !hex_read(text.at, 16, &place))
        return false;
    for (size_t i = 0; i < sizeof cursor_r->key; i++) {
        if (!hex_read(text.at + 16 + 2 * i, 2, &byte))
            return false;
        cursor_r->key[i] = (uint8_t)byte;
    }
    cursor_r->place = (int64_t)place;
    return true;
}

bool response_query_read(struct arena *arena, const struct search *search, bool strict, int64_t now,
                         struct response_query *query_r, struct error *error)
{
    struct reading r = {.arena = arena, .now = now, .query = query_r, .error = error};
    *query_r = (struct response_query){.found = -1};
    response_filter_init(&query_r->filter);
    buf_init(&r.left_out, arena, 128);
    buf_init(&r.self, arena, 256);
    for (size_t i = 0; i < search->count; i++)
        if (!read_one(&r, &search->parameters[i], strict))
            return false;
    if (r.cursor.at && !cursor_parse(r.cursor, &query_r->filter.after))
        return error_at(error, ERROR_MALFORMED, "cursor", "is not one that was given out");
    query_r->self = buf_slice(&r.self);
    query_r->left_out = r.left_out.len ? buf_slice(&r.left_out) : STR_NONE;
    return true;
}

/* Links name the patient by id: a national identifier has no place in an address. */
void response_query_patient(struct arena *arena, struct response_query *query,
                            const struct uuid *patient)
{
    char text[UUID_TEXT];
    struct buf self;
    if (!query->has_patient) {
        uuid_text(patient, text);
        buf_init(&self, arena, 256);
        search_url_add(&self, STR("patient"), str_of(text));
        if (query->self.len)
            buf_printf(&self, "&%.*s", (int)query->self.len - 1, query->self.at + 1);
        query->self = buf_slice(&self);
    }
    query->has_patient = true;
    query->patient = *patient;
}

bool response_query_check(const struct response_query *query, struct error *error)
{
    if (query->has_patient || query->has_patient_identifier || query->filter.key_count)
        return true;
    return error_at(error, ERROR_MALFORMED, "patient",
                    "say whose: patient=ID, patient.identifier=system|value, or search by "
                    "identifier=system|value or _id");
}

/* ---- which form ---- */

static const struct programme_form *form_with(const struct programme *programme, struct str url,
                                              struct str version)
{
    for (size_t i = 0; i < programme->form_count; i++) {
        const struct questionnaire *form = &programme->forms[i].questionnaire;
        if (str_equal(form->url, url) && (!version.at || str_equal(form->version, version)))
            return &programme->forms[i];
    }
    return NULL;
}

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
        const struct programme_form *form = form_with(list[i], url, version);
        if (form)
            add_form(arena, &query->filter, list[i], form);
    }
    query->nothing = query->nothing || query->filter.form_count == 0;
    return true;
}

/* ---- running ---- */

static void page_cut(struct arena *arena, struct response_query *query, bool continued,
                     const struct rows *rows, size_t *shown_r)
{
    struct response_cursor cursor;
    char text[CURSOR_TEXT + 1];
    size_t most = (size_t)query->filter.limit;
    *shown_r = rows_count(rows) < most ? rows_count(rows) : most;
    if (rows_count(rows) > most) {
        response_cursor_at(&query->filter, rows, most - 1, &cursor);
        cursor_print(&cursor, text);
        query->next = arena_str(arena, str_of(text));
    } else if (!continued) {
        query->found = (int64_t)*shown_r; /* all of it stands on the first page */
    }
}

/* One more than the page holds tells whether there is a next. */
static bool page_run(struct db *db, struct arena *arena, const struct response_query *query,
                     const struct who *who, int64_t now, struct rows **rows_r, struct error *error)
{
    struct response_filter filter = query->filter;
    filter.limit = (query->only_total ? COUNT_MOST : filter.limit) + 1;
    return who ? form_response_listed(db, arena, who, now, &filter, rows_r, error)
               : form_response_page(db, arena, &filter, rows_r, error);
}

bool response_query_run(struct db *db, struct arena *arena, struct programmes *programmes,
                        struct response_query *query, const struct who *who, int64_t now,
                        struct rows **rows_r, size_t *shown_r, struct error *error)
{
    bool continued = query->filter.after.place != INT64_MIN;
    *rows_r = NULL;
    *shown_r = 0;
    if (!find_forms(db, arena, programmes, query, error))
        return false;
    if (query->nothing) {
        query->found = 0;
        return true;
    }
    if (!who && (query->only_total || query->total) &&
        !form_response_total(db, arena, &query->filter, &query->found, error))
        return false;
    if (!who && query->only_total)
        return true;
    if (!page_run(db, arena, query, who, now, rows_r, error))
        return false;
    if (query->only_total)
        query->found = (int64_t)rows_count(*rows_r);
    else
        page_cut(arena, query, continued, *rows_r, shown_r);
    return true;
}

/* ---- the Bundle ---- */

static struct str address(struct arena *arena, const char *base, const struct response_query *q,
                          struct str cursor)
{
    struct buf url;
    buf_init(&url, arena, 256);
    buf_printf(&url, "%s/QuestionnaireResponse%.*s", base, STR_ARG(q->self));
    if (cursor.at)
        search_url_add(&url, STR("cursor"), cursor);
    return buf_slice(&url);
}

static void put_entry(struct json_out *out, const char *base,
                      const struct form_response_stored *stored)
{
    struct uuid key;
    char patient_text[UUID_TEXT], key_text[UUID_TEXT];
    memcpy(key.b, stored->key, sizeof key.b);
    uuid_text(&stored->patient, patient_text);
    uuid_text(&key, key_text);
    json_object_open(out);
    json_key(out, "fullUrl");
    json_printf(out, "%s/QuestionnaireResponse/%s.%s", base, patient_text, key_text);
    json_key(out, "resource");
    form_response_to_fhir(out, stored);
    json_key(out, "search");
    json_object_open(out);
    json_put_text(out, "mode", "match");
    json_object_close(out);
    json_object_close(out);
}

bool response_bundle(struct json_out *out, struct arena *arena, const char *base,
                     const struct response_query *query, const struct rows *rows, size_t shown,
                     struct programmes *programmes, struct db *db, struct error *error)
{
    struct str next = query->next.at ? address(arena, base, query, query->next) : STR_NONE;
    search_bundle_open(out, query->found, address(arena, base, query, STR_NONE), next);
    if (shown || query->left_out.at) {
        json_key(out, "entry");
        json_array_open(out);
    }
    for (size_t row = 0; row < shown; row++) {
        struct form_response_stored stored;
        if (!form_response_of_row(rows, row, programmes, db, &stored, error))
            return false;
        put_entry(out, base, &stored);
    }
    if (query->left_out.at)
        search_outcome_entry(out,
                             arena_printf(arena, "Not known here, and left out of the search: %.*s",
                                          STR_ARG(query->left_out)));
    if (shown || query->left_out.at)
        json_array_close(out);
    json_object_close(out);
    return true;
}
