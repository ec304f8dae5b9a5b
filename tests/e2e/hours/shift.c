/* Preloaded by a test into the program: shifts the hour that the system tells it
 * by the milliseconds that stand in the file WALL_CLOCK, which the test changes
 * while the program runs. Clocks that never step are left as they are. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead;

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("WALL_CLOCK");
    int file = name == NULL ? -1 : open(name, O_RDONLY | O_CLOEXEC);
    void *there = mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
    if (there == MAP_FAILED) abort();
    ahead = there;
}

int clock_gettime(clockid_t which, struct timespec *told) {
    int failed = (int)syscall(SYS_clock_gettime, which, told);
    if (failed == 0 && which == CLOCK_REALTIME && ahead != NULL) {
        told->tv_sec += *ahead / 1000;
        told->tv_nsec += *ahead % 1000 * 1000000;
        if (told->tv_nsec < 0) told->tv_sec -= 1, told->tv_nsec += 1000000000;
        if (told->tv_nsec >= 1000000000) told->tv_sec += 1, told->tv_nsec -= 1000000000;
    }
    return failed;
}

int gettimeofday(struct timeval *restrict told, void *restrict zone) {
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    told->tv_sec = now.tv_sec;
    told->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *told) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    if (told != NULL) *told = now.tv_sec;
    return now.tv_sec;
}
