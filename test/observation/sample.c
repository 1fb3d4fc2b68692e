#include "sample.h"

#include "base/json_out.h"
#include "observation/observation_fhir.h"
#include "report/report_store.h"
#include "store/migrate.h"

#include <stdlib.h>

static const struct sql ALL = {"SELECT " OBSERVATION_COLUMNS
                               " FROM observation o ORDER BY o.key, o.version, o.parameter"};

void sample_read(struct sample *sample, const char *text)
{
    struct uuid account = {{7}};
    *sample = (struct sample){.ok = false};
    arena_init(&sample->arena);
    sample->json = json_in_parse(str_of(text), &sample->error);
    if (!sample->json)
        fail_msg("%s: %s in %s", sample->error.place, sample->error.detail, text);
    sample->ok = observation_from_fhir(&sample->arena, sample->json, SAMPLE_RECEIVED,
                                       &sample->observation, &sample->error);
    if (sample->ok)
        observation_key(&sample->observation, &account, STR_NONE);
}

void sample_quoted(struct sample *sample, const char *text)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    sample_read(sample, copy);
    free(copy);
}

void sample_finish(struct sample *sample)
{
    json_in_destroy(sample->json);
    arena_finish(&sample->arena);
}

struct db *sample_db(void)
{
    struct error error = {0};
    int applied;
    struct db *db = db_open("sqlite::memory:", DB_CREATE, &error);
    if (!db || !migrate_run(db, SAMPLE_RECEIVED, &applied, &error))
        fail_msg("%s %s", error.detail, error.log);
    return db;
}

struct uuid sample_patient(void)
{
    return (struct uuid){{1, [6] = 0x70, [15] = 9}};
}

void sample_store(struct db *db, struct sample *sample, const struct uuid *patient, int64_t version,
                  int64_t received)
{
    struct error error = {0};
    struct tx tx = {.db = db, .arena = &sample->arena, .now = received};
    struct report report = {.patient = *patient, .id = {{3}}, .by = {.account = {{7}}}};
    struct received_one one = {.observation = &sample->observation, .receipt.version = version};
    if (!db_begin(db, &error))
        fail_msg("%s", error.log);
    report_insert_observation(&tx, &report, &one);
    if (!db_commit(db, &error))
        fail_msg("%s", error.log);
}

struct json_object *sample_printed(struct db *db, struct arena *arena)
{
    struct error error = {0};
    struct rows *rows;
    struct json_out out;
    if (!db_run(db, arena, &ALL, NO_ARGS, &rows, &error))
        fail_msg("%s", error.log);
    json_out_init(&out, arena, 4096);
    observation_to_fhir(&out, arena, rows, 0, rows_count(rows));
    struct json_object *json = json_in_parse(json_out_slice(&out), &error);
    if (!json)
        fail_msg("%s %s: %.*s", error.place, error.detail, STR_ARG(json_out_slice(&out)));
    return json;
}
