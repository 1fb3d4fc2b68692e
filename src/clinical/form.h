/* Forms: which questions stand, which answers count, what is missing, what they score, and which
 * answers are red flags.
 *
 * Pure: a form and its answers are arrays of the caller's, refer to each other by index, and are
 * never changed. Numbers are millionths, days count from 1970-01-01. Source: FHIR R4
 * Questionnaire and Structured Data Capture; what those leave open stands in docs/clinical.md.
 *
 * form_check first: only a form that it finds good may be asked anything else. Answers need no
 * check: one that does not fit its question counts for nothing and is told as a problem. */
#ifndef VARDE_CLINICAL_FORM_H
#define VARDE_CLINICAL_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clinical/zone.h"

#define FORM_NONE (-1)
#define FORM_SCORE_MOST INT64_C(1000000000000) /* a million; so that no sum overflows */
#define FORM_PLACES 6                          /* decimals that are kept */

enum form_type {
    FORM_GROUP,
    FORM_DISPLAY,
    FORM_BOOLEAN,
    FORM_INTEGER,
    FORM_DECIMAL,
    FORM_CHOICE,
    FORM_STRING,
    FORM_TEXT,
    FORM_DATE,
    FORM_QUANTITY,
    FORM_DATE_TIME,
    FORM_TIME,
    FORM_URL,
    FORM_ATTACHMENT, /* this and a reference are answers that nothing is read from */
    FORM_REFERENCE,
};

/* What an option or a Coding is called, and the number that this is, if it is one. */
struct form_code {
    const char *text;
    size_t len;
    bool has_number;
    int64_t number;
};

/* A Coding that is none of the form's options. */
struct form_coding {
    const char *system; /* NULL: none */
    size_t system_len;
    struct form_code code;
};

struct form_value {
    enum form_type type; /* of a question; FORM_STRING, FORM_TEXT and FORM_URL are the same */
    int64_t number; /* boolean 0 or 1; integer, decimal, quantity; a date's first day, a dateTime's
                       first millisecond, a time's millisecond of the day */
    int64_t until;  /* after a date's last day, or a dateTime's last millisecond: a year or a month
                       may be given */
    int option;     /* choice: index; FORM_NONE with a coding */
    int unit;       /* quantity: the caller's number of the unit; FORM_NONE: one unknown here */
    const char *text; /* string, text, url; of other types whatever the caller keeps there */
    size_t len;
    const struct form_coding *coding; /* choice: what is no option; else NULL */
};

enum form_operator {
    FORM_EXISTS,
    FORM_EQUAL,
    FORM_NOT_EQUAL,
    FORM_GREATER,
    FORM_LESS,
    FORM_GREATER_EQUAL,
    FORM_LESS_EQUAL,
};

/* The answer may be of another type than the question where the two compare: numbers with numbers;
 * a choice's code with a text or a number. */
struct form_condition {
    int question; /* item */
    enum form_operator operator;
    struct form_value answer; /* for FORM_EXISTS a boolean */
};

struct form_option {
    bool has_score;
    int64_t score;
    enum zone flag; /* ZONE_YELLOW or ZONE_RED: who answers so is in that zone; else ZONE_NONE */
    struct form_code code;
};

enum form_behaviour { FORM_UNSAID, FORM_ANY, FORM_ALL };

/* A run of the form's options, conditions or units. */
struct form_run {
    size_t first, count;
};

struct form_item {
    int parent; /* an item before this one, or FORM_NONE */
    enum form_type type;
    bool required, repeats;
    bool open;    /* choice: takes Codings that are no options */
    bool wordy;   /* choice: takes text too */
    bool unknown; /* choice: options, and what they score, stand elsewhere */
    int most;     /* answers, or instances of a group, when it repeats; 0: any number */
    int places;   /* most decimals; FORM_NONE: any number */
    int length;   /* most characters; 0: any number */
    bool has_min, has_max;
    int64_t min, max; /* inclusive; of a date the first day and the last */
    struct form_run options, units,
        conditions;                /* units: a quantity without takes any; a number may say one */
    enum form_behaviour behaviour; /* how several conditions go together */
};

struct form {
    const struct form_item *items; /* a parent before its children */
    size_t item_count;
    const struct form_option *options;
    size_t option_count;
    const struct form_condition *conditions;
    size_t condition_count;
    const int *units; /* numbers as in form_value */
    size_t unit_count;
};

struct form_answer {
    int item;
    struct form_value value;
    int within; /* instance, or FORM_NONE */
};

