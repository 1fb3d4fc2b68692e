/* Phases as they are sent and stored, and in words.
 *
 * {"kind":"every"|"weekdays"|"a_week"|"on_request", "every":n, "weekdays":["mon",…], "aWeek":n,
 * "deadlines":["10:00","24:00"], "from":"YYYY-MM-DD"|null, "until":null|"YYYY-MM-DD"}; members of
 * another kind are absent. */
#ifndef VARDE_SCHEDULE_PHASES_H
#define VARDE_SCHEDULE_PHASES_H

#include "base/error.h"
#include "base/i18n.h"
#include "base/json_out.h"
#include "schedule/course.h"

#define PHASES_MOST 12
#define PHASE_EVERY_MOST 366

struct json_object;

/* Whole lists in the arena: in order, none over another, none that ends before it begins. A `from`
 * that is not said is SCHEDULE_FROM_THEN. Errors name the place below `at`, a JSON pointer:
 * "/phases" gives "/phases/0/deadlines/1". */
bool phases_read(struct arena *arena, struct json_object *list, const char *at, size_t *count_r,
                 const struct schedule_phase **phases_r, struct error *error);
/* What a programme file says of one: {"every":n}, {"weekdays":[…]}, {"aWeek":n} or
 * {"onRequest":true}, each with "deadlines" where it wants. Every 7 days is once a week. */
bool phase_read_standard(struct json_object *object, const char *at, struct schedule_phase *phase_r,
                         struct error *error);

/* Members of the open object. */
void phase_put(struct json_out *out, const struct schedule_phase *phase);
struct str phases_print(struct arena *arena, const struct schedule_phase *phases, size_t count);
/* What phases_print made, back. */
bool phases_stored(struct arena *arena, struct str text, size_t *count_r,
                   const struct schedule_phase **phases_r, struct error *error);

/* "Every day by 10:00 and 20:00", "Once a week, on any day". */
void phase_words(const struct language *language, const struct schedule_phase *phase,
                 struct buf *out);
/* All of them, each with its days: "Every day to 4 December; then once a week, on any day". */
void phases_words(const struct language *language, const struct schedule_phase *phases,
                  size_t count, struct buf *out);

/* "HH:MM" from minutes; "24:00" is the end of the day. */
#define CLOCK_TEXT 8
void clock_text(int minute, char text_r[CLOCK_TEXT]);
/* From "00:01" to "24:00". */
bool clock_parse(struct str text, int *minute_r);
/* "mon" … "sun", by the bits of schedule_phase.weekdays. */
extern const char *const schedule_weekdays[8];

#endif
