// SPDX-License-Identifier: Apache-2.0
#include "programs.h"

#include <setjmp.h>

#include <cmocka.h>

// The map that only a local of that function holds; NULL when there is none.
static const MapInfo *map_made_in(const Programs *q, const char *func) {
    FuncId f = func_of(q->w, func);
    vec_each (const MapInfo, map, &q->p.maps) {
        if (map->holder.kind == HOLDER_LOCAL && map->holder.func.v == f.v)
            return map;
    }
    return NULL;
}

static int setup(void **state) {
    *state = programs_of_file("inventory.ir");
    return 0;
}

static int teardown(void **state) {
    programs_free(*state);
    return 0;
}

static void a_map_that_no_call_hands_over_is_not_meant(void **state) {
    const Programs *q = *state;
    assert_false(uses(q, map_in_global(q, "given"), "add", MAPOP_PUT));
    assert_true(uses(q, map_in_global(q, "given"), "give", MAPOP_GET));
    vec_each (const MapInfo, map, &q->p.maps)
        assert_false(uses(q, map, "never_called", MAPOP_PUT));
}

static void a_field_that_borrows_from_a_global_is_that_map(void **state) {
    const Programs *q = *state;
    const MapInfo *map = map_in_field(q, "users");
    assert_ptr_equal(map, map_in_global(q, "borrowed"));
    assert_true(uses(q, map, "set_up_context", MAPOP_REMOVE));
    const MapUse *store = use_in(q, map, "set_up_context", MAPOP_STORE);
    assert_non_null(store);
    assert_false(store->fresh_map);
}

static void a_returned_map_is_its_callers(void **state) {
    const Programs *q = *state;
    const MapInfo *map = map_in_global(q, "made");
    assert_true(uses(q, map, "make", MAPOP_CREATE));
    const MapUse *store = use_in(q, map, "set_up", MAPOP_STORE);
    assert_non_null(store);
    assert_true(store->fresh_map);
    const MapUse *put = use_in(q, map, "make", MAPOP_PUT);
    assert_non_null(put);
    assert_true(put->initial);
    assert_null(map_made_in(q, "make"));
}

static void what_the_maker_puts_in_before_the_store_is_initial(void **state) {
    const Programs *q = *state;
    const MapInfo *map = map_in_global(q, "filled_first");
    uint32_t initial = 0, later = 0;
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapUse *u = &map->uses.data[i];
        if (program_op(&q->p, u)->kind != MAPOP_PUT)
            continue;
        initial += u->initial;
        later += !u->initial;
    }
    assert_int_equal(initial, 1);
    assert_int_equal(later, 1);
}

static void one_of_two_maps_is_neither(void **state) {
    const Programs *q = *state;
    // Each path alone would name one. A removal from one of two maps is known of none.
    assert_null(program_map(&q->p, global_of(q->w, "chosen")));
    assert_false(uses(q, map_in_global(q, "looked_at"), "choose", MAPOP_CLEAR));
}

static void an_operation_that_no_path_runs_is_there_and_marked(void **state) {
    const Programs *q = *state;
    const MapUse *u = use_in(q, map_in_global(q, "looked_at"), "put_unreachable", MAPOP_PUT);
    assert_non_null(u);
    assert_true(program_op(&q->p, u)->flags & MAPOP_UNREACHED);
}

static void a_map_that_stays_in_its_function_is_local(void **state) {
    const Programs *q = *state;
    const MapInfo *map = map_made_in(q, "local_only");
    assert_non_null(map);
    assert_false(map->long_lived);
    assert_true(map->is_map);
    assert_string_equal(map->name, "local map in local_only()");
    assert_int_equal(map->loc.line, 90);
    static const MapOpKind kinds[] = {MAPOP_CREATE, MAPOP_PUT, MAPOP_DESTROY};
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        assert_true(uses(q, map, "local_only", kinds[i]));
    // It has no holder to ask by.
    assert_null(program_map(&q->p, map->holder));
}

static void a_map_is_named_as_people_do(void **state) {
    const Programs *q = *state;
    const Program *p = &q->p;
    const MapInfo *map = map_in_global(q, "cache");
    assert_string_equal(map->name, "cache");
    assert_string_equal(map->library, "table");
    assert_true(map->is_map);
    assert_true(map->long_lived);
    assert_int_equal(map->loc.line, 2);
    Holder users = field_of(q->w, "users");
    assert_string_equal(program_holder_name(p, users), "struct context.users");
    assert_string_equal(program_holder_name(p, (Holder){.kind = HOLDER_UNKNOWN}), "");
    assert_string_equal(program_func_name(p, func_of(q->w, "add_3")), "add_3");
}

static void what_holds_no_map_is_not_listed(void **state) {
    const Programs *q = *state;
    const Program *p = &q->p;
    assert_null(program_map(p, global_of(q->w, "number")));
    assert_null(program_map(p, (Holder){.kind = HOLDER_NONE}));
    assert_null(program_map(p, (Holder){.kind = HOLDER_ELEMENT}));
}

