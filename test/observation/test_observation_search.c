/* Searches on both databases: what is found, in what order, page by page, and by whom. */
#include "../store/lib.h"
#include "sample.h"

#include "observation/observation_search.h"
#include "store/migrate.h"

#include <stdio.h>
#include <stdlib.h>

#define RECEIVED SAMPLE_RECEIVED

static const struct sql ADD_ORGANISATION = {"INSERT INTO organisation (id, kind, name, party_id, "
                                            "created_at) VALUES (?1, 'service', 'S', ?1,"
                                            " 0)"};
static const struct sql ADD_ENROLMENT = {
    "INSERT INTO enrolment (patient_id, id, programme, programme_version, service_id,"
    " municipality_id, state, state_since, limits_version, created_at)"
    " VALUES (?1, ?1, 'copd', 1, ?2, ?2, 'active', 0, 0, 0)"};

struct world {
    struct db *db;
    struct arena arena;
    struct uuid mine, theirs; /* patients */
    struct uuid service, other;
};

static void enrol(struct world *w, const struct uuid *patient, const struct uuid *service)
{
    must(w->db, &ADD_ORGANISATION, v_uuid(service));
    must(w->db, &ADD_ENROLMENT, v_uuid(patient), v_uuid(service));
}

static void world_init(struct world *w, const struct place *place)
{
    struct error error = {0};
    int applied;
    *w = (struct world){.db = place_open(place, DB_CREATE),
                        .mine = id_of(1),
                        .theirs = id_of(2),
                        .service = id_of(11),
                        .other = id_of(12)};
    arena_init(&w->arena);
    if (!migrate_run(w->db, RECEIVED, &applied, &error))
        fail_msg("%s", error.log);
    enrol(w, &w->mine, &w->service);
    enrol(w, &w->theirs, &w->other);
}

static void world_finish(struct world *w)
{
    arena_finish(&w->arena);
    db_close(w->db);
}

struct made {
    const char *name; /* the identifier */
    const char *time;
    const char *what;   /* code and value, or the panel's members */
    const char *status; /* NULL: final */
    int64_t received;   /* 0: RECEIVED */
    int64_t version;    /* 0: the first */
};
#define MADE(...) (&(struct made){__VA_ARGS__})

#define SPO2                                                                                       \
    "'code':{'coding':[{'system':'http://loinc.org','code':'2708-6'}]},'valueQuantity':{'value':"  \
    "93,'system':'http://unitsofmeasure.org','code':'%'}"
#define PULSE                                                                                      \
    "'code':{'coding':[{'system':'urn:iso:std:iso:11073:10101','code':'149530'}]},"                \
    "'valueQuantity':{'value':72,'system':'http://unitsofmeasure.org','code':'/min'}"
#define PART(code)                                                                                 \
    "{'code':{'coding':[{'system':'http://loinc.org','code':'" code "'}]},'valueQuantity':{"       \
    "'value':100,'system':'http://unitsofmeasure.org','code':'mm[Hg]'}}"
#define PRESSURE                                                                                   \
    "'code':{'coding':[{'system':'http://loinc.org','code':'85354-9'}]},'component':[" PART(       \
        "8480-6") "," PART("8462-4") "]"
#define SYSTOLIC                                                                                   \
    "'code':{'coding':[{'system':'http://loinc.org','code':'8480-6'}]},'valueQuantity':{"          \
    "'value':100,'system':'http://unitsofmeasure.org','code':'mm[Hg]'}"

static void make_for(struct world *w, const struct uuid *patient, const struct made *made)
{
    struct sample sample;
    char text[2000];
    snprintf(text, sizeof text,
             "{'resourceType':'Observation','status':'%s','identifier':[{'system':'s','value':'%s'"
             "}],'subject':{'reference':'Patient/x'},'effectiveDateTime':'%s',%s}",
             made->status ? made->status : "final", made->name, made->time, made->what);
    sample_quoted(&sample, text);
    if (!sample.ok)
        fail_msg("%s: %s", sample.error.place, sample.error.detail);
    sample_store(w->db, &sample, patient, made->version ? made->version : 1,
                 made->received ? made->received : RECEIVED);
    sample_finish(&sample);
}

static void make(struct world *w, const struct made *made)
{
    make_for(w, &w->mine, made);
}

