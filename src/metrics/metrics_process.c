#include "metrics/metrics_process.h"

#include "base/str.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/* The second number of /proc/self/statm, in pages. */
static int64_t resident_bytes(void)
{
    char line[128] = "";
    struct str all, total, resident;
    int64_t pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file)
        return 0;
    if (!fgets(line, sizeof line, file))
        line[0] = 0;
    (void)fclose(file);
    str_cut(str_of(line), ' ', &total, &all);
    str_cut(all, ' ', &resident, &all);
    return str_int(resident, &pages) ? pages * sysconf(_SC_PAGESIZE) : 0;
}

/* Without the folder's own, and the two names that every folder has. */
static int64_t open_files(void)
{
    int64_t count = -3;
    DIR *folder = opendir("/proc/self/fd");
    if (!folder)
        return 0;
    while (readdir(folder))
        count++;
    closedir(folder);
    return count > 0 ? count : 0;
}

static int64_t micros_of(struct timeval time)
{
    return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

void metrics_process(struct metrics_process *process_r)
{
    struct rusage usage;
    struct rlimit files;
    *process_r = (struct metrics_process){.resident = resident_bytes(), .open_files = open_files()};
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        process_r->cpu = micros_of(usage.ru_utime) + micros_of(usage.ru_stime);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0)
        process_r->most_files = (int64_t)files.rlim_cur;
}
