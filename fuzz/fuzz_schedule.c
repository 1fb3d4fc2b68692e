/* Schedules as they are sent: any JSON is refused with its place, or read into phases that print
 * and read back the same, as JSON and as FHIR's Timing, and whose deadlines can be told. */
#include "fuzz.h"

#include "schedule/phases.h"
#include "schedule/timing_fhir.h"

enum { POINTS = 400 };

static struct str printed(struct arena *arena, const struct schedule_phase *phases, size_t count)
{
    return phases_print(arena, phases, count);
}

static void try_due(const struct schedule_phase *phases, size_t count)
{
    static struct due points[POINTS];
    const struct schedule schedule = {phases, count, NULL, 0, NULL, 0};
    size_t found = schedule_due(&schedule, 20000, 20040, points, POINTS);
    for (size_t i = 0; i < found; i++)
        must(points[i].by.day >= 20000 && points[i].by.day < 20040 &&
             points[i].by.minute <= SCHEDULE_DAY_ENDS && points[i].opens <= points[i].by.day);
}

static void try_timing(struct arena *arena, const struct schedule_phase *phase)
{
    struct json_out out;
    struct error error = {0};
    struct schedule_phase back;
    json_out_init(&out, arena, 256);
    timing_put(&out, phase);
    struct json_object *timing = json_in_parse(json_out_slice(&out), &error);
    must(timing && timing_read(timing, &PLACE_TOP("Timing"), &back, &error));
    must(str_equal(printed(arena, phase, 1), printed(arena, &back, 1)));
    json_in_destroy(timing);
}

static void try_all(struct arena *arena, const struct schedule_phase *phases, size_t count)
{
    const struct schedule_phase *again;
    struct error error = {0};
    size_t kept;
    struct str text = printed(arena, phases, count);
    must(phases_stored(arena, text, &kept, &again, &error) && kept == count);
    must(str_equal(text, printed(arena, again, kept)));
    for (size_t i = 0; i < count; i++)
        try_timing(arena, &phases[i]);
    try_due(phases, count);
}

static void try(struct arena *arena, struct json_object *json)
{
    const struct schedule_phase *phases;
    struct schedule_phase phase;
    struct error error = {0};
    size_t count;
    if (phases_read(arena, json, "/phases", &count, &phases, &error))
        try_all(arena, phases, count);
    else
        must_tell(&error);
    error = (struct error){0};
    if (timings_read(arena, json, "/timing", &count, &phases, &error))
        try_all(arena, phases, count);
    else
        must_tell(&error);
    error = (struct error){0};
    if (timing_read(json, &PLACE_TOP("Timing"), &phase, &error))
        try_all(arena, &phase, 1);
    else
        must_tell(&error);
    error = (struct error){0};
    if (!phase_read_standard(json, "/schedule/trial", &phase, &error))
        must_tell(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_json(data, size, try);
}
