// SPDX-License-Identifier: Apache-2.0

// Out of memory at every single point of a map's life: the n-th allocation fails, for n = 1, 2, 3 …
// until none does, once alone and once with all after it. Whatever fails, the map is sound after
// each call and holds what it held before, and no memory is lost.
//
// The life goes through insertions, overwriting, removals, trimming, cloning and clearing, for maps
// with boxes, with copy hooks, in the caller's storage, and with NaN keys.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "maptest.h"

enum { IDS = 45, STORAGE = 4096 };

typedef struct Big {
    uint64_t words[25]; // 200 bytes
} Big;

static uint64_t hash_big(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    return gomap_hash_bytes(key, sizeof(Big), seed);
}

static bool equal_big(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return memcmp(a, b, sizeof(Big)) == 0;
}

// An own allocation behind the first word stands for all that a copy may own.
static bool copy_big(void *dst, const void *src, void *ctx) {
    GomapAllocator a = maptest_allocator();
    (void)ctx;
    Big *copy = dst;
    *copy = *(const Big *)src;
    uint64_t *own = a.alloc(sizeof *own, NULL);
    if (own)
        *own = copy->words[0];
    copy->words[24] = (uint64_t)(uintptr_t)own;
    return own != NULL;
}

static void release_big(void *object, void *ctx) {
    (void)ctx;
    Big *big = object;
    void *own = (void *)(uintptr_t)big->words[24];
    if (own)
        maptest_allocator().free(own, sizeof(uint64_t), NULL);
    big->words[24] = 0;
}

static uint64_t hash_first(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    return gomap_hash_bytes(key, sizeof(uint64_t), seed);
}

static bool equal_first(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return ((const Big *)a)->words[0] == ((const Big *)b)->words[0];
}

static GomapType boxed_type(void) {
    return (GomapType){
        .key_size = sizeof(Big), .value_size = sizeof(Big), .hash = hash_big, .equal = equal_big};
}

static GomapType boxed_owning_type(void) {
    GomapType type = boxed_type();
    type.hash = hash_first;
    type.equal = equal_first;
    type.key_copy = type.value_copy = copy_big;
    type.key_release = type.value_release = release_big;
    return type;
}

static GomapType boxed_updating_type(void) {
    GomapType type = boxed_owning_type();
    type.update_key = true;
    return type;
}

static GomapType boxed_value_type(void) {
    return gomap_type_u64(sizeof(Big));
}

static GomapType u64_type(void) {
    return gomap_type_u64(sizeof(uint64_t));
}

static GomapType f64_type(void) {
    return gomap_type_f64(sizeof(uint64_t));
}

static uint64_t hash_lopsided(const void *key, const GomapSeed *seed, void *ctx) {
    return hash_first(key, seed, ctx) & ~(uint64_t)6; // long chains in two of eight buckets
}

static GomapType chains_type(void) {
    GomapType type = u64_type();
    type.hash = hash_lopsided;
    return type;
}

typedef struct Kind {
    const char *name;
    GomapType (*type)(void);
    bool in_storage;
    bool floats;
} Kind;

static const Kind kinds[] = {{"boxes", boxed_type, false, false},
                             {"boxes that own", boxed_owning_type, false, false},
                             {"boxes that own, updated keys", boxed_updating_type, false, false},
                             {"boxed values in storage", boxed_value_type, true, false},
                             {"numbers", u64_type, false, false},
                             {"numbers in storage", u64_type, true, false},
                             {"long chains", chains_type, false, false},
                             {"floats", f64_type, false, true},
                             {"floats in storage", f64_type, true, true}};

typedef struct Life {
    const Kind *kind;
    Gomap *map;
    size_t nans;         // entries with a NaN key
    uint64_t value[IDS]; // of each id's entry, 0: none
} Life;

static const void *key_of(const Kind *kind, uint64_t id, Big *room) {
    *room = (Big){{[0] = id}};
    double number = (double)id;
    if (kind->floats)
        memcpy(room, &number, sizeof number);
    return room;
}

static uint64_t value_in(const void *slot) {
    return *(const uint64_t *)slot;
}

static size_t entries_of(const Life *life) {
    size_t n = life->nans;
    for (size_t id = 0; id < IDS; id++)
        n += life->value[id] != 0;
    return n;
}

static void assert_holds(const Life *life, const Gomap *map) {
    maptest_sound(map);
    assert_int_equal(gomap_len(map), entries_of(life));
    for (uint64_t id = 0; id < IDS; id++) {
        Big key;
        const void *slot = gomap_find(map, key_of(life->kind, id, &key));
        assert_int_equal(slot != NULL, life->value[id] != 0);
        assert_true(!slot || value_in(slot) == life->value[id]);
    }
}

// Each step says what it did, if it did it.
static bool done(GomapStatus status) {
    if (status != GOMAP_OK)
        assert_int_equal(status, GOMAP_NO_MEMORY);
    return status == GOMAP_OK;
}

static void put(Life *life, uint64_t id, uint64_t value) {
    Big key, room = {{[0] = value}};
    if (done(gomap_put(life->map, key_of(life->kind, id, &key), &room)))
        life->value[id] = value;
    assert_holds(life, life->map);
}

