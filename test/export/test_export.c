/* What pages could lose: a record that is longer than any of them is in the Bundle once, whole,
 * with every version, and each report names what it brought and nothing else. */
#include "../store/lib.h"

#include "base/json_in.h"
#include "export/export.h"
#include "store/migrate.h"

#include <stdio.h>
#include <stdlib.h>

enum { REPORTS = 2100, PANELS = 1100, TWICE = 7, KEYS = 100000, ORPHAN = 9000 };

static const struct sql ADD_PLACE = {
    "INSERT INTO organisation (id, kind, name, party_id, created_at)"
    " VALUES (?1, 'municipality', 'Sted', ?1, 0)"};
static const struct sql ADD_PATIENT = {
    "INSERT INTO patient (id, family, given, birth_date, sex, municipality_id, language,"
    " created_at) VALUES (?1, 'Demo', 'Per Pål', '1950-01-01', 'male', ?2, 'nb', 0)"};
static const struct sql ADD_ACCOUNT = {
    "INSERT INTO account (id, login, kind, name, active, created_at)"
    " VALUES (?1, ?2, 'person', 'Demo', 1, 0)"};
static const struct sql ADD_REPORT = {
    "INSERT INTO report (patient_id, id, source, account_id, received_at)"
    " VALUES (?1, ?2, 'fhir', ?3, 1000)"};
static const struct sql ADD_VALUE = {
    "INSERT INTO observation (patient_id, parameter, effective, key, version, panel, report_id,"
    " status, value, value_text, unit, marks, effective_precision, effective_offset, received_at,"
    " account_id, content) VALUES (?1, ?2, ?3, ?4, ?5, 10, ?6, 'final', 100000000, '100', 'mm[Hg]',"
    " 0, 4, 60, 1000, ?7, ?4)"};
static const struct sql ADD_OUTCOME = {
    "INSERT INTO outcome (patient_id, report_id, enrolment_id, number, at, zone, unconfirmed,"
    " rule_version, programme_version, limits_version, inputs, reasons)"
    " VALUES (?1, ?2, ?3, 1, 1000, 1, 0, 2, 1, 0, '{}', '[]')"};

struct world {
    struct db *db;
    struct programmes *programmes;
    struct uuid patient, account, other, place;
    char patient_text[UUID_TEXT];
    char *text; /* the Bundle */
    size_t len;
    int64_t entries;
    struct json_object *bundle;
};

static struct uuid key_of(int panel)
{
    return id_of(KEYS + (unsigned)panel);
}

static struct uuid report_of(int report)
{
    return id_of(1000 + (unsigned)report);
}

/* A blood pressure; its effective time is shared by some. */
static void add_panel(struct world *w, int panel, int64_t version, const struct uuid *report,
                      const struct uuid *account)
{
    struct uuid key = key_of(panel);
    for (int parameter = 3; parameter <= 4; parameter++)
        must(w->db, &ADD_VALUE, v_uuid(&w->patient), v_int(parameter), v_int(panel / TWICE),
             v_bytes(key.b, sizeof key.b), v_int(version), v_uuid(report), v_uuid(account));
}

static void world_init(struct world *w, const struct place *place)
{
    struct error error = {0};
    int applied;
    *w = (struct world){.db = place_open(place, DB_CREATE),
                        .programmes = programmes_create(),
                        .patient = id_of(1),
                        .account = id_of(2),
                        .other = id_of(3),
                        .place = id_of(4)};
    uuid_text(&w->patient, w->patient_text);
    if (!migrate_run(w->db, 1000, &applied, &error))
        fail_msg("%s", error.log);
    must(w->db, &ADD_PLACE, v_uuid(&w->place));
    must(w->db, &ADD_PATIENT, v_uuid(&w->patient), v_uuid(&w->place));
    must(w->db, &ADD_ACCOUNT, v_uuid(&w->account), v_text("a"));
    must(w->db, &ADD_ACCOUNT, v_uuid(&w->other), v_text("b"));
}

static void export_all(struct world *w)
{
    struct error error = {0};
    const struct export_order order = {
        .patient = w->patient, .base = "http://here/fhir", .now = 2000};
    FILE *to = open_memstream(&w->text, &w->len);
    assert_non_null(to);
    if (!export_record(w->db, w->programmes, &order, to, &w->entries, &error))
        fail_msg("%s %s", error.detail, error.log);
    assert_int_equal(fclose(to), 0);
    w->bundle = json_in_parse((struct str){w->text, w->len}, &error);
    if (!w->bundle)
        fail_msg("%s: %s", error.place, error.detail);
    assert_int_equal(json_in_length(json_in_get(w->bundle, "entry")), w->entries);
}

static void world_finish(struct world *w)
{
    json_in_destroy(w->bundle);
    free(w->text);
    programmes_destroy(w->programmes);
    db_close(w->db);
}

/* ---- reading the Bundle ---- */

static struct json_object *resource_at(const struct world *w, size_t index)
{
    return json_in_get(json_in_at(json_in_get(w->bundle, "entry"), index), "resource");
}

static bool is_of(struct json_object *resource, const char *type, const char *id_starts)
{
    return str_is(json_in_str(json_in_get(resource, "resourceType")), type) &&
           str_starts(json_in_str(json_in_get(resource, "id")), id_starts);
}

static int64_t count_of(const struct world *w, const char *type, const char *id_starts)
{
    int64_t count = 0;
    for (size_t i = 0; i < (size_t)w->entries; i++)
        count += is_of(resource_at(w, i), type, id_starts);
    return count;
}

