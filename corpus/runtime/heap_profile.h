// SPDX-License-Identifier: Apache-2.0

// A sampling heap profiler: which call stacks allocate how much, and how much of it is still held.
//
// The bytes that a thread allocates are counted down; at distances that are exponentially
// distributed around the rate (512 KiB unless set) an allocation is sampled: its stack is recorded,
// and its block is remembered until it is freed. An allocation of s bytes is sampled with
// probability 1 - exp(-s / rate), and heap_profile_scale makes an estimate of all allocations from
// what was sampled. Rate 1 samples everything, rate 0 nothing.
//
// What is counted. There are three ways in, which go together:
//     heap_profile_malloc and its kin, called in place of malloc;
//     heap_profile_allocator, for the memory of a map; heap_profile_observe_maps, for the memory
//     that maps take from the kernel;
//     the library runtime_heap_interpose, which replaces malloc, free and the others of the whole
//     program when it is linked in. heap_profile_malloc then leaves the counting to it.
// A block counts with the size that was asked for, not with what the allocator made of it. A
// realloc counts as a free of the old size and an allocation of the new one.
//
// Collection. Go shows its numbers as of the last garbage collection, so that garbage does not look
// like a leak. Here memory is freed by its owner, at once, and a profile is true at the moment it
// is taken: there is no lag, and nothing to wait for.
//
// Threads. Every function may be called from any thread at any time, also in the middle of an
// allocation; none but heap_profile_take allocates with the program's malloc. Not from a signal
// handler. After fork the child continues with a copy.
//
// Cost. An allocation that is not sampled: one comparison and one subtraction on memory of the
// thread. A free of a block that was not sampled: one byte looked at (see heap_table.h). Together 2
// to 3 ns. A sampled allocation: 3 to 10 us for the stack, O(1) for the rest. The profiler's own
// memory comes from the kernel; records are kept for ever, as in Go.
//
// Source: the sampling and scaling of Go's runtime (runtime/malloc.go, runtime/pprof) as of 1.19.
#ifndef MAPLEAK_RUNTIME_HEAP_PROFILE_H
#define MAPLEAK_RUNTIME_HEAP_PROFILE_H

#include "runtime/gomap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    HEAP_PROFILE_RATE = 512 * 1024, // bytes, the rate at the start of the program
    HEAP_PROFILE_DEPTH = 32,        // frames that are recorded of a stack
};

// Sets the mean distance between samples in bytes; 1 samples all, 0 none. To be called early and
// once: a profile is scaled with the rate that holds when it is taken.
void heap_profile_set_rate(size_t bytes);

size_t heap_profile_rate(void);

// Makes the distances of the calling thread follow from `seed`, for tests.
void heap_profile_seed(uint64_t seed);

// As the functions of the C library, and with blocks of the C library: what these return may be
// given to free, and free's blocks to heap_profile_free. But a sampled block that goes to plain
// free stays in the profile as if it were held.
void *heap_profile_malloc(size_t size);
void *heap_profile_calloc(size_t count, size_t size);
void *heap_profile_realloc(void *block, size_t size);
void heap_profile_free(void *block);

// An allocator for the type of a map: the map's own memory is then in the profile.
GomapAllocator heap_profile_allocator(void);

// Counts from now on the memory that maps take from the kernel and not from an allocator; an array
// counts as held until its last piece went back. False if gomap_observe refuses. To be called
// before there are threads, once.
bool heap_profile_observe_maps(void);

// What the calling thread allocates between the two is not sampled. They nest.
void heap_profile_pause(void);
void heap_profile_resume(void);

// What was sampled of one stack and one size.
typedef struct HeapProfileRecord {
    const uintptr_t *frames; // return addresses, innermost first; valid for ever
    size_t depth;            // of `frames`, 1 to HEAP_PROFILE_DEPTH
    size_t size;             // bytes that were asked for, of each block
    uint64_t allocs;         // sampled blocks
    uint64_t frees;          // of these, freed
} HeapProfileRecord;

typedef struct HeapProfile {
    HeapProfileRecord *records;
    size_t count;
    size_t room;        // of the array, in records
    size_t rate;        // that held when the profile was taken
    uint64_t lost;      // samples that there was no memory to record
    int64_t time_nanos; // when it was taken, since 1970
    GomapAllocator allocator;
} HeapProfile;

// Takes a profile: all records since the program started, in the order of their first sample.
// `allocator` (NULL: malloc and free) gives the memory of the array, which is not in the profile.
// False if there is none, and then `*out` is empty. To be given to heap_profile_fini. O(records).
bool heap_profile_take(const GomapAllocator *allocator, HeapProfile *out);

void heap_profile_fini(HeapProfile *profile);

// The number of records so far.
size_t heap_profile_count(void);

// Estimates all allocations from `count` sampled ones of `bytes` together: both are multiplied by
// 1 / (1 - exp(-average / rate)). With a rate of 1 or 0 they are left as they are. Both become 0 if
// one of them is 0.
void heap_profile_scale(int64_t *count, int64_t *bytes, size_t rate);

#ifdef __cplusplus
}
#endif

#endif
