#include "service/told.h"

#include "base/clock.h"

/* What the patient's page goes by (report/today_due_api.c). */
static const struct sql WAITING = {
    "SELECT o.zone_since FROM overview o WHERE o.service_id = ?1 AND o.zone > 0"
    " AND o.zone_since > ?2 ORDER BY o.zone_since DESC LIMIT 20000",
};
_Static_assert(TOLD_MOST == 20000, "the statement says the number");

static bool moves(const struct hours *held, const struct hours *changed, int64_t came, int64_t now)
{
    struct promise told, then;
    hours_promise(held, came, &told);
    hours_promise(changed, came, &then);
    return told.known && told.by > now && (!then.known || then.by > told.by);
}

bool told_moved(struct db *db, struct arena *arena, const struct uuid *service,
                const struct hours *held, const struct hours *changed, int64_t now,
                int64_t *count_r, struct error *error)
{
    struct rows *rows;
    *count_r = 0;
    if (!db_run(db, arena, &WAITING, ARGS(v_uuid(service), v_int(now - HOURS_DAYS_BACK * DAY)),
                &rows, error))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        *count_r += moves(held, changed, row_int(rows, i, 0), now);
    return true;
}
