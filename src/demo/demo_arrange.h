/* What was agreed with patients is entered, in the open transaction. */
#ifndef VARDE_DEMO_ARRANGE_H
#define VARDE_DEMO_ARRANGE_H

#include "auth/access_log.h"
#include "demo/demo_days.h"

bool demo_arrange(struct demo *demo, const struct demo_patient *patient, struct tx *tx,
                  struct error *error);
void demo_pause(struct demo *demo, const struct demo_patient *patient, struct tx *tx);

/* The service's first nurse, who does it. */
struct access_entry demo_nurse(const struct demo *demo, const struct demo_patient *patient,
                               const char *action);

#endif
