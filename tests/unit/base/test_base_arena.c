// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <setjmp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static int set_up(void **state) {
    Arena *a = malloc(sizeof *a);
    arena_init(a, "test");
    *state = a;
    return 0;
}

static int tear_down(void **state) {
    Arena *a = *state;
    arena_fini(a);
    assert_null(a->chunks);
    assert_int_equal(a->bytes, 0);
    free(a);
    return 0;
}

static void memory_is_zeroed_and_aligned(void **state) {
    for (size_t n = 0; n < 200; n++) {
        char *p = arena_alloc(*state, n);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, n);
    }
}

static void allocations_do_not_overlap(void **state) {
    char *p[500];
    for (size_t i = 0; i < COUNT_OF(p); i++) {
        p[i] = arena_alloc(*state, 700);
        memset(p[i], (int)(i % 251), 700);
    }
    for (size_t i = 0; i < COUNT_OF(p); i++)
        for (size_t j = 0; j < 700; j++)
            assert_int_equal((unsigned char)p[i][j], i % 251);
}

static void an_allocation_may_be_larger_than_a_chunk(void **state) {
    char *small = arena_alloc(*state, 10);
    char *big = arena_alloc(*state, 1 << 20);
    memset(big, 1, 1 << 20);
    assert_int_equal(small[9], 0);
}

static void reset_gives_all_back_and_the_arena_works_again(void **state) {
    Arena *a = *state;
    arena_alloc(a, 100000);
    arena_reset(a);
    assert_int_equal(a->bytes, 0);
    assert_string_equal(arena_strdup(a, "again"), "again");
}

static void bytes_counts_what_was_handed_out(void **state) {
    Arena *a = *state;
    arena_alloc(a, 16);
    arena_alloc(a, 1);
    assert_int_equal(a->bytes, 32);
}

static void texts_are_copied(void **state) {
    char text[] = "hello";
    char *copy = arena_strdup(*state, text), *part = arena_strndup(*state, text, 2);
    text[0] = 'j';
    assert_string_equal(copy, "hello");
    assert_string_equal(part, "he");
    assert_string_equal(arena_printf(*state, "%s-%d", "x", 12), "x-12");
    assert_string_equal(arena_printf(*state, "%s", ""), "");
}

static void a_product_that_overflows_is_a_bug(void **state) {
    int status = 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(STDERR_FILENO);
        arena_array(*state, SIZE_MAX / 2, 4);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(memory_is_zeroed_and_aligned),
        TEST(allocations_do_not_overlap),
        TEST(an_allocation_may_be_larger_than_a_chunk),
        TEST(reset_gives_all_back_and_the_arena_works_again),
        TEST(bytes_counts_what_was_handed_out),
        TEST(texts_are_copied),
        TEST(a_product_that_overflows_is_a_bug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
