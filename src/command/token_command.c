/* `varde token`: a bearer token for a demo or machine user. */
#include "app.h"
#include "auth/session.h"
#include "base/caltime.h"
#include "command/verbs.h"

#include <stdio.h>

/* A token for a demo or machine user. */
struct token_command {
    struct command command;
    struct login login;
    int64_t hours;
    char token[TOKEN_TEXT];
};

static bool token_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct token_command *self = (struct token_command *)(void *)command;
    (void)error;
    session_open(tx, str_of(self->token), &self->login.account, &self->login.role, "bearer",
                 tx->now + self->hours * HOUR);
    return true;
}

static bool make_token(struct app *app, const char *login, struct token_command *token,
                       struct error *error)
{
    struct arena arena;
    bool found = false;
    struct db *db = readers_take(app->readers, error);
    arena_init(&arena);
    bool ok =
        db && login_find(db, &arena, str_of(login), clock_now(NULL), &found, &token->login, error);
    readers_give(app->readers, db);
    arena_finish(&arena);
    if (ok && !found)
        return error_at(error, ERROR_NOT_FOUND, "--as", "there is no log-in “%s”", login);
    if (ok && !app->config.demo && strcmp(token->login.kind, "machine") != 0)
        return error_at(error, ERROR_FORBIDDEN, "--as",
                        "tokens for people are made only with demo = true (VARDE_DEMO=true)");
    if (!ok)
        return false;
    token_make(token->token);
    return writer_run(app->writer, &token->command, error);
}

static int run(const struct verb_line *line)
{
    struct error error = {0};
    struct app app = {0};
    struct token_command token = {.command = {.apply = token_apply}};
    const char *login = verb_option(line, "--as");
    if (!login)
        error_at(&error, ERROR_MALFORMED, "--as", "say for which log-in");
    bool ok = login && verb_number(line, "--hours", 1, 24 * 365, 12, &token.hours, &error) &&
              app_open(&app, &line->config, 0, &error) && make_token(&app, login, &token, &error);
    app_close(&app);
    if (!ok)
        return verb_fail(line, &error);
    printf("%s\n", token.token);
    return EXIT_GOOD;
}

static const struct option options[] = {
    {"--as", "LOGIN", "for which log-in"},
    {"--hours", "H", "how long it holds [12]"},
    {NULL},
};

const struct verb token_verb = {
    .name = "token",
    .operands = "",
    .summary = "print a bearer token for a machine, or in a demonstration for anybody",
    .settings = SETTINGS_DB,
    .options = options,
    .run = run,
};
