// SPDX-License-Identifier: Apache-2.0

// Go's own tests of its map as properties of this one, part 4: the order of an iteration and its
// use. The name before the colon is that of Go's test.
//
// Not here, and why: reflect's panics on wrong use of an iterator (Key before Next, Next on a zero
// iterator). The header's answer is that `key` is NULL then and gomap_iter_next false, and that is
// what TestMapIterSafety asks.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "maptest.h"

static uint64_t key_of(const GomapIter *it) {
    return *(const uint64_t *)it->key;
}

static bool order_varies(Gomap *map, int tries) {
    uint64_t first = maptest_order(map);
    while (tries-- > 0) {
        if (maptest_order(map) != first)
            return true;
    }
    return false;
}

static void iteration_order(void **state) {
    (void)state;
    static const uint64_t sizes[] = {3, 7, 9, 15};
    GomapType type = maptest_u64();
    for (size_t i = 0; i < 4; i++) {
        for (int round = 0; round < 1000; round++) {
            Gomap *map = maptest_filled(&type, sizes[i]);
            assert_true(order_varies(map, 100));
            gomap_free(map);
        }
    }
}

static void sparse_iteration_order(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    for (int round = 0; round < 10; round++) {
        Gomap *map = maptest_filled(&type, 1000);
        for (uint64_t i = 20; i < 1000; i++)
            assert_true(gomap_remove(map, &i));
        assert_true(order_varies(map, 800));
        gomap_free(map);
    }
}

// How often each of `n` keys in one bucket comes first.
static void count_first(uint64_t n, int counts[8]) {
    GomapType type = maptest_u64();
    Gomap *map = maptest_filled(&type, n);
    memset(counts, 0, 8 * sizeof *counts);
    for (int round = 0; round < 8000; round++) {
        GomapIter it;
        gomap_iter_init(&it, map);
        assert_true(gomap_iter_next(&it));
        counts[key_of(&it)]++;
        gomap_iter_fini(&it);
    }
    gomap_free(map);
}

// The bounds are about eight standard deviations wide.
static void iteration_starts_at_a_random_slot(void **state) {
    (void)state;
    int counts[8];
    count_first(8, counts);
    for (int i = 0; i < 8; i++)
        assert_in_range(counts[i], 760, 1240);
    count_first(3, counts);
    assert_in_range(counts[0], 5690, 6310);
    assert_in_range(counts[1], 760, 1240);
    assert_in_range(counts[2], 760, 1240);
}

// Takes the first entry that an iteration shows until none is left. The buckets entered.
static size_t pop_all(uint64_t n) {
    GomapType type = maptest_u64();
    Gomap *map = maptest_filled(&type, n);
    size_t buckets = maptest_stats(map).buckets;
    size_t entered = 0;
    while (gomap_len(map) > 0) {
        GomapIter it;
        gomap_iter_init(&it, map);
        assert_true(gomap_iter_next(&it));
        entered += buckets - it.left;
        assert_true(gomap_remove(map, it.key));
        gomap_iter_fini(&it);
    }
    gomap_free(map);
    return entered;
}

// The longer a gap of empty buckets is, the likelier an iteration starts in it, and taking the
// entry behind it joins it with the next gap. So a step enters more and more buckets, but fewer
// than sqrt(n), where a start at the first bucket would enter n/13 on average.
static void pop(void **state) {
    (void)state;
    for (uint64_t n = 100; n <= 10000; n *= 10)
        assert_true((double)pop_all(n) < (double)n * sqrt((double)n));
}

static void reflect_non_empty(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *map = maptest_filled(&type, 3);
    bool seen[3] = {false};
    GomapIter it;
    gomap_iter_init(&it, map);
    for (int i = 0; i < 3; i++) {
        assert_true(gomap_iter_next(&it));
        assert_int_equal(*(uint64_t *)it.value, key_of(&it));
        assert_false(seen[key_of(&it)]);
        seen[key_of(&it)] = true;
    }
    assert_false(gomap_iter_next(&it));
    gomap_free(map);
}

static void reflect_nil(void **state) {
    (void)state;
    GomapIter it;
    gomap_iter_init(&it, NULL);
    assert_false(gomap_iter_next(&it));
    assert_false(gomap_iter_next(&it));
    GomapType type = maptest_u64();
    Gomap *map = maptest_new(&type, 100);
    assert_int_equal(maptest_iterate(map), 0);
    gomap_free(map);
}

