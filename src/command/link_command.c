/* `varde link`: a link by which somebody logs in once. */
#include "command/link_command.h"

#include "app.h"
#include "auth/login_link.h"
#include "auth/operator.h"
#include "command/verbs.h"
#include "house.h"

#include <stdio.h>

static const struct sql LOGIN_OF = {
    "SELECT login FROM account WHERE patient_id = ?1 AND kind = 'patient' ORDER BY login LIMIT 1"};

struct link {
    struct command command;
    struct login login;
    int64_t hours;
    char token[TOKEN_TEXT];
};

static bool link_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct link *link = (struct link *)(void *)command;
    struct who operator;
    char account[UUID_TEXT];
    (void)error;
    operator_act(tx, &operator);
    login_link_make(tx, &link->login.account, tx->now + link->hours * HOUR, link->token);
    uuid_text(&link->login.account, account);
    house_note(tx, &operator, "login.link", "made for %s, for %lld hours", account,
               (long long)link->hours);
    return true;
}

/* Nobody knows the log-in of a patient: the enrolment made it up. */
static bool find_patient(struct db *db, struct arena *arena, const char *id, const char **login_r,
                         struct error *error)
{
    struct uuid patient;
    struct rows *rows = NULL;
    if (uuid_parse(str_of(id), &patient) &&
        !db_run(db, arena, &LOGIN_OF, ARGS(v_uuid(&patient)), &rows, error))
        return false;
    if (!rows || !rows_count(rows))
        return error_at(error, ERROR_NOT_FOUND, "--patient",
                        "there is no patient with this id; it is that of /patients/ID");
    *login_r = arena_text(arena, row_str(rows, 0, 0));
    return true;
}

static bool find(struct db *db, struct arena *arena, const struct verb_line *line,
                 struct login *login_r, struct error *error)
{
    const char *login = verb_option(line, "--as"), *patient = verb_option(line, "--patient");
    bool found = false;
    if (patient && !find_patient(db, arena, patient, &login, error))
        return false;
    return login_find(db, arena, str_of(login), clock_now(NULL), &found, login_r, error) &&
           (found || error_at(error, ERROR_NOT_FOUND, patient ? "--patient" : "--as",
                              "there is no active log-in “%s” with a role in force", login));
}

static bool make_link(struct app *app, const struct verb_line *line, struct link *link,
                      struct error *error)
{
    struct arena arena;
    struct db *db = readers_take(app->readers, error);
    arena_init(&arena);
    bool ok = db && find(db, &arena, line, &link->login, error);
    readers_give(app->readers, db);
    arena_finish(&arena);
    if (ok && strcmp(link->login.kind, "machine") == 0)
        return error_at(error, ERROR_FORBIDDEN, "--as",
                        "a machine does not log in: give it a token (varde token)");
    return ok && writer_run(app->writer, &link->command, error);
}

void link_print(const struct config *config, const char *token)
{
    size_t len = strlen(config->base_url);
    while (len && config->base_url[len - 1] == '/')
        len--;
    if (len) {
        printf("%.*s/login#%s\n", (int)len, config->base_url, token);
        return;
    }
    fprintf(stderr, "base_url is not set: put the address at which people reach the service in the "
                    "place of this one.\n");
    printf("%s://%s/login#%s\n", config->tls_cert[0] ? "https" : "http", config->listen, token);
}

static int run(const struct verb_line *line)
{
    struct error error = {0};
    struct app app = {0};
    struct link link = {.command = {.apply = link_apply}};
    bool one = !verb_option(line, "--as") != !verb_option(line, "--patient");
    if (!one)
        error_at(&error, ERROR_MALFORMED, "--as", "say for whom: either this or --patient");
    bool ok = one &&
              verb_number(line, "--hours", 1, LOGIN_LINK_HOURS_MOST, LOGIN_LINK_HOURS, &link.hours,
                          &error) &&
              app_open(&app, &line->config, 0, &error) && make_link(&app, line, &link, &error);
    app_close(&app);
    if (!ok)
        return verb_fail(line, &error);
    link_print(&line->config, link.token);
    return EXIT_GOOD;
}

static const struct option options[] = {
    {"--as", "LOGIN", "for which log-in"},
    {"--patient", "ID", "for this patient, by the id of /patients/ID"},
    {"--hours", "H", "how long it may be used [24]"},
    {NULL},
};

const struct verb link_verb = {
    .name = "link",
    .operands = "",
    .summary = "print a link by which somebody logs in once",
    .help = "Whoever has the link logs in as that person: give it to nobody else. A newer link "
            "ends the older\nones of the same log-in. That it was made, and used, stands in the "
            "access log.\nIt begins with the setting base_url (--base-url URL).\n",
    .settings = SETTINGS_DB,
    .options = options,
    .run = run,
};
