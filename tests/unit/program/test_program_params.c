// SPDX-License-Identifier: Apache-2.0
#include "programs.h"

#include <setjmp.h>

#include <cmocka.h>

static const char text[] =
    "struct shop { stock: ptr(struct map), prices: ptr(struct map) }\n"
    "global @reg: ptr(struct map) static\n"
    "global @other: ptr(struct map) static\n"
    "global @alias: ptr(struct map) static\n"
    "global @made: ptr(struct map) static\n"
    "global @apart: ptr(struct map) static\n"
    "global @shop: struct shop static\n"
    "global @unread: ptr(struct map) static\n"
    "global @line: ptr(char) static\n"
    // Two levels of parameters.
    "func @add(%m: ptr(struct map), %key: ptr(char)) -> void static {\n"
    "  call @map_put(%m, %key, null)\n"
    "  return\n"
    "}\n"
    "func @add_through(%m: ptr(struct map), %key: ptr(char)) -> void static {\n"
    "  call @add(%m, %key)\n"
    "  return\n"
    "}\n"
    "func @only_constants(%m: ptr(struct map), %key: ptr(char)) -> void static {\n"
    "  call @map_put(%m, %key, null)\n"
    "  return\n"
    "}\n"
    "func @open(%m: ptr(struct map), %key: ptr(char)) -> void static address_taken {\n"
    "  call @map_put(%m, %key, null)\n"
    "  return\n"
    "}\n"
    "func @keep(%m: ptr(struct map)) -> void static {\n"
    "  @made = %m\n"
    "  return\n"
    "}\n"
    "func @make() -> ptr(struct map) static {\n"
    "  var $1: ptr(struct map)\n"
    "  $1 = call @map_make()\n"
    "  return $1\n"
    "}\n"
    "func @main(%argc: int, %argv: ptr(ptr(char))) -> int {\n"
    "  var $1: ptr(struct map)\n"
    "  var $2: ptr(struct map)\n"
    "  @reg = call @map_make()\n"
    "  @alias = @reg\n"
    "  @other = call @map_make()\n"
    "  @apart = call @map_make()\n"
    "  @shop.stock = @other\n"
    "  @shop.prices = call @make()\n"
    "  @unread = call @map_make()\n"
    "  $1 = call @map_make()\n"
    "  call @keep($1)\n"
    "  call @add_through(@reg, \"a\")\n"
    "  call @add_through(@other, @line)\n"
    "  call @only_constants(@apart, \"a\")\n"
    "  call @only_constants(@apart, \"b\")\n"
    "  call @open(@apart, \"c\")\n"
    "  call @map_remove(@alias, \"a\")\n"
    "  return 0\n"
    "}\n";

static int setup(void **state) {
    *state = programs_of(text);
    return 0;
}

static int teardown(void **state) {
    programs_free(*state);
    return 0;
}

static void a_parameter_is_every_map_that_is_handed_to_it(void **state) {
    const Programs *q = *state;
    const MapInfo *reg = map_in_global(q, "reg"), *other = map_in_global(q, "other");
    assert_ptr_not_equal(reg, other);
    const MapUse *a = use_in(q, reg, "add", MAPOP_PUT), *b = use_in(q, other, "add", MAPOP_PUT);
    assert_int_equal(a->op, b->op);
}

static void a_map_that_is_not_handed_to_it_is_untouched(void **state) {
    const Programs *q = *state;
    FuncId add = func_of(q->w, "add");
    vec_each (const MapUse, u, &map_in_global(q, "apart")->uses)
        assert_int_not_equal(program_op(&q->p, u)->func.v, add.v);
}

static void the_key_of_one_caller_opens_the_parameter(void **state) {
    const Programs *q = *state;
    const MapUse *put = use_in(q, map_in_global(q, "other"), "add", MAPOP_PUT);
    assert_true(put->key.kind > CLASS_PARAM);
    assert_true(put->key.origin > CLASS_PARAM);
}

static void constants_of_all_callers_are_constants(void **state) {
    const Programs *q = *state;
    const MapUse *put = use_in(q, map_in_global(q, "apart"), "only_constants", MAPOP_PUT);
    assert_int_equal(put->key.kind, CLASS_CONSTANT);
    assert_int_equal(put->key.origin, CLASS_CONSTANT);
}

