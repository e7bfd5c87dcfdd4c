// SPDX-License-Identifier: Apache-2.0

// Replaces malloc and its kin in the whole program, so that all its memory is in the heap profile:
// its own, that of its libraries, and that of the C library itself. The work is left to glibc's
// functions under their second names. To be linked as the library runtime_heap_interpose.
//
// The list is that of the glibc manual, "Replacing malloc". malloc_usable_size stays glibc's, as
// all blocks are. reallocarray, strdup, getline and others call the functions replaced here.
//
// LIMIT: glibc only, and linked dynamically: a static libc.a would bring its own malloc along.
// LIMIT: not together with AddressSanitizer, ThreadSanitizer or LeakSanitizer, which replace malloc
// themselves; there heap_profile_malloc and the allocator for maps remain.
#include "heap_core.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef __GLIBC__
#error "heap_interpose.c needs the __libc_malloc family of glibc"
#endif

// glibc exports them, but has no header for them.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t align, size_t size);
void __libc_free(void *block);

const bool heap_interpose_present = true;

void *malloc(size_t size) {
    if (heap_core_passes(size))
        return __libc_malloc(size);
    void *block = __libc_malloc(size);
    heap_core_sample((uintptr_t)block, size, __builtin_return_address(0));
    return block;
}

void *calloc(size_t count, size_t size) {
    size_t total = count * size; // if it overflows there is no block to sample
    if (heap_core_passes(total))
        return __libc_calloc(count, size);
    void *block = __libc_calloc(count, size);
    heap_core_sample((uintptr_t)block, total, __builtin_return_address(0));
    return block;
}

void *realloc(void *block, size_t size) {
    HeapBlock *old = heap_core_before_realloc(block);
    void *moved = __libc_realloc(block, size);
    heap_core_reallocated(old, moved, size);
    if (!heap_core_passes(size))
        heap_core_sample((uintptr_t)moved, size, __builtin_return_address(0));
    return moved;
}

void free(void *block) {
    heap_core_forget(block);
    __libc_free(block);
}

static void *allocate_aligned(size_t align, size_t size, const void *caller) {
    void *block = __libc_memalign(align, size);
    if (!heap_core_passes(size))
        heap_core_sample((uintptr_t)block, size, caller);
    return block;
}

void *memalign(size_t align, size_t size) {
    return allocate_aligned(align, size, __builtin_return_address(0));
}

void *aligned_alloc(size_t align, size_t size) {
    if (align == 0 || (align & (align - 1)) != 0) {
        errno = EINVAL;
        return NULL;
    }
    return allocate_aligned(align, size, __builtin_return_address(0));
}

int posix_memalign(void **out, size_t align, size_t size) {
    if (align == 0 || align % sizeof(void *) != 0 || (align & (align - 1)) != 0)
        return EINVAL;
    int error = errno;
    void *block = allocate_aligned(align, size, __builtin_return_address(0));
    errno = error;
    if (!block)
        return ENOMEM;
    *out = block;
    return 0;
}

static size_t page_size(void) {
    return (size_t)sysconf(_SC_PAGESIZE);
}

void *valloc(size_t size) {
    return allocate_aligned(page_size(), size, __builtin_return_address(0));
}

void *pvalloc(size_t size) {
    size_t page = page_size();
    if (size > SIZE_MAX - page + 1) {
        errno = ENOMEM;
        return NULL;
    }
    return allocate_aligned(page, (size + page - 1) & ~(page - 1), __builtin_return_address(0));
}