static void reflect_reset(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *a = maptest_filled(&type, 5), *b = maptest_filled(&type, 50);
    GomapIter it;
    gomap_iter_init(&it, a);
    assert_true(gomap_iter_next(&it));
    gomap_iter_fini(&it);
    gomap_iter_init(&it, b);
    size_t n = 0;
    while (gomap_iter_next(&it))
        n++;
    assert_int_equal(n, 50);
    gomap_iter_init(&it, NULL);
    assert_false(gomap_iter_next(&it));
    gomap_free(a);
    gomap_free(b);
}

static void reflect_safety(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *map = maptest_filled(&type, 1);
    GomapIter it;
    gomap_iter_init(&it, map);
    assert_null(it.key);
    assert_null(it.value);
    assert_true(gomap_iter_next(&it));
    for (int i = 0; i < 3; i++) {
        assert_false(gomap_iter_next(&it));
        assert_null(it.key);
        assert_null(it.value);
    }
    gomap_iter_fini(&it);
    gomap_iter_fini(&it);
    GomapIter zero = {0};
    assert_false(gomap_iter_next(&zero));
    gomap_iter_fini(&zero);
    gomap_free(map);
}

static void reflect_next(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    for (uint64_t n = 0; n < 300; n += 7) {
        Gomap *map = maptest_filled(&type, n);
        assert_int_equal(maptest_iterate(map), n);
        gomap_free(map);
    }
}

static void reflect_delete(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    for (uint64_t n = 1; n <= 2; n++) {
        for (uint64_t gone = 0; gone < n; gone++) {
            Gomap *map = maptest_filled(&type, n);
            GomapIter it;
            gomap_iter_init(&it, map);
            for (uint64_t i = 0; i <= gone; i++)
                assert_true(gomap_iter_next(&it));
            uint64_t last = key_of(&it), other = !last;
            assert_true(gomap_remove(map, it.key));
            if (n == 2)
                assert_int_equal(gomap_remove(map, &other), true);
            assert_false(gomap_iter_next(&it));
            gomap_free(map);
        }
    }
}

static void reflect_set(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *map = maptest_filled(&type, 100);
    uint64_t sum = 0;
    GomapIter it;
    for (gomap_iter_init(&it, map); gomap_iter_next(&it);) {
        sum += key_of(&it);
        *(uint64_t *)it.value = 7;
    }
    assert_int_equal(sum, 4950);
    for (uint64_t i = 0; i < 100; i++)
        assert_int_equal(*(uint64_t *)gomap_find(map, &i), 7);
    gomap_free(map);
}

// Removes by the iteration's own key, and twice: the second time nothing is there.
static void clear_by_iterating(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    for (uint64_t n = 0; n < 200; n += 13) {
        Gomap *map = maptest_filled(&type, n);
        uint64_t last = UINT64_MAX, sum = 0;
        size_t steps = 0;
        GomapIter it;
        for (gomap_iter_init(&it, map); gomap_iter_next(&it); steps++) {
            last = key_of(&it);
            sum += last;
            assert_true(gomap_remove(map, it.key));
            assert_false(gomap_remove(map, &last));
        }
        assert_int_equal(steps, n);
        assert_int_equal(sum, n ? n * (n - 1) / 2 : 0);
        assert_true(n == 0 || last < n);
        assert_int_equal(gomap_len(map), 0);
        assert_int_equal(maptest_iterate(map), 0);
        for (uint64_t i = 0; i < 3; i++)
            maptest_put(map, i, i);
        assert_int_equal(maptest_iterate(map), 3);
        gomap_free(map);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MAPTEST("TestMapIterOrder: two iterations differ within 100 tries", iteration_order),
        MAPTEST("TestMapSparseIterOrder: also where 980 of 1000 entries are gone",
                sparse_iteration_order),
        MAPTEST("an iteration starts at a random slot: of eight keys each, of three the first "
                "comes first six times of eight",
                iteration_starts_at_a_random_slot),
        MAPTEST("BenchmarkMapPop: taking the first entry again and again is not quadratic", pop),
        MAPTEST("reflect.TestMapIterNonEmptyMap: each entry once", reflect_non_empty),
        MAPTEST("reflect.TestMapIterNilMap: no entry, as often as asked", reflect_nil),
        MAPTEST("reflect.TestMapIterReset: an iterator starts anew on another map", reflect_reset),
        MAPTEST("reflect.TestMapIterSafety: nothing is shown before the first and after the last",
                reflect_safety),
        MAPTEST("reflect.TestMapIterNext: as many steps as entries", reflect_next),
        MAPTEST("reflect.TestMapIterDelete0, Delete1: what is gone ends an iteration of one or two",
                reflect_delete),
        MAPTEST("reflect.TestMapIterSet: a value written through the iteration is stored",
                reflect_set),
        MAPTEST("test/mapclear.go: removing all that is shown leaves nothing, the last key stays "
                "with the caller",
                clear_by_iterating),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
