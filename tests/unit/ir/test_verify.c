// SPDX-License-Identifier: Apache-2.0
//
// Modules that are right, each then broken in one place: the verifier says which.
#include "ir/verify.h"

#include "ir_text.h"

#include <setjmp.h>

#include <cmocka.h>

static void assert_valid(const IrModule *m) {
    Error err = {0};
    if (ir_verify(m, &err) != STATUS_OK)
        fail_msg("%s", err.text);
}

static void assert_damaged(const IrModule *m, const char *why) {
    Error err = {0};
    assert_int_equal(ir_verify(m, &err), STATUS_DAMAGED);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
}

static const char *const sample = "file a.c \"/a.c\"\n"
                                  "struct s size 8 { x: ptr(struct s) }\n"
                                  "global @g: ptr(struct s)\n"
                                  "func @f(%p: ptr(struct s), %n: int) -> int !a.c:1:1 {\n"
                                  "  var %v: int\n"
                                  "  $1 = call @h(%p->x, &%v) unwind z\n"
                                  "  @g = %p\n"
                                  "  if %n == 3 -> a else b\n"
                                  "a:\n"
                                  "  $1 = icall %p->x(@h) sig \"void (void)\"\n"
                                  "  goto b\n"
                                  "b:\n"
                                  "  switch %n else -> z, 1 -> a\n"
                                  "z:\n"
                                  "  end %v\n"
                                  "  return 0\n"
                                  "}\n";

static Insn *insn_of(const IrFunc *f, InsnOp op) {
    for (uint32_t i = 0; i < f->ninsns; i++)
        if (f->insns[i].op == op)
            return &f->insns[i];
    fail_msg("no such instruction");
    return NULL;
}

// Sets the field to `bad`, expects damage, and puts it back.
#define BROKEN(m, field, bad, why)            \
    do {                                      \
        __typeof__(&(field)) at = &(field);   \
        const __typeof__(field) before = *at; \
        *at = (bad);                          \
        assert_damaged((m), (why));           \
        *at = before;                         \
        assert_valid(m);                      \
    } while (0)

static void an_empty_module_is_right(void **state) {
    UNUSED(state);
    IrModule m;
    ir_module_init(&m);
    assert_valid(&m);
    ir_module_fini(&m);
}

static void an_id_out_of_range_is_found_in_every_table(void **state) {
    UNUSED(state);
    IrModule *m = module_of(sample);
    BROKEN(m, m->name.v, 999, "module's name");
    BROKEN(m, m->files.data[1].path.v, 999, "file 1");
    BROKEN(m, m->types.data[1].name.v, 999, "type 1");
    BROKEN(m, m->fields.data[1].usr.v, 999, "field 1");
    BROKEN(m, m->fields.data[1].type.v, 999, "field 1");
    BROKEN(m, m->fields.data[1].record.v, 0, "stands in no record");
    BROKEN(m, m->globals.data[1].type.v, 999, "global 1");
    BROKEN(m, m->globals.data[1].loc.file.v, 2, "global 1");
    IrFunc *f = func_named(m, "f");
    BROKEN(m, f->usr.v, 999, "no string");
    BROKEN(m, f->result.v, 999, "no such type");
    BROKEN(m, f->end.file.v, 2, "no such type or file");
    BROKEN(m, f->vars[1].cleanup.v, 99, "variable 1");
    module_free(m);
}

static void types_stand_on_earlier_ones_and_not_too_many(void **state) {
    UNUSED(state);
    IrModule *m = module_of("global @g: ptr(ptr(int))");
    IrType *outer = &m->types.data[m->globals.data[1].type.v];
    BROKEN(m, outer->target.v, m->globals.data[1].type.v, "does not stand before it");
    BROKEN(m, outer->kind, TYPE_NONE, "no such kind");
    BROKEN(m, outer->kind, (TypeKind)99, "no such kind");
    for (int i = 0; i < IR_TYPE_DEPTH; i++)
        vec_push(&m->types, (IrType){.kind = TYPE_POINTER, .target = {m->types.len - 1}});
    assert_damaged(m, "nested too deeply");
    module_free(m);
}

static void parameters_come_first(void **state) {
    UNUSED(state);
    IrModule *m = module_of(sample);
    IrFunc *f = func_named(m, "f");
    BROKEN(m, f->vars[2].kind, VAR_LOCAL, "come first");
    BROKEN(m, f->vars[3].kind, VAR_PARAM, "come first");
    BROKEN(m, f->nparams, 99, "parameters");
    module_free(m);
}

