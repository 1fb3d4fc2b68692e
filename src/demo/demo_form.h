/* What the patients of the demo world answer in their daily forms. */
#ifndef VARDE_DEMO_FORM_H
#define VARDE_DEMO_FORM_H

#include "demo/demo_patient.h"
#include "response/form_response.h"
#include "store/writer.h"

/* Answers that were read once, and are given by many. */
struct demo_forms;
struct demo_forms *demo_forms_create(struct programmes *programmes);
void demo_forms_destroy(struct demo_forms *forms);

/* Reads all that may be answered. */
bool demo_forms_read(struct demo_forms *forms, const struct demo_plan *plan, struct tx *tx,
                     struct error *error);

/* The form of one programme on the day that the patient has last lived through; in the
 * transaction's arena. NULL: the programme asks none daily. */
struct form_response *demo_form(const struct demo_forms *forms, const struct demo_patient *patient,
                                int programme, struct tx *tx);

#endif
