// SPDX-License-Identifier: Apache-2.0

// An attacker who knows the seed of a map of numbers, which no caller of the public header can:
// the keys all go to one chain, and the map has to change its hash and keep its promises.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gomap_hash.h"

enum { KEYS = 400, BUCKET_BITS = 12 };

// The next number from `from` on that falls into bucket 0 of every table up to 2^BUCKET_BITS.
static uint64_t next_victim(const GomapSeed *seed, uint64_t from) {
    while (mul_number(from, seed) & ((1 << BUCKET_BITS) - 1))
        from++;
    return from;
}

static Gomap *number_map(void) {
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    Gomap *map;
    assert_int_equal(gomap_new(&type, 0, &map), GOMAP_OK);
    return map;
}

static void assert_sound(const Gomap *map) {
    char why[200];
    if (!gomap_check(map, why, sizeof why))
        fail_msg("%s", why);
}

// Inserts keys that collide under the seed that the map starts with.
static void flood(Gomap *map, uint64_t keys[], size_t n) {
    GomapSeed seed = map->seed;
    uint64_t key = 0;
    for (size_t i = 0; i < n; i++) {
        keys[i] = key = next_victim(&seed, key);
        assert_int_equal(gomap_put(map, &key, &key), GOMAP_OK);
        assert_sound(map);
        key++;
    }
}

static size_t longest_chain(const Gomap *map) {
    size_t longest = 0;
    for (size_t i = 0; i < bucket_count(map->table); i++) {
        size_t n = 0;
        for (unsigned char *b = bucket_at(map, map->table, i); b && is_ready(map, i);
             b = next_in_chain(b))
            n++;
        if (n > longest)
            longest = n;
    }
    return longest;
}

static void assert_all_there(Gomap *map, const uint64_t keys[], size_t n) {
    assert_int_equal(gomap_len(map), n);
    for (size_t i = 0; i < n; i++) {
        uint64_t *found = gomap_find_u64(map, keys[i]);
        assert_non_null(found);
        assert_int_equal(*found, keys[i]);
    }
}

static void colliding_numbers_make_the_map_change_its_hash(void **state) {
    (void)state;
    static uint64_t keys[KEYS];
    Gomap *map = number_map();
    assert_true(state_of(map) & MUL_HASH);
    flood(map, keys, KEYS);
    assert_false(state_of(map) & MUL_HASH);
    assert_all_there(map, keys, KEYS);
    assert_true(longest_chain(map) < CHAIN_MAX);
    for (size_t i = 0; i < KEYS; i += 2)
        assert_true(gomap_remove_u64(map, keys[i]));
    assert_int_equal(gomap_len(map), KEYS / 2);
    assert_sound(map);
    gomap_free(map);
}

static void numbers_without_an_attacker_keep_the_quick_hash(void **state) {
    (void)state;
    Gomap *map = number_map();
    for (uint64_t key = 0; key < 200000; key++)
        assert_int_equal(gomap_put(map, &key, &key), GOMAP_OK);
    for (uint64_t key = 0; key < 200000; key++) // in the highest bits
        assert_int_equal(gomap_put(map, &(uint64_t){key << 40}, &key), GOMAP_OK);
    assert_true(state_of(map) & MUL_HASH);
    gomap_free(map);
}

static void an_iteration_goes_on_over_the_change(void **state) {
    (void)state;
    static uint64_t keys[KEYS];
    Gomap *map = number_map();
    size_t before = 8 * CHAIN_MAX; // so many fit before the change
    flood(map, keys, before);
    assert_true(state_of(map) & MUL_HASH);
    GomapIter it;
    gomap_iter_init(&it, map);
    size_t shown = 0;
    for (; shown < before / 2; shown++)
        assert_true(gomap_iter_next(&it));
    uint64_t last = next_victim(&map->seed, keys[before - 1] + 1);
    assert_int_equal(gomap_put(map, &last, &last), GOMAP_OK);
    assert_false(state_of(map) & MUL_HASH);
    assert_true(gomap_remove_u64(map, last));
    while (gomap_iter_next(&it))
        shown++;
    assert_int_equal(shown, before);
    assert_sound(map);
    gomap_free(map);
}

