// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("loops.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void a_loop_that_is_not_entered_does_nothing(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "not_entered"), 0);
}

static void one_turn_leaves_one_map(void **state) {
    assert_int_equal(events_in(*state, "one_turn"), 0);
}

static void each_turn_releases_its_own(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "each_turn_frees"), 0);
    assert_int_equal(events_in(w, "nested"), 0);
}

static void a_turn_that_skips_the_release_is_seen(void **state) {
    const Event *e = event_in(*state, "continue_skips_it");
    assert_int_equal(e->why, LOST_SCOPE);
    assert_string_equal(e->variable, "m");
}

static void the_second_turn_overwrites_the_first(void **state) {
    const Event *e = event_in(*state, "each_turn_overwrites");
    assert_int_equal(e->why, LOST_OVERWRITE);
}

static void many_turns_still_end(void **state) {
    const World *w = *state;
    assert_int_equal(event_in(w, "constant_bound")->why, LOST_SCOPE);
    assert_int_equal(events_in(w, "bound_decides_behind"), 0);
}

static void what_was_before_the_loop_is_known_behind_it(void **state) {
    assert_int_equal(event_in(*state, "kept_over_the_loop")->why, LOST_SCOPE);
}

static uint32_t loop_flags(const World *w, const char *caller) {
    return call_in(w, caller, "step")->flags & (MAPOP_IN_LOOP | MAPOP_IN_ENDLESS);
}

static void loops_that_serve_are_told_apart(void **state) {
    const World *w = *state;
    uint32_t both = MAPOP_IN_LOOP | MAPOP_IN_ENDLESS;
    assert_int_equal(loop_flags(w, "for_ever"), both);
    assert_int_equal(loop_flags(w, "until_no_event"), both);
    assert_int_equal(loop_flags(w, "until_stopped"), both);
    assert_int_equal(loop_flags(w, "serve_inside"), both);
    assert_int_equal(loop_flags(w, "up_to"), MAPOP_IN_LOOP);
    assert_int_equal(loop_flags(w, "straight"), 0);
}

static void operations_carry_their_loop_too(void **state) {
    const World *w = *state;
    assert_true(op_in(w, "kept_over_the_loop", MAPOP_PUT)->flags & MAPOP_IN_LOOP);
    assert_false(op_in(w, "kept_over_the_loop", MAPOP_PUT)->flags & MAPOP_IN_ENDLESS);
    assert_false(op_in(w, "kept_over_the_loop", MAPOP_CREATE)->flags & MAPOP_IN_LOOP);
    assert_true(op_in(w, "nested", MAPOP_CREATE)->flags & MAPOP_IN_LOOP);
    assert_false(op_in(w, "step", MAPOP_PUT)->flags & MAPOP_IN_LOOP);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_that_is_not_entered_does_nothing),
        cmocka_unit_test(one_turn_leaves_one_map),
        cmocka_unit_test(each_turn_releases_its_own),
        cmocka_unit_test(a_turn_that_skips_the_release_is_seen),
        cmocka_unit_test(the_second_turn_overwrites_the_first),
        cmocka_unit_test(many_turns_still_end),
        cmocka_unit_test(what_was_before_the_loop_is_known_behind_it),
        cmocka_unit_test(loops_that_serve_are_told_apart),
        cmocka_unit_test(operations_carry_their_loop_too),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
