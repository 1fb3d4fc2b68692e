#include "command/init_store.h"

#include "account/account_store.h"
#include "agreement/agreement_store.h"
#include "auth/login_link.h"
#include "auth/operator.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "house.h"
#include "organisation/organisation_store.h"
#include "programme/programme_store.h"
#include "service/opening_store.h"

static const struct sql HOLDS = {
    "SELECT (SELECT count(*) FROM organisation), (SELECT count(*) FROM account),"
    " (SELECT count(*) FROM programme), (SELECT count(*) FROM patient)",
};

/* What is being stored. */
struct filling {
    struct tx *tx;
    const struct installation *from;
    struct who operator;
    struct uuid *organisations; /* ids, in the order of the file */
};

bool init_store_holds(struct db *db, struct arena *arena, struct str *holds_r, struct error *error)
{
    static const char *const words[] = {"organisation", "account", "programme", "patient"};
    struct rows *rows;
    struct buf text;
    if (!db_run(db, arena, &HOLDS, NO_ARGS, &rows, error))
        return false;
    buf_init(&text, arena, 80);
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        int64_t count = row_int(rows, 0, i);
        if (count)
            buf_printf(&text, "%s%lld %s%s", text.len ? ", " : "", (long long)count, words[i],
                       count == 1 ? "" : "s");
    }
    *holds_r = buf_slice(&text);
    return true;
}

static const char *id_text(const struct filling *filling, const struct uuid *id)
{
    char text[UUID_TEXT];
    uuid_text(id, text);
    return arena_text(filling->tx->arena, str_of(text));
}

/* ---- organisations ---- */

static void store_hours(struct filling *filling, int index)
{
    const struct installation_organisation *one = &filling->from->organisations[index];
    const struct uuid *id = &filling->organisations[index];
    if (one->has_hours) {
        opening_set_week(filling->tx, id, &one->week);
        house_note(filling->tx, &filling->operator, action_word(ACTION_HOURS_CHANGE),
                   "%s: the week", id_text(filling, id));
    }
    for (const struct installation_day *at = one->days; at; at = at->next) {
        struct opening_day day = {at->hours, at->reason};
        opening_set_day(filling->tx, id, &day);
        house_note(filling->tx, &filling->operator, action_word(ACTION_HOURS_CHANGE),
                   "%s: day %lld, %d to %d", id_text(filling, id), (long long)day.hours.day,
                   day.hours.opens, day.hours.closes);
    }
}

static void store_links(struct filling *filling, int index)
{
    const struct uuid *id = &filling->organisations[index];
    for (const struct installation_link *at = filling->from->organisations[index].links; at;
         at = at->next) {
        const struct uuid *to = &filling->organisations[at->to];
        organisation_link_add(filling->tx, id, to, at->kind);
        house_note(filling->tx, &filling->operator, action_word(ACTION_ORGANISATION_CHANGE),
                   "%s linked to %s as %.*s", id_text(filling, id), id_text(filling, to),
                   STR_ARG(at->kind));
    }
}

static void store_organisation(struct filling *filling, int index)
{
    const struct installation_organisation *one = &filling->from->organisations[index];
    struct organisation organisation = {
        .id = filling->organisations[index],
        .party = filling->organisations[one->party],
        .kind = one->kind,
        .name = one->name,
        .number = one->number,
        .phone = one->phone,
    };
    if (one->parent != INSTALLATION_NONE)
        organisation.parent = filling->organisations[one->parent];
    organisation_add(filling->tx, &organisation);
    house_note(filling->tx, &filling->operator, action_word(ACTION_ORGANISATION_CHANGE),
               "%s made as %.*s", id_text(filling, &organisation.id), STR_ARG(one->kind));
}

/* How far under its party: a parent is stored before what is under it. */
static int depth_of(const struct installation *from, int index)
{
    int depth = 0;
    for (; from->organisations[index].parent != INSTALLATION_NONE; depth++)
        index = from->organisations[index].parent;
    return depth;
}

static void store_organisations(struct filling *filling)
{
    const struct installation *from = filling->from;
    int count = from->organisation_count;
    int *depths = arena_array(filling->tx->arena, int, (size_t)count);
    filling->organisations = arena_array(filling->tx->arena, struct uuid, (size_t)count);
    for (int i = 0; i < count; i++) {
        filling->organisations[i] = house_id(filling->tx);
        depths[i] = depth_of(from, i);
    }
    for (int depth = 0, left = count; left > 0; depth++)
        for (int i = 0; i < count; i++)
            if (depths[i] == depth) {
                store_organisation(filling, i);
                left--;
            }
    for (int i = 0; i < count; i++) {
        store_links(filling, i);
        store_hours(filling, i);
    }
}

/* ---- programmes ---- */

