/* Finding a patient by name or national identity number, among those that the asker follows. */
#ifndef VARDE_PATIENT_FIND_API_H
#define VARDE_PATIENT_FIND_API_H

#include "router.h"

enum handled patient_find(struct call *call);

#endif
