// SPDX-License-Identifier: Apache-2.0

// What one call may cost, counted and not timed: old buckets moved, slices given back, calls of the
// allocator and of the kernel, bytes at the peak.
//
// The linker sends the calls of mmap and munmap here (--wrap), where they are counted and can fail.
// Where a whole fill is watched, keys and seeds are fixed.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "maptest.h"

enum { SLICE = 16 * 1024, LARGE = 256 * 1024 };

void *__real_mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset);
int __real_munmap(void *at, size_t size);
void *__wrap_mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset);
int __wrap_munmap(void *at, size_t size);

static struct {
    size_t maps, unmaps;
    size_t empty_unmaps;
    size_t fail_maps; // that many of the next ones fail
} kernel;

void *__wrap_mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset) {
    kernel.maps++;
    if (kernel.fail_maps > 0) {
        kernel.fail_maps--;
        return MAP_FAILED;
    }
    return __real_mmap(at, size, prot, flags, fd, offset);
}

int __wrap_munmap(void *at, size_t size) {
    kernel.unmaps++;
    kernel.empty_unmaps += size == 0;
    return __real_munmap(at, size);
}

// What an observer was told.
static struct {
    size_t mapped, unmapped; // bytes
} told;

static void note_mapped(void *memory, size_t size, void *ctx) {
    (void)memory, (void)ctx;
    told.mapped += size;
}

static void note_unmapped(void *memory, size_t size, void *ctx) {
    (void)memory, (void)ctx;
    told.unmapped += size;
}

// With memory from malloc and the kernel, as users have it.
static GomapType plain_type(void) {
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    type.fixed_seed = true;
    type.seed = (GomapSeed){1, 2};
    return type;
}

// What one write did at most.
typedef struct Most {
    uint64_t moved;
    uint64_t slices;
    size_t unmaps;
    size_t given_back; // bytes that the map has less after the write
} Most;

typedef struct Watch {
    Gomap *map;
    GomapStats before;
    size_t unmaps;
    Most most;
    size_t peak_bytes;
} Watch;

static Watch watch(Gomap *map) {
    return (Watch){.map = map, .before = maptest_stats(map), .unmaps = kernel.unmaps};
}

static void raise_to(uint64_t *most, uint64_t value) {
    if (value > *most)
        *most = value;
}

static void note_write(Watch *w) {
    GomapStats now = maptest_stats(w->map);
    raise_to(&w->most.moved, now.moved - w->before.moved);
    raise_to(&w->most.slices, now.slices - w->before.slices);
    if (kernel.unmaps - w->unmaps > w->most.unmaps)
        w->most.unmaps = kernel.unmaps - w->unmaps;
    if (w->before.bytes > now.bytes && w->before.bytes - now.bytes > w->most.given_back)
        w->most.given_back = w->before.bytes - now.bytes;
    if (now.bytes > w->peak_bytes)
        w->peak_bytes = now.bytes;
    w->before = now;
    w->unmaps = kernel.unmaps;
}

static void put(Watch *w, uint64_t key) {
    maptest_put(w->map, key, key);
    note_write(w);
}

static void take_out(Watch *w, uint64_t key) {
    gomap_remove(w->map, &key);
    note_write(w);
}

// LIMIT: the header says slices; the last 256 KB of an old table go back at once, as smaller tables
// do, whose memory malloc may keep.
static void assert_small_steps(const Watch *w) {
    assert_in_range(w->most.moved, 0, 2);
    assert_in_range(w->most.slices, 0, 1);
    assert_in_range(w->most.unmaps, 0, 1);
    assert_true(w->most.given_back < LARGE + SLICE);
}

static void writes_are_small(void **state) {
    (void)state;
    GomapType type = plain_type();
    Gomap *map = maptest_new(&type, 0);
    Watch w = watch(map);
    for (uint64_t i = 0; i < 300000; i++) {
        put(&w, i);
        if (i % 3 == 0)
            take_out(&w, i / 3);
        if (i % 7 == 0)
            take_out(&w, i + 1); // is not there
    }
    for (uint64_t i = 0; i < 300000; i++)
        take_out(&w, i);
    assert_int_equal(gomap_len(map), 0);
    assert_small_steps(&w);
    assert_int_equal(w.most.moved, 2);
    assert_int_equal(w.most.slices, 1);
    maptest_sound(map);
    gomap_free(map);
}

// Values of 128 bytes, so that also the table of a few entries comes from the kernel.
static void churn_is_small(void **state) {
    (void)state;
    GomapType type = plain_type();
    type.value_size = 128;
    Gomap *map = maptest_new(&type, 0);
    Watch w = watch(map);
    unsigned char value[128] = {0};
    for (uint64_t i = 0; i < 400000; i++) {
        assert_int_equal(gomap_put(map, &i, value), GOMAP_OK);
        note_write(&w);
        if (i >= 1500)
            take_out(&w, i - 1500);
    }
    assert_int_equal(w.before.buckets, 256);
    assert_true(w.before.compactions > 3);
    assert_small_steps(&w);
    gomap_free(map);
}

