// SPDX-License-Identifier: Apache-2.0

// Addresses against what the compiler says of them: this file is built with debug information, its
// neighbour symbol_plain.c without.
#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/gomap.h"
#include "runtime/symbol.h"
#include "runtime/tool_map.h"
#include "symbol_plain.h"

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

static size_t fail_at; // the call of malloc that fails; 0: none

void *__wrap_malloc(size_t size) {
    if (fail_at && --fail_at == 0)
        return NULL;
    return __real_malloc(size);
}

static int tear_down(void **state) {
    (void)state;
    fail_at = 0;
    symbol_release();
    return 0;
}

static const void *seen;
static volatile int sink;

__attribute__((noinline)) static void note_caller(void) {
    seen = __builtin_return_address(0);
    sink++;
}

enum { LEAF_LINE = __LINE__ + 3, MIDDLE_LINE = __LINE__ + 8, OUTER_LINE = __LINE__ + 13 };

static inline __attribute__((always_inline)) void leaf(void) {
    note_caller();
    sink++;
}

static inline __attribute__((always_inline)) void middle(void) {
    leaf();
    sink++;
}

__attribute__((noinline)) static void outer(void) {
    middle();
    sink++;
}

static void assert_frame(const Symbol *s, const char *function, int line) {
    assert_non_null(s->function);
    assert_string_equal(s->function, function);
    assert_non_null(s->file);
    assert_non_null(strstr(s->file, "test_symbol.c"));
    assert_int_equal(s->line, line);
    assert_non_null(s->module);
}

static void inlined_functions_come_innermost_first_with_the_lines_of_their_calls(void **state) {
    (void)state;
    outer();
    Symbol at[8];
    assert_int_equal(symbol_find_call(seen, at, 8), 3);
    assert_frame(&at[0], "leaf", LEAF_LINE);
    assert_frame(&at[1], "middle", MIDDLE_LINE);
    assert_frame(&at[2], "outer", OUTER_LINE);
}

static void no_more_frames_are_written_than_there_is_room_for(void **state) {
    (void)state;
    outer();
    Symbol at[8];
    memset(at, 0x5a, sizeof at);
    assert_int_equal(symbol_find_call(seen, at, 0), 0);
    assert_int_equal(symbol_find_call(seen, at, 2), 2);
    assert_frame(&at[1], "middle", MIDDLE_LINE);
    assert_int_equal(at[2].line, 0x5a5a5a5a);
    assert_int_equal(symbol_find_call(seen, at, 3), 3);
}

static void a_function_without_debug_information_has_its_name_and_an_offset(void **state) {
    (void)state;
    const char *entry = symbol_plain_hidden();
    Symbol s;
    assert_int_equal(symbol_find(entry + 3, &s, 1), 1);
    assert_string_equal(s.function, "hidden_in_plain");
    assert_null(s.file);
    assert_int_equal(s.line, 0);
    assert_int_equal(s.offset, 3);
}

static void a_function_of_a_shared_library_is_found_in_it(void **state) {
    (void)state;
    void *address = dlsym(RTLD_DEFAULT, "strerror");
    assert_non_null(address);
    Symbol s[4];
    size_t n = symbol_find(address, s, 4);
    assert_true(n >= 1);
    assert_non_null(s[n - 1].function);
    assert_non_null(s[n - 1].module);
}

static void a_library_that_is_loaded_after_the_first_question_is_found(void **state) {
    (void)state;
    Symbol s;
    outer();
    assert_int_equal(symbol_find_call(seen, &s, 1), 1);
    void *library = dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL);
    assert_non_null(library);
    assert_int_equal(symbol_find(dlsym(library, "lgamma_r"), &s, 1), 1);
    assert_non_null(s.module);
    assert_non_null(strstr(s.module, "libm"));
    dlclose(library);
}

static void an_address_of_no_module_gives_an_empty_frame(void **state) {
    (void)state;
    void *memory = calloc(1, 1);
    Symbol s = {.line = 7};
    assert_int_equal(symbol_find(memory, &s, 1), 1);
    assert_null(s.function);
    assert_null(s.file);
    assert_null(s.module);
    assert_int_equal(s.line, 0);
    free(memory);
}

static void the_null_address_gives_an_empty_frame(void **state) {
    (void)state;
    Symbol s = {.line = 7};
    assert_int_equal(symbol_find_call(NULL, &s, 1), 1);
    assert_null(s.function);
    assert_null(s.module);
}

static void the_second_answer_is_the_first_ones(void **state) {
    (void)state;
    outer();
    Symbol first[4], second[4];
    assert_int_equal(symbol_find_call(seen, first, 4), 3);
    fail_at = 1;
    assert_int_equal(symbol_find_call(seen, second, 4), 3);
    assert_int_equal(fail_at, 1);
    assert_memory_equal(first, second, 3 * sizeof first[0]);
}

