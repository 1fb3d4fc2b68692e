#include "schedule/timing_fhir.h"

#include <stdio.h>

#include "base/caltime.h"
#include "base/decimal.h"
#include "base/json_in.h"
#include "fhir/member.h"
#include "schedule/phases.h"

enum { WEEK = 7 };
#define A_DAY INT64_C(86400000)
#define ON_REQUEST "on-request"

/* ---- out ---- */

static void put_times(struct json_out *out, const struct schedule_phase *phase)
{
    if (!phase->deadline_count)
        return;
    json_key(out, "timeOfDay");
    json_array_open(out);
    for (size_t i = 0; i < phase->deadline_count; i++) {
        int minute = phase->deadlines[i];
        if (minute == SCHEDULE_DAY_ENDS)
            json_text(out, "23:59:59");
        else
            json_printf(out, "%02d:%02d:00", minute / 60, minute % 60);
    }
    json_array_close(out);
}

static void put_day(struct json_out *out, const char *key, int32_t day)
{
    char text[CALTIME_TEXT];
    caltime_text(day * A_DAY, PRECISION_DAY, 0, text);
    json_put_text(out, key, text);
}

static void put_bounds(struct json_out *out, const struct schedule_phase *phase)
{
    bool starts = phase->from != SCHEDULE_FROM_THEN, ends = phase->until != SCHEDULE_OPEN;
    if (!starts && !ends)
        return;
    json_key(out, "boundsPeriod");
    json_object_open(out);
    if (starts)
        put_day(out, "start", phase->from);
    if (ends)
        put_day(out, "end", phase->until - 1);
    json_object_close(out);
}

static void put_often(struct json_out *out, const struct schedule_phase *phase)
{
    int times = phase->deadline_count ? (int)phase->deadline_count : 1;
    bool weekdays = phase->kind == SCHEDULE_WEEKDAYS;
    if (phase->kind == SCHEDULE_ON_REQUEST)
        return;
    if (weekdays)
        times *= __builtin_popcount(phase->weekdays);
    json_put_int(out, "frequency", phase->kind == SCHEDULE_A_WEEK ? phase->a_week : times);
    json_put_int(out, "period", phase->kind == SCHEDULE_EVERY ? phase->every : 1);
    json_put_text(out, "periodUnit", phase->kind == SCHEDULE_EVERY ? "d" : "wk");
    if (!weekdays)
        return;
    json_key(out, "dayOfWeek");
    json_array_open(out);
    for (unsigned i = 0; i < WEEK; i++)
        if (phase->weekdays >> i & 1)
            json_text(out, schedule_weekdays[i]);
    json_array_close(out);
}

static void put_code(struct json_out *out)
{
    json_key(out, "code");
    json_object_open(out);
    json_key(out, "coding");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "system", TIMING_CODES);
    json_put_text(out, "code", ON_REQUEST);
    json_object_close(out);
    json_array_close(out);
    json_object_close(out);
}

void timing_put(struct json_out *out, const struct schedule_phase *phase)
{
    bool asks = phase->kind != SCHEDULE_ON_REQUEST;
    json_object_open(out);
    if (asks || phase->from != SCHEDULE_FROM_THEN || phase->until != SCHEDULE_OPEN) {
        json_key(out, "repeat");
        json_object_open(out);
        put_bounds(out, phase);
        put_often(out, phase);
        put_times(out, phase);
        json_object_close(out);
    }
    if (!asks)
        put_code(out);
    json_object_close(out);
}

/* ---- in: members ---- */

struct timing_reader {
    struct json_object *repeat;
    const struct place *at; /* of repeat */
    struct error *error;
};

static bool refuse(const struct timing_reader *reader, const char *name, const char *why)
{
    return place_error(&PLACE_IN(reader->at, name), reader->error, "%s", why);
}

static bool only(struct json_object *object, const char *const *names, const struct place *place,
                 struct error *error)
{
    struct member one;
    if (!json_in_is_object(object))
        return place_error(place, error, "must be an object");
    for (bool more = member_first(object, &one); more; more = member_next(&one)) {
        const char *const *name = names;
        while (*name && strcmp(*name, one.name) != 0)
            name++;
        if (!*name)
            return place_error(&PLACE_IN(place, one.name), error,
                               "cannot be told by a patient's schedule here");
    }
    return true;
}

