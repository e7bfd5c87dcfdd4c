// SPDX-License-Identifier: Apache-2.0
#include "ir/builder.h"

#include "ir/verify.h"
#include "ir_text.h"

#include <setjmp.h>

#include <cmocka.h>

typedef struct {
    IrModule m;
    IrBuilder *b;
    TypeId t_int, t_node, t_ptr; // int, struct node, struct node *
    FieldId next, inner;         // struct node *next; struct node inner (only for deep paths)
    FuncId f;
} Setup;

static StrId str(Setup *s, const char *text) {
    return intern(&s->m.strings, text);
}

static FieldId add_field(Setup *s, const char *name, TypeId type) {
    bool fresh;
    FieldId id = builder_field(s->b, str(s, name), &fresh);
    IrField *f = &s->m.fields.data[id.v];
    f->name = str(s, name);
    f->record = s->t_node;
    f->type = type;
    return id;
}

static FuncId add_func(Setup *s, const char *name) {
    bool fresh;
    FuncId f = builder_func(s->b, str(s, name), &fresh);
    ir_func(&s->m, f)->name = str(s, name);
    return f;
}

static int set_up(void **state) {
    Setup *s = calloc(1, sizeof *s);
    bool fresh;
    ir_module_init(&s->m);
    s->b = builder_new(&s->m);
    s->t_int = builder_type(s->b, &(IrType){.kind = TYPE_INT, .size = 4, .is_signed = true});
    s->t_node = builder_named_type(s->b, TYPE_RECORD, str(s, "c:@S@node"), &fresh);
    s->m.types.data[s->t_node.v].name = str(s, "node");
    s->t_ptr = builder_type(s->b, &(IrType){.kind = TYPE_POINTER, .size = 8, .target = s->t_node});
    s->next = add_field(s, "next", s->t_ptr);
    s->inner = add_field(s, "inner", s->t_node);
    s->f = add_func(s, "f");
    *state = s;
    return 0;
}

static int tear_down(void **state) {
    Setup *s = *state;
    builder_free(s->b);
    ir_module_fini(&s->m);
    free(s);
    return 0;
}

