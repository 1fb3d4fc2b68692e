/* The table of settings, for the files that read it (config.c, config_read.c, config_print.c). */
#ifndef VARDE_CONFIG_TABLE_H
#define VARDE_CONFIG_TABLE_H

#include "config/config.h"

enum setting_type { SETTING_TEXT, SETTING_WORD, SETTING_NUMBER, SETTING_YES_NO };

struct setting {
    const char *name;
    enum setting_type type;
    size_t offset;
    size_t size;         /* of a text's room */
    size_t file_offset;  /* a secret: where the path of its file stands; 0: no secret */
    int64_t least, most; /* of a number */
    const char *usual;   /* default, as text */
    const char *unit;
    const char *help;
};

size_t setting_count(void);
const struct setting *setting_at(size_t i);
/* by_file_r: it was NAME_file. NULL when there is none of that name. */
const struct setting *setting_find(struct str name, bool *by_file_r);
/* The name that comes closest, when it is close enough to be meant; or NULL. */
const char *setting_near(struct str name);
char *setting_text(struct config *config, const struct setting *setting);
/* Of a secret. */
char *setting_file(struct config *config, const struct setting *setting);

#endif
