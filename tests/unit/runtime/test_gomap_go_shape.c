// SPDX-License-Identifier: Apache-2.0

// Go's own tests of its map as properties of this one, part 5: making a map, its buckets, what
// stays allocated, the cost counted in calls of the hooks. The name before the colon is that of
// Go's test; "§" names of runtime facts have none there.
//
// Not here, and why: the benchmarks of map_benchmark_test.go measure time (tests/bench); memory
// that a collector moves or finalises (gc_test.go, mfinal_test.go, internal/intern) has no meaning
// for a map in C, whose entries end with the release hooks; TestMemPprof belongs to the profiler.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dynkey.h"
#include "maptest.h"

static const char *own_path;

static void bucket_sizes(void **state) {
    (void)state;
    GomapType numbers = gomap_type_u64(8), texts = gomap_type_text(8);
    Gomap *a = maptest_new(&numbers, 0), *b = maptest_new(&texts, 0);
    assert_int_equal(maptest_stats(a).bucket_size, 8 + 8 * 8 + 8 * 8 + 8);
    assert_int_equal(maptest_stats(b).bucket_size, 8 + 8 * 16 + 8 * 8 + 8);
    assert_true(sizeof(GomapIter) <= 12 * sizeof(void *));
    gomap_free(a);
    gomap_free(b);
}

static size_t buckets_after(const GomapType *type, size_t hint, uint64_t n) {
    Gomap *map = maptest_new(type, hint);
    for (uint64_t i = 0; i < n; i++)
        maptest_put(map, i, i);
    maptest_sound(map);
    size_t buckets = maptest_stats(map).buckets;
    gomap_free(map);
    return buckets;
}

static void map_buckets(void **state) {
    (void)state;
    static const uint64_t steps[][2] = {{1, 1},   {8, 1},    {9, 2},    {13, 2},
                                        {14, 4},  {26, 4},   {27, 8},   {52, 8},
                                        {53, 16}, {104, 16}, {105, 32}, {1664, 256}};
    GomapType type = maptest_u64();
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        size_t n = steps[i][0];
        assert_int_equal(buckets_after(&type, 0, n), steps[i][1]);
        assert_int_equal(buckets_after(&type, n, n), steps[i][1]);
        assert_int_equal(buckets_after(&type, (size_t)-1, n), steps[i][1]);
        if (n > 8)
            assert_int_equal(buckets_after(&type, n, 0), steps[i][1]);
    }
    assert_int_equal(buckets_after(&type, 0, 0), 0);
    assert_int_equal(buckets_after(&type, 8, 0), 0); // comes with the first insertion
}

static void bogus_hints(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    size_t hints[] = {(size_t)-1, (size_t)1 << 62, (size_t)1 << 63, SIZE_MAX / 8};
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        Gomap *map = maptest_new(&type, hints[i]);
        maptest_put(map, 1, 1);
        assert_int_equal(maptest_stats(map).buckets, 1);
        gomap_free(map);
    }
}

static void a_small_local_map(void **state) {
    (void)state;
    static _Alignas(max_align_t) unsigned char storage[4096];
    GomapType type = maptest_u64();
    assert_in_range(gomap_storage_size(&type), 1, sizeof storage);
    Gomap *map;
    assert_int_equal(gomap_new_in(&type, storage, gomap_storage_size(&type), &map), GOMAP_OK);
    for (uint64_t round = 0; round < 3; round++) {
        for (uint64_t i = 0; i < 8; i++)
            maptest_put(map, i, i);
        assert_int_equal(maptest_iterate(map), 8);
        for (uint64_t i = 0; i < 8; i++)
            assert_true(gomap_remove(map, &i));
    }
    assert_int_equal(maptest_memory.calls, 0);
    for (uint64_t i = 0; i < 1000; i++) // and it can grow out of its storage
        maptest_put(map, i, i);
    maptest_sound(map);
    gomap_free(map);
}

static void remove_range(Gomap *map, uint64_t from, uint64_t to) {
    for (uint64_t i = from; i < to; i++) {
        assert_true(gomap_remove(map, &i));
        if (i % 16 == 0)
            maptest_sound(map);
    }
    maptest_sound(map);
}

