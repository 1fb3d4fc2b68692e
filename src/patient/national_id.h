/* National ids: fødselsnummer and D-number, and the synthetic series of both.
 *
 * Eleven digits: day, month, year, three that tell people of the same day apart, two check digits.
 * Sources: folkeregisterforskriften § 2-2-1 and 2-2-3 (D-number: 40 is added to the day);
 * Skatteetaten on the change from 2032: the first check digit then also leaves 1, 2 or 3 modulo 11,
 * and neither century nor sex can be read any longer. Synthetic people have 80 or 65 added to the
 * month. */
#ifndef VARDE_NATIONAL_ID_H
#define VARDE_NATIONAL_ID_H

#include "base/str.h"

#define NATIONAL_ID_BIRTH "urn:oid:2.16.578.1.12.4.1.4.1"
#define NATIONAL_ID_D "urn:oid:2.16.578.1.12.4.1.4.2"
#define NATIONAL_ID_DAY 11 /* "YYYY-MM-DD" and its end */

enum national_id_rule {
    NATIONAL_ID_BEFORE_2032,
    NATIONAL_ID_FROM_2032,
    NATIONAL_ID_UNCHECKED, /* test series whose check digits are wrong; else as before 2032 */
};

enum national_id_fault {
    NATIONAL_ID_GOOD,
    NATIONAL_ID_SHAPE,  /* not eleven digits */
    NATIONAL_ID_DATE,   /* no day that there is or was */
    NATIONAL_ID_DIGITS, /* the check digits are not its own */
};

enum national_id_sex { NATIONAL_ID_ANY_SEX, NATIONAL_ID_FEMALE, NATIONAL_ID_MALE };

struct national_id {
    const char *system;       /* FHIR's, by kind */
    bool synthetic;           /* a number made for tests: nobody has it */
    int year, month, day;     /* year: of the century when has_century, else 0 to 99 */
    bool has_century;         /* the rule lets the number tell it */
    enum national_id_sex sex; /* that the rule lets the number tell */
};

enum national_id_fault national_id_read(struct str text, enum national_id_rule rule,
                                        struct national_id *id_r);
/* Which rule numbers follow at this time (epoch milliseconds): from 2032 on, in Norway, those of
 * both kinds are in use. */
enum national_id_rule national_id_rule_at(int64_t now);
/* Is this the day that the number is of? A day is year, month and day; the number's century is
 * asked only where it tells one. */
bool national_id_is_of(const struct national_id *id, int year, int month, int day);
/* The day that it tells: "1952-10-12"; false when it does not tell the century. */
bool national_id_born(const struct national_id *id, char day_r[NATIONAL_ID_DAY]);

#endif