/* ---- asking ---- */

/* "a=1&b=2", without escapes. */
static bool read(struct world *w, const char *text, bool strict, struct observation_query *query,
                 struct error *error)
{
    struct search search;
    struct str left = str_of(arena_text(&w->arena, str_of(text))), pair, name, value;
    search_init(&search, &w->arena, SEARCH_PARAMETERS);
    while (left.len) {
        str_cut(left, '&', &pair, &left);
        str_cut(pair, '=', &name, &value);
        assert_true(search_add(&search, SEARCH_PARAMETERS, name, value));
    }
    if (!observation_query_read(&w->arena, &search, strict, RECEIVED, query, error))
        return false;
    query->filter.search.patient = w->mine;
    return true;
}

static struct json_object *ask(struct world *w, const char *text, const struct who *who)
{
    struct error error = {0};
    struct observation_query query;
    struct observation_found found;
    struct json_out out;
    if (!read(w, text, false, &query, &error) ||
        !observation_query_run(w->db, &w->arena, &query, who, RECEIVED, &found, &error))
        fail_msg("%s: %s %s %s", text, error.place, error.detail, error.log);
    json_out_init(&out, &w->arena, 4096);
    observation_bundle(&out, &w->arena, "http://here/fhir", &query, &found);
    struct json_object *bundle = json_in_parse(json_out_slice(&out), &error);
    if (!bundle)
        fail_msg("%s in %.*s", error.detail, STR_ARG(json_out_slice(&out)));
    return bundle;
}

static void add_names(struct json_object *bundle, struct buf *names)
{
    struct json_object *entries = json_in_get(bundle, "entry");
    for (size_t i = 0; i < json_in_length(entries); i++) {
        struct json_object *resource = json_in_get(json_in_at(entries, i), "resource");
        struct json_object *identifier = json_in_at(json_in_get(resource, "identifier"), 0);
        if (str_is(json_in_str(json_in_get(resource, "resourceType")), "Observation"))
            buf_printf(names, "%s%.*s", names->len ? " " : "",
                       STR_ARG(json_in_str(json_in_get(identifier, "value"))));
    }
}

static void finds_as(struct world *w, const char *text, const struct who *who, const char *expected)
{
    struct buf names;
    struct json_object *bundle = ask(w, text, who);
    buf_init(&names, &w->arena, 64);
    add_names(bundle, &names);
    if (strcmp(buf_cstr(&names), expected) != 0)
        fail_msg("%s finds \"%s\", not \"%s\"", text, buf_cstr(&names), expected);
    json_in_destroy(bundle);
}

static void finds(struct world *w, const char *text, const char *expected)
{
    finds_as(w, text, NULL, expected);
}

static int64_t total_of(struct json_object *bundle)
{
    int64_t total = -1;
    str_int(json_in_number(json_in_get(bundle, "total")), &total);
    return total;
}

static void totals(struct world *w, const char *text, int64_t expected)
{
    struct json_object *bundle = ask(w, text, NULL);
    if (total_of(bundle) != expected)
        fail_msg("%s has total %lld, not %lld", text, (long long)total_of(bundle),
                 (long long)expected);
    json_in_destroy(bundle);
}

static struct str link_of(struct json_object *bundle, const char *relation)
{
    struct json_object *links = json_in_get(bundle, "link");
    for (size_t i = 0; i < json_in_length(links); i++) {
        struct json_object *link = json_in_at(links, i);
        if (str_is(json_in_str(json_in_get(link, "relation")), relation))
            return json_in_str(json_in_get(link, "url"));
    }
    return STR_NONE;
}

/* ---- what is found ---- */

