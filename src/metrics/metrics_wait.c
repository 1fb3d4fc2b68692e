#include "metrics/metrics_wait.h"

#include "service/service.h"

bool metrics_waited(struct db *db, struct arena *arena, const struct uuid *service, int64_t since,
                    int64_t now, int64_t *waited_r, struct error *error)
{
    struct service read;
    struct hours_look look;
    bool found;
    if (!service_read(db, arena, service, &read, &found, error))
        return false;
    hours_look(&read.hours, now, &look);
    *waited_r = look.open ? hours_between(&read.hours, since, now) : 0;
    if (!look.known)
        *waited_r = now - since;
    return true;
}
