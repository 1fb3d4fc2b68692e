/* The table of what is measured. Where each bound and code comes from stands in docs/clinical.md.
 */
#include "clinical/parameter.h"

#include <string.h>

#define M(value) ((int64_t)(value)*1000000)
#define TENTHS(value) ((int64_t)(value)*100000)

static const struct parameter_info table[PARAMETER_COUNT] = {
    [PARAMETER_SPO2] = {.id = PARAMETER_SPO2,
                        .word = "spo2",
                        .display = "Oxygen saturation in Arterial blood",
                        .ucum = "%",
                        .has_hard = true,
                        .hard_low = M(50),
                        .hard_high = M(100),
                        .has_confirm_low = true,
                        .confirm_low = M(80),
                        .codes = {{CODE_LOINC, "2708-6"},
                                  {CODE_LOINC, "59408-5"},
                                  {CODE_SNOMED, "431314004"},
                                  {CODE_MDC, "150456"}}},
    [PARAMETER_PULSE] = {.id = PARAMETER_PULSE,
                         .word = "pulse",
                         .display = "Heart rate",
                         .ucum = "/min",
                         .has_hard = true,
                         .hard_low = M(20),
                         .hard_high = M(250),
                         .has_confirm_low = true,
                         .confirm_low = M(35),
                         .has_confirm_high = true,
                         .confirm_high = M(180),
                         .codes = {{CODE_LOINC, "8867-4"},
                                   {CODE_SNOMED, "364075005"},
                                   {CODE_MDC, "149530"},
                                   {CODE_MDC, "149546"},
                                   {CODE_MDC, "147842"}}},
    [PARAMETER_SBP] = {.id = PARAMETER_SBP,
                       .word = "sbp",
                       .display = "Systolic blood pressure",
                       .ucum = "mm[Hg]",
                       .has_hard = true,
                       .hard_low = M(50),
                       .hard_high = M(280),
                       .has_confirm_low = true,
                       .confirm_low = M(80),
                       .has_confirm_high = true,
                       .confirm_high = M(220),
                       .codes = {{CODE_LOINC, "8480-6"},
                                 {CODE_SNOMED, "271649006"},
                                 {CODE_MDC, "150021"}}},
    [PARAMETER_DBP] = {.id = PARAMETER_DBP,
                       .word = "dbp",
                       .display = "Diastolic blood pressure",
                       .ucum = "mm[Hg]",
                       .has_hard = true,
                       .hard_low = M(25),
                       .hard_high = M(180),
                       .has_confirm_low = true,
                       .confirm_low = M(45),
                       .has_confirm_high = true,
                       .confirm_high = M(130),
                       .codes = {{CODE_LOINC, "8462-4"},
                                 {CODE_SNOMED, "271650006"},
                                 {CODE_MDC, "150022"}}},
    [PARAMETER_MAP] = {.id = PARAMETER_MAP,
                       .word = "map",
                       .display = "Mean blood pressure",
                       .ucum = "mm[Hg]",
                       .has_hard = true,
                       .hard_low = M(35),
                       .hard_high = M(220),
                       .codes = {{CODE_LOINC, "8478-0"}, {CODE_MDC, "150023"}}},
    [PARAMETER_TEMP] = {.id = PARAMETER_TEMP,
                        .word = "temp",
                        .display = "Body temperature",
                        .ucum = "Cel",
                        .places = 1,
                        .has_hard = true,
                        .hard_low = M(32),
                        .hard_high = M(43),
                        .has_confirm_low = true,
                        .confirm_low = TENTHS(345),
                        .has_confirm_high = true,
                        .confirm_high = M(41),
                        .codes = {{CODE_LOINC, "8310-5"},
                                  {CODE_SNOMED, "276885007"},
                                  {CODE_MDC, "150364"}}},
    [PARAMETER_WEIGHT] = {.id = PARAMETER_WEIGHT,
                          .word = "weight",
                          .display = "Body weight",
                          .ucum = "kg",
                          .places = 1,
                          .has_hard = true,
                          .hard_low = M(20),
                          .hard_high = M(300),
                          .codes = {{CODE_LOINC, "29463-7"},
                                    {CODE_SNOMED, "27113001"},
                                    {CODE_MDC, "188736"}}},
    [PARAMETER_RESP_RATE] = {.id = PARAMETER_RESP_RATE,
                             .word = "resp_rate",
                             .display = "Respiratory rate",
                             .ucum = "/min",
                             .has_hard = true,
                             .hard_low = M(3),
                             .hard_high = M(70),
                             .has_confirm_low = true,
                             .confirm_low = M(8),
                             .has_confirm_high = true,
                             .confirm_high = M(35),
                             .codes = {{CODE_LOINC, "9279-1"},
                                       {CODE_SNOMED, "86290005"},
                                       {CODE_MDC, "151562"}}},
    [PARAMETER_GLUCOSE] = {.id = PARAMETER_GLUCOSE,
                           .word = "glucose",
                           .display = "Glucose [Moles/volume] in Blood",
                           .ucum = "mmol/L",
                           .places = 1,
                           .has_hard = true,
                           .hard_low = TENTHS(5),
                           .hard_high = M(40),
                           .has_confirm_low = true,
                           .confirm_low = M(2),
                           .has_confirm_high = true,
                           .confirm_high = M(25),
                           .codes = {{CODE_LOINC, "15074-8"},
                                     {CODE_LOINC, "14743-9"},
                                     {CODE_LOINC, "2339-0"},
                                     {CODE_SNOMED, "434912009"},
                                     {CODE_NPU, "NPU02187"},
                                     {CODE_MDC, "160184"},
                                     {CODE_MDC, "160188"},
                                     {CODE_MDC, "160364"},
                                     {CODE_MDC, "160368"}}},
    [PARAMETER_BP] = {.id = PARAMETER_BP,
                      .word = "bp",
                      .display = "Blood pressure panel with all children optional",
                      .ucum = "",
                      .codes = {{CODE_LOINC, "85354-9"},
                                {CODE_SNOMED, "75367002"},
                                {CODE_MDC, "150020"}}},
    [PARAMETER_FEV1] = {.id = PARAMETER_FEV1,
                        .word = "fev1",
                        .display = "FEV1",
                        .ucum = "L",
                        .places = 2,
                        .has_hard = true,
                        .hard_low = TENTHS(2),
                        .hard_high = M(8),
                        .codes = {{CODE_LOINC, "20150-9"}, {CODE_MDC, "152586"}}},
    [PARAMETER_FEV1_PP] = {.id = PARAMETER_FEV1_PP,
                           .word = "fev1_pp",
                           .display = "FEV1 measured/predicted",
                           .ucum = "%",
                           .has_hard = true,
                           .hard_low = M(5),
                           .hard_high = M(180),
                           .codes = {{CODE_LOINC, "20152-5"}}},
    [PARAMETER_FVC] = {.id = PARAMETER_FVC,
                       .word = "fvc",
                       .display = "Forced vital capacity [Volume] Respiratory system",
                       .ucum = "L",
                       .places = 2,
                       .has_hard = true,
                       .hard_low = TENTHS(3),
                       .hard_high = M(10),
                       .codes = {{CODE_LOINC, "19870-5"}, {CODE_LOINC, "19868-9"}}},
    [PARAMETER_PEF] = {.id = PARAMETER_PEF,
                       .word = "pef",
                       .display = "Maximum expiratory gas flow Respiratory system airway",
                       .ucum = "L/min",
                       .has_hard = true,
                       .hard_low = M(30),
                       .hard_high = M(900),
                       .codes = {{CODE_LOINC, "33452-4"},
                                 {CODE_LOINC, "19935-6"},
                                 {CODE_MDC, "152584"}}},
    [PARAMETER_BMI] = {.id = PARAMETER_BMI,
                       .word = "bmi",
                       .display = "Body mass index (BMI) [Ratio]",
                       .ucum = "kg/m2",
                       .places = 1,
                       .has_hard = true,
                       .hard_low = M(8),
                       .hard_high = M(80),
                       .codes = {{CODE_LOINC, "39156-5"}, {CODE_MDC, "188752"}}},
    [PARAMETER_HEIGHT] = {.id = PARAMETER_HEIGHT,
                          .word = "height",
                          .display = "Body height",
                          .ucum = "cm",
                          .has_hard = true,
                          .hard_low = M(100),
                          .hard_high = M(250),
                          .codes = {{CODE_LOINC, "8302-2"}, {CODE_MDC, "188740"}}},
    [PARAMETER_O2_FLOW] = {.id = PARAMETER_O2_FLOW,
                           .word = "o2_flow",
                           .display = "Inhaled oxygen flow rate",
                           .ucum = "L/min",
                           .places = 1,
                           .has_hard = true,
                           .hard_low = M(0),
                           .hard_high = M(15),
                           .codes = {{CODE_LOINC, "3151-8"}}},
    [PARAMETER_NEWS2] = {.id = PARAMETER_NEWS2,
                         .word = "news2",
                         .display = "NEWS2 (National Early Warning Score 2) total score",
                         .ucum = "{score}",
                         .has_hard = true,
                         .hard_low = M(0),
                         .hard_high = M(20),
                         .codes = {{CODE_SNOMED, "1104051000000101"}}},
    [PARAMETER_PHQ9] = {.id = PARAMETER_PHQ9,
                        .word = "phq9",
                        .display = "Patient Health Questionnaire 9 item (PHQ-9) total score "
                                   "[Reported]",
                        .ucum = "{score}",
                        .has_hard = true,
                        .hard_low = M(0),
                        .hard_high = M(27),
                        .codes = {{CODE_LOINC, "44261-6"}}},
    [PARAMETER_GAD7] = {.id = PARAMETER_GAD7,
                        .word = "gad7",
                        .display = "Generalized anxiety disorder 7 item (GAD-7) total score "
                                   "[Reported.PHQ]",
                        .ucum = "{score}",
                        .has_hard = true,
                        .hard_low = M(0),
                        .hard_high = M(21),
                        .codes = {{CODE_LOINC, "70274-6"}}},
    [PARAMETER_ACVPU] = {.id = PARAMETER_ACVPU,
                         .word = "acvpu",
                         .display = "ACVPU (Alert Confusion Voice Pain Unresponsive) scale score",
                         .ucum = "{acvpu}",
                         .has_hard = true,
                         .hard_low = M(0),
                         .hard_high = M(4),
                         .codes = {{CODE_SNOMED, "1104441000000107"}}},
};

