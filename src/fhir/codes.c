#include "fhir/codes.h"

static const struct {
    const char *url;
    enum code_system system;
} systems[] = {
    {FHIR_LOINC, CODE_LOINC},
    {FHIR_MDC, CODE_MDC},
    {FHIR_SNOMED, CODE_SNOMED},
    {"urn:oid:2.16.578.1.12.4.1.1.7280", CODE_NPU},
    {"http://npu-terminology.org", CODE_NPU},
};
#define SYSTEMS (sizeof systems / sizeof *systems)

bool code_system_of(struct str url, enum code_system *system_r)
{
    for (size_t i = 0; i < SYSTEMS; i++)
        if (str_is(url, systems[i].url)) {
            *system_r = systems[i].system;
            return true;
        }
    return false;
}

enum parameter code_find(struct str system, struct str code)
{
    enum code_system known;
    if (system.len)
        return code_system_of(system, &known) ? parameter_of_code(known, code.at, code.len)
                                              : PARAMETER_NONE;
    for (size_t i = 0; i < SYSTEMS; i++) {
        enum parameter parameter = parameter_of_code(systems[i].system, code.at, code.len);
        if (parameter != PARAMETER_NONE)
            return parameter;
    }
    return PARAMETER_NONE;
}

struct code code_own(enum parameter parameter)
{
    const struct parameter_info *info = parameter_info(parameter);
    struct code code = {NULL, info->codes[0].code, info->display};
    for (size_t i = 0; i < SYSTEMS && !code.system; i++)
        if (systems[i].system == info->codes[0].system)
            code.system = systems[i].url;
    return code;
}

/* A code without a system says nothing. */
static enum parameter coding_find(struct json_object *coding)
{
    struct str system = json_in_str(json_in_get(coding, "system"));
    struct str code = json_in_str(json_in_get(coding, "code"));
    return system.len && code.len ? code_find(system, code) : PARAMETER_NONE;
}

bool code_read(struct json_object *concept, const struct place *place, enum parameter *parameter_r,
               struct error *error)
{
    struct json_object *codings = json_in_get(concept, "coding");
    *parameter_r = PARAMETER_NONE;
    for (size_t i = 0; i < json_in_length(codings); i++) {
        enum parameter found = coding_find(json_in_at(codings, i));
        if (found == PARAMETER_NONE || found == *parameter_r)
            continue;
        if (*parameter_r == PARAMETER_NONE) {
            *parameter_r = found;
            continue;
        }
        return place_error(&PLACE_AT(place, "coding", i), error,
                           "means %s, but a coding before it means %s", parameter_info(found)->word,
                           parameter_info(*parameter_r)->word);
    }
    return true;
}

bool code_has(struct json_object *concept, const char *system, const char *code)
{
    struct json_object *codings = json_in_get(concept, "coding");
    for (size_t i = 0; i < json_in_length(codings); i++) {
        struct json_object *coding = json_in_at(codings, i);
        if (str_is(json_in_str(json_in_get(coding, "system")), system) &&
            str_is(json_in_str(json_in_get(coding, "code")), code))
            return true;
    }
    return false;
}