static void a_declaration_has_no_body(void **state) {
    UNUSED(state);
    IrModule *m = module_of(sample);
    BROKEN(m, func_named(m, "h")->nvars, 1, "no block");
    BROKEN(m, func_named(m, "h")->flags, FUNC_ADDRESS_TAKEN | 1u << 30, "unknown flags");
    module_free(m);
}

static void places_are_checked_step_by_step(void **state) {
    UNUSED(state);
    IrModule *m = module_of(sample);
    IrFunc *f = func_named(m, "f");
    Place *p = NULL;
    for (uint32_t i = 1; i <= f->nplaces; i++)
        if (f->places[i].nsteps == 2)
            p = &f->places[i];
    assert_non_null(p);
    BROKEN(m, p->id, 0, "no such root");
    BROKEN(m, p->id, 99, "no such root");
    BROKEN(m, p->root, (PlaceRoot)7, "no such root");
    BROKEN(m, p->nsteps, 5, "too many steps");
    BROKEN(m, p->nsteps, 1, "unused step");
    BROKEN(m, p->steps[0].id, 3, "on a dereference");
    BROKEN(m, p->steps[1].id, 9, "no such field");
    BROKEN(m, p->steps[1].kind, (StepKind)9, "no such step");
    module_free(m);
}

static void operands_are_checked_by_kind(void **state) {
    UNUSED(state);
    IrModule *m = module_of(sample);
    IrFunc *f = func_named(m, "f");
    Operand *callee = &f->operands[0];
    assert_int_equal(callee->kind, OPD_FUNC);
    BROKEN(m, callee->func.v, 0, "operand 0");
    BROKEN(m, callee->func.v, 99, "operand 0");
    BROKEN(m, callee->type.v, 99, "operand 0");
    BROKEN(m, callee->kind, OPD_NONE, "operand 0");
    BROKEN(m, callee->kind, OPD_INT, "callee");
    BROKEN(m, f->operands[1].place.v, 99, "operand 1");
    module_free(m);
}

static void blocks_cut_the_arrays_without_gaps(void **state) {
    UNUSED(state);
    IrModule *m = module_of(sample);
    IrFunc *f = func_named(m, "f");
    BROKEN(m, f->blocks[2].first, 0, "do not follow");
    BROKEN(m, f->blocks[2].count, UINT32_MAX, "do not follow");
    BROKEN(m, f->blocks[2].count, 0, "do not follow");
    BROKEN(m, f->blocks[2].first_succ, 7, "successors do not follow");
    BROKEN(m, f->succs[0].v, 0, "no such block");
    BROKEN(m, f->succs[0].v, 99, "no such block");
    BROKEN(m, f->insns[1].first_arg, 0, "operands do not follow");
    BROKEN(m, f->ninsns, f->ninsns - 1, "block 4");
    module_free(m);
}

static void an_instruction_has_the_form_of_its_operation(void **state) {
    UNUSED(state);
    IrModule *m = module_of(sample);
    IrFunc *f = func_named(m, "f");
    BROKEN(m, insn_of(f, OP_ASSIGN)->op, OP_RETURN, "terminator");
    BROKEN(m, insn_of(f, OP_GOTO)->op, OP_OPAQUE, "terminator");
    BROKEN(m, insn_of(f, OP_GOTO)->op, 99, "terminator");
    BROKEN(m, insn_of(f, OP_GOTO)->op, OP_UNREACHABLE, "number of successors");
    BROKEN(m, insn_of(f, OP_ASSIGN)->sub, 1, "form of its operation");
    BROKEN(m, insn_of(f, OP_BRANCH)->sub, BIN_ADD, "form of its operation");
    BROKEN(m, insn_of(f, OP_CALL)->sub, 3, "form of its operation");
    BROKEN(m, insn_of(f, OP_CALL)->flags, 1 << 9, "form of its operation");
    BROKEN(m, insn_of(f, OP_ASSIGN)->dst.v, 0, "destination");
    BROKEN(m, insn_of(f, OP_GOTO)->dst.v, 1, "destination");
    BROKEN(m, insn_of(f, OP_CALL)->dst.v, 99, "destination");
    BROKEN(m, insn_of(f, OP_CALL)->unwind.v, 99, "no such block");
    BROKEN(m, insn_of(f, OP_SCOPE_END)->var.v, 0, "no such variable");
    BROKEN(m, insn_of(f, OP_GOTO)->loc.file.v, 2, "no such file");
    BROKEN(m, f->operands[insn_of(f, OP_SWITCH)->first_arg + 1].kind, OPD_UNKNOWN, "no number");
    module_free(m);
}

