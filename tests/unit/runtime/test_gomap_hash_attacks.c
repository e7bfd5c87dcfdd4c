// SPDX-License-Identifier: Apache-2.0

// The map's hashes against keys that were made to collide, and the bytes they read.
//
// An attacker knows the code, not the seed. What he can try is a difference in one piece of a text
// that a difference in another piece takes back before both are mixed with the seed well enough.
// All seeds and texts are fixed, so a test that passes once passes always.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "hashes.h"
#include "maptest.h"

enum { LONGEST = 200 };

static GomapSeed random_seed(void) {
    return (GomapSeed){maptest_random(), maptest_random()};
}

static void fill_random(unsigned char *bytes, size_t n) {
    for (size_t i = 0; i < n; i++)
        bytes[i] = (unsigned char)maptest_random();
}

// Between two pages that cannot be read, at the end and at the start of what can; and in memory of
// just that size, for AddressSanitizer.
static void nothing_is_read_outside(void **state) {
    (void)state;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *pages = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(pages != MAP_FAILED);
    assert_int_equal(mprotect(pages + page, page, PROT_READ | PROT_WRITE), 0);
    GomapSeed seed = random_seed();
    HashesBytes *hash;
    for (size_t which = 0; (hash = hashes_nth(which)) != NULL; which++) {
        for (size_t size = 0; size <= LONGEST; size++) {
            unsigned char *first = pages + page, *last = pages + 2 * page - size;
            unsigned char *exact = malloc(size ? size : 1);
            fill_random(exact, size);
            memcpy(last, exact, size);
            uint64_t expected = hash(exact, size, &seed);
            assert_true(hash(last, size, &seed) == expected);
            memmove(first, exact, size);
            assert_true(hash(first, size, &seed) == expected);
            free(exact);
        }
        assert_true(hash(NULL, 0, &seed) == hash("x", 0, &seed));
    }
    munmap(pages, 3 * page);
}

static void every_byte_counts(void **state) {
    (void)state;
    HashesBytes *hash;
    for (size_t which = 0; (hash = hashes_nth(which)) != NULL; which++) {
        for (size_t size = 1; size <= 100; size++) {
            GomapSeed seed = random_seed();
            unsigned char text[100];
            fill_random(text, size);
            uint64_t before = hash(text, size, &seed);
            for (size_t at = 0; at < size; at++) {
                for (unsigned change = 1; change < 256; change++) {
                    text[at] ^= (unsigned char)change;
                    assert_true(hash(text, size, &seed) != before);
                    text[at] ^= (unsigned char)change;
                }
            }
        }
    }
}

typedef struct Collisions {
    size_t all, low32, low16;
} Collisions;

static void count_collision(Collisions *c, uint64_t a, uint64_t b) {
    c->all += a == b;
    c->low32 += (a & UINT32_MAX) == (b & UINT32_MAX);
    c->low16 += (a & UINT16_MAX) == (b & UINT16_MAX);
}

// Of n pairs: in 16 bits n / 65536, within six standard deviations.
static void assert_by_chance(const Collisions *c, size_t n) {
    size_t expected = n >> 16, deviation = 1;
    while (deviation * deviation < expected)
        deviation++;
    assert_int_equal(c->all, 0);
    assert_in_range(c->low32, 0, 2 + (n >> 30));
    assert_in_range(c->low16, expected > 6 * deviation ? expected - 6 * deviation : 0,
                    expected + 6 * deviation);
}

// Pairs of texts of 33 to 64 bytes that differ in byte i of one block of sixteen and in byte j of
// the next one, or of the one after, which goes to the same chain.
static void differences_in_two_blocks(void **state) {
    (void)state;
    enum { PAIRS = 1 << 22 };
    HashesBytes *hash;
    for (size_t which = 0; (hash = hashes_nth(which)) != NULL; which++) {
        Collisions found = {0};
        GomapSeed seed = {0};
        unsigned char text[64];
        for (size_t n = 0; n < PAIRS; n++) {
            if (n % 256 == 0) {
                seed = random_seed();
                fill_random(text, sizeof text);
            }
            uint64_t dice = maptest_random();
            size_t size = 33 + dice % 32, blocks = (size + 15) / 16;
            size_t distance = 1 + (dice >> 8 & 1), block = (dice >> 9) % (blocks - distance);
            size_t i = block * 16 + (dice >> 16 & 15);
            size_t j = (block + distance) * 16 + (dice >> 20 & 15);
            uint64_t before = hash(text, size, &seed);
            text[i] ^= (unsigned char)(1 + (dice >> 24) % 255);
            text[j < size ? j : size - 1] ^= (unsigned char)(1 + (dice >> 32) % 255);
            count_collision(&found, before, hash(text, size, &seed));
        }
        assert_by_chance(&found, PAIRS);
    }
}