static void tombstones(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    for (int round = 0; round < 4; round++) {
        Gomap *map = maptest_filled(&type, 1000);
        maptest_sound(map);
        remove_range(map, 0, 500);
        for (uint64_t i = 500; i < 1500; i++)
            maptest_put(map, i, i);
        maptest_sound(map);
        remove_range(map, 500, 1500);
        assert_int_equal(gomap_len(map), 0);
        for (uint64_t i = 0; i < 1000; i++)
            maptest_put(map, i, i);
        remove_range(map, 0, 1000);
        gomap_free(map);
    }
}

static uint64_t hash_calls;
static uint64_t equal_calls;

static uint64_t counting_hash(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    hash_calls++;
    return dynkey_hash(key, seed);
}

static bool counting_equal(const void *a, const void *b, void *ctx) {
    (void)ctx;
    equal_calls++;
    return dynkey_equal(a, b);
}

typedef enum Sort { NANS, INTS, FLOATS, COMPLEXES, TEXTS, POINTERS, ALL_SORTS } Sort;

static char linear_texts[20000][12];

static DynKey linear_key(Sort sort, int i) {
    switch (sort) {
    case NANS:
        return dynkey_float(NAN);
    case FLOATS:
        return dynkey_float(i % 2 ? i : -i);
    case COMPLEXES:
        return dynkey_complex(i, i);
    case TEXTS:
        return dynkey_text(linear_texts[i]);
    case POINTERS:
        return dynkey_pointer(linear_texts[i]);
    case ALL_SORTS:
        return i % 3 == 0 ? dynkey_int(i) : i % 3 == 1 ? dynkey_float(i) : dynkey_complex(1, i);
    case INTS:
        break;
    }
    return dynkey_int(i);
}

// Calls of hash and equal for n insertions, and for removing all again, the first shown first.
static uint64_t linear_cost(Sort sort, int n) {
    GomapType type = dynkey_type(sizeof(int));
    type.hash = counting_hash;
    type.equal = counting_equal;
    Gomap *map = maptest_new(&type, 0);
    hash_calls = equal_calls = 0;
    for (int i = 0; i < n; i++) {
        DynKey key = linear_key(sort, i);
        assert_int_equal(gomap_put(map, &key, &i), GOMAP_OK);
    }
    assert_int_equal(gomap_len(map), n);
    while (sort != NANS && gomap_len(map) > 0) {
        GomapIter it;
        gomap_iter_init(&it, map);
        assert_true(gomap_iter_next(&it));
        assert_true(gomap_remove(map, it.key));
        gomap_iter_fini(&it);
    }
    gomap_free(map);
    return hash_calls + equal_calls;
}

static void linear(void **state) {
    (void)state;
    for (int i = 0; i < 20000; i++)
        snprintf(linear_texts[i], sizeof linear_texts[i], "%d", i);
    for (Sort sort = NANS; sort <= ALL_SORTS; sort++) {
        for (int n = 1000; n <= 10000; n *= 10)
            assert_true(linear_cost(sort, 2 * n) <= 3 * linear_cost(sort, n));
        assert_true(linear_cost(sort, 10000) < 15 * 10000);
    }
}

static void a_cleared_map_is_as_large(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *map = maptest_filled(&type, 10000);
    GomapStats full = maptest_stats(map);
    gomap_clear(map);
    assert_int_equal(gomap_len(map), 0);
    assert_int_equal(maptest_iterate(map), 0);
    assert_int_equal(maptest_stats(map).buckets, full.buckets);
    assert_int_equal(maptest_stats(map).overflow, 0);
    for (uint64_t i = 0; i < 100; i++)
        maptest_put(map, i, i);
    assert_int_equal(maptest_iterate(map), 100);
    gomap_free(map);
}

