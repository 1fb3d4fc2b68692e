/* Who is named in the record: noted when first referred to, printed in the end, each once. People
 * by name and for whom they act; no log-ins. */
#include "base/json_in.h"
#include "export/export_parts.h"

enum { SLOTS = 256 }; /* chains; so many people and places at a time are a lot for one patient */

struct actor {
    struct actor *next, *in_slot;
    struct uuid id;
    bool organisation;
    const char *type; /* NULL: another's own account, which has no place in this record */
    struct str name, word;
};

struct actors {
    struct arena *arena;
    struct actor *first, **last, *slots[SLOTS];
};

static const struct sql ACCOUNT = {"SELECT kind, name, patient_id FROM account WHERE id = ?1"};
static const struct sql PLACE = {
    "SELECT kind, name, number, phone, parent_id, ended_at FROM organisation WHERE id = ?1",
};
static const struct sql ROLES = {
    "SELECT id, role, organisation_id, starts_at, ends_at FROM role WHERE account_id = ?1"
    " AND organisation_id IS NOT NULL ORDER BY id",
};
static const struct sql KIN = {
    "SELECT may_read, may_report, starts_at, ends_at FROM kin WHERE patient_id = ?1"
    " AND account_id = ?2",
};

struct actors *actors_create(struct arena *arena)
{
    struct actors *actors = arena_new(arena, struct actors);
    actors->arena = arena;
    actors->last = &actors->first;
    return actors;
}

/* ---- noting ---- */

static struct actor **slot_of(struct actors *actors, const struct uuid *id)
{
    return &actors->slots[id->b[15] ^ id->b[14]];
}

static struct actor *known(struct actors *actors, const struct uuid *id, bool organisation)
{
    struct actor *actor = *slot_of(actors, id);
    while (actor && (actor->organisation != organisation || !uuid_equal(&actor->id, id)))
        actor = actor->in_slot;
    return actor;
}

static struct actor *add(struct actors *actors, const struct uuid *id, bool organisation)
{
    struct actor *actor = arena_new(actors->arena, struct actor), **slot = slot_of(actors, id);
    actor->id = *id;
    actor->organisation = organisation;
    actor->in_slot = *slot;
    *slot = actor;
    *actors->last = actor;
    actors->last = &actor->next;
    return actor;
}

static const char *type_of(struct str kind)
{
    return str_is(kind, "machine") ? "Device"
           : str_is(kind, "kin")   ? "RelatedPerson"
                                   : "Practitioner";
}

static struct actor *account(struct export *x, const struct uuid *id)
{
    struct actor *actor = known(x->actors, id, false);
    struct rows *rows;
    if (actor)
        return actor;
    actor = add(x->actors, id, false);
    actor->type = "Practitioner";
    rows = export_ask(x, &ACCOUNT, ARGS(v_uuid(id)));
    if (!rows || !rows_count(rows))
        return actor;
    struct uuid patient = row_uuid(rows, 0, 2);
    actor->name = arena_str(&x->lasting, row_str(rows, 0, 1));
    actor->type = type_of(row_str(rows, 0, 0));
    if (str_is(row_str(rows, 0, 0), "patient"))
        actor->type = uuid_equal(&patient, &x->order->patient) ? "Patient" : NULL;
    return actor;
}

void actors_note(struct export *x, const struct uuid *id)
{
    account(x, id);
}

void organisations_note(struct export *x, const struct uuid *id)
{
    struct rows *rows;
    if (uuid_is_zero(id) || known(x->actors, id, true))
        return;
    struct actor *actor = add(x->actors, id, true);
    actor->type = "Organization";
    rows = export_ask(x, &PLACE, ARGS(v_uuid(id)));
    if (rows && rows_count(rows))
        actor->name = arena_str(&x->lasting, row_str(rows, 0, 1));
}

/* ---- naming ---- */

static void put_named(struct export *x, const char *key, const struct actor *actor)
{
    struct json_out *out = &x->out;
    char id[UUID_TEXT];
    uuid_text(&actor->id, id);
    if (key)
        json_key(out, key);
    json_object_open(out);
    if (actor->type) {
        json_key(out, "reference");
        json_printf(out, "%s/%s", actor->type, strcmp(actor->type, "Patient") ? id : x->patient);
    }
    if (!actor->type)
        json_put_text(out, "display", "another patient");
    else if (actor->name.len)
        json_put_str(out, "display", actor->name);
    json_object_close(out);
}

void put_actor(struct export *x, const char *key, const struct uuid *id)
{
    put_named(x, key, account(x, id));
}

void put_organisation(struct export *x, const char *key, const struct uuid *id)
{
    organisations_note(x, id);
    put_named(x, key, known(x->actors, id, true));
}

void put_agent(struct export *x, const struct uuid *id)
{
    struct json_out *out = &x->out;
    json_key(out, "agent");
    json_array_open(out);
    json_object_open(out);
    put_actor(x, "who", id);
    json_object_close(out);
    json_array_close(out);
}

/* ---- printing ---- */

