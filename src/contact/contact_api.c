#include "contact/contact_api.h"

#include "base/caltime.h"
#include "base/clock.h"
#include "clinical/zone.h"
#include "contact/contact.h"
#include "contact/contact_store.h"
#include "json_common.h"
#include "take.h"
#include "worklist/worklist_act.h"
#include "worklist/worklist_api.h"

enum { LATEST = 10, PAGE_USUAL = 20, PAGE_MOST = 100, CLOCKS_DIFFER = 60 * 1000 };

/* Answers. */

static void put_owned(struct json_out *out, const char *key, const struct uuid *patient,
                      const struct uuid *id)
{
    char text[OWNED_TEXT];
    owned_text(patient, id, text);
    json_put_str(out, key, uuid_is_zero(id) ? STR_NONE : str_of(text));
}

/* What personnel wrote to each other is not for everybody who may see the patient. */
static bool reads_record(const struct call *call)
{
    return permit_role(call->who.role, ACTION_RECORD_READ);
}

/* Leaves the object open. */
static void put_contact(struct json_out *out, const struct call *call,
                        const struct contact_row *contact)
{
    bool acknowledged = contact->is_acknowledgement;
    json_object_open(out);
    put_owned(out, "id", &call->grant.patient, &contact->id);
    put_time(out, "at", contact->at);
    json_put_str(out, "by", contact->by);
    json_put_str(out, "kind", contact->kind);
    json_put_str(out, "party", contact->party);
    json_put_text(out, "zone", acknowledged ? zone_word((enum zone)contact->zone) : NULL);
    json_key(out, "outcomes");
    json_raw(out, contact->outcomes);
    json_put_str(out, "about", contact->about);
    json_put_str(out, "note", reads_record(call) ? contact->note : STR_NONE);
    if (acknowledged)
        json_put_bool(out, "closed", contact->closed);
    else
        json_put_null(out, "closed");
    json_put_bool(out, "undone", contact->undone);
}

static void put_whole(struct json_out *out, const struct call *call,
                      const struct contact_row *contact)
{
    put_contact(out, call, contact);
    put_time(out, "recorded", contact->recorded_at);
    put_named(out, "organisation", &contact->organisation, contact->organisation_name);
    put_owned(out, "replaces", &call->grant.patient, &contact->replaces);
    json_object_close(out);
}

static bool read_contacts(struct call *call, const struct page *page, bool whole,
                          struct contact_row **list_r, size_t *count_r, struct error *error)
{
    const struct contact_question question = {
        .patient = call->grant.patient,
        .whole = whole,
        .limit = page->limit + (whole ? 1 : 0),
        .before_at = page->at,
        .before_id = page->id,
    };
    return contacts_read(call->db, &call->request->arena, &call->who, call->request->now, &question,
                         list_r, count_r, error);
}

