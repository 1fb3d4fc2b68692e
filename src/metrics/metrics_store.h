/* What the database tells of how things stand: read now and then by metrics_watch. Every question
 * is bounded, and answered out of an index or a small table. */
#ifndef VARDE_METRICS_STORE_H
#define VARDE_METRICS_STORE_H

#include "store/space.h"

enum { METRICS_JOBS = 32, METRICS_JOB_NAME = 40 };

/* As table `job` has it. */
struct metrics_job {
    char name[METRICS_JOB_NAME];
    int64_t due_at, done_at, failures;
    bool leased;
};

/* Of the work lists together. */
struct metrics_work {
    int64_t red, yellow, attention; /* rows */
    int64_t red_since;              /* of the red that stands longest; 0: none */
    int64_t untaken_since;          /* the same of those that nobody has taken */
    int64_t untaken_open;           /* milliseconds: the longest that a red which nobody has taken
                                       has stood while its service was open; 0 while it is closed */
};

/* Rows that wait for their job: patients to be looked at, what is to leave the house. */
struct metrics_due {
    int64_t waiting; /* due, and not done */
    int64_t since;   /* when the oldest of them fell due, of those that know; 0: none */
    int64_t failing; /* tried in vain, and put off */
};

struct metrics_seen {
    int64_t event, report_at; /* the newest event that was looked at, the newest report; 0: none */
    struct metrics_work work;
    struct metrics_due patients, outbox;
    int64_t sessions;
    int64_t backup_at; /* 0: never */
    struct db_space space;
    size_t job_count;
    struct metrics_job jobs[METRICS_JOBS];
};

/* Goes on from what was seen before (zeros at first). After false it is half new. */
bool metrics_read(struct db *db, const char *url, struct arena *arena, int64_t now,
                  struct metrics_seen *seen, struct error *error);

#endif
