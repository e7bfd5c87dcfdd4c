// SPDX-License-Identifier: Apache-2.0

// Go's own tests of its map as properties of this one, part 2: values of all kinds, large keys,
// what a removal leaves. The name before the colon is that of Go's test.
//
// In C the slot of gomap_assign stands for m[k] on the left side, so m[k] += 1 is a statement on
// it, and append(m[k], …) one that replaces the pointer in it.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "maptest.h"

static void operator_assignment(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *map = maptest_new(&type, 0);
    uint64_t key = 3;
    for (uint64_t i = 0; i < 10; i++) {
        void *slot;
        assert_int_equal(gomap_assign(map, &key, &slot), GOMAP_OK);
        *(uint64_t *)slot = *(uint64_t *)slot * 2 + i;
    }
    uint64_t expected = 0;
    for (uint64_t i = 0; i < 10; i++)
        expected = expected * 2 + i;
    assert_int_equal(*(uint64_t *)gomap_find(map, &key), expected);
    void *slot;
    assert_int_equal(gomap_assign(map, &key, &slot), GOMAP_OK);
    *(uint64_t *)slot -= 4;
    *(uint64_t *)slot /= 3;
    *(uint64_t *)slot ^= 0xff;
    assert_int_equal(*(uint64_t *)gomap_find(map, &key), ((expected - 4) / 3) ^ 0xff);
    gomap_free(map);
}

typedef struct Numbers {
    uint64_t *items;
    size_t count;
} Numbers;

static void free_numbers(void *object, void *ctx) {
    (void)ctx;
    free(((Numbers *)object)->items);
}

static void append(Gomap *map, uint64_t key, uint64_t item) {
    void *slot;
    assert_int_equal(gomap_assign(map, &key, &slot), GOMAP_OK);
    Numbers *numbers = slot;
    uint64_t *items = realloc(numbers->items, (numbers->count + 1) * sizeof *items);
    assert_non_null(items);
    items[numbers->count++] = item;
    numbers->items = items;
}

static void append_assignment(void **state) {
    (void)state;
    GomapType type = gomap_type_u64(sizeof(Numbers));
    type.value_release = free_numbers;
    type.allocator = maptest_allocator();
    Gomap *map = maptest_new(&type, 0);
    for (uint64_t round = 0; round < 5; round++) {
        for (uint64_t key = 0; key < 40; key++)
            append(map, key, key * round);
    }
    for (uint64_t key = 0; key < 40; key++) {
        const Numbers *numbers = gomap_find(map, &key);
        assert_int_equal(numbers->count, 5);
        for (uint64_t round = 0; round < 5; round++)
            assert_int_equal(numbers->items[round], key * round);
    }
    gomap_free(map);
}

typedef struct Words {
    GomapText words[256];
} Words;

static uint64_t hash_words(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    const Words *all = key;
    uint64_t parts[256];
    for (size_t i = 0; i < 256; i++)
        parts[i] = gomap_hash_bytes(all->words[i].bytes, all->words[i].size, seed);
    return gomap_hash_bytes(parts, sizeof parts, seed);
}

static bool equal_words(const void *a, const void *b, void *ctx) {
    (void)ctx;
    const Words *left = a, *right = b;
    for (size_t i = 0; i < 256; i++) {
        if (left->words[i].size != right->words[i].size ||
            memcmp(left->words[i].bytes, right->words[i].bytes, left->words[i].size) != 0)
            return false;
    }
    return true;
}

static void big_items(void **state) {
    (void)state;
    static char texts[256][8];
    static Words key, value;
    GomapType type = {.key_size = sizeof(Words),
                      .value_size = sizeof(Words),
                      .hash = hash_words,
                      .equal = equal_words,
                      .allocator = maptest_allocator()};
    for (size_t i = 0; i < 256; i++)
        snprintf(texts[i], sizeof texts[i], "%zu", i);
    for (size_t i = 0; i < 256; i++) {
        key.words[i] = (GomapText){"string37", 8};
        value.words[i] = (GomapText){texts[i], strlen(texts[i])};
    }
    Gomap *map = maptest_new(&type, 0);
    for (size_t i = 0; i < 100; i++) {
        key.words[37] = (GomapText){texts[i], strlen(texts[i])};
        assert_int_equal(gomap_put(map, &key, &value), GOMAP_OK);
    }
    maptest_sound(map);
    size_t shown = 0;
    for (size_t i = 0; i < 100; i++) {
        key.words[37] = (GomapText){texts[i], strlen(texts[i])};
        assert_memory_equal(gomap_find(map, &key), &value, sizeof value);
    }
    GomapIter it;
    for (gomap_iter_init(&it, map); gomap_iter_next(&it); shown++) {
        const Words *shown_key = it.key, *shown_value = it.value;
        assert_int_equal(shown_key->words[36].size, 8);
        assert_string_equal(shown_value->words[37].bytes, "37");
    }
    assert_int_equal(shown, 100);
    gomap_free(map);
}

