/* What is on the list of somebody, and what nurses did about it. In the open transaction. */
#ifndef VARDE_DEMO_TASKS_H
#define VARDE_DEMO_TASKS_H

#include "demo/demo_days.h"

#define DEMO_HAND_STEPS 2

/* Treatment that a zone's words say to start; and after how many days its effect is asked for. */
#define DEMO_ACTION_DAYS 3
const char *demo_action_text(enum zone zone);

/* A nurse goes through what is due for the patient, as the rules have made it, and does it. */
bool demo_tasks_work(struct demo *demo, struct demo_patient *patient, struct tx *tx,
                     struct error *error);
/* A task that was made by hand (patient->hand): 0 makes it, 1 is what happened to it later. */
bool demo_tasks_hand(struct demo *demo, const struct demo_patient *patient, int step, struct tx *tx,
                     struct error *error);
/* The list of the silent is gone through, and closing is proposed. */
void demo_tasks_silent(struct demo *demo, const struct demo_patient *patient, struct tx *tx);

#endif
