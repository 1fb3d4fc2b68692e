/* What patients and nurses of the demo world have written to each other by the last morning. */
#ifndef VARDE_DEMO_MESSAGES_H
#define VARDE_DEMO_MESSAGES_H

#include "demo/demo_days.h"

/* Writes them, each at its own time before the end. */
bool demo_messages(struct demo *demo, struct error *error);

#endif
