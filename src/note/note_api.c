#include "note/note_api.h"

#include "json_common.h"
#include "note/note.h"
#include "note/note_store.h"
#include "take.h"

enum { LATEST = 5, PAGE_USUAL = 20, PAGE_MOST = 100, TEXT_MOST = 4000 };

/* Answers. */

static void put_note(struct json_out *out, const struct call *call, const struct note_row *note)
{
    char id[OWNED_TEXT], replaces[OWNED_TEXT];
    owned_text(&call->grant.patient, &note->id, id);
    owned_text(&call->grant.patient, &note->replaces, replaces);
    json_object_open(out);
    json_put_text(out, "id", id);
    put_time(out, "at", note->at);
    json_put_str(out, "by", note->by);
    put_named(out, "organisation", &note->organisation, note->organisation_name);
    json_put_str(out, "text", note->text);
    json_put_text(out, "replaces", uuid_is_zero(&note->replaces) ? NULL : replaces);
    json_object_close(out);
}

static bool read_notes(struct call *call, const struct page *page, bool whole,
                       struct note_row **list_r, size_t *count_r, struct error *error)
{
    const struct note_question question = {
        .patient = call->grant.patient,
        .whole = whole,
        .before = page->id,
        .limit = page->limit + (whole ? 1 : 0),
    };
    return notes_read(call->db, &call->request->arena, &call->who, call->request->now, &question,
                      list_r, count_r, error);
}

bool note_put_latest(struct json_out *out, struct call *call, struct error *error)
{
    const struct page newest = PAGE_NEWEST(LATEST);
    struct note_row *list = NULL;
    size_t count = 0;
    if (permit_role(call->who.role, ACTION_RECORD_READ) &&
        !read_notes(call, &newest, false, &list, &count, error))
        return false;
    json_key(out, "notes");
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        put_note(out, call, &list[i]);
    json_array_close(out);
    return true;
}

enum handled note_list(struct call *call)
{
    struct error error = {0};
    struct page page;
    struct note_row *list;
    struct json_out out;
    size_t count;
    bool more;
    if (!take_page(call, PAGE_USUAL, PAGE_MOST, &page, &error) ||
        !read_notes(call, &page, true, &list, &count, &error))
        return call_fail(call, &error);
    count = page_shown(&page, count, &more);
    json_out_init(&out, &call->request->arena, 256 + count * 500);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < count; i++)
        put_note(&out, call, &list[i]);
    json_array_close(&out);
    page_put_next(&out,
                  more ? &(struct page){.at = list[count - 1].at, .id = list[count - 1].id} : NULL);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* Writing. */

static bool read_note(struct call *call, struct note_act *act, struct error *error)
{
    static const char *const names[] = {"text", "replaces", NULL};
    return take_only(call, names, error) &&
           take_lines(call->json, "/text", TEXT_MOST, true, &act->text, error) &&
           take_owned(call, "/replaces",
                      "must be a note about this patient that your organisation wrote",
                      &act->replaces, error);
}

static bool ask(struct write *write, struct tx *tx)
{
    note_act_ask(write->data, tx);
    return true;
}

static bool apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    struct note_act *act = write->data;
    struct json_out out;
    if (!note_act_apply(act, tx, error))
        return false;
    const struct note_row row = {
        .id = act->id,
        .at = tx->now,
        .by = str_of(call->who.name),
        .organisation = call->who.organisation,
        .organisation_name = str_of(call->who.organisation_name),
        .text = act->text,
        .replaces = act->replaces,
    };
    json_out_init(&out, &call->request->arena, 512 + act->text.len);
    put_note(&out, call, &row);
    call_json(call, 201, &out);
    return true;
}

enum handled note_create(struct call *call)
{
    struct error error = {0};
    struct note_act *act = arena_new(&call->request->arena, struct note_act);
    act->patient = call->grant.patient;
    act->grant = &call->grant;
    if (!read_note(call, act, &error))
        return call_fail(call, &error);
    access_entry_of(&call->who, action_word(ACTION_RECORD_WRITE), &act->by);
    return call_write(call, ask, apply, act);
}