// Ends the open function and asks the verifier.
static IrFunc *finish(Setup *s) {
    Error err = {0};
    builder_func_end(s->b);
    if (ir_verify(&s->m, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    return ir_func(&s->m, s->f);
}

static void assert_func_prints(Setup *s, const char *body) {
    StrBuf out = {0};
    ir_print_func(&out, &s->m, s->f);
    const char *brace = strchr(strbuf_text(&out), '{');
    assert_non_null(brace);
    assert_string_equal(brace, body);
    strbuf_fini(&out);
}

static VarId local(Setup *s, const char *name, TypeId type) {
    return builder_var(s->b, (IrVar){.kind = VAR_LOCAL, .name = str(s, name), .type = type});
}

static Operand read_var(Setup *s, VarId v) {
    return opd_place(builder_var_place(s->b, v), builder_var_get(s->b, v)->type);
}

static PlaceId deref(Setup *s, PlaceId p) {
    return builder_step(s->b, p, (Step){.kind = STEP_DEREF}, s->t_node, (Loc){0});
}

static PlaceId field(Setup *s, PlaceId p, FieldId f) {
    TypeId type = s->m.fields.data[f.v].type;
    return builder_step(s->b, p, (Step){.kind = STEP_FIELD, .id = f.v}, type, (Loc){0});
}

static void equal_types_are_one_and_others_are_not(void **state) {
    Setup *s = *state;
    IrType t = {.kind = TYPE_POINTER, .size = 8, .target = s->t_int};
    TypeId a = builder_type(s->b, &t);
    assert_int_equal(builder_type(s->b, &t).v, a.v);
    t.size = 4;
    assert_int_not_equal(builder_type(s->b, &t).v, a.v);
}

static void a_usr_names_one_entity_and_no_usr_none(void **state) {
    Setup *s = *state;
    bool fresh;
    GlobalId a = builder_global(s->b, str(s, "c:@x"), &fresh);
    assert_true(fresh);
    assert_int_equal(builder_global(s->b, str(s, "c:@x"), &fresh).v, a.v);
    assert_false(fresh);
    GlobalId b = builder_global(s->b, STR_NONE, &fresh);
    assert_int_not_equal(builder_global(s->b, STR_NONE, &fresh).v, b.v);
    assert_true(fresh);
}

static void files_records_and_fields_are_found_again(void **state) {
    Setup *s = *state;
    bool fresh;
    FileId a = builder_file(s->b, "/s/a.c");
    assert_int_equal(builder_file(s->b, "/s/a.c").v, a.v);
    assert_int_not_equal(builder_file(s->b, "/s/b.c").v, a.v);
    assert_int_equal(builder_named_type(s->b, TYPE_RECORD, str(s, "c:@S@node"), &fresh).v,
                     s->t_node.v);
    assert_false(fresh);
    assert_int_equal(builder_field(s->b, str(s, "next"), &fresh).v, s->next.v);
    assert_false(fresh);
    (void)builder_named_type(s->b, TYPE_RECORD, str(s, "c:@S@other"), &fresh);
    assert_true(fresh);
}

static void a_builder_goes_on_with_what_a_module_holds(void **state) {
    Setup *s = *state;
    bool fresh;
    builder_free(s->b);
    s->b = builder_new(&s->m);
    assert_int_equal(builder_func(s->b, str(s, "f"), &fresh).v, s->f.v);
    assert_false(fresh);
    IrType t = {.kind = TYPE_INT, .size = 4, .is_signed = true};
    assert_int_equal(builder_type(s->b, &t).v, s->t_int.v);
}

static void types_stop_nesting_at_the_limit(void **state) {
    Setup *s = *state;
    TypeId t = s->t_int;
    for (int i = 0; i < 10 * IR_TYPE_DEPTH; i++)
        t = builder_type(s->b, &(IrType){.kind = TYPE_POINTER, .size = 8, .target = t});
    Error err;
    assert_int_equal(ir_verify(&s->m, &err), STATUS_OK);
}

static void an_empty_body_ends_in_unreachable(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    assert_true(builder_is_open(s->b));
    IrFunc *f = finish(s);
    assert_int_equal(f->nblocks, 1);
    assert_int_equal(f->insns[0].op, OP_UNREACHABLE);
}

static void an_abandoned_body_leaves_a_declaration(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    local(s, "x", s->t_int);
    builder_return(s->b, opd_none());
    builder_func_abandon(s->b);
    assert_false(ir_is_defined(ir_func(&s->m, s->f)));
    builder_func_begin(s->b, s->f);
    builder_return(s->b, opd_none());
    assert_int_equal(finish(s)->nvars, 0);
}

static void unreachable_blocks_go_and_the_rest_is_numbered_as_entered(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    VarId x = builder_var(s->b, (IrVar){.kind = VAR_PARAM, .name = str(s, "x"), .type = s->t_int});
    BlockId dead = builder_block(s->b), yes = builder_block(s->b), no = builder_block(s->b);
    builder_branch(s->b, BIN_GT, read_var(s, x), opd_int(0, s->t_int), yes, no);
    builder_enter(s->b, dead);
    builder_assign(s->b, builder_var_place(s->b, x), opd_int(1, s->t_int), 0);
    builder_goto(s->b, yes);
    builder_enter(s->b, no);
    builder_return(s->b, opd_none());
    builder_enter(s->b, yes);
    builder_goto(s->b, no);
    finish(s);
    assert_func_prints(s, "{\n"
                          "b1:\n  if %x > 0 -> b3 else b2\n"
                          "b2:\n  return\n"
                          "b3:\n  goto b2\n}\n");
}

static void what_follows_a_terminator_goes_nowhere(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    VarId x = local(s, "x", s->t_int);
    builder_return(s->b, opd_none());
    assert_false(builder_is_open(s->b));
    builder_assign(s->b, builder_var_place(s->b, x), opd_int(1, s->t_int), 0);
    builder_opaque(s->b, (PlaceId){0}, str(s, "dead"));
    IrFunc *f = finish(s);
    assert_int_equal(f->ninsns, 1);
    assert_int_equal(f->nplaces, 0);
    assert_int_equal(s->m.opaque.len, 0);
}

static void a_block_left_open_does_not_fall_through(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    VarId x = local(s, "x", s->t_int);
    BlockId next = builder_block(s->b), never = builder_block(s->b);
    builder_branch(s->b, BIN_EQ, read_var(s, x), opd_int(0, s->t_int), next, never);
    builder_enter(s->b, next);
    builder_assign(s->b, builder_var_place(s->b, x), opd_int(1, s->t_int), 0);
    finish(s);
    assert_func_prints(s, "{\n  var %x: i32\n"
                          "b1:\n  if %x == 0 -> b2 else b3\n"
                          "b2:\n  %x = 1\n  unreachable\n"
                          "b3:\n  unreachable\n}\n");
}

static void a_block_reached_only_by_unwinding_stays(void **state) {
    Setup *s = *state;
    FuncId g = add_func(s, "g");
    builder_func_begin(s->b, s->f);
    BlockId pad = builder_block(s->b);
    builder_call(s->b, (PlaceId){0}, CALL_DIRECT, opd_func(g, (TypeId){0}), NULL, 0, STR_NONE,
                 INSN_VIRTUAL);
    builder_unwind(s->b, pad);
    builder_flags(s->b, INSN_OBJECT_CALL);
    builder_return(s->b, opd_none());
    builder_enter(s->b, pad);
    builder_unreachable(s->b);
    finish(s);
    assert_func_prints(s, "{\nb1:\n  call @g() unwind b2 {object virtual}\n  return\n"
                          "b2:\n  unreachable\n}\n");
}

static void addresses_are_noted_on_variables_and_functions(void **state) {
    Setup *s = *state;
    FuncId g = add_func(s, "g"), h = add_func(s, "h");
    builder_func_begin(s->b, s->f);
    VarId a = local(s, "a", s->t_node), p = local(s, "p", s->t_ptr);
    PlaceId inside_a = field(s, builder_var_place(s->b, a), s->next);
    PlaceId behind_p = field(s, deref(s, builder_var_place(s->b, p)), s->next);
    Operand args[] = {opd_addr(inside_a, s->t_ptr), opd_addr(behind_p, s->t_ptr),
                      opd_func(h, s->t_ptr)};
    builder_call(s->b, (PlaceId){0}, CALL_DIRECT, opd_func(g, s->t_ptr), args, 3, STR_NONE, 0);
    IrFunc *f = finish(s);
    assert_true(f->vars[a.v].address_taken);
    assert_false(f->vars[p.v].address_taken);
    assert_false(ir_func(&s->m, g)->flags & FUNC_ADDRESS_TAKEN);
    assert_true(ir_func(&s->m, h)->flags & FUNC_ADDRESS_TAKEN);
}

static void equal_places_are_one_whatever_their_unused_steps(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    VarId x = local(s, "x", s->t_int);
    Place p = {.root = ROOT_VAR, .id = x.v, .type = s->t_int};
    PlaceId id = builder_place(s->b, p);
    p.steps[2].id = 77;
    assert_int_equal(builder_place(s->b, p).v, id.v);
    builder_func_end(s->b);
}

static void a_long_chain_of_pointers_goes_on_from_a_temporary(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    VarId p = local(s, "p", s->t_ptr);
    PlaceId place = builder_var_place(s->b, p);
    for (int i = 0; i < 3; i++)
        place = field(s, deref(s, place), s->next);
    builder_return(s->b, opd_place(place, s->t_ptr));
    finish(s);
    assert_func_prints(s, "{\n  var %p: ptr(struct node)\n  var $2: ptr(struct node)\n"
                          "b1:\n  $2 = %p->next->next {implicit}\n  return $2->next\n}\n");
}

static void a_long_path_is_cut_before_its_last_pointer(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    VarId a = local(s, "a", s->t_node);
    PlaceId place = field(s, builder_var_place(s->b, a), s->next);
    place = field(s, field(s, deref(s, place), s->inner), s->inner);
    place = field(s, place, s->next);
    builder_return(s->b, opd_place(place, s->t_ptr));
    finish(s);
    assert_func_prints(s, "{\n  var %a: struct node\n  var $2: ptr(struct node)\n"
                          "b1:\n  $2 = %a.next {implicit}\n"
                          "  return $2->inner.inner.next\n}\n");
}

static void a_long_path_without_a_pointer_goes_on_from_its_address(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    VarId a = local(s, "a", s->t_node);
    PlaceId place = builder_var_place(s->b, a);
    for (int i = 0; i < 4; i++)
        place = field(s, place, s->inner);
    place = field(s, place, s->next);
    builder_return(s->b, opd_place(place, s->t_ptr));
    finish(s);
    assert_func_prints(s, "{\n  var %a: struct node address_taken\n  var $2: ptr(struct node)\n"
                          "b1:\n  $2 = &%a.inner.inner.inner.inner {implicit}\n"
                          "  return $2->next\n}\n");
}

static void a_path_behind_a_first_pointer_goes_on_from_its_address(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    VarId p = local(s, "p", s->t_ptr);
    PlaceId place = deref(s, builder_var_place(s->b, p));
    for (int i = 0; i < 12; i++)
        place = field(s, place, s->inner);
    builder_return(s->b, opd_addr(place, s->t_ptr));
    IrFunc *f = finish(s);
    assert_false(f->vars[p.v].address_taken);
    for (uint32_t i = 1; i <= f->nplaces; i++)
        assert_true(f->places[i].nsteps <= PLACE_STEPS);
}

static void a_switch_keeps_its_ranges_and_targets(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    VarId x = local(s, "x", s->t_int);
    BlockId out = builder_block(s->b), in = builder_block(s->b);
    const int64_t ranges[][2] = {{1, 1}, {-4, 9}};
    builder_switch(s->b, read_var(s, x), out, ranges, (BlockId[]){in, out}, 2);
    builder_enter(s->b, in);
    builder_goto(s->b, out);
    builder_enter(s->b, out);
    builder_return(s->b, opd_none());
    finish(s);
    assert_func_prints(s, "{\n  var %x: i32\n"
                          "b1:\n  switch %x else -> b3, 1 -> b2, -4..9 -> b3\n"
                          "b2:\n  goto b3\n"
                          "b3:\n  return\n}\n");
}

static void a_computed_goto_may_lead_to_several_blocks(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    VarId p = local(s, "p", s->t_ptr);
    BlockId a = builder_block(s->b), b = builder_block(s->b);
    builder_igoto(s->b, read_var(s, p), (BlockId[]){a, b}, 2);
    builder_enter(s->b, a);
    builder_return(s->b, opd_none());
    builder_enter(s->b, b);
    builder_return(s->b, opd_none());
    finish(s);
    assert_func_prints(s, "{\n  var %p: ptr(struct node)\n"
                          "b1:\n  igoto %p -> b2, b3\n"
                          "b2:\n  return\n"
                          "b3:\n  return\n}\n");
}

static void an_argument_that_is_nothing_is_unknown(void **state) {
    Setup *s = *state;
    FuncId g = add_func(s, "g");
    builder_func_begin(s->b, s->f);
    Operand args[] = {opd_none(), opd_int(1, s->t_int)};
    builder_call(s->b, (PlaceId){0}, CALL_DIRECT, opd_func(g, (TypeId){0}), args, 2, STR_NONE, 0);
    IrFunc *f = finish(s);
    assert_int_equal(ir_args(f, &f->insns[0])[1].kind, OPD_UNKNOWN);
}

static void opaque_is_counted_in_function_and_module(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    builder_opaque(s->b, (PlaceId){0}, str(s, "asm"));
    builder_opaque(s->b, (PlaceId){0}, str(s, "asm"));
    builder_return(s->b, opd_none());
    assert_int_equal(finish(s)->opaque, 2);
    assert_int_equal(s->m.opaque.len, 1);
    assert_int_equal(s->m.opaque.data[0].count, 2);
}

static void many_places_do_not_slow_what_follows(void **state) {
    Setup *s = *state;
    builder_func_begin(s->b, s->f);
    VarId p = local(s, "p", s->t_ptr);
    PlaceId node = deref(s, builder_var_place(s->b, p));
    for (uint32_t i = 0; i < 100000; i++) {
        Step step = {.kind = STEP_INDEX, .id = i};
        PlaceId place = builder_step(s->b, node, step, s->t_node, (Loc){0});
        builder_assign(s->b, place, opd_unknown(s->t_node), 0);
    }
    assert_int_equal(finish(s)->nplaces, 100000);
    for (uint32_t i = 0; i < 20000; i++) {
        bool fresh;
        builder_func_begin(s->b, builder_func(s->b, STR_NONE, &fresh));
        builder_return(s->b, opd_none());
        builder_func_end(s->b);
    }
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(equal_types_are_one_and_others_are_not),
        TEST(a_usr_names_one_entity_and_no_usr_none),
        TEST(files_records_and_fields_are_found_again),
        TEST(a_builder_goes_on_with_what_a_module_holds),
        TEST(types_stop_nesting_at_the_limit),
        TEST(an_empty_body_ends_in_unreachable),
        TEST(an_abandoned_body_leaves_a_declaration),
        TEST(unreachable_blocks_go_and_the_rest_is_numbered_as_entered),
        TEST(what_follows_a_terminator_goes_nowhere),
        TEST(a_block_left_open_does_not_fall_through),
        TEST(a_block_reached_only_by_unwinding_stays),
        TEST(addresses_are_noted_on_variables_and_functions),
        TEST(equal_places_are_one_whatever_their_unused_steps),
        TEST(a_long_chain_of_pointers_goes_on_from_a_temporary),
        TEST(a_long_path_is_cut_before_its_last_pointer),
        TEST(a_long_path_without_a_pointer_goes_on_from_its_address),
        TEST(a_path_behind_a_first_pointer_goes_on_from_its_address),
        TEST(a_switch_keeps_its_ranges_and_targets),
        TEST(a_computed_goto_may_lead_to_several_blocks),
        TEST(an_argument_that_is_nothing_is_unknown),
        TEST(opaque_is_counted_in_function_and_module),
        TEST(many_places_do_not_slow_what_follows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
