/* Observations that others published: each is read right, or refused at the right place; and what
 * is read comes out again with all that it said. */
#include "sample.h"

#include "base/json_out.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

struct expected {
    const char *name;   /* "phd/coin-…", or with the entry of a Bundle: "phd/bundle…#3" */
    const char *place;  /* where it is refused; NULL: it is read */
    const char *values; /* "word value marks" in the order of the rows, in the parameter's unit */
};

/* Every file that is an Observation, or holds some, stands here. */
static const struct expected table[] = {
    {"phd/bits-observation.json", "Observation.code", NULL},
    {"phd/bpm-status.json", "Observation.code", NULL},
    {"phd/bundle-example-1.json#3", "Observation.code", NULL},
    {"phd/bundle-example-1.json#4", NULL, "spo2 98 0"},
    {"phd/bundle-example-1.json#5", NULL, "pulse 47 0"},
    {"phd/coin-20181119202022.json", "Observation.code", NULL},
    {"phd/coin-example-timefault.json", "Observation.code", NULL},
    {"phd/compound-numeric-blood-pressure.json", NULL, "sbp 116 0 dbp 71 0 map 86 0"},
    {"phd/glucose-observation.json", NULL, "glucose 5.49512 0"},
    {"phd/numeric-observation-not-a-number.json", "Observation.code", NULL},
    {"phd/numeric-spotnumeric.json", NULL, "pulse 48 0"},
    {"phd/rtsa-example-2.json", "Observation.code", NULL},
    {"phd/string-observation-1.json", "Observation.code", NULL},
    {"phd/temperature-observation.json", NULL, "temp 36.5 0"},
    {"vkp/Bundle-pmd-Bundle-Request-example.json#0", NULL, "temp 37 0"},
    {"vkp/Observation-blood-pressure-create.json", NULL, "sbp 123 0 dbp 78 0 map 93 0"},
    {"vkp/Observation-body-mass-index-create.json", NULL, "bmi 32 0"},
    {"vkp/Observation-level-of-consciousness-create.json",
     "Observation.valueCodeableConcept.coding", NULL},
    {"vkp/Observation-vkp-blood-pressure-profile-create.json", NULL, "sbp 123 0 dbp 78 0 map 93 0"},
    {"vkp/Observation-vkp-body-weight-create.json", NULL, "weight 49 0"},
    {"vkp/Observation-vkp-glucose-create.json", NULL, "glucose 6.3 0"},
    {"vkp/Observation-vkp-news2-create.json", NULL, "news2 20 0"},
};
#define EXPECTED (sizeof table / sizeof *table)

