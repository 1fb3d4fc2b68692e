/* Calendar time: what was read, written in the same precision and offset, reads the same. */
#include <stdlib.h>

#include "base/caltime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A leap second at the end of the last year that is read cannot be read back. */
static bool is_beyond(const struct caltime *time)
{
    return time->from + time->offset * INT64_C(60000) >= caltime_day(2201, 1, 1) * 86400000;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    bool loose = data[0] & 1;
    int16_t assumed = (int16_t)((data[1] % 113 - 56) * 15);
    struct caltime time, again;
    char text[CALTIME_TEXT];
    if (!caltime_parse((struct str){(const char *)data + 2, size - 2}, assumed, loose, &time)) {
        return 0;
    }
    if (time.until <= time.from || (!time.zoned && time.offset != assumed)) {
        abort();
    }
    caltime_text(time.from, time.precision, time.offset, text);
    if (is_beyond(&time)) {
        return 0;
    }
    if (!caltime_parse(str_of(text), assumed, loose, &again) || again.from != time.from ||
        again.until != time.until || again.precision != time.precision) {
        abort();
    }
    caltime_utc(time.from, text);
    if (!caltime_parse(str_of(text), 0, false, &again) && time.from > -INT64_C(5364662400000) &&
        time.from < INT64_C(7289654400000)) {
        abort();
    }
    return 0;
}
