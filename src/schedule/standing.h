/* The schedule that stands for an enrolment: the last that was set by hand, else the programme's.
 */
#ifndef VARDE_SCHEDULE_STANDING_H
#define VARDE_SCHEDULE_STANDING_H

#include "auth/permit.h"
#include "schedule/course.h"

struct standing {
    bool own;        /* by hand */
    int64_t version; /* the newest by hand, also one that went back to the programme's; 0: none */
    int64_t at;      /* when it was set; 0: none was */
    size_t count;
    const struct schedule_phase *phases; /* the programme's without days */
};

/* Before its trial has begun it is the trial's that will hold. In the arena. */
bool standing_read(struct db *db, struct arena *arena, const struct uuid *patient,
                   const struct permit_enrolment *enrolment, const struct programme *programme,
                   struct standing *standing_r, struct error *error);
/* What a programme says of one state, as a phase without days. */
struct schedule_phase standing_undated(const struct schedule_phase *phase);

#endif
