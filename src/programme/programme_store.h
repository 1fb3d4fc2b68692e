/* Programme versions in the database: loaded as drafts, approved, then frozen. */
#ifndef VARDE_PROGRAMME_STORE_H
#define VARDE_PROGRAMME_STORE_H

#include "programme/programme.h"
#include "store/writer.h"

/* What stands under an id and version, asked inside a writing transaction. Commands about the same
 * id must have the key that programme_key_of gives, so that each asks after the other's change. */
struct rows *programme_ask(struct tx *tx, const char *id, int64_t version);
struct uuid programme_key_of(const char *id);

enum programme_loaded { PROGRAMME_NEW, PROGRAMME_REPLACED, PROGRAMME_SAME };

/* Stores a draft, or replaces the draft that stands; an approved version with other content is
 * ERROR_CONFLICT. by: the account; zero for the command line. */
bool programme_load(struct tx *tx, const struct rows *stands, const struct programme *programme,
                    struct str document, const struct uuid *by, enum programme_loaded *loaded_r,
                    struct error *error);

#define PROGRAMME_CONTENT 65 /* hexadecimal, with its end */
/* The same for files that say the same, however they are laid out. */
bool programme_content(struct arena *arena, struct str document, char content_r[PROGRAMME_CONTENT],
                       struct error *error);

struct programme_approval {
    const char *id;
    int64_t version;
    struct str name, note; /* the clinician; note may be STR_NONE */
    struct uuid account;   /* zero for the command line */
    struct str content;    /* what the clinician read, as programme_content gives it; STR_NONE */
};

/* ERROR_NOT_FOUND; ERROR_CONFLICT when it is approved already or another content than was read;
 * ERROR_FORBIDDEN when the same account loaded it; ERROR_INVALID when it cannot be used. */
bool programme_approve(struct tx *tx, const struct rows *stands,
                       const struct programme_approval *approval, struct error *error);

/* All versions, by id and newest first; for programme_row_of. */
bool programme_rows(struct db *db, struct arena *arena, struct rows **rows_r, struct error *error);

struct programme_row {
    struct str id;
    int64_t version;
    struct str document; /* in a list empty */
    int64_t loaded_at, approved_at, enrolments;
    struct str approved_by, note; /* STR_NONE: a draft */
};
void programme_row_of(const struct rows *rows, size_t row, struct programme_row *row_r);
/* version 0: the newest. found_r false: there is none. */
bool programme_find(struct db *db, struct arena *arena, struct str id, int64_t version,
                    bool *found_r, struct programme_row *row_r, struct error *error);

#endif