static void a_text_names_function_file_and_line(void **state) {
    (void)state;
    outer();
    char text[80], expected[80];
    snprintf(expected, sizeof expected, "leaf runtime/test_symbol.c:%d, inlined into outer",
             LEAF_LINE);
    assert_string_equal(symbol_text(seen, text, sizeof text), expected);
    assert_string_equal(symbol_text(seen, text, 5), "leaf");
}

static void a_text_without_a_line_names_function_and_offset(void **state) {
    (void)state;
    char text[80];
    const char *entry = symbol_plain_hidden();
    assert_string_equal(symbol_text(entry + 4, text, sizeof text), "hidden_in_plain+0x3");
}

static void a_text_of_an_unknown_address_is_the_address(void **state) {
    (void)state;
    char text[80], expected[80];
    void *memory = calloc(1, 1);
    snprintf(expected, sizeof expected, "0x%llx", (unsigned long long)(uintptr_t)memory);
    assert_string_equal(symbol_text(memory, text, sizeof text), expected);
    assert_string_equal(symbol_text(NULL, text, sizeof text), "unknown");
    free(memory);
}

// An own allocation of the cache fails, once each; libdw's are not in reach.
static void without_memory_there_is_no_frame_and_nothing_is_lost(void **state) {
    (void)state;
    Symbol at[4];
    outer();
    size_t failures = 0;
    for (size_t n = 1;; n++, failures++) {
        symbol_release();
        fail_at = n;
        size_t frames = symbol_find_call(seen, at, 4);
        bool failed = fail_at == 0;
        fail_at = 0;
        if (!failed)
            break;
        assert_int_equal(frames, 0);
        assert_int_equal(symbol_find_call(seen, at, 4), 3);
        assert_frame(&at[2], "outer", OUTER_LINE);
    }
    assert_true(failures >= 3);
}

static size_t maps_made;

static void note_made(const Gomap *map, void *ctx) {
    (void)ctx;
    maps_made += !tool_map_is(map);
}

static void the_cache_is_known_as_an_instruments_own_map(void **state) {
    (void)state;
    static const GomapObserver observer = {.made = note_made};
    assert_true(gomap_observe(&observer));
    Symbol s;
    outer();
    assert_int_equal(symbol_find_call(seen, &s, 1), 1);
    assert_int_equal(maps_made, 0);
    GomapType type = gomap_type_u32(0);
    Gomap *map;
    assert_int_equal(gomap_new(&type, 0, &map), GOMAP_OK);
    assert_int_equal(maps_made, 1);
    gomap_free(map);
}

static void *ask_often(void *ctx) {
    (void)ctx;
    size_t wrong = 0;
    for (size_t i = 0; i < 400; i++) {
        Symbol at[4];
        wrong += symbol_find_call(seen, at, 4) != 3 || at[2].line != OUTER_LINE;
        Symbol s;
        wrong += symbol_find(symbol_plain_hidden() + i % 8, &s, 1) != 1;
    }
    return (void *)wrong;
}

static void many_threads_may_ask_at_once(void **state) {
    (void)state;
    outer();
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, NULL), 0);
    for (size_t i = 0; i < 4; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(
            inlined_functions_come_innermost_first_with_the_lines_of_their_calls, tear_down),
        cmocka_unit_test_teardown(no_more_frames_are_written_than_there_is_room_for, tear_down),
        cmocka_unit_test_teardown(a_function_without_debug_information_has_its_name_and_an_offset,
                                  tear_down),
        cmocka_unit_test_teardown(a_function_of_a_shared_library_is_found_in_it, tear_down),
        cmocka_unit_test_teardown(a_library_that_is_loaded_after_the_first_question_is_found,
                                  tear_down),
        cmocka_unit_test_teardown(an_address_of_no_module_gives_an_empty_frame, tear_down),
        cmocka_unit_test_teardown(the_null_address_gives_an_empty_frame, tear_down),
        cmocka_unit_test_teardown(the_second_answer_is_the_first_ones, tear_down),
        cmocka_unit_test_teardown(a_text_names_function_file_and_line, tear_down),
        cmocka_unit_test_teardown(a_text_without_a_line_names_function_and_offset, tear_down),
        cmocka_unit_test_teardown(a_text_of_an_unknown_address_is_the_address, tear_down),
        cmocka_unit_test_teardown(without_memory_there_is_no_frame_and_nothing_is_lost, tear_down),
        cmocka_unit_test_teardown(the_cache_is_known_as_an_instruments_own_map, tear_down),
        cmocka_unit_test_teardown(many_threads_may_ask_at_once, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
