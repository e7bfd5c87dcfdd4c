// SPDX-License-Identifier: Apache-2.0

// Go's own tests of its map as properties of this one, part 1: keys of all kinds. The name before
// the colon is that of Go's test. Keys of an interface type are here keys that say their kind
// (dynkey.h).
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dynkey.h"
#include "maptest.h"

static GomapType f64_type(size_t value_size) {
    GomapType type = gomap_type_f64(value_size);
    type.allocator = maptest_allocator();
    return type;
}

static GomapType text_type(size_t value_size) {
    GomapType type = gomap_type_text(value_size);
    type.allocator = maptest_allocator();
    return type;
}

static void put_f64(Gomap *map, double key, uint64_t value) {
    assert_int_equal(gomap_put(map, &key, &value), GOMAP_OK);
}

// The key of the only entry.
static double only_key(Gomap *map) {
    assert_int_equal(gomap_len(map), 1);
    GomapIter it;
    gomap_iter_init(&it, map);
    assert_true(gomap_iter_next(&it));
    double key = *(const double *)it.key;
    assert_false(gomap_iter_next(&it));
    return key;
}

static void negative_zero(void **state) {
    (void)state;
    GomapType type = f64_type(sizeof(uint64_t));
    for (int negative_first = 0; negative_first < 2; negative_first++) {
        double first = negative_first ? -0.0 : 0.0, second = -first;
        Gomap *map = maptest_new(&type, 0);
        put_f64(map, first, 1);
        put_f64(map, second, 2);
        assert_int_equal(*(uint64_t *)gomap_find(map, &first), 2);
        assert_int_equal(*(uint64_t *)gomap_find(map, &second), 2);
        assert_int_equal(signbit(only_key(map)) != 0, !negative_first);
        gomap_free(map);
    }
}

// All entries are shown, each value once, and none is found by its key.
static void assert_shows_nan_values(Gomap *map, uint64_t n) {
    uint64_t values = 0;
    size_t count = 0;
    GomapIter it;
    for (gomap_iter_init(&it, map); gomap_iter_next(&it); count++) {
        assert_true(isnan(*(const double *)it.key));
        values |= UINT64_C(1) << *(uint64_t *)it.value;
    }
    assert_int_equal(count, n);
    assert_int_equal(values, (UINT64_C(1) << n) - 1);
    double key = NAN;
    assert_null(gomap_find(map, &key));
    assert_false(gomap_remove(map, &key));
    assert_int_equal(gomap_len(map), n);
}

static void assignment_of_nan(void **state) {
    (void)state;
    GomapType type = f64_type(sizeof(uint64_t));
    Gomap *map = maptest_new(&type, 0);
    for (uint64_t n = 0; n < 60; n++) {
        put_f64(map, NAN, n);
        assert_int_equal(gomap_len(map), n + 1);
        maptest_sound(map);
    }
    assert_shows_nan_values(map, 60);
    gomap_free(map);
}

static void operator_assignment_of_nan(void **state) {
    (void)state;
    GomapType type = f64_type(sizeof(uint64_t));
    Gomap *map = maptest_new(&type, 0);
    for (uint64_t n = 0; n < 3; n++) {
        double key = NAN;
        void *slot;
        bool added;
        assert_int_equal(gomap_upsert(map, &key, &slot, &added), GOMAP_OK);
        assert_true(added);
        assert_int_equal(*(uint64_t *)slot, 0);
        *(uint64_t *)slot += n;
    }
    assert_shows_nan_values(map, 3);
    gomap_free(map);
}

static void alias(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    Gomap *map = maptest_new(&type, 0);
    Gomap *same = map;
    for (uint64_t key = 0; key < 100; key++)
        maptest_put(key % 2 ? map : same, key, key + 1);
    for (uint64_t key = 0; key < 100; key++)
        assert_ptr_equal(gomap_find(map, &key), gomap_find(same, &key));
    assert_int_equal(gomap_len(same), 100);
    gomap_free(map);
}

