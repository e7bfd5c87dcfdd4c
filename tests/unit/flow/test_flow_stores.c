// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <setjmp.h>

#include <cmocka.h>

enum { STORE_FLAGS = MAPOP_IF_NULL | MAPOP_OVER_LIVE | MAPOP_AFTER_DESTROY };

static int setup(void **state) {
    *state = world_of_file("stores.ir");
    return 0;
}

static int teardown(void **state) {
    world_free(*state);
    return 0;
}

static uint32_t store_flags(const World *w, const char *func) {
    const MapOp *op = op_in(w, func, MAPOP_STORE);
    Holder reg = global_of(w, "reg");
    assert_true(holder_equal(op->map, reg));
    assert_true(op->flags & MAPOP_FRESH_MAP);
    assert_int_equal(op->from.kind, HOLDER_LOCAL);
    return op->flags & STORE_FLAGS;
}

static void a_store_over_what_is_not_known_is_over_a_live_map(void **state) {
    const World *w = *state;
    assert_int_equal(store_flags(w, "plain"), MAPOP_OVER_LIVE);
    assert_int_equal(store_flags(w, "if_other_null"), MAPOP_OVER_LIVE);
    assert_int_equal(store_flags(w, "after_destroy_of_another"), MAPOP_OVER_LIVE);
}

static void a_singleton_is_stored_where_null_was(void **state) {
    assert_int_equal(store_flags(*state, "if_null"), MAPOP_IF_NULL);
}

static void the_old_map_went_first(void **state) {
    const World *w = *state;
    assert_int_equal(store_flags(w, "after_destroy"), MAPOP_AFTER_DESTROY);
    assert_false(store_flags(w, "after_test_and_destroy") & (MAPOP_OVER_LIVE | MAPOP_IF_NULL));
}

static void null_over_a_live_map_or_after_its_end(void **state) {
    const World *w = *state;
    assert_true(op_in(w, "reset_over_live", MAPOP_RESET)->flags & MAPOP_OVER_LIVE);
    assert_false(op_in(w, "reset_after_destroy", MAPOP_RESET)->flags & MAPOP_OVER_LIVE);
}

static void a_store_names_where_the_handle_is_from(void **state) {
    const World *w = *state;
    const MapOp *op = op_in(w, "from_parameter", MAPOP_STORE);
    assert_int_equal(op->from.kind, HOLDER_PARAM);
    assert_int_equal(op->from.id, 0);
    assert_false(op->flags & MAPOP_FRESH_MAP);
    op = op_in(w, "from_global", MAPOP_STORE);
    assert_true(holder_equal(op->from, global_of(w, "other")));
    assert_false(op->flags & MAPOP_FRESH_MAP);
}

static void a_field_stands_for_all_objects(void **state) {
    const World *w = *state;
    Holder field = op_in(w, "into_field", MAPOP_STORE)->map;
    assert_int_equal(field.kind, HOLDER_FIELD);
    assert_string_equal(ir_str(&w->m, w->m.fields.data[field.id].name), "map");
    assert_true(holder_equal(op_in(w, "into_global_record", MAPOP_STORE)->map, field));
}

static void each_operation_names_its_map(void **state) {
    const World *w = *state;
    Holder reg = global_of(w, "reg");
    static const MapOpKind kinds[] = {MAPOP_GET, MAPOP_REMOVE, MAPOP_TAKE, MAPOP_CLEAR};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        assert_true(holder_equal(op_in(w, "operate", kinds[i])->map, reg));
        assert_int_equal(ops_in(w, "operate", kinds[i]), 1);
    }
    assert_true(holder_equal(op_in(w, "give", MAPOP_RETURN)->map, reg));
    assert_true(holder_equal(op_in(w, "iterate", MAPOP_ITERATE)->map, reg));
    assert_true(holder_equal(op_in(w, "iterate", MAPOP_PUT)->map, global_of(w, "other")));
}

static void a_flag_that_is_never_cleared_lets_through_once(void **state) {
    const World *w = *state;
    assert_true(op_in(w, "first_time", MAPOP_PUT)->flags & MAPOP_ONCE);
    assert_true(call_in(w, "first_time", "on_first")->flags & MAPOP_ONCE);
    assert_false(op_in(w, "every_other_time", MAPOP_PUT)->flags & MAPOP_ONCE);
    assert_false(op_in(w, "guarded", MAPOP_PUT)->flags & MAPOP_ONCE);
}