static void an_emptied_map_is_as_large(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *map = maptest_filled(&type, 10000);
    maptest_finish_growth(map);
    size_t bytes = maptest_memory.bytes;
    for (uint64_t i = 0; i < 10000; i++)
        assert_true(gomap_remove(map, &i));
    assert_int_equal(maptest_memory.bytes, bytes);
    assert_int_equal(maptest_stats(map).buckets, 2048);
    assert_int_equal(gomap_trim(map), GOMAP_OK); // what Go has no word for
    assert_int_equal(maptest_stats(map).buckets, 0);
    assert_true(maptest_memory.bytes < 1000);
    gomap_free(map);
}

// While a compaction runs there are two tables, each with its overflow buckets.
static void churn(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    type.fixed_seed = true;
    Gomap *map = maptest_filled(&type, 700);
    for (uint64_t i = 700; i < 200000; i++) {
        uint64_t oldest = i - 700;
        assert_true(gomap_remove(map, &oldest));
        maptest_put(map, i, i);
        assert_true(maptest_memory.bytes < 4 * 128 * maptest_stats(map).bucket_size);
    }
    assert_int_equal(maptest_stats(map).buckets, 128);
    assert_int_equal(maptest_stats(map).peak, 700);
    assert_true(maptest_stats(map).compactions > 10);
    maptest_sound(map);
    gomap_free(map);
}

static void a_deleted_cell_is_used_again(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *map = maptest_filled(&type, 100);
    maptest_finish_growth(map);
    GomapStats before = maptest_stats(map);
    for (uint64_t i = 0; i < 10000; i++) {
        uint64_t key = i % 100;
        assert_true(gomap_remove(map, &key));
        maptest_put(map, key, i);
    }
    GomapStats after = maptest_stats(map);
    assert_int_equal(after.buckets, before.buckets);
    assert_int_equal(after.overflow, before.overflow);
    assert_int_equal(after.doublings + after.compactions, before.doublings + before.compactions);
    gomap_free(map);
}

static void put_delete_clear(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *map = maptest_new(&type, 0);
    for (uint64_t n = 1; n < 200; n += 9) {
        for (uint64_t i = 0; i < n; i++)
            maptest_put(map, i, n);
        for (uint64_t i = 0; i < n; i += 2)
            assert_true(gomap_remove(map, &i));
        for (uint64_t i = 0; i < n; i++)
            assert_int_equal(gomap_find(map, &i) != NULL, i % 2);
        gomap_clear(map);
        for (uint64_t i = 0; i < n; i++)
            assert_null(gomap_find(map, &i));
        maptest_sound(map);
    }
    gomap_free(map);
}

static void nil_map(void **state) {
    (void)state;
    uint64_t key = 1;
    void *slot = &key;
    assert_int_equal(gomap_len(NULL), 0);
    assert_null(gomap_find(NULL, &key));
    assert_int_equal(gomap_lookup(NULL, &key, &slot), GOMAP_OK);
    assert_null(slot);
    assert_false(gomap_remove(NULL, &key));
    assert_int_equal(maptest_iterate(NULL), 0);
    gomap_clear(NULL);
    assert_int_equal(gomap_trim(NULL), GOMAP_OK);
    assert_int_equal(gomap_put(NULL, &key, &key), GOMAP_NIL_MAP);
    assert_string_equal(gomap_status_text(GOMAP_NIL_MAP), "assignment to entry in nil map");
    assert_null(gomap_find_u64(NULL, 1));
    assert_int_equal(gomap_assign_u64(NULL, 1, &slot), GOMAP_NIL_MAP);
    assert_false(gomap_remove_u64(NULL, 1));
}

static void types_without_a_key(void **state) {
    (void)state;
    GomapType types[6];
    for (size_t i = 0; i < 6; i++)
        types[i] = gomap_type_u64(8);
    types[0].hash = NULL;
    types[1].equal = NULL;
    types[2].key_align = 6;
    types[3].key_align = 16; // of eight bytes
    types[4].allocator = (GomapAllocator){.alloc = maptest_allocator().alloc};
    types[5].value_size = SIZE_MAX / 2;
    for (size_t i = 0; i < 6; i++) {
        Gomap *map;
        unsigned char storage[64];
        assert_int_equal(gomap_new(&types[i], 0, &map), GOMAP_BAD_TYPE);
        assert_null(map);
        assert_int_equal(gomap_storage_size(&types[i]), 0);
        assert_int_equal(gomap_new_in(&types[i], storage, 64, &map), GOMAP_BAD_TYPE);
    }
    Gomap *map;
    assert_int_equal(gomap_new(NULL, 0, &map), GOMAP_BAD_TYPE);
}

