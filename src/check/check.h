/* Is what is stored sound? Whatever follows from other rows is worked out again and compared; what
 * should be there is looked for. Nothing is changed.
 *
 * Each part reads the whole database in pages, in the one state that the caller's reading
 * transaction sees, and tells each fault in one line: table, ids, what it says and what it should
 * say. Never what is measured, written or answered. */
#ifndef VARDE_CHECK_H
#define VARDE_CHECK_H

#include "store/db.h"

struct check {
    struct db *db;
    int64_t now;
    bool all;     /* tell every fault, not only the first CHECK_SHOWN of a part */
    bool watched; /* somebody looks at a terminal: show how far it has come */
    /* Given by check_run. */
    struct arena page, one; /* of a page; of a row */
    const char *part;
    int64_t part_faults, part_rows;
    /* What was found. */
    int64_t faults, warnings, rows;
};

enum { CHECK_SHOWN = 20, CHECK_PAGE = 500 };

struct check_part {
    const char *name; /* --only NAME */
    bool (*run)(struct check *check, struct error *error);
};

/* In the order in which they run; the last has no name. */
extern const struct check_part check_parts[];

/* Runs one, or all when `only` is NULL. False: the database failed, or there is no such part. */
bool check_run(struct check *check, const char *only, struct error *error);

/* ---- for the parts ---- */

__attribute__((format(printf, 2, 3))) void check_fault(struct check *check, const char *format,
                                                       ...);
/* About a row whose first two columns are a patient, and the id of a `noun` of theirs. */
__attribute__((format(printf, 6, 7))) void check_wrong(struct check *check, const struct rows *rows,
                                                       size_t row, const char *table,
                                                       const char *noun, const char *format, ...);
__attribute__((format(printf, 2, 3))) void check_warn(struct check *check, const char *format, ...);
/* The line that tells what was done, at the end. */
__attribute__((format(printf, 2, 3))) void check_tell(struct check *check, const char *format, ...);
/* So many rows more were looked at. */
void check_count(struct check *check, size_t rows);
/* An id as text, in check->one. */
const char *check_id(struct check *check, const struct rows *rows, size_t row, unsigned column);

/* A table read in pages by its key, whose columns come first in the answer; `next` goes on after
 * the key in ?1 ?2 …. keys: a letter for each, 'u' an id, 'n' a number. The page is cut before
 * anything is joined to it, so that it costs the same wherever it is; what is joined must be LEFT
 * JOINed, to one row at most. */
struct check_walk {
    struct sql first, next;
    const char *keys;
    void (*row)(struct check *check, const struct rows *rows, size_t row);
};
#define CHECK_PAGES(select, table, alias, joins, key, after, order)                                \
    .first = {select " FROM (SELECT * FROM " table " ORDER BY " key " LIMIT 500) AS " alias joins  \
                     " ORDER BY " order},                                                          \
    .next = {select " FROM (SELECT * FROM " table " WHERE (" key ") > (" after ") ORDER BY " key   \
                    " LIMIT 500) AS " alias joins " ORDER BY " order}
/* rows_r: how many there were. */
bool check_walk(struct check *check, const struct check_walk *walk, int64_t *rows_r,
                struct error *error);

/* A question that finds nothing but faults: its parameter is how many rows to give at most. */
struct check_find {
    struct sql sql;
    void (*row)(struct check *check, const struct rows *rows, size_t row);
};
bool check_find(struct check *check, const struct check_find *find, struct error *error);

/* Outcome x was judged of nothing late: what is older than two days makes work only while it is the
 * newest there is (report/report.c), which is not known any more. */
#define CHECK_NOTHING_LATE                                                                         \
    " AND NOT EXISTS (SELECT 1 FROM observation v WHERE v.patient_id = x.patient_id"               \
    " AND v.report_id = x.report_id AND v.received_at = x.at AND v.effective <= x.at - 172800000)" \
    " AND NOT EXISTS (SELECT 1 FROM response v WHERE v.patient_id = x.patient_id"                  \
    " AND v.report_id = x.report_id AND v.received_at = x.at AND v.authored <= x.at - 172800000)"

/* ---- the parts ---- */

bool check_log(struct check *check, struct error *error);
bool check_outcomes(struct check *check, struct error *error);
bool check_overviews(struct check *check, struct error *error);
bool check_cases(struct check *check, struct error *error);
bool check_enrolments(struct check *check, struct error *error);
bool check_schedules(struct check *check, struct error *error);
bool check_threads(struct check *check, struct error *error);
bool check_versions(struct check *check, struct error *error);
bool check_events(struct check *check, struct error *error);
bool check_alarms(struct check *check, struct error *error);
bool check_dues(struct check *check, struct error *error);
bool check_references(struct check *check, struct error *error);

#endif
