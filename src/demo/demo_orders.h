/* Orders of limits that wait for a second person on the last morning. */
#ifndef VARDE_DEMO_ORDERS_H
#define VARDE_DEMO_ORDERS_H

#include "demo/demo_days.h"

/* One that the first nurse has entered, and one that the second has. */
bool demo_orders(struct demo *demo, struct error *error);

#endif
