#include "demo/demo_world.h"

#include "house.h"

static const struct sql INSERT_ORGANISATION = {
    "INSERT INTO organisation (id, kind, name, number, parent_id, party_id, created_at, phone)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
};
static const struct sql INSERT_HOURS = {
    "INSERT INTO opening_hours (organisation_id, weekday, opens, closes) VALUES (?1, ?2, ?3, ?4)",
};
static const struct sql INSERT_LINK = {
    "INSERT INTO organisation_link (from_id, to_id, kind) VALUES (?1, ?2, ?3)",
};
static const struct sql INSERT_AGREEMENT = {
    "INSERT INTO agreement (id, title, starts_at, created_at) VALUES (?1, ?2, ?3, ?3)",
};
static const struct sql INSERT_PARTY = {
    "INSERT INTO agreement_party (organisation_id, agreement_id) VALUES (?1, ?2)",
};
static const struct sql INSERT_PROGRAMME = {
    "INSERT INTO agreement_programme (agreement_id, programme) VALUES (?1, ?2)",
};
static const struct sql INSERT_ACCOUNT = {
    "INSERT INTO account (id, login, kind, name, patient_id, active, created_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)",
};
static const struct sql INSERT_ROLE = {
    "INSERT INTO role (id, account_id, organisation_id, role, starts_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5)",
};

/* In the order of the table below. */
enum organisation {
    COMMUNITY,
    NESVIK,
    FJELLDAL,
    UTLAND,
    HOSPITAL,
    LUNG,
    HEART,
    SERVICE,
    OTHER_SERVICE,
    GP_NESVIK,
    GP_FJELLDAL,
    GROUP_HOME,
    ORGANISATIONS,
};

/* party: who signs for it. A party's parent is the party itself here, so that it has none. */
static const struct {
    const char *kind, *name, *number;
    enum organisation party;
    const char *phone; /* of services; numbers that nobody has */
} organisations[ORGANISATIONS] = {
    [COMMUNITY] = {"health_community", "Helsefellesskapet Nesfjorden (demo)", NULL, COMMUNITY},
    [NESVIK] = {"municipality", "Nesvik kommune", "9901", NESVIK},
    [FJELLDAL] = {"municipality", "Fjelldal kommune", "9902", FJELLDAL},
    [UTLAND] = {"municipality", "Utland kommune", "9903", UTLAND},
    [HOSPITAL] = {"hospital", "Nesfjorden sykehus", NULL, HOSPITAL},
    [LUNG] = {"department", "Lungeavdelingen, Nesfjorden sykehus", NULL, HOSPITAL},
    [HEART] = {"department", "Hjerteavdelingen, Nesfjorden sykehus", NULL, HOSPITAL},
    [SERVICE] = {"service", "Oppfølgingstjenesten Nesvik", NULL, NESVIK, "900 00 100"},
    [OTHER_SERVICE] = {"service", "Oppfølgingstjenesten Utland", NULL, UTLAND, "900 00 200"},
    [GP_NESVIK] = {"gp_office", "Nesvik legesenter", NULL, NESVIK},
    [GP_FJELLDAL] = {"gp_office", "Fjelldal legekontor", NULL, FJELLDAL},
    [GROUP_HOME] = {"unit", "Strandveien bofellesskap", NULL, NESVIK},
};

static const struct {
    enum organisation from, to;
    const char *kind;
} links[] = {
    {NESVIK, COMMUNITY, "member"},   {FJELLDAL, COMMUNITY, "member"},
    {HOSPITAL, COMMUNITY, "member"}, {SERVICE, NESVIK, "serves"},
    {SERVICE, FJELLDAL, "serves"},   {OTHER_SERVICE, UTLAND, "serves"},
    {LUNG, SERVICE, "partner"},      {HEART, SERVICE, "partner"},
};

static const struct {
    const char *title;
    enum organisation parties[2];
} agreements[] = {
    {"Nesvik kommune – Fjelldal kommune", {NESVIK, FJELLDAL}},
    {"Nesvik kommune – Nesfjorden sykehus", {NESVIK, HOSPITAL}},
    {"Fjelldal kommune – Nesfjorden sykehus", {FJELLDAL, HOSPITAL}},
};

enum staff { NURSE, NURSE2, COORDINATOR, COORDINATOR2, GP, GP2, SPECIALIST, OUTSIDER };

static const struct {
    const char *login, *name, *role;
    enum organisation organisation;
} staff[] = {
    [NURSE] = {"nurse", "Nina Demo", "nurse", SERVICE},
    [NURSE2] = {"nurse2", "Vegard Demo", "nurse", SERVICE},
    [COORDINATOR] = {"coordinator", "Kjersti Demo", "coordinator", NESVIK},
    [COORDINATOR2] = {"coordinator2", "Amund Demo", "coordinator", FJELLDAL},
    [GP] = {"gp", "Grete Demo", "gp", GP_NESVIK},
    [GP2] = {"gp2", "Faisal Demo", "gp", GP_FJELLDAL},
    [SPECIALIST] = {"specialist", "Sunniva Demo", "specialist", LUNG},
    [OUTSIDER] = {"outsider", "Ulrik Demo", "nurse", OTHER_SERVICE},
    {"caseworker", "Cecilie Demo", "caseworker", NESVIK},
    {"groupstaff", "Bente Demo", "groupstaff", GROUP_HOME},
    {"teamlead", "Toril Demo", "teamlead", SERVICE},
    {"editor", "Edvard Demo", "editor", SERVICE},
    {"admin", "Alma Demo", "admin", NESVIK},
    {"journal", "Journal (demo)", "machine", SERVICE},
    {"admin2", "Arvid Demo", "admin", FJELLDAL},
};
enum { STAFF = sizeof staff / sizeof staff[0] };

