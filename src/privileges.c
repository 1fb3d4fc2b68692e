#include "privileges.h"

#include "base/log.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NAMES = 16384 };

static bool user_find(const char *name, struct passwd *user_r, char names[NAMES],
                      struct error *error)
{
    struct passwd *found = NULL;
    if (getpwnam_r(name, user_r, names, NAMES, &found) != 0 || !found)
        return error_at(error, ERROR_INVALID, "user", "there is no user “%.60s”", name);
    if (found->pw_uid == 0)
        return error_at(error, ERROR_INVALID, "user", "“%.60s” is root itself", name);
    return true;
}

/* setuid from root takes the capabilities along with it. */
static bool become(const struct passwd *user, struct error *error)
{
    if (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
        setuid(user->pw_uid) != 0)
        return error_at(error, ERROR_INVALID, "user", "cannot become %s: %s", user->pw_name,
                        strerror(errno));
    if (setuid(0) == 0 || seteuid(0) == 0 || setgid(0) == 0)
        return error_at(error, ERROR_INVALID, "user", "there is a way back from %s to root",
                        user->pw_name);
    return true;
}

/* Those for the port of the service are not needed once it is bound. */
static void drop_capabilities(void)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0}, {0}};
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    syscall(SYS_capset, &head, none);
}

static void keep_memory_private(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__ /* its search for leaks looks into the process from outside */
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

bool privileges_drop(const char *user, struct error *error)
{
    struct passwd found;
    char names[NAMES];
    if (user[0] && !user_find(user, &found, names, error))
        return false;
    if (user[0] && geteuid() == 0 && !become(&found, error))
        return false;
    if (user[0] && geteuid() != found.pw_uid)
        return error_at(error, ERROR_INVALID, "user", "only root can become “%.60s”", user);
    if (geteuid() == 0)
        log_line(LOG_WARN, "serve.root", "runs as root; give it a user of its own (setting user)");
    else
        drop_capabilities();
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    keep_memory_private();
    return true;
}

bool privileges_files(int64_t files, struct error *error)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= (rlim_t)files)
        return true;
    if (limit.rlim_max < (rlim_t)files)
        return error_at(error, ERROR_INVALID, "connections",
                        "take %lld open files, and %lld are allowed here: raise LimitNOFILE (or "
                        "ulimit -n)",
                        (long long)files, (long long)limit.rlim_max);
    limit.rlim_cur = (rlim_t)files;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    return true;
}
