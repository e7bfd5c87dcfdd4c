// SPDX-License-Identifier: Apache-2.0
#include "base/intern.h"

#include <setjmp.h>

#include <cmocka.h>

static int set_up(void **state) {
    Interner *in = malloc(sizeof *in);
    interner_init(in);
    *state = in;
    return 0;
}

static int tear_down(void **state) {
    Interner *in = *state;
    interner_fini(in);
    assert_null(in->arena.chunks);
    assert_null(in->strings.data);
    free(in);
    return 0;
}

static void the_empty_text_is_id_0(void **state) {
    assert_int_equal(intern(*state, "").v, 0);
    assert_int_equal(intern_count(*state), 1);
    assert_string_equal(intern_text(*state, STR_NONE), "");
}

static void equal_texts_have_one_id(void **state) {
    char other[] = "name";
    StrId a = intern(*state, "name"), b = intern(*state, other), c = intern(*state, "nam");
    assert_int_equal(a.v, b.v);
    assert_int_not_equal(a.v, c.v);
    assert_int_equal(intern_n(*state, "names", 4).v, a.v);
    assert_string_equal(intern_text(*state, a), "name");
}

static void ids_count_up_in_order_of_appearance(void **state) {
    char name[32];
    for (uint32_t i = 1; i <= 20000; i++) {
        snprintf(name, sizeof name, "n%u", i);
        assert_int_equal(intern(*state, name).v, i);
    }
    for (uint32_t i = 20000; i >= 1; i--) {
        snprintf(name, sizeof name, "n%u", i);
        assert_int_equal(intern(*state, name).v, i);
        assert_string_equal(intern_text(*state, (StrId){i}), name);
    }
    assert_int_equal(intern_count(*state), 20001);
}

static void find_does_not_add(void **state) {
    assert_int_equal(intern_find(*state, "x", 1).v, STR_NONE.v);
    assert_int_equal(intern_count(*state), 1);
    StrId x = intern(*state, "x");
    assert_int_equal(intern_find(*state, "xy", 1).v, x.v);
}

static void bytes_behind_a_nul_count(void **state) {
    Interner *in = *state;
    StrId a = intern_n(in, "a\0b", 3), b = intern_n(in, "a\0c", 3);
    assert_int_not_equal(a.v, b.v);
    assert_int_equal(in->lengths.data[a.v], 3);
    assert_memory_equal(intern_text(in, b), "a\0c", 4);
}

static void texts_stay_where_they_are(void **state) {
    const char *first = intern_text(*state, intern(*state, "first"));
    char name[32];
    for (int i = 0; i < 5000; i++) {
        snprintf(name, sizeof name, "%d", i);
        intern(*state, name);
    }
    assert_ptr_equal(intern_text(*state, intern(*state, "first")), first);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_empty_text_is_id_0),
        TEST(equal_texts_have_one_id),
        TEST(ids_count_up_in_order_of_appearance),
        TEST(find_does_not_add),
        TEST(bytes_behind_a_nul_count),
        TEST(texts_stay_where_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
