#include "process.h"

#include "bench.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 4 };

static pid_t children[CHILDREN];

/* Demo log-ins need no proof of who one is; the children serve made-up people only. */
static noreturn void become(char *const argv[])
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    setenv("VARDE_DEMO", "true", 1);
    setenv("VARDE_LOG_LEVEL", "warn", 1);
    execv(argv[0], argv);
    fprintf(stderr, "cannot run %s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

void child_run(char *const argv[], char *output_r, size_t size)
{
    int ends[2], status;
    size_t len = 0;
    if (pipe(ends) != 0)
        bench_fail("pipe: %s", strerror(errno));
    pid_t child = fork();
    if (child < 0)
        bench_fail("fork: %s", strerror(errno));
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        become(argv);
    }
    close(ends[1]);
    for (ssize_t got; (got = read(ends[0], output_r + len, size - 1 - len)) > 0;)
        len += (size_t)got;
    close(ends[0]);
    output_r[len] = 0;
    output_r[strcspn(output_r, "\n")] = 0;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        bench_fail("%s %s failed", argv[0], argv[1]);
}

pid_t child_start(char *const argv[], const char *messages)
{
    pid_t child = fork();
    if (child < 0)
        bench_fail("fork: %s", strerror(errno));
    if (child == 0) {
        int file = open(messages, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
        dup2(file, STDOUT_FILENO);
        dup2(file, STDERR_FILENO);
        become(argv);
    }
    for (int i = 0; i < CHILDREN; i++)
        if (!children[i]) {
            children[i] = child;
            return child;
        }
    bench_fail("more than %d children", CHILDREN);
}

void child_stop(pid_t child)
{
    for (int i = 0; i < CHILDREN; i++) {
        if (!child || children[i] != child)
            continue;
        children[i] = 0;
        kill(child, SIGTERM);
        waitpid(child, NULL, 0);
    }
}

void children_stop(void)
{
    for (int i = 0; i < CHILDREN; i++)
        child_stop(children[i]);
}

static int64_t status_number(const char *status, const char *name)
{
    const char *at = strstr(status, name);
    return at ? strtoll(at + strlen(name), NULL, 10) : 0;
}

int64_t child_memory(pid_t child)
{
    char path[64], status[8192];
    snprintf(path, sizeof path, "/proc/%d/status", (int)child);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len = file < 0 ? -1 : read(file, status, sizeof status - 1);
    if (len <= 0)
        bench_fail("cannot read %s: the server is gone", path);
    close(file);
    status[len] = 0;
    return status_number(status, "\nVmRSS:") - status_number(status, "\nRssFile:");
}

void file_copy(const char *from, const char *to)
{
    static char room[1 << 20];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    ssize_t got = -1;
    if (in < 0 || out < 0)
        bench_fail("cannot copy %s: %s", from, strerror(errno));
    while ((got = read(in, room, sizeof room)) > 0)
        if (write(out, room, (size_t)got) != got)
            bench_fail("cannot write %s: %s", to, strerror(errno));
    if (got < 0 || fsync(out) != 0)
        bench_fail("cannot copy %s: %s", from, strerror(errno));
    close(in);
    close(out);
}

void folder_remove(const char *path)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        if (entry->d_name[0] != '.')
            unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder)
        closedir(folder);
    rmdir(path);
}
