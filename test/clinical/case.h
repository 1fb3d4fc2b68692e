/* Clinical cases in plain text: how they are read. The format stands in test/clinical/README.md. */
#ifndef VARDE_TEST_CLINICAL_CASE_H
#define VARDE_TEST_CLINICAL_CASE_H

#include "case_lines.h"
#include "clinical/triage.h"

#define CASE_VALUES 40
#define CASE_LIMITS 32
#define CASE_REASONS 40
#define CASE_NAME 160
#define CASE_HISTORY 120
#define CASE_FINDINGS 16
#define CASE_RULES 8
#define CASE_WORD 32
#define CASE_READINGS 80
/* Today, as days are counted in cases; "day -1" is the one before. */
#define CASE_TODAY 20000

struct expected_reason {
    enum zone zone;
    char rule[CASE_WORD];
    enum parameter parameter;
    char about[CASE_WORD]; /* of an answer, a score or a form, where there is no parameter */
    bool has_value;
    int64_t value;
};

/* Answers that a combination names. */
struct case_names {
    char at[CASE_RULES][CASE_WORD];
    size_t count;
};

struct clinical_case {
    char name[CASE_NAME];
    int line;
    struct measurement values[CASE_VALUES];
    size_t value_count;
    bool refused;                               /* a value whose number or unit is not taken */
    struct measurement readings[CASE_READINGS]; /* of other reports */
    size_t reading_count;
    struct measurement *last; /* the value or reading that stood last */
    enum news2_scale news2;
    bool oximetry, anthonisen;
    struct pressure_mean pressure_mean;
    struct limit limits[CASE_LIMITS];
    size_t limit_count;
    struct measurement history[CASE_HISTORY]; /* of days before */
    size_t history_count;
    struct finding findings[CASE_FINDINGS];
    char finding_names[CASE_FINDINGS][CASE_WORD];
    size_t finding_count;
    struct score_limit scores[CASE_RULES];
    size_t score_count;
    struct case_names score_names;
    struct combination combinations[CASE_RULES];
    struct case_names combination_names[CASE_RULES];
    size_t combination_count;
    struct habit habits[CASE_RULES];
    size_t habit_count;
    struct reason earlier[CASE_RULES];
    size_t earlier_count;
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
    struct case_lines lines;
    struct clinical_case blocks[16]; /* named sets of limits */
    size_t block_count;
};

bool case_open(struct case_file *file, const char *path);
/* False at the end, or when the file is wrong. */
bool case_next(struct case_file *file, struct clinical_case *case_r);
void case_close(struct case_file *file);

/* Judges a case whose limits, values and history are there. */
void case_judge(struct clinical_case *one, struct triage *triage_r);

#endif
