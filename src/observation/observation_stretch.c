#include "observation/observation_stretch.h"

#include "store/newest.h"

#include <stdlib.h>

/* One more than RANGE_READINGS of a range, and the rest of its days are asked one by one; ahead,
 * one more than AHEAD_READINGS, and the rest is a range. Of its last day no more are read than
 * count, for most questions are about a day that goes on. */
enum { RANGES = 4, RANGE_READINGS = 640, AHEAD_READINGS = 96, SPANS_AT_ONCE = 64 };
_Static_assert(DAY_READINGS == 15, "the statement says the number");

/* clang-format off */
#define READINGS(parameter, from, until, limit) \
    "SELECT * FROM (SELECT o.parameter, o.effective, o.value, o.marks, o.conditions, o.key" \
    " FROM observation o WHERE o.patient_id = ?1 AND o.parameter = " parameter \
    " AND o.effective >= " from " AND o.effective < " until " AND o.value IS NOT NULL" \
    " AND o.status NOT IN ('entered-in-error', 'cancelled', 'registered')" \
    NEWEST_OBSERVATION " ORDER BY " limit ") AS one"
#define ALSO " UNION ALL "
#define UP_TO(most, parameter, from, last, until) \
    READINGS(parameter, last, until, "o.effective DESC, o.key LIMIT 15") ALSO \
    READINGS(parameter, from, last, "o.effective DESC LIMIT " most)
#define FIRST UP_TO("641", "?2", "?3", "?4", "?5")
#define SECOND FIRST ALSO UP_TO("641", "?6", "?7", "?8", "?9")
#define THIRD SECOND ALSO UP_TO("641", "?10", "?11", "?12", "?13")
#define FOURTH THIRD ALSO UP_TO("641", "?14", "?15", "?16", "?17")
static const struct sql SEVERAL[RANGES + 1] = {{NULL}, {FIRST}, {SECOND}, {THIRD}, {FOURTH}};
static const struct sql AHEAD = {
    .gather = true,
    .text = UP_TO("97", "?2", "?3", "?4", "?5"),
};
/* clang-format on */

struct taken {
    struct day_reading *list;
    size_t count, room;
};

static void add(struct tx *tx, struct taken *taken, const struct day_reading *readings,
                size_t count)
{
    if (taken->count + count > taken->room) {
        size_t room = 2 * (taken->count + count);
        struct day_reading *list = arena_array(tx->arena, struct day_reading, room);
        if (taken->count)
            memcpy(list, taken->list, taken->count * sizeof *list);
        taken->list = list;
        taken->room = room;
    }
    if (count)
        memcpy(taken->list + taken->count, readings, count * sizeof *readings);
    taken->count += count;
}

/* Of this stretch's own readings, which stand from `start` on. */
static bool is_known(const struct taken *taken, size_t start, const struct day_reading *one)
{
    for (size_t i = taken->count; i > start && taken->list[i - 1].at == one->at; i--)
        if (taken->list[i - 1].measurement.value == one->measurement.value &&
            taken->list[i - 1].measurement.conditions == one->measurement.conditions)
            return true;
    return false;
}

struct stretch_row {
    struct day_reading reading;
    struct str key;
};

/* By parameter, the newest first; of one time as observation_days has them. Sorted here, so that
 * the database need only walk its tree backwards. */
static int compare_rows(const void *left, const void *right)
{
    const struct stretch_row *a = left, *b = right;
    enum parameter of_a = a->reading.measurement.parameter;
    enum parameter of_b = b->reading.measurement.parameter;
    if (of_a != of_b)
        return of_a < of_b ? -1 : 1;
    if (a->reading.at != b->reading.at)
        return a->reading.at > b->reading.at ? -1 : 1;
    return memcmp(a->key.at, b->key.at, a->key.len < b->key.len ? a->key.len : b->key.len);
}

static struct stretch_row *sorted_rows(struct tx *tx, const struct rows *rows)
{
    struct stretch_row *list = arena_array(tx->arena, struct stretch_row, rows_count(rows));
    for (size_t i = 0; i < rows_count(rows); i++)
        list[i] = (struct stretch_row){day_reading_of(rows, i), row_str(rows, i, 5)};
    qsort(list, rows_count(rows), sizeof *list, compare_rows);
    return list;
}

static size_t count_before(const struct stretch_row *rows, size_t count, int32_t day)
{
    size_t before = 0;
    for (size_t i = 0; i < count; i++)
        before += rows[i].reading.measurement.day < day;
    return before;
}

/* The first day of a range that its rows hold whole. When there are more of them before its last
 * day than were asked for, the day of the last one may not be. */
static int32_t whole_from(const struct day_stretch *range, const struct stretch_row *rows,
                          size_t count, size_t most)
{
    if (count_before(rows, count, range->last) <= most)
        return range->first;
    return rows[count - 1].reading.measurement.day + 1;
}

