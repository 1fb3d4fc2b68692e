/* What a patient usually answers (docs/clinical.md, What is usual). Shown; nothing is judged by it.
 */
#ifndef VARDE_FORM_RESPONSE_HABIT_H
#define VARDE_FORM_RESPONSE_HABIT_H

#include "programme/programme.h"

#define HABIT_ANSWERS_LEAST 5 /* to a question, without which nothing is usual */

struct answer_habits;

/* Of which form, and which days: from the first to before the last, counted from 1970-01-01. */
struct habit_question {
    const struct uuid *patient;
    const char *programme;
    struct str form;
    int32_t first, before;
};

/* Lives in the arena. Bounded: the latest 100 responses of those days. */
bool answer_habits_read(struct db *db, struct arena *arena, struct programmes *programmes,
                        const struct language *language, const struct habit_question *question,
                        struct answer_habits **habits_r, struct error *error);
/* The commonest answer to a question in words, of equally common ones the last given; STR_NONE when
 * it was answered too seldom, or never twice alike. habits may be NULL. */
struct str answer_habit(const struct answer_habits *habits, struct str link_id);

#endif
