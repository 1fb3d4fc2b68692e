/* The organisations of the demo world, what they agreed, and who works there. */
#ifndef VARDE_DEMO_WORLD_H
#define VARDE_DEMO_WORLD_H

#include "store/writer.h"

/* Where a patient lives, and who looks after the people there. */
struct demo_place {
    struct uuid municipality, service, gp_office;
    struct uuid coordinator;    /* account */
    struct uuid nurse, checker; /* accounts */
    const char *gp;             /* the doctor's name; an order is signed with it */
    bool hospital;              /* patients may go to the hospital's departments */
};

enum { PLACE_NESVIK, PLACE_FJELLDAL, PLACE_UTLAND, PLACE_COUNT };

struct demo_world {
    struct demo_place places[PLACE_COUNT];
    struct uuid lung, heart; /* departments */
    const char *specialist;  /* name */
};

/* Sends it all, in the open transaction. */
void demo_world_fill(struct demo_world *world, struct tx *tx);

/* An account with one role from now on. organisation NULL: none; patient NULL: nobody's own. */
struct uuid demo_account(struct tx *tx, const char *login, const char *kind, const char *name,
                         const struct uuid *patient, const char *role,
                         const struct uuid *organisation);

#endif
