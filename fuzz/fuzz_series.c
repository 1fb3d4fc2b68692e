/* Series as CSV: any bytes are read or refused with a place; what is read is in order, and printed
 * as CSV again it reads the same. */
#include "fuzz.h"
#include <stdio.h>

#include "base/caltime.h"
#include "base/decimal.h"
#include "replay/series.h"

static void print_value(struct buf *out, const struct measurement *value)
{
    char time[CALTIME_TEXT], number[DECIMAL_TEXT];
    const struct parameter_info *info = parameter_info(value->parameter);
    if (value->at)
        caltime_utc(value->at, time);
    else
        caltime_text((int64_t)value->day * 86400000, PRECISION_DAY, 0, time);
    decimal_text(value->value, 0, number);
    buf_printf(out, "%s,%s,%s,%s,", time, info->word, number, info->ucum);
    for (unsigned bit = 0; bit < CONDITION_COUNT; bit++)
        if (value->conditions >> bit & 1)
            buf_printf(out, "%s ", condition_word(bit));
    buf_char(out, '\n');
}

static void must_be_same(const struct series *one, const struct series *other)
{
    must(one->count == other->count);
    for (size_t i = 0; i < one->count; i++) {
        const struct measurement *a = &one->values[i], *b = &other->values[i];
        must(a->parameter == b->parameter && a->value == b->value && a->day == b->day &&
             a->at == b->at && a->marks == b->marks && a->conditions == b->conditions);
        must(i == 0 || a[-1].day <= a->day);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct series series, again;
    struct error error = {0};
    struct buf out;
    arena_init(&arena);
    char *text = arena_raw(&arena, size + 1);
    if (size)
        memcpy(text, data, size);
    if (series_parse(&arena, (struct str){text, size}, &series, &error)) {
        buf_init(&out, &arena, size + 64);
        buf_text(&out, "time,parameter,value,unit,condition\n");
        bool numbers = true; /* so large a number has more digits than one may have that is read */
        for (size_t i = 0; i < series.count; i++) {
            struct decimal number;
            char value[DECIMAL_TEXT];
            decimal_text(series.values[i].value, 0, value);
            numbers = numbers && decimal_parse(str_of(value), &number);
            print_value(&out, &series.values[i]);
        }
        if (numbers) {
            must(series_parse(&arena, buf_slice(&out), &again, &error));
            must_be_same(&series, &again);
        }
    } else {
        must(error.code == ERROR_INVALID && error.detail[0]);
    }
    arena_finish(&arena);
    return 0;
}
