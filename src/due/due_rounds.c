#include "due/due_rounds.h"

/* Who is due; and what no right clock has written: looked at later than now, or to be looked at
 * later than any look says. Processes' clocks differ by less than SKEW. */
#define SKEW (5 * MINUTE)
#define DUE                                                                                        \
    "SELECT x.patient_id, min(x.due_at) FROM"                                                      \
    " (SELECT patient_id, due_at FROM (SELECT patient_id, due_at FROM patient_due"                 \
    " WHERE due_at <= ?1 ORDER BY due_at, patient_id LIMIT 20) a"                                  \
    " UNION ALL SELECT patient_id, due_at FROM (SELECT patient_id, due_at FROM patient_due"        \
    " WHERE due_at > ?2 ORDER BY due_at LIMIT 20) b"                                               \
    " UNION ALL SELECT patient_id, due_at FROM (SELECT patient_id, due_at FROM patient_due"        \
    " WHERE looked_at > ?3 ORDER BY looked_at LIMIT 20) c) AS x"                                   \
    " GROUP BY x.patient_id ORDER BY 2, 1 LIMIT "
_Static_assert(ROUND_MOST == 20, "the statements say the number");
static const struct sql SOME = {DUE "20"};
static const struct sql ANY = {DUE "1"};

static bool ask(struct db *db, struct arena *arena, bool any, int64_t now, struct rows **rows_r,
                struct error *error)
{
    return db_run(db, arena, any ? &ANY : &SOME,
                  ARGS(v_int(now), v_int(now + DUE_AT_LEAST + SKEW), v_int(now + SKEW)), rows_r,
                  error);
}

static bool look(void *programmes, const struct uuid *patient, struct tx *tx, struct error *error)
{
    return due_look(tx, programmes, patient, error);
}

static const struct rounds rounds = {
    .due = ask,
    .take = look,
    .attempts = {"SELECT attempts FROM patient_due WHERE patient_id = ?1"},
    .put_off = {"UPDATE patient_due SET due_at = ?2, attempts = ?3, failed_at = ?4,"
                " looked_at = CASE WHEN looked_at > ?4 THEN ?4 ELSE looked_at END"
                " WHERE patient_id = ?1"},
    .event = "due.failed",
    .says = "a patient could not be looked at",
};

bool due_wanted(struct db *db, int64_t now, bool *wanted_r, struct error *error)
{
    return rounds_wanted(&rounds, db, now, wanted_r, error);
}

bool due_rounds(struct readers *readers, struct programmes *programmes, const struct clock *clock,
                const struct job_hand *hand, struct error *error)
{
    return rounds_run(&rounds, programmes, readers, clock, hand, error);
}