bool contact_put_latest(struct json_out *out, struct call *call, struct error *error)
{
    const struct page newest = PAGE_NEWEST(LATEST);
    struct contact_row *list;
    size_t count;
    if (!read_contacts(call, &newest, false, &list, &count, error))
        return false;
    json_key(out, "contacts");
    json_array_open(out);
    for (size_t i = 0; i < count; i++) {
        put_contact(out, call, &list[i]);
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

enum handled contact_list(struct call *call)
{
    struct error error = {0};
    struct page page;
    struct contact_row *list;
    struct json_out out;
    size_t count;
    bool more;
    if (!take_page(call, PAGE_USUAL, PAGE_MOST, &page, &error) ||
        !read_contacts(call, &page, true, &list, &count, &error))
        return call_fail(call, &error);
    count = page_shown(&page, count, &more);
    json_out_init(&out, &call->request->arena, 256 + count * 500);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < count; i++)
        put_whole(&out, call, &list[i]);
    json_array_close(&out);
    page_put_next(&out,
                  more ? &(struct page){.at = list[count - 1].at, .id = list[count - 1].id} : NULL);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* Writing. */

static bool read_words(struct call *call, struct contact *contact, struct error *error)
{
    contact->kind = json_in_str(json_in_get(call->json, "kind"));
    contact->party = json_in_str(json_in_get(call->json, "party"));
    if (!act_contact_kind(contact->kind))
        return error_at(error, ERROR_INVALID, "/kind",
                        "must be one of: phone, message, video, visit");
    return act_contact_party(contact->party) ||
           error_at(error, ERROR_INVALID, "/party",
                    "must be one of: patient, kin, gp, hospital, home_nursing, other");
}

static bool read_at(struct call *call, struct contact *contact, struct error *error)
{
    struct json_object *said = json_in_get(call->json, "at");
    int64_t now = call->request->now;
    struct caltime at;
    contact->at = now;
    if (!said)
        return true;
    if (!caltime_parse_oslo(json_in_str(said), false, &at) || at.precision < PRECISION_MINUTE)
        return error_at(error, ERROR_INVALID, "/at", "must be a time, with its zone");
    if (at.from > now + CLOCKS_DIFFER)
        return error_at(error, ERROR_INVALID, "/at", "must not lie in the future");
    if (at.from < now - CONTACT_DAYS_BACK * DAY)
        return error_at(error, ERROR_INVALID, "/at", "must be within the last %d days",
                        CONTACT_DAYS_BACK);
    contact->at = at.from < now ? at.from : now;
    return true;
}

static bool read_contact(struct call *call, struct contact *contact, struct error *error)
{
    static const char *const names[] = {"kind",     "party", "at",       "about",
                                        "outcomes", "note",  "replaces", NULL};
    if (!take_only(call, names, error) || !read_words(call, contact, error) ||
        !read_at(call, contact, error) ||
        !take_line(call->json, "/about", CONTACT_ABOUT_MOST, false, &contact->about, error) ||
        !take_lines(call->json, "/note", CONTACT_NOTE_MOST, false, &contact->note, error) ||
        (json_in_get(call->json, "outcomes") &&
         !worklist_outcomes_read(json_in_get(call->json, "outcomes"), &contact->outcomes, error)) ||
        !take_owned(call, "/replaces",
                    "must be a contact with this patient that your organisation wrote",
                    &contact->replaces, error))
        return false;
    return contact->about.len || contact->note.len || contact->outcomes ||
           error_at(error, ERROR_INVALID, "/about",
                    "say what it was about, what came of it, or write a note");
}

static bool ask(struct write *write, struct tx *tx)
{
    contact_act_ask(write->data, tx);
    return true;
}

static bool apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    struct contact_act *act = write->data;
    const struct contact *contact = &act->contact;
    struct json_out out;
    if (!contact_act_apply(act, tx, error))
        return false;
    const struct contact_row row = {
        .id = act->id,
        .organisation = contact->organisation,
        .organisation_name = str_of(call->who.organisation_name),
        .replaces = contact->replaces,
        .at = contact->at,
        .recorded_at = tx->now,
        .by = str_of(call->who.name),
        .kind = contact->kind,
        .party = contact->party,
        .outcomes = act_outcomes_json(&call->request->arena, contact->outcomes),
        .about = contact->about,
        .note = contact->note,
    };
    json_out_init(&out, &call->request->arena, 512 + contact->note.len);
    put_whole(&out, call, &row);
    call_json(call, 201, &out);
    return true;
}

enum handled contact_create(struct call *call)
{
    struct error error = {0};
    struct contact_act *act = arena_new(&call->request->arena, struct contact_act);
    act->contact = (struct contact){.patient = call->grant.patient,
                                    .organisation = call->who.organisation,
                                    .account = call->who.account};
    act->grant = &call->grant;
    if (!read_contact(call, &act->contact, &error))
        return call_fail(call, &error);
    access_entry_of(&call->who, action_word(ACTION_RECORD_WRITE), &act->by);
    return call_write(call, ask, apply, act);
}
