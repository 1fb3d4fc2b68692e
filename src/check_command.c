/* The access log's chain; every outcome judged again; the limits in force beside their order. */
#include "auth/access_log.h"
#include "triage/rejudge.h"
#include "verbs.h"

#include <stdio.h>

static void tell(const char *line)
{
    puts(line);
}

static bool check_log(struct db *db, bool *sound_r, struct error *error)
{
    int64_t rows, broken;
    if (!access_log_verify(db, ACCESS_LOG_LANE, &rows, &broken, error))
        return false;
    if (broken)
        printf("access log: the chain breaks at row %lld\n", (long long)broken);
    else
        printf("access log: %lld rows, the chain holds\n", (long long)rows);
    *sound_r = !broken;
    return true;
}

static bool check_triage(struct db *db, bool *sound_r, struct error *error)
{
    struct rejudged rejudged;
    if (!triage_rejudge_all(db, tell, &rejudged, error))
        return false;
    printf("limits: %lld enrolments, %lld differ from their order\n",
           (long long)rejudged.enrolments, (long long)rejudged.torn);
    printf("outcomes: %lld judged again, %lld differ; %lld of other rules left out\n",
           (long long)rejudged.outcomes, (long long)rejudged.differ, (long long)rejudged.other);
    *sound_r = rejudged.differ == 0 && rejudged.torn == 0;
    return true;
}

static int run(const struct verb_line *line)
{
    struct error error = {0};
    bool chained = false, judged = false;
    struct db *db = db_open(line->config.db, DB_READ, &error);
    bool ok = db && check_log(db, &chained, &error) && check_triage(db, &judged, &error);
    db_close(db);
    if (!ok)
        return verb_fail(line, &error);
    return chained && judged ? EXIT_GOOD : EXIT_FAILED;
}

const struct verb check_verb = {
    .name = "check",
    .operands = "",
    .summary = "verify the access log's chain, judge every outcome again",
    .settings = SETTINGS_DB,
    .run = run,
};