static void codes_find_values_panels_and_components(struct place *place)
{
    struct world w;
    world_init(&w, place);
    make(&w, MADE("o", "2026-11-01T10:00:00Z", SPO2, NULL, 0, 0));
    make(&w, MADE("p", "2026-11-02T10:00:00Z", PULSE, NULL, 0, 0));
    make(&w, MADE("b", "2026-11-03T10:00:00Z", PRESSURE, NULL, 0, 0));
    make(&w, MADE("s", "2026-11-04T10:00:00Z", SYSTOLIC, NULL, 0, 0));
    finds(&w, "", "s b p o");
    finds(&w, "code=http://loinc.org|2708-6", "o");
    finds(&w, "code=2708-6", "o");
    finds(&w, "code=59408-5", "o");
    finds(&w, "code=urn:iso:std:iso:11073:10101|150456", "o");
    finds(&w, "code=http://loinc.org|8867-4", "p");
    finds(&w, "code=8867-4,2708-6", "p o");
    finds(&w, "code=85354-9", "b");
    finds(&w, "code=85354-9,2708-6", "b o");
    finds(&w, "code=8480-6", "s b");
    finds(&w, "code=8480-6,85354-9", "s b");
    finds(&w, "component-code=8462-4", "b");
    finds(&w, "component-code=85354-9", "");
    finds(&w, "code=http://loinc.org|", "s b p o");
    finds(&w, "code=|2708-6", "");
    finds(&w, "code=http://loinc.org|99999-9", "");
    finds(&w, "code=http://loinc.org|150456", "");
    finds(&w, "category=vital-signs", "s b p o");
    finds(&w, "category=laboratory", "");
    world_finish(&w);
}

struct date_case {
    const char *query, *expected;
};

static void dates_are_intervals(struct place *place)
{
    /* d: a day; t: 12:00:00 of it; m: 00:00:00 of the next; z: half a second later. */
    static const struct date_case cases[] = {
        {"date=2026-11-20", "d t"},
        {"date=eq2026-11-20", "d t"},
        {"date=2026-11-20T12:00", "t"},
        {"date=2026-11-20T12:00:00", "t"},
        {"date=2026-11", "d t m z"},
        {"date=2026", "d t m z"},
        {"date=ne2026-11-20", "m z"},
        {"date=gt2026-11-20", "m z"},
        {"date=gt2026-11-20T12:00", "d m z"},
        {"date=ge2026-11-20", "d t m z"},
        {"date=ge2026-11-20T12:00:00", "d t m z"},
        {"date=ge2026-11-20T12:00:01", "d m z"},
        {"date=sa2026-11-20", "m z"},
        {"date=sa2026-11-20T11:00", "t m z"},
        {"date=lt2026-11-20", ""},
        {"date=lt2026-11-20T12:00", "d"},
        {"date=lt2026-11-21", "d t"},
        {"date=le2026-11-20", "d t"},
        {"date=le2026-11-20T12:00", "d t"},
        {"date=eb2026-11-21", "d t"},
        {"date=eb2026-11-20T13:00", "t"},
        {"date=2026-11-21T00:00:00.500", "z"},
        {"date=2026-11-21T00:00:00", "m z"},
        {"date=ge2026-11-20T12:00&date=lt2026-11-21", "d t"},
        {"date=ge2026-11-21&date=le2026-11-21", "m z"},
        {"date=2026-11-20T11:00:00Z", "t"},
        {"date=ap2026-11-21", "d m z"},
        {"date=ap2026-11-19", "d"},
        {"date=ap2025-01-01", ""},
    };
    struct world w;
    world_init(&w, place);
    make(&w, MADE("d", "2026-11-20", SPO2, NULL, 0, 0));
    make(&w, MADE("t", "2026-11-20T12:00:00+01:00", SPO2, NULL, 0, 0));
    make(&w, MADE("m", "2026-11-21T00:00:00+01:00", SPO2, NULL, 0, 0));
    make(&w, MADE("z", "2026-11-21T00:00:00.500+01:00", SPO2, NULL, 0, 0));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char query[200];
        /* As one parameter's series, and over all of them. */
        snprintf(query, sizeof query, "_sort=date&code=2708-6&%s", cases[i].query);
        finds(&w, query, cases[i].expected);
        snprintf(query, sizeof query, "_sort=date&%s", cases[i].query);
        finds(&w, query, cases[i].expected);
    }
    world_finish(&w);
}

