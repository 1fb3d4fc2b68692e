#include "schedule/due_json.h"

#include "base/caltime.h"
#include "schedule/phases.h"

enum { MOST = 256 };

const char *due_state_word(enum due_state state)
{
    static const char *const words[] = {[DUE_AHEAD] = "ahead",
                                        [DUE_MET] = "met",
                                        [DUE_CLEARED] = "cleared",
                                        [DUE_MISSED] = "missed"};
    return words[state];
}

static void put_day(struct json_out *out, const char *key, int32_t day)
{
    char text[CALTIME_TEXT];
    caltime_text(day * INT64_C(86400000), PRECISION_DAY, 0, text);
    json_put_text(out, key, text);
}

void due_put(struct json_out *out, const struct due *due, enum due_state state)
{
    char clock[CLOCK_TEXT], at[CALTIME_TEXT];
    clock_text(due->by.minute, clock);
    caltime_utc(caltime_oslo_moment(due->by.day, due->by.minute), at);
    json_object_open(out);
    put_day(out, "opens", due->opens);
    json_key(out, "by");
    json_object_open(out);
    put_day(out, "day", due->by.day);
    json_put_text(out, "clock", clock);
    json_object_close(out);
    json_put_text(out, "at", at);
    json_put_int(out, "number", due->number);
    json_put_int(out, "of", due->of);
    json_put_text(out, "state", due_state_word(state));
    json_object_close(out);
}

void due_put_list(struct json_out *out, const char *key, const struct schedule *schedule,
                  const struct schedule_facts *facts, int32_t from, int32_t until)
{
    struct due points[MOST];
    size_t count = schedule_due(schedule, from, until, points, MOST);
    json_key(out, key);
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        due_put(out, &points[i], due_state(&points[i], facts));
    json_array_close(out);
}