static uint64_t last_seed;

static uint64_t hash_and_tell(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    last_seed = seed->k0;
    return gomap_hash_bytes(key, sizeof(uint64_t), seed);
}

static uint64_t fresh_seed(void) {
    GomapType type = gomap_type_u64(8);
    type.hash = hash_and_tell;
    Gomap *map = maptest_new(&type, 0);
    maptest_put(map, 1, 1);
    gomap_free(map);
    return last_seed;
}

static uint64_t seed_of_another_process(void) {
    char command[4200];
    snprintf(command, sizeof command, "'%s' --tell-seed", own_path);
    FILE *other = popen(command, "r");
    assert_non_null(other);
    unsigned long long seed = 0;
    assert_int_equal(fscanf(other, "%llx", &seed), 1);
    assert_int_equal(pclose(other), 0);
    return seed;
}

static void global_seed(void **state) {
    (void)state;
    uint64_t seeds[4];
    for (size_t i = 0; i < 3; i++)
        seeds[i] = seed_of_another_process();
    seeds[3] = fresh_seed();
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < i; j++)
            assert_true(seeds[i] != seeds[j]);
    }
}

static void a_seed_for_each_map(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    type.hash = hash_and_tell;
    Gomap *map = maptest_filled(&type, 20);
    uint64_t first = last_seed;
    assert_true(fresh_seed() != first);
    for (uint64_t i = 0; i < 20; i++)
        assert_true(gomap_remove(map, &i));
    maptest_put(map, 1, 1);
    uint64_t second = last_seed;
    assert_true(second != first);
    gomap_clear(map);
    maptest_put(map, 1, 1);
    assert_true(last_seed != second && last_seed != first);
    gomap_free(map);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        MAPTEST("TestHmapSize: buckets have the bytes of Go's, an iterator no more than Go's",
                bucket_sizes),
        MAPTEST("TestMapBuckets: 2^B buckets for n entries, with a hint, without, with a bad one",
                map_buckets),
        MAPTEST("TestIgnoreBogusMapHint: an absurd hint counts as none", bogus_hints),
        MAPTEST("TestNonEscapingMap: a small map in the caller's storage allocates nothing",
                a_small_local_map),
        MAPTEST("TestMapTombstones: the marks of empty cells are right while a map is filled and "
                "emptied",
                tombstones),
        MAPTEST("test/maplinear.go: twice the keys cost no more than three times the calls",
                linear),
        MAPTEST("test/mapclear.go: a cleared map has no entries and keeps its buckets",
                a_cleared_map_is_as_large),
        MAPTEST("maps never shrink by themselves, gomap_trim shrinks them",
                an_emptied_map_is_as_large),
        MAPTEST("1.24 TestTombstoneGrow: coming and going takes no more memory", churn),
        MAPTEST("1.24 TestTablePutDelete: a removed key's cell is used again, without a growth",
                a_deleted_cell_is_used_again),
        MAPTEST("1.24 TestMapDeleteClear: deleting and clearing leave nothing behind",
                put_delete_clear),
        MAPTEST("the nil map is empty, and an insertion is refused", nil_map),
        MAPTEST("test/map1.go, makemap.go: impossible types are refused", types_without_a_key),
        MAPTEST("TestMemHashGlobalSeed: processes hash with different seeds", global_seed),
        MAPTEST("every map has a seed of its own, and another when it is emptied",
                a_seed_for_each_map),
    };
    if (argc > 1 && strcmp(argv[1], "--tell-seed") == 0)
        return printf("%llx\n", (unsigned long long)fresh_seed()) < 0;
    own_path = argv[0];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
