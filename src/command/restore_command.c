/* `varde restore`: a backup into an empty database of either kind, or only looked at. */
#include "auth/access_log.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "command/kept.h"
#include "command/verbs.h"
#include "store/landing.h"
#include "store/migrate.h"

#include <stdio.h>
#include <string.h>

/* Who was logged in when the backup was taken is not any more; who held a link may have used it. */
static const struct sql END_SESSIONS = {"DELETE FROM session"};
static const struct sql END_LINKS = {"DELETE FROM login_link"};
static const struct sql END_LEASES = {"UPDATE job SET leased_by = NULL, leased_until = 0"};

struct restore {
    const struct verb_line *line;
    const struct envelope_key *key;
    FILE *from;
    struct envelope_reader *reader;
    struct landing *landing; /* NULL: only looked at */
    struct scratch *scratch;
    struct long_work work;
    int64_t now, version;
    bool chained;
};

static bool open_file(struct restore *self, struct error *error)
{
    const char *name = self->line->operands[0];
    bool piped = strcmp(name, "-") == 0;
    self->from = piped ? stdin : fopen(name, "re");
    if (!self->from)
        return error_at(error, ERROR_INVALID, name, "cannot be read: %m");
    self->reader = envelope_open(self->from, piped ? "standard input" : name, self->key, error);
    return self->reader != NULL;
}

static bool open_scratch(struct restore *self, struct error *error)
{
    if (verb_option(self->line, "--check")) {
        self->scratch = scratch_create(NULL, kept_folder(), error);
        return self->scratch != NULL;
    }
    self->landing = landing_open(self->line->config.db, kept_folder(), error);
    self->scratch = self->landing ? landing_scratch(self->landing) : NULL;
    return self->scratch != NULL;
}

static bool may_use(struct restore *self, struct error *error)
{
    enum schema_state state;
    const char *name = self->line->operands[0];
    if (!migrate_state(scratch_db(self->scratch), &state, &self->version, error))
        return false;
    int64_t version = self->version;
    if (state == SCHEMA_EMPTY)
        return error_at(error, ERROR_INVALID, name, "holds no database of varde");
    if (state == SCHEMA_NEWER)
        return error_at(error, ERROR_CONFLICT, name,
                        "has version %lld and this program knows %lld: use a newer program",
                        (long long)version, (long long)migrate_newest());
    if (state == SCHEMA_OLD)
        printf("version %lld, this program knows %lld: %s\n", (long long)version,
               (long long)migrate_newest(),
               self->landing ? "it is brought up to date" : "a restore brings it up to date");
    return true;
}

static void tell_age(const struct restore *self)
{
    char text[CALTIME_TEXT];
    int64_t made = envelope_made_at(self->reader), minutes = (self->now - made) / MINUTE;
    caltime_utc(made, text);
    printf("taken %s, ", text);
    if (minutes < 120)
        printf("%lld minutes ago", (long long)minutes);
    else if (minutes < 48 * 60)
        printf("%lld hours ago", (long long)(minutes / 60));
    else
        printf("%lld days ago", (long long)(minutes / 60 / 24));
    puts(envelope_sealed(self->reader) ? ", encrypted" : ", not encrypted");
}

/* The name may be made to play with who reads it at a terminal. */
static void tell_dropped(void *context, struct str type, struct str name)
{
    (void)context;
    printf("left out: the %.*s ", STR_ARG(type));
    for (size_t i = 0; i < name.len; i++)
        putchar((unsigned char)name.at[i] < ' ' || name.at[i] == 127 ? '?' : name.at[i]);
    puts(", which is not varde's");
}

/* All of it, before anything is believed. */
static bool read_all(struct restore *self, struct error *error)
{
    long_work_now(&self->work, "reading");
    if (!kept_unseal(self->reader, self->scratch, error))
        return false;
    long_work_now(&self->work, "checking");
    bool ok = scratch_check(self->scratch, error);
    long_work_now(&self->work, "checking");
    return ok && may_use(self, error) &&
           scratch_tidy(self->scratch, self->version, kept_folder(), tell_dropped, NULL, error);
}

static bool end_logins(struct db *db, struct error *error)
{
    if (!db_begin(db, error))
        return false;
    db_send(db, &END_SESSIONS, NO_ARGS);
    db_send(db, &END_LINKS, NO_ARGS);
    db_send(db, &END_LEASES, NO_ARGS);
    return db_commit(db, error);
}

static bool land(struct restore *self, struct error *error)
{
    struct db *db = scratch_db(self->scratch);
    int applied;
    if (!self->landing)
        return true;
    if (!migrate_run(db, self->now, &applied, error) || !end_logins(db, error))
        return false;
    long_work_now(&self->work, "copying");
    return landing_copy(self->landing, self->now, long_work_told, &self->work, error);
}

/* A chain that breaks was broken when the backup was taken. The data is wanted all the same. */
static bool verify(struct restore *self, struct error *error)
{
    struct db *db = self->landing ? landing_db(self->landing) : scratch_db(self->scratch);
    struct kept_totals totals;
    int64_t rows, broken;
    long_work_now(&self->work, "verifying");
    bool ok = access_log_verify(db, ACCESS_LOG_LANE, &rows, &broken, error);
    long_work_now(&self->work, "verifying");
    if (!ok)
        return false;
    self->chained = broken == 0;
    tell_age(self);
    if (broken)
        printf("access log: the chain breaks at row %lld, as it did when the backup was taken\n",
               (long long)broken);
    else
        printf("access log: %lld rows, the chain holds\n", (long long)rows);
    return kept_count(db, stdout, &totals, error) &&
           printf("%lld rows in %lld tables\n", (long long)totals.rows, (long long)totals.tables);
}

static bool run_whole(struct restore *self, struct error *error)
{
    bool ok = open_file(self, error) && open_scratch(self, error);
    if (ok) {
        long_work_begin(&self->work, verb_option(self->line, "--quiet") != NULL,
                        self->landing ? landing_unfinished(self->landing) : NULL);
        ok = read_all(self, error) && land(self, error) && verify(self, error) &&
             (!self->landing || landing_commit(self->landing, error));
    }
    if (self->landing)
        landing_destroy(self->landing);
    else
        scratch_destroy(self->scratch);
    long_work_end(&self->work);
    envelope_reader_destroy(self->reader);
    if (self->from && self->from != stdin)
        (void)fclose(self->from);
    return ok;
}

static int run(const struct verb_line *line)
{
    struct error error = {0};
    struct envelope_key key;
    struct restore restore = {.line = line, .now = clock_now(NULL)};
    bool ok = kept_key(line, &key, &restore.key, &error) && run_whole(&restore, &error);
    envelope_key_forget(&key);
    if (!ok)
        return verb_fail(line, &error);
    if (verb_option(line, "--check"))
        puts("the backup is whole");
    else
        puts("restored; all sessions and login links of that time have ended");
    return restore.chained ? EXIT_GOOD : EXIT_FAILED;
}

static const struct option options[] = {
    {"--key-file", "FILE", "the key that it was encrypted with"},
    {"--check", NULL, "read and verify the whole file, and touch no database"},
    {"--quiet", NULL, "show no progress"},
    {NULL},
};

const struct verb restore_verb = {
    .name = "restore",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "a backup into an empty or absent database, of either kind",
    .help =
        "FILE - is standard input. What does not end well leaves nothing. A backup of an older\n"
        "version is brought up to date; all sessions end. Into PostgreSQL, and with --check, a\n"
        "copy is made on the way, in TMPDIR or /var/tmp, without a name.\n",
    .settings = SETTINGS_DB,
    .options = options,
    .run = run,
};
