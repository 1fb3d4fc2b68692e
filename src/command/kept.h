/* What `varde backup` and `varde restore` share: a private file in and out of its envelope, and
 * what is in it, in words. */
#ifndef VARDE_KEPT_H
#define VARDE_KEPT_H

#include "base/envelope.h"
#include "command/long_work.h"
#include "command/verb.h"
#include "store/scratch.h"

struct kept_totals {
    int64_t rows, tables, patients;
};

/* Where a private file without name may be: TMPDIR, or /var/tmp. */
const char *kept_folder(void);
/* The key that --key-file names; *given_r is NULL without one. */
bool kept_key(const struct verb_line *line, struct envelope_key *key,
              const struct envelope_key **given_r, struct error *error);
/* All bytes of a settled scratch; then the end. */
bool kept_seal(const struct scratch *scratch, struct envelope_writer *to, struct long_work *work,
               struct error *error);
/* All chunks into a scratch that was not yet used. */
bool kept_unseal(struct envelope_reader *from, const struct scratch *scratch, struct error *error);
/* What is in the tables; to: where each that is not empty is listed, or NULL. */
bool kept_count(struct db *db, FILE *to, struct kept_totals *totals_r, struct error *error);

#endif
