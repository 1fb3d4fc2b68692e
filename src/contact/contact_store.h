/* Reading the contact log: contacts and acknowledgements in one line of time. */
#ifndef VARDE_CONTACT_STORE_H
#define VARDE_CONTACT_STORE_H

#include "auth/who.h"
#include "store/db.h"

/* One entry. A contact that was part of an acknowledgement is one with it, under its id. */
struct contact_row {
    struct uuid id, organisation, replaces;
    int64_t at, recorded_at;
    struct str by, organisation_name;
    struct str kind, party;  /* STR_NONE: an acknowledgement without a contact */
    bool is_acknowledgement; /* then these hold */
    int zone;                /* what it was about */
    bool closed;             /* false: an attempt */
    bool undone;             /* taken back */
    struct str outcomes;     /* JSON: ["guided_by_plan", …] */
    struct str about, note;  /* STR_NONE: none */
};

struct contact_question {
    struct uuid patient;
    bool whole;               /* also what was taken back or replaced */
    int64_t before_at, limit; /* entries that stand before this */
    struct uuid before_id;
};

/* Newest first; of organisations that the asker's enrolments name, within the asker's relation. */
bool contacts_read(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                   const struct contact_question *question, struct contact_row **list_r,
                   size_t *count_r, struct error *error);

#endif
