/* The command line's table; what each verb does stands in its own file. */
#include "command/verbs.h"

#include <malloc.h>
#include <sys/stat.h>

/* clang-format off */
static const struct verb *const verbs[] = {
    &serve_verb,
    &init_verb,
    &migrate_verb,
    &grant_verb,
    &check_verb,
    &backup_verb,
    &restore_verb,
    &backup_key_verb,
    &export_verb,
    &programme_check_verb,
    &programme_load_verb,
    &programme_approve_verb,
    &programme_list_verb,
    &replay_verb,
    &link_verb,
    &demo_verb,
    &token_verb,
    &routes_verb,
    &print_config_verb,
    NULL,
};
/* clang-format on */

int main(int argc, char **argv)
{
    umask(0077); /* a record of health is nobody else's to read on this machine */
    /* One heap: glibc's arenas cost a system call per page in the threads that commit. */
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_TRIM_THRESHOLD, 1 << 28);
    return verb_main(verbs, argc, argv);
}