static void put_text_name(struct json_out *out, struct str name)
{
    if (!name.len)
        return;
    json_key(out, "name");
    json_array_open(out);
    json_object_open(out);
    json_put_str(out, "text", name);
    json_object_close(out);
    json_array_close(out);
}

static void put_number(struct json_out *out, struct str number)
{
    if (!number.len)
        return;
    json_key(out, "identifier");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "system",
                  number.len == 4 ? "https://register.geonorge.no/sosi-kodelister/kommunenummer"
                                  : "urn:oid:2.16.578.1.12.4.1.4.101");
    json_put_str(out, "value", number);
    json_object_close(out);
    json_array_close(out);
}

static void put_phone(struct json_out *out, struct str phone)
{
    if (!phone.len)
        return;
    json_key(out, "telecom");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "system", "phone");
    json_put_str(out, "value", phone);
    json_object_close(out);
    json_array_close(out);
}

static void print_organisation(struct export *x, const struct actor *actor)
{
    struct json_out *out = entry_open(x, "Organization", plain_id(x, &actor->id));
    struct rows *rows = export_ask(x, &PLACE, ARGS(v_uuid(&actor->id)));
    if (rows && rows_count(rows)) {
        struct uuid parent = row_uuid(rows, 0, 4);
        put_number(out, row_str(rows, 0, 2));
        json_put_bool(out, "active", row_is_null(rows, 0, 5));
        json_key(out, "type");
        json_array_open(out);
        put_concept(out, NULL, "organisation-kind", row_str(rows, 0, 0), STR_NONE);
        json_array_close(out);
        json_put_str(out, "name", row_str(rows, 0, 1));
        put_phone(out, row_str(rows, 0, 3));
        if (!uuid_is_zero(&parent))
            put_organisation(x, "partOf", &parent);
    }
    entry_close(x);
}

static void print_role(struct export *x, const struct actor *actor, const struct rows *rows,
                       size_t row)
{
    struct uuid id = row_uuid(rows, row, 0), organisation = row_uuid(rows, row, 2);
    int64_t from = row_int(rows, row, 3), until = row_int(rows, row, 4);
    struct json_out *out = entry_open(x, "PractitionerRole", plain_id(x, &id));
    put_period(out, "period", from, until);
    put_named(x, "practitioner", actor);
    put_organisation(x, "organization", &organisation);
    json_key(out, "code");
    json_array_open(out);
    put_concept(out, NULL, "role", row_str(rows, row, 1), STR_NONE);
    json_array_close(out);
    entry_close(x);
}

/* Only for whom they act that the record names anyway: where else somebody works is no part of it.
 */
static void print_practitioner(struct export *x, const struct actor *actor)
{
    struct rows *rows;
    entry_open(x, "Practitioner", plain_id(x, &actor->id));
    put_text_name(&x->out, actor->name);
    entry_close(x);
    arena_reset(&x->page);
    if (x->failed || !db_run(x->db, &x->page, &ROLES, ARGS(v_uuid(&actor->id)), &rows, x->error)) {
        export_fail(x);
        return;
    }
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid organisation = row_uuid(rows, i, 2);
        if (known(x->actors, &organisation, true))
            print_role(x, actor, rows, i);
    }
}

static void print_kin(struct export *x, const struct actor *actor)
{
    struct json_out *out = entry_open(x, "RelatedPerson", plain_id(x, &actor->id));
    struct rows *rows = export_ask(x, &KIN, ARGS(v_uuid(&x->order->patient), v_uuid(&actor->id)));
    bool is_kin = rows && rows_count(rows);
    if (is_kin) {
        json_key(out, "extension");
        json_array_open(out);
        extend_bool(out, "kin-may-read", row_int(rows, 0, 0) != 0);
        extend_bool(out, "kin-may-report", row_int(rows, 0, 1) != 0);
        json_array_close(out);
    }
    put_patient(x, "patient");
    put_text_name(out, actor->name);
    if (is_kin)
        put_period(out, "period", row_int(rows, 0, 2), row_int(rows, 0, 3));
    entry_close(x);
}

static void print_machine(struct export *x, const struct actor *actor)
{
    struct json_out *out = entry_open(x, "Device", plain_id(x, &actor->id));
    if (actor->name.len) {
        json_key(out, "deviceName");
        json_array_open(out);
        json_object_open(out);
        json_put_str(out, "name", actor->name);
        json_put_text(out, "type", "user-friendly-name");
        json_object_close(out);
        json_array_close(out);
    }
    entry_close(x);
}

/* Printing one may note another, which is then behind it in the list: places first need not be. */
void export_actors(struct export *x)
{
    for (struct actor *actor = x->actors->first; actor && !x->failed; actor = actor->next) {
        if (actor->organisation)
            print_organisation(x, actor);
        else if (actor->type && strcmp(actor->type, "Practitioner") == 0)
            print_practitioner(x, actor);
        else if (actor->type && strcmp(actor->type, "RelatedPerson") == 0)
            print_kin(x, actor);
        else if (actor->type && strcmp(actor->type, "Device") == 0)
            print_machine(x, actor);
    }
}
