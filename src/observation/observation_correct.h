/* A stored Observation as personnel correct it in the record: one of its values, or the whole taken
 * back as entered in error. Everything else stays as it was sent. */
#ifndef VARDE_OBSERVATION_CORRECT_H
#define VARDE_OBSERVATION_CORRECT_H

#include "observation/observation.h"
#include "store/db.h"

struct observation_correction {
    bool in_error;            /* entered in error: the whole of it, of a panel too */
    enum parameter parameter; /* which of its values; PARAMETER_NONE: the only one */
    struct str value;         /* the number as it was written, in the parameter's own unit */
};

/* rows: of observation_newest, at least one. The texts of what comes of it point into them and the
 * arena. Marks are set anew, but those of time. Refusals: ERROR_INVALID at "/value" (no number, not
 * possible, what stands there already) or "/parameter" (which of a panel's?), ERROR_CONFLICT (taken
 * back before). */
bool observation_correct(struct arena *arena, const struct rows *rows,
                         const struct observation_correction *correction,
                         struct observation *observation_r, struct error *error);

#endif
