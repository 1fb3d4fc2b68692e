#include "command/long_work.h"

#include "base/clock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TELL_EVERY = 250000 }; /* microseconds */

static void signals_of(sigset_t *set_r)
{
    sigemptyset(set_r);
    sigaddset(set_r, SIGINT);
    sigaddset(set_r, SIGTERM);
    sigaddset(set_r, SIGHUP);
}

/* A thread of its own, so that it also works while the command waits for a pipe. */
static void *watch(void *argument)
{
    const struct long_work *self = argument;
    sigset_t set;
    int number = 0;
    signals_of(&set);
    if (sigwait(&set, &number) != 0)
        return NULL;
    if (self->unfinished)
        unlink(self->unfinished);
    _exit(128 + number);
}

void long_work_begin(struct long_work *self, bool quiet, const char *unfinished)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t set;
    *self = (struct long_work){.shown = !quiet && isatty(STDERR_FILENO), .unfinished = unfinished};
    signals_of(&set);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (pthread_create(&self->watcher, NULL, watch, self) != 0)
        abort();
    self->watching = true;
}

static void clear(struct long_work *self)
{
    if (self->shown && self->what)
        fputs("\r\033[K", stderr);
}

void long_work_now(struct long_work *self, const char *what)
{
    clear(self);
    self->what = what;
    self->told_at = 0;
    if (self->shown)
        fprintf(stderr, "%s …", what);
}

void long_work_told(void *context, int64_t done, int64_t all)
{
    struct long_work *self = context;
    int64_t now = clock_ticks();
    if (!self->shown || now - self->told_at < TELL_EVERY)
        return;
    self->told_at = now;
    clear(self);
    if (all)
        fprintf(stderr, "%s %lld %%", self->what, (long long)(done * 100 / all));
    else
        fprintf(stderr, "%s %lld rows", self->what, (long long)done);
}

void long_work_end(struct long_work *self)
{
    if (!self->watching)
        return;
    clear(self);
    self->watching = false;
    pthread_cancel(self->watcher);
    pthread_join(self->watcher, NULL);
}
