// SPDX-License-Identifier: Apache-2.0

// The quality of the map's hashes: the properties that the SMHasher programs ask for, under the
// names of Go's tests. Each family of keys gives many hashes; neither all 64 bits, nor the low 32
// ones, which choose buckets, nor the high 32 ones with the mark may collide more often than random
// numbers would.
//
// All seeds and keys are fixed, so a test that passes once passes always.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hashes.h"
#include "maptest.h"

static const GomapSeed seed = {0x243f6a8885a308d3, 0x13198a2e03707344};

// The hashes of a family of keys under the hash at hand.
typedef struct Family {
    HashesBytes *hash;
    uint64_t *hashes;
    size_t count;
    size_t room;
} Family;

static void add_hash(Family *f, uint64_t hash) {
    if (f->count == f->room) {
        f->room = f->room ? 2 * f->room : 1 << 16;
        f->hashes = realloc(f->hashes, f->room * sizeof *f->hashes);
        assert_non_null(f->hashes);
    }
    f->hashes[f->count++] = hash;
}

static void add_key(Family *f, const void *bytes, size_t size) {
    add_hash(f, f->hash(bytes, size, &seed));
}

// By the lowest byte first: a million of numbers in a moment.
static void sort_numbers(uint64_t *numbers, size_t n) {
    uint64_t *other = malloc(n * sizeof *other);
    assert_non_null(other);
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t at[257] = {0};
        for (size_t i = 0; i < n; i++)
            at[(numbers[i] >> shift & 255) + 1]++;
        for (size_t b = 0; b < 256; b++)
            at[b + 1] += at[b];
        for (size_t i = 0; i < n; i++)
            other[at[numbers[i] >> shift & 255]++] = numbers[i];
        uint64_t *sorted = other;
        other = numbers;
        numbers = sorted;
    }
    free(other); // after eight passes the numbers are where they were
}

static void assert_few_collisions(uint64_t *numbers, size_t n, int bits) {
    sort_numbers(numbers, n);
    double collisions = 0;
    for (size_t i = 1; i < n; i++)
        collisions += numbers[i] == numbers[i - 1];
    double expected = (double)n * (double)(n - 1) / 2 / pow(2, bits);
    if (collisions > expected + 6 * sqrt(expected) + 1)
        fail_msg("%.0f collisions in %d bits of %zu hashes, expected %.1f", collisions, bits, n,
                 expected);
}

static void end_family(Family *f) {
    uint64_t *part = malloc(f->count * sizeof *part);
    assert_non_null(part);
    for (size_t i = 0; i < f->count; i++)
        part[i] = f->hashes[i] & UINT32_MAX;
    assert_few_collisions(part, f->count, 32);
    for (size_t i = 0; i < f->count; i++)
        part[i] = f->hashes[i] >> 32;
    assert_few_collisions(part, f->count, 32);
    free(part);
    sort_numbers(f->hashes, f->count);
    for (size_t i = 1; i < f->count; i++)
        assert_true(f->hashes[i] != f->hashes[i - 1]);
    f->count = 0;
}

typedef void MakeFamily(Family *f);

// Runs a test of keys for each hash.
static void for_each_hash(MakeFamily *make) {
    size_t n = 0;
    for (Family f = {0}; (f.hash = hashes_nth(n)) != NULL; n++) {
        make(&f);
        if (f.count)
            end_family(&f);
        free(f.hashes);
        f.hashes = NULL;
        f.room = 0;
    }
    if (n == 1)
        print_message("skipped: AES rounds, this processor has none\n");
}

static void fill_random(unsigned char *bytes, size_t n) {
    for (size_t i = 0; i < n; i++)
        bytes[i] = (unsigned char)maptest_random();
}

