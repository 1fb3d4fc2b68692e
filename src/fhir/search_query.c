#include "fhir/search_query.h"

#include "base/arena.h"
#include "fhir/place.h"

#include <stdio.h>

void search_filter_init(struct search_filter *filter)
{
    *filter = (struct search_filter){
        .received_earliest = INT64_MIN,
        .received_latest = INT64_MAX,
        .by = {[SORT_TIME] = -1},
        .limit = 50,
    };
    for (size_t i = 0; i < SEARCH_PRECISIONS; i++) {
        filter->earliest[i] = INT64_MIN;
        filter->latest[i] = INT64_MAX;
    }
}

void search_filter_times(const struct search_filter *filter, int64_t *earliest_r, int64_t *latest_r)
{
    *earliest_r = INT64_MAX;
    *latest_r = INT64_MIN;
    for (size_t i = 0; i < SEARCH_PRECISIONS; i++) {
        *earliest_r = filter->earliest[i] < *earliest_r ? filter->earliest[i] : *earliest_r;
        *latest_r = filter->latest[i] > *latest_r ? filter->latest[i] : *latest_r;
    }
}

void search_narrow_times(struct search_filter *filter, const struct search_date *date)
{
    for (size_t i = 0; i < SEARCH_PRECISIONS; i++)
        search_date_narrow(date, search_spans[i], &filter->earliest[i], &filter->latest[i]);
}

bool search_refuse(struct search_reading *r, const struct search_parameter *p, const char *why)
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

static void patient_set(struct search_reading *r, const struct uuid *id)
{
    struct search_query *q = r->query;
    if (q->has_patient && !uuid_equal(&q->patient, id))
        q->nothing = true;
    q->has_patient = true;
    q->patient = *id;
}

static bool read_patient(struct search_reading *r, const struct search_parameter *p)
{
    struct str list = p->value, value = STR_NONE;
    struct uuid id = {{0}};
    search_next(r->arena, &list, &value);
    if (list.at)
        return search_refuse(r, p, "one patient at a time");
    if (!uuid_parse(patient_part(value), &id))
        id = (struct uuid){{0}};
    patient_set(r, &id);
    return true;
}

static bool read_patient_identifier(struct search_reading *r, const struct search_parameter *p)
{
    struct str list = p->value;
    struct search_token token = {.has_system = false};
    search_token_next(r->arena, &list, &token);
    if (list.at || !token.system.len || !token.code.len)
        return search_refuse(r, p, "must be system|value, of one patient");
    if (r->query->has_patient_identifier)
        return search_refuse(r, p, "is given twice");
    r->query->has_patient_identifier = true;
    r->query->patient_system = token.system;
    r->query->patient_value = token.code;
    return true;
}

static bool read_subject(struct search_reading *r, const struct search_parameter *p)
{
    if (p->modifier.at && !str_is(p->modifier, "Patient"))
        return search_refuse(r, p, "only :Patient is understood here");
    if (!p->chain.at)
        return read_patient(r, p);
    if (str_is(p->chain, "identifier"))
        return read_patient_identifier(r, p);
    return search_refuse(r, p, "of what it points to, only the identifier is understood");
}

/* ---- which ---- */

static bool add_key(struct search_reading *r, const struct search_parameter *p,
                    const uint8_t key[16])
{
    struct search_filter *f = r->filter;
    if (f->key_count == SEARCH_KEYS)
        return search_refuse(r, p, "has too many values");
    memcpy(f->keys[f->key_count++], key, 16);
    return true;
}

static bool read_identifier(struct search_reading *r, const struct search_parameter *p)
{
    struct search_filter *f = r->filter;
    struct str list = p->value;
    struct search_token token;
    if (f->key_count || f->identifier.len)
        return search_refuse(r, p, "is given twice, or beside _id");
    while (search_token_next(r->arena, &list, &token)) {
        uint8_t key[16];
        if (!token.code.len)
            return search_refuse(r, p, "must be system|value, or value");
        if (!token.has_system && (list.at || f->key_count))
            return search_refuse(r, p, "only one value may be without its system");
        if (!token.has_system) {
            f->identifier = token.code;
            return true;
        }
        r->kind->identifier_key(token.system, token.code, key);
        if (!add_key(r, p, key))
            return false;
    }
    return true;
}

/* The patient is part of the id. */
static bool read_id(struct search_reading *r, const struct search_parameter *p)
{
    struct str list = p->value, value, before, after;
    struct uuid patient, key;
    if (r->filter->key_count || r->filter->identifier.len)
        return search_refuse(r, p, "is given twice, or beside an identifier");
    while (search_next(r->arena, &list, &value)) {
        if (!str_cut(value, '.', &before, &after) || !uuid_parse(before, &patient) ||
            !uuid_parse(after, &key)) {
            patient = (struct uuid){{0}};
            key = patient;
        }
        if (!add_key(r, p, key.b))
            return false;
        patient_set(r, &patient);
    }
    return true;
}

