// SPDX-License-Identifier: Apache-2.0

// The sampler and its records, through heap_profile_malloc and the allocator for maps. Every test
// has block sizes of its own, by which it finds its records again.
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "runtime/gomap.h"
#include "runtime/heap_profile.h"

// A request that is too large is to fail, not to end the program.
const char *__asan_default_options(void);
const char *__tsan_default_options(void);

const char *__asan_default_options(void) {
    return "allocator_may_return_null=1";
}

const char *__tsan_default_options(void) {
    return "allocator_may_return_null=1";
}

// The sanitizers' own malloc does not survive the fork of a program with threads.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_FORK 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_FORK 0
#endif
#endif
#ifndef HAS_FORK
#define HAS_FORK 1
#endif

static void *volatile kept;

typedef struct Totals {
    uint64_t records;
    uint64_t allocs;
    uint64_t frees;
    uint64_t bytes_in_use;
} Totals;

static void add_record(Totals *t, const HeapProfileRecord *r) {
    t->records++;
    t->allocs += r->allocs;
    t->frees += r->frees;
    t->bytes_in_use += (r->allocs - r->frees) * r->size;
}

// Of all records with blocks of `from` to `to` bytes.
static Totals totals_between(size_t from, size_t to) {
    HeapProfile p;
    Totals t = {0};
    assert_true(heap_profile_take(NULL, &p));
    for (size_t i = 0; i < p.count; i++) {
        if (p.records[i].size >= from && p.records[i].size <= to)
            add_record(&t, &p.records[i]);
    }
    heap_profile_fini(&p);
    return t;
}

static Totals totals_of(size_t size) {
    return totals_between(size, size);
}

static int sample_all(void **state) {
    (void)state;
    heap_profile_set_rate(1);
    return 0;
}

__attribute__((noinline)) static void *allocate(size_t size) {
    kept = heap_profile_malloc(size);
    return kept;
}

__attribute__((noinline)) static void *allocate_elsewhere(size_t size) {
    kept = heap_profile_malloc(size);
    return kept;
}

static void at_rate_one_every_block_is_counted(void **state) {
    (void)state;
    void *blocks[10];
    for (size_t i = 0; i < 10; i++)
        blocks[i] = allocate(1003);
    for (size_t i = 0; i < 4; i++)
        heap_profile_free(blocks[i]);
    Totals t = totals_of(1003);
    assert_int_equal(t.allocs, 10);
    assert_int_equal(t.frees, 4);
    assert_int_equal(t.bytes_in_use, 6 * 1003);
    for (size_t i = 4; i < 10; i++)
        heap_profile_free(blocks[i]);
    assert_int_equal(totals_of(1003).frees, 10);
}

static void at_rate_zero_nothing_is_counted(void **state) {
    (void)state;
    heap_profile_set_rate(0);
    for (size_t i = 0; i < 1000; i++)
        heap_profile_free(allocate(100003));
    assert_int_equal(totals_of(100003).records, 0);
    assert_int_equal(heap_profile_rate(), 0);
}

static void two_call_sites_and_two_sizes_are_four_records(void **state) {
    (void)state;
    heap_profile_free(allocate(1007));
    heap_profile_free(allocate(1008));
    heap_profile_free(allocate_elsewhere(1007));
    heap_profile_free(allocate_elsewhere(1008));
    assert_int_equal(totals_of(1007).records, 2);
    assert_int_equal(totals_of(1008).records, 2);
}

static void a_stack_begins_in_the_function_that_called_malloc(void **state) {
    (void)state;
    heap_profile_free(allocate(1013));
    HeapProfile p;
    assert_true(heap_profile_take(NULL, &p));
    const HeapProfileRecord *r = NULL;
    for (size_t i = 0; i < p.count; i++)
        r = p.records[i].size == 1013 ? &p.records[i] : r;
    assert_non_null(r);
    assert_true(r->depth >= 2);
    uintptr_t start = (uintptr_t)allocate;
    assert_true(r->frames[0] > start && r->frames[0] < start + 200);
    start = (uintptr_t)a_stack_begins_in_the_function_that_called_malloc;
    assert_true(r->frames[1] > start && r->frames[1] < start + 200);
    heap_profile_fini(&p);
}

// NOLINTNEXTLINE(misc-no-recursion)
__attribute__((noinline)) static void allocate_below(size_t depth, size_t size) {
    if (depth == 0)
        heap_profile_free(allocate(size));
    else
        allocate_below(depth - 1, size);
    kept = NULL; // so that the call above is no jump
}

