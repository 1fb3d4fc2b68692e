/* What is measured: parameters with their codes, units and bounds.
 *
 * Values are int64 in millionths of the parameter's own unit (MICRO = 1), so that a limit is
 * compared with what was measured and not with what a binary fraction makes of it. Source: HL7
 * vital signs, ISO/IEEE 11073-10101, the Norwegian measurement guides; bounds as in
 * docs/clinical.md. */
#ifndef VARDE_CLINICAL_PARAMETER_H
#define VARDE_CLINICAL_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The number is stored: never renumber, only append. */
enum parameter {
    PARAMETER_NONE = 0,
    PARAMETER_SPO2 = 1,
    PARAMETER_PULSE = 2,
    PARAMETER_SBP = 3,
    PARAMETER_DBP = 4,
    PARAMETER_MAP = 5,
    PARAMETER_TEMP = 6,
    PARAMETER_WEIGHT = 7,
    PARAMETER_RESP_RATE = 8,
    PARAMETER_GLUCOSE = 9,
    PARAMETER_BP = 10, /* the panel: no value of its own */
    PARAMETER_FEV1 = 11,
    PARAMETER_FEV1_PP = 12, /* of what is predicted */
    PARAMETER_FVC = 13,
    PARAMETER_PEF = 14,
    PARAMETER_BMI = 15,
    PARAMETER_HEIGHT = 16,
    PARAMETER_O2_FLOW = 17, /* oxygen that is given */
    /* Totals that others have reckoned. */
    PARAMETER_NEWS2 = 18,
    PARAMETER_PHQ9 = 19,
    PARAMETER_GAD7 = 20,
    PARAMETER_ACVPU = 21, /* consciousness.h */
    PARAMETER_COUNT
};

enum code_system { CODE_LOINC, CODE_MDC, CODE_SNOMED, CODE_NPU };

struct parameter_code {
    enum code_system system;
    const char *code;
};

#define PARAMETER_CODES 12

struct parameter_info {
    enum parameter id;
    const char *word;    /* "spo2": in the API, in programme files, in message keys */
    const char *display; /* English name for FHIR's display */
    const char *ucum;    /* own unit, UCUM; "" for the panel */
    int places;          /* decimals usually shown */
    bool has_hard;       /* outside hard_low..hard_high no living patient measures: implausible */
    int64_t hard_low, hard_high;
    bool has_confirm_low, has_confirm_high; /* beyond these the patient is asked to measure again */
    int64_t confirm_low, confirm_high;
    struct parameter_code
        codes[PARAMETER_CODES]; /* the first is the one that we write; ends with a NULL code */
};

/* NULL for PARAMETER_NONE and unknown numbers. */
const struct parameter_info *parameter_info(enum parameter parameter);
/* One in the last decimal that is usually shown, in millionths. */
int64_t parameter_step(enum parameter parameter);
/* The total of an instrument, which others send without a unit too, or the level of consciousness:
 * a survey, and no vital sign. */
bool parameter_is_score(enum parameter parameter);
/* Systolic, diastolic or mean. */
bool parameter_is_pressure(enum parameter parameter);
enum parameter parameter_of_word(const char *word, size_t len);
/* By code; PARAMETER_NONE when no parameter has it. */
enum parameter parameter_of_code(enum code_system system, const char *code, size_t len);

/* A number in some unit to millionths of the parameter's own: value = digits × 10^exponent.
 * Exact rational arithmetic, rounded half away from zero once, at the end. Units by UCUM code, with
 * the spellings that real devices send (mmol/l, mmol/L, mg/dL, lb, [lb_av], g, kg, Cel, degF,
 * [degF], /min, {beat}/min, bpm, mm[Hg], mmHg, kPa, %, {fraction} 1, L, mL, L/s …; case matters
 * only where UCUM's does). */
enum unit_result { UNIT_OK, UNIT_UNKNOWN, UNIT_RANGE };
enum unit_result parameter_normalise(enum parameter parameter, int64_t digits, int exponent,
                                     const char *unit, size_t unit_len, int64_t *micro_r);

#endif