// Neither what stands around the key nor its place in memory matters; every bit of it does.
static void sanity(Family *f) {
    enum { PAD = 16, LONGEST = 128 };
    unsigned char one[LONGEST + 3 * PAD], two[LONGEST + 3 * PAD];
    for (size_t size = 0; size <= LONGEST; size++) {
        for (size_t at = 0; at < PAD; at++) {
            fill_random(one, sizeof one);
            fill_random(two, sizeof two);
            memcpy(two + PAD + at, one + PAD, size);
            uint64_t hash = f->hash(one + PAD, size, &seed);
            assert_true(hash == f->hash(two + PAD + at, size, &seed));
        }
        uint64_t hash = f->hash(one + PAD, size, &seed);
        for (size_t bit = 0; bit < size * 8; bit++) {
            one[PAD + bit / 8] ^= (unsigned char)(1 << bit % 8);
            assert_true(hash != f->hash(one + PAD, size, &seed));
            one[PAD + bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
    }
}

static void appended_zeros(Family *f) {
    unsigned char bytes[300] = "hello";
    for (size_t size = 5; size < sizeof bytes; size++)
        add_key(f, bytes, size);
}

static void small_keys(Family *f) {
    unsigned char bytes[3] = {0};
    add_key(f, bytes, 0);
    for (unsigned i = 0; i < 256; i++) {
        bytes[0] = (unsigned char)i;
        add_key(f, bytes, 1);
        for (unsigned j = 0; j < 256; j++) {
            bytes[1] = (unsigned char)j;
            add_key(f, bytes, 2);
            for (unsigned k = 0; k < 256; k += 5) {
                bytes[2] = (unsigned char)k;
                add_key(f, bytes, 3);
            }
        }
    }
}

static void zeros(Family *f) {
    static const unsigned char bytes[10000];
    for (size_t size = 0; size <= sizeof bytes; size++)
        add_key(f, bytes, size);
}

static void add_two_nonzero(Family *f, size_t size, unsigned step) {
    unsigned char bytes[32] = {0};
    for (size_t i = 0; i < size; i++) {
        for (unsigned x = 1; x < 256; x += step) {
            bytes[i] = (unsigned char)x;
            add_key(f, bytes, size);
            for (size_t j = i + 1; j < size; j++) {
                for (unsigned y = 1; y < 256; y += step) {
                    bytes[j] = (unsigned char)y;
                    add_key(f, bytes, size);
                }
                bytes[j] = 0;
            }
        }
        bytes[i] = 0;
    }
}

static void two_nonzero(Family *f) {
    add_two_nonzero(f, 2, 1);
    add_two_nonzero(f, 4, 1);
    end_family(f);
    for (size_t size = 5; size <= 32; size += 3)
        add_two_nonzero(f, size, 11);
}

static void cyclic(Family *f) {
    enum { REPEATS = 8 };
    for (size_t period = 4; period <= 8; period++) {
        for (uint64_t n = 0; n < 50000; n++) {
            unsigned char bytes[8 * REPEATS];
            uint64_t number = n * UINT64_C(0x9e3779b97f4a7c15);
            memcpy(bytes, &number, period);
            for (size_t i = period; i < period * REPEATS; i++)
                bytes[i] = bytes[i - period];
            add_key(f, bytes, period * REPEATS);
        }
        end_family(f);
    }
}

// All keys of `size` bytes with up to `bits` bits set at `from` or behind.
static void add_sparse(Family *f, unsigned char *bytes, size_t size, size_t from, int bits) {
    add_key(f, bytes, size);
    for (size_t bit = from; bits > 0 && bit < size * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        add_sparse(f, bytes, size, bit + 1, bits - 1);
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
}

static void sparse(Family *f) {
    static const struct {
        size_t size;
        int bits;
    } families[] = {{4, 5}, {5, 4}, {6, 4}, {8, 4}, {12, 3}, {32, 2}, {128, 2}};
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        unsigned char bytes[128] = {0};
        add_sparse(f, bytes, families[i].size, 0, families[i].bits);
        end_family(f);
    }
}

// All sequences of `n` blocks out of a few, counted up like a number to the base of their count.
static void add_permutations(Family *f, const uint32_t *blocks, size_t base, size_t n) {
    uint32_t words[20];
    size_t total = 1;
    for (size_t i = 0; i < n; i++)
        total *= base;
    for (size_t number = 0; number < total; number++) {
        size_t rest = number;
        for (size_t i = 0; i < n; i++, rest /= base)
            words[i] = blocks[rest % base];
        add_key(f, words, n * sizeof *words);
    }
    end_family(f);
}

static void permutation(Family *f) {
    uint32_t low[8], high[8];
    for (uint32_t i = 0; i < 8; i++) {
        low[i] = i;
        high[i] = i << 29;
    }
    uint32_t ends[] = {0, 1, UINT32_C(1) << 31}, two[] = {0, UINT32_C(1) << 31};
    add_permutations(f, low, 8, 6);
    add_permutations(f, high, 8, 6);
    add_permutations(f, ends, 3, 12);
    add_permutations(f, two, 2, 18);
    add_permutations(f, (uint32_t[]){0, 1}, 2, 18);
}

typedef uint64_t HashKey(size_t which, const unsigned char *key, size_t size, const GomapSeed *s);

static uint64_t hash_as_bytes(size_t which, const unsigned char *key, size_t size,
                              const GomapSeed *s) {
    return hashes_nth(which)(key, size, s);
}

static uint64_t hash_as_number(size_t which, const unsigned char *key, size_t size,
                               const GomapSeed *s) {
    uint64_t number = 0;
    memcpy(&number, key, size);
    return hashes_number(which, number, s);
}

static uint64_t hash_under_key(size_t which, const unsigned char *key, size_t size,
                               const GomapSeed *s) {
    (void)s;
    GomapSeed changed;
    memcpy(&changed, key, size);
    return hashes_nth(which)("the same text always", 20, &changed);
}

// Every bit of the key turns every bit of the hash in half of all cases: of ROUNDS, six standard
// deviations about the mean.
static void assert_avalanche(HashKey *hash, size_t which, size_t size) {
    enum { ROUNDS = 2000, BITS = 8 * 64, WIDTH = 134 };
    static int turned[BITS][64];
    memset(turned, 0, sizeof turned);
    unsigned char key[BITS / 8];
    for (int round = 0; round < ROUNDS; round++) {
        GomapSeed fresh = {maptest_random(), maptest_random()};
        fill_random(key, size);
        uint64_t before = hash(which, key, size, &fresh);
        for (size_t bit = 0; bit < size * 8; bit++) {
            key[bit / 8] ^= (unsigned char)(1 << bit % 8);
            uint64_t change = before ^ hash(which, key, size, &fresh);
            key[bit / 8] ^= (unsigned char)(1 << bit % 8);
            for (int out = 0; out < 64; out++)
                turned[bit][out] += (int)(change >> out & 1);
        }
    }
    for (size_t bit = 0; bit < size * 8; bit++) {
        for (int out = 0; out < 64; out++)
            assert_in_range(turned[bit][out], ROUNDS / 2 - WIDTH, ROUNDS / 2 + WIDTH);
    }
}

static void avalanche(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 4, 7, 8, 13, 16, 17, 24, 32, 33, 48, 64};
    for (size_t which = 0; hashes_nth(which); which++) {
        assert_avalanche(hash_as_number, which, 4);
        assert_avalanche(hash_as_number, which, 8);
        assert_avalanche(hash_under_key, which, sizeof(GomapSeed));
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
            assert_avalanche(hash_as_bytes, which, sizes[i]);
    }
}

static void windowed(void **state) {
    (void)state;
    Family f = {0};
    for (size_t which = 0; (f.hash = hashes_nth(which)) != NULL; which++) {
        for (unsigned shift = 0; shift < 64; shift += 3) {
            for (uint64_t i = 0; i < 1 << 15; i++) {
                uint64_t key = i << shift | (shift ? i >> (64 - shift) : 0);
                add_hash(&f, hashes_number(which, key, &seed));
            }
            end_family(&f);
            for (uint64_t i = 0; i < 1 << 15; i++) {
                uint64_t key = i << shift | (shift ? i >> (64 - shift) : 0);
                add_key(&f, &key, sizeof key);
            }
            end_family(&f);
        }
    }
    free(f.hashes);
}

static void add_texts(Family *f, const char *before, const char *after) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    enum { LETTERS = sizeof letters - 1 };
    for (int n = 0; n < LETTERS * LETTERS * LETTERS; n++) {
        char text[64];
        int size = snprintf(text, sizeof text, "%s%c%c%c%s", before, letters[n % LETTERS],
                            letters[n / LETTERS % LETTERS], letters[n / LETTERS / LETTERS], after);
        add_key(f, text, (size_t)size);
    }
    end_family(f);
}

