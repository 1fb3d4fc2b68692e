#include "triage/reasons_api.h"

#include "app.h"

struct teller teller_of(struct call *call)
{
    return (struct teller){.arena = &call->request->arena,
                           .language = call->language,
                           .programmes = call->app->programmes,
                           .db = call->db};
}
