/* FHIR's systems and our parameters. */
#ifndef VARDE_FHIR_CODES_H
#define VARDE_FHIR_CODES_H

#include "base/json_in.h"
#include "clinical/parameter.h"
#include "fhir/place.h"

#define FHIR_LOINC "http://loinc.org"
#define FHIR_MDC "urn:iso:std:iso:11073:10101"
#define FHIR_SNOMED "http://snomed.info/sct"
#define FHIR_UCUM "http://unitsofmeasure.org"
#define FHIR_CATEGORY "http://terminology.hl7.org/CodeSystem/observation-category"
#define FHIR_VITAL_SIGNS "vital-signs"
#define FHIR_VITAL_SIGNS_DISPLAY "Vital Signs"
#define FHIR_SURVEY "survey"
#define FHIR_SURVEY_DISPLAY "Survey"
#define FHIR_MARK "urn:varde:mark"

/* False when the system is none of ours. */
bool code_system_of(struct str url, enum code_system *system_r);
/* The parameter of one code; an empty system finds the code in any of them. */
enum parameter code_find(struct str system, struct str code);
/* The code that we write: LOINC's, where LOINC has one. */
struct code {
    const char *system, *code, *display;
};
struct code code_own(enum parameter parameter);

/* The parameter that a CodeableConcept's known codings mean; PARAMETER_NONE when none is known.
 * False: they contradict each other. */
bool code_read(struct json_object *concept, const struct place *place, enum parameter *parameter_r,
               struct error *error);
/* Is one of the concept's codings system|code? */
bool code_has(struct json_object *concept, const char *system, const char *code);

#endif