/* Those of some days, of rows with the newest first. */
static void take_rows(struct tx *tx, const struct stretch_question *question,
                      const struct day_stretch *days, const struct stretch_row *rows, size_t count,
                      struct taken *taken)
{
    size_t of_day = 0, start = taken->count;
    int32_t day = INT32_MAX;
    for (size_t i = 0; i < count; i++) {
        const struct day_reading *one = &rows[i].reading;
        of_day = one->measurement.day == day ? of_day + 1 : 1;
        day = one->measurement.day;
        if (day >= days->first && day <= days->last && of_day <= DAY_READINGS &&
            !is_known(taken, start, one) &&
            !observation_key_is_in(rows[i].key, question->without, question->without_count))
            add(tx, taken, one, 1);
    }
}

/* The days of a stretch before the first one that its range gave. */
static bool take_days(struct tx *tx, const struct stretch_question *question,
                      const struct day_stretch *stretch, int32_t until, struct taken *taken,
                      struct error *error)
{
    for (int32_t last = until - 1; last >= stretch->first;) {
        struct day_span spans[SPANS_AT_ONCE];
        struct day_reading *readings;
        size_t count = 0, got;
        for (; last >= stretch->first && count < SPANS_AT_ONCE; last--)
            spans[count++] = (struct day_span){stretch->parameter, last};
        const struct day_question days = {.patient = question->patient,
                                          .spans = spans,
                                          .count = count,
                                          .without = question->without,
                                          .without_count = question->without_count};
        if (!observation_days(tx, &days, &readings, &got, error))
            return false;
        add(tx, taken, readings, got);
    }
    return true;
}

static void put_range(struct value args[4], const struct day_stretch *stretch)
{
    args[0] = v_int(stretch->parameter);
    args[1] = v_int(observation_day_start(stretch->first));
    args[2] = v_int(observation_day_start(stretch->last));
    args[3] = v_int(observation_day_start(stretch->last + 1));
}

/* As many stretches as one statement holds. */
static bool ask(struct tx *tx, const struct stretch_question *question,
                const struct day_stretch *stretches, size_t count, struct taken *taken,
                struct error *error)
{
    struct value args[1 + 4 * RANGES];
    struct rows *rows;
    args[0] = v_uuid(question->patient);
    for (size_t i = 0; i < count; i++)
        put_range(args + 1 + 4 * i, &stretches[i]);
    if (!db_run(tx->db, tx->arena, &SEVERAL[count], args, 1 + 4 * count, &rows, error))
        return false;
    const struct stretch_row *sorted = sorted_rows(tx, rows);
    for (size_t i = 0; i < count; i++) {
        struct day_stretch whole = stretches[i];
        size_t start = 0, end;
        while (start < rows_count(rows) &&
               sorted[start].reading.measurement.parameter != whole.parameter)
            start++;
        for (end = start; end < rows_count(rows) &&
                          sorted[end].reading.measurement.parameter == whole.parameter;)
            end++;
        whole.first = whole_from(&stretches[i], sorted + start, end - start, RANGE_READINGS);
        take_rows(tx, question, &whole, sorted + start, end - start, taken);
        if (!take_days(tx, question, &stretches[i], whole.first, taken, error))
            return false;
    }
    return true;
}

void observation_stretch_ask(struct tx *tx, const struct uuid *patient, struct stretch_ahead *ahead)
{
    struct value args[5] = {v_uuid(patient)};
    put_range(args + 1, &ahead->stretch);
    ahead->rows = db_ask(tx->db, tx->arena, &AHEAD, args, sizeof args / sizeof args[0]);
}

/* Takes what was asked ahead of a stretch, and leaves in it the days that were not. */
static void take_ahead(struct tx *tx, const struct stretch_question *question,
                       struct day_stretch *left, struct taken *taken)
{
    for (size_t i = 0; i < question->ahead_count; i++) {
        const struct stretch_ahead *ahead = &question->ahead[i];
        if (ahead->stretch.parameter != left->parameter || ahead->stretch.last < left->last)
            continue;
        const struct stretch_row *rows = sorted_rows(tx, ahead->rows);
        size_t count = rows_count(ahead->rows);
        struct day_stretch whole = *left;
        int32_t first = whole_from(&ahead->stretch, rows, count, AHEAD_READINGS);
        whole.first = first > left->first ? first : left->first;
        if (whole.first > whole.last)
            continue;
        take_rows(tx, question, &whole, rows, count, taken);
        left->last = whole.first - 1;
    }
}

bool observation_stretch(struct tx *tx, const struct stretch_question *question,
                         struct day_reading **readings_r, size_t *count_r, struct error *error)
{
    struct day_stretch left[RANGES];
    struct taken taken = {0};
    size_t count = 0;
    for (size_t i = 0; i < question->count; i++) {
        left[count] = question->stretches[i];
        take_ahead(tx, question, &left[count], &taken);
        count += left[count].first <= left[count].last;
        if (count == 0 || (count < RANGES && i + 1 < question->count))
            continue;
        if (!ask(tx, question, left, count, &taken, error))
            return false;
        count = 0;
    }
    *readings_r = taken.list;
    *count_r = taken.count;
    return true;
}
