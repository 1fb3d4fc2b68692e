/* What the files that read clinical cases share. */
#ifndef VARDE_TEST_CLINICAL_CASE_PARSE_H
#define VARDE_TEST_CLINICAL_CASE_PARSE_H

#include "case.h"

/* Says what is wrong; returns false. */
bool case_wrong(struct case_file *file, const char *why);
bool take_parameter(struct case_file *file, const char *word, enum parameter *parameter_r);
/* A number with or without a unit; *next moves behind both. */
bool take_number(const struct words *words, size_t *next, enum parameter parameter,
                 int64_t *micro_r);
/* A plain number, in millionths. */
bool take_plain(const struct words *words, size_t i, int64_t *micro_r);
/* A whole number. */
bool take_whole(const struct words *words, size_t i, int32_t *number_r);
bool take_operator(const char *word, enum limit_operator *operator_r);

/* The parameter, number, unit and conditions from word i on. A number or a unit that is not taken
 * makes the case a refused one. */
bool take_reading(struct case_file *file, const struct words *words, size_t i,
                  struct clinical_case *one, struct measurement *value);
/* HH:MM in minutes of the day; -1: it is none. */
int64_t take_minutes(const char *text);

/* "news2", "oximetry", "anthonisen", "pressure mean", "reading", "pressures". */
bool take_other(struct case_file *file, const struct words *words, struct clinical_case *one,
                bool *handled_r);

/* "limit score", "gain", "loss", "habit", "answer", "score", "points", "form", "earlier",
 * "combine"; false with handled_r false: the line is none of these. */
bool take_rule(struct case_file *file, const struct words *words, struct clinical_case *one,
               bool *handled_r);

#endif
