// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("calls.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void an_argument_outside_the_range_makes_no_map(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "too_low"), 0);
    assert_int_equal(events_in(w, "too_high"), 0);
    assert_int_equal(event_in(w, "high_enough")->why, LOST_SCOPE);
    assert_int_equal(event_in(w, "low_enough")->why, LOST_SCOPE);
}

static void the_edge_of_a_range_is_taken_away(void **state) {
    assert_int_equal(events_in(*state, "edge_of_range"), 0);
}

static void a_call_through_a_variable_goes_to_what_it_was_set_to(void **state) {
    assert_int_equal(event_in(*state, "called_through_a_variable")->why, LOST_SCOPE);
    assert_int_equal(events_in(*state, "released_through_a_variable"), 0);
    assert_int_equal(event_in(*state, "called_through_a_result")->why, LOST_SCOPE);
    assert_int_equal(event_in(*state, "called_through_a_table")->why, LOST_SCOPE);
}

static void ways_out_that_were_joined_are_not_told_apart(void **state) {
    assert_int_equal(events_in(*state, "never_refused"), 0);
}

static void a_helper_sweeps_the_map(void **state) {
    assert_int_equal(events_in(*state, "swept_by_helper"), 0);
}

static void a_helper_fills_the_map(void **state) {
    const Event *e = event_in(*state, "filled_by_helper");
    assert_true(e->in_map);
    assert_int_equal(e->why, LOST_DESTROY);
}

static void what_a_helper_may_have_stored_is_not_known(void **state) {
    const World *w = *state;
    uint32_t flags = op_in(w, "touched_in_between", MAPOP_STORE)->flags;
    assert_true(flags & MAPOP_OVER_LIVE);
    assert_false(flags & MAPOP_IF_NULL);
    flags = op_in(w, "left_alone_in_between", MAPOP_STORE)->flags;
    assert_false(flags & MAPOP_OVER_LIVE);
    assert_true(flags & MAPOP_IF_NULL);
}

static void a_helper_that_calls_unknown_code_first_still_releases(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "told_and_freed"), 0);
    assert_int_equal(events_in(w, "told_and_freed_if_any"), 0);
    assert_int_equal(events_in(w, "told_and_handed_on"), 0);
    assert_int_equal(event_in(w, "only_told")->why, LOST_SCOPE);
    // Told of it in between, who knows what the object holds.
    assert_int_equal(events_in(w, "told_of_the_object"), 0);
}

static void a_record_by_value_is_not_followed(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "by_value"), 0);
    assert_int_equal(events_in(w, "gets_by_value"), 0);
}

static void a_call_tells_holder_and_class_of_its_arguments(void **state) {
    const World *w = *state;
    const CallSite *site = call_in(w, "key_handed_on", "takes_key");
    assert_int_equal(site->nargs, 2);
    assert_true(holder_equal(arg_of(w, site, 0)->holder, global_of(w, "reg")));
    assert_int_equal(arg_of(w, site, 1)->value.kind, CLASS_PARAM);
    assert_int_equal(arg_of(w, site, 1)->value.id, 0);
    assert_int_equal(arg_of(w, call_in(w, "too_low", "make_above"), 0)->value.kind, CLASS_CONSTANT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_argument_outside_the_range_makes_no_map),
        cmocka_unit_test(the_edge_of_a_range_is_taken_away),
        cmocka_unit_test(a_call_through_a_variable_goes_to_what_it_was_set_to),
        cmocka_unit_test(ways_out_that_were_joined_are_not_told_apart),
        cmocka_unit_test(a_helper_sweeps_the_map),
        cmocka_unit_test(a_helper_fills_the_map),
        cmocka_unit_test(what_a_helper_may_have_stored_is_not_known),
        cmocka_unit_test(a_helper_that_calls_unknown_code_first_still_releases),
        cmocka_unit_test(a_record_by_value_is_not_followed),
        cmocka_unit_test(a_call_tells_holder_and_class_of_its_arguments),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