static bool read_count(const struct timing_reader *reader, const char *name, int most, int *count_r)
{
    struct json_object *value = json_in_get(reader->repeat, name);
    struct decimal number;
    int64_t micro;
    if (!value)
        return true;
    if (!decimal_parse(json_in_number(value), &number) || !decimal_micro(&number, &micro) ||
        micro % 1000000 || micro < 1000000 || micro > most * INT64_C(1000000))
        return refuse(reader, name, "must be a whole number from 1, and not beyond a year");
    *count_r = (int)(micro / 1000000);
    return true;
}

static bool read_weekdays(const struct timing_reader *reader, unsigned *weekdays_r)
{
    struct json_object *list = json_in_get(reader->repeat, "dayOfWeek");
    *weekdays_r = 0;
    if (list && (!json_in_length(list) || json_in_length(list) > WEEK))
        return refuse(reader, "dayOfWeek", "must be a list of days of the week");
    for (size_t i = 0; i < json_in_length(list); i++) {
        struct str word = json_in_str(json_in_at(list, i));
        unsigned day = 0;
        while (day < WEEK && !str_is(word, schedule_weekdays[day]))
            day++;
        if (day == WEEK || *weekdays_r >> day & 1)
            return place_error(&PLACE_AT(reader->at, "dayOfWeek", i), reader->error,
                               "must be a day of the week, mon to sun, each once");
        *weekdays_r |= 1U << day;
    }
    return true;
}

static bool time_minute(struct str text, int *minute_r)
{
    if (str_is(text, "23:59:59")) {
        *minute_r = SCHEDULE_DAY_ENDS;
        return true;
    }
    return text.len == 8 && memcmp(text.at + 5, ":00", 3) == 0 &&
           clock_parse((struct str){text.at, 5}, minute_r) && *minute_r < SCHEDULE_DAY_ENDS;
}

/* FHIR gives them no order. */
static bool read_times(const struct timing_reader *reader, struct schedule_phase *phase)
{
    struct json_object *list = json_in_get(reader->repeat, "timeOfDay");
    size_t count = json_in_length(list);
    if (list && (!json_in_is_array(list) || !count || count > SCHEDULE_DEADLINES))
        return refuse(reader, "timeOfDay", "must be a list of 1 to 6 times");
    for (size_t i = 0; i < count; i++) {
        int minute = 0;
        size_t at = i;
        bool twice = false;
        if (!time_minute(json_in_str(json_in_at(list, i)), &minute))
            return place_error(&PLACE_AT(reader->at, "timeOfDay", i), reader->error,
                               "must be a time in whole minutes, from 00:01:00, or 23:59:59");
        for (size_t k = 0; k < i; k++)
            twice = twice || phase->deadlines[k] == minute;
        if (twice)
            return place_error(&PLACE_AT(reader->at, "timeOfDay", i), reader->error,
                               "stands there already");
        for (; at > 0 && phase->deadlines[at - 1] > minute; at--)
            phase->deadlines[at] = phase->deadlines[at - 1];
        phase->deadlines[at] = minute;
    }
    phase->deadline_count = count;
    return true;
}

static bool read_day(struct json_object *bounds, const char *name, const struct place *at,
                     int32_t *day_r, struct error *error)
{
    struct json_object *value = json_in_get(bounds, name);
    struct caltime time;
    if (!value)
        return true;
    if (!caltime_parse(json_in_str(value), 0, false, &time) || time.precision != PRECISION_DAY)
        return place_error(&PLACE_IN(at, name), error, "must be a day, YYYY-MM-DD");
    *day_r = (int32_t)(time.from / A_DAY);
    return true;
}

