/* Which of a patient's values an asker may read: those of the parameters that a programme follows
 * in which the asker sees the patient, and those that no open programme of the patient follows at
 * all. */
#ifndef VARDE_PROGRAMME_VALUES_H
#define VARDE_PROGRAMME_VALUES_H

#include "auth/permit.h"
#include "programme/programme.h"

bool programme_values(struct programmes *programmes, struct db *db, struct arena *arena,
                      const struct grant *grant, bool readable_r[PARAMETER_COUNT],
                      struct error *error);

#endif
