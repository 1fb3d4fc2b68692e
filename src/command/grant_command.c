/* `varde grant`: lets a role of PostgreSQL serve without owning anything. */
#include "command/verbs.h"
#include "store/migrate.h"
#include "store/rights.h"

#include <stdio.h>

static bool check_current(struct db *db, struct error *error)
{
    enum schema_state state;
    int64_t version;
    if (!migrate_state(db, &state, &version, error))
        return false;
    return state == SCHEMA_CURRENT ||
           error_at(error, ERROR_CONFLICT, "db",
                    "the database has version %lld, this program %lld: run varde migrate first",
                    (long long)version, (long long)migrate_newest());
}

static int run(const struct verb_line *line)
{
    struct error error = {0};
    const char *role = verb_option(line, "--to");
    if (!role || !role[0]) {
        error_at(&error, ERROR_MALFORMED, "--to", "which role?");
        return verb_fail(line, &error);
    }
    struct db *db = db_open(line->config.db, DB_WRITE, &error);
    bool ok = db && check_current(db, &error) && rights_grant(db, str_of(role), &error);
    db_close(db);
    if (!ok)
        return verb_fail(line, &error);
    printf("%s may serve: %zu tables, and nothing that is only added to can be changed\n", role,
           right_count);
    return EXIT_GOOD;
}

static const struct option options[] = {
    {"--to", "ROLE", "a role that can log in and owns no table here"},
    {NULL},
};

const struct verb grant_verb = {
    .name = "grant",
    .operands = "",
    .summary = "let a role of PostgreSQL serve without owning the tables",
    .help = "Run as the tables' owner, and again after each varde migrate. The role gets what the\n"
            "service needs of each table, and loses whatever else it had.\n",
    .settings = SETTINGS_DB,
    .options = options,
    .run = run,
};
