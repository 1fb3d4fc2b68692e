/* Forms as FHIR has them: a Questionnaire with its words, and what was answered.
 *
 * What they mean is clinical/form.h's: the struct form within has the same indices. All texts live
 * in the arena that they were read into. */
#ifndef VARDE_FORM_FORM_H
#define VARDE_FORM_FORM_H

#include "base/error.h"
#include "base/json_out.h"
#include "clinical/form.h"
#include "clinical/instrument.h"

struct json_object;

/* valueCode "red" or "yellow", on an answerOption or a ValueSet's concept. */
#define FORM_RED_FLAG "https://varde.no/fhir/StructureDefinition/red-flag"

/* valueCode "cat", on a form or an item: what is below it is that instrument. LOINC's code of a
 * panel says it as well. */
#define FORM_INSTRUMENT "https://varde.no/fhir/StructureDefinition/instrument"

/* What a form may hold at most. */
#define FORM_ITEMS 512
#define FORM_OPTIONS 4096
#define FORM_CONDITIONS 2048
#define FORM_UNITS 512
#define FORM_ANSWERS 4096
#define FORM_INSTANCES 256

struct form_translation {
    struct str language, text;
};

struct form_words {
    struct str text; /* in the form's own language; may be STR_NONE */
    size_t count;
    const struct form_translation *translations;
};

struct questionnaire_item {
    struct str link_id;
    struct str prefix;
    struct form_words text;
    struct str control; /* code of the itemControl, for who shows it */
    bool hidden;        /* not shown, and yet may be answered and counts */
    bool read_only;
    bool uncertain; /* an expression that is not worked out here says whether it stands */
    enum instrument
        instrument; /* what is at or below it is this one; INSTRUMENT_NONE: nothing said */
    bool self_harm; /* item 9 of PHQ-9: thoughts of death or self-harm */
};

enum option_kind {
    OPTION_CODING,
    OPTION_STRING,
    OPTION_INTEGER,
    OPTION_DATE,
    OPTION_TIME,
    OPTION_REFERENCE
};

struct questionnaire_option {
    enum option_kind kind;
    struct str system; /* of a coding; may be STR_NONE */
    struct str code;   /* of a coding; else the text itself, the number or date as text, or the
                          reference */
    struct form_words display;
};

struct questionnaire_unit {
    struct str system, code, display;
};

struct questionnaire {
    struct str url, version, status;
    struct form_words title;
    enum instrument instrument; /* the whole form is this one; INSTRUMENT_NONE: nothing said */
    struct form form;
    const struct questionnaire_item *items;     /* form.item_count of them */
    const struct questionnaire_option *options; /* form.option_count of them */
    const struct questionnaire_unit *units;     /* by the number in form_value.unit */
    size_t unit_count;
};

/* In the language (BCP 47), else in its language without region, else the form's own. */
struct str form_text(const struct form_words *words, struct str language);

/* FORM_NONE: no such item. */
int questionnaire_item_find(const struct questionnaire *questionnaire, struct str link_id);
/* Among the options of an item; index into options, or FORM_NONE. */
int questionnaire_option_find(const struct questionnaire *questionnaire,
                              const struct form_item *item, enum option_kind kind,
                              struct str system, struct str code);
int questionnaire_unit_find(const struct questionnaire *questionnaire, struct str system,
                            struct str code);

/* A form that form_check finds good. What changes the meaning and is not understood is refused with
 * its place; what does not is passed over. */
bool questionnaire_from_fhir(struct arena *arena, struct json_object *json,
                             struct questionnaire *questionnaire_r, struct error *error);

struct questionnaire_response {
    struct str status;   /* FHIR's code */
    struct str authored; /* as written; may be STR_NONE */
    struct form_answers answers;
};

/* Refused with its place: another form, an unknown linkId, a wrong type, what is not offered, too
 * many answers. What is missing, out of bounds or not enabled is not: that is form_problems'. In
 * the values, text is the number or date as it was written, and of what nothing is read from (an
 * attachment, a reference, a Coding that is no option, a quantity in a unit that the form does not
 * know) the JSON as it came. */
bool questionnaire_response_from_fhir(struct arena *arena, struct json_object *json,
                                      const struct questionnaire *questionnaire,
                                      struct questionnaire_response *response_r,
                                      struct error *error);

/* The items alone, as an array; "[]" when no answer counts. */
void questionnaire_response_items(struct json_out *out, const struct questionnaire *questionnaire,
                                  const struct questionnaire_response *response,
                                  const enum form_state *states, struct str language);
/* The whole resource, with only the answers that count, items in the form's order. subject: a
 * Reference's text ("Patient/…"), or STR_NONE. A number or a date is printed as its text has it,
 * else as its value is. */
void questionnaire_response_to_fhir(struct json_out *out, const struct questionnaire *questionnaire,
                                    const struct questionnaire_response *response,
                                    const enum form_state *states, struct str subject,
                                    struct str language);

/* The Questionnaire as it came, in one language: texts and displays in it where there is a
 * translation, without the translations. */
void questionnaire_localised(struct json_out *out, struct json_object *document,
                             struct str language);

#endif
