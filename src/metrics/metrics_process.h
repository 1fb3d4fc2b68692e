/* What this process takes of the machine, as Linux tells it. */
#ifndef VARDE_METRICS_PROCESS_H
#define VARDE_METRICS_PROCESS_H

#include <stdint.h>

struct metrics_process {
    int64_t resident;   /* bytes, mapped files included */
    int64_t cpu;        /* microseconds, user and system */
    int64_t open_files; /* descriptors */
    int64_t most_files;
};

/* What cannot be told is 0. */
void metrics_process(struct metrics_process *process_r);

#endif
