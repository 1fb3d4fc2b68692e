/* What stands around a value, asked before anything is judged: whether it may have stood still for
 * days, and whether it may be one of several measured in a row. */
#include "base/caltime.h"
#include "clinical/day.h"
#include "observation/observation_days.h"
#include "store/newest.h"
#include "triage/gather.h"

/* The same value stood a week before or earlier, and no other since. */
#define STANDS                                                                                     \
    "SELECT 1 FROM observation o WHERE o.patient_id = ?1 AND o.parameter = ?2"                     \
    " AND o.effective >= ?3 AND o.effective < ?4 AND o.value = ?6 AND o.marks = 0"                 \
    " AND NOT EXISTS (SELECT 1 FROM observation d WHERE d.patient_id = ?1 AND d.parameter = ?2"    \
    " AND d.effective >= ?4 AND d.effective < ?5 AND d.value <> ?6 AND d.marks = 0"                \
    " AND d.status NOT IN ('entered-in-error', 'cancelled', 'registered')" NOT_CORRECTED(          \
        "observation", "d") ")"
static const struct sql NEAR = {
    .gather = true,
    .text = "SELECT CASE WHEN EXISTS (" STANDS ") THEN 1 ELSE 0 END, count(*), min(r.value),"
            " max(r.value) FROM (SELECT b.value FROM observation b WHERE b.patient_id = ?1"
            " AND b.parameter = ?2 AND b.effective >= ?7 AND b.effective <= ?8"
            " AND b.conditions = ?9 AND b.value IS NOT NULL ORDER BY b.effective DESC LIMIT 64)"
            " AS r",
};
_Static_assert(SPAN_READINGS == 64, "the statement counts so far");

struct rows *triage_ask_near(struct tx *tx, const struct uuid *patient,
                             const struct measurement *value, int64_t at)
{
    int32_t day = (int32_t)caltime_oslo_day(at);
    bool stands = !value->marks && day_accepts(value, 0);
    if (value->marks & (MARK_IMPLAUSIBLE | MARK_FUTURE | MARK_DEVICE | MARK_ABSENT))
        return NULL;
    int64_t first = observation_day_start(day - LOOKS_SAME_WITHIN + 1);
    int64_t middle = stands ? observation_day_start(day - LOOKS_SAME_DAYS + 2) : first;
    int64_t last = stands ? observation_day_start(day + 1) : first;
    return db_ask(tx->db, tx->arena, &NEAR,
                  ARGS(v_uuid(patient), v_int(value->parameter), v_int(first), v_int(middle),
                       v_int(last), v_int(value->value), v_int(at - REPEATS_BEFORE),
                       v_int(at + REPEATS_AFTER), v_int(value->conditions)));
}
