// SPDX-License-Identifier: Apache-2.0

// Go's own tests of its map as properties of this one, part 3: what is written while an iteration
// runs. The name before the colon is that of Go's test.
//
// Where Go lets its collector run, the allocator of the tests overwrites what is freed, so that an
// iteration that reads a table too late shows rubbish.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "maptest.h"

static GomapType f64_type(void) {
    GomapType type = gomap_type_f64(sizeof(uint64_t));
    type.allocator = maptest_allocator();
    return type;
}

static void put_f64(Gomap *map, double key, uint64_t value) {
    assert_int_equal(gomap_put(map, &key, &value), GOMAP_OK);
}

static uint64_t key_of(const GomapIter *it) {
    return *(const uint64_t *)it->key;
}

static void grow_with_nan(void **state) {
    (void)state;
    GomapType type = f64_type();
    for (int at = 0; at < 3; at++) {
        Gomap *map = maptest_new(&type, 0);
        for (uint64_t bit = 1; bit <= 4; bit *= 2)
            put_f64(map, NAN, bit);
        uint64_t seen = 0;
        int count = 0, step = 0;
        GomapIter it;
        for (gomap_iter_init(&it, map); gomap_iter_next(&it); step++) {
            double key = *(const double *)it.key;
            if (isnan(key)) {
                seen |= *(uint64_t *)it.value;
                count++;
            }
            for (int i = 0; step == at && i < 50; i++)
                put_f64(map, i, 0);
        }
        assert_int_equal(count, 3);
        assert_int_equal(seen, 7);
        maptest_sound(map);
        gomap_free(map);
    }
}

// 105 NaN keys, and a doubling of 16 buckets begun; an iteration from then on.
static void check_nan_iterator(size_t steps_before_writes) {
    enum { ENTRIES = 105 };
    GomapType type = f64_type();
    Gomap *map = maptest_new(&type, 104);
    for (uint64_t n = 0; n < ENTRIES; n++)
        put_f64(map, NAN, n);
    assert_int_equal(maptest_stats(map).old_buckets, 16);
    bool seen[ENTRIES] = {false};
    size_t steps = 0;
    double absent = 1;
    GomapIter it;
    for (gomap_iter_init(&it, map); gomap_iter_next(&it); steps++) {
        uint64_t value = *(uint64_t *)it.value;
        assert_true(value < ENTRIES && !seen[value]);
        seen[value] = true;
        if (steps >= steps_before_writes)
            assert_false(gomap_remove(map, &absent));
        absent++;
    }
    assert_int_equal(steps, ENTRIES);
    maptest_sound(map);
    gomap_free(map);
}

static void nan_grow_iterator(void **state) {
    (void)state;
    for (size_t before = 0; before < 105; before++)
        check_nan_iterator(before);
}

// LIMIT: see `irreflexive` in gomap.h.
static void a_moved_nan_shows_a_copy(void **state) {
    (void)state;
    GomapType type = f64_type();
    Gomap *map = maptest_new(&type, 0);
    for (uint64_t n = 0; n < 104; n++)
        put_f64(map, NAN, 1);
    GomapIter it;
    gomap_iter_init(&it, map);
    for (int i = 0; i < 40; i++) { // a growth of 16 buckets, from its start to its end
        put_f64(map, i, 2);
        put_f64(map, i, 1);
    }
    assert_int_equal(maptest_stats(map).old_buckets, 0);
    while (gomap_iter_next(&it))
        *(uint64_t *)it.value = 3;
    for (gomap_iter_init(&it, map); gomap_iter_next(&it);)
        assert_int_equal(*(uint64_t *)it.value, 1);
    gomap_free(map);
}

typedef struct FloatInt {
    double x;
    int64_t y;
} FloatInt;

static uint64_t hash_float_int(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    const FloatInt *k = key;
    FloatInt plain = {k->x == 0 ? 0 : k->x, k->y};
    return gomap_hash_bytes(&plain, sizeof plain, seed);
}

static bool equal_float_int(const void *a, const void *b, void *ctx) {
    (void)ctx;
    const FloatInt *l = a, *r = b;
    return l->x == r->x && l->y == r->y;
}

static void put_float_int(Gomap *map, double x, int64_t y, int64_t value) {
    FloatInt key = {x, y};
    assert_int_equal(gomap_put(map, &key, &value), GOMAP_OK);
}