static const struct expected *expected_of(const char *name)
{
    for (size_t i = 0; i < EXPECTED; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

static void describe(const struct observation *o, char text_r[256])
{
    size_t len = 0;
    text_r[0] = 0;
    for (size_t i = 0; i < o->count; i++) {
        const struct measurement *m = &o->values[i].measurement;
        len += (size_t)snprintf(text_r + len, 256 - len, "%s%s %g %u", i ? " " : "",
                                parameter_info(m->parameter)->word, (double)m->value / 1e6,
                                (unsigned)m->marks);
    }
}

static bool as_expected(const struct sample *sample, const struct expected *expected)
{
    char values[256];
    if (!sample->ok) {
        print_message("  %-55s refused at %s: %s\n", expected->name, sample->error.place,
                      sample->error.detail);
        return expected->place && strcmp(sample->error.place, expected->place) == 0;
    }
    describe(&sample->observation, values);
    print_message("  %-55s read: %s\n", expected->name, values);
    return expected->values && strcmp(values, expected->values) == 0;
}

/* The id, the text and the server's part of meta are ours; a reference of another server's becomes
 * our patient's. */
static struct json_object *without_theirs(struct arena *arena, struct json_object *sent)
{
    static const char *const names[] = {"id", "text", "meta", "subject", NULL};
    struct buf buf;
    buf_init(&buf, arena, 4096);
    json_in_canonical(sent, names, &buf);
    return json_in_parse(buf_slice(&buf), NULL);
}

/* What we print, we read: the same values of the same Observation. */
static void reads_again(const struct sample *first, struct json_object *printed, const char *name)
{
    struct arena arena;
    struct buf text;
    struct sample again;
    char before[256], after[256];
    arena_init(&arena);
    buf_init(&text, &arena, 4096);
    json_in_text(printed, &text);
    sample_read(&again, buf_cstr(&text));
    if (!again.ok)
        fail_msg("%s: our own print is refused at %s: %s", name, again.error.place,
                 again.error.detail);
    describe(&first->observation, before);
    describe(&again.observation, after);
    assert_string_equal(before, after);
    if (first->observation.identifier_value.len)
        assert_memory_equal(first->observation.key, again.observation.key, 16);
    sample_finish(&again);
    arena_finish(&arena);
}

static void comes_out_again(struct sample *sample, const char *name)
{
    char path[160];
    struct db *db = sample_db();
    struct uuid patient = sample_patient();
    sample_store(db, sample, &patient, 1, SAMPLE_RECEIVED);
    struct json_object *printed = sample_printed(db, &sample->arena);
    struct json_object *sent = without_theirs(&sample->arena, sample->json);
    struct json_object *profile = json_in_get(json_in_get(sample->json, "meta"), "profile");
    struct json_object *subject = json_in_get(json_in_get(sample->json, "subject"), "identifier");
    if (!data_holds(printed, sent, path))
        fail_msg("%s: lost or changed: %s", name, path);
    if (profile && !data_holds(json_in_get(json_in_get(printed, "meta"), "profile"), profile, path))
        fail_msg("%s: lost meta.profile", name);
    if (subject &&
        !data_holds(json_in_get(json_in_get(printed, "subject"), "identifier"), subject, path))
        fail_msg("%s: lost subject.identifier", name);
    reads_again(sample, printed, name);
    json_in_destroy(sent);
    json_in_destroy(printed);
    db_close(db);
}

static size_t try_one(const char *name, struct json_object *resource)
{
    struct arena arena;
    struct buf text;
    struct sample sample;
    const struct expected *expected = expected_of(name);
    if (!str_is(json_in_str(json_in_get(resource, "resourceType")), "Observation"))
        return 0;
    arena_init(&arena);
    buf_init(&text, &arena, 4096);
    json_in_text(resource, &text);
    sample_read(&sample, buf_cstr(&text));
    if (!expected)
        fail_msg("%s has no row in the table", name);
    if (expected && !as_expected(&sample, expected))
        fail_msg("%s is not as expected", name);
    if (sample.ok)
        comes_out_again(&sample, name);
    sample_finish(&sample);
    arena_finish(&arena);
    return 1;
}

static size_t try_file(const char *folder, const char *part, const char *file)
{
    struct arena arena;
    struct error error = {0};
    char path[512], name[300];
    size_t tried = 0;
    arena_init(&arena);
    snprintf(path, sizeof path, "%s/fhir/%s/%s", folder, part, file);
    struct json_object *json = json_in_parse(str_of(data_file(&arena, path)), &error);
    if (!json)
        fail_msg("%s: %s", path, error.detail);
    snprintf(name, sizeof name, "%.8s/%.255s", part, file);
    tried += try_one(name, json);
    struct json_object *entries = json_in_get(json, "entry");
    for (size_t i = 0; i < json_in_length(entries); i++) {
        snprintf(name, sizeof name, "%.8s/%.255s#%zu", part, file, i);
        tried += try_one(name, json_in_get(json_in_at(entries, i), "resource"));
    }
    json_in_destroy(json);
    arena_finish(&arena);
    return tried;
}

static size_t try_folder(const char *folder, const char *part)
{
    char path[512];
    struct dirent **files;
    size_t tried = 0;
    snprintf(path, sizeof path, "%s/fhir/%s", folder, part);
    int count = scandir(path, &files, NULL, alphasort);
    assert_true(count > 2);
    for (int i = 0; i < count; i++) {
        size_t len = strlen(files[i]->d_name);
        if (len > 5 && strcmp(files[i]->d_name + len - 5, ".json") == 0)
            tried += try_file(folder, part, files[i]->d_name);
        free(files[i]);
    }
    free(files);
    return tried;
}

static void every_published_sample_is_read_or_refused_with_its_place(void **state)
{
    const char *folder = data_folder();
    (void)state;
    if (!folder) {
        print_message("skipped: no sample data (VARDE_TEST_DATA)\n");
        skip();
    }
    size_t tried = try_folder(folder, "phd") + try_folder(folder, "vkp");
    assert_int_equal(tried, EXPECTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_published_sample_is_read_or_refused_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
