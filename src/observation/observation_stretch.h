/* What was measured over many days, for rules that follow a patient's level: as observation_days,
 * but a whole stretch by one range, where nothing was measured many times a day. */
#ifndef VARDE_OBSERVATION_STRETCH_H
#define VARDE_OBSERVATION_STRETCH_H

#include "observation/observation_days.h"

/* One parameter from one local day to another, both included. */
struct day_stretch {
    enum parameter parameter;
    int32_t first, last;
};

/* Asked ahead: the newest readings of a stretch, of most patients all that it has. */
struct stretch_ahead {
    struct day_stretch stretch;
    struct rows *rows;
};

/* Asks for rows of what is in `stretch`, without waiting; one short range. */
void observation_stretch_ask(struct tx *tx, const struct uuid *patient,
                             struct stretch_ahead *ahead);

struct stretch_question {
    const struct uuid *patient;
    const struct day_stretch *stretches; /* each of another parameter */
    size_t count;
    const uint8_t (*without)[16]; /* keys of what is left out */
    size_t without_count;
    const struct stretch_ahead *ahead; /* what was asked of these parameters, and is answered */
    size_t ahead_count;
};

/* The same readings as observation_days gives of each of the days: of each the last DAY_READINGS.
 * What is read stays bounded however often somebody measures. Within a transaction; waits for what
 * was not asked ahead. */
bool observation_stretch(struct tx *tx, const struct stretch_question *question,
                         struct day_reading **readings_r, size_t *count_r, struct error *error);

#endif
