// SPDX-License-Identifier: Apache-2.0
//
// How long single operations take, one after the other, with a counter of the processor. On a
// machine that is shared an operation may contain the time that another process had its processor;
// that is taken out.
#ifndef BENCH_MAP_LAPS_H
#define BENCH_MAP_LAPS_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

// A counter that runs at a constant rate; the operations before it are done when it is read.
static inline uint64_t tick_count(void) {
#if defined(__x86_64__)
    unsigned processor;
    return __rdtscp(&processor);
#else
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
#endif
}

enum { LAPS_BETWEEN_LOOKS = 4096 };

typedef struct Laps {
    uint32_t *ticks; // one a lap
    size_t count;
    double per_ns;  // ticks
    uint64_t slow;  // ticks, 20 us: a lap that took longer is looked at
    double wall;    // ns, at the last look
    double cpu;     // ns that the thread had run, at the last look
    long preempted; // involuntary switches, at the last look
} Laps;

// Room for n laps, touched, so that storing a lap faults no page in. To be given to laps_fini.
// Takes 50 ms to compare the counter with the clock.
void laps_init(Laps *laps, size_t n);
void laps_fini(Laps *laps);

// `took`, or, if the kernel gave the processor to another thread since the last look, `took`
// without the time in which this thread did not run. To be called every LAPS_BETWEEN_LOOKS laps
// too, so that the last look is never long ago.
uint64_t laps_look(Laps *laps, uint64_t took);

// Adds the lap that began at `start`; the start of the next one.
static inline uint64_t laps_add(Laps *laps, uint64_t start) {
    uint64_t now = tick_count(), took = now - start;
    if (took > laps->slow || laps->count % LAPS_BETWEEN_LOOKS == 0) {
        took = laps_look(laps, took);
        now = tick_count();
    }
    laps->ticks[laps->count++] = took > UINT32_MAX ? UINT32_MAX : (uint32_t)took;
    return now;
}

// Prints the distribution as lines "latency-NAME VALUE": nanoseconds, and the counts over 10 us,
// 100 us and 1 ms. Sorts the laps.
void laps_print(Laps *laps);

#ifdef __cplusplus
}
#endif

#endif
