/* An installation from a file that whoever runs it can read: organisations, what they agreed, the
 * programmes, and who logs in first. docs/examples/installation.conf explains the format.
 *
 *     [municipality nesvik]
 *     name = Nesvik kommune
 *     number = 9901
 *
 * All that is wrong is told at once, each with its line; what is read without a problem holds
 * together and can be stored as it is. */
#ifndef VARDE_INSTALLATION_H
#define VARDE_INSTALLATION_H

#include "auth/who.h"
#include "base/arena.h"
#include "base/error.h"
#include "programme/programme.h"
#include "service/hours.h"

enum {
    INSTALLATION_TEXT_MOST = 1024 * 1024, /* bytes of a file */
    INSTALLATION_LINE_MOST = 1000,
    INSTALLATION_PROBLEMS_MOST = 500, /* those after are only counted */
    INSTALLATION_NONE = -1
};

struct installation_problem {
    int line;
    const char *text;
};

/* Organisations, programmes: by their place in the lists below. */
struct installation_link {
    const struct installation_link *next;
    int line, to;
    struct str kind;
};

struct installation_day {
    const struct installation_day *next;
    int line;
    struct hours_day hours;
    struct str reason;
};

struct installation_organisation {
    int line, parent_line;
    struct str key, kind, name, number, phone; /* number, phone: STR_NONE when not said */
    int parent, party;                         /* a party's parent is INSTALLATION_NONE */
    bool has_hours;
    unsigned weekdays; /* said; a bit each */
    struct hours week;
    const struct installation_day *days;
    const struct installation_link *links;
};

struct installation_programme {
    int line;
    struct str key, file, approved_by, note; /* approved_by STR_NONE: a draft */
    struct programme *programme;
    struct str document;
};

struct installation_cover {
    const struct installation_cover *next;
    int programme;
};

struct installation_agreement {
    int line;
    struct str key, title;
    int parties[2];
    int64_t starts_on, ends_on; /* days since 1970-01-01; ends_on 0: no end */
    const struct installation_cover *programmes;
};

struct installation_account {
    int line;
    struct str login, name, kind;
    enum role role;
    int organisation;
};

struct installation {
    int organisation_count, programme_count, agreement_count, account_count;
    struct installation_organisation *organisations;
    struct installation_programme *programmes;
    struct installation_agreement *agreements;
    struct installation_account *accounts;
    int first_admin;             /* an account */
    size_t problem_count, noted; /* noted: so many are in the list */
    size_t remark_count;         /* what need not be wrong; only when nothing is */
    struct installation_problem *problems, *remarks;
};

/* Where programmes are read from: by id from what is inside the program (file STR_NONE), or from a
 * file. What is read lives in the arena. */
struct installation_source {
    bool (*read)(void *context, struct arena *arena, struct str id, struct str file,
                 struct str *document_r, struct error *error);
    void *context;
};

/* today: the local day. False when there are problems: then only they are to be used. */
bool installation_read(struct arena *arena, struct str text,
                       const struct installation_source *source, int64_t today,
                       struct installation *installation_r);

#endif
