#include "bare.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

static const struct sql INSERT_REPORT = {
    "INSERT INTO report (patient_id, id, source, account_id, received_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5)",
};
static const struct sql INSERT_OBSERVATION = {
    .gather = true,
    .text =
        "INSERT INTO observation (patient_id, parameter, effective, key, version, panel, report_id,"
        " status, value, value_text, unit, marks, effective_precision, effective_offset, "
        "received_at,"
        " account_id, device, identifier_system, identifier_value, content, extra)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
        " ?19, ?20, ?21)",
};
static const struct sql INSERT_OUTCOME = {
    .gather = true,
    .text =
        "INSERT INTO outcome (patient_id, report_id, enrolment_id, number, at, zone, unconfirmed,"
        " rule_version, programme_version, limits_version, inputs, reasons)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
};
static const struct sql INSERT_EVENT = {
    .gather = true,
    .text =
        "INSERT INTO event (id, at, kind, patient_id, enrolment_id, service_id, municipality_id,"
        " gp_office_id, department_id, programme)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
};
static const struct sql UPDATE_IN_PLACE = {
    "UPDATE overview SET zone = ?3, unconfirmed = ?4, version = ?5, enrolment_id = ?6,"
    " report_id = ?7, report_account_id = ?8, report_open_until = ?9, reported_at = ?10,"
    " reasons = ?11, missing = ?12, unread = ?13, tasks = ?14, taken_by = ?15, taken_at = ?16,"
    " zone_since = ?17, unread_since = ?18"
    " WHERE patient_id = ?1 AND service_id = ?2",
};
static const struct sql UPDATE_MOVED = {
    "UPDATE overview SET zone = ?3, unconfirmed = ?4, version = ?5, enrolment_id = ?6,"
    " report_id = ?7, report_account_id = ?8, report_open_until = ?9, reported_at = ?10,"
    " reasons = ?11, missing = ?12, unread = ?13, tasks = ?14, taken_by = ?15, taken_at = ?16,"
    " zone_since = ?17, unread_since = ?18, tier = ?19, since = ?20"
    " WHERE patient_id = ?1 AND service_id = ?2",
};
static const struct sql APPEND_ACCESS = {
    .gather = true,
    .text = "INSERT INTO access_log (lane, number, at, account_id, role, organisation_id, ground, "
            "action,"
            " patient_id, patients, detail, hash)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
};
static const struct sql LAST_EVENT = {"SELECT max(id) FROM event"};
static const struct sql LAST_ACCESS = {"SELECT max(number) FROM access_log WHERE lane = 1"};
static const struct sql SAMPLE = {
    "SELECT extra, device FROM observation WHERE identifier_system = 'urn:varde:bench' LIMIT 1",
};

struct bare {
    struct db *db;
    struct targets targets;
    struct uuid_source *ids;
    struct arena arena; /* of the sample */
    struct str extra, device;
    int64_t event, access;
    uint64_t turn;
};

static struct db *open_or_fail(const struct world *world, enum db_mode mode)
{
    struct error error = {0};
    struct db *db = db_open(world->url, mode, &error);
    if (!db)
        bench_fail("%s", error.log);
    return db;
}

static void take_sample(struct bare *bare, const struct world *sample)
{
    struct error error = {0};
    struct rows *rows;
    struct db *db = open_or_fail(sample, DB_READ);
    arena_init(&bare->arena);
    if (!db_run(db, &bare->arena, &SAMPLE, NO_ARGS, &rows, &error) || !rows_count(rows))
        bench_fail("no Observation to imitate: %s", error.log);
    bare->extra = row_str(rows, 0, 0);
    bare->device = row_str(rows, 0, 1);
    db_close(db);
}

struct bare *bare_create(const struct world *world, const struct world *sample)
{
    struct bare *bare = calloc(1, sizeof *bare);
    if (!bare)
        abort();
    take_sample(bare, sample);
    targets_read(&bare->targets, world);
    bare->ids = uuid_source_create();
    bare->db = open_or_fail(world, DB_WRITE);
    bare->event = world_number(bare->db, &LAST_EVENT);
    bare->access = world_number(bare->db, &LAST_ACCESS);
    return bare;
}

void bare_destroy(struct bare *bare)
{
    db_close(bare->db);
    targets_finish(&bare->targets);
    uuid_source_destroy(bare->ids);
    arena_finish(&bare->arena);
    free(bare);
}

/* What one Observation is made of here. */
struct writing {
    struct bare *bare;
    struct target *target;
    int64_t now, value;
    int parameter;
    char inputs[64], reasons[96];
};

static void write_observation(const struct writing *w)
{
    struct uuid key = uuid_make(w->bare->ids, w->now), content = uuid_make(w->bare->ids, w->now);
    char identifier[32], text[24];
    /* A key is a hash: it has no order. */
    for (int i = 0; i < 8; i++)
        key.b[i] = (uint8_t)(key.b[8 + i] ^ content.b[8 + i]);
    snprintf(identifier, sizeof identifier, "b-%llu", (unsigned long long)w->bare->turn);
    snprintf(text, sizeof text, "%lld", (long long)w->value / 1000000);
    db_send(w->bare->db, &INSERT_OBSERVATION,
            ARGS(v_uuid(&w->target->id), v_int(w->parameter), v_int(w->now), v_bytes(key.b, 16),
                 v_int(1), v_int(0), v_uuid(&w->target->report), v_text("final"), v_int(w->value),
                 v_text(text), v_text(w->parameter == 1 ? "%" : "/min"), v_int(0), v_int(5),
                 v_int(0), v_int(w->now), v_uuid(&w->bare->targets.account), v_str(w->bare->device),
                 v_text("urn:varde:bench"), v_text(identifier), v_bytes(content.b, 16),
                 v_str(w->bare->extra)));
}

