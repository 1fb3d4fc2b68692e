/* A clock that is CLOCK_AWAY seconds ahead, or behind: LD_PRELOADed by tools/hours.sh into every
 * program of a suite. Time of day alone is shifted; what runs steadily, and so each wait, is as it
 * is. Not libfaketime, which the tests of the model use for one program: of many programs, killed
 * at any moment and run as two users, it shares a semaphore, and then some do not start. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Set before any thread is there. */
static long away;
static int (*real)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("CLOCK_AWAY");
    away = text != NULL ? strtol(text, NULL, 10) : 0;
    real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    /* Before begin(): another library's constructor asks. */
    int status = real != NULL ? real(clock, now) : (int)syscall(SYS_clock_gettime, clock, now);
    if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += away;
    return status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec exact;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &exact) != 0)
        return -1;
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now_r)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return -1;
    if (now_r != NULL)
        *now_r = now.tv_sec;
    return now.tv_sec;
}
