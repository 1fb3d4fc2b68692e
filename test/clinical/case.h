/* Clinical cases in plain text: how they are read. The format stands in test/clinical/README.md. */
#ifndef VARDE_TEST_CLINICAL_CASE_H
#define VARDE_TEST_CLINICAL_CASE_H

#include <stdio.h>

#include "clinical/triage.h"

#define CASE_VALUES 40
#define CASE_LIMITS 32
#define CASE_REASONS 40
#define CASE_NAME 160

struct expected_reason {
    enum zone zone;
    char rule[32];
    enum parameter parameter;
};

struct clinical_case {
    char name[CASE_NAME];
    int line;
    struct measurement values[CASE_VALUES];
    size_t value_count;
    bool refused; /* a value whose number or unit is not taken */
    struct limit limits[CASE_LIMITS];
    size_t limit_count;
    bool follows_given;
    bool followed[PARAMETER_COUNT];
    bool expects;
    bool expects_refused;
    enum parameter order_of; /* expects something of the order of this parameter's limits */
    bool order_good;
    enum zone zone;
    bool unconfirmed;
    struct expected_reason reasons[CASE_REASONS];
    size_t reason_count;
};

struct case_file {
    FILE *file;
    const char *path;
    int line;
    char text[256]; /* the line that stands next, when `held` */
    bool held;
    struct clinical_case blocks[16]; /* named sets of limits */
    size_t block_count;
    char wrong[512]; /* what is wrong with the file, and where; empty when nothing is */
};

bool case_open(struct case_file *file, const char *path);
/* False at the end, or when the file is wrong. */
bool case_next(struct case_file *file, struct clinical_case *case_r);
void case_close(struct case_file *file);

#endif
