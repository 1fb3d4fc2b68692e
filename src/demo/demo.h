/* A made-up world to try the product in: organisations, people, and weeks of what they measured.
 *
 * Everything in it is invented. What the patients report goes the same way as real reports do, at
 * the times when they would have come, and nurses handle what the rules make of it, until the last
 * morning, whose reports wait. The same arguments give the same bytes. */
#ifndef VARDE_DEMO_H
#define VARDE_DEMO_H

#include "app.h"
#include "programme/programme.h"

#define DEMO_PATIENTS 240
#define DEMO_PATIENTS_MOST 1000000
#define DEMO_DAYS 60
#define DEMO_DAYS_MOST 3660

struct demo_options {
    int64_t patients;
    int64_t days; /* of reports */
    uint64_t seed;
    int64_t until; /* epoch milliseconds: the world stands still here */
    /* The programme files copd and heart-failure; none when they are in the database already. */
    size_t programme_count;
    const struct str *programmes;
};

struct demo_result {
    int64_t patients, enrolments, reports;
    int64_t red, yellow, green, none; /* rows of the work lists, as they stand at the end */
};

/* Fills an empty database. Of the app it uses writer (with the house's hooks), programmes, and the
 * clock, which it sets: `fixed` is moved through the simulated time and stays at `until`. The ids
 * come from the house. A database that has an organisation is refused. */
bool demo_fill(struct app *app, const struct demo_options *options, struct demo_result *result_r,
               struct error *error);

#endif