static void a_stack_is_cut_at_32_frames(void **state) {
    (void)state;
    allocate_below(100, 1019);
    HeapProfile p;
    assert_true(heap_profile_take(NULL, &p));
    for (size_t i = 0; i < p.count; i++) {
        if (p.records[i].size == 1019)
            assert_int_equal(p.records[i].depth, HEAP_PROFILE_DEPTH);
    }
    heap_profile_fini(&p);
    assert_int_equal(totals_of(1019).records, 1);
}

// Within four standard deviations of what a binomial distribution expects; the seed is fixed, so
// this does not change from run to run.
static void the_share_of_sampled_blocks_is_that_of_a_poisson_process(void **state) {
    (void)state;
    static const size_t sizes[] = {41, 517, 4111, 40009};
    const double rate = 4096;
    heap_profile_set_rate(4096);
    heap_profile_seed(7);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        const double blocks = 10000;
        for (size_t i = 0; i < 10000; i++)
            heap_profile_free(allocate(sizes[s]));
        double share = 1 - exp(-(double)sizes[s] / rate);
        double deviation = sqrt(blocks * share * (1 - share));
        double sampled = (double)totals_of(sizes[s]).allocs;
        assert_true(fabs(sampled - blocks * share) <= 4 * deviation + 1);
    }
}

static void estimates_meet_what_was_allocated(void **state) {
    (void)state;
    heap_profile_set_rate(8192);
    heap_profile_seed(11);
    size_t bytes = 0;
    for (size_t i = 0; i < 20000; i++) {
        size_t size = 20021 + i * 7 % 13;
        bytes += size;
        heap_profile_free(allocate(size));
    }
    int64_t estimate = 0;
    HeapProfile p;
    assert_true(heap_profile_take(NULL, &p));
    for (size_t i = 0; i < p.count; i++) {
        const HeapProfileRecord *r = &p.records[i];
        if (r->size < 20021 || r->size > 20033)
            continue;
        int64_t count = (int64_t)r->allocs;
        int64_t sum = count * (int64_t)r->size;
        heap_profile_scale(&count, &sum, p.rate);
        estimate += sum;
    }
    heap_profile_fini(&p);
    assert_true(fabs((double)estimate - (double)bytes) < 0.01 * (double)bytes);
}

static void the_same_seed_samples_the_same_blocks(void **state) {
    (void)state;
    heap_profile_set_rate(100000);
    uint64_t counts[3];
    for (size_t i = 0; i < 3; i++) {
        heap_profile_seed(i == 1 ? 2 : 1);
        for (size_t n = 0; n < 20000; n++)
            heap_profile_free(allocate(3001 + i));
        counts[i] = totals_of(3001 + i).allocs;
    }
    // 3002 and 3003 bytes: nearly the same sums.
    assert_true(counts[0] > 400 && counts[0] < 800);
    assert_true(labs((long)counts[0] - (long)counts[2]) < 5);
    assert_int_not_equal(counts[0], counts[1]);
}

static void assert_scaled(int64_t count, int64_t bytes, size_t rate, int64_t count_after,
                          int64_t bytes_after) {
    heap_profile_scale(&count, &bytes, rate);
    assert_int_equal(count, count_after);
    assert_int_equal(bytes, bytes_after);
}

static void scaling_gives_the_numbers_of_go(void **state) {
    (void)state;
    assert_scaled(1, 524288, 524288, 1, 829411);
    assert_scaled(10, 160, 524288, 327685, 5242960);
    assert_scaled(3, 3 << 20, 524288, 3, 3638089);
    assert_scaled(5, 500, 1, 5, 500);
    assert_scaled(5, 500, 0, 5, 500);
    assert_scaled(0, 500, 524288, 0, 0);
    assert_scaled(5, 0, 524288, 0, 0);
}

static void realloc_frees_the_old_size_and_allocates_the_new(void **state) {
    (void)state;
    char *block = heap_profile_realloc(NULL, 1031);
    memset(block, 7, 1031);
    block = heap_profile_realloc(block, 5023);
    assert_int_equal(block[1030], 7);
    assert_int_equal(totals_of(1031).allocs, 1);
    assert_int_equal(totals_of(1031).frees, 1);
    assert_int_equal(totals_of(5023).bytes_in_use, 5023);
    assert_null(heap_profile_realloc(block, 0));
    assert_int_equal(totals_of(5023).frees, 1);
}

static void a_block_that_realloc_leaves_stays_in_the_profile(void **state) {
    (void)state;
    volatile size_t too_much = PTRDIFF_MAX;
    char *block = heap_profile_malloc(1033);
    assert_null(heap_profile_realloc(block, too_much));
    assert_int_equal(totals_of(1033).bytes_in_use, 1033);
    heap_profile_free(block);
    assert_int_equal(totals_of(1033).bytes_in_use, 0);
}

