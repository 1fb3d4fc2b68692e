/* Sharing agreements between two parties. */
#ifndef VARDE_AGREEMENT_STORE_H
#define VARDE_AGREEMENT_STORE_H

#include "agreement/agreement.h"
#include "store/writer.h"

struct agreement {
    struct uuid id, proposed_to; /* zero: both parties have agreed */
    struct str title;
    int64_t starts_at, ends_at; /* ends_at 0: no end */
};

/* Those that the party is in or is asked to join, the latest first; one alone when `one` is not the
 * zero id. */
bool agreements_read(struct db *db, struct arena *arena, const struct uuid *party,
                     const struct uuid *one, struct rows **rows_r, struct error *error);
void agreement_of_row(const struct rows *rows, size_t row, struct agreement *to);
/* agreement, organisation, name: of the same agreements, those asked too. */
bool agreement_parties_read(struct db *db, struct arena *arena, const struct uuid *party,
                            const struct uuid *one, struct rows **rows_r, struct error *error);
/* agreement, programme, its newest approved version (NULL: none). */
bool agreement_programmes_read(struct db *db, struct arena *arena, const struct uuid *party,
                               const struct uuid *one, struct rows **rows_r, struct error *error);

/* Is it a party that signs, and does it stand? */
bool agreement_party_stands(struct tx *tx, const struct uuid *id, bool *stands_r,
                            struct error *error);
bool agreement_programme_stands(struct tx *tx, struct str programme, bool *stands_r,
                                struct error *error);

/* by_party has agreed; the other is proposed_to. */
void agreement_add(struct tx *tx, const struct agreement *agreement, const struct uuid *by_party,
                   const struct uuid *account);
void agreement_add_programme(struct tx *tx, const struct uuid *agreement, struct str programme);
void agreement_accept(struct tx *tx, const struct agreement *agreement);
void agreement_end(struct tx *tx, const struct uuid *agreement, int64_t ends_at,
                   const struct uuid *account);

#endif