static void write_outcomes(const struct writing *w)
{
    struct target *target = w->target;
    for (size_t i = 0; i < target->enrolment_count; i++) {
        w->bare->event++;
        db_send(w->bare->db, &INSERT_EVENT,
                ARGS(v_int(w->bare->event), v_int(w->now), v_text("report"), v_uuid(&target->id),
                     v_uuid(&target->enrolments[i].id), v_uuid(&target->service),
                     v_uuid(&target->municipality), v_uuid(&target->enrolments[i].gp_office),
                     v_uuid(&target->enrolments[i].department),
                     v_text(target->enrolments[i].programme)));
        db_send(w->bare->db, &INSERT_OUTCOME,
                ARGS(v_uuid(&target->id), v_uuid(&target->report),
                     v_uuid(&target->enrolments[i].id), v_int(w->bare->event), v_int(w->now),
                     v_int(1), v_int(0), v_int(1), v_int(1), v_int(1), v_text(w->inputs),
                     v_text(w->reasons)));
    }
}

static void write_overview(const struct writing *w)
{
    struct target *target = w->target;
    struct value args[] = {
        v_uuid(&target->id),
        v_uuid(&target->service),
        v_int(1),
        v_int(0),
        v_int(++target->version),
        v_uuid(&target->enrolments[0].id),
        v_uuid(&target->report),
        v_uuid(&w->bare->targets.account),
        v_int(w->now + 15 * MINUTE),
        v_int(w->now),
        v_text(w->reasons),
        v_int(0),
        v_int(0),
        v_int(0),
        v_null(),
        v_null(),
        v_int(w->now),
        v_int(0),
        v_int(3),
        v_int(w->now),
    };
    size_t count = sizeof args / sizeof args[0];
    db_send(w->bare->db, target->green ? &UPDATE_IN_PLACE : &UPDATE_MOVED, args,
            target->green ? count - 2 : count);
    target->green = true;
}

static void write_access(const struct writing *w)
{
    int64_t row = ++w->bare->access;
    struct uuid random[2] = {uuid_make(w->bare->ids, w->now), uuid_make(w->bare->ids, w->now)};
    db_send(w->bare->db, &APPEND_ACCESS,
            ARGS(v_int(1), v_int(row), v_int(w->now), v_uuid(&w->bare->targets.account),
                 v_text("machine"), v_uuid(&w->bare->targets.organisation), v_text("service"),
                 v_text("observation.write"), v_uuid(&w->target->id), v_null(), v_null(),
                 v_bytes(random, sizeof random)));
}

static void write_one(struct bare *bare, int64_t now)
{
    struct targets *targets = &bare->targets;
    uint64_t turn = bare->turn++;
    struct target *target = &targets->list[turn * 7919 % targets->count];
    bool oxygen = turn % 2 && target->spo2;
    struct writing w = {.bare = bare,
                        .target = target,
                        .now = now,
                        .parameter = oxygen ? 1 : 2,
                        .value = oxygen ? target->spo2 : target->pulse};
    snprintf(w.inputs, sizeof w.inputs, "[[%d,%lld,0]]", w.parameter, (long long)w.value);
    snprintf(w.reasons, sizeof w.reasons, "[[5,%d,1,%lld,null,0]]", w.parameter,
             (long long)w.value);
    if (!target->reported) {
        target->report = uuid_make(bare->ids, now);
        target->reported = true;
        db_send(bare->db, &INSERT_REPORT,
                ARGS(v_uuid(&target->id), v_uuid(&target->report), v_text("fhir"),
                     v_uuid(&targets->account), v_int(now)));
    }
    write_outcomes(&w);
    write_overview(&w);
    write_observation(&w);
    write_access(&w);
}

double bare_run(struct bare *bare, int batch, double seconds)
{
    struct error error = {0};
    int64_t written = 0;
    double start = bench_now(), now;
    do {
        if (!db_begin(bare->db, &error))
            bench_fail("bare: %s", error.log);
        int64_t at = clock_now(NULL);
        for (int i = 0; i < batch; i++)
            write_one(bare, at);
        if (!db_commit(bare->db, &error))
            bench_fail("bare: %s", error.log);
        written += batch;
        now = bench_now();
    } while (now - start < seconds);
    return (double)written / (now - start);
}

struct footprint footprint_of(const struct world *world)
{
    static const struct sql observations = {"SELECT count(*) FROM observation"};
    static const struct sql reports = {"SELECT count(*) FROM report"};
    static const struct sql outcomes = {"SELECT count(*) FROM outcome"};
    /* What a job tells of beside them is not the Observations' doing. */
    static const struct sql events = {
        "SELECT count(*) FROM event WHERE kind IN ('report', 'case')"};
    static const struct sql access = {
        "SELECT count(*) FROM access_log WHERE action = 'observation.write'"};
    static const struct sql cases = {"SELECT count(*) FROM triage_case"};
    struct db *db = open_or_fail(world, DB_READ);
    struct footprint found = {
        world_number(db, &observations), world_number(db, &reports), world_number(db, &outcomes),
        world_number(db, &events),       world_number(db, &access),  world_number(db, &cases),
    };
    db_close(db);
    return found;
}
