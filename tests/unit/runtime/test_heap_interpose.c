// SPDX-License-Identifier: Apache-2.0

// A program whose malloc is the interposer's: every way to a block is counted, once.
#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "runtime/heap_profile.h"
#include "runtime/profile_heap.h"

static void *volatile kept;

typedef struct Totals {
    uint64_t allocs;
    uint64_t frees;
} Totals;

static Totals totals_of(size_t size) {
    HeapProfile p;
    Totals t = {0};
    assert_true(heap_profile_take(NULL, &p));
    for (size_t i = 0; i < p.count; i++) {
        if (p.records[i].size == size) {
            t.allocs += p.records[i].allocs;
            t.frees += p.records[i].frees;
        }
    }
    heap_profile_fini(&p);
    return t;
}

// The block was counted once, and is again when it is freed.
static void assert_counted(void *block, size_t size) {
    assert_non_null(block);
    memset(block, 1, size);
    Totals t = totals_of(size);
    assert_int_equal(t.allocs, 1);
    assert_int_equal(t.frees, 0);
    free(block);
    assert_int_equal(totals_of(size).frees, 1);
}

static void assert_aligned(void *block, size_t align, size_t size) {
    assert_int_equal((uintptr_t)block % align, 0);
    assert_counted(block, size);
}

static int sample_all(void **state) {
    (void)state;
    heap_profile_set_rate(1);
    return 0;
}

static void every_function_that_allocates_is_counted(void **state) {
    (void)state;
    char text[2048];
    memset(text, 'x', sizeof text);
    text[1500] = '\0';
    assert_counted(malloc(5003), 5003);
    assert_counted(calloc(7, 1001), 7 * 1001);
    assert_counted(realloc(NULL, 5009), 5009);
    assert_counted(reallocarray(NULL, 5, 1103), 5 * 1103);
    assert_counted(strdup(text), 1501);
}

static void aligned_blocks_are_counted_and_aligned(void **state) {
    (void)state;
    void *block = NULL;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    assert_int_equal(posix_memalign(&block, 64, 5011), 0);
    assert_aligned(block, 64, 5011);
    assert_aligned(aligned_alloc(1024, 5120), 1024, 5120);
    assert_aligned(memalign(256, 5021), 256, 5021);
    assert_aligned(valloc(5023), page, 5023);
    assert_aligned(pvalloc(page + 1), page, 2 * page);
}

static void wrong_alignments_are_refused(void **state) {
    (void)state;
    void *block = &block;
    volatile size_t three = 3;
    volatile size_t too_much = SIZE_MAX - 10;
    assert_int_equal(posix_memalign(&block, three, 100), EINVAL);
    assert_int_equal(posix_memalign(&block, 24, 100), EINVAL);
    assert_int_equal(posix_memalign(&block, 4, 100), EINVAL);
    assert_int_equal(posix_memalign(&block, 64, too_much), ENOMEM);
    assert_ptr_equal(block, &block);
    assert_null(aligned_alloc(three, 99));
    assert_int_equal(errno, EINVAL);
    assert_null(pvalloc(too_much));
    assert_int_equal(errno, ENOMEM);
}

static void realloc_moves_a_block_in_the_profile(void **state) {
    (void)state;
    volatile size_t too_much = PTRDIFF_MAX;
    char *block = malloc(5039);
    block[5038] = 9;
    block = realloc(block, 50021);
    assert_int_equal(block[5038], 9);
    assert_int_equal(totals_of(5039).frees, 1);
    assert_null(realloc(block, too_much));
    assert_int_equal(totals_of(50021).frees, 0);
    assert_counted(block, 50021);
}

static void what_the_profiler_offers_is_counted_once(void **state) {
    (void)state;
    void *block = heap_profile_malloc(5051);
    assert_counted(block, 5051);
    block = heap_profile_realloc(heap_profile_calloc(1, 5059), 5077);
    assert_int_equal(totals_of(5059).frees, 1);
    assert_int_equal(totals_of(5077).allocs, 1);
    heap_profile_free(block);
    assert_int_equal(totals_of(5077).frees, 1);
}

static void a_stack_begins_at_the_caller_of_malloc(void **state) {
    (void)state;
    kept = malloc(5081);
    HeapProfile p;
    assert_true(heap_profile_take(NULL, &p));
    uintptr_t start = (uintptr_t)a_stack_begins_at_the_caller_of_malloc;
    for (size_t i = 0; i < p.count; i++) {
        if (p.records[i].size == 5081)
            assert_true(p.records[i].frames[0] > start && p.records[i].frames[0] < start + 400);
    }
    heap_profile_fini(&p);
    free(kept);
    assert_int_equal(totals_of(5081).frees, 1);
}

static void libraries_may_be_loaded_while_all_is_sampled(void **state) {
    (void)state;
    size_t before = heap_profile_count();
    for (size_t i = 0; i < 3; i++) {
        void *library = dlopen("libresolv.so.2", RTLD_NOW);
        assert_non_null(library);
        dlclose(library);
    }
    assert_true(heap_profile_count() > before);
}

static void what_a_profile_allocates_is_not_in_it(void **state) {
    (void)state;
    Profile p;
    assert_int_equal(profile_heap_take(NULL, NULL, &p), PROFILE_OK); // lets libdw open its files
    profile_proto_fini(&p);
    size_t before = heap_profile_count();
    assert_int_equal(profile_heap_take(NULL, NULL, &p), PROFILE_OK);
    profile_proto_fini(&p);
    assert_int_equal(profile_heap_save("interposed.pb.gz"), PROFILE_OK);
    remove("interposed.pb.gz");
    assert_int_equal(heap_profile_count(), before);
}

enum { THREADS = 4 };

static atomic_bool stop;

static void *work(void *arg) {
    size_t size = *(const size_t *)arg;
    while (!atomic_load(&stop)) {
        void *block = malloc(size);
        kept = block;
        free(realloc(block, size + 1000));
    }
    return NULL;
}

static void threads_and_forks_do_not_disturb_each_other(void **state) {
    (void)state;
    pthread_t threads[THREADS];
    size_t sizes[THREADS] = {6007, 6011, 6029, 6037};
    heap_profile_set_rate(20000);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &sizes[i]), 0);
    for (size_t i = 0; i < 20; i++) {
        pid_t child = fork();
        if (child == 0) {
            alarm(20);
            heap_profile_set_rate(1);
            free(strdup("some text"));
            _exit(0);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
    atomic_store(&stop, true);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < THREADS; i++) {
        Totals t = totals_of(sizes[i]);
        assert_true(t.allocs > 0);
        assert_int_equal(t.allocs, t.frees);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_function_that_allocates_is_counted, sample_all),
        cmocka_unit_test_setup(aligned_blocks_are_counted_and_aligned, sample_all),
        cmocka_unit_test_setup(wrong_alignments_are_refused, sample_all),
        cmocka_unit_test_setup(realloc_moves_a_block_in_the_profile, sample_all),
        cmocka_unit_test_setup(what_the_profiler_offers_is_counted_once, sample_all),
        cmocka_unit_test_setup(a_stack_begins_at_the_caller_of_malloc, sample_all),
        cmocka_unit_test_setup(libraries_may_be_loaded_while_all_is_sampled, sample_all),
        cmocka_unit_test_setup(what_a_profile_allocates_is_not_in_it, sample_all),
        cmocka_unit_test(threads_and_forks_do_not_disturb_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
