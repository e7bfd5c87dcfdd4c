// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

static int setup(void **state) {
    *state = world_of_file("macros.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static void a_macro_is_an_operation_on_the_head(void **state) {
    const World *w = *state;
    Holder users = global_of(w, "users");
    const MapOp *put = op_in(w, "add", MAPOP_PUT);
    assert_true(holder_equal(put->map, users));
    assert_string_equal(put->model->library, "uthash");
    assert_true(put->flags & MAPOP_FRESH_MAP);
    assert_true(put->value.may_fresh);
    assert_int_equal(put->value.kind, CLASS_FRESH);
    assert_true(holder_equal(op_in(w, "find", MAPOP_GET)->map, users));
}

static void the_key_is_the_member_that_the_macro_names(void **state) {
    const MapOp *put = op_in(*state, "add", MAPOP_PUT);
    assert_int_equal(put->key.kind, CLASS_PARAM);
    assert_int_equal(put->key.id, 0);
}

static void a_lookup_gives_an_entry_of_the_map(void **state) {
    assert_int_equal(op_in(*state, "find", MAPOP_RETURN)->map.kind, HOLDER_ELEMENT);
}

static void a_deleted_entry_is_the_callers_to_free(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "drop"), 0);
    const MapOp *removal = op_in(w, "drop", MAPOP_REMOVE);
    assert_true(removal->flags & MAPOP_BY_VALUE);
    assert_false(removal->flags & MAPOP_EACH);
    assert_true(holder_equal(op_in(w, "drop", MAPOP_FREE_VALUE)->map, global_of(w, "users")));
    assert_int_equal(op_in(w, "drop", MAPOP_FREE_OWNER)->record.v,
                     ir_type_base(&w->m, w->m.globals.data[global_of(w, "users").id].type).v);
}

static void a_deleted_entry_that_is_forgotten_is_lost(void **state) {
    const Event *e = event_in(*state, "drop_and_forget");
    assert_true(e->is_entry);
    assert_true(e->in_map);
    assert_false(e->is_map);
    assert_int_equal(e->why, LOST_REMOVE);
}

static void deleting_every_entry_ends_the_table(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "drop_all"), 0);
    const MapOp *removal = op_in(w, "drop_all", MAPOP_REMOVE);
    assert_true(removal->flags & MAPOP_EACH);
    assert_true(removal->flags & MAPOP_IN_LOOP);
    assert_true(holder_equal(op_in(w, "drop_all", MAPOP_DESTROY)->map, global_of(w, "users")));
    // One entry is not every entry.
    assert_int_equal(ops_in(w, "drop", MAPOP_DESTROY), 0);
}

static void a_loop_macro_runs_no_turn_or_many(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "local_drained"), 0);
    assert_true(op_in(w, "local_drained", MAPOP_REMOVE)->flags & MAPOP_EACH);
    op_in(w, "local_drained", MAPOP_ITERATE);
}

static void the_first_insertion_makes_the_table(void **state) {
    const Event *e = event_in(*state, "local_forgotten");
    assert_true(e->is_map);
    assert_int_equal(e->why, LOST_SCOPE);
    assert_string_equal(e->made_by, "HASH_ADD_INT");
    assert_string_equal(e->variable, "m");
}

static void the_insertion_that_makes_the_table_names_it(void **state) {
    const World *w = *state;
    Holder local = op_in(w, "local_cleared", MAPOP_CLEAR)->map;
    assert_int_equal(local.kind, HOLDER_LOCAL);
    const MapOp *put = op_in(w, "local_cleared", MAPOP_PUT);
    assert_true(holder_equal(put->map, local));
}

static void an_insertion_in_a_loop_is_on_one_table(void **state) {
    const World *w = *state;
    Holder local = op_in(w, "filled_in_loop", MAPOP_CLEAR)->map;
    assert_int_equal(local.kind, HOLDER_LOCAL);
    assert_true(holder_equal(op_in(w, "filled_in_loop", MAPOP_PUT)->map, local));
    assert_true(holder_equal(op_in(w, "filled_in_loop", MAPOP_DESTROY)->map, local));
}

static void a_cleared_table_takes_its_entries_along(void **state) {
    const World *w = *state;
    const Event *e = event_in(w, "filled_in_loop");
    assert_false(e->is_map);
    assert_string_equal(e->made_by, "malloc");
    assert_int_equal(e->why, LOST_CLEAR);
    assert_int_equal(event_in(w, "local_cleared")->lost_insn,
                     op_in(w, "local_cleared", MAPOP_CLEAR)->insn);
}