static bool read_bounds(const struct timing_reader *reader, struct schedule_phase *phase)
{
    static const char *const names[] = {"start", "end", "id", NULL};
    struct json_object *bounds = json_in_get(reader->repeat, "boundsPeriod");
    struct place at = PLACE_IN(reader->at, "boundsPeriod");
    int32_t last = SCHEDULE_OPEN;
    phase->from = SCHEDULE_FROM_THEN;
    if (bounds && (!only(bounds, names, &at, reader->error) ||
                   !read_day(bounds, "start", &at, &phase->from, reader->error) ||
                   !read_day(bounds, "end", &at, &last, reader->error)))
        return false;
    phase->until = last == SCHEDULE_OPEN ? SCHEDULE_OPEN : last + 1;
    return phase->from < phase->until ||
           place_error(&PLACE_IN(&at, "end"), reader->error, "must not be before the start");
}

/* ---- in: how often ---- */

struct often {
    int frequency, period; /* 0: not said */
    bool weeks;
    unsigned weekdays;
};

/* Of FHIR's preferred codes those that say how often, and not at what time of the day. */
static const struct timing_code {
    const char *word;
    int frequency, period;
    const char *unit;
} timing_codes[] = {
    {"QD", 1, 1, "d"},  {"QOD", 1, 2, "d"}, {"WK", 1, 1, "wk"},
    {"BID", 2, 1, "d"}, {"TID", 3, 1, "d"}, {"QID", 4, 1, "d"},
};

/* What the repeat says beside a code must be the same. */
static bool agrees(const struct timing_reader *reader, const struct timing_code *code,
                   struct often *often)
{
    struct json_object *unit = json_in_get(reader->repeat, "periodUnit");
    if (often->frequency && often->frequency != code->frequency)
        return refuse(reader, "frequency", "is not what the code says");
    if (often->period && often->period != code->period)
        return refuse(reader, "period", "is not what the code says");
    if (unit && !str_is(json_in_str(unit), code->unit))
        return refuse(reader, "periodUnit", "is not what the code says");
    if (json_in_get(reader->repeat, "dayOfWeek"))
        return refuse(reader, "dayOfWeek", "cannot stand beside a code");
    *often = (struct often){code->frequency, code->period, strcmp(code->unit, "wk") == 0, 0};
    return true;
}

static bool read_unit(const struct timing_reader *reader, struct often *often)
{
    struct json_object *value = json_in_get(reader->repeat, "periodUnit");
    struct str unit = json_in_str(value);
    often->weeks = str_is(unit, "wk");
    if (often->period ? !often->weeks && !str_is(unit, "d") : value != NULL)
        return refuse(reader, "periodUnit", "must be d or wk, beside a period");
    return true;
}

static bool on_weekdays(const struct timing_reader *reader, const struct often *often,
                        struct schedule_phase *phase)
{
    int times = phase->deadline_count ? (int)phase->deadline_count : 1;
    int all = times * __builtin_popcount(often->weekdays);
    bool daily = often->period && !often->weeks;
    phase->kind = SCHEDULE_WEEKDAYS;
    phase->weekdays = often->weekdays;
    if (often->period > 1)
        return refuse(reader, "period", "must be 1 beside dayOfWeek");
    if (often->frequency && often->frequency != (daily ? times : all))
        return refuse(reader, "frequency", "is not what dayOfWeek and timeOfDay come to");
    return true;
}

static bool every_days(const struct timing_reader *reader, const struct often *often,
                       struct schedule_phase *phase)
{
    int frequency = often->frequency ? often->frequency : 1;
    int times = phase->deadline_count ? (int)phase->deadline_count : 1;
    phase->kind = SCHEDULE_EVERY;
    phase->every = often->period * (often->weeks ? WEEK : 1);
    if (phase->every > PHASE_EVERY_MOST)
        return refuse(reader, "period", "must not be beyond a year");
    return frequency == times ||
           refuse(reader, "frequency", "must be as many as there are times in timeOfDay");
}

static bool some_a_week(const struct timing_reader *reader, const struct often *often,
                        struct schedule_phase *phase)
{
    phase->kind = SCHEDULE_A_WEEK;
    phase->a_week = often->frequency ? often->frequency : 1;
    if (phase->a_week > WEEK)
        return refuse(reader, "frequency", "must be at most 7 a week");
    return phase->deadline_count < 2 ||
           refuse(reader, "timeOfDay", "on free days there is one time at most");
}

