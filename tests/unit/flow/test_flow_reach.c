// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("reach.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void assert_silent(const World *w, const char *func) {
    if (events_in(w, func))
        fail_msg("%s has an event", func);
}

static void assert_map_lost(const World *w, const char *func, LostWhy why) {
    const Event *e = event_in(w, func);
    assert_true(e->is_map);
    assert_int_equal(e->why, why);
}

static void a_record_in_a_record_on_the_stack_holds_a_map(void **state) {
    const World *w = *state;
    assert_silent(w, "nested_in_place");
    assert_map_lost(w, "nested_in_place_forgotten", LOST_SCOPE);
    assert_string_equal(event_in(w, "nested_in_place_forgotten")->variable, "map");
}

static void one_field_of_two_records_is_two_places(void **state) {
    const World *w = *state;
    assert_map_lost(w, "one_of_two_fields", LOST_SCOPE);
    // As holders they are one.
    vec_each (const MapOp, op, &w->flow.ops) {
        if (op->func.v == func_of(w, "one_of_two_fields").v && op->kind == MAPOP_STORE)
            assert_int_equal(op->map.kind, HOLDER_FIELD);
    }
}

static void elements_with_constant_index_are_told_apart(void **state) {
    const World *w = *state;
    assert_silent(w, "elements_of_an_array");
    assert_map_lost(w, "one_element_forgotten", LOST_SCOPE);
}

static void an_object_from_a_callee_brings_its_map(void **state) {
    const World *w = *state;
    assert_silent(w, "new_outer");
    assert_silent(w, "made_and_freed");
    assert_map_lost(w, "made_and_forgotten", LOST_SCOPE);
    assert_string_equal(event_in(w, "made_and_forgotten")->made_by, "new_outer");
}

static void an_object_that_is_freed_without_its_map_loses_it(void **state) {
    const World *w = *state;
    assert_map_lost(w, "made_and_only_the_object_freed", LOST_OWNER);
    assert_silent(w, "free_outer_only");
}

static void what_outlives_the_function_leads_to_the_map(void **state) {
    const World *w = *state;
    assert_silent(w, "made_and_kept");
    assert_silent(w, "into_global_record");
    assert_silent(w, "deep_in_parameter");
}

static void an_object_that_others_hold_holds_what_is_stored_in_it(void **state) {
    assert_silent(*state, "stored_in_object_of_others");
}

static void an_inner_address_holds_the_whole_object(void **state) {
    assert_silent(*state, "returned_by_inner_address");
}

static void a_pointer_to_a_local_is_the_local(void **state) {
    assert_silent(*state, "deep_in_local_pointer");
}

static void an_object_that_leads_to_itself_is_not_held_by_it(void **state) {
    assert_map_lost(*state, "cyclic", LOST_SCOPE);
}

static void maps_in_maps_are_entries(void **state) {
    const World *w = *state;
    assert_silent(w, "map_in_map_in_map");
    assert_map_lost(w, "map_in_map_with_outer_destroyed", LOST_DESTROY);
    assert_true(event_in(w, "map_in_map_with_outer_destroyed")->in_map);
}

// The first of the function's events that is about a map, or about memory.
static const Event *event_about(const World *w, const char *func, bool is_map) {
    FuncId f = func_of(w, func);
    vec_each (const Event, e, &w->flow.events) {
        if (e->func.v == f.v && e->is_map == is_map)
            return e;
    }
    fail_msg("%s has no such event", func);
    return NULL;
}

static void an_object_in_a_map_is_held_by_it(void **state) {
    const World *w = *state;
    assert_silent(w, "object_in_kept_map");
    const Event *e = event_about(w, "object_in_local_map", false);
    assert_true(e->in_map);
    assert_string_equal(e->made_by, "new_outer");
}

static void an_object_and_its_map_from_one_call_are_two_losses(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "object_in_local_map"), 2);
    assert_string_equal(event_about(w, "object_in_local_map", true)->made_by, "new_outer");
}

static void what_a_variable_outlives_went_when_the_map_was_destroyed(void **state) {
    const Event *e = event_about(*state, "object_in_local_map", false);
    assert_int_equal(e->why, LOST_DESTROY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_in_a_record_on_the_stack_holds_a_map),
        cmocka_unit_test(one_field_of_two_records_is_two_places),
        cmocka_unit_test(elements_with_constant_index_are_told_apart),
        cmocka_unit_test(an_object_from_a_callee_brings_its_map),
        cmocka_unit_test(an_object_that_is_freed_without_its_map_loses_it),
        cmocka_unit_test(what_outlives_the_function_leads_to_the_map),
        cmocka_unit_test(an_object_that_others_hold_holds_what_is_stored_in_it),
        cmocka_unit_test(an_inner_address_holds_the_whole_object),
        cmocka_unit_test(a_pointer_to_a_local_is_the_local),
        cmocka_unit_test(an_object_that_leads_to_itself_is_not_held_by_it),
        cmocka_unit_test(maps_in_maps_are_entries),
        cmocka_unit_test(an_object_in_a_map_is_held_by_it),
        cmocka_unit_test(an_object_and_its_map_from_one_call_are_two_losses),
        cmocka_unit_test(what_a_variable_outlives_went_when_the_map_was_destroyed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
