/* The access log: each lane's chain, and the daily seals on all of them. */
#include "auth/access_log.h"
#include "auth/access_seal.h"
#include "check/check.h"

static bool check_lanes(struct check *check, struct error *error)
{
    int64_t lane = 0, all = 0;
    bool sound = true;
    for (;;) {
        int64_t rows, broken;
        if (!access_lane_after(check->db, lane, &lane, error))
            return false;
        if (!lane)
            break;
        if (!access_log_verify(check->db, lane, &rows, &broken, error))
            return false;
        check_count(check, (size_t)rows);
        all += rows;
        sound = sound && !broken;
        if (broken)
            check_fault(check, "access_log: the chain of lane %lld breaks at row %lld",
                        (long long)lane, (long long)broken);
    }
    check_tell(check, "access log: %lld rows, %s", (long long)all,
               sound ? "the chain holds" : "the chain is broken");
    return true;
}

static void tell_fault(void *context, const char *text)
{
    check_fault(context, "%s", text);
}

static void tell_warning(void *context, const char *text)
{
    check_warn(context, "%s", text);
}

static bool check_seals(struct check *check, struct error *error)
{
    const struct access_seal_told told = {check, tell_fault, tell_warning};
    struct access_seal newest;
    char day[SEAL_DAY_TEXT], hash[SEAL_HASH_TEXT];
    int64_t seals;
    if (!access_seal_verify(check->db, check->now, &told, &seals, &newest, error))
        return false;
    check_count(check, (size_t)seals);
    if (!newest.number) {
        check_tell(check, "seals: none yet");
        return true;
    }
    access_seal_day_text(newest.day, day);
    access_seal_hash_text(newest.hash, hash);
    check_tell(check, "seals: %lld; the newest is of %s: %lld:%s", (long long)seals, day,
               (long long)newest.number, hash);
    return true;
}

bool check_log(struct check *check, struct error *error)
{
    return check_lanes(check, error) && check_seals(check, error);
}
