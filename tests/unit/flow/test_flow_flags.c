// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("flags.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static uint32_t flags_of(const World *w, const char *func, MapOpKind kind) {
    return op_in(w, func, kind)->flags;
}

static void a_notify_releases_the_value(void **state) {
    const World *w = *state;
    assert_true(flags_of(w, "with_notify", MAPOP_CREATE) & MAPOP_VALUE_NOTIFY);
    assert_false(flags_of(w, "with_notify", MAPOP_CREATE) & MAPOP_KEY_NOTIFY);
    assert_true(flags_of(w, "with_notify", MAPOP_REMOVE) & MAPOP_RUNS_NOTIFY);
    assert_int_equal(events_in(w, "with_notify"), 0);
}

static void a_null_notify_releases_nothing(void **state) {
    const World *w = *state;
    assert_false(flags_of(w, "with_null_notify", MAPOP_CREATE) & MAPOP_VALUE_NOTIFY);
    assert_int_equal(event_in(w, "with_null_notify")->why, LOST_REMOVE);
}

static void a_notify_that_is_not_known_may_release_it(void **state) {
    const World *w = *state;
    assert_true(flags_of(w, "with_notify_of_caller", MAPOP_CREATE) & MAPOP_VALUE_NOTIFY);
    assert_int_equal(events_in(w, "with_notify_of_caller"), 0);
}

static void a_map_may_take_the_value_over(void **state) {
    const World *w = *state;
    assert_true(flags_of(w, "map_takes_the_value", MAPOP_PUT) & MAPOP_COPIES_VALUE);
    assert_int_equal(events_in(w, "map_takes_the_value"), 0);
    assert_false(flags_of(w, "with_notify", MAPOP_PUT) & MAPOP_COPIES_VALUE);
}

static void a_value_that_is_kept_elsewhere_is_shared(void **state) {
    const World *w = *state;
    assert_true(flags_of(w, "value_also_in_a_list", MAPOP_PUT) & MAPOP_SHARED);
    assert_false(flags_of(w, "with_notify", MAPOP_PUT) & MAPOP_SHARED);
}

static void a_map_over_an_out_parameter(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "opened"), 0);
    assert_true(event_in(w, "opened_and_forgotten")->is_map);
    assert_string_equal(event_in(w, "opened_and_forgotten")->variable, "m");
    assert_int_equal(op_in(w, "opened", MAPOP_CREATE)->map.kind, HOLDER_LOCAL);
}

static void a_removal_may_name_the_entry(void **state) {
    const World *w = *state;
    uint32_t flags = flags_of(w, "drops_each", MAPOP_REMOVE);
    assert_true(flags & MAPOP_BY_VALUE);
    assert_true(flags & MAPOP_EACH);
    flags = flags_of(w, "drops_found", MAPOP_REMOVE);
    assert_true(flags & MAPOP_BY_VALUE);
    assert_false(flags & MAPOP_EACH);
    assert_int_equal(events_in(w, "drops_found"), 0);
}

static void a_once_callback_is_an_entry(void **state) {
    assert_int_equal(entry_of(*state, "fill")->kind, ENTRY_ONCE);
}

static void flags_that_never_go_back(void **state) {
    const World *w = *state;
    assert_true(flags_of(w, "set_last", MAPOP_PUT) & MAPOP_ONCE);
    assert_true(flags_of(w, "set_once_by_pointer", MAPOP_PUT) & MAPOP_ONCE);
}

static void flags_that_may_go_back(void **state) {
    const World *w = *state;
    assert_false(flags_of(w, "counts_up", MAPOP_PUT) & MAPOP_ONCE);
    assert_false(flags_of(w, "lends", MAPOP_PUT) & MAPOP_ONCE);
}

static void frees_are_told_apart(void **state) {
    const World *w = *state;
    const MapOp *op = op_in(w, "frees_a_box", MAPOP_FREE_OWNER);
    assert_string_equal(ir_str(&w->m, ir_type(&w->m, op->record)->name), "box");
    op = op_in(w, "frees_a_value", MAPOP_FREE_VALUE);
    assert_true(holder_equal(op->map, global_of(w, "reg")));
    assert_int_equal(ops_in(w, "frees_a_value", MAPOP_FREE_OWNER), 0);
}

static void what_no_path_runs_is_marked(void **state) {
    const World *w = *state;
    vec_each (const MapOp, op, &w->flow.ops) {
        bool dead = op->func.v == func_of(w, "unreached").v;
        if (op->kind == MAPOP_PUT)
            assert_int_equal((op->flags & MAPOP_UNREACHED) != 0, dead);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_notify_releases_the_value),
        cmocka_unit_test(a_null_notify_releases_nothing),
        cmocka_unit_test(a_notify_that_is_not_known_may_release_it),
        cmocka_unit_test(a_map_may_take_the_value_over),
        cmocka_unit_test(a_value_that_is_kept_elsewhere_is_shared),
        cmocka_unit_test(a_map_over_an_out_parameter),
        cmocka_unit_test(a_removal_may_name_the_entry),
        cmocka_unit_test(a_once_callback_is_an_entry),
        cmocka_unit_test(flags_that_never_go_back),
        cmocka_unit_test(flags_that_may_go_back),
        cmocka_unit_test(frees_are_told_apart),
        cmocka_unit_test(what_no_path_runs_is_marked),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
