// SPDX-License-Identifier: Apache-2.0

// Strings that are stored once: two that are equal have the same address, as long as somebody holds
// them. Each `get` is a reference to be released; with the last one the string is gone.
//
//     InternPool *names = intern_pool_new(NULL);
//     const char *a = intern_pool_get(names, "main.c", 6);
//     const char *b = intern_pool_get(names, path, strlen(path));
//     if (a == b) ...
//     intern_pool_release(names, b);
//     intern_pool_release(names, a);
//     intern_pool_free(names);
//
// A pool that interns what strangers send and releases nothing grows for ever. To ask whether a
// string is known, without making it so, is intern_pool_find.
//
// Strings are any bytes, NUL among them, with a NUL behind; they are not changed by anybody.
//
// Threads: all calls but new and free may be made from any thread at any time. The pool is divided
// by hash into parts with a lock each; of the releases only the last one takes a lock.
//
// Memory: a string is one allocation with its count and hash. A pool is sixteen maps, which never
// shrink; a string that is there already costs no allocation.
#ifndef MAPLEAK_RUNTIME_INTERN_POOL_H
#define MAPLEAK_RUNTIME_INTERN_POOL_H

#include "runtime/gomap.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct InternPool InternPool;

// An empty pool, to be given to intern_pool_free. NULL: out of memory. `allocator` is copied; NULL
// or an empty one is malloc and free. It is called under the pool's locks, from any thread.
InternPool *intern_pool_new(const GomapAllocator *allocator);

// Ends the pool and every string that is still held. NULL does nothing. O(strings).
void intern_pool_free(InternPool *pool);

// The pool's string of these bytes, made if need be, with a reference for the caller. NULL: out of
// memory; the pool is as it was. `bytes` may be NULL if `n` is 0. O(n) expected.
const char *intern_pool_get(InternPool *pool, const char *bytes, size_t n);

// The same, but a string that is not there is not made: NULL. What is found is held by the caller
// too, or another thread's release could end it at once.
const char *intern_pool_find(InternPool *pool, const char *bytes, size_t n);

// One reference more to a string that the caller holds; returns it. NULL gives NULL. O(1).
const char *intern_pool_hold(const char *string);

// Gives one reference back. NULL does nothing. To release more often than held is an error that is
// not seen, as is a string of another pool. O(1), the last time O(n) expected.
void intern_pool_release(InternPool *pool, const char *string);

// The bytes of a held string, without the NUL behind. O(1).
size_t intern_pool_length(const char *string);

// How many strings there are. O(1); of a moment if other threads are at work.
size_t intern_pool_count(InternPool *pool);

#ifdef __cplusplus
}
#endif

#endif