static void an_entry_that_a_variable_outlives_went_when_the_table_was_cleared(void **state) {
    const Event *e = event_in(*state, "local_cleared");
    assert_int_equal(e->why, LOST_CLEAR);
    assert_string_equal(e->steps[e->nsteps - 1].text,
                        "the map is cleared here and does not release it");
}

static void entries_that_are_deleted_and_not_freed_are_lost(void **state) {
    const World *w = *state;
    assert_true(events_in(w, "local_drained_not_freed") > 0);
    FuncId f = func_of(w, "local_drained_not_freed");
    uint32_t at = op_in(w, "local_drained_not_freed", MAPOP_REMOVE)->insn;
    vec_each (const Event, e, &w->flow.events) {
        if (e->func.v != f.v)
            continue;
        assert_false(e->is_map);
        assert_int_equal(e->why, LOST_REMOVE);
        assert_int_equal(e->lost_insn, at);
    }
}

static void a_count_guards(void **state) {
    const World *w = *state;
    assert_true(op_in(w, "count_guard", MAPOP_PUT)->flags & MAPOP_GUARDED);
    assert_true(holder_equal(op_in(w, "count_guard", MAPOP_SIZE_TEST)->map, global_of(w, "users")));
}

static void a_replaced_entry_comes_out(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "replaced"), 0);
    assert_true(holder_equal(op_in(w, "replaced", MAPOP_FREE_VALUE)->map, global_of(w, "users")));
    assert_true(event_in(w, "replaced_and_forgotten")->is_entry);
}

static void the_new_entry_is_there_when_nothing_was_replaced(void **state) {
    const Event *e = event_in(*state, "nothing_replaced_and_cleared");
    assert_false(e->is_entry);
    assert_int_equal(e->why, LOST_CLEAR);
    assert_string_equal(e->made_by, "malloc");
}

static void what_was_put_in_under_the_key_comes_out(void **state) {
    const World *w = *state;
    assert_int_equal(events_in(w, "replaced_by_second"), 0);
    const Event *e = event_in(w, "replaced_by_second_and_forgotten");
    assert_string_equal(e->made_by, "malloc");
    assert_int_equal(e->why, LOST_REPLACE);
}

static void a_head_may_come_by_address(void **state) {
    const World *w = *state;
    assert_int_equal(op_in(w, "in_function", MAPOP_PUT)->map.kind, HOLDER_PARAM);
    const CallArg *head = arg_of(w, call_in(w, "through_address", "in_function"), 0);
    assert_true(holder_equal(head->holder, global_of(w, "users")));
}

static void a_macro_without_a_model_is_unknown(void **state) {
    const World *w = *state;
    assert_int_equal(op_in(w, "unknown_macro", MAPOP_ESCAPE)->map.kind, HOLDER_PARAM);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_macro_is_an_operation_on_the_head),
        cmocka_unit_test(the_key_is_the_member_that_the_macro_names),
        cmocka_unit_test(a_lookup_gives_an_entry_of_the_map),
        cmocka_unit_test(a_deleted_entry_is_the_callers_to_free),
        cmocka_unit_test(a_deleted_entry_that_is_forgotten_is_lost),
        cmocka_unit_test(deleting_every_entry_ends_the_table),
        cmocka_unit_test(a_loop_macro_runs_no_turn_or_many),
        cmocka_unit_test(the_first_insertion_makes_the_table),
        cmocka_unit_test(the_insertion_that_makes_the_table_names_it),
        cmocka_unit_test(an_insertion_in_a_loop_is_on_one_table),
        cmocka_unit_test(a_cleared_table_takes_its_entries_along),
        cmocka_unit_test(an_entry_that_a_variable_outlives_went_when_the_table_was_cleared),
        cmocka_unit_test(entries_that_are_deleted_and_not_freed_are_lost),
        cmocka_unit_test(a_count_guards),
        cmocka_unit_test(a_replaced_entry_comes_out),
        cmocka_unit_test(the_new_entry_is_there_when_nothing_was_replaced),
        cmocka_unit_test(what_was_put_in_under_the_key_comes_out),
        cmocka_unit_test(a_head_may_come_by_address),
        cmocka_unit_test(a_macro_without_a_model_is_unknown),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
