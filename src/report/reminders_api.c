/* POST /api/me/reminders: whether the patient wants to be reminded. */
#include "due/due.h"
#include "house.h"
#include "json_common.h"
#include "report/report_api.h"
#include "take.h"

static const struct sql SET = {"UPDATE patient SET reminders = ?2 WHERE id = ?1"};

struct wish {
    bool wanted;
};

static bool wish_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct wish *wish = write->data;
    struct access_entry entry;
    struct json_out out;
    (void)error;
    db_send(tx->db, &SET, ARGS(v_uuid(&call->grant.patient), v_int(wish->wanted)));
    due_wake(tx, &call->grant.patient);
    access_entry_of(&call->who, action_word(ACTION_REMINDERS_CHANGE), &entry);
    entry.patient = call->grant.patient;
    house_access(tx, &entry);
    json_out_init(&out, &call->request->arena, 32);
    json_object_open(&out);
    json_put_bool(&out, "reminders", wish->wanted);
    json_object_close(&out);
    call_json(call, 200, &out);
    return true;
}

enum handled report_reminders(struct call *call)
{
    static const char *const names[] = {"wanted", NULL};
    struct error error = {0};
    struct wish *wish = arena_new(&call->request->arena, struct wish);
    if (!take_only(call, names, &error))
        return call_fail(call, &error);
    if (!json_in_is_bool(json_in_get(call->json, "wanted"))) {
        error_at(&error, ERROR_INVALID, "/wanted", "must be true or false");
        return call_fail(call, &error);
    }
    wish->wanted = json_in_true(json_in_get(call->json, "wanted"));
    return call_write(call, NULL, wish_apply, wish);
}
