/* `varde demo`: fills an empty database with a made-up world. */
#include "app.h"
#include "base/caltime.h"
#include "command/verbs.h"
#include "demo/demo.h"
#include "embedded.h"
#include "store/migrate.h"

#include <stdio.h>

static bool create_database(const char *url, int64_t now, struct error *error)
{
    int applied;
    struct db *db = db_open(url, DB_CREATE, error);
    bool ok = db && migrate_run(db, now, &applied, error);
    db_close(db);
    return ok;
}

static bool read_options(const struct verb_line *line, struct demo_options *demo,
                         struct error *error)
{
    struct caltime until;
    int64_t seed;
    const char *text = verb_option(line, "--until");
    if (!verb_number(line, "--patients", 1, DEMO_PATIENTS_MOST, DEMO_PATIENTS, &demo->patients,
                     error) ||
        !verb_number(line, "--days", 1, DEMO_DAYS_MOST, DEMO_DAYS, &demo->days, error) ||
        !verb_number(line, "--seed", 1, INT64_MAX, 1, &seed, error))
        return false;
    demo->seed = (uint64_t)seed;
    demo->until = clock_now(NULL);
    if (text && !caltime_parse(str_of(text), 60, true, &until))
        return error_at(error, ERROR_MALFORMED, "--until",
                        "must be a time like 2026-11-21T10:00:00Z");
    if (text)
        demo->until = until.from;
    return true;
}

static int run(const struct verb_line *line)
{
    struct error error = {0};
    struct app app = {0};
    struct demo_result result;
    struct demo_options demo = {
        .programme_count = embedded_programme_count,
        .programmes = embedded_programmes,
    };
    if (!read_options(line, &demo, &error) ||
        !create_database(line->config.db, demo.until, &error) ||
        !app_open(&app, &line->config, demo.seed, &error))
        return verb_fail(line, &error);
    bool ok = demo_fill(&app, &demo, &result, &error);
    app_close(&app);
    if (!ok)
        return verb_fail(line, &error);
    printf("%lld patients, %lld enrolments, %lld reports; the lists show %lld red, %lld yellow, "
           "%lld green\n",
           (long long)result.patients, (long long)result.enrolments, (long long)result.reports,
           (long long)result.red, (long long)result.yellow, (long long)result.green);
    return EXIT_GOOD;
}

static const struct option options[] = {
    {"--patients", "N", "how many people"},
    {"--days", "D", "of history"},
    {"--seed", "S", "another world for each; the same bytes for the same arguments"},
    {"--until", "TIME", "the newest report is before this"},
    {NULL},
};

const struct verb demo_verb = {
    .name = "demo",
    .operands = "",
    .summary = "fill an empty database with a made-up world",
    .settings = SETTINGS_DB,
    .options = options,
    .run = run,
};
