#include "observation/observation_search.h"

#include "base/arena.h"
#include "fhir/codes.h"
#include "fhir/place.h"
#include "observation/observation.h"
#include "observation/observation_columns.h"
#include "observation/observation_fhir.h"

#include <stdio.h>

#define COUNT_MOST 500

/* The reading of one search. */
struct reading {
    struct arena *arena;
    int64_t now;
    struct observation_query *query;
    bool sorted;
    bool no_surveys, no_signs; /* by category */
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

/* "x", "Patient/x", "https://…/Patient/x" */
static struct str patient_part(struct str reference)
{
    struct str left = reference, part = reference;
    while (str_cut(left, '/', &part, &left))
        ;
    return part;
}

static bool read_patient_id(struct reading *r, const struct uuid *id)
{
    struct observation_query *q = r->query;
    if (q->has_patient && !uuid_equal(&q->patient, id))
        q->nothing = true;
    q->has_patient = true;
    q->patient = *id;
    return true;
}

static bool read_patient(struct reading *r, const struct search_parameter *p)
{
    struct str list = p->value, value = STR_NONE;
    struct uuid id = {{0}};
    search_next(r->arena, &list, &value);
    if (list.at)
        return refuse(r, p, "one patient at a time");
    if (!uuid_parse(patient_part(value), &id))
        id = (struct uuid){{0}};
    return read_patient_id(r, &id);
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

static bool read_codes(struct reading *r, const struct search_parameter *p, bool panel)
{
    struct observation_filter *f = &r->query->filter;
    struct str list = p->value;
    struct search_token token;
    unsigned bits = 0;
    if (f->parameter_count != FILTER_PARAMETERS || f->only_panels)
        return refuse(r, p, "codes are given twice: part them by commas");
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

static bool read_code(struct reading *r, const struct search_parameter *p)
{
    return read_codes(r, p, true);
}

static bool read_component_code(struct reading *r, const struct search_parameter *p)
{
    return read_codes(r, p, false);
}

static bool add_key(struct reading *r, const struct search_parameter *p, const uint8_t key[16])
{
    struct observation_filter *f = &r->query->filter;
    if (f->key_count == FILTER_KEYS)
        return refuse(r, p, "has too many values");
    memcpy(f->keys[f->key_count++], key, 16);
    return true;
}

static bool read_identifier(struct reading *r, const struct search_parameter *p)
{
    struct observation_filter *f = &r->query->filter;
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
        observation_identifier_key(token.system, token.code, key);
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
            !uuid_parse(after, &key)) {
            patient = (struct uuid){{0}};
            key = patient;
        }
        if (!add_key(r, p, key.b) || !read_patient_id(r, &patient))
            return false;
    }
    return true;
}

static bool read_status(struct reading *r, const struct search_parameter *p)
{
    struct observation_filter *f = &r->query->filter;
    struct str list = p->value;
    struct search_token token;
    if (f->status_count)
        return refuse(r, p, "is given twice: part them by commas");
    while (search_token_next(r->arena, &list, &token)) {
        if (f->status_count == FILTER_STATUSES)
            return refuse(r, p, "has too many values");
        f->statuses[f->status_count++] = token.code;
    }
    return true;
}

/* Totals of instruments are surveys, every other Observation here is a vital sign. */
static bool read_category(struct reading *r, const struct search_parameter *p)
{
    struct str list = p->value;
    struct search_token token;
    bool surveys = false, signs = false;
    while (search_token_next(r->arena, &list, &token)) {
        if (token.has_system && !str_is(token.system, FHIR_CATEGORY))
            continue;
        surveys = surveys || str_is(token.code, FHIR_SURVEY);
        signs = signs || str_is(token.code, FHIR_VITAL_SIGNS);
    }
    r->no_surveys = r->no_surveys || !surveys;
    r->no_signs = r->no_signs || !signs;
    return true;
}

static void leave_categories(const struct reading *r)
{
    struct observation_filter *f = &r->query->filter;
    size_t count = 0;
    for (size_t i = 0; i < f->parameter_count; i++)
        if (parameter_is_score(f->parameters[i]) ? !r->no_surveys : !r->no_signs)
            f->parameters[count++] = f->parameters[i];
    f->parameter_count = count;
}

/* ---- when ---- */

static bool read_date(struct reading *r, const struct search_parameter *p)
{
    struct observation_filter *f = &r->query->filter;
    struct search_date date;
    if (!search_date_parse(p->value, r->now, &date))
        return refuse(r, p,
                      "is no date (YYYY-MM-DD, or with time and zone), with or without a "
                      "prefix like ge");
    if (date.prefix == PREFIX_NE && f->not_from < f->not_until)
        return refuse(r, p, "ne is understood once");
    if (date.prefix == PREFIX_NE) {
        f->not_from = date.from;
        f->not_until = date.until;
    }
    for (size_t i = 0; i < FILTER_PRECISIONS; i++)
        search_date_narrow(&date, search_spans[i], &f->earliest[i], &f->latest[i]);
    return true;
}

static bool read_updated(struct reading *r, const struct search_parameter *p)
{
    struct observation_filter *f = &r->query->filter;
    struct search_date date;
    if (!search_date_parse(p->value, r->now, &date) || date.prefix == PREFIX_NE)
        return refuse(r, p, "is no date, or has the prefix ne");
    search_date_narrow(&date, 1, &f->received_earliest, &f->received_latest);
    return true;
}

/* ---- how the answer looks ---- */

static bool read_sort(struct reading *r, const struct search_parameter *p)
{
    struct observation_filter *f = &r->query->filter;
    bool down = str_starts(p->value, "-");
    struct str name = down ? (struct str){p->value.at + 1, p->value.len - 1} : p->value;
    if (r->sorted)
        return refuse(r, p, "is given twice");
    r->sorted = true;
    f->by_effective = f->by_received = f->by_code = 0;
    if (str_is(name, "date"))
        f->by_effective = down ? -1 : 1;
    else if (str_is(name, "_lastUpdated"))
        f->by_received = down ? -1 : 1;
    else if (str_is(name, "code"))
        f->by_code = down ? -1 : 1;
    else
        return refuse(r, p, "must be one of date, _lastUpdated, code, with or without -");
    return true;
}

static bool read_count(struct reading *r, const struct search_parameter *p)
{
    int64_t count;
    if (!str_int(p->value, &count) || count < 0)
        return refuse(r, p, "must be a number");
    r->query->only_total = r->query->only_total || count == 0;
    r->query->filter.limit = (size_t)(count > COUNT_MOST ? COUNT_MOST : count);
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
                                          "text/json"};
    struct str essence, rest;
    str_cut(p->value, ';', &essence, &rest);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (str_is(essence, formats[i]))
            return true;
    /* A plus sign that was not escaped is a blank. */
    return str_is(essence, "application/fhir json") || refuse(r, p, "only JSON is spoken here");
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
    {"code", read_code, false},
    {"combo-code", read_code, false},
    {"component-code", read_component_code, false},
    {"date", read_date, false},
    {"identifier", read_identifier, false},
    {"_id", read_id, false},
    {"status", read_status, false},
    {"category", read_category, false},
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

#define CURSOR_TEXT 64 /* two numbers and a key in hexadecimal */

static void cursor_print(const struct observation_cursor *cursor, char text_r[CURSOR_TEXT + 1])
{
    size_t len =
        (size_t)snprintf(text_r, CURSOR_TEXT + 1, "%016llx%016llx",
                         (unsigned long long)cursor->first, (unsigned long long)cursor->second);
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

static bool cursor_parse(struct str text, struct observation_cursor *cursor_r)
{
    uint64_t first, second, byte;
    if (text.len != CURSOR_TEXT || !hex_read(text.at, 16, &first) ||
        !hex_read(text.at + 16, 16, &second))
        return false;
    for (size_t i = 0; i < sizeof cursor_r->key; i++) {
        if (!hex_read(text.at + 32 + 2 * i, 2, &byte))
            return false;
        cursor_r->key[i] = (uint8_t)byte;
    }
    cursor_r->first = (int64_t)first;
    cursor_r->second = (int64_t)second;
    return true;
}

bool observation_query_read(struct arena *arena, const struct search *search, bool strict,
                            int64_t now, struct observation_query *query_r, struct error *error)
{
    struct reading r = {.arena = arena, .now = now, .query = query_r, .error = error};
    *query_r = (struct observation_query){.nothing = false};
    observation_filter_init(&query_r->filter);
    buf_init(&r.left_out, arena, 128);
    buf_init(&r.self, arena, 256);
    for (size_t i = 0; i < search->count; i++)
        if (!read_one(&r, &search->parameters[i], strict))
            return false;
    leave_categories(&r);
    observation_filter_start(&query_r->filter);
    query_r->continued = r.cursor.at != NULL;
    if (r.cursor.at && !cursor_parse(r.cursor, &query_r->filter.after))
        return error_at(error, ERROR_MALFORMED, "cursor", "is not one that was given out");
    if (query_r->filter.parameter_count == 0)
        query_r->nothing = true;
    query_r->self = buf_slice(&r.self);
    query_r->left_out = r.left_out.len ? buf_slice(&r.left_out) : STR_NONE;
    return true;
}

void observation_query_patient(struct arena *arena, struct observation_query *query,
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

bool observation_query_check(const struct observation_query *query, struct error *error)
{
    if (query->has_patient || query->has_patient_identifier || query->filter.key_count)
        return true;
    return error_at(error, ERROR_MALFORMED, "patient",
                    "say whose: patient=ID, patient.identifier=system|value, or search by "
                    "identifier=system|value or _id");
}

/* One more than the page holds tells whether there is a next. */
static bool page_run(struct db *db, struct arena *arena, struct observation_query *query,
                     const struct who *who, int64_t now, struct rows **rows_r, struct error *error)
{
    struct observation_filter filter = query->filter;
    filter.limit++;
    return who ? observation_listed(db, arena, who, now, &filter, rows_r, error)
               : observation_page(db, arena, &filter, rows_r, error);
}

static void page_cut(struct arena *arena, const struct observation_query *query,
                     struct observation_found *found)
{
    const struct observation_filter *filter = &query->filter;
    struct observation_cursor cursor;
    char text[CURSOR_TEXT + 1];
    size_t count = 0, last = 0, row = 0;
    for (; row < rows_count(found->rows) && count < filter->limit; count++) {
        last = row;
        row += observation_rows(found->rows, row);
    }
    found->shown = row;
    if (row < rows_count(found->rows)) {
        observation_cursor_at(filter, found->rows, last, &cursor);
        cursor_print(&cursor, text);
        found->next = arena_str(arena, str_of(text));
    } else if (!query->continued) {
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
    query->filter.limit = COUNT_MOST;
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
    if (query->nothing) {
        found_r->total = 0;
        return true;
    }
    if (query->only_total)
        return total_run(db, arena, query, who, now, found_r, error);
    if (!page_run(db, arena, query, who, now, &found_r->rows, error))
        return false;
    page_cut(arena, query, found_r);
    return who || found_r->total >= 0 || !query->total ||
           observation_total(db, arena, &query->filter, &found_r->total, error);
}

static void put_entry(struct json_out *out, struct arena *arena, const char *base,
                      const struct rows *rows, size_t first, size_t count)
{
    struct uuid patient = row_uuid(rows, first, COLUMN_PATIENT_ID), key;
    char patient_text[UUID_TEXT], key_text[UUID_TEXT];
    memcpy(key.b, row_str(rows, first, COLUMN_KEY).at, sizeof key.b);
    uuid_text(&patient, patient_text);
    uuid_text(&key, key_text);
    json_object_open(out);
    json_key(out, "fullUrl");
    json_printf(out, "%s/Observation/%s.%s", base, patient_text, key_text);
    json_key(out, "resource");
    observation_to_fhir(out, arena, rows, first, count);
    json_key(out, "search");
    json_object_open(out);
    json_put_text(out, "mode", "match");
    json_object_close(out);
    json_object_close(out);
}

static struct str address(struct arena *arena, const char *base, const struct observation_query *q,
                          struct str cursor)
{
    struct buf url;
    buf_init(&url, arena, 256);
    buf_printf(&url, "%s/Observation%.*s", base, STR_ARG(q->self));
    if (cursor.at)
        search_url_add(&url, STR("cursor"), cursor);
    return buf_slice(&url);
}

static void put_entries(struct json_out *out, struct arena *arena, const char *base,
                        const struct observation_query *query,
                        const struct observation_found *found)
{
    json_key(out, "entry");
    json_array_open(out);
    for (size_t row = 0, count; row < found->shown; row += count) {
        count = observation_rows(found->rows, row);
        put_entry(out, arena, base, found->rows, row, count);
    }
    if (query->left_out.at) {
        struct buf text;
        buf_init(&text, arena, 128);
        buf_printf(&text, "Not known here, and left out of the search: %.*s",
                   STR_ARG(query->left_out));
        search_outcome_entry(out, buf_cstr(&text));
    }
    json_array_close(out);
}

void observation_bundle(struct json_out *out, struct arena *arena, const char *base,
                        const struct observation_query *query,
                        const struct observation_found *found)
{
    struct str next = found->next.at ? address(arena, base, query, found->next) : STR_NONE;
    search_bundle_open(out, found->total, address(arena, base, query, STR_NONE), next);
    if (found->shown || query->left_out.at)
        put_entries(out, arena, base, query, found);
    json_object_close(out);
}