// The two words that a hash of blocks may load from a short text: its first and its last bytes.
static void load_ends(const unsigned char *text, size_t size, uint64_t ends[2]) {
    size_t width = size >= 8 ? 8 : 4;
    ends[0] = ends[1] = 0;
    memcpy(&ends[0], text, width);
    memcpy(&ends[1], text + size - width, width);
}

// A text of sixteen bytes that such a hash loads like a shorter one but for the length, which its
// last bytes take back.
static void a_length_cannot_be_taken_back(void **state) {
    (void)state;
    HashesBytes *hash;
    for (size_t which = 0; (hash = hashes_nth(which)) != NULL; which++) {
        for (int round = 0; round < 1000; round++) {
            GomapSeed seed = random_seed();
            for (size_t size = 4; size < 16; size++) {
                unsigned char text[16];
                uint64_t ends[2];
                fill_random(text, size);
                load_ends(text, size, ends);
                for (int half = 0; half < 2; half++) {
                    uint64_t made[2] = {ends[0], ends[1]};
                    made[half] ^= size ^ 16;
                    assert_true(hash(text, size, &seed) != hash(made, 16, &seed));
                }
            }
        }
    }
    // The same by hand, in letters.
    for (size_t which = 0; (hash = hashes_nth(which)) != NULL; which++) {
        GomapSeed seed = random_seed();
        assert_true(hash("a```````", 8, &seed) != hash("a````````", 9, &seed));
    }
}

// What a difference of x behind the S-box in one byte of row 0 becomes in the four bytes of its
// column after one AES round.
static void mix_column(unsigned char x, unsigned char out[4]) {
    unsigned char twice = (unsigned char)(x << 1 ^ (x >> 7) * 0x1b);
    out[0] = twice;
    out[1] = out[2] = x;
    out[3] = (unsigned char)(twice ^ x);
}

// The same for two blocks, the second of which meets the length after one round at the earliest:
// under each seed one difference x in 255 is the right one, if one round is all.
static void a_length_cannot_be_taken_back_in_two_blocks(void **state) {
    (void)state;
    HashesBytes *hash;
    for (size_t which = 0; (hash = hashes_nth(which)) != NULL; which++) {
        for (size_t size = 17; size < 32; size++) {
            GomapSeed seed = random_seed();
            unsigned char text[32];
            fill_random(text, size);
            uint64_t before = hash(text, size, &seed);
            for (unsigned at = 0; at < 16; at += 4) {
                for (unsigned x = 1; x < 256; x++) {
                    unsigned char made[32], column[4];
                    memcpy(made, text, 16);
                    memcpy(made + 16, text + size - 16, 16);
                    made[at] ^= (unsigned char)(size ^ 32);
                    mix_column((unsigned char)x, column);
                    for (unsigned i = 0; i < 4; i++)
                        made[16 + at + i] ^= column[i];
                    assert_true(hash(made, 32, &seed) != before);
                }
            }
        }
    }
}

// Blocks that change places, in one chain and between two.
static void blocks_cannot_change_places(void **state) {
    (void)state;
    enum { BLOCKS = 6 };
    HashesBytes *hash;
    for (size_t which = 0; (hash = hashes_nth(which)) != NULL; which++) {
        for (size_t n = 0; n < 2000; n++) {
            GomapSeed seed = random_seed();
            unsigned char text[16 * BLOCKS], other[16 * BLOCKS];
            size_t blocks = 2 + n % (BLOCKS - 1);
            fill_random(text, sizeof text);
            memcpy(other, text, sizeof text);
            size_t i = maptest_below(blocks), j = (i + 1 + maptest_below(blocks - 1)) % blocks;
            memcpy(other + 16 * i, text + 16 * j, 16);
            memcpy(other + 16 * j, text + 16 * i, 16);
            assert_true(hash(text, 16 * blocks, &seed) != hash(other, 16 * blocks, &seed));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MAPTEST("no byte outside the text is read, at any size up to 200", nothing_is_read_outside),
        MAPTEST("a change of one byte at any place of up to 100 changes the hash",
                every_byte_counts),
        MAPTEST("differences in two blocks collide by chance only", differences_in_two_blocks),
        MAPTEST("the last bytes of a text cannot make up for its length",
                a_length_cannot_be_taken_back),
        MAPTEST("nor can those of a text of two blocks",
                a_length_cannot_be_taken_back_in_two_blocks),
        MAPTEST("blocks cannot change places", blocks_cannot_change_places),
    };
    if (!hashes_nth(1))
        print_message("skipped: AES rounds, this processor has none\n");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