static void grow_and_negate(Gomap *map, bool grow_first) {
    for (int turn = 0; turn < 2; turn++) {
        for (int64_t i = 0; (turn == 0) == grow_first && i < 100; i++)
            put_float_int(map, 3, i, 0);
        for (int64_t y = 0; (turn == 0) != grow_first && y < 4; y++)
            put_float_int(map, -0.0, y, y + 4);
    }
}

static void check_negative_zero(bool grow_first) {
    GomapType type = {.key_size = sizeof(FloatInt),
                      .value_size = sizeof(int64_t),
                      .hash = hash_float_int,
                      .equal = equal_float_int,
                      .update_key = true,
                      .allocator = maptest_allocator()};
    Gomap *map = maptest_new(&type, 4);
    for (int64_t y = 0; y < 4; y++)
        put_float_int(map, 0.0, y, y);
    int total = 0, negated = 0;
    GomapIter it;
    for (gomap_iter_init(&it, map); gomap_iter_next(&it);) {
        const FloatInt *key = it.key;
        int64_t value = *(int64_t *)it.value;
        if (key->x != 0)
            continue;
        assert_int_equal(signbit(key->x) != 0, total > 0);
        assert_int_equal(value, key->y + (total > 0 ? 4 : 0));
        negated += signbit(key->x) != 0;
        if (total++ == 0)
            grow_and_negate(map, grow_first);
    }
    assert_int_equal(total, 4);
    assert_int_equal(negated, 3);
    maptest_sound(map);
    gomap_free(map);
}

static void grow_with_negative_zero(void **state) {
    (void)state;
    for (int round = 0; round < 50; round++)
        check_negative_zero(round % 2);
}

static void grow_and_delete(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    for (uint64_t round = 0; round < 20; round++) {
        Gomap *map = maptest_filled(&type, 100);
        bool first = true;
        GomapIter it;
        for (gomap_iter_init(&it, map); gomap_iter_next(&it); first = false) {
            assert_true(first || key_of(&it) % 2 == 0);
            for (uint64_t i = 100; first && i < 1000; i++)
                maptest_put(map, i, i);
            for (uint64_t i = 1; first && i < 1000; i += 2)
                assert_true(gomap_remove(map, &i));
        }
        maptest_sound(map);
        gomap_free(map);
    }
}

static void old_tables_are_kept(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *map = maptest_filled(&type, 16);
    uint64_t originals = 0;
    bool first = true;
    GomapIter it;
    for (gomap_iter_init(&it, map); gomap_iter_next(&it); first = false) {
        uint64_t key = key_of(&it);
        assert_true(key < 50000);
        if (key < 16)
            originals |= UINT64_C(1) << key;
        for (uint64_t i = 100; first && i < 50000; i++)
            maptest_put(map, i, i);
    }
    assert_int_equal(originals, 0xffff);
    gomap_free(map);
}

static void delete_and_replace(void **state) {
    (void)state;
    static const uint64_t sizes[] = {0, 1, 2, 3, 7, 8, 9, 13, 14, 100, 1000, 10000};
    GomapType type = maptest_u64();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        Gomap *map = maptest_filled(&type, sizes[i]);
        GomapIter it;
        for (gomap_iter_init(&it, map); gomap_iter_next(&it);) {
            uint64_t key = key_of(&it);
            assert_true(gomap_remove(map, &key));
            maptest_put(map, key, UINT64_MAX - key);
        }
        assert_int_equal(gomap_len(map), sizes[i]);
        for (gomap_iter_init(&it, map); gomap_iter_next(&it);)
            assert_true(*(uint64_t *)it.value == UINT64_MAX - key_of(&it));
        maptest_sound(map);
        gomap_free(map);
    }
}

static void deleted_is_not_seen(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    for (uint64_t n = 2; n < 300; n += 31) {
        Gomap *map = maptest_filled(&type, n);
        bool gone[300] = {false};
        uint64_t next = 0;
        size_t steps = 0;
        GomapIter it;
        for (gomap_iter_init(&it, map); gomap_iter_next(&it); steps++) {
            assert_false(gone[key_of(&it)]);
            gone[key_of(&it)] = true; // or it would be shown twice
            while (next < n && gone[next])
                next++;
            if (next < n) {
                assert_true(gomap_remove(map, &next));
                gone[next] = true;
            }
        }
        assert_int_equal(steps, (n + 1) / 2);
        gomap_free(map);
    }
}