static void text(Family *f) {
    add_texts(f, "", "");
    add_texts(f, "foo", "");
    add_texts(f, "", "bar");
    add_texts(f, "/var/lib/maps/shard-", ".lock");
    add_texts(f, "user:session:0000000000000000:", "");
}

static void other_seeds(Family *f) {
    for (uint64_t i = 0; i < 100000; i++) {
        GomapSeed other = {seed.k0 + i, seed.k1};
        add_hash(f, f->hash("hello", 5, &other));
    }
    end_family(f);
    for (uint64_t i = 0; i < 100000; i++) {
        GomapSeed other = {seed.k0, seed.k1 + (i << 40)};
        add_hash(f, f->hash("a text of more than thirty-two bytes", 36, &other));
    }
}

static void numbers_like_bytes(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 10000; i++) {
        uint64_t number = maptest_random();
        unsigned char bytes[8];
        for (int b = 0; b < 8; b++)
            bytes[b] = (unsigned char)(number >> 8 * b);
        assert_true(hashes_number(0, number, &seed) == gomap_hash_bytes(bytes, 8, &seed));
    }
}

// The 65536 values of two bytes of sixteen in the low 16 bits of the hash: as many different ones
// as of random numbers, 65536 (1 - 1/e), within eight standard deviations.
static void two_bytes_spread(void **state) {
    (void)state;
    static bool hit[1 << 16];
    HashesBytes *hash;
    for (size_t which = 0; (hash = hashes_nth(which)) != NULL; which++) {
        for (size_t i = 0; i < 16; i++) {
            for (size_t j = 0; j < i; j += 3) {
                unsigned char bytes[16] = {0};
                size_t different = 0;
                memset(hit, 0, sizeof hit);
                for (unsigned n = 0; n < 1 << 16; n++) {
                    bytes[i] = (unsigned char)n;
                    bytes[j] = (unsigned char)(n >> 8);
                    bool *mark = &hit[hash(bytes, 16, &seed) & 0xffff];
                    different += !*mark;
                    *mark = true;
                }
                assert_in_range(different, 41427 - 630, 41427 + 630);
            }
        }
    }
}