static void a_size_test_guards_what_it_decides(void **state) {
    const World *w = *state;
    assert_true(op_in(w, "guarded", MAPOP_PUT)->flags & MAPOP_GUARDED);
    assert_int_equal(ops_in(w, "guarded", MAPOP_SIZE_TEST), 1);
    assert_true(call_in(w, "guarded_call", "insert")->flags & MAPOP_GUARDED);
    assert_false(op_in(w, "insert", MAPOP_PUT)->flags & MAPOP_GUARDED);
}

static void a_size_that_decides_nothing_guards_nothing(void **state) {
    const World *w = *state;
    assert_false(op_in(w, "size_looked_at", MAPOP_PUT)->flags & MAPOP_GUARDED);
    assert_false(op_in(w, "size_unused", MAPOP_PUT)->flags & MAPOP_GUARDED);
    assert_int_equal(ops_in(w, "size_unused", MAPOP_SIZE), 1);
    assert_int_equal(ops_in(w, "size_unused", MAPOP_SIZE_TEST), 0);
}

static void a_function_may_answer_for_the_size(void **state) {
    const World *w = *state;
    assert_true(holder_equal(op_in(w, "is_full", MAPOP_SIZE_TEST)->map, global_of(w, "reg")));
}

static const MapOp *put_into(const World *w, const char *func, Holder map) {
    FuncId f = func_of(w, func);
    vec_each (const MapOp, op, &w->flow.ops) {
        if (op->func.v == f.v && op->kind == MAPOP_PUT && holder_equal(op->map, map))
            return op;
    }
    fail_msg("%s puts nothing there", func);
    return NULL;
}

static void small_sets_of_keys_are_known(void **state) {
    const World *w = *state;
    assert_int_equal(put_into(w, "small_keys", global_of(w, "reg"))->key.kind, CLASS_SMALL);
    Holder field = op_in(w, "into_field", MAPOP_STORE)->map;
    const MapOp *plain = put_into(w, "small_keys", field);
    assert_int_equal(plain->key.kind, CLASS_PARAM);
    assert_int_equal(plain->key.id, 0);
}

static void an_eight_bit_key_is_small(void **state) {
    const World *w = *state;
    const MapOp *byte = put_into(w, "small_keys", global_of(w, "other"));
    assert_int_equal(byte->key.kind, CLASS_SMALL);
}

static void a_key_is_as_small_as_what_a_cast_hides(void **state) {
    const World *w = *state;
    static const char *const small[] = {"enum_of_call",  "byte_of_int",         "byte_in_variable",
                                        "byte_of_field", "byte_through_callee", "one_or_two"};
    for (size_t i = 0; i < COUNT_OF(small); i++) {
        const MapOp *put = op_in(w, small[i], MAPOP_PUT);
        if (put->key.kind > CLASS_SMALL)
            fail_msg("%s: the key is not small", small[i]);
    }
    assert_int_equal(op_in(w, "int_or_byte", MAPOP_PUT)->key.kind, CLASS_PARAM);
    assert_int_equal(op_in(w, "byte_written_over", MAPOP_PUT)->key.kind, CLASS_ANY);
}

static void entries_say_how_a_function_comes_to_run(void **state) {
    const World *w = *state;
    assert_int_equal(entry_of(w, "registered")->kind, ENTRY_CALLBACK);
    assert_int_equal(entry_of(w, "thread")->kind, ENTRY_THREAD);
    assert_int_equal(entry_of(w, "at_end")->kind, ENTRY_AT_EXIT);
    assert_null(entry_of(w, "not_registered"));
    assert_null(entry_of(w, "register_all"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_over_what_is_not_known_is_over_a_live_map),
        cmocka_unit_test(a_singleton_is_stored_where_null_was),
        cmocka_unit_test(the_old_map_went_first),
        cmocka_unit_test(null_over_a_live_map_or_after_its_end),
        cmocka_unit_test(a_store_names_where_the_handle_is_from),
        cmocka_unit_test(a_field_stands_for_all_objects),
        cmocka_unit_test(each_operation_names_its_map),
        cmocka_unit_test(a_flag_that_is_never_cleared_lets_through_once),
        cmocka_unit_test(a_size_test_guards_what_it_decides),
        cmocka_unit_test(a_size_that_decides_nothing_guards_nothing),
        cmocka_unit_test(a_function_may_answer_for_the_size),
        cmocka_unit_test(small_sets_of_keys_are_known),
        cmocka_unit_test(an_eight_bit_key_is_small),
        cmocka_unit_test(a_key_is_as_small_as_what_a_cast_hides),
        cmocka_unit_test(entries_say_how_a_function_comes_to_run),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