/* One of a group that repeats, or of a question that repeats and has questions below: what is below
 * it is asked in each. */
struct form_instance {
    int item;
    int within; /* an instance before this one, or FORM_NONE */
    int answer; /* of a question: the answer that it belongs to; else FORM_NONE */
};

struct form_answers {
    const struct form_answer *list;
    size_t count;
    const struct form_instance *instances; /* in the order in which they stand */
    size_t instance_count;
};

/* The item whose instances this one is asked in; FORM_NONE: it is asked once. */
int form_repeater(const struct form *form, int item);

enum form_fault {
    FORM_GOOD,
    FORM_FAULT_PARENT,    /* not before it, or it can have no children */
    FORM_FAULT_RUN,       /* options, units or conditions that are not there */
    FORM_FAULT_OPTIONS,   /* a choice with nothing to choose, or options for something else */
    FORM_FAULT_SCORE,     /* beyond FORM_SCORE_MOST */
    FORM_FAULT_UNITS,     /* a unit for something that has none */
    FORM_FAULT_BOUNDS,    /* min above max, for a type without order, or not for one unit */
    FORM_FAULT_QUESTION,  /* a condition on what cannot be answered */
    FORM_FAULT_OPERATOR,  /* one that the type has not */
    FORM_FAULT_ANSWER,    /* one that the question cannot get */
    FORM_FAULT_BEHAVIOUR, /* several conditions, and nothing says how they go together */
    FORM_FAULT_CYCLE,     /* it hangs on itself */
};

enum form_state { FORM_UNSETTLED, FORM_DISABLED, FORM_ENABLED };

/* FORM_GOOD, or what is wrong with which item; condition_r: index, or FORM_NONE. state: room for
 * item_count. */
enum form_fault form_check(const struct form *form, enum form_state *state, int *item_r,
                           int *condition_r);

/* How many states there are: of all items once, and of all items in each instance. */
size_t form_state_count(const struct form *form, struct form_answers answers);
/* Which of them is an item's; within: the instance that it is asked in, or FORM_NONE. */
size_t form_state_of(const struct form *form, int item, int within);

/* state_r: form_state_count of them. Disabled: by its own conditions, under what is disabled, or
 * (but for a display) under a question that has no answer; and where it is not asked at all. */
void form_states(const struct form *form, struct form_answers answers, enum form_state *state_r);

/* Does this answer count: it fits its question, and the question is enabled? The same option chosen
 * twice counts once. */
bool form_counts(const struct form *form, struct form_answers answers,
                 const enum form_state *states, size_t answer);
/* Is this answer one to the item in that instance, or to something below it? */
bool form_is_below(const struct form *form, struct form_answers answers, size_t answer, int item,
                   int within);

enum form_problem_kind {
    FORM_MISSING,  /* required, enabled, and no answer that counts */
    FORM_TOO_MANY, /* answers or instances */
    FORM_MISFIT,   /* another type, an option or a unit that is not offered, a day that is none */
    FORM_TWICE,    /* the same option */
    FORM_BELOW,
    FORM_ABOVE,
    FORM_PLACES_OVER,
    FORM_TOO_LONG,
};

struct form_problem {
    int item;
    enum form_problem_kind kind;
    int answer; /* index; FORM_NONE where it is about the item */
    int within; /* instance, or FORM_NONE */
};

/* In the order of the items; of enabled ones only. Gives how many there are, and writes the first
 * `most`. Answers to no item of the form are not told: the caller made them up. */
size_t form_problems(const struct form *form, struct form_answers answers,
                     const enum form_state *states, struct form_problem *problems_r, size_t most);

/* Of an item and all below it. */
struct form_score {
    int64_t sum;
    size_t questions; /* enabled and with scores; 0: there is no score, not even 0 */
    size_t answered;  /* of them */
    /* A required one lacks an answer with a score, one has too many answers, or an answer is none
     * of the options that score. */
    bool incomplete;
};

/* Over all instances. each_r: item_count of them, or NULL. */
void form_score(const struct form *form, struct form_answers answers, const enum form_state *states,
                struct form_score *total_r, struct form_score *each_r);

struct form_reason {
    int item, option;
    enum zone zone;
};

/* Red-flag answers that count in any instance, each option once, red before yellow, then in the
 * order of the options. Gives how many there are, and writes the first `most`. */
size_t form_reasons(const struct form *form, struct form_answers answers,
                    const enum form_state *states, struct form_reason *reasons_r, size_t most);

#endif