static int panel_of(const struct world *w, struct str text)
{
    struct uuid key, own;
    size_t from = strlen(w->patient_text) + 1;
    assert_true(text.len >= from + UUID_TEXT - 1);
    assert_true(uuid_parse((struct str){text.at + from, UUID_TEXT - 1}, &key));
    for (int panel = 0; panel < PANELS; panel++) {
        own = key_of(panel);
        if (uuid_equal(&own, &key))
            return panel;
    }
    fail_msg("an Observation that nobody stored: %.*s", STR_ARG(text));
    return -1;
}

static bool is_twice(int panel)
{
    return panel % TWICE == 0;
}

/* ---- cases ---- */

static void check_observations(const struct world *w)
{
    static int seen[PANELS][3];
    memset(seen, 0, sizeof seen);
    for (size_t i = 0; i < (size_t)w->entries; i++) {
        struct json_object *resource = resource_at(w, i);
        if (!is_of(resource, "Observation", ""))
            continue;
        struct str version = json_in_str(json_in_get(json_in_get(resource, "meta"), "versionId"));
        assert_int_equal(json_in_length(json_in_get(resource, "component")), 2);
        assert_true(str_is(version, "1") || str_is(version, "2"));
        seen[panel_of(w, json_in_str(json_in_get(resource, "id")))][version.at[0] - '0']++;
    }
    for (int panel = 0; panel < PANELS; panel++) {
        assert_int_equal(seen[panel][1], 1);
        assert_int_equal(seen[panel][2], is_twice(panel));
    }
}

/* Of report n what panel n is, or the patient when it brought nothing. */
static void check_reports(const struct world *w)
{
    int64_t count = 0;
    for (size_t i = 0; i < (size_t)w->entries; i++) {
        struct json_object *resource = resource_at(w, i), *targets;
        char id[64], text[UUID_TEXT];
        if (!is_of(resource, "Provenance", "report-"))
            continue;
        struct uuid report = report_of((int)count);
        uuid_text(&report, text);
        snprintf(id, sizeof id, "report-%s", text);
        assert_true(str_is(json_in_str(json_in_get(resource, "id")), id));
        targets = json_in_get(resource, "target");
        struct str first = json_in_str(json_in_get(json_in_at(targets, 0), "reference"));
        if (count < PANELS) {
            assert_int_equal(json_in_length(targets), 1 + is_twice((int)count));
            first =
                (struct str){first.at + strlen("Observation/"), first.len - strlen("Observation/")};
            assert_int_equal(panel_of(w, first), count);
        } else {
            assert_true(str_starts(first, "Patient/"));
        }
        count++;
    }
    assert_int_equal(count, REPORTS);
}

static void a_long_record_is_printed_once_and_whole(struct place *place)
{
    struct world w;
    struct error error = {0};
    world_init(&w, place);
    assert_true(db_begin(w.db, &error));
    for (int i = 0; i < REPORTS; i++) {
        struct uuid report = report_of(i);
        must(w.db, &ADD_REPORT, v_uuid(&w.patient), v_uuid(&report), v_uuid(&w.account));
        if (i < PANELS)
            add_panel(&w, i, 1, &report, &w.account);
        if (i < PANELS && is_twice(i))
            add_panel(&w, i, 2, &report, &w.other);
    }
    assert_true(db_commit(w.db, &error));
    export_all(&w);
    check_observations(&w);
    check_reports(&w);
    assert_int_equal(count_of(&w, "Provenance", "value-"), (PANELS + TWICE - 1) / TWICE);
    assert_int_equal(count_of(&w, "Practitioner", ""), 2);
    world_finish(&w);
}

/* Rows that should not be are no reason to be silent about what they say. */
static void what_lost_its_report_is_there_all_the_same(struct place *place)
{
    struct world w;
    struct uuid first = id_of(ORPHAN), known = id_of(ORPHAN + 1), last = id_of(ORPHAN + 2);
    world_init(&w, place);
    must(w.db, &ADD_REPORT, v_uuid(&w.patient), v_uuid(&known), v_uuid(&w.account));
    add_panel(&w, 0, 1, &first, &w.account);
    add_panel(&w, 1, 1, &known, &w.account);
    add_panel(&w, 2, 1, &last, &w.account);
    must(w.db, &ADD_OUTCOME, v_uuid(&w.patient), v_uuid(&first), v_uuid(&w.place));
    must(w.db, &ADD_OUTCOME, v_uuid(&w.patient), v_uuid(&known), v_uuid(&w.place));
    must(w.db, &ADD_OUTCOME, v_uuid(&w.patient), v_uuid(&last), v_uuid(&w.place));
    export_all(&w);
    assert_int_equal(count_of(&w, "Observation", ""), 3);
    assert_int_equal(count_of(&w, "ClinicalImpression", ""), 3);
    assert_int_equal(count_of(&w, "Provenance", "report-"), 1);
    assert_int_equal(count_of(&w, "Provenance", "value-"), 2);
    world_finish(&w);
}

/* The program says so, and what was printed is no Bundle. */
static void a_full_disk_is_a_failure(struct place *place)
{
    struct world w;
    struct error error = {0};
    world_init(&w, place);
    const struct export_order order = {.patient = w.patient, .base = "http://here/fhir"};
    FILE *to = fopen("/dev/full", "w");
    assert_non_null(to);
    assert_false(export_record(w.db, w.programmes, &order, to, &w.entries, &error));
    assert_non_null(strstr(error.detail, "cannot be written"));
    (void)fclose(to);
    world_finish(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_long_record_is_printed_once_and_whole),
        ON_BOTH(what_lost_its_report_is_there_all_the_same),
        ON_SQLITE(a_full_disk_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
