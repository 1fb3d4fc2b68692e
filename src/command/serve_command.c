/* `varde serve`, and what a service is made of: its settings and its table of URLs. */
#include "command/verbs.h"
#include "router.h"
#include "serve.h"
#include "serve_check.h"

#include <stdio.h>

static int run_serve(const struct verb_line *line)
{
    struct error error = {0};
    struct config config = line->config;
    config_settle_db(&config);
    if (verb_option(line, "--check"))
        return serve_check(&config) ? EXIT_GOOD : EXIT_FAILED;
    return serve(&config, &error) ? EXIT_GOOD : verb_fail(line, &error);
}

static void print(struct buf *text, struct arena *arena)
{
    fputs(buf_cstr(text), stdout);
    arena_finish(arena);
}

static int run_routes(const struct verb_line *line)
{
    struct arena arena;
    struct buf text;
    (void)line;
    arena_init(&arena);
    buf_init(&text, &arena, 4096);
    routes_print(&text);
    print(&text, &arena);
    return EXIT_GOOD;
}

static int run_print_config(const struct verb_line *line)
{
    struct arena arena;
    struct buf text;
    arena_init(&arena);
    buf_init(&text, &arena, 4096);
    config_print(&line->config, &text);
    print(&text, &arena);
    return EXIT_GOOD;
}

static const struct option serve_options[] = {
    {"--check", NULL, "look at all that a start needs, say it line by line, and do not listen"},
    {NULL, NULL, NULL},
};

const struct verb serve_verb = {
    .name = "serve",
    .operands = "",
    .summary = "run the service",
    .help =
        "SIGTERM ends it when all that was taken in is answered. SIGHUP opens log_file anew and "
        "reads the\ncertificate again; other settings take a restart.\n",
    .options = serve_options,
    .settings = SETTINGS_ALL,
    .run = run_serve,
};

const struct verb routes_verb = {
    .name = "routes",
    .operands = "",
    .summary = "the table of URLs, a JSON object a line",
    .run = run_routes,
};

const struct verb print_config_verb = {
    .name = "--print-config",
    .operands = "",
    .summary = "the settings as they would be used",
    .settings = SETTINGS_ALL,
    .run = run_print_config,
};