static void other_parameters_narrow_further(struct place *place)
{
    struct world w;
    char text[200], patient[UUID_TEXT], key_text[UUID_TEXT];
    struct uuid key;
    world_init(&w, place);
    make(&w, MADE("a", "2026-11-01T10:00:00Z", SPO2, NULL, RECEIVED - 1000, 0));
    make(&w, MADE("b", "2026-11-02T10:00:00Z", PRESSURE, "preliminary", 0, 0));
    make(&w, MADE("c", "2026-11-03T10:00:00Z", SPO2, NULL, RECEIVED + 1000, 0));
    finds(&w, "status=final", "c a");
    finds(&w, "status=preliminary,amended", "b");
    finds(&w, "status=cancelled", "");
    finds(&w, "_lastUpdated=ge2026-11-21T10:00:00Z", "c b");
    finds(&w, "_lastUpdated=lt2026-11-21T10:00:00Z", "a");
    finds(&w, "_lastUpdated=gt2026-11-21T10:00:00Z", "c");
    finds(&w, "identifier=s|b", "b");
    finds(&w, "identifier=s|b,s|a", "b a");
    finds(&w, "identifier=b", "b");
    finds(&w, "identifier=b&component-code=8462-4", "b");
    finds(&w, "identifier=s|b&code=2708-6", "");
    finds(&w, "identifier=other|b", "");
    finds(&w, "identifier=|b", "");
    observation_identifier_key(STR("s"), STR("b"), key.b);
    uuid_text(&key, key_text);
    uuid_text(&w.mine, patient);
    snprintf(text, sizeof text, "_id=%s.%s", patient, key_text);
    finds(&w, text, "b");
    snprintf(text, sizeof text, "_id=%s.%s", patient, patient);
    finds(&w, text, "");
    world_finish(&w);
}

static void only_the_newest_version_is_found(struct place *place)
{
    struct world w;
    struct rows *rows;
    struct error error = {0};
    struct uuid key;
    world_init(&w, place);
    make(&w, MADE("a", "2026-11-01T10:00:00Z", PRESSURE, NULL, 0, 0));
    make(&w, MADE("a", "2026-11-02T10:00:00Z", PRESSURE, "corrected", 0, 2));
    make(&w, MADE("b", "2026-11-01T11:00:00Z", SPO2, NULL, 0, 0));
    finds(&w, "", "a b");
    finds(&w, "date=2026-11-01", "b");
    finds(&w, "status=corrected", "a");
    finds(&w, "code=85354-9&_sort=date", "a");
    totals(&w, "_total=accurate&_count=1", 2);
    observation_identifier_key(STR("s"), STR("a"), key.b);
    assert_true(observation_newest(w.db, &w.arena, &w.mine, &key, &rows, &error));
    assert_int_equal(rows_count(rows), 2);
    assert_int_equal(observation_rows(rows, 0), 2);
    assert_true(observation_newest(w.db, &w.arena, &w.theirs, &key, &rows, &error));
    assert_int_equal(rows_count(rows), 0);
    world_finish(&w);
}

/* ---- pages ---- */

/* Follows the links; while it is under way, something new comes in. */
static void pages_give(struct world *w, const char *query, const struct made *late,
                       const char *expected)
{
    struct buf names;
    char text[400];
    int pages = 0;
    buf_init(&names, &w->arena, 64);
    snprintf(text, sizeof text, "%s&_count=2", query);
    for (;;) {
        struct json_object *bundle = ask(w, text, NULL);
        add_names(bundle, &names);
        struct str next = link_of(bundle, "next");
        pages++;
        assert_true(pages < 10);
        if (!next.at) {
            json_in_destroy(bundle);
            break;
        }
        assert_true(str_starts(next, "http://here/fhir/Observation?"));
        const char *rest = strchr(arena_text(&w->arena, next), '?') + 1;
        assert_true(strlen(rest) < sizeof text);
        memcpy(text, rest, strlen(rest) + 1);
        json_in_destroy(bundle);
        if (late && pages == 1)
            make(w, late);
    }
    if (strcmp(buf_cstr(&names), expected) != 0)
        fail_msg("%s gives \"%s\", not \"%s\"", query, buf_cstr(&names), expected);
}

