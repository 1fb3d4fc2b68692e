/* The parts of reading forms, for form/'s *_fhir.c alone. */
#ifndef VARDE_FORM_PARSE_H
#define VARDE_FORM_PARSE_H

#include "base/arena.h"
#include "base/json_in.h"
#include "fhir/place.h"
#include "form/form.h"

/* ---- elements: form_element_fhir.c ---- */

/* Has the object no members but those named (ending with NULL; "_name" goes with "name"), and no
 * modifierExtension? id and extension are always let through. */
bool form_members(struct json_object *object, const char *const *names, const struct place *place,
                  struct error *error);

/* A member that is an array of objects, or missing. */
bool form_array(struct json_object *object, const char *name, const struct place *place,
                struct json_object **array_r, struct error *error);
/* A string that is not empty. STR_NONE when it is missing and may be. Copied. */
bool form_string(struct arena *arena, struct json_object *object, const char *name, bool required,
                 const struct place *place, struct str *text_r, struct error *error);
/* False when it is missing. */
bool form_flag(struct json_object *object, const char *name, const struct place *place,
               bool *flag_r, struct error *error);
/* The text of a member with its translations, from "_name". */
bool form_words_read(struct arena *arena, struct json_object *object, const char *name,
                     const struct place *place, struct form_words *words_r, struct error *error);
void form_words_add(struct arena *arena, struct form_words *words, struct str language,
                    struct str text);

/* Where extensions stand. */
enum form_site { SITE_FORM = 1, SITE_ITEM = 2, SITE_OPTION = 4, SITE_CONDITION = 8 };
/* Refuses those that cannot be passed over, those that stand where they mean nothing, and those
 * that stand twice. Of expressions see form_fhir.c. */
bool form_extensions(struct json_object *element, enum form_site site, const struct place *place,
                     struct error *error);

/* Ours of the extensions that form_extensions knows. */
#define FHIR_SD "http://hl7.org/fhir/StructureDefinition/"
#define FHIR_SDC "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
#define EXT_HIDDEN FHIR_SD "questionnaire-hidden"
#define EXT_MIN FHIR_SD "minValue"
#define EXT_MAX FHIR_SD "maxValue"
#define EXT_PLACES FHIR_SD "maxDecimalPlaces"
#define EXT_UNIT FHIR_SD "questionnaire-unit"
#define EXT_UNIT_OPTION FHIR_SD "questionnaire-unitOption"
#define EXT_CONTROL FHIR_SD "questionnaire-itemControl"
#define EXT_MOST FHIR_SD "questionnaire-maxOccurs"
#define EXT_ENABLE_EXPRESSION FHIR_SDC "sdc-questionnaire-enableWhenExpression"
#define EXT_CALCULATED FHIR_SDC "sdc-questionnaire-calculatedExpression"
#define EXT_OPTIONS_EXPRESSION FHIR_SDC "sdc-questionnaire-answerExpression"
#define EXT_ORDINAL FHIR_SD "ordinalValue"
#define EXT_WEIGHT FHIR_SD "itemWeight"
#define EXT_WEIGHT_SDC FHIR_SDC "itemWeight"
#define EXT_WEIGHT_SDC_LONG FHIR_SDC "sdc-questionnaire-itemWeight"

/* The next with that url, from index *from on, which is then its own. */
struct json_object *form_extension(struct json_object *element, const char *url, size_t *from);

/* ---- values: form_value_fhir.c ---- */

/* A number in exact millionths. */
bool form_number_read(struct json_object *number, const struct place *place, int64_t *micro_r,
                      struct error *error);
/* A number, a date or a time, as the type has it. */
bool form_moment_read(enum form_type type, struct json_object *json, const struct place *place,
                      struct form_value *value, struct error *error);
/* kind, system and code of one value[x] that may be chosen. */
bool form_choice_read(struct arena *arena, struct json_object *json, enum option_kind kind,
                      const struct place *place, struct questionnaire_option *option_r,
                      struct error *error);
/* The only member whose name begins with prefix ("value", "answer"): the rest of its name, and its
 * value. */
bool form_member(struct json_object *element, const char *prefix, const struct place *place,
                 const char **rest_r, struct json_object **json_r, struct error *error);
/* Its kind, by the rest of the member's name ("Coding"). */
bool form_option_kind(const char *rest, enum option_kind *kind_r);
/* The text must live as long as the form. */
struct form_code form_code(struct str text);
/* An answer to an item: its member must be of the item's type and what is offered. */
bool form_value_read(struct arena *arena, const struct questionnaire *questionnaire,
                     const struct form_item *item, struct json_object *element, const char *prefix,
                     const struct place *place, struct form_value *value_r, struct error *error);

/* ---- what a form is read with: form_fhir.c, form_option_fhir.c ---- */

struct form_reader {
    struct arena *arena;
    struct json_object *contained; /* NULL: none */
    struct questionnaire *form;    /* with the counts so far */
    struct form_item *items;
    struct questionnaire_item *item_words;
    struct form_option *options;
    struct questionnaire_option *option_words;
    struct form_condition *conditions;
    struct questionnaire_unit *units;
    int *item_units;
    size_t next; /* of the item that a walk comes to */
    struct error *error;
};

/* The number of a unit, which is added when the form has it not. False: there are too many. */
bool form_unit(struct form_reader *reader, const struct questionnaire_unit *unit,
               const struct place *place, int *number_r);
/* What a condition asks of a question: an answer to it, or what compares with one. */
bool form_asked_read(struct form_reader *reader, const struct form_item *item,
                     struct json_object *json, const struct place *place,
                     struct form_value *value_r);

/* Room for one more: the list doubles whenever its count is a power of two. */
void *form_grow(struct arena *arena, void *list, size_t count, size_t size);

/* ---- instruments: form_instrument_fhir.c ---- */

/* Which instrument the element (a form, or an item) says that it is, by our extension or by a code
 * of LOINC; and whether a code or the linkId (STR_NONE: a form) says that it is item 9 of PHQ-9. */
bool form_instrument_read(struct json_object *element, const struct place *place,
                          enum instrument *instrument_r, struct error *error);
bool form_is_self_harm(struct json_object *item, struct str link_id);
/* Once all items are known: in a PHQ-9 in which no item says that it is the ninth, the ninth
 * question is; and what stands under item 9 asks for the same. */
void form_instruments_settle(const struct questionnaire *form, struct questionnaire_item *items);

/* answerOption or answerValueSet of an item. */
bool form_options_read(struct form_reader *reader, struct json_object *json,
                       const struct place *place, struct form_item *item);

#endif