static void huge_zero(void **state) {
    (void)state;
    static const unsigned char zeros[4000];
    GomapType type = gomap_type_u64(sizeof zeros);
    type.allocator = maptest_allocator();
    Gomap *map = maptest_new(&type, 0);
    for (uint64_t key = 0; key < 20; key++) {
        assert_null(gomap_find(map, &key));
        void *slot;
        assert_int_equal(gomap_assign(map, &key, &slot), GOMAP_OK);
        assert_memory_equal(slot, zeros, sizeof zeros);
        memset(slot, 0xff, sizeof zeros);
    }
    gomap_free(map);
}

static uint64_t hash_nothing(const void *key, const GomapSeed *seed, void *ctx) {
    (void)key, (void)ctx;
    return gomap_hash_bytes(NULL, 0, seed);
}

static bool equal_nothing(const void *a, const void *b, void *ctx) {
    (void)a, (void)b, (void)ctx;
    return true;
}

static void empty_key_and_value(void **state) {
    (void)state;
    GomapType no_value = gomap_type_u64(0);
    GomapType no_key = {.value_size = 8, .hash = hash_nothing, .equal = equal_nothing};
    GomapType nothing = {.hash = hash_nothing, .equal = equal_nothing};
    Gomap *set = maptest_new(&no_value, 0);
    for (uint64_t key = 0; key < 100; key++)
        assert_int_equal(gomap_put(set, &key, NULL), GOMAP_OK);
    assert_int_equal(maptest_iterate(set), 100);
    maptest_sound(set);
    gomap_free(set);
    Gomap *one = maptest_new(&no_key, 0);
    for (uint64_t value = 0; value < 100; value++)
        assert_int_equal(gomap_put(one, "", &value), GOMAP_OK);
    assert_int_equal(gomap_len(one), 1);
    assert_int_equal(*(uint64_t *)gomap_find(one, ""), 99);
    gomap_free(one);
    Gomap *none = maptest_new(&nothing, 0);
    assert_int_equal(gomap_put(none, "", NULL), GOMAP_OK);
    assert_int_equal(gomap_put(none, "", NULL), GOMAP_OK);
    assert_int_equal(maptest_iterate(none), 1);
    assert_true(gomap_remove(none, ""));
    assert_int_equal(gomap_len(none), 0);
    maptest_sound(none);
    gomap_free(none);
}

typedef struct Block {
    uint64_t words[64]; // 512 bytes
} Block;

static uint64_t hash_block(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    return gomap_hash_bytes(key, sizeof(Block), seed);
}

static bool equal_block(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return memcmp(a, b, sizeof(Block)) == 0;
}

// Go asks whether a large key outlives a collection; here, whether its box outlives the growths
// and the caller's copy. Slots of boxed values stay where they are, but that is no promise.
static void large_keys(void **state) {
    (void)state;
    GomapType type = {.key_size = sizeof(Block),
                      .value_size = sizeof(uint64_t),
                      .hash = hash_block,
                      .equal = equal_block,
                      .allocator = maptest_allocator()};
    Gomap *map = maptest_new(&type, 0);
    Block *key = malloc(sizeof *key);
    for (uint64_t i = 0; i < 300; i++) {
        *key = (Block){{[0] = i, [63] = ~i}};
        assert_int_equal(gomap_put(map, key, &i), GOMAP_OK);
    }
    free(key);
    GomapIter it;
    size_t shown = 0;
    for (gomap_iter_init(&it, map); gomap_iter_next(&it); shown++) {
        const Block *stored = it.key;
        assert_int_equal(stored->words[0], *(uint64_t *)it.value);
        assert_true(stored->words[63] == ~stored->words[0]);
    }
    assert_int_equal(shown, 300);
    gomap_free(map);
}

static void large_values(void **state) {
    (void)state;
    GomapType type = gomap_type_u64(sizeof(Block));
    type.allocator = maptest_allocator();
    Gomap *map = maptest_new(&type, 0);
    for (uint64_t i = 0; i < 300; i++) {
        Block value = {{[5] = i, [63] = ~i}};
        assert_int_equal(gomap_put(map, &i, &value), GOMAP_OK);
    }
    for (uint64_t i = 0; i < 300; i++) {
        const Block *value = gomap_find(map, &i);
        assert_int_equal(value->words[5], i);
        assert_true(value->words[63] == ~i);
        assert_int_equal(value->words[6], 0);
    }
    gomap_free(map);
}

// A box is given back with its entry; what is stored in the bucket is not (Go: 129 against 128).
static void boxes_begin_above_128_bytes(void **state) {
    (void)state;
    for (size_t size = 128; size <= 129; size++) {
        unsigned char value[129] = {0};
        GomapType type = gomap_type_u64(size);
        type.allocator = maptest_allocator();
        Gomap *map = maptest_new(&type, 0);
        for (uint64_t i = 0; i < 1000; i++)
            assert_int_equal(gomap_put(map, &i, value), GOMAP_OK);
        maptest_finish_growth(map);
        size_t full = maptest_memory.bytes;
        for (uint64_t i = 0; i < 1000; i++)
            assert_true(gomap_remove(map, &i));
        size_t empty = maptest_memory.bytes;
        assert_int_equal(full - empty, size == 129 ? 1000 * size : 0);
        gomap_free(map);
    }
}