static void pages_go_through_all_once_while_more_comes_in(struct place *place)
{
    static const struct made first[] = {
        {"a", "2026-11-01T10:00:00Z", SPO2, NULL, RECEIVED + 5, 0},
        {"b", "2026-11-02T10:00:00Z", PRESSURE, NULL, RECEIVED + 4, 0},
        {"c", "2026-11-03T10:00:00Z", SPO2, NULL, RECEIVED + 3, 0},
        {"d", "2026-11-04T10:00:00Z", PULSE, NULL, RECEIVED + 2, 0},
        {"e", "2026-11-05T10:00:00Z", SPO2, NULL, RECEIVED + 1, 0},
    };
    struct world w;
    world_init(&w, place);
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        make(&w, &first[i]);
    pages_give(&w, "_sort=-date", NULL, "e d c b a");
    pages_give(&w, "_sort=date", NULL, "a b c d e");
    pages_give(&w, "_sort=_lastUpdated", NULL, "e d c b a");
    pages_give(&w, "_sort=-_lastUpdated", NULL, "a b c d e");
    pages_give(&w, "_sort=code", NULL, "e c a d b");
    pages_give(&w, "_sort=-code", NULL, "b d e c a");
    pages_give(&w, "code=2708-6", NULL, "e c a");
    pages_give(&w, "code=2708-6&_sort=date", NULL, "a c e");
    /* What is newer than the first page does not push anything through it twice. */
    pages_give(&w, "_sort=-date", MADE("f", "2026-11-06T10:00:00Z", SPO2, NULL, RECEIVED, 0),
               "e d c b a");
    pages_give(&w, "code=2708-6", MADE("g", "2026-11-07T10:00:00Z", SPO2, NULL, RECEIVED, 0),
               "f e c a");
    /* And what comes behind it is found. */
    pages_give(&w, "_sort=-date", MADE("h", "2026-10-07T10:00:00Z", SPO2, NULL, RECEIVED, 0),
               "g f e d c b a h");
    world_finish(&w);
}

static void what_was_measured_at_the_same_time_is_paged_too(struct place *place)
{
    static const char *const queries[] = {"_sort=-date", "_sort=date", "code=2708-6",
                                          "code=2708-6&_sort=date", "_sort=code"};
    struct world w;
    char name[2] = "a";
    world_init(&w, place);
    for (; name[0] <= 'g'; name[0]++)
        make(&w, MADE(name, "2026-11-01", SPO2, NULL, 0, 0));
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        char text[300], seen[8] = "";
        snprintf(text, sizeof text, "%s&_count=2", queries[i]);
        for (bool more = true; more;) {
            struct json_object *bundle = ask(&w, text, NULL);
            struct str next = link_of(bundle, "next");
            struct buf names;
            buf_init(&names, &w.arena, 32);
            add_names(bundle, &names);
            for (size_t c = 0; c < names.len; c += 2) {
                assert_null(strchr(seen, names.at[c]));
                seen[strlen(seen)] = names.at[c];
            }
            more = next.at != NULL;
            if (more)
                snprintf(text, sizeof text, "%s", strchr(arena_text(&w.arena, next), '?') + 1);
            json_in_destroy(bundle);
        }
        assert_int_equal(strlen(seen), 7);
    }
    world_finish(&w);
}

static void totals_are_told_when_they_are_known_or_asked_for(struct place *place)
{
    struct world w;
    world_init(&w, place);
    make(&w, MADE("a", "2026-11-01T10:00:00Z", PRESSURE, NULL, 0, 0));
    make(&w, MADE("b", "2026-11-02T10:00:00Z", SPO2, NULL, 0, 0));
    make(&w, MADE("c", "2026-11-03T10:00:00Z", SPO2, NULL, 0, 0));
    totals(&w, "", 3);
    totals(&w, "_count=2", -1);
    totals(&w, "_count=2&_total=accurate", 3);
    totals(&w, "_count=3", 3);
    totals(&w, "_count=0", 3);
    totals(&w, "_summary=count&code=2708-6", 2);
    totals(&w, "_count=1&_total=accurate&code=2708-6&date=2026-11-03", 1);
    totals(&w, "code=9279-1", 0);
    totals(&w, "code=http://loinc.org|99999-9", 0);
    finds(&w, "_count=0", "");
    world_finish(&w);
}

/* ---- the Bundle ---- */

