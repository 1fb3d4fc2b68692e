/* Measurements of our own applications: any JSON is read or refused with a place below the one that
 * it stands at; what is read keeps the promises of an Observation. */
#include "fuzz.h"

#include "observation/observation_plain.h"

#define RECEIVED INT64_C(1795255200000)

static void check(const struct observation *o)
{
    must(o->count >= 1 && o->count <= OBSERVATION_VALUES);
    must(o->panel == PARAMETER_NONE ? o->count == 1 : o->panel == PARAMETER_BP && o->count >= 2);
    must(o->effective.until > o->effective.from);
    for (size_t i = 0; i < o->count; i++) {
        const struct measurement *m = &o->values[i].measurement;
        must(parameter_info(m->parameter) && m->parameter != PARAMETER_BP);
        must(o->values[i].text.len && o->values[i].unit.len);
        must((validity_marks(m->parameter, m->value) & ~m->marks) == 0);
    }
}

static void try_plain(struct arena *arena, struct json_object *json)
{
    struct error error = {0};
    struct observation observation;
    struct caltime now;
    const struct uuid account = {{1}};
    must(caltime_parse(STR("2026-11-21T10:00:00Z"), 0, false, &now));
    if (!observation_from_plain(arena, json, "/measurements/0", &now, RECEIVED, &observation,
                                &error)) {
        must_tell(&error);
        must(strncmp(error.place, "/measurements/0", strlen("/measurements/0")) == 0);
        return;
    }
    check(&observation);
    observation_key(&observation, &account, STR_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_json(data, size, try_plain);
}
