#include "patient/patient_range_api.h"

#include "app.h"
#include "base/caltime.h"
#include "base/decimal.h"
#include "clinical/time_in_range.h"
#include "clinical/triage.h"
#include "json_common.h"
#include "observation/observation_days.h"

enum { RANGE_DAYS = 14 };

/* What cannot be believed is left out; what should be measured again counts. */
static const struct sql READINGS = {
    "SELECT o.effective, o.value, o.marks FROM observation o WHERE o.patient_id = ?1 AND "
    "o.parameter = ?2"
    " AND o.effective >= ?3 AND o.effective < ?4 AND o.value IS NOT NULL"
    " AND o.status <> 'entered-in-error'"
    " AND NOT EXISTS (SELECT 1 FROM observation n WHERE n.key = o.key"
    " AND n.patient_id = o.patient_id AND n.version > o.version)"
    " ORDER BY o.effective DESC LIMIT 20000",
};

static bool read_range(struct call *call, struct time_in_range *range_r, struct error *error)
{
    struct arena *arena = &call->request->arena;
    int64_t today = caltime_oslo_day(call->request->now);
    int64_t unsound = MARK_IMPLAUSIBLE | MARK_FUTURE | MARK_DEVICE | MARK_ABSENT;
    size_t count = 0;
    struct rows *rows;
    if (!db_run(call->db, arena, &READINGS,
                ARGS(v_uuid(&call->grant.patient), v_int(PARAMETER_GLUCOSE),
                     v_int(observation_day_start((int32_t)today - RANGE_DAYS + 1)),
                     v_int(observation_day_start((int32_t)today + 1))),
                &rows, error))
        return false;
    struct range_reading *readings = arena_array(arena, struct range_reading, rows_count(rows));
    for (size_t i = 0; i < rows_count(rows); i++)
        if (!(row_int(rows, i, 2) & unsound))
            readings[count++] = (struct range_reading){
                (int32_t)caltime_oslo_day(row_int(rows, i, 0)), row_int(rows, i, 1)};
    time_in_range(readings, count, range_r);
    return true;
}

/* In per cent, cut off behind a decimal; in whole where that would hide on which side of the aim it
 * lies. */
static const char *percent(struct arena *arena, int64_t share)
{
    int64_t tenths = share / 1000;
    char whole[DECIMAL_TEXT];
    if (tenths != RANGE_AIM_PERCENT * 10 || share % 1000 == 0)
        return arena_printf(arena, "%lld.%lld", (long long)tenths / 10, (long long)tenths % 10);
    decimal_text(share * 100, 1, whole);
    return arena_printf(arena, "%s", whole);
}

static void put_share(struct json_out *out, struct arena *arena, const char *key, int64_t share)
{
    json_key(out, key);
    json_raw(out, str_of(percent(arena, share)));
}

static void put_text(struct json_out *out, struct call *call, const struct time_in_range *range)
{
    struct arena *arena = &call->request->arena;
    struct buf share, text;
    buf_init(&share, arena, 16);
    text_number(call->language, percent(arena, range->in_share), &share);
    const struct text_arg args[] = {
        {"share", buf_slice(&share)},
        {"readings", str_of(arena_printf(arena, "%zu", range->count))},
        {"days", str_of(arena_printf(arena, "%zu", range->days))},
    };
    buf_init(&text, arena, 160);
    text_fill(&text, text_of(call->language, range->aim ? "range.met" : "range.not_met"), args,
              sizeof args / sizeof args[0]);
    json_put_str(out, "text", buf_slice(&text));
}

bool patient_put_range(struct json_out *out, struct call *call, enum parameter parameter,
                       struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct time_in_range range = {.enough = false};
    if (parameter == PARAMETER_GLUCOSE && !read_range(call, &range, error))
        return false;
    if (!range.enough) {
        json_put_null(out, "timeInRange");
        return true;
    }
    json_key(out, "timeInRange");
    json_object_open(out);
    json_put_int(out, "days", RANGE_DAYS);
    json_put_int(out, "readings", (int64_t)range.count);
    json_put_int(out, "daysMeasured", (int64_t)range.days);
    put_share(out, arena, "in", range.in_share);
    put_share(out, arena, "below", range.below_share);
    put_share(out, arena, "above", range.above_share);
    json_put_bool(out, "aimMet", range.aim);
    put_text(out, call, &range);
    json_object_close(out);
    return true;
}
