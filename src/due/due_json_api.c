#include "due/due_json_api.h"

#include "base/caltime.h"
#include "due/missing_look.h"
#include "json_common.h"
#include "schedule/due_json.h"

enum { MOST = 400 };

void put_due_next(struct json_out *out, const struct patient_schedule *schedule,
                  const struct schedule_look *look)
{
    json_put_bool(out, "due", look->due);
    json_key(out, "next");
    if (look->has_next)
        due_put(out, &look->next, due_state(&look->next, &schedule->facts));
    else
        json_null(out);
}

void put_missing(struct json_out *out, const struct schedule_look *look)
{
    json_key(out, "missing");
    if (!look->missing) {
        json_null(out);
        return;
    }
    json_object_open(out);
    put_time(out, "since", missing_moment(&look->since));
    json_put_int(out, "missed", look->missed);
    json_object_close(out);
}

static bool is_ahead(const struct due *due, const struct local_time *now)
{
    return due->by.day != now->day ? due->by.day > now->day : due->by.minute >= now->minute;
}

void put_due_days(struct json_out *out, const char *key, const struct patient_schedule *schedule,
                  enum due_part part, int days)
{
    struct due points[MOST];
    const struct local_time *now = &schedule->facts.now;
    bool ahead = part == DUE_COMING;
    size_t count = schedule_due(&schedule->schedule, ahead ? now->day : now->day - days,
                                ahead ? now->day + days : now->day + 1, points, MOST);
    json_key(out, key);
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        if (is_ahead(&points[i], now) == ahead)
            due_put(out, &points[i], due_state(&points[i], &schedule->facts));
    json_array_close(out);
}

void put_reported_days(struct json_out *out, const struct patient_schedule *schedule, int days)
{
    const struct schedule_facts *facts = &schedule->facts;
    int32_t last = facts->now.day - days - 1;
    json_key(out, "reported");
    json_array_open(out);
    for (size_t i = 0; i < facts->report_count; i++) {
        char text[CALTIME_TEXT];
        if (facts->reports[i].day <= last || facts->reports[i].day > facts->now.day)
            continue;
        last = facts->reports[i].day;
        caltime_text(last * INT64_C(86400000), PRECISION_DAY, 0, text);
        json_text(out, text);
    }
    json_array_close(out);
}