static void what_may_be_called_by_address_gets_anything(void **state) {
    const Programs *q = *state;
    const MapUse *put = use_in(q, map_in_global(q, "apart"), "open", MAPOP_PUT);
    assert_int_equal(put->key.kind, CLASS_ANY);
}

static void places_between_which_a_handle_is_copied_are_one_map(void **state) {
    const Programs *q = *state;
    assert_ptr_equal(map_in_global(q, "reg"), map_in_global(q, "alias"));
    assert_ptr_equal(map_in_global(q, "other"), map_in_field(q, "stock"));
    assert_ptr_not_equal(map_in_global(q, "reg"), map_in_global(q, "apart"));
    assert_ptr_not_equal(map_in_field(q, "stock"), map_in_field(q, "prices"));
    use_in(q, map_in_global(q, "reg"), "main", MAPOP_REMOVE);
}

static void a_map_that_a_callee_made_is_the_callers(void **state) {
    const Programs *q = *state;
    const MapInfo *prices = map_in_field(q, "prices");
    use_in(q, prices, "make", MAPOP_CREATE);
    assert_true(use_in(q, prices, "main", MAPOP_STORE)->fresh_map);
}

static void a_map_made_by_the_caller_is_fresh_in_the_callee(void **state) {
    const Programs *q = *state;
    const MapUse *store = use_in(q, map_in_global(q, "made"), "keep", MAPOP_STORE);
    assert_true(store->fresh_map);
    assert_false(program_op(&q->p, store)->flags & MAPOP_FRESH_MAP);
    const MapUse *copy = use_in(q, map_in_global(q, "alias"), "main", MAPOP_STORE);
    assert_true(copy->fresh_map);
}

static void maps_are_named_as_people_do(void **state) {
    const Programs *q = *state;
    assert_string_equal(map_in_global(q, "reg")->name, "reg");
    assert_string_equal(map_in_field(q, "prices")->name, "struct shop.prices");
    assert_string_equal(map_in_global(q, "reg")->library, "table");
    assert_true(map_in_global(q, "reg")->is_map);
}

static void reads_of_a_global_are_counted(void **state) {
    const Programs *q = *state;
    assert_int_equal(q->p.global_reads[global_of(q->w, "unread").id], 0);
    assert_int_equal(q->p.global_reads[global_of(q->w, "alias").id], 1);
    assert_true(q->p.global_reads[global_of(q->w, "reg").id] >= 2);
}

static void near_is_the_function_its_callers_and_its_callees(void **state) {
    const Programs *q = *state;
    const MapInfo *reg = map_in_global(q, "reg");
    FuncId main_func = func_of(q->w, "main");
    assert_true(program_near(&q->p, reg, main_func, MAPOP_REMOVE));
    assert_true(program_near(&q->p, reg, func_of(q->w, "add_through"), MAPOP_REMOVE));
    assert_true(program_near(&q->p, reg, func_of(q->w, "add_through"), MAPOP_PUT));
    assert_false(program_near(&q->p, reg, func_of(q->w, "add"), MAPOP_REMOVE));
    assert_false(program_near(&q->p, reg, main_func, MAPOP_PUT));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parameter_is_every_map_that_is_handed_to_it),
        cmocka_unit_test(a_map_that_is_not_handed_to_it_is_untouched),
        cmocka_unit_test(the_key_of_one_caller_opens_the_parameter),
        cmocka_unit_test(constants_of_all_callers_are_constants),
        cmocka_unit_test(what_may_be_called_by_address_gets_anything),
        cmocka_unit_test(places_between_which_a_handle_is_copied_are_one_map),
        cmocka_unit_test(a_map_that_a_callee_made_is_the_callers),
        cmocka_unit_test(a_map_made_by_the_caller_is_fresh_in_the_callee),
        cmocka_unit_test(maps_are_named_as_people_do),
        cmocka_unit_test(reads_of_a_global_are_counted),
        cmocka_unit_test(near_is_the_function_its_callers_and_its_callees),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
