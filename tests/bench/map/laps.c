// SPDX-License-Identifier: Apache-2.0
//
// A lap that took more than 20 us while the kernel counted an involuntary switch loses the
// difference of the wall clock and the thread's processor time since the last look. What the
// hypervisor takes is in both clocks and stays; the null adapter shows how much that is.
//
// LIMIT: a switch shorter than 20 us stays in its lap, and is taken out of the next slow one.
#include "laps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "driver.h"

enum { SLOW_NS = 20000, CALIBRATION_NS = 50000000 };

static double clock_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static long preemptions(void) {
    struct rusage used;
    getrusage(RUSAGE_THREAD, &used);
    return used.ru_nivcsw;
}

static double ticks_per_ns(void) {
    double start = clock_ns(CLOCK_MONOTONIC), end;
    uint64_t first = tick_count();
    do
        end = clock_ns(CLOCK_MONOTONIC);
    while (end - start < CALIBRATION_NS);
    return (double)(tick_count() - first) / (end - start);
}

void laps_init(Laps *laps, size_t n) {
    *laps = (Laps){.ticks = malloc(n * sizeof *laps->ticks), .per_ns = ticks_per_ns()};
    if (!laps->ticks)
        driver_fail("out of memory");
    memset(laps->ticks, 0xff, n * sizeof *laps->ticks);
    laps->slow = (uint64_t)(SLOW_NS * laps->per_ns);
    laps_look(laps, 0);
}

void laps_fini(Laps *laps) {
    free(laps->ticks);
}

uint64_t laps_look(Laps *laps, uint64_t took) {
    double wall = clock_ns(CLOCK_MONOTONIC), cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    long preempted = preemptions();
    double off = ((wall - laps->wall) - (cpu - laps->cpu)) * laps->per_ns;
    if (took > laps->slow && preempted != laps->preempted && off > 0)
        took = off < (double)took ? took - (uint64_t)off : 0;
    laps->wall = wall;
    laps->cpu = cpu;
    laps->preempted = preempted;
    return took;
}

static int compare(const void *a, const void *b) {
    uint32_t p = *(const uint32_t *)a, q = *(const uint32_t *)b;
    return (p > q) - (p < q);
}

static double ns(const Laps *laps, uint32_t ticks) {
    return ticks / laps->per_ns;
}

static double quantile(const Laps *laps, double share) {
    return ns(laps, laps->ticks[(size_t)((double)(laps->count - 1) * share)]);
}

static size_t slower_than(const Laps *laps, double limit) {
    size_t n = 0;
    while (n < laps->count && ns(laps, laps->ticks[laps->count - 1 - n]) > limit)
        n++;
    return n;
}

void laps_print(Laps *laps) {
    double sum = 0;
    for (size_t i = 0; i < laps->count; i++)
        sum += ns(laps, laps->ticks[i]);
    qsort(laps->ticks, laps->count, sizeof *laps->ticks, compare);
    printf("latency-mean %.2f\n", sum / (double)laps->count);
    printf("latency-p50 %.1f\n", quantile(laps, 0.5));
    printf("latency-p99 %.1f\n", quantile(laps, 0.99));
    printf("latency-p99.9 %.1f\n", quantile(laps, 0.999));
    printf("latency-p99.99 %.1f\n", quantile(laps, 0.9999));
    printf("latency-second %.1f\n", ns(laps, laps->ticks[laps->count - 2]));
    printf("latency-max %.1f\n", ns(laps, laps->ticks[laps->count - 1]));
    printf("latency-over-10us %zu\n", slower_than(laps, 1e4));
    printf("latency-over-100us %zu\n", slower_than(laps, 1e5));
    printf("latency-over-1ms %zu\n", slower_than(laps, 1e6));
}
