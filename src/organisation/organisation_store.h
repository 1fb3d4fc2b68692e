/* Organisations and their links in the database. */
#ifndef VARDE_ORGANISATION_STORE_H
#define VARDE_ORGANISATION_STORE_H

#include "store/writer.h"

struct organisation {
    struct uuid id, parent, party;
    struct str kind, name, number, phone, parent_name, party_name, party_kind;
    int64_t ended_at;
};

enum { ORGANISATIONS_MOST = 2000 };

/* All, by name; of one kind unless that is STR_NONE. rows_r for organisation_of_row. */
bool organisations_read(struct db *db, struct arena *arena, struct str kind, struct rows **rows_r,
                        struct error *error);
void organisation_of_row(const struct rows *rows, size_t row, struct organisation *to);
/* found_r false: there is none. */
bool organisation_find(struct db *db, struct arena *arena, const struct uuid *id, bool *found_r,
                       struct organisation *organisation_r, struct error *error);

/* Links from all, or from one: from, kind, to, the other's name. */
bool organisation_links_read(struct db *db, struct arena *arena, const struct uuid *from,
                             struct rows **rows_r, struct error *error);
void organisation_link_add(struct tx *tx, const struct uuid *from, const struct uuid *to,
                           struct str kind);
void organisation_link_remove(struct tx *tx, const struct uuid *from, const struct uuid *to);

void organisation_add(struct tx *tx, const struct organisation *one);
/* Name, number, phone and whether it has ended. */
void organisation_change(struct tx *tx, const struct organisation *one);

/* What still rests on it: roles in force, open enrolments, organisations under it. */
struct organisation_use {
    int64_t roles, enrolments, under;
};
bool organisation_use_read(struct tx *tx, const struct uuid *id, struct organisation_use *use_r,
                           struct error *error);

#endif