static void every_block_ends_in_a_terminator(void **state) {
    UNUSED(state);
    IrModule *m = module_of(sample);
    IrFunc *f = func_named(m, "f");
    for (uint32_t b = 1; b <= f->nblocks; b++) {
        Insn *last = &f->insns[f->blocks[b].first + f->blocks[b].count - 1];
        BROKEN(m, last->op, OP_SCOPE_END, "terminator");
    }
    BROKEN(m, f->nblocks, f->nblocks - 1, "outside of blocks");
    module_free(m);
}

static void the_entry_is_the_first_block(void **state) {
    UNUSED(state);
    IrModule *m = module_of("func @f(%n: int) {\n goto b\nb:\n if %n -> b else c\nc:\n return\n}");
    IrFunc *f = func_named(m, "f");
    BROKEN(m, f->blocks[1].first, 1, "block 1");
    BROKEN(m, f->succs[0].v, 1, "cannot be reached"); // the entry is where the walk starts
    BROKEN(m, f->succs[0].v, 0, "no such block");
    module_free(m);
}

static void a_terminator_has_its_number_of_successors(void **state) {
    UNUSED(state);
    IrModule *m = module_of("func @f(%n: int) {\n switch %n else -> a, 1 -> b, 2 -> c\n"
                            "a:\n goto b\nb:\n if %n -> a else c\nc:\n igoto %n -> d, e\n"
                            "d:\n return\ne:\n unreachable\n}");
    IrFunc *f = func_named(m, "f");
    IrBlock *block = f->blocks;
    static const uint32_t counts[] = {0, 3, 1, 2, 2, 0, 0};
    for (uint32_t b = 1; b < COUNT_OF(counts); b++)
        assert_int_equal(block[b].succ_count, counts[b]);
    for (uint32_t b = 1; b < f->nblocks; b++) {
        const char *why = f->insns[block[b].first].op == OP_SWITCH ? "form of its operation"
                          : block[b + 1].succ_count                ? "number of successors"
                                                                   : "successors do not follow";
        block[b].succ_count++; // the next block lends its first one
        block[b + 1].first_succ++;
        block[b + 1].succ_count--;
        assert_damaged(m, why);
        block[b].succ_count--;
        block[b + 1].first_succ--;
        block[b + 1].succ_count++;
        assert_valid(m);
    }
    BROKEN(m, insn_of(f, OP_RETURN)->op, OP_GOTO, "number of successors");
    BROKEN(m, insn_of(f, OP_UNREACHABLE)->op, OP_GOTO, "number of successors");
    BROKEN(m, insn_of(f, OP_IGOTO)->op, OP_RETURN, "number of successors");
    BROKEN(m, insn_of(f, OP_SWITCH)->nargs, 3, "form of its operation");
    module_free(m);
}

static void every_block_can_be_reached(void **state) {
    UNUSED(state);
    IrModule *m = module_of("func @f() {\n goto b\nb:\n goto c\nc:\n return\n}");
    BROKEN(m, func_named(m, "f")->succs[0].v, 3, "cannot be reached");
    module_free(m);
}

static void a_block_may_be_reached_by_unwinding_alone(void **state) {
    UNUSED(state);
    IrModule *m = module_of("func @f() {\n call @f() unwind b\n return\nb:\n unreachable\n}");
    BROKEN(m, func_named(m, "f")->insns[0].unwind.v, 0, "cannot be reached");
    module_free(m);
}

static void taken_addresses_are_noted(void **state) {
    UNUSED(state);
    IrModule *m = module_of(sample);
    IrFunc *f = func_named(m, "f");
    BROKEN(m, f->vars[3].address_taken, false, "lacks address_taken");
    BROKEN(m, func_named(m, "h")->flags, 0, "lacks FUNC_ADDRESS_TAKEN");
    module_free(m);
}

// ---- Temporaries ----