// A map with `old_buckets` full buckets at the start of its growth.
static Gomap *map_about_to_grow(size_t old_buckets, uint64_t seed) {
    GomapType type = plain_type();
    type.seed.k0 = seed;
    Gomap *map = maptest_new(&type, 0);
    uint64_t n = 13 * old_buckets / 2;
    for (uint64_t i = 0; i <= n; i++)
        maptest_put(map, i, i);
    assert_int_equal(maptest_stats(map).old_buckets, old_buckets);
    return map;
}

// Writes until the growth is over, the one that began it included.
static size_t writes_of_a_growth(size_t old_buckets, uint64_t seed) {
    Gomap *map = map_about_to_grow(old_buckets, seed);
    size_t writes = 1;
    for (; maptest_stats(map).old_buckets; writes++) {
        uint64_t key = maptest_random();
        if (writes % 2)
            maptest_put(map, key, key);
        else
            gomap_remove(map, &key); // is not there, but moves as well
    }
    assert_int_equal(maptest_stats(map).moved, 2 * old_buckets - 1);
    gomap_free(map);
    return writes;
}

// On average over many maps where there are few buckets, since chance decides how often the two
// buckets of a write are one.
static void growths_end_soon(void **state) {
    (void)state;
    for (size_t buckets = 8; buckets <= 65536; buckets *= 2) {
        size_t maps = buckets < 1024 ? 8192 / buckets : 1, writes = 0;
        for (uint64_t seed = 0; seed < maps; seed++)
            writes += writes_of_a_growth(buckets, seed);
        assert_true(writes * 4 <= 3 * buckets * maps);
        assert_true(writes * 2 >= buckets * maps);
    }
}

// What is left when the growth ends goes with the writes after it.
static void draining_is_small_and_ends(void **state) {
    (void)state;
    enum { BUCKETS = 32768 };
    Gomap *map = map_about_to_grow(BUCKETS, 3);
    Watch w = watch(map);
    for (uint64_t key = 1; maptest_stats(map).old_buckets; key += 7919)
        put(&w, key % 200000);
    size_t after_growth = w.before.bytes;
    uint64_t slices = w.before.slices;
    for (size_t last = SIZE_MAX; w.before.bytes != last;) {
        last = w.before.bytes;
        for (uint64_t i = 0; i < 2; i++)
            take_out(&w, UINT64_MAX - i);
    }
    assert_small_steps(&w);
    assert_true(w.before.slices > slices);
    assert_true(after_growth > w.before.bytes);
    size_t table = 2 * BUCKETS / 16 * 17 * w.before.bucket_size;
    assert_in_range(w.before.bytes, table, table + table / 50);
    maptest_sound(map);
    gomap_free(map);
}

// Old table and new one make one and a half of the new one.
static void the_peak_is_three_halves(void **state) {
    (void)state;
    for (size_t buckets = 1024; buckets <= 65536; buckets *= 8) {
        GomapType type = plain_type();
        Gomap *map = maptest_new(&type, 0);
        Watch w = watch(map);
        uint64_t n = 13 * buckets / 2;
        for (uint64_t i = 0; i < n; i++)
            put(&w, i);
        assert_int_equal(w.before.buckets, buckets);
        for (int i = 0; i < 10000; i++)
            take_out(&w, UINT64_MAX);
        size_t overflow = 2 * w.before.overflow * w.before.bucket_size;
        assert_true(w.peak_bytes <= w.before.bytes / 2 * 3 + SLICE + overflow);
        gomap_free(map);
    }
}

// From 16384 buckets on, the table is a whole number of slices.
static void memory_of_the_kernel_is_told_of_once(void **state) {
    (void)state;
    for (size_t buckets = 4096; buckets <= 65536; buckets *= 2) {
        told.mapped = told.unmapped = kernel.empty_unmaps = 0;
        Gomap *map = map_about_to_grow(buckets, 3);
        for (uint64_t i = 0; i < 2 * buckets; i++) {
            uint64_t absent = UINT64_MAX - i;
            gomap_remove(map, &absent);
        }
        assert_true(told.mapped > told.unmapped);
        gomap_free(map);
        assert_int_equal(told.mapped, told.unmapped);
        assert_int_equal(kernel.empty_unmaps, 0);
    }
}