static void the_bundle_says_what_it_is(struct place *place)
{
    struct world w;
    struct error error = {0};
    char path[160];
    world_init(&w, place);
    make(&w, MADE("a", "2026-11-01T10:00:00Z", SPO2, NULL, 0, 0));
    struct json_object *bundle = ask(&w, "code=2708-6&colour=red&status=final", NULL);
    struct json_object *expected = json_in_parse(
        STR("{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":1,\"link\":[{"
            "\"relation\":\"self\",\"url\":\"http://here/fhir/"
            "Observation?code=2708-6&status=final\"}],"
            "\"entry\":[{\"resource\":{\"resourceType\":\"Observation\",\"status\":\"final\"},"
            "\"search\":{\"mode\":\"match\"}},{\"resource\":{\"resourceType\":\"OperationOutcome\","
            "\"issue\":[{\"severity\":\"warning\",\"code\":\"not-supported\"}]},\"search\":{"
            "\"mode\":\"outcome\"}}]}"),
        &error);
    assert_non_null(expected);
    if (!data_holds(bundle, expected, path))
        fail_msg("%s is not as expected", path);
    struct json_object *entry = json_in_at(json_in_get(bundle, "entry"), 0);
    struct str id = json_in_str(json_in_get(json_in_get(entry, "resource"), "id"));
    struct str url = json_in_str(json_in_get(entry, "fullUrl"));
    assert_string_equal(arena_text(&w.arena, url),
                        arena_printf(&w.arena, "http://here/fhir/Observation/%.*s", STR_ARG(id)));
    json_in_destroy(expected);
    json_in_destroy(bundle);
    bundle = ask(&w, "code=9279-1", NULL);
    assert_null(json_in_get(bundle, "entry"));
    json_in_destroy(bundle);
    world_finish(&w);
}

struct wrong {
    const char *query, *place;
};

static void what_is_not_understood_is_refused_by_name(struct place *place)
{
    static const struct wrong cases[] = {
        {"code:not=2708-6", "code:not"},
        {"date:missing=true", "date:missing"},
        {"patient.name=x", "patient.name"},
        {"subject:Group=x", "subject:Group"},
        {"patient.identifier:exact=s|1", "patient.identifier:exact"},
        {"patient=a,b", "patient"},
        {"patient.identifier=1", "patient.identifier"},
        {"date=yesterday", "date"},
        {"date=2026-13", "date"},
        {"date=", "date"},
        {"date=ne2026&date=ne2025", "date"},
        {"_lastUpdated=ne2026", "_lastUpdated"},
        {"_sort=value", "_sort"},
        {"_sort=date&_sort=code", "_sort"},
        {"_count=many", "_count"},
        {"_count=-1", "_count"},
        {"_total=all", "_total"},
        {"_summary=text", "_summary"},
        {"_format=xml", "_format"},
        {"code=1&code=2", "code"},
        {"identifier=s|", "identifier"},
        {"identifier=s|1&identifier=s|2", "identifier"},
        {"cursor=00", "cursor"},
        {"cursor=zz00000000000000000000000000000000000000000000000000000000000000", "cursor"},
    };
    struct world w;
    struct observation_query query;
    world_init(&w, place);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        if (read(&w, cases[i].query, false, &query, &error))
            fail_msg("understood: %s", cases[i].query);
        assert_int_equal(error.code, ERROR_MALFORMED);
        assert_string_equal(error.place, cases[i].place);
    }
    struct error error = {0};
    assert_true(read(&w, "colour=red&_count=1", false, &query, &error));
    assert_true(str_is(query.search.left_out, "colour"));
    assert_false(read(&w, "colour=red&_count=1", true, &query, &error));
    assert_string_equal(error.place, "colour");
    world_finish(&w);
}

