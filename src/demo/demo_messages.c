#include "demo/demo_messages.h"

#include "message/message.h"

/* Who writes a line of a conversation. A nurse who answers has seen what came before it. */
enum { LINES_MOST = 3 };

struct line {
    enum message_side side;
    int minutes; /* before the end */
    const char *body;
};

struct conversation {
    const char *subject;
    bool seen_by_service, seen_by_patient; /* to the end */
    struct line lines[LINES_MOST];
};

/* With patient1: the answer waits for the patient. */
static const struct conversation answered = {
    "Ny inhalator",
    true,
    false,
    {
        {MESSAGE_BY_PATIENT, 190,
         "Hei! Jeg har fått ny inhalator av fastlegen. Skal jeg måle før eller etter at jeg har "
         "brukt den?"},
        {MESSAGE_BY_SERVICE, 95,
         "Hei! Mål før du bruker den, som du har gjort til nå. Sitt i ro i fem minutter først.\n\n"
         "Hilsen oppfølgingstjenesten"},
    },
};

/* With others: the last is read by both, the others wait for the service. */
static const struct conversation others[] = {
    {"Batteri",
     false,
     true,
     {
         {MESSAGE_BY_PATIENT, 160, "Oksymeteret blinker. Jeg tror batteriet er tomt."},
         {MESSAGE_BY_PATIENT, 150, "Jeg har ikke flere batterier hjemme. Hvor får jeg nye?"},
     }},
    {"På hytta i helgen",
     false,
     true,
     {
         {MESSAGE_BY_PATIENT, 120,
          "Vi reiser på hytta fra fredag til mandag. Kan jeg ta med apparatet og måle der?"},
     }},
    {"Time hos legen",
     false,
     true,
     {
         {MESSAGE_BY_PATIENT, 80, "Jeg skal til fastlegen på onsdag. Sender dere målingene dit?"},
     }},
    {"",
     false,
     true,
     {
         {MESSAGE_BY_PATIENT, 65, "Vekten viser bare streker i dag. Hva gjør jeg?"},
     }},
    {"Ny dose",
     false,
     true,
     {
         {MESSAGE_BY_PATIENT, 50, "Legen har gitt meg en ny dose vanndrivende fra i går."},
     }},
    {"",
     true,
     true,
     {
         {MESSAGE_BY_PATIENT, 240, "Takk for praten i går. Skal jeg fortsatt måle hver dag?"},
         {MESSAGE_BY_SERVICE, 200, "Ja, mål hver dag ut uken. Da ser vi på det sammen."},
         {MESSAGE_BY_PATIENT, 180, "Fint, det gjør jeg."},
     }},
};
enum { OTHERS = sizeof others / sizeof others[0] };

struct doing {
    struct command command;
    struct message_act act;
};

static bool ask(struct command *command, struct tx *tx)
{
    message_act_ask(&((struct doing *)(void *)command)->act, tx);
    return true;
}

static bool apply(struct command *command, struct tx *tx, struct error *error)
{
    return message_act_apply(&((struct doing *)(void *)command)->act, tx, error);
}

static struct message_act act_of(const struct demo *demo, const struct demo_patient *patient,
                                 enum message_act_kind kind, enum message_side side)
{
    const struct demo_place *place = &demo->world.places[patient->place];
    bool by_patient = side == MESSAGE_BY_PATIENT;
    return (struct message_act){
        .kind = kind,
        .patient = patient->id,
        .side = side,
        .service = by_patient ? (struct uuid){{0}} : place->service,
        .by =
            {
                .account = by_patient ? patient->account : place->nurse,
                .role = role_word(by_patient ? ROLE_PATIENT : ROLE_NURSE),
                .organisation = by_patient ? (struct uuid){{0}} : place->service,
                .ground = ground_word(by_patient ? GROUND_SELF : GROUND_SERVICE),
                .action = kind == MESSAGE_SEEN ? "message.read" : "message.write",
            },
    };
}

static bool run(struct demo *demo, struct doing *doing, int64_t at, struct error *error)
{
    doing->command = (struct command){.key = doing->act.patient, .ask = ask, .apply = apply};
    demo->app->clock.fixed = at;
    return writer_run(demo->app->writer, &doing->command, error);
}

static bool see(struct demo *demo, const struct demo_patient *patient, const struct uuid *thread,
                enum message_side side, int64_t up_to, int64_t at, struct error *error)
{
    struct doing doing = {.act = act_of(demo, patient, MESSAGE_SEEN, side)};
    doing.act.thread = *thread;
    doing.act.up_to = up_to;
    return run(demo, &doing, at, error);
}

static bool converse(struct demo *demo, const struct demo_patient *patient,
                     const struct conversation *conversation, struct error *error)
{
    struct uuid thread = {{0}};
    int64_t number = 0, at = 0;
    for (int i = 0; i < LINES_MOST && conversation->lines[i].body; i++) {
        const struct line *line = &conversation->lines[i];
        struct doing doing = {.act = act_of(demo, patient, MESSAGE_POST, line->side)};
        at = demo->plan.until - line->minutes * MINUTE;
        doing.act.thread = thread;
        doing.act.subject = str_of(conversation->subject);
        doing.act.body = str_of(line->body);
        if (!run(demo, &doing, at, error))
            return false;
        thread = doing.act.written_thread;
        number = doing.act.written_number;
    }
    at += 5 * MINUTE;
    return (!conversation->seen_by_service ||
            see(demo, patient, &thread, MESSAGE_BY_SERVICE, number, at, error)) &&
           (!conversation->seen_by_patient ||
            see(demo, patient, &thread, MESSAGE_BY_PATIENT, number, at, error));
}

/* Followed by the service, and for a day at least. */
static bool is_here(const struct demo *demo, const struct demo_patient *patient)
{
    return patient->place != PLACE_UTLAND && patient->starts_at < demo->plan.until - DAY;
}

/* Somebody whom nothing but the message makes a case of: who reported green, or nothing that waits;
 * from the end of the list, whose first are the ones by whose names one logs in. */
static const struct demo_patient *next_calm(const struct demo *demo, int64_t *before)
{
    while (--*before > 0) {
        const struct demo_patient *patient = &demo->patients[*before];
        if (is_here(demo, patient) && patient->waits <= ZONE_GREEN && patient->quirk == QUIRK_NONE)
            return patient;
    }
    return NULL;
}

bool demo_messages(struct demo *demo, struct error *error)
{
    int64_t before = demo->plan.patients;
    if (is_here(demo, &demo->patients[0]) && !converse(demo, &demo->patients[0], &answered, error))
        return false;
    for (int i = 0; i < OTHERS; i++) {
        const struct demo_patient *patient = next_calm(demo, &before);
        if (patient && !converse(demo, patient, &others[i], error))
            return false;
    }
    return true;
}
