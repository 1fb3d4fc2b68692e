/* Observations: any JSON is read or refused with a place; what is read keeps its promises, and what
 * is kept beside the columns is JSON. */
#include "fuzz.h"

#include "observation/observation_fhir.h"

#define RECEIVED INT64_C(1795255200000)

static void check_value(const struct observation_value *value)
{
    const struct measurement *m = &value->measurement;
    bool absent = m->marks & MARK_ABSENT;
    must(parameter_info(m->parameter) && m->parameter != PARAMETER_BP);
    must(absent == (value->text.at == NULL) && absent == (value->unit.at == NULL));
    must(absent || (validity_marks(m->parameter, m->value) & ~m->marks) == 0);
}

static void check(const struct observation *o)
{
    must(o->count >= 1 && o->count <= OBSERVATION_VALUES);
    must(o->panel == PARAMETER_NONE ? o->count == 1 : o->panel == PARAMETER_BP && o->count >= 2);
    for (size_t i = 0; i < o->count; i++) {
        check_value(&o->values[i]);
        must(i == 0 || o->values[i].measurement.parameter > o->values[i - 1].measurement.parameter);
    }
    must(o->status.len > 0 && o->effective.until > o->effective.from);
    must((o->subject.reference.at != NULL) != (o->subject.value.at != NULL));
    must(o->extra.len <= 16384 + 8 && (!o->extra.at || json_in_check(o->extra, NULL)));
}

static void try_observation(struct arena *arena, struct json_object *json)
{
    struct error error = {0};
    struct observation observation;
    const struct uuid account = {{1}};
    if (!observation_from_fhir(arena, json, RECEIVED, &observation, &error)) {
        must_tell(&error);
        return;
    }
    check(&observation);
    observation_key(&observation, &account, STR_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_json(data, size, try_observation);
}