const struct parameter_info *parameter_info(enum parameter parameter)
{
    unsigned number = (unsigned)parameter;
    return number > PARAMETER_NONE && number < PARAMETER_COUNT ? &table[number] : NULL;
}

int64_t parameter_step(enum parameter parameter)
{
    int64_t step = 1000000;
    for (int i = parameter_info(parameter)->places; i > 0 && step > 1; i--) {
        step /= 10;
    }
    return step;
}

bool parameter_is_score(enum parameter parameter)
{
    const struct parameter_info *info = parameter_info(parameter);
    return info && (parameter == PARAMETER_ACVPU || strcmp(info->ucum, "{score}") == 0);
}

bool parameter_is_pressure(enum parameter parameter)
{
    return parameter == PARAMETER_SBP || parameter == PARAMETER_DBP || parameter == PARAMETER_MAP;
}

static bool is_text(const char *a, const char *b, size_t len)
{
    return strlen(a) == len && memcmp(a, b, len) == 0;
}

enum parameter parameter_of_word(const char *word, size_t len)
{
    for (size_t i = 1; i < PARAMETER_COUNT; i++) {
        if (is_text(table[i].word, word, len)) {
            return table[i].id;
        }
    }
    return PARAMETER_NONE;
}

enum parameter parameter_of_code(enum code_system system, const char *code, size_t len)
{
    for (size_t i = 1; i < PARAMETER_COUNT; i++) {
        for (const struct parameter_code *c = table[i].codes; c->code; c++) {
            if (c->system == system && is_text(c->code, code, len)) {
                return table[i].id;
            }
        }
    }
    return PARAMETER_NONE;
}
