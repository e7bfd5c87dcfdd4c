// SPDX-License-Identifier: Apache-2.0

// What the tests of the map share: random numbers, an allocator that counts and fails, short ways
// to make maps and to look at them. Failed expectations end the cmocka test at hand.
#ifndef MAPLEAK_TESTS_MAPTEST_H
#define MAPLEAK_TESTS_MAPTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/gomap.h"

// A test with a name of its own, as "TestName: what holds", that checks maptest_memory at its end.
#define MAPTEST(title, function)                                                \
    {                                                                           \
        .name = (title), .test_func = (function), .setup_func = maptest_set_up, \
        .teardown_func = maptest_tear_down                                      \
    }

// The next number of a fixed sequence; maptest_set_up starts it anew.
uint64_t maptest_random(void);
void maptest_random_start(uint64_t seed);
// A number below `n`.
size_t maptest_below(size_t n);

// What has gone through the allocator. Memory is filled with rubbish when it is handed out and when
// it comes back.
typedef struct MaptestMemory {
    size_t live;      // allocations not freed
    size_t bytes;     // in them
    size_t calls;     // of the allocator so far
    size_t fail_at;   // the call that fails, 0: none
    size_t fail_from; // it and all later ones fail, 0: none
    size_t one_in;    // chance that a call fails, 0: none
    size_t failed;    // calls that did
} MaptestMemory;

extern MaptestMemory maptest_memory;

GomapAllocator maptest_allocator(void);
// Whether the allocation at hand succeeds; for copy hooks with memory of their own.
bool maptest_may_allocate(void);

int maptest_set_up(void **state);
// All memory has come back.
int maptest_tear_down(void **state);

// Never NULL.
Gomap *maptest_new(const GomapType *type, size_t hint);
GomapStats maptest_stats(const Gomap *map);
// gomap_check finds nothing.
void maptest_sound(const Gomap *map);
// u64 to u64, with the allocator above.
GomapType maptest_u64(void);
// The keys 0 to n - 1, each with itself as the value.
Gomap *maptest_filled(const GomapType *type, uint64_t n);
void maptest_put(Gomap *map, uint64_t key, uint64_t value);
// Writes that change no entry, until no growth is under way.
void maptest_finish_growth(Gomap *map);
// Steps of one iteration from its start to its end.
size_t maptest_iterate(Gomap *map);
// A number that tells the order of an iteration over u64 keys.
uint64_t maptest_order(Gomap *map);

#endif
