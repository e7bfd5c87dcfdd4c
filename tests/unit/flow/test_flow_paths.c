// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("paths.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void assert_silent(const World *w, const char *func) {
    if (events_in(w, func))
        fail_msg("%s has an event: '%s'", func, w->flow.events.data[0].variable);
}

// The one map that the function made is lost in that way; its last holder was `variable`.
static void assert_lost(const World *w, const char *func, LostWhy why, const char *variable) {
    const Event *e = event_in(w, func);
    assert_int_equal(e->kind, EVENT_LOST);
    assert_true(e->is_map);
    assert_int_equal(e->why, why);
    assert_string_equal(e->variable, variable);
}

static void an_early_return_loses_the_map(void **state) {
    const World *w = *state;
    assert_lost(w, "early_return", LOST_SCOPE, "m");
    assert_string_equal(event_in(w, "early_return")->made_by, "map_make");
    assert_true(event_in(w, "early_return")->nsteps >= 2);
}

static void a_creation_that_failed_made_nothing(void **state) {
    const World *w = *state;
    assert_silent(w, "null_is_no_map");
    assert_lost(w, "null_test_upside_down", LOST_SCOPE, "m");
}

static void a_condition_asked_twice_has_one_answer(void **state) {
    const World *w = *state;
    assert_silent(w, "correlated");
    assert_lost(w, "correlated_with_another", LOST_SCOPE, "m");
}

static void a_range_that_holds_another_decides_it(void **state) {
    const World *w = *state;
    assert_silent(w, "correlated_by_range");
    assert_lost(w, "correlated_by_range_wrongly", LOST_SCOPE, "m");
}

static void a_callee_returns_null_or_a_fresh_map(void **state) {
    const World *w = *state;
    assert_silent(w, "make_if");
    assert_silent(w, "caller_tests");
    assert_silent(w, "caller_gets_none");
    assert_lost(w, "caller_forgets", LOST_SCOPE, "m");
    assert_string_equal(event_in(w, "caller_forgets")->made_by, "make_if");
}

static void a_dropped_result_is_lost(void **state) {
    const World *w = *state;
    const Event *e = event_in(w, "caller_drops_result");
    assert_true(e->is_map);
    assert_string_equal(e->variable, "");
}

static void maps_come_and_go_through_three_calls(void **state) {
    const World *w = *state;
    assert_silent(w, "make_1");
    assert_silent(w, "make_3");
    assert_silent(w, "drop_3");
    assert_silent(w, "three_calls");
    assert_lost(w, "three_calls_forgotten", LOST_SCOPE, "m");
    assert_string_equal(event_in(w, "three_calls_forgotten")->made_by, "make_3");
}

static void an_out_parameter_brings_a_map(void **state) {
    const World *w = *state;
    assert_silent(w, "make_into");
    assert_silent(w, "out_parameter");
    assert_lost(w, "out_parameter_forgotten", LOST_SCOPE, "m");
}

static void the_last_handle_is_overwritten(void **state) {
    const World *w = *state;
    assert_lost(w, "overwritten", LOST_OVERWRITE, "m");
    assert_silent(w, "moved_first");
}

static void the_scope_ends_before_the_function(void **state) {
    assert_lost(*state, "inner_scope", LOST_SCOPE, "m");
}

static void the_owner_is_freed(void **state) {
    const World *w = *state;
    assert_int_equal(event_in(w, "owner_freed")->why, LOST_OWNER);
    assert_silent(w, "owner_freed_with_map");
}

static void what_outlives_the_function_keeps_the_map(void **state) {
    const World *w = *state;
    assert_silent(w, "to_caller");
    assert_silent(w, "to_global");
    assert_silent(w, "map_in_map");
    assert_true(event_in(w, "to_local_record")->is_map);
}

static void what_is_not_seen_may_keep_the_map(void **state) {
    const World *w = *state;
    assert_silent(w, "to_unknown");
    assert_silent(w, "address_to_unknown");
    assert_lost(w, "to_unknown_on_one_path", LOST_SCOPE, "m");
    assert_int_equal(op_in(w, "to_unknown", MAPOP_ESCAPE)->map.kind, HOLDER_LOCAL);
}

static void the_end_of_the_process_is_no_leak(void **state) {
    assert_silent(*state, "process_ends");
}

static void a_map_made_here_is_a_local_holder(void **state) {
    const World *w = *state;
    const MapOp *made = op_in(w, "early_return", MAPOP_CREATE);
    assert_int_equal(made->map.kind, HOLDER_LOCAL);
    assert_int_equal(made->map.id, made->insn);
    const MapOp *gone = op_in(w, "early_return", MAPOP_DESTROY);
    assert_true(holder_equal(made->map, gone->map));
    assert_string_equal(made->model->name, "map_make");
    assert_int_equal(ops_in(w, "early_return", MAPOP_DESTROY), 1);
}

static void a_handle_of_the_caller_is_a_parameter(void **state) {
    const World *w = *state;
    const MapOp *gone = op_in(w, "drop_1", MAPOP_DESTROY);
    assert_int_equal(gone->map.kind, HOLDER_PARAM);
    assert_int_equal(gone->map.id, 0);
    const CallArg *arg = arg_of(w, call_in(w, "drop_2", "drop_1"), 0);
    assert_int_equal(arg->holder.kind, HOLDER_PARAM);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_early_return_loses_the_map),
        cmocka_unit_test(a_creation_that_failed_made_nothing),
        cmocka_unit_test(a_condition_asked_twice_has_one_answer),
        cmocka_unit_test(a_range_that_holds_another_decides_it),
        cmocka_unit_test(a_callee_returns_null_or_a_fresh_map),
        cmocka_unit_test(a_dropped_result_is_lost),
        cmocka_unit_test(maps_come_and_go_through_three_calls),
        cmocka_unit_test(an_out_parameter_brings_a_map),
        cmocka_unit_test(the_last_handle_is_overwritten),
        cmocka_unit_test(the_scope_ends_before_the_function),
        cmocka_unit_test(the_owner_is_freed),
        cmocka_unit_test(what_outlives_the_function_keeps_the_map),
        cmocka_unit_test(what_is_not_seen_may_keep_the_map),
        cmocka_unit_test(the_end_of_the_process_is_no_leak),
        cmocka_unit_test(a_map_made_here_is_a_local_holder),
        cmocka_unit_test(a_handle_of_the_caller_is_a_parameter),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
