/* What the rules said, said again; the limits in force beside their order. */
#include "check/check.h"
#include "triage/rejudge.h"

static void tell_fault(void *context, const char *line)
{
    check_fault(context, "%s", line);
}

static void tell_rows(void *context, size_t rows)
{
    check_count(context, rows);
}

bool check_outcomes(struct check *check, struct error *error)
{
    const struct rejudge_told told = {check, tell_fault, tell_rows};
    struct rejudged rejudged;
    if (!triage_rejudge_all(check->db, &told, &rejudged, error))
        return false;
    check_tell(check, "limits: %lld enrolments, %lld differ from their order",
               (long long)rejudged.enrolments, (long long)rejudged.torn);
    check_tell(check, "outcomes: %lld judged again, %lld differ; %lld of other rules left out",
               (long long)rejudged.outcomes, (long long)rejudged.differ, (long long)rejudged.other);
    return true;
}