static void calloc_counts_its_product(void **state) {
    (void)state;
    volatile size_t half = SIZE_MAX / 2 + 1;
    char *block = heap_profile_calloc(3, 1039);
    for (size_t i = 0; i < 3 * 1039; i++)
        assert_int_equal(block[i], 0);
    assert_int_equal(totals_of(3 * 1039).bytes_in_use, 3 * 1039);
    heap_profile_free(block);
    assert_null(heap_profile_calloc(half, 2));
}

static void blocks_of_plain_malloc_may_be_freed(void **state) {
    (void)state;
    heap_profile_free(NULL);
    void *volatile block = malloc(1049);
    heap_profile_free(block);
    assert_int_equal(totals_of(1049).records, 0);
}

static void failed_allocations_are_not_counted(void **state) {
    (void)state;
    volatile size_t too_much = PTRDIFF_MAX;
    assert_null(heap_profile_malloc(too_much));
    assert_int_equal(totals_of(PTRDIFF_MAX).records, 0);
}

static void sampling_keeps_errno(void **state) {
    (void)state;
    errno = 42;
    void *block = allocate(1051);
    heap_profile_free(block);
    assert_int_equal(errno, 42);
}

static void a_paused_thread_is_not_sampled(void **state) {
    (void)state;
    heap_profile_pause();
    heap_profile_pause();
    heap_profile_free(allocate(1061));
    heap_profile_resume();
    heap_profile_free(allocate(1061));
    heap_profile_resume();
    assert_int_equal(totals_of(1061).records, 0);
    heap_profile_free(allocate(1061));
    assert_int_equal(totals_of(1061).allocs, 1);
}

static void a_block_that_was_sampled_before_a_change_of_rate_is_seen_freed(void **state) {
    (void)state;
    void *block = allocate(1063);
    heap_profile_set_rate(0);
    heap_profile_free(block);
    assert_int_equal(totals_of(1063).frees, 1);
}

static void the_default_rate_is_that_of_go(void **state) {
    (void)state;
    assert_int_equal(HEAP_PROFILE_RATE, 524288);
}

enum { SMALL_MAP = 1 << 30 }; // no block of these tests is larger

static void the_memory_of_a_map_is_what_its_statistics_say(void **state) {
    (void)state;
    uint64_t before = totals_between(0, SMALL_MAP).bytes_in_use;
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    type.allocator = heap_profile_allocator();
    Gomap *map;
    assert_int_equal(gomap_new(&type, 0, &map), GOMAP_OK);
    for (uint64_t i = 0; i < 5000; i++)
        assert_int_equal(gomap_put(map, &i, &i), GOMAP_OK);
    GomapStats stats;
    gomap_stats(map, &stats);
    assert_int_equal(totals_between(0, SMALL_MAP).bytes_in_use - before, stats.bytes);
    gomap_free(map);
    assert_int_equal(totals_between(0, SMALL_MAP).bytes_in_use, before);
}

// Observers stay, so this is the last test.
static void memory_that_maps_take_from_the_kernel_is_counted(void **state) {
    (void)state;
    enum { FROM_KERNEL = 256 * 1024 };
    GomapType type = gomap_type_u64(sizeof(uint64_t));
    Gomap *map;
    assert_true(heap_profile_observe_maps());
    assert_int_equal(gomap_new(&type, 0, &map), GOMAP_OK);
    for (uint64_t i = 0; i < 300000; i++)
        assert_int_equal(gomap_put(map, &i, &i), GOMAP_OK);
    GomapStats stats;
    gomap_stats(map, &stats);
    Totals t = totals_between(FROM_KERNEL, SMALL_MAP);
    assert_true(t.allocs >= 5);
    // The array in use; all former ones went back.
    assert_int_equal(stats.old_buckets, 0);
    assert_true(t.bytes_in_use >= stats.buckets * stats.bucket_size);
    assert_true(t.bytes_in_use <= stats.bytes);
    gomap_free(map);
    t = totals_between(FROM_KERNEL, SMALL_MAP);
    assert_int_equal(t.allocs, t.frees);
}

static void *no_memory(size_t size, void *ctx) {
    (void)size;
    (void)ctx;
    return NULL;
}

static void never_called(void *memory, size_t size, void *ctx) {
    (void)memory;
    (void)size;
    (void)ctx;
    fail();
}

static void a_profile_that_finds_no_memory_is_empty(void **state) {
    (void)state;
    heap_profile_free(allocate(1069));
    HeapProfile p;
    assert_false(heap_profile_take(&(GomapAllocator){no_memory, never_called, NULL}, &p));
    assert_int_equal(p.count, 0);
    assert_null(p.records);
    heap_profile_fini(&p);
}