/* Loaded as a draft, and approved as any draft is: by the name that the file gives. */
static bool store_programme(struct filling *filling, const struct installation_programme *one,
                            struct error *error)
{
    struct tx *tx = filling->tx;
    const struct programme *programme = one->programme;
    struct programme_approval approval = {programme->id, programme->version, one->approved_by,
                                          one->note, .content = STR_NONE};
    enum programme_loaded loaded;
    struct rows *stands = programme_ask(tx, programme->id, programme->version);
    if (!db_settle(tx->db, error) ||
        !programme_load(tx, stands, programme, one->document, NULL, &loaded, error))
        return false;
    house_note(tx, &filling->operator, action_word(ACTION_PROGRAMME_LOAD), "%s version %lld",
               programme->id, (long long)programme->version);
    if (!one->approved_by.at)
        return true;
    stands = programme_ask(tx, programme->id, programme->version);
    if (!db_settle(tx->db, error) || !programme_approve(tx, stands, &approval, error))
        return false;
    house_note(tx, &filling->operator, action_word(ACTION_PROGRAMME_APPROVE),
               "%s version %lld by the name in the installation file", programme->id,
               (long long)programme->version);
    return true;
}

/* ---- agreements ---- */

/* Who installs speaks for both parties, so it is in force at once; the log says so. */
static void store_agreement(struct filling *filling, const struct installation_agreement *one)
{
    struct tx *tx = filling->tx;
    const struct uuid *parties[] = {&filling->organisations[one->parties[0]],
                                    &filling->organisations[one->parties[1]]};
    struct agreement agreement = {
        .id = house_id(tx),
        .proposed_to = *parties[1],
        .title = one->title,
        .starts_at = caltime_oslo_moment(one->starts_on, 0),
        .ends_at = one->ends_on ? caltime_oslo_moment(one->ends_on, 0) : 0,
    };
    agreement_add(tx, &agreement, parties[0], &filling->operator.account);
    for (const struct installation_cover *at = one->programmes; at; at = at->next)
        agreement_add_programme(tx, &agreement.id, filling->from->programmes[at->programme].key);
    agreement_accept(tx, &agreement);
    house_note(tx, &filling->operator, action_word(ACTION_AGREEMENT_CHANGE),
               "%s between %s and %s, accepted for both by the installation file",
               id_text(filling, &agreement.id), id_text(filling, parties[0]),
               id_text(filling, parties[1]));
}

/* ---- accounts ---- */

static struct uuid store_account(struct filling *filling, const struct installation_account *one)
{
    struct tx *tx = filling->tx;
    struct account account = {
        .id = house_id(tx), .login = one->login, .name = one->name, .kind = one->kind};
    struct account_role role = {.account = account.id,
                                .id = house_id(tx),
                                .organisation = filling->organisations[one->organisation],
                                .role = str_of(role_word(one->role))};
    account_add(tx, &account);
    account_role_add(tx, &role, &filling->operator.account);
    house_note(tx, &filling->operator, action_word(ACTION_ACCOUNT_CHANGE), "%s made %.*s for %s",
               id_text(filling, &account.id), STR_ARG(role.role),
               id_text(filling, &role.organisation));
    return account.id;
}

static void store_accounts(struct filling *filling, struct init_store *store)
{
    const struct installation *from = filling->from;
    struct tx *tx = filling->tx;
    for (int i = 0; i < from->account_count; i++) {
        struct uuid id = store_account(filling, &from->accounts[i]);
        if (i != from->first_admin)
            continue;
        store->expires_at = tx->now + LOGIN_LINK_HOURS * HOUR;
        login_link_make(tx, &id, store->expires_at, store->token);
        house_note(tx, &filling->operator, "login.link", "made for %s, for %d hours",
                   id_text(filling, &id), LOGIN_LINK_HOURS);
    }
}

static bool apply(struct command *command, struct tx *tx, struct error *error)
{
    struct init_store *store = (struct init_store *)(void *)command;
    struct filling filling = {.tx = tx, .from = store->installation};
    struct str holds;
    if (!init_store_holds(tx->db, tx->arena, &holds, error))
        return false;
    if (holds.len)
        return error_at(error, ERROR_CONFLICT, "--db",
                        "the database holds %.*s: an installation begins with an empty one",
                        STR_ARG(holds));
    operator_act(tx, &filling.operator);
    store_organisations(&filling);
    for (int i = 0; i < filling.from->programme_count; i++)
        if (!store_programme(&filling, &filling.from->programmes[i], error))
            return false;
    for (int i = 0; i < filling.from->agreement_count; i++)
        store_agreement(&filling, &filling.from->agreements[i]);
    store_accounts(&filling, store);
    return true;
}

struct command init_store_command(void)
{
    return (struct command){.apply = apply, .alone = true};
}
