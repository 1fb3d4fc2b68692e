/* The access log: who saw or changed whose data, for which organisation, on what ground, what,
 * when. Rows are chained by hash, so that one that is altered or taken out shows. */
#ifndef VARDE_AUTH_ACCESS_LOG_H
#define VARDE_AUTH_ACCESS_LOG_H

#include "auth/who.h"
#include "store/writer.h"

#define ACCESS_LOG_LANE 1

/* The end of the chain, as the open transaction knows it. */
struct access_chain {
    struct rows *rows; /* asked for, not yet read */
    bool known;
    int64_t number;
    uint8_t hash[32];
};

/* At the transaction's start. */
void access_chain_ask(struct access_chain *chain, struct tx *tx);
/* Reads the answer, unless it was read before. False when it did not come. */
bool access_chain_know(struct access_chain *chain, struct tx *tx);

struct access_entry {
    struct uuid account;
    const char *role;
    struct uuid organisation;
    const char *ground;
    const char *action;   /* "patient.read", "observation.write", "case.handle" … */
    struct uuid patient;  /* zero for a list */
    size_t patient_count; /* of a list */
    const struct uuid *patients;
    const char *detail; /* never clinical content; NULL when there is none */
};

void access_entry_of(const struct who *who, const char *action, struct access_entry *entry_r);

/* Appends to the chain in the open transaction. What fails is told by the commit. */
void access_log_append(struct access_chain *chain, struct tx *tx, const struct access_entry *entry);

/* Recomputes a lane. broken_r: the first number whose hash does not follow, 0 when all do. */
bool access_log_verify(struct db *db, int64_t lane, int64_t *rows_r, int64_t *broken_r,
                       struct error *error);

#endif