// Puts `n` texts into one bucket, finds each by another copy of its bytes, and none by another.
static void check_single_bucket(char texts[][132], size_t n) {
    for (int as_str = 0; as_str < 2; as_str++) {
        GomapType type = as_str ? gomap_type_str(sizeof(size_t)) : text_type(sizeof(size_t));
        Gomap *map = maptest_new(&type, 0);
        for (size_t i = 0; i < n; i++) {
            const char *str = texts[i];
            GomapText text = {texts[i], strlen(texts[i])};
            assert_int_equal(gomap_put(map, as_str ? (void *)&str : &text, &i), GOMAP_OK);
        }
        assert_int_equal(maptest_stats(map).buckets, 1);
        for (size_t i = 0; i < 2 * n; i++) {
            char copy[132];
            memcpy(copy, texts[i % n], sizeof copy);
            size_t size = strlen(copy);
            if (i >= n)
                copy[size / 2] ^= 0x40;
            const char *str = copy;
            GomapText text = {copy, size};
            size_t *found = gomap_find(map, as_str ? (void *)&str : &text);
            assert_int_equal(found != NULL, i < n);
            assert_true(!found || *found == i);
        }
        gomap_free(map);
    }
}

static void single_bucket_keys_of_one_length(void **state) {
    (void)state;
    static const size_t lengths[] = {2, 8, 16, 31, 32, 33, 128, 131};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char texts[8][132] = {{0}};
        for (size_t t = 0; t < 8; t++) {
            memset(texts[t], 'x', lengths[i]);
            texts[t][t % lengths[i]] = (char)('a' + t);
        }
        check_single_bucket(texts, 8);
    }
}

static void single_bucket_keys_of_many_lengths(void **state) {
    (void)state;
    static const size_t lengths[] = {1, 3, 7, 15, 31, 63, 128, 127};
    char texts[8][132] = {{0}};
    for (size_t t = 0; t < 8; t++)
        memset(texts[t], 'x', lengths[t]);
    check_single_bucket(texts, 8);
}

static void lookup_by_a_buffer(void **state) {
    (void)state;
    GomapType type = text_type(sizeof(uint64_t));
    Gomap *map = maptest_new(&type, 0);
    char stored[100][8], buffer[8];
    for (uint64_t i = 0; i < 100; i++) {
        snprintf(stored[i], sizeof stored[i], "%d", (int)i);
        GomapText key = {stored[i], strlen(stored[i])};
        assert_int_equal(gomap_put(map, &key, &i), GOMAP_OK);
    }
    size_t calls = maptest_memory.calls;
    for (uint64_t i = 0; i < 200; i++) {
        snprintf(buffer, sizeof buffer, "%d", (int)i);
        uint64_t *found = gomap_find_text(map, buffer, strlen(buffer));
        assert_true(i < 100 ? found && *found == i : !found);
    }
    assert_int_equal(maptest_memory.calls, calls);
    gomap_free(map);
}

static void an_empty_text_has_no_bytes(void **state) {
    (void)state;
    GomapType type = gomap_type_text(sizeof(uint64_t));
    for (int null_first = 0; null_first < 2; null_first++) {
        GomapText keys[2] = {{NULL, 0}, {"", 0}};
        Gomap *map = maptest_new(&type, 0);
        uint64_t value = 7;
        assert_int_equal(gomap_put(map, &keys[!null_first], &value), GOMAP_OK);
        assert_non_null(gomap_find(map, &keys[null_first]));
        assert_int_equal(gomap_put(map, &keys[null_first], &value), GOMAP_OK);
        assert_int_equal(gomap_len(map), 1);
        assert_true(gomap_remove_text(map, NULL, 0));
        gomap_free(map);
    }
}

