/* What makes two responses the same one. */
#include "response/form_response.h"

#include "base/arena.h"
#include "base/sha.h"

#include <stdio.h>

void form_response_identifier_key(struct str system, struct str value, uint8_t key_r[16])
{
    sha256_key("response identifier", system, value, key_r);
}

/* One that is not completed is never the one that is. */
static const char *key_kind(struct str status)
{
    return str_is(status, "in-progress") ? "content in-progress"
           : str_is(status, "stopped")   ? "content stopped"
                                         : "content";
}

/* A day and its first second are not the same time. */
static void content_key(struct form_response *response)
{
    char text[PROGRAMME_ID + 160];
    const struct programme_form *form = &response->programme->forms[response->form];
    int len = snprintf(text, sizeof text, "%s %.60s %lld %lld", response->programme->id, form->id,
                       (long long)response->authored.from, (long long)response->authored.until);
    sha256_key(key_kind(response->status), (struct str){text, (size_t)len}, response->document,
               response->key);
}

void form_response_key(struct form_response *response, const struct uuid *account,
                       struct str idempotency_key)
{
    if (response->identifier_value.len)
        form_response_identifier_key(response->identifier_system, response->identifier_value,
                                     response->key);
    else if (idempotency_key.at)
        sha256_key("response idempotency",
                   (struct str){(const char *)account->b, sizeof account->b}, idempotency_key,
                   response->key);
    else
        content_key(response);
}
