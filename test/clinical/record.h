/* Comma-separated tables of others (VARDE_TEST_DATA). */
#ifndef VARDE_TEST_CLINICAL_RECORD_H
#define VARDE_TEST_CLINICAL_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define RECORD_FIELDS 32
#define RECORD_FIELD 400

struct record {
    char fields[RECORD_FIELDS][RECORD_FIELD];
    size_t count;
};

/* Opens the table behind its heading. Where it is not there, says so and skips the test. */
FILE *record_open(const char *name);
/* Fields with or without quotes; a quote stands in none of these tables. */
bool record_next(FILE *file, struct record *record_r);
/* In millionths; more digits than 18 are cut off. Fails the test when it is no number. */
int64_t record_micro(const char *text);
int record_int(const char *text);

#endif