static void deletes_by_dynamic_keys(void **state) {
    (void)state;
    GomapType type = dynkey_type(sizeof(uint64_t));
    Gomap *map = maptest_new(&type, 0);
    for (int i = 0; i < 8; i++) {
        DynKey key = dynkey_complex(i, i + 1);
        uint64_t value = 1;
        assert_int_equal(gomap_put(map, &key, &value), GOMAP_OK);
    }
    for (int i = 0; i < 8; i++) {
        DynKey key = dynkey_complex(i, i + 1);
        assert_true(gomap_remove(map, &key));
    }
    assert_int_equal(gomap_len(map), 0);
    gomap_free(map);
}

typedef struct Mixed {
    float f32;
    double f64;
    float c64[2];
    double c128[2];
    GomapText text;
    DynKey first, second;
    GomapText list[3];
} Mixed;

static uint64_t hash_mixed(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    const Mixed *k = key;
    uint64_t parts[12] = {dynkey_hash_float((double)k->f32, seed),
                          dynkey_hash_float(k->f64, seed),
                          dynkey_hash_float((double)k->c64[0], seed),
                          dynkey_hash_float((double)k->c64[1], seed),
                          dynkey_hash_float(k->c128[0], seed),
                          dynkey_hash_float(k->c128[1], seed),
                          gomap_hash_bytes(k->text.bytes, k->text.size, seed),
                          dynkey_hash(&k->first, seed),
                          dynkey_hash(&k->second, seed)};
    for (size_t i = 0; i < 3; i++)
        parts[9 + i] = gomap_hash_bytes(k->list[i].bytes, k->list[i].size, seed);
    return gomap_hash_bytes(parts, sizeof parts, seed);
}

