/* Work of a command that takes a while: how far it is, and what goes when it is interrupted. */
#ifndef VARDE_LONG_WORK_H
#define VARDE_LONG_WORK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct long_work {
    bool shown, watching;
    const char *what; /* now: "copying" */
    int64_t told_at;  /* ticks */
    const char *unfinished;
    pthread_t watcher;
};

/* From here on an interrupt (INT, TERM, HUP) takes `unfinished` away, if there is such a file, and
 * ends the process; a pipe whose reader has gone, or a limit of a file's size, is an error of the
 * write. Progress is shown on a terminal, unless quiet. Before any other thread is started. */
void long_work_begin(struct long_work *self, bool quiet, const char *unfinished);
void long_work_now(struct long_work *self, const char *what);
/* context: a struct long_work. all: 0 when it is not known. */
void long_work_told(void *context, int64_t done, int64_t all);
/* Does nothing when it has not begun. */
void long_work_end(struct long_work *self);

#endif
