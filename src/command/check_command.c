/* `varde check`: is what is stored sound? */
#include "auth/access_seal.h"
#include "base/clock.h"
#include "check/check.h"
#include "command/verbs.h"
#include "store/migrate.h"

#include <stdio.h>
#include <unistd.h>

/* A seal as `varde check` prints it and somebody wrote it down outside: NUMBER:HASH. */
static bool read_seal(const char *text, int64_t *number_r, struct str *hash_r, struct error *error)
{
    struct str number;
    return (str_cut(str_of(text), ':', &number, hash_r) && str_int(number, number_r) &&
            *number_r > 0 && hash_r->len == SEAL_HASH_TEXT - 1) ||
           error_at(error, ERROR_MALFORMED, "--seal",
                    "must be a seal as varde check prints it, NUMBER:HASH");
}

static bool compare_seal(struct check *check, const char *text, struct error *error)
{
    struct access_seal seal;
    struct str hash;
    char stored[SEAL_HASH_TEXT];
    int64_t number;
    if (!read_seal(text, &number, &hash, error) ||
        !access_seal_get(check->db, number, &seal, error))
        return false;
    access_seal_hash_text(seal.hash, stored);
    bool same = seal.number && str_is(hash, stored);
    printf("seal %lld: %s\n", (long long)number,
           same          ? "is the one that was written down"
           : seal.number ? "is NOT the one that was written down: the access log was made anew"
                         : "is NOT there: the access log was cut off or made anew");
    check->faults += !same;
    return true;
}

static bool is_current(struct db *db, struct error *error)
{
    enum schema_state state;
    int64_t version;
    return migrate_state(db, &state, &version, error) &&
           (state == SCHEMA_CURRENT ||
            error_at(
                error, ERROR_CONFLICT, "db",
                "the database has version %lld, this program knows %lld: run varde migrate, or "
                "use the program that goes with it",
                (long long)version, (long long)migrate_newest()));
}

static bool run_all(struct check *check, const struct verb_line *line, struct error *error)
{
    const char *seal = verb_option(line, "--seal");
    if (!is_current(check->db, error) || !db_begin_read(check->db, error))
        return false;
    bool ok = check_run(check, verb_option(line, "--only"), error) &&
              (!seal || compare_seal(check, seal, error));
    db_end_read(check->db);
    return ok;
}

static void tell_end(const struct check *check, int64_t began)
{
    int64_t took = clock_now(NULL) - began;
    if (check->faults)
        printf("%lld faults", (long long)check->faults);
    else
        printf("sound");
    if (check->warnings)
        printf(check->warnings == 1 ? ", %lld warning" : ", %lld warnings",
               (long long)check->warnings);
    printf("; %lld rows in %.1f s\n", (long long)check->rows, (double)took / 1000);
}

static int run(const struct verb_line *line)
{
    struct error error = {0};
    int64_t began = clock_now(NULL);
    struct check check = {.now = began,
                          .all = verb_option(line, "--all") != NULL,
                          .watched = isatty(STDERR_FILENO) != 0};
    check.db = db_open(line->config.db, DB_READ, &error);
    bool ok = check.db && run_all(&check, line, &error);
    db_close(check.db);
    if (!ok)
        return verb_fail(line, &error);
    tell_end(&check, began);
    return check.faults ? EXIT_FAILED : EXIT_GOOD;
}

static const struct option options[] = {
    {"--only", "PART",
     "one part: log, outcomes, overview, cases, enrolments, messages, versions, events, "
     "references"},
    {"--seal", "NUMBER:HASH", "compare with a seal of the access log that was written down"},
    {"--all", NULL, "tell every fault, not only the first of each part"},
    {NULL},
};

const struct verb check_verb = {
    .name = "check",
    .operands = "",
    .summary = "work out again what follows from other rows, and tell what is wrong",
    .help = "Reads everything, in the state of one moment, and changes nothing; the service may go "
            "on.\n"
            "Each fault is a line: table, ids, what it says and what it should say.\n"
            "Ends with 0 when all is sound, with 1 when something is wrong or could not be read.\n"
            "Write the newest seal down somewhere outside; --seal compares with it later.",
    .settings = SETTINGS_DB,
    .options = options,
    .run = run,
};