static bool same_text(const GomapText *a, const GomapText *b) {
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static bool equal_mixed(const void *a, const void *b, void *ctx) {
    (void)ctx;
    const Mixed *l = a, *r = b;
    bool same = l->f32 == r->f32 && l->f64 == r->f64 && same_text(&l->text, &r->text);
    for (size_t i = 0; i < 2; i++)
        same = same && l->c64[i] == r->c64[i] && l->c128[i] == r->c128[i];
    for (size_t i = 0; i < 3; i++)
        same = same && same_text(&l->list[i], &r->list[i]);
    return same && dynkey_equal(&l->first, &r->first) && dynkey_equal(&l->second, &r->second);
}

static void a_struct_of_everything(void **state) {
    (void)state;
    GomapType type = {.key_size = sizeof(Mixed),
                      .value_size = sizeof(int),
                      .key_align = _Alignof(Mixed),
                      .hash = hash_mixed,
                      .equal = equal_mixed,
                      .allocator = maptest_allocator(),
                      .update_key = true,
                      .irreflexive = true};
    Gomap *map = maptest_new(&type, 0);
    Mixed key = {.f64 = 0.0, .text = {"apple", 5}, .c128 = {1, 0}};
    key.first = dynkey_int(7);
    key.second = dynkey_text("orange");
    for (size_t i = 0; i < 3; i++)
        key.list[i] = (GomapText){&"abc"[i], 1};
    int value = 1;
    assert_int_equal(gomap_put(map, &key, &value), GOMAP_OK);
    Mixed same = key;
    same.f64 = -0.0;
    same.f32 = -0.0F;
    assert_non_null(gomap_find(map, &same));
    same.second = dynkey_text("oranges");
    assert_null(gomap_find(map, &same));
    gomap_free(map);
}

static void keys_of_all_kinds(void **state) {
    (void)state;
    GomapType type = dynkey_type(sizeof(int));
    int here, there;
    DynKey keys[] = {dynkey_none(),         dynkey_bool(false),    dynkey_bool(true),
                     dynkey_int(0),         dynkey_int(-1),        dynkey_float(0.0),
                     dynkey_float(1),       dynkey_complex(0, 0),  dynkey_complex(0, 1),
                     dynkey_text(""),       dynkey_text("0"),      dynkey_pointer(NULL),
                     dynkey_pointer(&here), dynkey_pointer(&there)};
    enum { KEYS = sizeof keys / sizeof keys[0] };
    Gomap *map = maptest_new(&type, 0);
    for (int i = 0; i < KEYS; i++)
        assert_int_equal(gomap_put(map, &keys[i], &i), GOMAP_OK);
    assert_int_equal(gomap_len(map), KEYS);
    for (int i = 0; i < KEYS; i++)
        assert_int_equal(*(int *)gomap_find(map, &keys[i]), i);
    maptest_sound(map);
    gomap_free(map);
}

static void keys_that_cannot_be_hashed(void **state) {
    (void)state;
    GomapType type = dynkey_type(sizeof(uint64_t));
    DynKey bad = dynkey_slice(), good = dynkey_int(1);
    uint64_t value = 1;
    Gomap *map = maptest_new(&type, 0);
    for (int filled = 0; filled < 2; filled++) {
        void *slot = &value;
        assert_int_equal(gomap_lookup(map, &bad, &slot), GOMAP_BAD_KEY);
        assert_null(slot);
        assert_null(gomap_find(map, &bad));
        assert_false(gomap_remove(map, &bad));
        assert_false(gomap_take(map, &bad, &good, &value));
        slot = &value;
        assert_int_equal(gomap_assign(map, &bad, &slot), GOMAP_BAD_KEY);
        assert_null(slot);
        assert_int_equal(gomap_put(map, &bad, &value), GOMAP_BAD_KEY);
        assert_int_equal(gomap_len(map), filled);
        assert_int_equal(gomap_put(map, &good, &value), GOMAP_OK);
    }
    maptest_sound(map);
    gomap_free(map);
}

// The newest key is stored only where equal keys can differ, as Go's needkeyupdate says.
static void overwriting_stores_the_key_where_equal_keys_differ(void **state) {
    (void)state;
    char first[] = "maple", second[] = "maple";
    for (int update = 0; update < 2; update++) {
        GomapType type = text_type(sizeof(uint64_t));
        type.update_key = update;
        Gomap *map = maptest_new(&type, 0);
        GomapText a = {first, 5}, b = {second, 5}, stored;
        uint64_t value = 1;
        assert_int_equal(gomap_put(map, &a, &value), GOMAP_OK);
        assert_int_equal(gomap_put(map, &b, &value), GOMAP_OK);
        assert_true(gomap_take(map, &a, &stored, NULL));
        assert_ptr_equal(stored.bytes, update ? second : first);
        gomap_free(map);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MAPTEST("TestNegativeZero: +0 and -0 are one key, the later sign is stored", negative_zero),
        MAPTEST("TestMapAssignmentNan: each put of NaN adds an entry that only iterations show",
                assignment_of_nan),
        MAPTEST("TestMapOperatorAssignmentNan: each assign of NaN starts from zero",
                operator_assignment_of_nan),
        MAPTEST("TestAlias: two handles are one map", alias),
        MAPTEST("TestSingleBucketMapStringKeys_DupLen: texts of one length are told apart",
                single_bucket_keys_of_one_length),
        MAPTEST("TestSingleBucketMapStringKeys_NoDupLen: texts of other lengths are told apart",
                single_bucket_keys_of_many_lengths),
        MAPTEST("TestMapStringBytesLookup: a lookup by a buffer allocates nothing",
                lookup_by_a_buffer),
        MAPTEST("the empty text is one key, with or without an address",
                an_empty_text_has_no_bytes),
        MAPTEST("TestDeferDeleteSlow: removals by dynamic complex keys empty the map",
                deletes_by_dynamic_keys),
        MAPTEST("TestMapInterfaceKey: a struct of floats, texts and dynamic keys is found again",
                a_struct_of_everything),
        MAPTEST("test/map.go: dynamic keys differ by their kind and by their value",
                keys_of_all_kinds),
        MAPTEST("issue23734: a key that cannot be hashed is refused, on an empty map too",
                keys_that_cannot_be_hashed),
        MAPTEST("an overwriting put stores the new key only with update_key",
                overwriting_stores_the_key_where_equal_keys_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