struct uuid demo_account(struct tx *tx, const char *login, const char *kind, const char *name,
                         const struct uuid *patient, const char *role,
                         const struct uuid *organisation)
{
    struct uuid account = house_id(tx), id = house_id(tx);
    db_send(tx->db, &INSERT_ACCOUNT,
            ARGS(v_uuid(&account), v_text(login), v_text(kind), v_text(name), v_uuid(patient),
                 v_int(tx->now)));
    db_send(
        tx->db, &INSERT_ROLE,
        ARGS(v_uuid(&id), v_uuid(&account), v_uuid(organisation), v_text(role), v_int(tx->now)));
    return account;
}

/* Monday to Friday, nine to three. */
static void fill_hours(const struct uuid *service, struct tx *tx)
{
    for (int weekday = 0; weekday < 5; weekday++)
        db_send(tx->db, &INSERT_HOURS,
                ARGS(v_uuid(service), v_int(weekday), v_int(9 * 60), v_int(15 * 60)));
}

static void fill_organisations(struct uuid ids[ORGANISATIONS], struct tx *tx)
{
    for (int i = 0; i < ORGANISATIONS; i++)
        ids[i] = house_id(tx);
    for (int i = 0; i < ORGANISATIONS; i++) {
        struct uuid party = ids[organisations[i].party];
        bool own = organisations[i].party == (enum organisation)i;
        db_send(tx->db, &INSERT_ORGANISATION,
                ARGS(v_uuid(&ids[i]), v_text(organisations[i].kind), v_text(organisations[i].name),
                     v_text(organisations[i].number), own ? v_null() : v_uuid(&party),
                     v_uuid(&party), v_int(tx->now), v_text(organisations[i].phone)));
    }
    fill_hours(&ids[SERVICE], tx);
    fill_hours(&ids[OTHER_SERVICE], tx);
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        db_send(
            tx->db, &INSERT_LINK,
            ARGS(v_uuid(&ids[links[i].from]), v_uuid(&ids[links[i].to]), v_text(links[i].kind)));
}

static void fill_agreements(const struct uuid ids[ORGANISATIONS], struct tx *tx)
{
    static const char *const covered[] = {"copd", "heart-failure"};
    for (size_t i = 0; i < sizeof agreements / sizeof agreements[0]; i++) {
        struct uuid id = house_id(tx);
        db_send(tx->db, &INSERT_AGREEMENT,
                ARGS(v_uuid(&id), v_text(agreements[i].title), v_int(tx->now)));
        for (int k = 0; k < 2; k++) {
            db_send(tx->db, &INSERT_PARTY,
                    ARGS(v_uuid(&ids[agreements[i].parties[k]]), v_uuid(&id)));
            db_send(tx->db, &INSERT_PROGRAMME, ARGS(v_uuid(&id), v_text(covered[k])));
        }
    }
}

void demo_world_fill(struct demo_world *world, struct tx *tx)
{
    struct uuid ids[ORGANISATIONS], accounts[STAFF];
    fill_organisations(ids, tx);
    fill_agreements(ids, tx);
    for (int i = 0; i < STAFF; i++) {
        const char *kind = strcmp(staff[i].role, "machine") == 0 ? "machine" : "person";
        accounts[i] = demo_account(tx, staff[i].login, kind, staff[i].name, NULL, staff[i].role,
                                   &ids[staff[i].organisation]);
    }
    *world = (struct demo_world){
        .lung = ids[LUNG], .heart = ids[HEART], .specialist = staff[SPECIALIST].name};
    world->places[PLACE_NESVIK] = (struct demo_place){
        ids[NESVIK],     ids[SERVICE],     ids[GP_NESVIK], accounts[COORDINATOR],
        accounts[NURSE], accounts[NURSE2], staff[GP].name, true};
    world->places[PLACE_FJELLDAL] = (struct demo_place){
        ids[FJELLDAL],   ids[SERVICE],     ids[GP_FJELLDAL], accounts[COORDINATOR2],
        accounts[NURSE], accounts[NURSE2], staff[GP2].name,  true};
    /* Outside the agreement: one nurse, no office or hospital that is linked. */
    world->places[PLACE_UTLAND] = (struct demo_place){
        .municipality = ids[UTLAND],
        .service = ids[OTHER_SERVICE],
        .coordinator = accounts[OUTSIDER],
        .nurse = accounts[OUTSIDER],
        .checker = accounts[OUTSIDER],
        .gp = "Frode Demo",
    };
}
