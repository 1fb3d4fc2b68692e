#include "demo/demo_report.h"

#include "base/decimal.h"
#include "base/sha.h"

#define SYSTEM "urn:varde:demo"

static const enum parameter singles[] = {
    PARAMETER_SPO2, PARAMETER_PULSE, PARAMETER_TEMP, PARAMETER_WEIGHT, PARAMETER_RESP_RATE,
};
enum { SINGLES = sizeof singles / sizeof singles[0] };

static void put_value(struct observation *observation, const struct demo_patient *patient,
                      enum parameter parameter, struct arena *arena)
{
    const struct parameter_info *info = parameter_info(parameter);
    struct observation_value *value = &observation->values[observation->count++];
    char text[DECIMAL_TEXT];
    int64_t micro = patient->values[parameter];
    decimal_text(micro, info->places, text);
    value->measurement = (struct measurement){parameter, micro, validity_marks(parameter, micro)};
    value->text = arena_str(arena, str_of(text));
    value->unit = str_of(info->ucum);
}

/* What was measured by the same device and sent as one Observation has one content. */
static void put_content(struct observation *observation)
{
    struct str parts[3 + 2 * OBSERVATION_VALUES] = {
        observation->identifier_value,
        observation->device,
        {(const char *)&observation->effective.from, sizeof observation->effective.from},
    };
    size_t count = 3;
    uint8_t digest[SHA_BYTES];
    for (size_t i = 0; i < observation->count; i++) {
        parts[count++] = observation->values[i].text;
        parts[count++] = observation->values[i].unit;
    }
    sha256(parts, count, digest);
    memcpy(observation->content, digest, sizeof observation->content);
}

static const char *device_of(enum parameter parameter)
{
    switch (parameter) {
    case PARAMETER_SPO2:
    case PARAMETER_PULSE:
        return "oximeter";
    case PARAMETER_BP:
        return "cuff";
    case PARAMETER_WEIGHT:
        return "scale";
    case PARAMETER_TEMP:
        return "thermometer";
    default:
        return NULL; /* counted by the patient */
    }
}

static void complete(struct observation *observation, const struct demo_patient *patient,
                     enum parameter code, struct arena *arena)
{
    const char *device = device_of(code);
    observation->status = STR("final");
    observation->identifier_system = STR(SYSTEM);
    observation->identifier_value =
        str_of(arena_printf(arena, "%lld.%lld.%d%s", (long long)patient->number,
                            (long long)patient->today, code, patient->evening ? ".2" : ""));
    observation->effective = (struct caltime){
        .from = patient->effective,
        .until = patient->effective + 1000,
        .precision = PRECISION_SECOND,
        .zoned = true,
        .offset = caltime_oslo_offset(patient->effective),
    };
    observation->device = device ? str_of(arena_printf(arena, SYSTEM ":device:%s-%lld", device,
                                                       (long long)patient->number))
                                 : STR_NONE;
    put_content(observation);
    observation_key(observation, &patient->account, STR_NONE);
}

static struct observation *single(const struct demo_patient *patient, enum parameter parameter,
                                  struct arena *arena)
{
    struct observation *observation = arena_new(arena, struct observation);
    put_value(observation, patient, parameter, arena);
    complete(observation, patient, parameter, arena);
    return observation;
}

static struct observation *pressure(const struct demo_patient *patient, struct arena *arena)
{
    struct observation *observation = arena_new(arena, struct observation);
    struct measurement both[2];
    observation->panel = PARAMETER_BP;
    put_value(observation, patient, PARAMETER_SBP, arena);
    put_value(observation, patient, PARAMETER_DBP, arena);
    for (size_t i = 0; i < 2; i++)
        both[i] = observation->values[i].measurement;
    validity_pressure(both, 2);
    for (size_t i = 0; i < 2; i++)
        observation->values[i].measurement = both[i];
    complete(observation, patient, PARAMETER_BP, arena);
    return observation;
}

static void add_forms(struct report *report, const struct demo_patient *patient,
                      const struct demo_forms *forms, struct tx *tx)
{
    report->responses = arena_array(tx->arena, struct received_response, DEMO_PROGRAMMES);
    for (int i = 0; i < DEMO_PROGRAMMES; i++) {
        const struct form_response *response =
            patient->in[i] ? demo_form(forms, patient, i, tx) : NULL;
        if (response)
            report->responses[report->response_count++].response = response;
    }
}

struct report *demo_report(const struct demo_patient *patient, const struct demo_forms *forms,
                           struct programmes *programmes, struct tx *tx)
{
    struct report *report = arena_new(tx->arena, struct report);
    report->patient = patient->id;
    report->by = (struct access_entry){
        .account = patient->account,
        .role = role_word(ROLE_PATIENT),
        .ground = ground_word(GROUND_SELF),
        .action = "observation.write",
    };
    report->source = "app";
    report->programmes = programmes;
    report->observations = arena_array(tx->arena, struct received_one, SINGLES + 1);
    if (patient->measured[PARAMETER_SBP])
        report->observations[report->count++].observation = pressure(patient, tx->arena);
    for (size_t i = 0; i < SINGLES; i++)
        if (patient->measured[singles[i]])
            report->observations[report->count++].observation =
                single(patient, singles[i], tx->arena);
    if (!patient->evening)
        add_forms(report, patient, forms, tx);
    return report;
}
