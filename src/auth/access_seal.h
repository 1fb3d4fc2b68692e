/* Daily seals on the access log: when a local day (Europe/Oslo) is over, the ends of all lanes as
 * they stood then are kept in a row of their own, chained by hash. What was sealed cannot be cut
 * off, and a seal that was written down outside shows that the whole log before it was made anew.
 */
#ifndef VARDE_AUTH_ACCESS_SEAL_H
#define VARDE_AUTH_ACCESS_SEAL_H

#include "store/writer.h"

enum { SEAL_BYTES = 32, SEAL_DAYS_MOST = 400 };

/* Seals each local day that is over and has rows and no seal yet, the oldest first, in the open
 * transaction; at most SEAL_DAYS_MOST of them, so that a long log is sealed by several calls.
 * sealed_r: how many. A few reads by key for each day. */
bool access_seal_days(struct tx *tx, int64_t *sealed_r, struct error *error);

struct access_seal {
    int64_t number; /* 0: there is none */
    int64_t day;    /* local, since 1970-01-01 */
    int64_t at;
    uint8_t hash[SEAL_BYTES];
};

/* Whom to tell what was found, in words: ids, numbers and days. A warning is no fault. */
struct access_seal_told {
    void *context;
    void (*fault)(void *context, const char *text);
    void (*warning)(void *context, const char *text);
};

/* Reads all seals, in pages: each follows the one before, and the rows that it names are there and
 * have the hash that it names. What the rows between them say is access_log_verify's. Warns of rows
 * of a day that was over more than a day before `now` and that no seal holds. newest_r: the last
 * that is there. False: the database failed. */
bool access_seal_verify(struct db *db, int64_t now, const struct access_seal_told *told,
                        int64_t *seals_r, struct access_seal *newest_r, struct error *error);

/* The seal of that number; its number is 0 when there is none. */
bool access_seal_get(struct db *db, int64_t number, struct access_seal *seal_r,
                     struct error *error);

/* The lane after this one, in the order of their numbers; 0: there is none. */
bool access_lane_after(struct db *db, int64_t lane, int64_t *next_r, struct error *error);

/* "2026-11-21" and 64 digits. */
#define SEAL_DAY_TEXT 16
#define SEAL_HASH_TEXT (2 * SEAL_BYTES + 1)
void access_seal_day_text(int64_t day, char text_r[SEAL_DAY_TEXT]);
void access_seal_hash_text(const uint8_t hash[SEAL_BYTES], char text_r[SEAL_HASH_TEXT]);

#endif
