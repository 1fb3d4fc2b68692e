/* Under what a value was measured: our extension, and the oxygen beside a saturation. */
#include "fhir/codes.h"
#include "observation/observation_parse.h"

uint32_t observation_condition(struct json_object *extension)
{
    struct str word = json_in_str(json_in_get(extension, "valueCode"));
    if (!str_is(json_in_str(json_in_get(extension, "url")), OBSERVATION_CONDITION_URL) || !word.len)
        return 0;
    return condition_of_word(word.at, word.len);
}

bool observation_conditions_read(struct json_object *resource, const struct place *place,
                                 struct observation *observation, struct error *error)
{
    struct json_object *extensions = json_in_get(resource, "extension");
    uint32_t conditions = 0;
    for (size_t i = 0; i < json_in_length(extensions); i++) {
        struct json_object *extension = json_in_at(extensions, i);
        struct place here = PLACE_AT(place, "extension", i);
        uint32_t bit = observation_condition(extension);
        if (!bit && str_is(json_in_str(json_in_get(extension, "url")), OBSERVATION_CONDITION_URL))
            return place_error(&PLACE_IN(&here, "valueCode"), error,
                               "must be rest, activity or oxygen");
        conditions |= bit;
    }
    for (size_t i = 0; i < observation->count; i++)
        observation->values[i].measurement.conditions |= conditions;
    return true;
}