// Go's big.go combinations: keys and values of 1000 bytes, and small ones with them.
static void big_map(void **state) {
    (void)state;
    for (int form = 0; form < 3; form++) {
        bool big_key = form != 1, big_value = form != 0;
        size_t key_size = big_key ? sizeof(Block) : sizeof(uint64_t);
        GomapType type =
            big_key ? (GomapType){.hash = hash_block, .equal = equal_block} : gomap_type_u64(0);
        type.key_size = key_size;
        type.value_size = big_value ? 1000 : 8;
        type.allocator = maptest_allocator();
        Gomap *map = maptest_new(&type, 0);
        unsigned char value[1000];
        for (unsigned i = 0; i < 200; i++) {
            Block key = {{[0] = i}};
            memset(value, (int)i, sizeof value);
            assert_int_equal(gomap_put(map, &key, value), GOMAP_OK);
        }
        for (unsigned i = 0; i < 200; i++) {
            Block key = {{[0] = i}};
            memset(value, (int)i, sizeof value);
            assert_memory_equal(gomap_find(map, &key), value, type.value_size);
            assert_true(i % 2 || gomap_remove(map, &key));
        }
        maptest_sound(map);
        assert_int_equal(maptest_iterate(map), 100);
        gomap_free(map);
    }
}

// A map whose values are counters of some size, by number or by text.
static void check_increment(GomapType type, bool clear) {
    type.allocator = maptest_allocator();
    uint64_t number = 12;
    GomapText text = {"12", 2};
    const void *key = type.key_size == sizeof(GomapText) ? (void *)&text : &number;
    Gomap *map = maptest_new(&type, 0);
    for (int i = 0; i < 3; i++) {
        void *slot;
        assert_int_equal(gomap_assign(map, key, &slot), GOMAP_OK);
        for (size_t b = 0; b < type.value_size; b++)
            assert_int_equal(((unsigned char *)slot)[b]++, 0);
        if (clear)
            gomap_clear(map);
        else
            assert_true(gomap_remove(map, key));
    }
    gomap_free(map);
}

static void increments(bool clear) {
    for (size_t size = 1; size <= 256; size *= 2)
        check_increment(gomap_type_u64(size), clear);
    check_increment(gomap_type_u64(sizeof(int)), clear);
    check_increment(gomap_type_u32(sizeof(int32_t)), clear);
    check_increment(gomap_type_text(sizeof(int64_t)), clear);
}

static void increment_after_delete(void **state) {
    (void)state;
    increments(false);
}

static void increment_after_clear(void **state) {
    (void)state;
    increments(true);
}

// A text value, extended in place: what was there before the removal is gone.
static void extend_text_after_delete(void **state) {
    (void)state;
    GomapType type = gomap_type_u64(sizeof(char[16]));
    type.allocator = maptest_allocator();
    Gomap *map = maptest_new(&type, 0);
    uint64_t key = 12;
    for (int i = 0; i < 2; i++) {
        void *slot;
        assert_int_equal(gomap_assign(map, &key, &slot), GOMAP_OK);
        strcat(slot, "foo");
        assert_string_equal(slot, "foo");
        assert_true(gomap_remove(map, &key));
    }
    gomap_free(map);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MAPTEST("TestMapOperatorAssignment: arithmetic in the slot adds up", operator_assignment),
        MAPTEST("TestMapAppendAssignment: a list value grows in its slot", append_assignment),
        MAPTEST("TestBigItems: keys and values of 256 strings are stored whole", big_items),
        MAPTEST("TestMapHugeZero: a miss is a miss, a new value of 4000 bytes is zero", huge_zero),
        MAPTEST("TestEmptyKeyAndValue: keys, values or both may have no bytes",
                empty_key_and_value),
        MAPTEST("TestMapLargeKeyNoPointer: keys of 512 bytes outlive the caller's", large_keys),
        MAPTEST("TestMapLargeValNoPointer: values of 512 bytes outlive the caller's", large_values),
        MAPTEST("a value of 129 bytes is given back with its entry, one of 128 is not",
                boxes_begin_above_128_bytes),
        MAPTEST("test/bigmap.go: big keys, big values, both", big_map),
        MAPTEST("TestIncrementAfterDeleteValueInt, Int32, Int64, KeyStringValueInt: a cell that "
                "is used again starts from zero",
                increment_after_delete),
        MAPTEST("TestIncrementAfterDeleteKeyValueString: a text that is extended starts empty",
                extend_text_after_delete),
        MAPTEST("TestIncrementAfterBulkClear: the same after a clear", increment_after_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
