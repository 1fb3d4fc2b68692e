#include "schedule/phases.h"

#include <stdio.h>
#include <string.h>

#include "base/caltime.h"
#include "base/json_in.h"
#include "fhir/member.h"

enum { WEEK = 7, PLACE = 160 };

const char *const schedule_weekdays[8] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};
static const char *const kinds[] = {
    [SCHEDULE_ON_REQUEST] = "on_request",
    [SCHEDULE_EVERY] = "every",
    [SCHEDULE_WEEKDAYS] = "weekdays",
    [SCHEDULE_A_WEEK] = "a_week",
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* ---- clock times ---- */

void clock_text(int minute, char text_r[CLOCK_TEXT])
{
    snprintf(text_r, CLOCK_TEXT, "%02u:%02u", (unsigned)minute / 60 % 100, (unsigned)minute % 60);
}

bool clock_parse(struct str text, int *minute_r)
{
    if (text.len != 5 || text.at[2] != ':')
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (i != 2 && (text.at[i] < '0' || text.at[i] > '9'))
            return false;
    int hours = (text.at[0] - '0') * 10 + text.at[1] - '0';
    int minutes = (text.at[3] - '0') * 10 + text.at[4] - '0';
    *minute_r = hours * 60 + minutes;
    return minutes < 60 && *minute_r > 0 && *minute_r <= SCHEDULE_DAY_ENDS;
}

/* ---- reading ---- */

struct phase_reader {
    struct json_object *object;
    const char *at;
    struct error *error;
};

static bool wrong(const struct phase_reader *reader, const char *name, int index,
                  const char *detail)
{
    char place[PLACE];
    int used = snprintf(place, sizeof place, "%s%s%s", reader->at, name[0] ? "/" : "", name);
    if (index >= 0 && used > 0 && (size_t)used < sizeof place)
        snprintf(place + used, sizeof place - (size_t)used, "/%d", index);
    return error_at(reader->error, ERROR_INVALID, place, "%s", detail);
}

static struct json_object *member(const struct phase_reader *reader, const char *name)
{
    return json_in_get(reader->object, name);
}

static bool read_number(const struct phase_reader *reader, const char *name, int least, int most,
                        int *number_r)
{
    int64_t number;
    char detail[80];
    if (str_int(json_in_number(member(reader, name)), &number) && number >= least &&
        number <= most) {
        *number_r = (int)number;
        return true;
    }
    snprintf(detail, sizeof detail, "must be a whole number from %d to %d", least, most);
    return wrong(reader, name, -1, detail);
}

static bool read_weekdays(const struct phase_reader *reader, unsigned *weekdays_r)
{
    struct json_object *list = member(reader, "weekdays");
    size_t count = json_in_length(list);
    if (!count || count > WEEK)
        return wrong(reader, "weekdays", -1, "must be a list of mon, tue, wed, thu, fri, sat, sun");
    for (size_t i = 0; i < count; i++) {
        struct str word = json_in_str(json_in_at(list, i));
        unsigned day = 0;
        while (day < WEEK && !str_is(word, schedule_weekdays[day]))
            day++;
        if (day == WEEK || *weekdays_r >> day & 1)
            return wrong(reader, "weekdays", (int)i,
                         day == WEEK ? "must be mon, tue, wed, thu, fri, sat or sun"
                                     : "stands there already");
        *weekdays_r |= 1U << day;
    }
    return true;
}

static bool read_deadlines(const struct phase_reader *reader, struct schedule_phase *phase)
{
    struct json_object *list = member(reader, "deadlines");
    size_t count = json_in_length(list);
    if (list && (!json_in_is_array(list) || count > SCHEDULE_DEADLINES))
        return wrong(reader, "deadlines", -1, "must be a list of at most 6 clock times");
    for (size_t i = 0; i < count; i++) {
        int minute;
        if (!clock_parse(json_in_str(json_in_at(list, i)), &minute))
            return wrong(reader, "deadlines", (int)i,
                         "must be a clock time HH:MM, from 00:01 to 24:00");
        if (i && minute <= phase->deadlines[i - 1])
            return wrong(reader, "deadlines", (int)i, "must be later than the one before it");
        phase->deadlines[i] = minute;
    }
    phase->deadline_count = count;
    if (count > 1 && phase->kind == SCHEDULE_A_WEEK)
        return wrong(reader, "deadlines", -1, "on free days there is one at most");
    if (count && phase->kind == SCHEDULE_ON_REQUEST)
        return wrong(reader, "deadlines", -1, "must be absent: nothing is due by itself");
    return true;
}

static bool read_day(const struct phase_reader *reader, const char *name, int32_t none,
                     int32_t *day_r)
{
    struct json_object *value = member(reader, name);
    struct caltime time;
    *day_r = none;
    if (!value)
        return true;
    if (!caltime_parse(json_in_str(value), 0, false, &time) || time.precision != PRECISION_DAY)
        return wrong(reader, name, -1, "must be a day, YYYY-MM-DD");
    *day_r = (int32_t)(time.from / (INT64_C(24) * 60 * 60 * 1000));
    return true;
}

/* What the kind needs, and nothing of another. */
static bool read_often(const struct phase_reader *reader, struct schedule_phase *phase)
{
    static const char *const own[KINDS] = {"onRequest", "every", "weekdays", "aWeek"};
    for (size_t i = 0; i < KINDS; i++)
        if (i != phase->kind && member(reader, own[i]))
            return wrong(reader, own[i], -1, "does not belong to this kind");
    switch (phase->kind) {
    case SCHEDULE_EVERY:
        return read_number(reader, "every", 1, PHASE_EVERY_MOST, &phase->every);
    case SCHEDULE_WEEKDAYS:
        return read_weekdays(reader, &phase->weekdays);
    case SCHEDULE_A_WEEK:
        return read_number(reader, "aWeek", 1, WEEK, &phase->a_week);
    case SCHEDULE_ON_REQUEST:
        break;
    }
    return true;
}

static bool read_kind(const struct phase_reader *reader, struct schedule_phase *phase)
{
    struct str word = json_in_str(member(reader, "kind"));
    for (size_t i = 0; i < KINDS; i++) {
        if (str_is(word, kinds[i])) {
            phase->kind = (enum schedule_kind)i;
            return true;
        }
    }
    return wrong(reader, "kind", -1, "must be every, weekdays, a_week or on_request");
}

static bool is_plain(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    return len && len < 40 && !name[len];
}

static bool read_only(const struct phase_reader *reader, const char *const *names, bool nulls)
{
    struct member one;
    if (!json_in_is_object(reader->object))
        return wrong(reader, "", -1, "must be an object");
    for (bool more = member_first(reader->object, &one); more; more = member_next(&one)) {
        const char *const *name = names;
        while (*name && strcmp(*name, one.name) != 0)
            name++;
        if (!*name || (!nulls && !one.value))
            return wrong(reader, is_plain(one.name) ? one.name : "", -1,
                         *name ? "must not be null" : "is not known here");
    }
    return true;
}

static bool read_phase(const struct phase_reader *reader, struct schedule_phase *phase)
{
    static const char *const names[] = {"kind",  "every",     "weekdays", "aWeek", "from",
                                        "until", "deadlines", "text",     NULL};
    *phase = (struct schedule_phase){.kind = SCHEDULE_ON_REQUEST};
    if (!read_only(reader, names, true) || !read_kind(reader, phase) ||
        !read_often(reader, phase) || !read_deadlines(reader, phase) ||
        !read_day(reader, "from", SCHEDULE_FROM_THEN, &phase->from) ||
        !read_day(reader, "until", SCHEDULE_OPEN, &phase->until))
        return false;
    return phase->from < phase->until ||
           wrong(reader, "until", -1, "must be a day after the first one");
}

bool phases_read(struct arena *arena, struct json_object *list, const char *at, size_t *count_r,
                 const struct schedule_phase **phases_r, struct error *error)
{
    size_t count = json_in_length(list);
    if (!json_in_is_array(list) || count > PHASES_MOST)
        return error_at(error, ERROR_INVALID, at, "must be a list of at most %d phases",
                        PHASES_MOST);
    struct schedule_phase *phases = arena_array(arena, struct schedule_phase, count + 1);
    for (size_t i = 0; i < count; i++) {
        char place[PLACE / 2];
        snprintf(place, sizeof place, "%s/%zu", at, i);
        const struct phase_reader reader = {json_in_at(list, i), place, error};
        if (!read_phase(&reader, &phases[i]))
            return false;
        if (i && (phases[i].from == SCHEDULE_FROM_THEN || phases[i].from < phases[i - 1].until))
            return wrong(&reader, "from", -1, "must not be before the phase before it has ended");
    }
    *phases_r = phases;
    *count_r = count;
    return true;
}

/* ---- a programme's ---- */

static bool read_standard_kind(const struct phase_reader *reader, struct schedule_phase *phase)
{
    static const struct {
        const char *name;
        enum schedule_kind kind;
    } says[] = {{"every", SCHEDULE_EVERY},
                {"weekdays", SCHEDULE_WEEKDAYS},
                {"aWeek", SCHEDULE_A_WEEK},
                {"onRequest", SCHEDULE_ON_REQUEST}};
    size_t found = 0;
    for (size_t i = 0; i < sizeof says / sizeof says[0]; i++) {
        if (!member(reader, says[i].name))
            continue;
        phase->kind = says[i].kind;
        found++;
    }
    if (found != 1)
        return wrong(reader, "", -1, "must say one of every, weekdays, aWeek and onRequest");
    if (found && phase->kind == SCHEDULE_ON_REQUEST && !json_in_true(member(reader, "onRequest")))
        return wrong(reader, "onRequest", -1, "must be true, or not be there");
    return true;
}

bool phase_read_standard(struct json_object *object, const char *at, struct schedule_phase *phase_r,
                         struct error *error)
{
    static const char *const names[] = {"every",     "weekdays",  "aWeek",
                                        "onRequest", "deadlines", NULL};
    const struct phase_reader reader = {object, at, error};
    *phase_r = (struct schedule_phase){.from = SCHEDULE_FROM_THEN, .until = SCHEDULE_OPEN};
    if (!read_only(&reader, names, false) || !read_standard_kind(&reader, phase_r))
        return false;
    if (phase_r->kind == SCHEDULE_EVERY) {
        if (!read_number(&reader, "every", 0, PHASE_EVERY_MOST, &phase_r->every))
            return false;
        if (phase_r->every == WEEK) {
            phase_r->kind = SCHEDULE_A_WEEK;
            phase_r->every = 0;
            phase_r->a_week = 1;
        } else if (!phase_r->every) {
            phase_r->kind = SCHEDULE_ON_REQUEST;
        }
    } else if (!read_often(&reader, phase_r)) {
        return false;
    }
    return read_deadlines(&reader, phase_r);
}

/* ---- printing ---- */

static void put_day(struct json_out *out, const char *key, int32_t day)
{
    char text[CALTIME_TEXT];
    if (day == SCHEDULE_FROM_THEN || day == SCHEDULE_OPEN) {
        json_put_null(out, key);
        return;
    }
    caltime_text(day * INT64_C(86400000), PRECISION_DAY, 0, text);
    json_put_text(out, key, text);
}

static void put_weekdays(struct json_out *out, unsigned weekdays)
{
    json_key(out, "weekdays");
    json_array_open(out);
    for (unsigned i = 0; i < WEEK; i++)
        if (weekdays >> i & 1)
            json_text(out, schedule_weekdays[i]);
    json_array_close(out);
}

void phase_put(struct json_out *out, const struct schedule_phase *phase)
{
    char clock[CLOCK_TEXT];
    json_put_text(out, "kind", kinds[phase->kind]);
    if (phase->kind == SCHEDULE_EVERY)
        json_put_int(out, "every", phase->every);
    if (phase->kind == SCHEDULE_WEEKDAYS)
        put_weekdays(out, phase->weekdays);
    if (phase->kind == SCHEDULE_A_WEEK)
        json_put_int(out, "aWeek", phase->a_week);
    json_key(out, "deadlines");
    json_array_open(out);
    for (size_t i = 0; i < phase->deadline_count; i++) {
        clock_text(phase->deadlines[i], clock);
        json_text(out, clock);
    }
    json_array_close(out);
    put_day(out, "from", phase->from);
    put_day(out, "until", phase->until);
}

struct str phases_print(struct arena *arena, const struct schedule_phase *phases, size_t count)
{
    struct json_out out;
    json_out_init(&out, arena, 256);
    json_array_open(&out);
    for (size_t i = 0; i < count; i++) {
        json_object_open(&out);
        phase_put(&out, &phases[i]);
        json_object_close(&out);
    }
    json_array_close(&out);
    return json_out_slice(&out);
}

bool phases_stored(struct arena *arena, struct str text, size_t *count_r,
                   const struct schedule_phase **phases_r, struct error *error)
{
    struct error why = {0};
    struct json_object *tree = json_in_parse(text, &why);
    bool ok = tree && phases_read(arena, tree, "/phases", count_r, phases_r, &why);
    json_in_destroy(tree);
    return ok || error_log(error, ERROR_INTERNAL, "a stored schedule cannot be read: %s %s",
                           why.place, why.detail);
}
