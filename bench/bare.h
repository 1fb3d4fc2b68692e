/* The limit of ingest: the rows that an Observation leaves behind, written by the same statements
 * (several as one, where the server does) through the same store, a transaction for each batch, and
 * nothing else: no HTTP, no JSON, no questions, no rules. */
#ifndef VARDE_BENCH_BARE_H
#define VARDE_BENCH_BARE_H

#include "world.h"

struct bare;
/* sample: a database that was written to over HTTP, whose rows are imitated. */
struct bare *bare_create(const struct world *world, const struct world *sample);
void bare_destroy(struct bare *bare);
/* Writes in batches for so long; returns how many Observations a second. */
double bare_run(struct bare *bare, int batch, double seconds);

/* The rows of all tables that an Observation touches. */
struct footprint {
    int64_t observations, reports, outcomes, events, access, cases;
};
struct footprint footprint_of(const struct world *world);

#endif
