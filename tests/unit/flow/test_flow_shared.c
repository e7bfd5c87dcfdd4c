// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("shared.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void who_drops_a_reference_may_not_hold_the_last(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "box_unref"), 0);
    assert_int_equal(events_in(w, "user_of_box"), 0);
    assert_int_equal(events_in(w, "user_of_map"), 0);
}

static void a_reference_that_is_not_dropped_is_lost(void **state) {
    assert_true(event_in(*state, "user_who_forgets")->is_map);
}

static void a_result_that_tells_the_cases_apart_counts(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "heeds_the_answer"), 0);
    assert_true(event_in(w, "ignores_the_answer")->is_map);
}

static void an_argument_that_tells_the_cases_apart_counts(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "really"), 0);
    assert_int_equal(event_in(w, "not_really")->why, LOST_SCOPE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_drops_a_reference_may_not_hold_the_last),
        cmocka_unit_test(a_reference_that_is_not_dropped_is_lost),
        cmocka_unit_test(a_result_that_tells_the_cases_apart_counts),
        cmocka_unit_test(an_argument_that_tells_the_cases_apart_counts),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