static void growing_shows_nothing_twice(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    for (uint64_t n = 1; n < 120; n += 3) {
        Gomap *map = maptest_filled(&type, n);
        bool seen[4000] = {false};
        uint64_t next = n;
        GomapIter it;
        for (gomap_iter_init(&it, map); gomap_iter_next(&it);) {
            assert_false(seen[key_of(&it)]);
            seen[key_of(&it)] = true;
            for (int i = 0; i < 20 && next < 4000; i++, next++)
                maptest_put(map, next, next);
        }
        for (uint64_t i = 0; i < n; i++)
            assert_true(seen[i]);
        maptest_sound(map);
        gomap_free(map);
    }
}

// The latest value, where the old table still holds the former one.
static void growing_shows_latest_values(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    for (uint64_t n = 1; n < 300; n += 17) {
        Gomap *map = maptest_filled(&type, n);
        bool first = true;
        GomapIter it;
        for (gomap_iter_init(&it, map); gomap_iter_next(&it); first = false) {
            assert_true(first || *(uint64_t *)it.value == key_of(&it) + 5);
            for (uint64_t i = 0; first && i < 4 * n; i++)
                maptest_put(map, i, i + 5);
        }
        gomap_free(map);
    }
}

static void clear_ends_iterations(void **state) {
    (void)state;
    GomapType type = f64_type();
    for (uint64_t n = 1; n < 120; n++) { // with 105 a growth is under way
        Gomap *map = maptest_new(&type, 0);
        for (uint64_t i = 0; i < n; i++)
            put_f64(map, i % 3 ? (double)i : NAN, i);
        GomapIter it, fresh;
        gomap_iter_init(&it, map);
        gomap_iter_init(&fresh, map);
        assert_true(gomap_iter_next(&it));
        gomap_clear(map);
        assert_int_equal(gomap_len(map), 0);
        maptest_sound(map);
        put_f64(map, 1, 1);
        assert_false(gomap_iter_next(&it));
        assert_false(gomap_iter_next(&fresh));
        assert_int_equal(maptest_iterate(map), 1);
        gomap_free(map);
    }
}

// The kernel has the front of the old array back already when the iteration begins.
static void clear_in_mid_growth_of_a_large_map(void **state) {
    (void)state;
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    Gomap *map = maptest_new(&type, 0);
    GomapStats stats = {0};
    for (uint64_t i = 0; stats.old_buckets == 0 || stats.slices < 3; i++) {
        maptest_put(map, i, i);
        stats = maptest_stats(map);
    }
    GomapIter it;
    gomap_iter_init(&it, map);
    assert_true(gomap_iter_next(&it));
    gomap_clear(map);
    maptest_sound(map);
    assert_int_equal(maptest_stats(map).retired, 1);
    maptest_put(map, 1, 1);
    maptest_sound(map);
    assert_false(gomap_iter_next(&it));
    maptest_put(map, 2, 2);
    assert_int_equal(maptest_stats(map).retired, 0);
    gomap_free(map);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MAPTEST("TestGrowWithNaN: NaN entries outlive a growth in mid-iteration, each shown once",
                grow_with_nan),
        MAPTEST("TestMapNanGrowIterator: from mid-growth on every NaN entry is shown once",
                nan_grow_iterator),
        MAPTEST("the value of a NaN entry that has moved since is a copy",
                a_moved_nan_shows_a_copy),
        MAPTEST("TestGrowWithNegativeZero: key and value of an overwritten entry come together",
                grow_with_negative_zero),
        MAPTEST("TestIterGrowAndDelete: what was removed after a growth is not shown",
                grow_and_delete),
        MAPTEST("TestIterGrowWithGC: the old tables live as long as the iteration needs them",
                old_tables_are_kept),
        MAPTEST("TestMapIterDeleteReplace: removing and putting back each entry renews all",
                delete_and_replace),
        MAPTEST("1.24 TestTableIterationDelete: a removed entry is not shown", deleted_is_not_seen),
        MAPTEST("1.24 TestTableIterationGrowDuplicate: growing shows nothing twice",
                growing_shows_nothing_twice),
        MAPTEST("1.24 TestTableIterationGrowDelete, TableKeyUpdate: growing shows latest values",
                growing_shows_latest_values),
        MAPTEST("1.21 clear: NaN entries go too, and running iterations end",
                clear_ends_iterations),
        MAPTEST("1.21 clear: also when the kernel has a part of the old table back",
                clear_in_mid_growth_of_a_large_map),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