static void a_value_inside_the_map_is_copied_before_the_change_frees_it(void **state) {
    (void)state;
    static uint64_t keys[KEYS];
    Gomap *map = number_map();
    flood(map, keys, 8 * CHAIN_MAX);
    uint64_t last = next_victim(&map->seed, keys[8 * CHAIN_MAX - 1] + 1);
    assert_int_equal(gomap_put(map, &last, gomap_find_u64(map, keys[5])), GOMAP_OK);
    assert_false(state_of(map) & MUL_HASH);
    assert_int_equal(*(uint64_t *)gomap_find_u64(map, last), keys[5]);
    gomap_free(map);
}

static size_t left;

static void *bounded_alloc(size_t size, void *ctx) {
    (void)ctx;
    return left > 0 ? left--, test_malloc(size) : NULL;
}

static void bounded_free(void *memory, size_t size, void *ctx) {
    (void)size, (void)ctx;
    test_free(memory);
}

static void without_memory_for_the_change_the_map_stays_as_it_is(void **state) {
    (void)state;
    static uint64_t keys[KEYS];
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    type.allocator = (GomapAllocator){bounded_alloc, bounded_free, NULL};
    left = 1000;
    Gomap *map;
    assert_int_equal(gomap_new(&type, 0, &map), GOMAP_OK);
    flood(map, keys, 8 * CHAIN_MAX);
    uint64_t last = next_victim(&map->seed, keys[8 * CHAIN_MAX - 1] + 1);
    for (size_t n = 0; state_of(map) & MUL_HASH; n++) {
        left = n;
        GomapStatus status = gomap_put(map, &last, &last);
        assert_true(status == GOMAP_OK || status == GOMAP_NO_MEMORY);
        assert_sound(map);
        if (status == GOMAP_OK && (state_of(map) & MUL_HASH))
            gomap_remove_u64(map, last);
        assert_true(n < 100);
    }
    gomap_remove_u64(map, last);
    assert_all_there(map, keys, 8 * CHAIN_MAX);
    gomap_free(map);
}

// What natural sets of numbers look like to a map: as if their hashes were random, under every seed
// that is tried.
typedef uint64_t NumberAt(uint64_t i);

static uint64_t counted(uint64_t i) {
    return i;
}

static uint64_t in_the_middle(uint64_t i) {
    return i << 24;
}

static uint64_t at_the_top(uint64_t i) {
    return i << 44;
}

static uint64_t addresses(uint64_t i) {
    return 0x7f0000000000 + i * 48;
}

static uint64_t pages(uint64_t i) {
    return 0x7f0000000000 + i * 4096;
}

static uint64_t squares(uint64_t i) {
    return i * i;
}

static uint64_t doubled(uint64_t i) {
    return i << 32 | i;
}

static uint64_t turned(uint64_t i) {
    return __builtin_bswap64(i);
}

static uint64_t seconds(uint64_t i) {
    return (uint64_t)1700000000 * 1000000000 + i * 1000000000;
}

static void numbers_in_a_row_are_spread_like_random_ones(void **state) {
    (void)state;
    enum { BUCKETS = 4096, N = 26000, SEEDS = 100 };
    static NumberAt *const sets[] = {counted, in_the_middle, at_the_top, addresses, pages,
                                     squares, doubled,       turned,     seconds};
    GomapSeed seed = {1, 2};
    for (size_t set = 0; set < sizeof sets / sizeof *sets; set++) {
        double squares_of_counts = 0;
        for (size_t n = 0; n < SEEDS; n++) {
            seed = gomap_seed_next(&seed);
            static unsigned counts[BUCKETS];
            memset(counts, 0, sizeof counts);
            for (uint64_t i = 0; i < N; i++)
                counts[mul_number(sets[set](i), &seed) & (BUCKETS - 1)]++;
            for (size_t i = 0; i < BUCKETS; i++) {
                assert_true(counts[i] < 36);
                squares_of_counts += (double)counts[i] * counts[i];
            }
        }
        // As many balls thrown at random: mean and mean square of a bucket.
        double mean = (double)N / BUCKETS;
        double ratio = squares_of_counts / SEEDS / BUCKETS / (mean * mean + mean);
        assert_true(ratio > 0.9 && ratio < 1.02);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colliding_numbers_make_the_map_change_its_hash),
        cmocka_unit_test(numbers_without_an_attacker_keep_the_quick_hash),
        cmocka_unit_test(an_iteration_goes_on_over_the_change),
        cmocka_unit_test(a_value_inside_the_map_is_copied_before_the_change_frees_it),
        cmocka_unit_test(numbers_in_a_row_are_spread_like_random_ones),
        cmocka_unit_test(without_memory_for_the_change_the_map_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
