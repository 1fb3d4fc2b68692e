#include "limit/levels.h"

#include "base/arena.h"

#include <stdlib.h>

enum { HABIT_FIELDS = 6 };

static int by_parameter(const void *a, const void *b)
{
    const struct habit *one = a, *other = b;
    return one->parameter < other->parameter ? -1 : one->parameter > other->parameter;
}

void habits_sort(struct habit *habits, size_t count)
{
    if (count)
        qsort(habits, count, sizeof *habits, by_parameter);
}

struct str levels_print(struct arena *arena, const struct levels *levels)
{
    struct buf out;
    struct habit sorted[PARAMETER_COUNT];
    size_t count = levels->habit_count;
    if (!count && levels->news2 == NEWS2_SCALE_NONE)
        return STR_NONE;
    memcpy(sorted, levels->habits, count * sizeof *sorted);
    habits_sort(sorted, count);
    buf_init(&out, arena, 32 + count * 48);
    for (size_t i = 0; i < count; i++) {
        const struct habit *habit = &sorted[i];
        buf_printf(&out, "%s[%d,%lld,%lld,%d,%d,%d]", i ? "," : "{\"habits\":[", habit->parameter,
                   (long long)habit->level, (long long)habit->sigma, habit->low, habit->high,
                   habit->approved_on);
    }
    if (count)
        buf_char(&out, ']');
    if (levels->news2 != NEWS2_SCALE_NONE)
        buf_printf(&out, "%c\"news2\":%d", count ? ',' : '{', levels->news2);
    buf_char(&out, '}');
    return buf_slice(&out);
}

/* ---- reading it back ---- */

static bool skip(struct str *text, const char *what)
{
    size_t len = strlen(what);
    if (!str_starts(*text, what))
        return false;
    *text = (struct str){text->at + len, text->len - len};
    return true;
}

static bool habit_of_fields(const int64_t field[HABIT_FIELDS], struct habit *habit_r)
{
    *habit_r = (struct habit){
        .parameter = (enum parameter)field[0],
        .level = field[1],
        .sigma = field[2],
        .low = field[3] == 1,
        .high = field[4] == 1,
        .approved_on = (int32_t)field[5],
    };
    return field[0] > PARAMETER_NONE && field[0] < PARAMETER_COUNT && field[2] > 0 &&
           (field[3] == 0 || field[3] == 1) && (field[4] == 0 || field[4] == 1) && field[5] > 0 &&
           field[5] <= INT32_MAX;
}

/* "[a,b,c,d,e,f]", up to and with the bracket. */
static bool next_habit(struct str *text, struct habit *habit_r)
{
    int64_t field[HABIT_FIELDS] = {0};
    struct str one, number;
    size_t count = 0;
    bool more = true;
    if (!skip(text, "[") || !str_cut(*text, ']', &one, text))
        return false;
    while (more) {
        more = str_cut(one, ',', &number, &one);
        if (count == HABIT_FIELDS || !str_int(number, &field[count++]))
            return false;
    }
    return count == HABIT_FIELDS && habit_of_fields(field, habit_r);
}

static bool read_habits(struct str *text, struct levels *levels)
{
    do {
        struct habit *habit = &levels->habits[levels->habit_count];
        if (levels->habit_count == PARAMETER_COUNT || !next_habit(text, habit) ||
            (levels->habit_count && habit[-1].parameter >= habit->parameter))
            return false;
        levels->habit_count++;
    } while (skip(text, ","));
    return skip(text, "]");
}

static bool read_all(struct str text, struct levels *levels)
{
    if (!text.len)
        return true;
    bool habits = skip(&text, "{\"habits\":[");
    if (habits && !read_habits(&text, levels))
        return false;
    if (skip(&text, habits ? ",\"news2\":" : "{\"news2\":")) {
        levels->news2 = skip(&text, "1") ? NEWS2_SCALE_1 : NEWS2_SCALE_2;
        return (levels->news2 == NEWS2_SCALE_1 || skip(&text, "2")) && str_is(text, "}");
    }
    return habits && str_is(text, "}");
}

bool levels_read(struct str text, struct levels *levels_r, struct error *error)
{
    *levels_r = (struct levels){0};
    return read_all(text, levels_r) ||
           error_log(error, ERROR_INTERNAL, "an enrolment's levels cannot be read");
}
