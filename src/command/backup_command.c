/* `varde backup`: the whole database, as it is at one moment, in one file; and the key for it. */
#include "base/clock.h"
#include "base/part_file.h"
#include "command/kept.h"
#include "command/verbs.h"
#include "jobs/job.h"
#include "store/landing.h"
#include "store/migrate.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct backup {
    const struct verb_line *line;
    const struct envelope_key *key;
    struct part_file *part;
    struct scratch *scratch;
    struct long_work work;
    int64_t made_at;
    struct kept_totals totals;
};

static bool may_keep(struct db *db, struct error *error)
{
    enum schema_state state;
    int64_t version;
    if (!migrate_state(db, &state, &version, error))
        return false;
    if (state == SCHEMA_EMPTY)
        return error_at(error, ERROR_CONFLICT, "db", "there is nothing in the database");
    return state != SCHEMA_NEWER ||
           error_at(
               error, ERROR_CONFLICT, "db",
               "the database has version %lld and this program knows %lld: use a newer program",
               (long long)version, (long long)migrate_newest());
}

/* What could not be restored is no backup: every page is looked at now, not on the day it is
 * wanted.
 */
static bool take(struct backup *self, struct error *error)
{
    struct db *db = db_open(self->line->config.db, DB_READ, error);
    bool ok = db && may_keep(db, error);
    if (ok) {
        long_work_now(&self->work, "copying");
        self->made_at = clock_now(NULL);
        ok = snapshot_take(db, self->scratch, long_work_told, &self->work, error);
    }
    db_close(db);
    if (!ok)
        return false;
    long_work_now(&self->work, "checking");
    return scratch_check(self->scratch, error) &&
           kept_count(scratch_db(self->scratch), NULL, &self->totals, error) &&
           scratch_settle(self->scratch, error);
}

static bool seal(struct backup *self, struct error *error)
{
    const char *name = self->line->operands[0];
    long_work_now(&self->work, "writing");
    struct envelope_writer *writer =
        envelope_create(part_file_stream(self->part), name, self->key, self->made_at, error);
    bool ok = writer && kept_seal(self->scratch, writer, &self->work, error);
    envelope_writer_destroy(writer);
    return ok && part_file_finish(self->part, error);
}

static bool note_in(struct db *db, struct error *error)
{
    enum schema_state state;
    int64_t version;
    struct tx tx = {.db = db, .now = clock_now(NULL)};
    if (!migrate_state(db, &state, &version, error))
        return false;
    if (state != SCHEMA_CURRENT)
        return error_at(error, ERROR_CONFLICT, "db",
                        "it has version %lld, and learns of backups after varde migrate",
                        (long long)version);
    if (!db_begin(db, error))
        return false;
    job_done(&tx, "backup");
    return db_commit(db, error);
}

/* Where the age of the last backup is watched. Without it the backup is as good. */
static void note(const struct backup *self)
{
    struct error error = {0};
    struct db *db = db_open(self->line->config.db, DB_WRITE, &error);
    bool ok = db && note_in(db, &error);
    db_close(db);
    if (!ok)
        fprintf(stderr,
                "varde backup: the backup is good, but the database does not know of it: %s\n",
                error.log[0] ? error.log : error.detail);
}

static void tell(const struct backup *self)
{
    const char *name = self->line->operands[0];
    bool piped = strcmp(name, "-") == 0;
    if (!verb_option(self->line, "--quiet"))
        fprintf(piped ? stderr : stdout, "%s: %lld rows in %lld tables, %lld patients%s\n",
                piped ? "standard output" : name, (long long)self->totals.rows,
                (long long)self->totals.tables, (long long)self->totals.patients,
                self->key ? ", encrypted" : ", not encrypted");
}

static bool run_whole(struct backup *self, struct error *error)
{
    const char *name = self->line->operands[0];
    if (strcmp(name, "-") == 0 && isatty(STDOUT_FILENO))
        return error_at(error, ERROR_MALFORMED, name, "a backup is not for a terminal");
    self->part = part_file_create(name, verb_option(self->line, "--replace") != NULL, error);
    if (!self->part)
        return false;
    long_work_begin(&self->work, verb_option(self->line, "--quiet") != NULL,
                    part_file_name(self->part));
    self->scratch = scratch_create(NULL, kept_folder(), error);
    bool ok = self->scratch && take(self, error) && seal(self, error);
    scratch_destroy(self->scratch);
    part_file_destroy(self->part);
    long_work_end(&self->work);
    return ok;
}

static int run(const struct verb_line *line)
{
    struct error error = {0};
    struct envelope_key key;
    struct backup backup = {.line = line};
    bool ok = kept_key(line, &key, &backup.key, &error) && run_whole(&backup, &error);
    envelope_key_forget(&key);
    if (!ok)
        return verb_fail(line, &error);
    note(&backup);
    tell(&backup);
    return EXIT_GOOD;
}

static int run_key(const struct verb_line *line)
{
    struct error error = {0};
    if (!envelope_key_make(line->operands[0], &error))
        return verb_fail(line, &error);
    printf("%s: keep a copy where the backups are not; without it they cannot be read\n",
           line->operands[0]);
    return EXIT_GOOD;
}

static const struct option options[] = {
    {"--key-file", "FILE", "encrypt with this key (varde backup-key makes one)"},
    {"--replace", NULL, "take the place of a FILE that is there, when all has gone well"},
    {"--quiet", NULL, "say nothing when all goes well"},
    {NULL},
};

const struct verb backup_verb = {
    .name = "backup",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "the whole database in one file, while the service serves",
    .help = "FILE - is standard output. FILE is written as FILE.part and named when it is whole.\n"
            "A copy of the database is made on the way, in TMPDIR or /var/tmp, without a name.\n",
    .settings = SETTINGS_DB,
    .options = options,
    .run = run,
};

const struct verb backup_key_verb = {
    .name = "backup-key",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "make a key that backups are encrypted with",
    .run = run_key,
};
