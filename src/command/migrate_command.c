/* `varde migrate`: brings a database to this version. */
#include "base/clock.h"
#include "command/verbs.h"
#include "store/migrate.h"

#include <stdio.h>

static int run(const struct verb_line *line)
{
    struct error error = {0};
    bool check = verb_option(line, "--check") != NULL;
    enum schema_state state;
    int64_t version;
    int applied = 0;
    struct db *db = db_open(line->config.db, check ? DB_WRITE : DB_CREATE, &error);
    bool ok = db && migrate_state(db, &state, &version, &error) &&
              (check || migrate_run(db, clock_now(NULL), &applied, &error));
    db_close(db);
    if (!ok)
        return verb_fail(line, &error);
    printf("version %lld, this program knows %lld, applied %d\n", (long long)version + applied,
           (long long)migrate_newest(), applied);
    return check && state != SCHEMA_CURRENT ? EXIT_FAILED : EXIT_GOOD;
}

static const struct option options[] = {
    {"--check", NULL, "change nothing; exit status 1 when it has another version"},
    {NULL},
};

const struct verb migrate_verb = {
    .name = "migrate",
    .operands = "",
    .summary = "bring a database to this version",
    .help = "A database that is not there is made. One that a newer program made is refused.\n",
    .settings = SETTINGS_DB,
    .options = options,
    .run = run,
};
