// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("references.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void nothing_is_lost_while_a_reference_is_held(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "overwritten_while_referenced"), 0);
    assert_int_equal(events_in(w, "lend"), 0);
}

static void who_drops_one_of_two_references_does_not_end_the_map(void **state) {
    const World *w = *state;
    uint32_t flags = op_in(w, "overwritten_while_referenced", MAPOP_RESET)->flags;
    assert_true(flags & MAPOP_OVER_LIVE);
    assert_false(flags & MAPOP_AFTER_DESTROY);
}

static void a_borrowed_reference_is_given_back(void **state) {
    const World *w = *state;
    StrBuf text = {0};
    flow_print_summary(&text, &w->m, w->models, func_of(w, "lend"));
    bool freed = strstr(text.s, "freed") != NULL;
    strbuf_fini(&text);
    assert_false(freed);
}

static void a_reference_that_nobody_drops_keeps_the_map(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "both_dropped"), 0);
    const Event *e = event_in(w, "one_kept");
    assert_true(e->is_map);
    assert_int_equal(e->why, LOST_SCOPE);
    // A destroy gives one reference back, too, here or in a callee.
    assert_int_equal(event_in(w, "one_kept_after_destroy")->why, LOST_SCOPE);
    assert_int_equal(event_in(w, "one_kept_after_callee")->why, LOST_SCOPE);
    assert_int_equal(events_in(w, "destroyed_and_dropped"), 0);
}

static void a_map_that_others_may_hold_may_live_on(void **state) {
    const World *w = *state;
    StrBuf text = {0};
    flow_print_summary(&text, &w->m, w->models, func_of(w, "dropped_after_unknown"));
    assert_null(strstr(text.s, "freed"));
    strbuf_fini(&text);
    // For its holder it is a release all the same.
    assert_int_equal(ops_in(w, "dropped_after_unknown", MAPOP_DESTROY), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_while_a_reference_is_held),
        cmocka_unit_test(who_drops_one_of_two_references_does_not_end_the_map),
        cmocka_unit_test(a_borrowed_reference_is_given_back),
        cmocka_unit_test(a_reference_that_nobody_drops_keeps_the_map),
        cmocka_unit_test(a_map_that_others_may_hold_may_live_on),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
