/* The words of the command line: one table row a verb, with what it takes and how it is explained.
 * `varde VERB --help` is printed from the row. */
#ifndef VARDE_VERB_H
#define VARDE_VERB_H

#include "config/config.h"

enum { EXIT_GOOD = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };
enum { VERB_OPTIONS_MOST = 16, VERB_OPERANDS_MOST = 256 };

struct option {
    const char *flag;  /* "--until"; NULL ends a list */
    const char *value; /* what its value is called in the help; NULL: it takes none */
    const char *help;
};

/* Which settings it takes as flags. The file and the environment are read unless none. */
enum verb_settings { SETTINGS_NONE, SETTINGS_DB, SETTINGS_ALL };

struct verb_line;

struct verb {
    const char *name;     /* "backup"; "programme load" */
    const char *operands; /* as the help shows them: "FILE…" */
    size_t least, most;   /* how many */
    const char *summary;  /* one line */
    const char *help;     /* what there is more to say, in lines; may be NULL */
    enum verb_settings settings;
    const struct option *options;             /* may be NULL */
    int (*run)(const struct verb_line *line); /* returns the exit status */
};

/* One command line, read. */
struct verb_line {
    const struct verb *verb;
    struct config config;
    const char *values[VERB_OPTIONS_MOST]; /* beside verb->options; "" for one without value */
    size_t count;
    const char *operands[VERB_OPERANDS_MOST];
};

/* The value of an option of the verb; NULL when it was not given. */
const char *verb_option(const struct verb_line *line, const char *flag);
/* A whole number, or usual when not given. */
bool verb_number(const struct verb_line *line, const char *flag, int64_t least, int64_t most,
                 int64_t usual, int64_t *value_r, struct error *error);
/* Tells on standard error; returns the exit status: wrong use, or failed. */
int verb_fail(const struct verb_line *line, const struct error *error);

/* Runs what argv asks for; `verbs` ends with NULL. Returns the exit status. */
int verb_main(const struct verb *const verbs[], int argc, char **argv);

#endif
