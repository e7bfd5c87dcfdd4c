// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("handles.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void a_flag_stands_for_a_map(void **state) {
    assert_int_equal(events_in(*state, "flag_for_map"), 0);
}

static void a_map_lives_as_long_as_one_of_its_handles(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "copy_outlives"), 0);
    assert_int_equal(events_in(w, "swapped"), 0);
    assert_int_equal(event_in(w, "both_copies_go")->why, LOST_OVERWRITE);
}

static void two_maps_are_told_apart(void **state) {
    assert_string_equal(event_in(*state, "one_of_two_freed_twice")->variable, "b");
}

static void a_switch_asked_twice_has_one_answer(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "by_switch"), 0);
    assert_int_equal(event_in(w, "by_switch_one_forgotten")->why, LOST_SCOPE);
}

static void a_range_of_a_switch_asked_twice_has_one_answer(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "by_range_of_switch"), 0);
}

static void what_is_no_case_of_a_switch_is_beyond_its_ranges(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "above_a_range"), 0);
    assert_int_equal(events_in(w, "below_a_range"), 0);
    assert_int_equal(event_in(w, "around_a_range")->why, LOST_SCOPE);
}

static void arrays_and_lists_of_maps_are_held(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "array_of_maps"), 0);
    assert_int_equal(events_in(w, "list_of_boxes"), 0);
    assert_int_equal(events_in(w, "linked_into_global"), 0);
}

static void a_copied_record_takes_its_maps_along(void **state) {
    assert_int_equal(events_in(*state, "whole_record_copied"), 0);
}

static void an_unknown_call_takes_what_the_object_holds(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "through_pointer"), 0);
    assert_int_equal(events_in(w, "object_to_unknown"), 0);
    assert_int_equal(op_in(w, "through_pointer", MAPOP_ESCAPE)->map.kind, HOLDER_LOCAL);
    assert_true(event_in(w, "object_dropped_with_map")->is_map);
}

static void a_singleton_may_go_over_a_local_copy(void **state) {
    const World *w = *state;
    const MapOp *store = op_in(w, "singleton_by_copy", MAPOP_STORE);
    assert_true(store->flags & MAPOP_IF_NULL);
    assert_false(store->flags & MAPOP_OVER_LIVE);
    assert_true(holder_equal(op_in(w, "uses_singleton", MAPOP_PUT)->map, global_of(w, "reg")));
    assert_int_equal(events_in(w, "uses_singleton"), 0);
}

static void one_path_that_does_not_destroy_is_enough(void **state) {
    const World *w = *state;
    assert_true(op_in(w, "destroyed_on_one_path", MAPOP_STORE)->flags & MAPOP_OVER_LIVE);
    assert_false(op_in(w, "destroyed_by_helper", MAPOP_STORE)->flags & MAPOP_OVER_LIVE);
    assert_true(op_in(w, "drop_reg", MAPOP_RESET)->flags & MAPOP_AFTER_DESTROY);
}

static void a_helper_stores_in_its_own_name(void **state) {
    const World *w = *state;
    assert_true(op_in(w, "fill_reg", MAPOP_STORE)->flags & MAPOP_OVER_LIVE);
    assert_int_equal(ops_in(w, "made_by_helper", MAPOP_STORE), 0);
    const MapOp *store = op_in(w, "stored_through_parameter", MAPOP_STORE);
    assert_int_equal(store->map.kind, HOLDER_PARAM);
    assert_int_equal(store->map.level, 1);
    const CallArg *arg = arg_of(w, call_in(w, "address_of_global", "stored_through_parameter"), 0);
    assert_true(arg->holder.kind == HOLDER_GLOBAL);
    assert_int_equal(arg->holder.id, global_of(w, "reg").id);
}

static void an_object_with_a_map_is_linked_into_a_global(void **state) {
    const World *w = *state;
    const MapOp *link = op_in(w, "linked_into_global", MAPOP_LINK);
    assert_int_equal(link->map.kind, HOLDER_FIELD);
    assert_true(holder_equal(link->from, global_of(w, "keep")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flag_stands_for_a_map),
        cmocka_unit_test(a_map_lives_as_long_as_one_of_its_handles),
        cmocka_unit_test(two_maps_are_told_apart),
        cmocka_unit_test(a_switch_asked_twice_has_one_answer),
        cmocka_unit_test(a_range_of_a_switch_asked_twice_has_one_answer),
        cmocka_unit_test(what_is_no_case_of_a_switch_is_beyond_its_ranges),
        cmocka_unit_test(arrays_and_lists_of_maps_are_held),
        cmocka_unit_test(a_copied_record_takes_its_maps_along),
        cmocka_unit_test(an_unknown_call_takes_what_the_object_holds),
        cmocka_unit_test(a_singleton_may_go_over_a_local_copy),
        cmocka_unit_test(one_path_that_does_not_destroy_is_enough),
        cmocka_unit_test(a_helper_stores_in_its_own_name),
        cmocka_unit_test(an_object_with_a_map_is_linked_into_a_global),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
