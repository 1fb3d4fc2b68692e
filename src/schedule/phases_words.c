/* How often, by when and in which days, in the reader's language. */
#include "base/caltime.h"
#include "schedule/phases.h"

#include <stdio.h>

enum { WEEK = 7 };

static void put_number(struct buf *out, const char *text, const char *name, int number)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%d", number);
    const struct text_arg args[] = {{name, str_of(digits)}};
    text_fill(out, text, args, 1);
}

/* "a, b and c" */
static void put_list(const struct language *language, const char *const *words, size_t count,
                     struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_text(out, i + 1 == count ? text_of(language, "schedule.and") : ", ");
        buf_text(out, words[i]);
    }
}

static void put_weekdays(const struct language *language, unsigned weekdays, struct buf *out)
{
    const char *words[WEEK];
    char key[32];
    size_t count = 0;
    for (unsigned i = 0; i < WEEK; i++) {
        if (!(weekdays >> i & 1))
            continue;
        snprintf(key, sizeof key, "schedule.day.%s", schedule_weekdays[i]);
        words[count++] = text_of(language, key);
    }
    struct buf list;
    buf_init(&list, out->arena, 64);
    put_list(language, words, count, &list);
    const struct text_arg args[] = {{"days", buf_slice(&list)}};
    text_fill(out, text_of(language, "schedule.weekdays"), args, 1);
}

static void put_deadlines(const struct language *language, const struct schedule_phase *phase,
                          struct buf *out)
{
    char clocks[SCHEDULE_DEADLINES][CLOCK_TEXT];
    const char *words[SCHEDULE_DEADLINES];
    struct buf list;
    size_t count = phase->deadline_count;
    if (!count || (count == 1 && phase->deadlines[0] == SCHEDULE_DAY_ENDS))
        return;
    for (size_t i = 0; i < count; i++) {
        clock_text(phase->deadlines[i], clocks[i]);
        words[i] = clocks[i];
    }
    buf_init(&list, out->arena, 64);
    put_list(language, words, count, &list);
    const struct text_arg args[] = {{"times", buf_slice(&list)}};
    text_fill(out, text_of(language, "schedule.by"), args, 1);
}

void phase_words(const struct language *language, const struct schedule_phase *phase,
                 struct buf *out)
{
    switch (phase->kind) {
    case SCHEDULE_EVERY:
        if (phase->every == 1)
            buf_text(out, text_of(language, "schedule.daily"));
        else
            put_number(out, text_of(language, "schedule.every"), "n", phase->every);
        break;
    case SCHEDULE_WEEKDAYS:
        put_weekdays(language, phase->weekdays, out);
        break;
    case SCHEDULE_A_WEEK:
        if (phase->a_week == 1)
            buf_text(out, text_of(language, "schedule.week"));
        else
            put_number(out, text_of(language, "schedule.aWeek"), "n", phase->a_week);
        break;
    case SCHEDULE_ON_REQUEST:
        buf_text(out, text_of(language, "schedule.onRequest"));
        break;
    }
    put_deadlines(language, phase, out);
}

static void put_day(const struct language *language, const char *key, int32_t day, struct buf *out)
{
    int year, month, date;
    char name[32], text[64];
    caltime_civil(day, &year, &month, &date);
    snprintf(name, sizeof name, "date.month.%d", month);
    const char *word = text_of(language, name);
    snprintf(text, sizeof text, "%d", date);
    char years[16];
    snprintf(years, sizeof years, "%d", year);
    struct buf said;
    buf_init(&said, out->arena, 48);
    const struct text_arg parts[] = {
        {"day", str_of(text)}, {"month", str_of(word)}, {"year", str_of(years)}};
    text_fill(&said, text_of(language, "date.day_year"), parts, 3);
    const struct text_arg args[] = {{"day", buf_slice(&said)}};
    text_fill(out, text_of(language, key), args, 1);
}

/* The first letter small, as inside a sentence: ASCII, or two bytes of Latin-1 ("Én"). */
static void put_inside(struct str words, struct buf *out)
{
    char head[2] = {words.len ? words.at[0] : 0, words.len > 1 ? words.at[1] : 0};
    size_t length = 0;
    if (head[0] >= 'A' && head[0] <= 'Z') {
        head[0] = (char)(head[0] - 'A' + 'a');
        length = 1;
    } else if ((unsigned char)head[0] == 0xC3 && (unsigned char)head[1] >= 0x80 &&
               (unsigned char)head[1] <= 0x9E) {
        head[1] = (char)((unsigned char)head[1] + 0x20);
        length = 2;
    }
    buf_add(out, head, length);
    buf_add(out, words.at + length, words.len - length);
}

static void put_phase(const struct language *language, const struct schedule_phase *phase,
                      bool first, struct buf *out)
{
    struct buf words;
    if (first) {
        phase_words(language, phase, out);
        return;
    }
    buf_init(&words, out->arena, 64);
    phase_words(language, phase, &words);
    buf_text(out, text_of(language, "schedule.then"));
    put_inside(buf_slice(&words), out);
}

void phases_words(const struct language *language, const struct schedule_phase *phases,
                  size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct schedule_phase *phase = &phases[i];
        put_phase(language, phase, !i, out);
        if (phase->from != SCHEDULE_FROM_THEN && (!i || phase->from != phases[i - 1].until))
            put_day(language, "schedule.from", phase->from, out);
        if (phase->until != SCHEDULE_OPEN)
            put_day(language, "schedule.to", phase->until - 1, out);
    }
}
