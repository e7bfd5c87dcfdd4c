// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("cleanup.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void a_cleanup_releases_on_every_way_out(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "by_cleanup"), 0);
    assert_int_equal(events_in(w, "by_cleanup_of_nothing"), 0);
    assert_int_equal(events_in(w, "freed_by_hand_and_cleared"), 0);
}

static void a_handle_that_was_taken_away_is_not_cleaned_up(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "stolen"), 0);
    const Event *e = event_in(w, "stolen_for_nobody");
    assert_true(e->is_map);
    assert_string_equal(e->variable, "m");
}

static void a_cleanup_that_does_not_release_is_none(void **state) {
    const Event *e = event_in(*state, "cleanup_that_forgets");
    assert_true(e->is_map);
    assert_int_equal(e->why, LOST_SCOPE);
}

static void a_cleanup_may_stand_below_its_use(void **state) {
    assert_int_equal(events_in(*state, "by_cleanup_defined_below"), 0);
    assert_int_equal(event_in(*state, "forgets_below_is_called")->why, LOST_SCOPE);
}

static void a_cleanup_without_a_body_may_do_anything(void **state) {
    assert_int_equal(events_in(*state, "cleanup_that_is_not_seen"), 0);
}

static void a_cleanup_releases_only_what_is_there_at_the_end(void **state) {
    assert_int_equal(event_in(*state, "overwritten_under_cleanup")->why, LOST_OVERWRITE);
}

static void an_error_is_set_exactly_when_the_result_is_null(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "by_error"), 0);
    assert_int_equal(events_in(w, "by_error_of_another"), 0);
}

static void the_path_on_which_the_call_failed_counts(void **state) {
    const Event *e = event_in(*state, "error_ignored");
    assert_true(e->is_map);
    assert_int_equal(e->why, LOST_SCOPE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cleanup_releases_on_every_way_out),
        cmocka_unit_test(a_handle_that_was_taken_away_is_not_cleaned_up),
        cmocka_unit_test(a_cleanup_that_does_not_release_is_none),
        cmocka_unit_test(a_cleanup_may_stand_below_its_use),
        cmocka_unit_test(a_cleanup_without_a_body_may_do_anything),
        cmocka_unit_test(a_cleanup_releases_only_what_is_there_at_the_end),
        cmocka_unit_test(an_error_is_set_exactly_when_the_result_is_null),
        cmocka_unit_test(the_path_on_which_the_call_failed_counts),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
