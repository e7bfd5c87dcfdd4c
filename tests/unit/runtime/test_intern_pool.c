// SPDX-License-Identifier: Apache-2.0

// The string pool against its contract, and against the properties of Go's internal/intern: the
// same handle iff equal, an empty table after the last release, concurrent stress, no allocation
// for a string that is there.
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/intern_pool.h"

enum { NAMES = 200, THREADS = 4 };

typedef struct Memory {
    atomic_size_t live;  // allocations not freed
    atomic_size_t bytes; // in them
    atomic_size_t calls; // so far
    size_t fail_at;      // the call that fails; 0: none
} Memory;

static Memory memory;

static void *counting_alloc(size_t size, void *ctx) {
    (void)ctx;
    if (++memory.calls == memory.fail_at)
        return NULL;
    memory.live++;
    memory.bytes += size;
    return malloc(size);
}

static void counting_free(void *p, size_t size, void *ctx) {
    (void)ctx;
    memset(p, 0x5a, size);
    memory.live--;
    memory.bytes -= size;
    free(p);
}

static const GomapAllocator counted = {counting_alloc, counting_free, NULL};

static int set_up(void **state) {
    memory = (Memory){0};
    InternPool *pool = intern_pool_new(&counted);
    assert_non_null(pool);
    *state = pool;
    return 0;
}

static int tear_down(void **state) {
    intern_pool_free(*state);
    assert_int_equal(memory.live, 0);
    assert_int_equal(memory.bytes, 0);
    return 0;
}

static const char *get(InternPool *pool, const char *text) {
    const char *string = intern_pool_get(pool, text, strlen(text));
    assert_non_null(string);
    return string;
}

static const char *name(unsigned i) {
    static _Thread_local char text[40];
    snprintf(text, sizeof text, "name number %u", i);
    return text;
}

static void strings_have_the_same_address_iff_they_are_equal(void **state) {
    InternPool *pool = *state;
    const char *strings[NAMES];
    for (unsigned i = 0; i < NAMES; i++) {
        strings[i] = get(pool, name(i));
        assert_string_equal(strings[i], name(i));
        for (unsigned j = 0; j < i; j++)
            assert_ptr_not_equal(strings[i], strings[j]);
    }
    assert_int_equal(intern_pool_count(pool), NAMES);
    for (unsigned i = 0; i < NAMES; i++)
        assert_ptr_equal(get(pool, name(i)), strings[i]);
    assert_int_equal(intern_pool_count(pool), NAMES);
}

static void the_table_is_empty_after_the_last_release(void **state) {
    InternPool *pool = *state;
    const char *strings[2][NAMES];
    for (unsigned i = 0; i < NAMES; i++) {
        strings[0][i] = get(pool, name(i));
        strings[1][i] = i % 2 ? get(pool, name(i)) : intern_pool_hold(strings[0][i]);
    }
    for (unsigned round = 0; round < 2; round++) {
        assert_int_equal(intern_pool_count(pool), NAMES);
        for (unsigned i = 0; i < NAMES; i++) {
            assert_string_equal(strings[round][i], name(i));
            intern_pool_release(pool, strings[round][i]);
        }
    }
    assert_int_equal(intern_pool_count(pool), 0);
    for (unsigned i = 0; i < NAMES; i++)
        assert_null(intern_pool_find(pool, name(i), strlen(name(i))));
}

static void the_memory_of_a_string_comes_back_with_its_last_release(void **state) {
    InternPool *pool = *state;
    intern_pool_release(pool, get(pool, "first")); // the map gets its bucket
    size_t bytes = memory.bytes, live = memory.live;
    const char *string = get(pool, "first");
    assert_int_equal(memory.live, live + 1);
    intern_pool_release(pool, string);
    assert_int_equal(memory.bytes, bytes);
}

static void a_string_that_is_there_costs_no_allocation(void **state) {
    InternPool *pool = *state;
    const char *string = get(pool, "there");
    size_t calls = memory.calls;
    for (int i = 0; i < 1000; i++) {
        assert_ptr_equal(get(pool, "there"), string);
        assert_ptr_equal(intern_pool_find(pool, "there", 5), string);
        assert_ptr_equal(intern_pool_hold(string), string);
        for (int n = 0; n < 3; n++)
            intern_pool_release(pool, string);
    }
    assert_int_equal(memory.calls, calls);
}

static void a_search_makes_no_string(void **state) {
    InternPool *pool = *state;
    size_t calls = memory.calls;
    assert_null(intern_pool_find(pool, "absent", 6));
    assert_int_equal(intern_pool_count(pool), 0);
    assert_int_equal(memory.calls, calls);
}

static void what_a_search_finds_is_held(void **state) {
    InternPool *pool = *state;
    const char *string = get(pool, "found");
    assert_ptr_equal(intern_pool_find(pool, "found", 5), string);
    intern_pool_release(pool, string);
    assert_int_equal(intern_pool_count(pool), 1);
    assert_string_equal(string, "found");
    intern_pool_release(pool, string);
    assert_int_equal(intern_pool_count(pool), 0);
}