static void a_search_says_whose_it_is(struct place *place)
{
    struct world w;
    struct observation_query query;
    struct error error = {0};
    char text[300], patient[UUID_TEXT];
    world_init(&w, place);
    uuid_text(&w.mine, patient);
    static const char *const forms[] = {
        "patient=", "patient=Patient/",
        "subject=", "subject:Patient=", "patient=https://a.example/fhir/Patient/"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        snprintf(text, sizeof text, "%s%s", forms[i], patient);
        assert_true(read(&w, text, false, &query, &error));
        assert_true(query.search.has_patient && uuid_equal(&query.search.patient, &w.mine));
        assert_true(search_query_check(&query.search, &query.filter.search, &error));
    }
    snprintf(text, sizeof text, "_id=%s.%s", patient, patient);
    assert_true(read(&w, text, false, &query, &error));
    assert_true(query.search.has_patient && uuid_equal(&query.search.patient, &w.mine));
    assert_true(read(&w, "patient=nobody", false, &query, &error));
    assert_true(query.search.has_patient && uuid_is_zero(&query.search.patient));
    assert_true(read(&w, "patient.identifier=urn:oid:1|2", false, &query, &error));
    assert_true(query.search.has_patient_identifier &&
                str_is(query.search.patient_system, "urn:oid:1") &&
                str_is(query.search.patient_value, "2"));
    search_query_patient(&w.arena, &query.search, &w.mine);
    snprintf(text, sizeof text, "?patient=%s", patient);
    assert_true(query.search.has_patient && uuid_equal(&query.search.patient, &w.mine));
    assert_true(str_is(query.search.self, text));
    assert_true(read(&w, "patient.identifier=urn:oid:1|2&code=2708-6", false, &query, &error));
    search_query_patient(&w.arena, &query.search, &w.mine);
    snprintf(text, sizeof text, "?patient=%s&code=2708-6", patient);
    assert_true(str_is(query.search.self, text));
    assert_true(read(&w, "identifier=s|a", false, &query, &error));
    assert_true(!query.search.has_patient &&
                search_query_check(&query.search, &query.filter.search, &error));
    assert_true(read(&w, "code=2708-6&identifier=a", false, &query, &error));
    assert_false(search_query_check(&query.search, &query.filter.search, &error));
    assert_int_equal(error.code, ERROR_MALFORMED);
    world_finish(&w);
}

/* ---- by whom ---- */

static void without_a_patient_one_finds_what_one_may_see(struct place *place)
{
    struct world w;
    world_init(&w, place);
    make_for(&w, &w.mine, MADE("a", "2026-11-01T10:00:00Z", PRESSURE, NULL, 0, 0));
    make_for(&w, &w.theirs, MADE("a", "2026-11-02T10:00:00Z", SPO2, NULL, 0, 0));
    make_for(&w, &w.theirs, MADE("b", "2026-11-03T10:00:00Z", SPO2, NULL, 0, 0));
    struct who nurse = {.ground = GROUND_SERVICE, .organisation = w.service, .party = w.service};
    struct who other = {.ground = GROUND_SERVICE, .organisation = w.other, .party = w.other};
    struct who patient = {.ground = GROUND_SELF, .patient = w.theirs};
    struct who stranger = {.ground = GROUND_GP_OFFICE, .organisation = w.other, .party = w.other};
    finds_as(&w, "identifier=s|a,s|b", &nurse, "a");
    finds_as(&w, "identifier=s|a,s|b", &other, "b a");
    finds_as(&w, "identifier=s|a,s|b&code=85354-9", &other, "");
    finds_as(&w, "identifier=s|a,s|b&_sort=date", &patient, "a b");
    finds_as(&w, "identifier=s|a,s|b", &stranger, "");
    struct json_object *bundle = ask(&w, "identifier=s|a,s|b&_count=0", &other);
    assert_int_equal(total_of(bundle), 2);
    assert_null(json_in_get(bundle, "entry"));
    json_in_destroy(bundle);
    world_finish(&w);
}

static void without_any_ground_nothing_is_listed(struct place *place)
{
    struct world w;
    struct observation_query query;
    struct observation_found found;
    struct error error = {0};
    struct who nobody = {.ground = GROUND_NONE};
    world_init(&w, place);
    assert_true(read(&w, "identifier=s|a", false, &query, &error));
    assert_false(observation_query_run(w.db, &w.arena, &query, &nobody, RECEIVED, &found, &error));
    assert_int_equal(error.code, ERROR_FORBIDDEN);
    world_finish(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(codes_find_values_panels_and_components),
        ON_BOTH(dates_are_intervals),
        ON_BOTH(other_parameters_narrow_further),
        ON_BOTH(only_the_newest_version_is_found),
        ON_BOTH(pages_go_through_all_once_while_more_comes_in),
        ON_BOTH(what_was_measured_at_the_same_time_is_paged_too),
        ON_BOTH(totals_are_told_when_they_are_known_or_asked_for),
        ON_BOTH(the_bundle_says_what_it_is),
        ON_SQLITE(what_is_not_understood_is_refused_by_name),
        ON_SQLITE(a_search_says_whose_it_is),
        ON_BOTH(without_a_patient_one_finds_what_one_may_see),
        ON_SQLITE(without_any_ground_nothing_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