static void assert_temps(const char *body, const char *why) {
    StrBuf text = {0};
    strbuf_printf(&text, "func @f(%%n: int, %%p: ptr(int)) {\n%s\n}", body);
    IrModule *m = module_unverified(strbuf_text(&text));
    if (why)
        assert_damaged(m, why);
    else
        assert_valid(m);
    module_free(m);
    strbuf_fini(&text);
}

static void a_temporary_is_assigned_before_it_is_read(void **state) {
    UNUSED(state);
    assert_temps("var $1: int\n %n = $1\n return", "temporary 3 is read in block 1");
    assert_temps("var $1: ptr(int)\n *$1 = 3\n return", "temporary 3 is read in block 1");
    assert_temps("$1 = %n\n %n = $1\n return", NULL);
    assert_temps("var $1: int\n $1 = $1 + 1\n return", "temporary 3 is read");
}

static void a_temporary_is_assigned_on_every_path(void **state) {
    UNUSED(state);
    assert_temps("var $1: int\n if %n -> a else b\na:\n $1 = 1\n goto c\n"
                 "b:\n $1 = 2\nc:\n %n = $1\n return",
                 NULL);
    assert_temps("var $1: int\n if %n -> a else c\na:\n $1 = 1\nc:\n %n = $1\n return",
                 "temporary 3 is read in block 3");
}

static void a_loop_may_carry_a_temporary(void **state) {
    UNUSED(state);
    assert_temps("$1 = 0\nloop:\n if $1 < %n -> more else out\n"
                 "more:\n $1 = $1 + 1\n goto loop\nout:\n %n = $1\n return",
                 NULL);
    assert_temps("var $1: int\nloop:\n if %n -> more else out\n"
                 "more:\n %n = $1\n $1 = 1\n goto loop\nout:\n return",
                 "temporary 3 is read");
}

static void unwinding_skips_what_the_call_assigns(void **state) {
    UNUSED(state);
    assert_temps("$1 = call @f() unwind u\n return\nu:\n %n = $1\n return",
                 "temporary 3 is read in block 2");
    assert_temps("$1 = 1\n call @f() unwind u\n return\nu:\n %n = $1\n return", NULL);
}

static void the_address_of_a_temporary_is_not_taken(void **state) {
    UNUSED(state);
    assert_temps("$1 = %n\n %p = &$1\n return", "takes the address of temporary 3");
    assert_temps("$1 = %p\n %p = &*$1\n return", NULL);
}

// A chain of n blocks that each read what the first one assigned stays within the budget.
static void long_lives_of_temporaries_take_no_square(void **state) {
    UNUSED(state);
    StrBuf text = {0};
    for (int i = 0; i < 3000; i++)
        strbuf_printf(&text, " $%d = %%n\n", i);
    for (int i = 0; i < 3000; i++)
        strbuf_printf(&text, " goto b%d\nb%d:\n %%n = $%d\n", i, i, i);
    strbuf_adds(&text, " return");
    assert_temps(strbuf_text(&text), NULL);
    strbuf_fini(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_module_is_right),
        cmocka_unit_test(an_id_out_of_range_is_found_in_every_table),
        cmocka_unit_test(types_stand_on_earlier_ones_and_not_too_many),
        cmocka_unit_test(parameters_come_first),
        cmocka_unit_test(a_declaration_has_no_body),
        cmocka_unit_test(places_are_checked_step_by_step),
        cmocka_unit_test(operands_are_checked_by_kind),
        cmocka_unit_test(blocks_cut_the_arrays_without_gaps),
        cmocka_unit_test(an_instruction_has_the_form_of_its_operation),
        cmocka_unit_test(every_block_ends_in_a_terminator),
        cmocka_unit_test(the_entry_is_the_first_block),
        cmocka_unit_test(a_terminator_has_its_number_of_successors),
        cmocka_unit_test(every_block_can_be_reached),
        cmocka_unit_test(a_block_may_be_reached_by_unwinding_alone),
        cmocka_unit_test(taken_addresses_are_noted),
        cmocka_unit_test(a_temporary_is_assigned_before_it_is_read),
        cmocka_unit_test(a_temporary_is_assigned_on_every_path),
        cmocka_unit_test(a_loop_may_carry_a_temporary),
        cmocka_unit_test(unwinding_skips_what_the_call_assigns),
        cmocka_unit_test(the_address_of_a_temporary_is_not_taken),
        cmocka_unit_test(long_lives_of_temporaries_take_no_square),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