static bool read_status(struct search_reading *r, const struct search_parameter *p)
{
    struct search_filter *f = r->filter;
    struct str list = p->value;
    struct search_token token;
    if (f->status_count)
        return search_refuse(r, p, "is given twice: part them by commas");
    while (search_token_next(r->arena, &list, &token)) {
        if (f->status_count == r->kind->status_most)
            return search_refuse(r, p, "has too many values");
        f->statuses[f->status_count++] = token.code;
    }
    return true;
}

static bool read_updated(struct search_reading *r, const struct search_parameter *p)
{
    struct search_filter *f = r->filter;
    struct search_date date;
    if (!search_date_parse(p->value, r->now, &date) || date.prefix == PREFIX_NE)
        return search_refuse(r, p, "is no date, or has the prefix ne");
    search_date_narrow(&date, 1, &f->received_earliest, &f->received_latest);
    return true;
}

/* ---- how the answer looks ---- */

static bool read_sort(struct search_reading *r, const struct search_parameter *p)
{
    bool down = str_starts(p->value, "-");
    struct str name = down ? (struct str){p->value.at + 1, p->value.len - 1} : p->value;
    if (r->sorted)
        return search_refuse(r, p, "is given twice");
    r->sorted = true;
    for (int i = 0; i < SORT_COUNT; i++) {
        if (!r->kind->orders[i] || !str_is(name, r->kind->orders[i]))
            continue;
        memset(r->filter->by, 0, sizeof r->filter->by);
        r->filter->by[i] = down ? -1 : 1;
        return true;
    }
    return search_refuse(r, p, r->kind->orders_wrong);
}

static bool read_count(struct search_reading *r, const struct search_parameter *p)
{
    int64_t count;
    if (!str_int(p->value, &count) || count < 0)
        return search_refuse(r, p, "must be a number");
    r->query->only_total = r->query->only_total || count == 0;
    r->filter->limit = (size_t)(count > SEARCH_PAGE_MOST ? SEARCH_PAGE_MOST : count);
    return true;
}

static bool read_total(struct search_reading *r, const struct search_parameter *p)
{
    r->query->total = str_is(p->value, "accurate") || str_is(p->value, "estimate");
    return r->query->total || str_is(p->value, "none") ||
           search_refuse(r, p, "must be none, estimate or accurate");
}

static bool read_summary(struct search_reading *r, const struct search_parameter *p)
{
    r->query->only_total = r->query->only_total || str_is(p->value, "count");
    return str_is(p->value, "count") || str_is(p->value, "false") ||
           search_refuse(r, p, "must be count or false");
}

static bool read_format(struct search_reading *r, const struct search_parameter *p)
{
    static const char *const formats[] = {"json", "application/json", "application/fhir+json",
                                          "text/json"};
    struct str essence, rest;
    str_cut(p->value, ';', &essence, &rest);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (str_is(essence, formats[i]))
            return true;
    /* A plus sign that was not escaped is a blank. */
    return str_is(essence, "application/fhir json") ||
           search_refuse(r, p, "only JSON is spoken here");
}

static bool read_cursor(struct search_reading *r, const struct search_parameter *p)
{
    r->cursor = p->value;
    return true;
}

static bool read_nothing(struct search_reading *r, const struct search_parameter *p)
{
    (void)r;
    (void)p;
    return true;
}

/* ---- all of it ---- */

static const struct search_known common[] = {
    {"patient", read_subject, true},
    {"subject", read_subject, true},
    {"identifier", read_identifier, false},
    {"_id", read_id, false},
    {"status", read_status, false},
    {"_lastUpdated", read_updated, false},
    {"_sort", read_sort, false},
    {"_count", read_count, false},
    {"_total", read_total, false},
    {"_summary", read_summary, false},
    {"_format", read_format, false},
    {"_pretty", read_nothing, false},
    {"cursor", read_cursor, false},
    {NULL, NULL, false},
};

static const struct search_known *known_as(const struct search_known *list, struct str name)
{
    while (list->name && !str_is(name, list->name))
        list++;
    return list->name ? list : NULL;
}

static bool read_unknown(struct search_reading *r, const struct search_parameter *p)
{
    char name[CLIP_TEXT];
    if (r->strict)
        return search_refuse(r, p, "is not known here");
    buf_printf(&r->left_out, "%s%s", r->left_out.len ? ", " : "", clip(p->whole, name));
    return true;
}

