/* What `varde` can be asked to do: each in a file of its own, NAME_command.c. */
#ifndef VARDE_VERBS_H
#define VARDE_VERBS_H

#include "command/verb.h"

extern const struct verb serve_verb, migrate_verb, demo_verb, token_verb, check_verb, replay_verb,
    routes_verb, print_config_verb, export_verb;
extern const struct verb grant_verb;
extern const struct verb backup_verb, backup_key_verb, restore_verb;
extern const struct verb programme_check_verb, programme_load_verb, programme_approve_verb,
    programme_list_verb;

extern const struct verb init_verb, link_verb;

#endif
