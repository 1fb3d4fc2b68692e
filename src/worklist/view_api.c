#include "worklist/view_api.h"

#include "house.h"
#include "json_common.h"
#include "worklist/worklist_filter_api.h"

enum { VIEWS_MOST = 20, NAME_MOST = 60, QUERY_MOST = 300 };

static const struct sql LIST = {
    "SELECT id, name, query FROM worklist_view WHERE account_id = ?1 ORDER BY created_at, id"
    " LIMIT ?2",
};
static const struct sql COUNT = {"SELECT count(*) FROM worklist_view WHERE account_id = ?1"};
static const struct sql ONE = {
    "SELECT name FROM worklist_view WHERE account_id = ?1 AND id = ?2",
};
static const struct sql INSERT = {
    "INSERT INTO worklist_view (account_id, id, name, query, created_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5)",
};
static const struct sql REMOVE = {
    "DELETE FROM worklist_view WHERE account_id = ?1 AND id = ?2",
};

struct view {
    struct uuid id;
    struct str name, query;
    struct rows *stands;
};

static void put_view(struct json_out *out, const struct view *view)
{
    json_object_open(out);
    put_id(out, "id", &view->id);
    json_put_str(out, "name", view->name);
    json_put_str(out, "query", view->query);
    json_object_close(out);
}

enum handled view_list(struct call *call)
{
    struct error error = {0};
    struct rows *rows;
    struct json_out out;
    if (!db_run(call->db, &call->request->arena, &LIST,
                ARGS(v_uuid(&call->who.account), v_int(VIEWS_MOST)), &rows, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 512);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct view view = {row_uuid(rows, i, 0), row_str(rows, i, 1), row_str(rows, i, 2), NULL};
        put_view(&out, &view);
    }
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* One's own follow each other, so that nobody gets more than so many. */
static enum handled write_view(struct call *call, bool (*ask)(struct write *write, struct tx *tx),
                               bool (*apply)(struct write *write, struct tx *tx,
                                             struct error *error),
                               struct view *view)
{
    enum handled handled = call_write(call, ask, apply, view);
    call->write->command.key = call->who.account;
    return handled;
}

/* ---- saving ---- */

static bool name_is_good(struct str name)
{
    size_t letters = 0, blanks = 0;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.at[i];
        letters += (c & 0xC0) != 0x80;
        blanks += c == ' ';
    }
    return letters > blanks && letters <= NAME_MOST && !str_has_control(name, false);
}

static bool read_view(struct call *call, struct view *view, struct error *error)
{
    struct error wrong = {0};
    view->name = json_in_str(json_in_get(call->json, "name"));
    view->query = json_in_str(json_in_get(call->json, "query"));
    if (!name_is_good(view->name))
        return error_at(error, ERROR_INVALID, "/name", "must be a name of 1 to %d letters",
                        NAME_MOST);
    if (!view->query.at || view->query.len > QUERY_MOST)
        return error_at(error, ERROR_INVALID, "/query", "must be a query of at most %d bytes",
                        QUERY_MOST);
    if (!worklist_filter_is_choice(call->request, view->query, &wrong))
        return error_at(error, ERROR_INVALID, "/query", "%s%s%s", wrong.place,
                        wrong.place[0] ? " " : "", wrong.detail);
    return true;
}

static bool create_ask(struct write *write, struct tx *tx)
{
    struct view *view = write->data;
    view->stands = db_ask(tx->db, tx->arena, &COUNT, ARGS(v_uuid(&write->call->who.account)));
    return true;
}

static bool create_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    struct view *view = write->data;
    struct json_out out;
    if (row_int(view->stands, 0, 0) >= VIEWS_MOST)
        return error_set(error, ERROR_CONFLICT,
                         "There are %d saved views already. Remove one first.", VIEWS_MOST);
    view->id = house_id(tx);
    db_send(tx->db, &INSERT,
            ARGS(v_uuid(&call->who.account), v_uuid(&view->id), v_str(view->name),
                 v_str(view->query), v_int(tx->now)));
    json_out_init(&out, &call->request->arena, 256);
    put_view(&out, view);
    call_json(call, 201, &out);
    return true;
}

enum handled view_create(struct call *call)
{
    struct error error = {0};
    struct view *view = arena_new(&call->request->arena, struct view);
    if (!read_view(call, view, &error))
        return call_fail(call, &error);
    return write_view(call, create_ask, create_apply, view);
}

/* ---- removing ---- */

static bool remove_ask(struct write *write, struct tx *tx)
{
    struct view *view = write->data;
    view->stands =
        db_ask(tx->db, tx->arena, &ONE, ARGS(v_uuid(&write->call->who.account), v_uuid(&view->id)));
    return true;
}

static bool remove_apply(struct write *write, struct tx *tx, struct error *error)
{
    const struct view *view = write->data;
    if (!rows_count(view->stands))
        return error_set(error, ERROR_NOT_FOUND, "There is no such view.");
    db_send(tx->db, &REMOVE, ARGS(v_uuid(&write->call->who.account), v_uuid(&view->id)));
    respond_empty(write->call->request, 204);
    return true;
}

enum handled view_remove(struct call *call)
{
    struct error error = {0};
    struct view *view = arena_new(&call->request->arena, struct view);
    if (!uuid_parse(call->parameter[0], &view->id)) {
        error_set(&error, ERROR_NOT_FOUND, "There is no such view.");
        return call_fail(call, &error);
    }
    return write_view(call, remove_ask, remove_apply, view);
}