static void uses_stand_in_the_order_of_operations(void **state) {
    const Programs *q = *state;
    vec_each (const MapInfo, map, &q->p.maps) {
        for (uint32_t i = 1; i < map->uses.len; i++)
            assert_true(map->uses.data[i - 1].op < map->uses.data[i].op);
    }
}

static void the_first_use_of_a_kind_is_found_by_how_often_it_runs(void **state) {
    const Programs *q = *state;
    const Program *p = &q->p;
    const MapInfo *map = map_in_global(q, "reg");
    assert_non_null(program_find_use(p, map, MAPOP_PUT, CONTEXT_NEVER));
    assert_non_null(program_find_use(p, map, MAPOP_PUT, CONTEXT_ONCE));
    assert_null(program_find_use(p, map, MAPOP_PUT, CONTEXT_FINITE));
    assert_null(program_find_use(p, map, MAPOP_DESTROY, CONTEXT_NEVER));
}

// ---- keys and values

static const char classes_text[] = "global @few: ptr(struct map) static\n"
                                   "global @some: ptr(struct map) static\n"
                                   "global @any: ptr(struct map) static\n"
                                   "func @name() -> ptr(char)\n"
                                   "func @main() -> int {\n"
                                   "  var $1: ptr(char)\n"
                                   "  call @add_few(\"a\")\n"
                                   "  call @add_few(\"b\")\n"
                                   "  call @add_some(\"a\")\n"
                                   "  $1 = call @name()\n"
                                   "  call @add_some($1)\n"
                                   "  call @copy(\"c\")\n"
                                   "  return 0\n"
                                   "}\n"
                                   "func @add_few(%key: ptr(char)) -> void static {\n"
                                   "  call @map_put(@few, %key, null)\n"
                                   "  return\n"
                                   "}\n"
                                   "func @add_some(%key: ptr(char)) -> void static {\n"
                                   "  call @add_some_2(%key)\n"
                                   "  return\n"
                                   "}\n"
                                   "func @add_some_2(%key: ptr(char)) -> void static {\n"
                                   "  call @map_put(@some, %key, null)\n"
                                   "  return\n"
                                   "}\n"
                                   "func @copy(%key: ptr(char)) -> void static {\n"
                                   "  var $1: ptr(char)\n"
                                   "  $1 = call @strdup(%key)\n"
                                   "  call @put_copy($1)\n"
                                   "  return\n"
                                   "}\n"
                                   "func @put_copy(%key: ptr(char)) -> void static {\n"
                                   "  call @map_put(@any, %key, %key)\n"
                                   "  return\n"
                                   "}\n"
                                   "func @exported(%key: ptr(char)) -> void {\n"
                                   "  call @map_set(@few, %key, null)\n"
                                   "  return\n"
                                   "}\n";

static void a_copy_is_judged_by_its_original_through_calls(void **state) {
    UNUSED(state);
    Programs *q = programs_of(classes_text);
    const MapUse *put = use_in(q, map_in_global(q, "any"), "put_copy", MAPOP_PUT);
    assert_int_equal(put->key.kind, CLASS_FRESH);
    assert_int_equal(put->key.origin, CLASS_CONSTANT);
    assert_true(put->value.may_fresh);
    assert_false(put->value.may_other);
    programs_free(q);
}

static void a_parameter_of_what_may_be_called_from_outside_is_anything(void **state) {
    UNUSED(state);
    Programs *q = programs_of(classes_text);
    const MapUse *put = use_in(q, map_in_global(q, "few"), "exported", MAPOP_PUT);
    assert_int_equal(put->key.kind, CLASS_ANY);
    assert_int_equal(put->key.origin, CLASS_ANY);
    programs_free(q);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_map_that_no_call_hands_over_is_not_meant),
        cmocka_unit_test(a_field_that_borrows_from_a_global_is_that_map),
        cmocka_unit_test(a_returned_map_is_its_callers),
        cmocka_unit_test(what_the_maker_puts_in_before_the_store_is_initial),
        cmocka_unit_test(one_of_two_maps_is_neither),
        cmocka_unit_test(an_operation_that_no_path_runs_is_there_and_marked),
        cmocka_unit_test(a_map_that_stays_in_its_function_is_local),
        cmocka_unit_test(a_map_is_named_as_people_do),
        cmocka_unit_test(what_holds_no_map_is_not_listed),
        cmocka_unit_test(uses_stand_in_the_order_of_operations),
        cmocka_unit_test(the_first_use_of_a_kind_is_found_by_how_often_it_runs),
        cmocka_unit_test(a_copy_is_judged_by_its_original_through_calls),
        cmocka_unit_test(a_parameter_of_what_may_be_called_from_outside_is_anything),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
