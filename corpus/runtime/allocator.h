// SPDX-License-Identifier: Apache-2.0

// Memory from a GomapAllocator, or from malloc where it is empty.
#ifndef MAPLEAK_RUNTIME_ALLOCATOR_H
#define MAPLEAK_RUNTIME_ALLOCATOR_H

#include "gomap.h"

#include <stdlib.h>

// NULL: there is none. To be given back with the same size.
static inline void *allocator_take(const GomapAllocator *from, size_t size) {
    return from->alloc ? from->alloc(size, from->ctx) : malloc(size);
}

// By value, since the memory may hold the allocator itself. NULL does nothing.
static inline void allocator_give(GomapAllocator to, void *memory, size_t size) {
    if (memory && to.free)
        to.free(memory, size, to.ctx);
    else
        free(memory);
}

#endif
