// SPDX-License-Identifier: Apache-2.0

// The records of the heap profiler, by stack and size, and the sampled blocks that live, by
// address. For heap_profile.c and the interposer. All functions take the one lock of the table; its
// memory comes from the kernel, so that they can be called inside an allocation.
//
// A free must find out cheaply that its block was not sampled. Each address belongs to one of 2^16
// one-byte counters, which tell how many sampled blocks there are at its addresses; the table is
// asked only where that is not 0. With the default rate and 1 GiB in use some 2,000 counters are
// not 0, and so 3 in 100 frees ask in vain. The alternatives: a header before each block costs
// memory for all of them; moving sampled blocks to addresses of a pattern, as jemalloc does, costs
// less for most frees, but such blocks come back from the allocator's free lists to hot paths,
// where each free then asks (measured: 12 ns more for each pair of malloc and free, against 2).
#ifndef MAPLEAK_RUNTIME_HEAP_TABLE_H
#define MAPLEAK_RUNTIME_HEAP_TABLE_H

#include "heap_profile.h"

#include <stdatomic.h>

enum { HEAP_TABLE_FILTER_LOG2 = 16 };

extern atomic_uchar heap_table_filter[1 << HEAP_TABLE_FILTER_LOG2];

static inline size_t heap_table_counter(uintptr_t block) {
    return (size_t)((uint64_t)block * 0x9e3779b97f4a7c15 >> (64 - HEAP_TABLE_FILTER_LOG2));
}

// False: the block is not in the table. Takes no lock: the thread that frees a block learned of it,
// and so of the counter, from the one that allocated it.
static inline bool heap_table_may_hold(uintptr_t block) {
    return atomic_load_explicit(&heap_table_filter[heap_table_counter(block)],
                                memory_order_relaxed) != 0;
}

// Memory from the kernel has this bit added to its address, which no block has. It may be given
// back piece by piece, so that a piece is in use again elsewhere before the last one is gone.
enum { HEAP_TABLE_MAPPED = 1 };

typedef struct HeapBlock HeapBlock; // a sampled block

// Records that `block` of `size` bytes was allocated by the stack. If a block is in the table at
// that address its free was not seen, and it counts as freed; but several mappings may be there.
// Without memory the sample is lost.
void heap_table_add(uintptr_t block, const uintptr_t *frames, size_t depth, size_t size);

// Counts the block at the address as freed, if there is one.
void heap_table_remove(uintptr_t block);

// Counts the oldest mapping of this size at the address as freed, if there is one.
void heap_table_remove_mapped(uintptr_t mapping, size_t size);

// Takes the block at the address out of the table, NULL if there is none. It is then to be given to
// one of the other two: back as it was, or counted as freed.
HeapBlock *heap_table_take(uintptr_t block);
void heap_table_put_back(HeapBlock *block);
void heap_table_drop(HeapBlock *block);

size_t heap_table_count(void);
uint64_t heap_table_lost(void);

// Copies the first `max` records and returns how many there are.
size_t heap_table_copy(HeapProfileRecord *out, size_t max);

#endif
