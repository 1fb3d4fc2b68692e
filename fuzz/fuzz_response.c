/* QuestionnaireResponses to our programmes' forms: any JSON is read or refused with a place; what
 * is read says what it said when what is kept of it is read again. */
#include "fuzz.h"

#include "embedded.h"
#include "response/findings.h"
#include "response/form_response_fhir.h"
#include "store/migrate.h"
#include "store/writer.h"

#define RECEIVED INT64_C(1795255200000) /* 2026-11-21T10:00:00Z */

/* A database with our programmes, approved; once for all inputs. */
struct house {
    struct db *db;
    struct programmes *programmes;
};

static void store(struct db *db)
{
    struct error error = {0};
    struct arena arena;
    int applied;
    arena_init(&arena);
    must(migrate_run(db, RECEIVED, &applied, &error) && db_begin(db, &error));
    for (size_t i = 0; i < embedded_programme_count; i++) {
        struct tx tx = {.db = db, .arena = &arena, .now = RECEIVED};
        struct programme *programme = arena_new(&arena, struct programme);
        must(programme_parse(&arena, embedded_programmes[i], programme, &error));
        programme_store(&tx, programme, embedded_programmes[i], "A. Clinician", "");
    }
    must(db_commit(db, &error));
    arena_finish(&arena);
}

static const struct house *house(void)
{
    static struct house one; /* allowed: libFuzzer calls with nothing of ours */
    struct error error = {0};
    if (one.db)
        return &one;
    one.db = db_open("sqlite::memory:", DB_CREATE, &error);
    must(one.db != NULL);
    store(one.db);
    one.programmes = programmes_create();
    return &one;
}

static bool read_one(struct arena *arena, struct json_object *json, struct form_response *response,
                     struct error *error)
{
    const struct uuid patient = {{1}};
    return form_response_from_fhir(arena, json, house()->programmes, house()->db, &patient,
                                   RECEIVED, response, error);
}

static struct json_object *print(struct arena *arena, const struct form_response *r)
{
    const struct uuid patient = {{1}};
    const struct form_response_stored stored = form_response_as_stored(r, &patient, 1, RECEIVED);
    struct json_out out;
    struct error error = {0};
    json_out_init(&out, arena, 1024);
    form_response_to_fhir(&out, &stored);
    struct json_object *json = json_in_parse(json_out_slice(&out), &error);
    must(json != NULL);
    return json;
}

static struct str findings_of(struct arena *arena, const struct form_response *response)
{
    struct buf text;
    buf_init(&text, arena, 256);
    findings_print(&text, response->findings, response->finding_count);
    return buf_slice(&text);
}

/* What is stored and printed is a response that says the same. */
static void print_and_read(struct arena *arena, const struct form_response *response)
{
    struct form_response again;
    struct error error = {0};
    struct json_object *json = print(arena, response);
    must(read_one(arena, json, &again, &error));
    must(str_equal(findings_of(arena, response), findings_of(arena, &again)));
    must(response->scored == again.scored && response->score == again.score);
    must(str_equal(response->document, again.document));
    must(str_equal(response->identifier_value, again.identifier_value));
    json_in_destroy(json);
}

static void try_response(struct arena *arena, struct json_object *json)
{
    const struct uuid account = {{7}};
    struct form_response response;
    struct error error = {0};
    struct finding *findings;
    size_t count;
    if (!read_one(arena, json, &response, &error)) {
        must_tell(&error);
        return;
    }
    form_response_key(&response, &account, STR_NONE);
    findings_parse(arena, findings_of(arena, &response), &findings, &count);
    must(count == response.finding_count);
    print_and_read(arena, &response);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_json(data, size, try_response);
}
