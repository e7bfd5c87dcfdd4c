// SPDX-License-Identifier: Apache-2.0
#include "base/vec.h"

#include <setjmp.h>

#include <cmocka.h>

static void pushed_items_stay_in_order(void **state) {
    UNUSED(state);
    VEC(int) v = {0};
    for (int i = 0; i < 1000; i++)
        vec_push(&v, i * 3);
    assert_int_equal(v.len, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(v.data[i], i * 3);
    assert_int_equal(*vec_last(&v), 999 * 3);
    vec_fini(&v);
    assert_null(v.data);
    assert_int_equal(v.len + v.cap, 0);
}

static void an_item_may_be_a_compound_literal(void **state) {
    UNUSED(state);
    typedef struct {
        int a, b;
    } Pair;
    VEC(Pair) v = {0};
    vec_push(&v, (Pair){1, 2});
    vec_push(&v, (Pair){.b = 4, .a = 3});
    assert_int_equal(v.data[1].a * 10 + v.data[1].b, 34);
    vec_fini(&v);
}

static void zeroed_items_are_appended_and_their_index_returned(void **state) {
    UNUSED(state);
    VEC(uint64_t) v = {0};
    vec_push(&v, 7);
    assert_int_equal(vec_push_zero(&v, 100), 1);
    assert_int_equal(v.len, 101);
    assert_int_equal(v.data[0], 7);
    for (uint32_t i = 1; i < 101; i++)
        assert_int_equal(v.data[i], 0);
    vec_fini(&v);
}

static void each_visits_all_and_an_empty_vector_not_at_all(void **state) {
    UNUSED(state);
    VEC(int) v = {0};
    int sum = 0;
    vec_each (int, x, &v)
        sum += 1000 + *x;
    assert_int_equal(sum, 0);
    for (int i = 1; i <= 10; i++)
        vec_push(&v, i);
    vec_each (int, x, &v)
        sum += *x;
    assert_int_equal(sum, 55);
    vec_fini(&v);
}

static void clear_keeps_the_memory(void **state) {
    UNUSED(state);
    VEC(int) v = {0};
    vec_push(&v, 1);
    const int *data = v.data;
    vec_clear(&v);
    assert_int_equal(v.len, 0);
    vec_push(&v, 2);
    assert_ptr_equal(v.data, data);
    vec_fini(&v);
}

static void reserve_makes_room_without_changing_the_length(void **state) {
    UNUSED(state);
    VEC(char) v = {0};
    vec_reserve(&v, 1000);
    assert_int_equal(v.len, 0);
    assert_true(v.cap >= 1000);
    vec_fini(&v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pushed_items_stay_in_order),
        cmocka_unit_test(an_item_may_be_a_compound_literal),
        cmocka_unit_test(zeroed_items_are_appended_and_their_index_returned),
        cmocka_unit_test(each_visits_all_and_an_empty_vector_not_at_all),
        cmocka_unit_test(clear_keeps_the_memory),
        cmocka_unit_test(reserve_makes_room_without_changing_the_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
