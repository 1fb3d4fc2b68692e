/* Observations: any JSON is read or refused with a place; what is read keeps its promises, and what
 * is kept beside the columns is JSON. */
#include <stdlib.h>

#include "base/arena.h"
#include "observation/observation_fhir.h"

#define RECEIVED INT64_C(1795255200000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

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
    must((o->subject_reference.at != NULL) != (o->subject_value.at != NULL));
    must(o->extra.len <= 16384 + 8 && (!o->extra.at || json_in_check(o->extra, NULL)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct error error = {0};
    struct observation observation;
    struct uuid account = {{1}};
    struct json_object *json = json_in_parse((struct str){(const char *)data, size}, &error);
    if (!json)
        return 0;
    arena_init(&arena);
    if (observation_from_fhir(&arena, json, RECEIVED, &observation, &error)) {
        check(&observation);
        observation_key(&observation, &account, STR_NONE);
    } else {
        must(error.code == ERROR_INVALID && error.place[0] && error.detail[0]);
    }
    json_in_destroy(json);
    arena_finish(&arena);
    return 0;
}
