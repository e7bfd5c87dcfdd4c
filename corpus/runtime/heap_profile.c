// SPDX-License-Identifier: Apache-2.0

// When an allocation is sampled, and the functions that a program calls in place of malloc.
//
// The distance to the next sample is ceil(-ln(u) * rate) for a uniform u in (0, 1]: a geometric
// number of bytes, which has no memory, so it may be drawn anew at any time without a bias. An
// allocation that does not reach it shortens it; one that does is sampled, once, however far it
// reaches. How a free knows its block is told in heap_table.h.
//
// Not handled: blocks that change hands to plain free; memory that is mapped by the program itself.
#include "heap_profile.h"

#include "allocator.h"
#include "heap_core.h"
#include "heap_stack.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    SLACK = 64, // records that may come while the array for them is allocated
};

_Thread_local HeapThread heap_core_thread __attribute__((tls_model("initial-exec")));
atomic_uint heap_core_epoch = 1;

static atomic_size_t rate = HEAP_PROFILE_RATE;
static atomic_uint_fast64_t threads; // that drew a seed

static uint64_t next_random(HeapThread *t) {
    uint64_t x = t->random += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

// Differs from thread to thread, and by the address from run to run.
static uint64_t first_seed(const HeapThread *t) {
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t number = atomic_fetch_add(&threads, 1) + 1;
    return (number << 48) ^ (uintptr_t)t ^ (uint64_t)now.tv_nsec << 20;
}

static size_t next_distance(HeapThread *t, size_t mean) {
    if (mean == 0)
        return SIZE_MAX;
    if (mean == 1)
        return 0;
    double uniform = ((double)(next_random(t) >> 11) + 1) * 0x1p-53;
    double distance = ceil(-log(uniform) * (double)mean);
    return distance < 0x1p62 ? (size_t)distance : (size_t)1 << 62;
}

// The countdown was drawn for another rate, or not yet.
static bool is_outdated(HeapThread *t) {
    unsigned epoch = atomic_load_explicit(&heap_core_epoch, memory_order_acquire);
    if (t->epoch == epoch)
        return false;
    if (t->epoch == 0 && t->random == 0)
        t->random = first_seed(t);
    t->epoch = epoch;
    return true;
}

// The slow half of heap_core_passes: whether to sample this allocation.
static bool is_due(HeapThread *t, size_t size) {
    if (t->busy)
        return false;
    size_t mean = atomic_load(&rate);
    if (is_outdated(t)) {
        t->left = next_distance(t, mean);
        if (size < t->left) {
            t->left -= size;
            return false;
        }
    }
    t->left = next_distance(t, mean);
    return mean != 0;
}

// Apart, so that the frames are on the stack only when they are needed.
__attribute__((noinline)) static void record(uintptr_t block, size_t size, const void *caller) {
    uintptr_t frames[HEAP_PROFILE_DEPTH];
    size_t depth = heap_stack_capture(caller, frames, HEAP_PROFILE_DEPTH);
    heap_table_add(block, frames, depth, size);
}

void heap_core_sample(uintptr_t block, size_t size, const void *caller) {
    HeapThread *t = &heap_core_thread;
    if (!block || !is_due(t, size))
        return;
    int error = errno;
    t->busy++;
    record(block, size, caller);
    t->busy--;
    errno = error;
}

static bool is_interposed(void) {
    return &heap_interpose_present != NULL;
}

void *heap_profile_malloc(size_t size) {
    if (is_interposed() || heap_core_passes(size))
        return malloc(size);
    void *block = malloc(size);
    heap_core_sample((uintptr_t)block, size, __builtin_return_address(0));
    return block;
}

void *heap_profile_calloc(size_t count, size_t size) {
    size_t total = count * size; // if it overflows there is no block to sample
    if (is_interposed() || heap_core_passes(total))
        return calloc(count, size);
    void *block = calloc(count, size);
    heap_core_sample((uintptr_t)block, total, __builtin_return_address(0));
    return block;
}

void *heap_profile_realloc(void *block, size_t size) {
    if (is_interposed())
        return realloc(block, size);
    HeapBlock *old = heap_core_before_realloc(block);
    void *moved = realloc(block, size);
    heap_core_reallocated(old, moved, size);
    if (!heap_core_passes(size))
        heap_core_sample((uintptr_t)moved, size, __builtin_return_address(0));
    return moved;
}

void heap_profile_free(void *block) {
    if (!is_interposed())
        heap_core_forget(block);
    free(block);
}

static void *map_alloc(size_t size, void *ctx) {
    (void)ctx;
    return heap_profile_malloc(size);
}

static void map_free(void *block, size_t size, void *ctx) {
    (void)size;
    (void)ctx;
    heap_profile_free(block);
}

GomapAllocator heap_profile_allocator(void) {
    return (GomapAllocator){map_alloc, map_free, NULL};
}

static void mapped(void *memory, size_t size, void *ctx) {
    (void)ctx;
    if (!heap_core_passes(size))
        heap_core_sample((uintptr_t)memory | HEAP_TABLE_MAPPED, size, __builtin_return_address(0));
}

static void unmapped(void *memory, size_t size, void *ctx) {
    uintptr_t mapping = (uintptr_t)memory | HEAP_TABLE_MAPPED;
    (void)ctx;
    if (heap_table_may_hold(mapping))
        heap_table_remove_mapped(mapping, size);
}

bool heap_profile_observe_maps(void) {
    return gomap_observe(&(GomapObserver){.mapped = mapped, .unmapped = unmapped});
}

void heap_profile_pause(void) {
    heap_core_thread.busy++;
}

void heap_profile_resume(void) {
    heap_core_thread.busy--;
}

void heap_profile_set_rate(size_t bytes) {
    atomic_store(&rate, bytes);
    // 0 is the epoch of a thread that has none.
    if (atomic_fetch_add(&heap_core_epoch, 1) + 1 == 0)
        atomic_fetch_add(&heap_core_epoch, 1);
}

size_t heap_profile_rate(void) {
    return atomic_load(&rate);
}

void heap_profile_seed(uint64_t seed) {
    HeapThread *t = &heap_core_thread;
    t->random = seed;
    t->epoch = atomic_load(&heap_core_epoch);
    t->left = next_distance(t, atomic_load(&rate));
}

size_t heap_profile_count(void) {
    return heap_table_count();
}

static int64_t now_nanos(void) {
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static HeapProfileRecord *allocate_records(const GomapAllocator *a, size_t count) {
    heap_profile_pause();
    HeapProfileRecord *records = allocator_take(a, count * sizeof *records);
    heap_profile_resume();
    return records;
}

static void free_records(const GomapAllocator *a, HeapProfileRecord *records, size_t count) {
    allocator_give(*a, records, count * sizeof *records);
}

bool heap_profile_take(const GomapAllocator *allocator, HeapProfile *out) {
    *out = (HeapProfile){.allocator = allocator ? *allocator : (GomapAllocator){0}};
    for (;;) {
        size_t room = heap_table_count() + SLACK;
        HeapProfileRecord *records = allocate_records(&out->allocator, room);
        if (!records)
            return false;
        size_t count = heap_table_copy(records, room);
        if (count <= room) {
            out->records = records;
            out->count = count;
            out->room = room;
            break;
        }
        free_records(&out->allocator, records, room);
    }
    out->rate = heap_profile_rate();
    out->lost = heap_table_lost();
    out->time_nanos = now_nanos();
    return true;
}

void heap_profile_fini(HeapProfile *profile) {
    free_records(&profile->allocator, profile->records, profile->room);
    *profile = (HeapProfile){0};
}

void heap_profile_scale(int64_t *count, int64_t *bytes, size_t mean) {
    if (*count == 0 || *bytes == 0) {
        *count = 0;
        *bytes = 0;
        return;
    }
    if (mean <= 1)
        return;
    double average = (double)*bytes / (double)*count;
    double scale = 1 / -expm1(-average / (double)mean);
    *count = (int64_t)((double)*count * scale);
    *bytes = (int64_t)((double)*bytes * scale);
}