static void a_profile_says_when_and_at_what_rate(void **state) {
    (void)state;
    heap_profile_free(allocate(1087));
    HeapProfile p;
    assert_true(heap_profile_take(NULL, &p));
    assert_int_equal(p.rate, 1);
    assert_int_equal(p.lost, 0);
    assert_int_equal(p.count, heap_profile_count());
    assert_true(p.time_nanos > INT64_C(1600000000000000000));
    heap_profile_fini(&p);
}

enum { THREADS = 4, ROUNDS = 20000 };

static void *_Atomic shared[64];

// Blocks are freed by whoever comes next, and profiles are taken meanwhile.
static void *exchange(void *arg) {
    uint64_t random = *(const uint64_t *)arg;
    heap_profile_seed(random);
    for (size_t i = 0; i < ROUNDS; i++) {
        random = random * 6364136223846793005 + 1442695040888963407;
        void *block = heap_profile_malloc(2003 + (random >> 60));
        heap_profile_free(atomic_exchange(&shared[random >> 40 & 63], block));
        if (i % 1000 == 0)
            totals_of(2003);
    }
    return NULL;
}

static void blocks_may_be_freed_by_another_thread(void **state) {
    (void)state;
    heap_profile_set_rate(5000);
    pthread_t threads[THREADS];
    uint64_t seeds[THREADS] = {1, 2, 3, 4};
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, exchange, &seeds[i]), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < 64; i++)
        heap_profile_free(atomic_exchange(&shared[i], NULL));
    Totals t = totals_between(2003, 2018);
    assert_true(t.allocs > 10000);
    assert_int_equal(t.allocs, t.frees);
}

#if HAS_FORK
static atomic_bool stop;

static void *hammer(void *arg) {
    (void)arg;
    while (!atomic_load(&stop))
        heap_profile_free(heap_profile_malloc(1091));
    return NULL;
}

static void a_child_can_go_on_after_fork(void **state) {
    (void)state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, hammer, NULL), 0);
    for (size_t i = 0; i < 20; i++) {
        pid_t child = fork();
        if (child == 0) {
            alarm(20);
            for (size_t n = 0; n < 100; n++)
                free(heap_profile_malloc(1093));
            _exit(totals_of(1093).allocs == 100 ? 0 : 1);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
    atomic_store(&stop, true);
    pthread_join(thread, NULL);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(at_rate_one_every_block_is_counted, sample_all),
        cmocka_unit_test_setup(at_rate_zero_nothing_is_counted, sample_all),
        cmocka_unit_test_setup(two_call_sites_and_two_sizes_are_four_records, sample_all),
        cmocka_unit_test_setup(a_stack_begins_in_the_function_that_called_malloc, sample_all),
        cmocka_unit_test_setup(a_stack_is_cut_at_32_frames, sample_all),
        cmocka_unit_test(the_share_of_sampled_blocks_is_that_of_a_poisson_process),
        cmocka_unit_test(estimates_meet_what_was_allocated),
        cmocka_unit_test(the_same_seed_samples_the_same_blocks),
        cmocka_unit_test(scaling_gives_the_numbers_of_go),
        cmocka_unit_test_setup(realloc_frees_the_old_size_and_allocates_the_new, sample_all),
        cmocka_unit_test_setup(a_block_that_realloc_leaves_stays_in_the_profile, sample_all),
        cmocka_unit_test_setup(calloc_counts_its_product, sample_all),
        cmocka_unit_test_setup(blocks_of_plain_malloc_may_be_freed, sample_all),
        cmocka_unit_test_setup(failed_allocations_are_not_counted, sample_all),
        cmocka_unit_test_setup(sampling_keeps_errno, sample_all),
        cmocka_unit_test_setup(a_paused_thread_is_not_sampled, sample_all),
        cmocka_unit_test_setup(a_block_that_was_sampled_before_a_change_of_rate_is_seen_freed,
                               sample_all),
        cmocka_unit_test(the_default_rate_is_that_of_go),
        cmocka_unit_test_setup(the_memory_of_a_map_is_what_its_statistics_say, sample_all),
        cmocka_unit_test_setup(a_profile_that_finds_no_memory_is_empty, sample_all),
        cmocka_unit_test_setup(a_profile_says_when_and_at_what_rate, sample_all),
        cmocka_unit_test(blocks_may_be_freed_by_another_thread),
#if HAS_FORK
        cmocka_unit_test_setup(a_child_can_go_on_after_fork, sample_all),
#endif
        cmocka_unit_test_setup(memory_that_maps_take_from_the_kernel_is_counted, sample_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