static bool read_often(const struct timing_reader *reader, const struct timing_code *code,
                       struct schedule_phase *phase)
{
    struct often often = {0};
    if (!read_count(reader, "frequency", 100, &often.frequency) ||
        !read_count(reader, "period", PHASE_EVERY_MOST, &often.period) ||
        !(code ? agrees(reader, code, &often)
               : read_unit(reader, &often) && read_weekdays(reader, &often.weekdays)))
        return false;
    if (often.weekdays)
        return on_weekdays(reader, &often, phase);
    if (!often.period)
        return refuse(reader, "period", "is missing: how often cannot be told");
    return often.weeks && often.period == 1 ? some_a_week(reader, &often, phase)
                                            : every_days(reader, &often, phase);
}

/* ---- in: the whole ---- */

/* Its code in a system; STR_NONE: none. */
static struct str code_in(struct json_object *timing, const char *system)
{
    struct json_object *codings = json_in_get(json_in_get(timing, "code"), "coding");
    for (size_t i = 0; i < json_in_length(codings); i++) {
        struct json_object *coding = json_in_at(codings, i);
        if (str_is(json_in_str(json_in_get(coding, "system")), system))
            return json_in_str(json_in_get(coding, "code"));
    }
    return STR_NONE;
}

static const struct timing_code *code_of(struct json_object *timing)
{
    struct str word = code_in(timing, TIMING_ABBREVIATIONS);
    for (size_t i = 0; i < sizeof timing_codes / sizeof timing_codes[0]; i++)
        if (str_is(word, timing_codes[i].word))
            return &timing_codes[i];
    return NULL;
}

bool timing_read(struct json_object *timing, const struct place *place,
                 struct schedule_phase *phase_r, struct error *error)
{
    static const char *const names[] = {"repeat", "code", "id", "extension", NULL};
    static const char *const in_repeat[] = {"boundsPeriod", "frequency", "period",
                                            "periodUnit",   "dayOfWeek", "timeOfDay",
                                            "id",           "extension", NULL};
    static const char *const bounds[] = {"boundsPeriod", "id", "extension", NULL};
    struct place at = PLACE_IN(place, "repeat");
    const struct timing_reader reader = {json_in_get(timing, "repeat"), &at, error};
    bool on_request = str_is(code_in(timing, TIMING_CODES), ON_REQUEST);
    const struct timing_code *code = code_of(timing);
    *phase_r = (struct schedule_phase){.from = SCHEDULE_FROM_THEN, .until = SCHEDULE_OPEN};
    if (!only(timing, names, place, error))
        return false;
    if (json_in_get(timing, "code") && !on_request && !code)
        return place_error(
            &PLACE_IN(place, "code"), error,
            "is not known here (QD, QOD, WK, BID, TID, QID are): say it by repeat alone");
    if (on_request)
        return !reader.repeat ||
               (only(reader.repeat, bounds, &at, error) && read_bounds(&reader, phase_r));
    return (code && !reader.repeat ? true : only(reader.repeat, in_repeat, &at, error)) &&
           read_bounds(&reader, phase_r) && read_times(&reader, phase_r) &&
           read_often(&reader, code, phase_r);
}

bool timings_read(struct arena *arena, struct json_object *list, const char *at, size_t *count_r,
                  const struct schedule_phase **phases_r, struct error *error)
{
    size_t count = json_in_length(list);
    if (!json_in_is_array(list) || count > PHASES_MOST)
        return error_at(error, ERROR_INVALID, at, "must be a list of at most %d", PHASES_MOST);
    struct schedule_phase *phases = arena_array(arena, struct schedule_phase, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct error why = {0};
        struct place place = PLACE_TOP("Timing");
        bool ok = timing_read(json_in_at(list, i), &place, &phases[i], &why);
        if (ok && i &&
            (phases[i].from == SCHEDULE_FROM_THEN || phases[i].from < phases[i - 1].until))
            ok = error_at(&why, ERROR_INVALID, "Timing.repeat.boundsPeriod.start",
                          "must not be before the one before it has ended");
        if (!ok) {
            char where[sizeof why.place];
            snprintf(where, sizeof where, "%s/%zu: %.120s", at, i, why.place);
            return error_at(error, ERROR_INVALID, where, "%s", why.detail);
        }
    }
    *phases_r = phases;
    *count_r = count;
    return true;
}
