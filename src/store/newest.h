/* Of what is corrected by versions only the newest counts. */
#ifndef VARDE_STORE_NEWEST_H
#define VARDE_STORE_NEWEST_H

/* Part of a WHERE: the row `alias` of `table` has no newer version. That a newer one is no first
 * one is said for the index of those alone, which holds next to nothing: what was never corrected
 * costs a look at that, not one into the table. */
#define NOT_CORRECTED(table, alias)                                                                \
    " AND NOT EXISTS (SELECT 1 FROM " table " n WHERE n.patient_id = " alias ".patient_id"         \
    " AND n.key = " alias ".key AND n.version > 1 AND n.version > " alias ".version)"

/* By the names that statements give them. */
#define NEWEST_OBSERVATION NOT_CORRECTED("observation", "o")
#define NEWEST_RESPONSE NOT_CORRECTED("response", "r")

#endif
