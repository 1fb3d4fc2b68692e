/* Reading notes. */
#ifndef VARDE_NOTE_STORE_H
#define VARDE_NOTE_STORE_H

#include "auth/who.h"
#include "store/db.h"

struct note_row {
    struct uuid id, organisation, replaces;
    int64_t at;
    struct str by, organisation_name, text;
};

struct note_question {
    struct uuid patient;
    bool whole; /* also what was replaced */
    struct uuid before;
    int64_t limit;
};

/* Newest first; of organisations that the asker's enrolments name, within the asker's relation. */
bool notes_read(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                const struct note_question *question, struct note_row **list_r, size_t *count_r,
                struct error *error);

#endif