static void read_everything(Gomap *map) {
    char why[100];
    GomapStats stats;
    void *slot;
    for (uint64_t i = 0; i < 3000; i++) {
        gomap_find(map, &i);
        gomap_find_u64(map, i);
        gomap_lookup(map, &i, &slot);
    }
    assert_int_equal(maptest_iterate(map), gomap_len(map));
    GomapIter it;
    gomap_iter_init(&it, map);
    gomap_iter_next(&it);
    gomap_iter_fini(&it);
    gomap_stats(map, &stats);
    assert_true(gomap_check(map, why, sizeof why));
}

static void reading_needs_no_memory(void **state) {
    (void)state;
    GomapType type = maptest_u64();
    for (uint64_t n = 0; n < 2000; n += 111) {
        Gomap *map = maptest_filled(&type, n);
        size_t calls = maptest_memory.calls;
        size_t bytes = maptest_memory.bytes;
        read_everything(map);
        assert_int_equal(maptest_memory.calls, calls);
        assert_int_equal(maptest_memory.bytes, bytes);
        gomap_free(map);
    }
}

static void reading_needs_no_kernel(void **state) {
    (void)state;
    Gomap *map = map_about_to_grow(4096, 1);
    GomapStats before = maptest_stats(map);
    size_t maps = kernel.maps, unmaps = kernel.unmaps;
    read_everything(map);
    GomapStats after = maptest_stats(map);
    assert_int_equal(kernel.maps, maps);
    assert_int_equal(kernel.unmaps, unmaps);
    assert_memory_equal(&before, &after, sizeof before);
    gomap_free(map);
}

// The large table that a doubling needs cannot be had; then it can.
static void a_failing_mmap_is_survived(void **state) {
    (void)state;
    GomapType type = plain_type();
    Gomap *map = maptest_new(&type, 0);
    uint64_t n = 0, refused = 0;
    while (n < 200000) {
        size_t maps = kernel.maps;
        kernel.fail_maps = 1;
        GomapStatus status = gomap_put(map, &n, &n);
        bool asked = kernel.maps > maps;
        kernel.fail_maps = 0;
        assert_int_equal(status, asked ? GOMAP_NO_MEMORY : GOMAP_OK);
        if (!asked) {
            n++;
            continue;
        }
        refused++;
        assert_int_equal(gomap_len(map), n);
        maptest_sound(map);
        maptest_put(map, 3, 3); // needs no room
        maptest_put(map, n, n);
        n++;
    }
    assert_in_range(refused, 4, 20);
    for (uint64_t i = 0; i < n; i++)
        assert_int_equal(*(uint64_t *)gomap_find(map, &i), i);
    maptest_sound(map);
    gomap_free(map);
}

// Also where a clone or a hint needs it, and a trim.
static void a_failing_mmap_is_told(void **state) {
    (void)state;
    GomapType type = plain_type();
    Gomap *map, *copy;
    kernel.fail_maps = 1;
    assert_int_equal(gomap_new(&type, 100000, &map), GOMAP_NO_MEMORY);
    assert_null(map);
    map = map_about_to_grow(16384, 1);
    kernel.fail_maps = 1;
    assert_int_equal(gomap_clone(map, &copy), GOMAP_NO_MEMORY);
    assert_null(copy);
    for (uint64_t i = 20000; i < 200000; i++)
        gomap_remove(map, &i);
    size_t buckets = maptest_stats(map).buckets;
    kernel.fail_maps = 1;
    assert_int_equal(gomap_trim(map), GOMAP_NO_MEMORY);
    assert_int_equal(maptest_stats(map).buckets, buckets);
    maptest_sound(map);
    assert_int_equal(kernel.fail_maps, 0);
    assert_int_equal(gomap_trim(map), GOMAP_OK);
    assert_int_equal(maptest_stats(map).buckets, 4096);
    maptest_sound(map);
    gomap_free(map);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MAPTEST("a write moves two old buckets and gives back one slice at most", writes_are_small),
        MAPTEST("also where entries come and go and tables are compacted", churn_is_small),
        MAPTEST("a growth of n old buckets is over after 0.75 n writes, for n from 8 to 65536",
                growths_end_soon),
        MAPTEST("what is left of the old table drains slice by slice, and is gone then",
                draining_is_small_and_ends),
        MAPTEST("a map takes no more than one and a half of its memory while it grows",
                the_peak_is_three_halves),
        MAPTEST("memory of the kernel is told of once when it comes and once when it goes",
                memory_of_the_kernel_is_told_of_once),
        MAPTEST("reading calls no allocator", reading_needs_no_memory),
        MAPTEST("reading maps and unmaps nothing and changes nothing", reading_needs_no_kernel),
        MAPTEST("a map outlives a doubling that the kernel has no memory for",
                a_failing_mmap_is_survived),
        MAPTEST("a hint, a clone and a trim that get no memory say so", a_failing_mmap_is_told),
    };
    GomapObserver observer = {.mapped = note_mapped, .unmapped = note_unmapped};
    if (!gomap_observe(&observer))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
