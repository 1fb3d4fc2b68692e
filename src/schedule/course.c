#include "schedule/course.h"

/* ---- the days on which it reports ---- */

/* trial: of a part; unset when it is the whole stretch. */
struct part {
    struct day_range days;
    bool trial;
};

struct parts {
    struct part *list;
    size_t count;
};

static bool is_reporting(enum enrolment_state state)
{
    return state == STATE_TRIAL || state == STATE_ACTIVE || state == STATE_CLOSING;
}

static void add_part(struct parts *parts, int32_t from, int32_t until, bool trial)
{
    if (from < until)
        parts->list[parts->count++] = (struct part){{from, until}, trial};
}

/* apart: trial and what comes after it each for itself. */
static struct parts parts_of(struct arena *arena, const struct course *course, bool apart)
{
    struct parts parts = {arena_array(arena, struct part, course->state_count + 1), 0};
    bool open = false, trial = false;
    int32_t from = 0;
    for (size_t i = 0; i < course->state_count; i++) {
        const struct course_state *state = &course->states[i];
        bool on_trial = state->state == STATE_TRIAL;
        if (open && !is_reporting(state->state)) {
            add_part(&parts, from, state->day, trial);
            open = false;
        } else if (open && apart && on_trial != trial) {
            add_part(&parts, from, state->day + 1, trial);
            from = from > state->day + 1 ? from : state->day + 1;
        } else if (!open && is_reporting(state->state)) {
            from = state->day + 1;
            open = true;
        }
        trial = on_trial;
    }
    if (open)
        add_part(&parts, from, SCHEDULE_OPEN, trial);
    return parts;
}

/* ---- phases ---- */

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t earlier(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static void put(struct course_phases *to, const struct schedule_phase *phase, int32_t from,
                int32_t until)
{
    if (from >= until)
        return;
    to->list[to->count] = *phase;
    to->list[to->count].from = from;
    to->list[to->count++].until = until;
}

/* Every n days are counted from the first day that was said, though the phase is cut: until the
 * next of them it holds without asking. */
static void add_phase(struct course_phases *to, const struct schedule_phase *phase,
                      const struct day_range *days)
{
    int32_t from = later(phase->from, days->from), until = earlier(phase->until, days->until);
    int32_t first = from;
    if (phase->kind == SCHEDULE_EVERY && phase->every > 0 && phase->from != SCHEDULE_FROM_THEN) {
        int64_t gone = ((int64_t)from - phase->from) % phase->every;
        first = gone ? (int32_t)(from + phase->every - gone) : from;
    }
    if (first > from) {
        struct schedule_phase waits = *phase;
        waits.kind = SCHEDULE_ON_REQUEST;
        put(to, &waits, from, earlier(first, until));
    }
    put(to, phase, first, until);
}

static struct day_range cut(const struct day_range *a, const struct day_range *b)
{
    return (struct day_range){later(a->from, b->from), earlier(a->until, b->until)};
}

static void add_standard(struct course_phases *to, const struct course *course,
                         const struct parts *parts, const struct day_range *held)
{
    for (size_t i = 0; i < parts->count; i++) {
        struct day_range days = cut(&parts->list[i].days, held);
        struct schedule_phase phase =
            parts->list[i].trial ? course->standard->trial : course->standard->active;
        phase.from = SCHEDULE_FROM_THEN;
        phase.until = SCHEDULE_OPEN;
        add_phase(to, &phase, &days);
    }
}

static void add_gap(struct course_phases *to, const struct course *course,
                    const struct parts *parts, int32_t from, int32_t until)
{
    const struct day_range gap = {from, until};
    if (from < until)
        add_standard(to, course, parts, &gap);
}

/* On days of which it says nothing the programme's own holds: nobody is left unasked by an end. */
static void add_version(struct course_phases *to, const struct course *course,
                        const struct course_version *version, const struct parts *parts,
                        const struct parts *whole, const struct day_range *held)
{
    int32_t said = held->from;
    for (size_t k = 0; k < version->count; k++) {
        const struct schedule_phase *phase = &version->phases[k];
        add_gap(to, course, parts, said, earlier(phase->from, held->until));
        for (size_t i = 0; i < whole->count; i++) {
            struct day_range days = cut(&whole->list[i].days, held);
            add_phase(to, phase, &days);
        }
        said = later(said, phase->until);
    }
    add_gap(to, course, parts, said, held->until);
}

static size_t room(const struct course *course, const struct parts *parts)
{
    size_t slots = course->version_count + 1;
    for (size_t i = 0; i < course->version_count; i++)
        slots += 2 * course->versions[i].count;
    return 2 * parts->count * slots;
}

void course_phases(struct arena *arena, const struct course *course, struct course_phases *phases_r)
{
    struct parts parts = parts_of(arena, course, true), whole = parts_of(arena, course, false);
    *phases_r = (struct course_phases){
        .list = arena_array(arena, struct schedule_phase, room(course, &parts)),
        .followed = arena_array(arena, struct day_range, whole.count + 1),
    };
    int32_t until = SCHEDULE_OPEN;
    for (size_t i = course->version_count; i-- > 0;) {
        const struct course_version *version = &course->versions[i];
        const struct day_range held = {version->from, until};
        add_version(phases_r, course, version, &parts, &whole, &held);
        until = earlier(until, version->from);
    }
    const struct day_range before = {INT32_MIN, until};
    add_standard(phases_r, course, &parts, &before);
    for (size_t i = 0; i < whole.count; i++)
        phases_r->followed[phases_r->followed_count++] = whole.list[i].days;
}
