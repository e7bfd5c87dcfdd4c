// SPDX-License-Identifier: Apache-2.0

// What heap_profile.c shares with the interposer: the countdown to the next sample.
//
// Invariants:
// 1. While `busy` is not 0 the thread samples nothing; it is not 0 whenever the profiler calls
//    something that may allocate. So no sample is taken inside another.
// 2. No lock is held while a stack is unwound or an allocator is called.
#ifndef MAPLEAK_RUNTIME_HEAP_CORE_H
#define MAPLEAK_RUNTIME_HEAP_CORE_H

#include "heap_table.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct HeapThread {
    size_t left;     // bytes to the next sample, which is taken when an allocation reaches it
    uint64_t random; // state of the generator
    unsigned epoch;  // of the rate that `left` was drawn for; 0: none yet
    unsigned busy;   // see 1
} HeapThread;

// The initial-exec model: the first use in a thread must not allocate.
extern _Thread_local HeapThread heap_core_thread __attribute__((tls_model("initial-exec")));
extern atomic_uint heap_core_epoch; // changes with the rate

// Defined by the interposer, if that is linked in.
extern const bool heap_interpose_present __attribute__((weak));

// Samples `block` of `size` bytes, which heap_core_passes did not let pass, if the countdown says
// so and it is not 0; `caller` is the return address with which its stack is to begin. Keeps errno.
void heap_core_sample(uintptr_t block, size_t size, const void *caller);

// Counts an allocation of `size` bytes. False: it is to be given to heap_core_sample afterwards.
// Asked before the allocation, so that what is not sampled ends in a jump to the allocator.
static inline bool heap_core_passes(size_t size) {
    HeapThread *t = &heap_core_thread;
    if (size >= t->left || t->epoch != atomic_load_explicit(&heap_core_epoch, memory_order_relaxed))
        return false;
    t->left -= size;
    return true;
}

// The block is about to be freed: takes it out of the profile if it is in it.
static inline void heap_core_forget(const void *block) {
    if (heap_table_may_hold((uintptr_t)block))
        heap_table_remove((uintptr_t)block);
}

// The same for a block that realloc is about to free, if it succeeds: NULL if it is not in the
// profile. What is returned is to be given to heap_core_reallocated.
static inline HeapBlock *heap_core_before_realloc(const void *block) {
    return heap_table_may_hold((uintptr_t)block) ? heap_table_take((uintptr_t)block) : NULL;
}

// `moved` is what realloc to `size` bytes returned.
static inline void heap_core_reallocated(HeapBlock *old, const void *moved, size_t size) {
    if (old && !moved && size != 0)
        heap_table_put_back(old);
    else if (old)
        heap_table_drop(old);
}

#endif