#define FAMILY(name)                        \
    static void test_##name(void **state) { \
        (void)state;                        \
        for_each_hash(name);                \
    }

FAMILY(sanity)
FAMILY(appended_zeros)
FAMILY(small_keys)
FAMILY(zeros)
FAMILY(two_nonzero)
FAMILY(cyclic)
FAMILY(sparse)
FAMILY(permutation)
FAMILY(text)
FAMILY(other_seeds)

int main(void) {
    const struct CMUnitTest tests[] = {
        MAPTEST("TestSmhasherSanity: only the key's bytes matter, and each bit of them",
                test_sanity),
        MAPTEST("TestSmhasherAppendedZeros: zeros behind a text count", test_appended_zeros),
        MAPTEST("TestSmhasherSmallKeys: keys of up to three bytes", test_small_keys),
        MAPTEST("TestSmhasherZeros: zeros of any number", test_zeros),
        MAPTEST("TestSmhasherTwoNonzero: two bytes among zeros", test_two_nonzero),
        MAPTEST("TestSmhasherCyclic: repeated pieces", test_cyclic),
        MAPTEST("TestSmhasherSparse: few bits", test_sparse),
        MAPTEST("TestSmhasherPermutation: blocks in every order", test_permutation),
        MAPTEST("TestSmhasherAvalanche: each bit of key and seed turns half of the hash's bits",
                avalanche),
        MAPTEST("TestSmhasherWindowed: bits in a window anywhere", windowed),
        MAPTEST("TestSmhasherText: letters between fixed texts", test_text),
        MAPTEST("TestSmhasherSeed: one text under many seeds", test_other_seeds),
        MAPTEST("TestMemHash64Equality: a number hashes as its bytes", numbers_like_bytes),
        MAPTEST("TestCollisions: two bytes of sixteen spread over the low bits", two_bytes_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
