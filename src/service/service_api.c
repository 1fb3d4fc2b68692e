#include "service/service_api.h"

/* What is sent now is looked at by then, whether or not something was sent. */
static int64_t looks_by(const struct service *service, int64_t now)
{
    struct promise promise;
    hours_promise(&service->hours, now, &promise);
    return promise.by;
}

static void put_follow_up(struct json_out *out, const struct service *service, int64_t now,
                          struct str text)
{
    struct hours_look look;
    hours_look(&service->hours, now, &look);
    json_object_open(out);
    json_put_str(out, "service", service->name);
    json_put_bool(out, "open", look.open);
    put_time(out, "opens", look.open ? 0 : look.from);
    put_time(out, "looksBy", looks_by(service, now));
    json_put_str(out, "text", text);
    json_object_close(out);
}

void service_put_follow_up(struct json_out *out, struct arena *arena,
                           const struct language *language, const struct service *service,
                           int64_t now)
{
    struct hours_look look;
    json_key(out, "followUp");
    if (!service) {
        json_null(out);
        return;
    }
    hours_look(&service->hours, now, &look);
    put_follow_up(out, service, now, service_look_text(arena, language, &look, now));
}

void service_put_follow_up_sent(struct json_out *out, struct arena *arena,
                                const struct language *language, const struct service *service,
                                int64_t now, enum zone zone)
{
    json_key(out, "followUp");
    if (service)
        put_follow_up(out, service, now, service_sent_text(arena, language, service, now, zone));
    else
        json_null(out);
}

static void put_contact(struct json_out *out, enum contact_kind kind, struct str name,
                        struct str phone)
{
    json_object_open(out);
    json_put_text(out, "kind", contact_word(kind));
    json_put_str(out, "name", name);
    json_put_str(out, "phone", phone);
    json_object_close(out);
}

void service_put_contacts(struct json_out *out, const struct language *language,
                          const struct service *service, int64_t now, enum zone zone, bool red_flag)
{
    enum contact_kind order[CONTACT_COUNT];
    struct hours_look look = {0};
    if (service)
        hours_look(&service->hours, now, &look);
    service_call_order(zone, red_flag, look.open && service->phone.len, order);
    json_key(out, "contacts");
    json_array_open(out);
    for (size_t i = 0; i < CONTACT_COUNT; i++) {
        if (order[i] == CONTACT_OUT_OF_HOURS)
            put_contact(out, order[i], str_of(text_of(language, "contact.out_of_hours")),
                        STR("116117"));
        else if (order[i] == CONTACT_EMERGENCY)
            put_contact(out, order[i], str_of(text_of(language, "contact.emergency")), STR("113"));
        else if (service && service->phone.len)
            put_contact(out, order[i], service->name, service->phone);
    }
    json_array_close(out);
}
