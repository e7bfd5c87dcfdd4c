// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("members.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void assert_value_lost(const World *w, const char *func, LostWhy why) {
    const Event *e = event_in(w, func);
    assert_false(e->is_map);
    assert_true(e->in_map);
    assert_int_equal(e->why, why);
    assert_string_equal(e->made_by, "strdup");
}

static void a_value_goes_with_its_entry(void **state) {
    const World *w = *state;
    assert_value_lost(w, "value_destroyed", LOST_DESTROY);
    assert_value_lost(w, "value_cleared", LOST_CLEAR);
    assert_value_lost(w, "value_removed", LOST_REMOVE);
    assert_value_lost(w, "value_replaced", LOST_REPLACE);
}

static void a_removal_under_another_key_proves_nothing(void **state) {
    assert_int_equal(events_in(*state, "value_removed_under_another_key"), 0);
}

static void a_removal_from_a_map_that_copies_its_keys(void **state) {
    const World *w = *state;
    assert_value_lost(w, "value_removed_copied_key", LOST_REMOVE);
    assert_value_lost(w, "value_removed_by_text_in_buffer", LOST_REMOVE);
}

static void a_text_that_was_written_since_is_another_key(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "value_removed_by_other_text_in_buffer"), 0);
    assert_int_equal(events_in(w, "value_removed_after_element_written"), 0);
    assert_int_equal(events_in(w, "value_removed_after_unknown_call"), 0);
}

static void the_key_of_the_next_turn_is_another_key(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "key_in_some_element"), 0);
    assert_int_equal(events_in(w, "key_behind_some_element"), 0);
    assert_int_equal(events_in(w, "key_in_global_that_is_written"), 0);
    assert_int_equal(events_in(w, "key_that_is_read"), 0);
    // The same key each turn, for sure.
    assert_value_lost(w, "key_of_every_turn", LOST_REPLACE);
}

static void the_map_holds_a_copy_of_the_key_and_not_the_key(void **state) {
    const World *w = *state;
    assert_int_equal(ops_in(w, "copied_key_freed", MAPOP_FREE_VALUE), 0);
    assert_int_equal(events_in(w, "copied_key_freed"), 0);
}

static void a_value_that_was_taken_is_the_takers(void **state) {
    assert_int_equal(events_in(*state, "value_taken"), 0);
}

static void a_value_that_was_freed_first_is_not_lost(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "value_freed_first"), 0);
    op_in(w, "value_freed_first", MAPOP_FREE_VALUE);
}

static void a_value_that_is_also_elsewhere_is_not_lost(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "value_kept"), 0);
    assert_int_equal(events_in(w, "value_of_caller"), 0);
}

static void a_refused_value_stays_with_the_caller(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "refused_and_freed"), 0);
    // Memory that was in no map is not what this analyzer looks for.
    assert_int_equal(events_in(w, "refused_and_forgotten"), 0);
}

static void a_second_insertion_under_one_key_is_refused(void **state) {
    assert_int_equal(events_in(*state, "refused_the_second_time"), 0);
}

static void an_iteration_frees_every_value(void **state) {
    assert_int_equal(events_in(*state, "freed_by_iteration"), 0);
}

static void classes_of_keys_and_values(void **state) {
    const World *w = *state;
    const MapOp *put = op_in(w, "value_destroyed", MAPOP_PUT);
    assert_int_equal(put->key.kind, CLASS_CONSTANT);
    assert_true(put->key.is_text);
    assert_int_equal(put->value.kind, CLASS_FRESH);
    assert_true(put->value.may_fresh);
    assert_false(put->value.may_other);
    assert_int_equal(put->value.origin, CLASS_PARAM);
    assert_int_equal(put->value.origin_id, 0);
    put = op_in(w, "value_of_caller", MAPOP_PUT);
    assert_int_equal(put->value.kind, CLASS_PARAM);
    assert_int_equal(put->value.id, 0);
    assert_false(put->value.may_fresh);
    put = op_in(w, "refused_and_freed", MAPOP_PUT);
    assert_int_equal(put->key.kind, CLASS_PARAM);
    assert_int_equal(put->key.id, 1);
    assert_int_equal(put->map.kind, HOLDER_PARAM);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_goes_with_its_entry),
        cmocka_unit_test(a_removal_under_another_key_proves_nothing),
        cmocka_unit_test(a_removal_from_a_map_that_copies_its_keys),
        cmocka_unit_test(a_text_that_was_written_since_is_another_key),
        cmocka_unit_test(the_key_of_the_next_turn_is_another_key),
        cmocka_unit_test(the_map_holds_a_copy_of_the_key_and_not_the_key),
        cmocka_unit_test(a_value_that_was_taken_is_the_takers),
        cmocka_unit_test(a_value_that_was_freed_first_is_not_lost),
        cmocka_unit_test(a_value_that_is_also_elsewhere_is_not_lost),
        cmocka_unit_test(a_refused_value_stays_with_the_caller),
        cmocka_unit_test(a_second_insertion_under_one_key_is_refused),
        cmocka_unit_test(an_iteration_frees_every_value),
        cmocka_unit_test(classes_of_keys_and_values),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
