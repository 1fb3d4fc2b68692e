/* The published series: a person's own blood pressures, and a weight that rises slowly. */
#include "base/caltime.h"
#include "base/decimal.h"
#include "base/file.h"
#include "evaluate.h"
#include "replay/csv.h"
#include "replay/replay.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MOST (1U << 20)
#define VALUES_MOST 2000
#define PATH 600
#define WEIGHTS 14

struct list {
    struct measurement values[VALUES_MOST];
    size_t count;
};

static bool add(struct list *list, enum parameter parameter, struct str number, int32_t day,
                int64_t at)
{
    struct decimal read;
    struct measurement value = {
        .parameter = parameter, .conditions = CONDITION_REST, .day = day, .at = at};
    if (list->count == VALUES_MOST || !decimal_parse(number, &read) ||
        !decimal_micro(&read, &value.value)) {
        return false;
    }
    value.marks = validity_marks(parameter, value.value);
    list->values[list->count++] = value;
    return true;
}

static bool fail(const char *path, struct error *error)
{
    return error_at(error, ERROR_INVALID, path, "is not as it was published");
}

/* ---- a person's pressures: datetime, sbp, dbp, pulse ---- */

static bool read_pressures(struct arena *arena, const char *path, struct list *list,
                           struct error *error)
{
    static const enum parameter parameters[3] = {PARAMETER_SBP, PARAMETER_DBP, PARAMETER_PULSE};
    struct str text;
    struct csv csv;
    struct caltime time;
    if (!file_read(arena, path, FILE_MOST, &text, error)) {
        return false;
    }
    csv_init(&csv, arena, text);
    if (!csv_next(&csv, error)) {
        return fail(path, error);
    }
    while (csv_next(&csv, error)) {
        if (csv.count != 4 || !caltime_parse(csv.fields[0], 60, true, &time)) {
            return fail(path, error);
        }
        size_t from = list->count;
        for (size_t i = 0; i < 3; i++) {
            if (!add(list, parameters[i], csv.fields[i + 1], (int32_t)caltime_oslo_day(time.from),
                     time.from)) {
                return fail(path, error);
            }
        }
        validity_pressure(list->values + from, list->count - from);
    }
    return true;
}

/* ---- a weight: day, weight, … after a trial that stands in another file ---- */

static bool read_weights(struct arena *arena, const char *path, struct list *list,
                         struct error *error)
{
    static const char *const trial[WEIGHTS] = {"82.4", "82.1", "82.6", "82.3", "82.5",
                                               "82.2", "82.8", "82.4", "82.3", "82.6",
                                               "82.5", "82.1", "82.4", "82.7"};
    struct str text;
    struct csv csv;
    int64_t day;
    for (int i = 0; i < WEIGHTS; i++) {
        if (!add(list, PARAMETER_WEIGHT, str_of(trial[i]), PERSON_FIRST_DAY + i + 1, 0)) {
            return fail(path, error);
        }
    }
    if (!file_read(arena, path, FILE_MOST, &text, error)) {
        return false;
    }
    csv_init(&csv, arena, text);
    if (!csv_next(&csv, error)) {
        return fail(path, error);
    }
    while (csv_next(&csv, error)) {
        if (csv.count < 2 || !str_int(csv.fields[0], &day) ||
            !add(list, PARAMETER_WEIGHT, csv.fields[1], PERSON_FIRST_DAY + (int32_t)day, 0)) {
            return fail(path, error);
        }
    }
    return true;
}

/* ---- judged ---- */

struct watch {
    struct seen_series *seen;
    int day, last; /* since the series began */
};

static void see(const struct replay_day *day, void *context)
{
    struct watch *watch = context;
    struct seen_series *seen = watch->seen;
    int since = ++watch->day - REPLAY_TRIAL;
    if (since <= 0) {
        return;
    }
    seen->days++;
    seen->measured += !day->missing;
    uint64_t told = 0;
    for (size_t i = 0; i < day->triage.reason_count; i++) {
        const struct reason *reason = &day->triage.reasons[i];
        told |= reason->zone >= ZONE_YELLOW ? UINT64_C(1) << reason->rule : 0;
    }
    for (int i = 0; i < TALLY_RULES; i++) {
        if (told >> i & 1) {
            seen->by_rule[i]++;
            seen->first_by_rule[i] = seen->first_by_rule[i] ? seen->first_by_rule[i] : since;
        }
    }
    if (day->triage.zone < ZONE_YELLOW) {
        return;
    }
    seen->alarm_days++;
    seen->alarms += since - watch->last > TALLY_JOIN;
    seen->first_alarm = seen->first_alarm ? seen->first_alarm : since;
    watch->last = since;
}

static bool judge(struct arena *arena, struct evaluation *evaluation, const char *name,
                  const char *note, const struct list *list, struct error *error)
{
    struct seen_series *seen = &evaluation->series[evaluation->series_count++];
    struct watch watch = {.seen = seen, .last = -TALLY_JOIN - 1};
    const struct replay replay = {.programme = &evaluation->programmes[ILLNESS_HEART],
                                  .values = list->values,
                                  .value_count = list->count,
                                  .trial_days = REPLAY_TRIAL};
    *seen = (struct seen_series){.name = name, .note = note};
    return replay_run(arena, &replay, see, &watch, error);
}

bool published_run(struct arena *arena, struct evaluation *evaluation, struct error *error)
{
    const char *folder = getenv("VARDE_TEST_DATA");
    char base[PATH], path[PATH + 64];
    struct stat there;
    if (folder) {
        snprintf(base, sizeof base, "%.500s/series", folder);
    } else {
        snprintf(base, sizeof base, "%.500s/../shared/data/series", evaluation->project);
    }
    if (stat(base, &there) != 0) {
        snprintf(evaluation->series_skipped, sizeof evaluation->series_skipped,
                 "they are not here (VARDE_TEST_DATA names their folder)");
        return true;
    }
    struct list *list = arena_new(arena, struct list);
    snprintf(path, sizeof path, "%s/bp_jhs_home_1subject_108d.csv", base);
    if (!read_pressures(arena, path, list, error) ||
        !judge(arena, evaluation, "Blood pressure at home, one person",
               "Nothing is known to have happened: each alarm counts as false.", list, error)) {
        return false;
    }
    list->count = 0;
    snprintf(path, sizeof path, "%s/trend_weight_R.csv", base);
    return read_weights(arena, path, list, error) &&
           judge(arena, evaluation, "A weight that rises by 2.7 kg in ten days, and falls again",
                 "It never meets “2 kg in 3 days”.", list, error);
}