static bool read_one(struct search_reading *r, const struct search_parameter *p)
{
    const struct search_known *known = known_as(r->kind->own, p->name);
    if (!known)
        known = known_as(common, p->name);
    if (!known)
        return read_unknown(r, p);
    if (!known->may_point && (p->modifier.at || p->chain.at))
        return search_refuse(r, p, "modifiers and chains are not understood here");
    if (!p->value.len)
        return search_refuse(r, p, "is empty");
    if (known->read != read_cursor && !p->chain.at)
        search_url_add(&r->self, p->whole, p->value);
    return known->read(r, p);
}

bool search_read(struct search_reading *r, const struct search *search)
{
    *r->query = (struct search_query){.nothing = false};
    buf_init(&r->left_out, r->arena, 128);
    buf_init(&r->self, r->arena, 256);
    for (size_t i = 0; i < search->count; i++)
        if (!read_one(r, &search->parameters[i]))
            return false;
    r->query->continued = r->cursor.at != NULL;
    r->query->self = buf_slice(&r->self);
    r->query->left_out = r->left_out.len ? buf_slice(&r->left_out) : STR_NONE;
    return true;
}

/* ---- pages ---- */

#define CURSOR_TEXT 64 /* two numbers and a key in hexadecimal */

struct str search_cursor_text(struct arena *arena, const struct search_cursor *cursor)
{
    struct buf text;
    buf_init(&text, arena, CURSOR_TEXT + 1);
    buf_printf(&text, "%016llx%016llx", (unsigned long long)cursor->first,
               (unsigned long long)cursor->second);
    for (size_t i = 0; i < sizeof cursor->key; i++)
        buf_printf(&text, "%02x", cursor->key[i]);
    return buf_slice(&text);
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

static bool cursor_parse(struct str text, struct search_cursor *cursor_r)
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

bool search_read_cursor(struct search_reading *r)
{
    return !r->cursor.at || cursor_parse(r->cursor, &r->filter->after) ||
           error_at(r->error, ERROR_MALFORMED, "cursor", "is not one that was given out");
}

/* ---- whose, once that is known ---- */

void search_query_patient(struct arena *arena, struct search_query *query,
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

bool search_query_check(const struct search_query *query, const struct search_filter *filter,
                        struct error *error)
{
    if (query->has_patient || query->has_patient_identifier || filter->key_count)
        return true;
    return error_at(error, ERROR_MALFORMED, "patient",
                    "say whose: patient=ID, patient.identifier=system|value, or search by "
                    "identifier=system|value or _id");
}

/* ---- the Bundle ---- */

static struct str address(struct arena *arena, const struct search_answer *answer,
                          struct str cursor)
{
    struct buf url;
    buf_init(&url, arena, 256);
    buf_printf(&url, "%s/%s%.*s", answer->base, answer->type, STR_ARG(answer->query->self));
    if (cursor.at)
        search_url_add(&url, STR("cursor"), cursor);
    return buf_slice(&url);
}

static bool has_entries(const struct search_answer *answer)
{
    return !answer->empty || answer->query->left_out.at;
}

void search_answer_open(struct json_out *out, struct arena *arena,
                        const struct search_answer *answer)
{
    struct str next = answer->next.at ? address(arena, answer, answer->next) : STR_NONE;
    search_bundle_open(out, answer->total, address(arena, answer, STR_NONE), next);
    if (!has_entries(answer))
        return;
    json_key(out, "entry");
    json_array_open(out);
}

void search_answer_close(struct json_out *out, struct arena *arena,
                         const struct search_answer *answer)
{
    if (answer->query->left_out.at)
        search_outcome_entry(out,
                             arena_printf(arena, "Not known here, and left out of the search: %.*s",
                                          STR_ARG(answer->query->left_out)));
    if (has_entries(answer))
        json_array_close(out);
    json_object_close(out);
}

void search_entry_open(struct json_out *out, const struct search_answer *answer,
                       const struct uuid *patient, const uint8_t key[16])
{
    struct uuid id;
    char patient_text[UUID_TEXT], key_text[UUID_TEXT];
    memcpy(id.b, key, sizeof id.b);
    uuid_text(patient, patient_text);
    uuid_text(&id, key_text);
    json_object_open(out);
    json_key(out, "fullUrl");
    json_printf(out, "%s/%s/%s.%s", answer->base, answer->type, patient_text, key_text);
    json_key(out, "resource");
}

void search_entry_close(struct json_out *out)
{
    json_key(out, "search");
    json_object_open(out);
    json_put_text(out, "mode", "match");
    json_object_close(out);
    json_object_close(out);
}
