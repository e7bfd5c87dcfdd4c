// SPDX-License-Identifier: Apache-2.0
#include "maptest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

MaptestMemory maptest_memory;

static uint64_t random_state;

void maptest_random_start(uint64_t seed) {
    random_state = seed;
}

uint64_t maptest_random(void) {
    uint64_t x = random_state += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

size_t maptest_below(size_t n) {
    return (size_t)(maptest_random() % n);
}

bool maptest_may_allocate(void) {
    MaptestMemory *m = &maptest_memory;
    m->calls++;
    bool fails = m->calls == m->fail_at || (m->fail_from && m->calls >= m->fail_from) ||
                 (m->one_in && maptest_below(m->one_in) == 0);
    m->failed += fails;
    return !fails;
}

static void *counting_alloc(size_t size, void *ctx) {
    (void)ctx;
    void *p = maptest_may_allocate() ? malloc(size) : NULL;
    if (p) {
        memset(p, 0xa5, size);
        maptest_memory.live++;
        maptest_memory.bytes += size;
    }
    return p;
}

static void counting_free(void *p, size_t size, void *ctx) {
    (void)ctx;
    assert_non_null(p);
    memset(p, 0x5a, size);
    maptest_memory.live--;
    maptest_memory.bytes -= size;
    free(p);
}

GomapAllocator maptest_allocator(void) {
    return (GomapAllocator){counting_alloc, counting_free, NULL};
}

int maptest_set_up(void **state) {
    (void)state;
    maptest_memory = (MaptestMemory){0};
    maptest_random_start(1);
    return 0;
}

int maptest_tear_down(void **state) {
    (void)state;
    assert_int_equal(maptest_memory.live, 0);
    assert_int_equal(maptest_memory.bytes, 0);
    return 0;
}

Gomap *maptest_new(const GomapType *type, size_t hint) {
    Gomap *map;
    assert_int_equal(gomap_new(type, hint, &map), GOMAP_OK);
    return map;
}

GomapStats maptest_stats(const Gomap *map) {
    GomapStats stats;
    gomap_stats(map, &stats);
    return stats;
}

void maptest_sound(const Gomap *map) {
    char why[120];
    if (!gomap_check(map, why, sizeof why))
        fail_msg("%s", why);
}

GomapType maptest_u64(void) {
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    type.allocator = maptest_allocator();
    return type;
}

void maptest_put(Gomap *map, uint64_t key, uint64_t value) {
    assert_int_equal(gomap_put(map, &key, &value), GOMAP_OK);
}

Gomap *maptest_filled(const GomapType *type, uint64_t n) {
    Gomap *map = maptest_new(type, 0);
    for (uint64_t i = 0; i < n; i++)
        maptest_put(map, i, i);
    return map;
}

void maptest_finish_growth(Gomap *map) {
    uint64_t absent = UINT64_MAX;
    while (maptest_stats(map).old_buckets)
        assert_false(gomap_remove(map, &absent));
}

size_t maptest_iterate(Gomap *map) {
    size_t n = 0;
    GomapIter it;
    for (gomap_iter_init(&it, map); gomap_iter_next(&it);)
        n++;
    return n;
}

uint64_t maptest_order(Gomap *map) {
    uint64_t order = 0;
    GomapIter it;
    for (gomap_iter_init(&it, map); gomap_iter_next(&it);)
        order = order * 31 + *(const uint64_t *)it.key;
    return order;
}
