/* Whom the benchmarks measure for. */
#include "world.h"

#include <stdio.h>

static const struct sql JOURNAL = {
    "SELECT a.id, r.organisation_id FROM account a JOIN role r ON r.account_id = a.id"
    " WHERE a.login = 'journal'",
};
static const struct sql TARGETS = {
    "SELECT e.patient_id, e.id, e.gp_office_id, e.department_id, e.programme, e.service_id,"
    " e.municipality_id, o.zone, o.version FROM enrolment e JOIN overview o"
    " ON o.patient_id = e.patient_id AND o.service_id = e.service_id"
    " WHERE e.service_id = ?1 AND o.zone < 2 ORDER BY e.patient_id, e.id",
};
static const struct sql LATEST = {
    "SELECT patient_id, parameter, value FROM observation WHERE parameter IN (1, 2) AND marks = 0"
    " ORDER BY patient_id, effective",
};

static struct rows *look(struct db *db, struct targets *targets, const struct sql *sql,
                         const struct value *args, size_t count)
{
    struct rows *rows;
    struct error error = {0};
    if (!db_run(db, &targets->arena, sql, args, count, &rows, &error))
        bench_fail("%s: %s", sql->text, error.log);
    return rows;
}

static void add_enrolment(struct target *target, const struct rows *rows, size_t row)
{
    if (target->enrolment_count == 2)
        bench_fail("a patient in more than two programmes");
    size_t at = target->enrolment_count++;
    target->enrolments[at].id = row_uuid(rows, row, 1);
    target->enrolments[at].gp_office = row_uuid(rows, row, 2);
    target->enrolments[at].department = row_uuid(rows, row, 3);
    snprintf(target->enrolments[at].programme, sizeof target->enrolments[at].programme, "%.*s",
             STR_ARG(row_str(rows, row, 4)));
}

static void read_targets(struct targets *targets, const struct rows *rows)
{
    targets->list = arena_array(&targets->arena, struct target, rows_count(rows));
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct uuid id = row_uuid(rows, row, 0);
        struct target *target = targets->count ? &targets->list[targets->count - 1] : NULL;
        if (!target || !uuid_equal(&target->id, &id)) {
            target = &targets->list[targets->count++];
            target->id = id;
            uuid_text(&id, target->text);
            target->service = row_uuid(rows, row, 5);
            target->municipality = row_uuid(rows, row, 6);
            target->green = row_int(rows, row, 7) == 1;
            target->version = row_int(rows, row, 8);
        }
        add_enrolment(target, rows, row);
    }
}

/* Both are in the order of the patients' ids. */
static void read_latest(struct targets *targets, const struct rows *rows)
{
    size_t at = 0;
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct uuid id = row_uuid(rows, row, 0);
        while (at < targets->count && uuid_compare(&targets->list[at].id, &id) < 0)
            at++;
        if (at == targets->count || !uuid_equal(&targets->list[at].id, &id))
            continue;
        if (row_int(rows, row, 1) == 1)
            targets->list[at].spo2 = row_int(rows, row, 2);
        else
            targets->list[at].pulse = row_int(rows, row, 2);
    }
}

/* Those of whom nothing is known yet would come out in any zone. */
static void leave_out_unknown(struct targets *targets)
{
    size_t kept = 0;
    for (size_t i = 0; i < targets->count; i++)
        if (targets->list[i].pulse)
            targets->list[kept++] = targets->list[i];
    targets->count = kept;
}

void targets_read(struct targets *targets, const struct world *world)
{
    struct error error = {0};
    struct db *db = db_open(world->url, DB_READ, &error);
    if (!db)
        bench_fail("%s", error.log);
    *targets = (struct targets){0};
    arena_init(&targets->arena);
    struct rows *journal = look(db, targets, &JOURNAL, NO_ARGS);
    targets->account = row_uuid(journal, 0, 0);
    targets->organisation = row_uuid(journal, 0, 1);
    read_targets(targets, look(db, targets, &TARGETS, ARGS(v_uuid(&targets->organisation))));
    read_latest(targets, look(db, targets, &LATEST, NO_ARGS));
    leave_out_unknown(targets);
    db_close(db);
    if (targets->count < 100)
        bench_fail("only %zu patients to measure for", targets->count);
}

void targets_finish(struct targets *targets)
{
    arena_finish(&targets->arena);
}
