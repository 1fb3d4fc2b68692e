/* What makes two Observations the same one. */
#include "observation/observation.h"

#include "base/sha.h"

#include <stdio.h>

void observation_identifier_key(struct str system, struct str value, uint8_t key_r[16])
{
    sha256_key("identifier", system, value, key_r);
}

static size_t value_add(const struct observation *o, enum parameter parameter, char *text,
                        size_t size)
{
    for (size_t i = 0; i < o->count; i++) {
        const struct measurement *m = &o->values[i].measurement;
        if (m->parameter != parameter)
            continue;
        if (m->marks & MARK_ABSENT)
            return (size_t)snprintf(text, size, " %d absent", (int)parameter);
        return (size_t)snprintf(text, size, " %d %lld", (int)parameter, (long long)m->value);
    }
    return 0;
}

/* One without a result yet, or without one for good, is never the one that has it. */
static const char *key_kind(struct str status)
{
    return str_is(status, "registered")  ? "content registered"
           : str_is(status, "cancelled") ? "content cancelled"
                                         : "content";
}

/* Values in the parameters' order, whatever order they came in. A day and its first second are not
 * the same time, nor is a value at rest the one in activity. */
static void content_key(struct observation *o)
{
    char text[256];
    const struct caltime *time = &o->effective;
    size_t len = (size_t)snprintf(text, sizeof text, "%d %lld %lld", (int)o->panel,
                                  (long long)time->from, (long long)time->until);
    for (int parameter = 1; parameter < PARAMETER_COUNT; parameter++)
        len += value_add(o, (enum parameter)parameter, text + len, sizeof text - len);
    if (o->count && o->values[0].measurement.conditions)
        len += (size_t)snprintf(text + len, sizeof text - len, " under %u",
                                o->values[0].measurement.conditions);
    sha256_key(key_kind(o->status), (struct str){text, len}, o->device, o->key);
}

void observation_key(struct observation *observation, const struct uuid *account,
                     struct str idempotency_key)
{
    if (observation->identifier_value.len)
        observation_identifier_key(observation->identifier_system, observation->identifier_value,
                                   observation->key);
    else if (idempotency_key.at)
        sha256_key("idempotency", (struct str){(const char *)account->b, sizeof account->b},
                   idempotency_key, observation->key);
    else
        content_key(observation);
}
