/* A phase as FHIR's Timing, and back. Pure.
 *
 * Every n days: frequency 1 (or as many as there are times of the day), period n, "d". Given
 * weekdays: dayOfWeek in a period of 1 "wk". n a week on free days: frequency n in 1 "wk". By when:
 * timeOfDay; the end of the day is 23:59:59. Its days: boundsPeriod, both ends in it. On request: a
 * code of our own. Read too: FHIR's codes QD, QOD, WK, and BID, TID, QID with as many times. What
 * else a Timing can say is refused with its place. */
#ifndef VARDE_SCHEDULE_TIMING_FHIR_H
#define VARDE_SCHEDULE_TIMING_FHIR_H

#include "base/json_out.h"
#include "fhir/place.h"
#include "schedule/course.h"

struct json_object;

#define TIMING_CODES "https://varde.no/fhir/CodeSystem/schedule"
#define TIMING_ABBREVIATIONS "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"

/* The whole object. */
void timing_put(struct json_out *out, const struct schedule_phase *phase);
bool timing_read(struct json_object *timing, const struct place *place,
                 struct schedule_phase *phase_r, struct error *error);
/* Of a list, in order and none over another. Errors: "/timing/0: Timing.repeat.period". */
bool timings_read(struct arena *arena, struct json_object *list, const char *at, size_t *count_r,
                  const struct schedule_phase **phases_r, struct error *error);

#endif
