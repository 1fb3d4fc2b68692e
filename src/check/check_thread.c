/* Threads: their counters beside the messages and who has seen them. */
#include "check/check.h"

/* clang-format off */
#define OF_THREAD(a) a ".patient_id = t.patient_id AND " a ".thread_id = t.id"
#define MESSAGES "FROM message m WHERE " OF_THREAD("m")
/* Up to where somebody of that side has seen it: the patient's own account, or personnel. */
#define SEEN(side) \
    "COALESCE((SELECT max(s.number) FROM message_seen s JOIN account a ON a.id = s.account_id" \
    " WHERE " OF_THREAD("s") " AND CASE WHEN a.patient_id = t.patient_id THEN 'patient'" \
    " ELSE 'service' END = '" side "'), 0)"
#define UNSEEN(by, of) MESSAGES " AND m.side = '" of "' AND m.number > " SEEN(by)

#define ROWS \
    "SELECT t.patient_id, t.id, t.last_number, t.last_at, t.patient_unread, t.service_unread," \
    " t.service_unread_since, (SELECT max(m.number) " MESSAGES ")," \
    " (SELECT max(m.at) " MESSAGES " AND m.number = t.last_number)," \
    " (SELECT count(*) " UNSEEN("patient", "service") ")," \
    " (SELECT count(*) " UNSEEN("service", "patient") ")," \
    " (SELECT min(m.at) " UNSEEN("service", "patient") ")," \
    " (SELECT count(*) " MESSAGES "), (SELECT min(m.number) " MESSAGES ")"
/* clang-format on */
enum { STORED = 2, SHOULD = 7, COUNT = 12, FIRST };

static void check_row(struct check *check, const struct rows *rows, size_t row)
{
    static const char *const names[] = {"last_number", "last_at", "patient_unread",
                                        "service_unread", "service_unread_since"};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        int64_t stored = row_int(rows, row, STORED + i), should = row_int(rows, row, SHOULD + i);
        if (stored != should)
            check_wrong(check, rows, row, "thread", "thread", "%s is %lld, should be %lld",
                        names[i], (long long)stored, (long long)should);
    }
    if (row_int(rows, row, COUNT) != row_int(rows, row, SHOULD) || row_int(rows, row, FIRST) != 1)
        check_wrong(check, rows, row, "message", "thread", "the numbers have a gap");
}

static const struct check_walk WALK = {
    CHECK_PAGES(ROWS, "thread", "t", "", "patient_id, id", "?1, ?2", "1, 2"), "uu", check_row};

bool check_threads(struct check *check, struct error *error)
{
    int64_t rows;
    if (!check_walk(check, &WALK, &rows, error))
        return false;
    check_tell(check, "messages: %lld threads, %lld faults", (long long)rows,
               (long long)check->part_faults);
    return true;
}