static void bytes_may_be_none_or_zero_and_the_length_counts(void **state) {
    InternPool *pool = *state;
    const char *empty = intern_pool_get(pool, NULL, 0);
    assert_string_equal(empty, "");
    assert_int_equal(intern_pool_length(empty), 0);
    assert_ptr_equal(intern_pool_get(pool, "x", 0), empty);
    const char *short_one = intern_pool_get(pool, "a\0b", 2);
    const char *long_one = intern_pool_get(pool, "a\0b", 3);
    assert_ptr_not_equal(short_one, long_one);
    assert_int_equal(intern_pool_length(long_one), 3);
    assert_memory_equal(long_one, "a\0b", 4);
}

static void the_callers_buffer_may_change_afterwards(void **state) {
    InternPool *pool = *state;
    char buffer[] = "before";
    const char *string = get(pool, buffer);
    memcpy(buffer, "after!", 6);
    assert_string_equal(string, "before");
    assert_ptr_equal(get(pool, "before"), string);
    assert_ptr_not_equal(get(pool, buffer), string);
}

static void a_string_from_the_pool_itself_can_be_looked_up(void **state) {
    InternPool *pool = *state;
    const char *whole = get(pool, "prefix-and-more");
    const char *prefix = intern_pool_get(pool, whole, 6);
    assert_string_equal(prefix, "prefix");
    assert_ptr_equal(get(pool, whole), whole);
}

static void null_is_released_and_held_as_nothing(void **state) {
    InternPool *pool = *state;
    intern_pool_release(pool, NULL);
    assert_null(intern_pool_hold(NULL));
    intern_pool_free(NULL);
}

static void held_strings_end_with_the_pool(void **state) {
    (void)state;
    InternPool *pool = intern_pool_new(&counted);
    size_t live = memory.live;
    for (unsigned i = 0; i < NAMES; i++)
        get(pool, name(i));
    assert_true(memory.live > live);
    intern_pool_free(pool);
}

static void the_default_allocator_serves(void **state) {
    (void)state;
    InternPool *pool = intern_pool_new(NULL);
    assert_non_null(pool);
    const char *string = get(pool, "plain");
    assert_ptr_equal(get(pool, "plain"), string);
    intern_pool_free(pool);
}

static void without_memory_no_pool_is_made_and_nothing_is_lost(void **state) {
    (void)state;
    size_t live = memory.live;
    InternPool *pool;
    size_t n = 0;
    do {
        memory.calls = 0;
        memory.fail_at = ++n;
        pool = intern_pool_new(&counted);
        if (!pool)
            assert_int_equal(memory.live, live);
    } while (!pool);
    assert_int_equal(n, 18); // the pool, sixteen maps
    memory.fail_at = 0;
    intern_pool_free(pool);
}

static void without_memory_no_string_is_made_and_the_others_stay(void **state) {
    InternPool *pool = *state;
    size_t failures = 0;
    const char *strings[NAMES];
    for (unsigned i = 0; i < NAMES; i++) {
        for (size_t n = 1;; n++) {
            memory.calls = 0;
            memory.fail_at = n;
            strings[i] = intern_pool_get(pool, name(i), strlen(name(i)));
            if (strings[i])
                break;
            failures++;
            assert_int_equal(intern_pool_count(pool), i);
        }
    }
    memory.fail_at = 0;
    assert_true(failures >= NAMES);
    for (unsigned i = 0; i < NAMES; i++) {
        assert_string_equal(strings[i], name(i));
        intern_pool_release(pool, strings[i]);
    }
    assert_int_equal(intern_pool_count(pool), 0);
}

static void *get_and_release(void *ctx) {
    InternPool *pool = ctx;
    size_t wrong = 0;
    for (unsigned i = 0; i < 4000; i++) {
        const char *text = name(i % 7);
        const char *a = intern_pool_get(pool, text, strlen(text));
        const char *b = intern_pool_find(pool, text, strlen(text));
        wrong += !a || a != b || strcmp(a, text) != 0;
        intern_pool_release(pool, a);
        intern_pool_release(pool, b);
    }
    return (void *)wrong;
}

static void threads_that_hold_the_same_bytes_hold_the_same_string(void **state) {
    InternPool *pool = *state;
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, get_and_release, pool), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    assert_int_equal(intern_pool_count(pool), 0);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(strings_have_the_same_address_iff_they_are_equal, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_table_is_empty_after_the_last_release, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_memory_of_a_string_comes_back_with_its_last_release,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_string_that_is_there_costs_no_allocation, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_search_makes_no_string, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_search_finds_is_held, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_may_be_none_or_zero_and_the_length_counts, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_callers_buffer_may_change_afterwards, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_string_from_the_pool_itself_can_be_looked_up, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(null_is_released_and_held_as_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(held_strings_end_with_the_pool, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_default_allocator_serves, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_memory_no_pool_is_made_and_nothing_is_lost, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(without_memory_no_string_is_made_and_the_others_stay,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(threads_that_hold_the_same_bytes_hold_the_same_string,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
