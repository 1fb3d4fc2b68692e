/* What the reader of an installation file is made of. */
#ifndef VARDE_INSTALLATION_PARSE_H
#define VARDE_INSTALLATION_PARSE_H

#include "installation/installation.h"

struct entry {
    int line;
    struct str key, value;
};

/* [kind name] and the lines under it. */
struct section {
    int line;
    struct str kind, name;
    size_t entry_count;
    struct entry *entries;
};

struct reading {
    struct arena *arena;
    const struct installation_source *source;
    int64_t today;
    int last_line;
    size_t section_count;
    struct section *sections;
    struct installation *out;
};

void installation_problem(struct reading *reading, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void installation_remark(struct reading *reading, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* installation_lines.c: the text as sections. */
void installation_split(struct reading *reading, struct str text);
/* The next of a list with commas; false at its end. */
bool installation_item(struct str *left, struct str *item_r);
/* installation_keys.c: what each section says. */
void installation_keys(struct reading *reading);
/* installation_check.c: whether it holds together. */
void installation_check(struct reading *reading);

/* INSTALLATION_NONE: there is none. */
int installation_organisation_of(const struct installation *installation, struct str key);
int installation_programme_of(const struct installation *installation, struct str key);

#endif
