/* CapabilityStatement: what this server can do, told from its routes. */
#ifndef VARDE_FHIR_CAPABILITY_H
#define VARDE_FHIR_CAPABILITY_H

#include "base/json_out.h"

struct capability {
    const char *software_version;
    const char *base; /* "https://host/fhir" */
    int64_t now;
    /* "Observation read", "Observation search-type" …; NULL is passed over. */
    const char *const *interactions;
    size_t interaction_count;
};

void capability_json(struct json_out *out, const struct capability *capability);

/* "https://host/fhir": the address that was set, else the one that the client used when it looks
 * like one, else where the server listens. */
const char *capability_base(struct arena *arena, const char *base_url, bool tls, struct str host,
                            const char *listen);

#endif
