#include "fhir_metadata.h"

#include "app.h"
#include "base/arena.h"
#include "fhir/capability.h"
#include "version.h"

enum handled fhir_metadata(struct call *call)
{
    struct arena *arena = &call->request->arena;
    const struct config *config = &call->app->config;
    const char **interactions = arena_array(arena, const char *, route_count);
    struct json_out out;
    for (size_t i = 0; i < route_count; i++)
        interactions[i] = routes[i].fhir;
    struct capability capability = {
        .software_version = VARDE_VERSION,
        .base = capability_base(arena, config->base_url, config->tls_cert[0] || config->behind_tls,
                                request_header(call->request, "Host"), config->listen),
        .now = call->request->now,
        .interactions = interactions,
        .interaction_count = route_count,
    };
    json_out_init(&out, arena, 4096);
    capability_json(&out, &capability);
    return call_json(call, 200, &out);
}
