/* Invented names and synthetic person numbers. */
#ifndef VARDE_DEMO_NAMES_H
#define VARDE_DEMO_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEMO_FAMILY "Demo"
#define DEMO_NAME 64
#define DEMO_NATIONAL_ID 12

/* Given names of the nth woman or man, and the language that goes with the name. The first few
 * hundred are all different. */
void demo_given(bool female, uint64_t nth, char name_r[DEMO_NAME], const char **language_r);

/* Person numbers of the kind made for tests: 80 is added to the month. */
struct demo_numbers;
struct demo_numbers *demo_numbers_create(void);
void demo_numbers_destroy(struct demo_numbers *numbers);
/* The next unused number of somebody born on that day (1900 to 1999). When the day has none left a
 * later one is taken, and told. */
void demo_numbers_next(struct demo_numbers *numbers, bool female, int64_t *born,
                       char number_r[DEMO_NATIONAL_ID]);

#endif