static void put_nan(Life *life) {
    double key = NAN;
    uint64_t value = 1;
    if (!life->kind->floats)
        return;
    if (done(gomap_put(life->map, &key, &value)))
        life->nans++;
    assert_holds(life, life->map);
}

static void take_out(Life *life, uint64_t id) {
    Big key;
    assert_int_equal(gomap_remove(life->map, key_of(life->kind, id, &key)), life->value[id] != 0);
    life->value[id] = 0;
    assert_holds(life, life->map);
}

static void clone(Life *life) {
    Gomap *copy;
    bool made = done(gomap_clone(life->map, &copy));
    assert_int_equal(copy != NULL, made);
    if (made)
        assert_holds(life, copy);
    gomap_free(copy);
    assert_holds(life, life->map);
}

static void trim(Life *life) {
    done(gomap_trim(life->map));
    assert_holds(life, life->map);
}

static void clear(Life *life) {
    gomap_clear(life->map);
    memset(life->value, 0, sizeof life->value);
    life->nans = 0;
    assert_holds(life, life->map);
}

// With an iteration under way, which must not read what a failed call left half done.
static void grow_beside_an_iteration(Life *life) {
    GomapIter it;
    gomap_iter_init(&it, life->map);
    for (uint64_t id = 0; id < IDS; id++) {
        put(life, id, id + 300);
        if (gomap_iter_next(&it))
            assert_true(value_in(it.value) != 0);
    }
    trim(life);
    while (gomap_iter_next(&it))
        assert_true(value_in(it.value) != 0);
}

static void live(Life *life) {
    for (uint64_t id = 0; id < IDS; id++) {
        put(life, id, id + 100);
        if (id % 9 == 0)
            put_nan(life);
    }
    for (uint64_t id = 0; id < IDS; id += 3)
        put(life, id, id + 200);
    clone(life);
    for (uint64_t id = 0; id < IDS; id++) {
        if (id % 5)
            take_out(life, id);
    }
    trim(life);
    clone(life);
    grow_beside_an_iteration(life);
    trim(life);
    clear(life);
    trim(life);
    put(life, 1, 1);
    trim(life);
}

// A whole life, of which one allocation or all from it on fail. Whether that one was reached.
static bool live_and_fail(const Kind *kind, size_t n, bool all_after) {
    static _Alignas(max_align_t) unsigned char storage[STORAGE];
    maptest_random_start(7);
    maptest_memory = (MaptestMemory){.fail_at = all_after ? 0 : n, .fail_from = all_after ? n : 0};
    GomapType type = kind->type();
    type.allocator = maptest_allocator();
    type.fixed_seed = true;
    Life life = {.kind = kind};
    assert_true(gomap_storage_size(&type) <= STORAGE);
    if (kind->in_storage)
        assert_int_equal(gomap_new_in(&type, storage, STORAGE, &life.map), GOMAP_OK);
    else if (!done(gomap_new(&type, 12, &life.map)))
        return true;
    live(&life);
    gomap_free(life.map);
    assert_int_equal(maptest_memory.live, 0);
    return maptest_memory.failed > 0;
}

static void every_allocation_may_fail(bool all_after) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t n = 1;
        while (live_and_fail(&kinds[i], n, all_after))
            n++;
        if (n < 8)
            fail_msg("%s: only %zu allocations", kinds[i].name, n);
    }
}

static void one_fails(void **state) {
    (void)state;
    every_allocation_may_fail(false);
}

static void all_fail_from_one_on(void **state) {
    (void)state;
    every_allocation_may_fail(true);
}

static void eight_entries_need_no_memory_in_storage(void **state) {
    (void)state;
    static _Alignas(max_align_t) unsigned char storage[STORAGE];
    GomapType type = maptest_u64();
    maptest_memory.fail_from = 1;
    Gomap *map;
    assert_int_equal(gomap_new_in(&type, storage, gomap_storage_size(&type), &map), GOMAP_OK);
    for (uint64_t round = 0; round < 3; round++) {
        for (uint64_t i = 0; i < 8; i++)
            maptest_put(map, i, i);
        uint64_t ninth = 8;
        assert_int_equal(gomap_put(map, &ninth, &ninth), GOMAP_NO_MEMORY);
        assert_int_equal(gomap_len(map), 8);
        gomap_clear(map);
        assert_int_equal(gomap_trim(map), GOMAP_OK);
    }
    gomap_free(map);
    assert_int_equal(gomap_new_in(&type, storage, gomap_storage_size(&type) - 1, &map),
                     GOMAP_NO_MEMORY);
    assert_int_equal(gomap_new_in(&type, storage + 1, STORAGE - 1, &map), GOMAP_NO_MEMORY);
    assert_null(map);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MAPTEST("any one allocation may fail", one_fails),
        MAPTEST("all allocations from any one on may fail", all_fail_from_one_on),
        MAPTEST("in the caller's storage eight entries need no memory",
                eight_entries_need_no_memory_in_storage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
