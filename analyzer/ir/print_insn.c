// SPDX-License-Identifier: Apache-2.0
//
// Places, operands and instructions as text, and a function's graph for Graphviz.
//
// A place is written as in C: of the steps DEREF, FIELD next, INDEX 3 of %p comes `%p->next[3]`. A
// DEREF with no FIELD behind it is a prefix; so prefixes go out last step first, then the root,
// then what stands behind it.
#include "text_internal.h"

static const Printer *with_names(Printer *p, StrBuf *out, const IrModule *m, const IrFunc *f) {
    *p = (Printer){.out = out, .m = m, .f = f};
    return p;
}

// A DEREF before a FIELD is written as part of its arrow.
static bool is_arrow(const Place *p, uint32_t step) {
    return step + 1 < p->nsteps && p->steps[step].kind == STEP_DEREF &&
           p->steps[step + 1].kind == STEP_FIELD;
}

static void print_prefixes(const Printer *p, const Place *place) {
    for (uint32_t i = place->nsteps; i-- > 0;)
        if (place->steps[i].kind == STEP_DEREF && !is_arrow(place, i))
            strbuf_adds(p->out, i + 1 < place->nsteps ? "(*" : "*");
}

// A field of the record that the place so far is known to be needs no more than its name.
static void print_field_step(const Printer *p, FieldId id, TypeId so_far) {
    const IrField *f = &p->m->fields.data[id.v];
    const uint32_t *ordinals = p->names ? p->names->fields : NULL;
    if (f->record.v == so_far.v) {
        print_symbol(p, f->name, ordinals, id.v);
        return;
    }
    strbuf_addc(p->out, '(');
    print_type(p, f->record);
    strbuf_addc(p->out, '.');
    print_symbol(p, f->name, ordinals, id.v);
    strbuf_addc(p->out, ')');
}

static void print_suffix(const Printer *p, const Place *place, uint32_t i, TypeId so_far) {
    Step step = place->steps[i];
    if (step.kind == STEP_FIELD) {
        strbuf_adds(p->out, i > 0 && is_arrow(place, i - 1) ? "->" : ".");
        print_field_step(p, (FieldId){step.id}, so_far);
    } else if (step.kind == STEP_INDEX && step.id == INDEX_ANY) {
        strbuf_adds(p->out, "[*]");
    } else if (step.kind == STEP_INDEX) {
        strbuf_printf(p->out, "[%u]", step.id);
    } else if (i + 1 < place->nsteps && !is_arrow(place, i)) {
        strbuf_addc(p->out, ')');
    }
}

void print_place(const Printer *p, PlaceId id) {
    const Place *place = &p->f->places[id.v];
    print_prefixes(p, place);
    if (place->root == ROOT_VAR) {
        print_var(p, (VarId){place->id});
    } else {
        strbuf_addc(p->out, '@');
        print_symbol(p, p->m->globals.data[place->id].name, p->names ? p->names->globals : NULL,
                     place->id);
    }
    TypeId so_far = ir_root_type(p->m, p->f, place);
    for (uint32_t i = 0; i < place->nsteps; i++) {
        print_suffix(p, place, i, so_far);
        so_far = ir_step_type(p->m, so_far, place->steps[i]);
    }
    if (so_far.v != place->type.v) {
        strbuf_adds(p->out, "::");
        print_type(p, place->type);
    }
}

static void print_value(const Printer *p, const Operand *o) {
    switch (o->kind) {
    case OPD_NONE:
        strbuf_adds(p->out, "none");
        return;
    case OPD_UNKNOWN:
        strbuf_addc(p->out, '?');
        return;
    case OPD_INT:
        strbuf_printf(p->out, "%lld", (long long)o->num);
        return;
    case OPD_FLOAT:
        strbuf_adds(p->out, "float");
        return;
    case OPD_NULL:
        strbuf_adds(p->out, "null");
        return;
    case OPD_STRING:
        print_str(p, o->str);
        return;
    case OPD_FUNC:
        strbuf_addc(p->out, '@');
        print_symbol(p, ir_func(p->m, o->func)->name, p->names ? p->names->funcs : NULL, o->func.v);
        return;
    case OPD_ADDR:
        strbuf_addc(p->out, '&');
        print_place(p, o->place);
        return;
    case OPD_PLACE:
        print_place(p, o->place);
        return;
    }
}

void print_operand(const Printer *p, const Operand *o, TypeId context) {
    print_value(p, o);
    bool names_place = o->kind == OPD_PLACE || o->kind == OPD_ADDR;
    TypeId place_type = names_place ? p->f->places[o->place.v].type : (TypeId){0};
    TypeGuess guess = text_guess(p->m, o, context, place_type);
    if (text_guess_is(p->m, &guess, o->type))
        return;
    strbuf_addc(p->out, ':');
    print_type(p, o->type);
}

static void print_call(const Printer *p, const Insn *i) {
    const Operand *args = ir_args(p->f, i);
    strbuf_adds(p->out, i->sub == CALL_DIRECT     ? "call "
                        : i->sub == CALL_INDIRECT ? "icall "
                                                  : "macro ");
    if (i->sub == CALL_MACRO)
        print_symbol(p, args[0].str, NULL, 0);
    else
        print_value(p, &args[0]);
    strbuf_addc(p->out, '(');
    for (uint32_t k = 1; k < i->nargs; k++) {
        if (k > 1)
            strbuf_adds(p->out, ", ");
        print_operand(p, &args[k], (TypeId){0});
    }
    strbuf_addc(p->out, ')');
    if (i->sub == CALL_INDIRECT && i->signature.v) {
        strbuf_adds(p->out, " sig ");
        print_str(p, i->signature);
    }
    if (i->sub == CALL_DIRECT && i->unwind.v)
        strbuf_printf(p->out, " unwind b%u", i->unwind.v);
}

// The two sides of a binary operation or a branch.
static void print_pair(const Printer *p, const Insn *i) {
    const Operand *args = ir_args(p->f, i);
    print_operand(p, &args[0], (TypeId){0});
    strbuf_printf(p->out, " %s ", text_binary[i->sub]);
    print_operand(p, &args[1], args[0].type);
}

static void print_switch(const Printer *p, const BlockId *to, const Insn *i) {
    const Operand *args = ir_args(p->f, i);
    strbuf_adds(p->out, "switch ");
    print_operand(p, &args[0], (TypeId){0});
    strbuf_printf(p->out, " else -> b%u", to[0].v);
    for (uint32_t k = 1; k < i->nargs; k += 2) {
        strbuf_printf(p->out, ", %lld", (long long)args[k].num);
        if (args[k].num != args[k + 1].num)
            strbuf_printf(p->out, "..%lld", (long long)args[k + 1].num);
        strbuf_printf(p->out, " -> b%u", to[(k + 1) / 2].v);
    }
}

static void print_igoto(const Printer *p, const BlockId *to, uint32_t n, const Insn *i) {
    strbuf_adds(p->out, "igoto ");
    print_operand(p, ir_args(p->f, i), (TypeId){0});
    for (uint32_t k = 0; k < n; k++)
        strbuf_printf(p->out, "%sb%u", k ? ", " : " -> ", to[k].v);
}

static void print_terminator(const Printer *p, uint32_t block, const Insn *i) {
    const BlockId *to = p->f->succs + p->f->blocks[block].first_succ;
    switch ((InsnOp)i->op) {
    case OP_GOTO:
        strbuf_printf(p->out, "goto b%u", to[0].v);
        return;
    case OP_BRANCH:
        strbuf_adds(p->out, "if ");
        print_pair(p, i);
        strbuf_printf(p->out, " -> b%u else b%u", to[0].v, to[1].v);
        return;
    case OP_SWITCH:
        print_switch(p, to, i);
        return;
    case OP_IGOTO:
        print_igoto(p, to, p->f->blocks[block].succ_count, i);
        return;
    case OP_RETURN:
        strbuf_adds(p->out, "return");
        if (i->nargs) {
            strbuf_addc(p->out, ' ');
            print_operand(p, ir_args(p->f, i), p->f->result);
        }
        return;
    default:
        strbuf_adds(p->out, "unreachable");
    }
}

static void print_action(const Printer *p, const Insn *i) {
    const Operand *args = ir_args(p->f, i);
    TypeId dst_type = i->dst.v ? p->f->places[i->dst.v].type : (TypeId){0};
    if (i->dst.v) {
        print_place(p, i->dst);
        strbuf_adds(p->out, " = ");
    }
    switch ((InsnOp)i->op) {
    case OP_ASSIGN:
        print_operand(p, &args[0], dst_type);
        return;
    case OP_UNARY:
        strbuf_printf(p->out, "%s ", text_unary[i->sub]);
        print_operand(p, &args[0], (TypeId){0});
        return;
    case OP_BINARY:
        print_pair(p, i);
        return;
    case OP_CALL:
        print_call(p, i);
        return;
    case OP_SCOPE_END:
        strbuf_adds(p->out, "end ");
        print_var(p, i->var);
        return;
    default:
        strbuf_adds(p->out, "opaque ");
        print_str(p, i->reason);
    }
}

void print_insn(const Printer *p, uint32_t block, const Insn *i) {
    if (ir_is_terminator(i))
        print_terminator(p, block, i);
    else
        print_action(p, i);
    if (i->flags) {
        print_flags(p, text_insn_flags, TEXT_INSN_FLAGS, i->flags, " {");
        strbuf_addc(p->out, '}');
    }
    if (i->loc.file.v) {
        strbuf_adds(p->out, "  !");
        print_loc(p, i->loc);
    }
    if (i->spelled.file.v) {
        strbuf_adds(p->out, " !!");
        print_loc(p, i->spelled);
    }
}

// The block whose instructions include the i-th: blocks stand in order.
static uint32_t block_of(const IrFunc *f, uint32_t i) {
    uint32_t low = 1, high = f->nblocks;
    while (low < high) {
        uint32_t mid = low + (high - low + 1) / 2;
        if (f->blocks[mid].first <= i)
            low = mid;
        else
            high = mid - 1;
    }
    return low;
}

void ir_print_place(StrBuf *out, const IrModule *m, const IrFunc *f, PlaceId place) {
    Printer p;
    print_place(with_names(&p, out, m, f), place);
}

void ir_print_operand(StrBuf *out, const IrModule *m, const IrFunc *f, const Operand *o) {
    Printer p;
    print_operand(with_names(&p, out, m, f), o, (TypeId){0});
}

void ir_print_insn(StrBuf *out, const IrModule *m, const IrFunc *f, const Insn *i) {
    Printer p;
    print_insn(with_names(&p, out, m, f), block_of(f, (uint32_t)(i - f->insns)), i);
}

// A line of a label: `text` with quotes and backslashes escaped, then a left-justified line end.
static void dot_line(StrBuf *out, const StrBuf *text) {
    for (size_t i = 0; i < text->len; i++) {
        if (text->s[i] == '"' || text->s[i] == '\\')
            strbuf_addc(out, '\\');
        strbuf_addc(out, text->s[i]);
    }
    strbuf_adds(out, "\\l");
}

static void dot_block(const Printer *p, uint32_t b) {
    const IrBlock *block = &p->f->blocks[b];
    StrBuf line = {0};
    Printer in_line = *p;
    in_line.out = &line;
    strbuf_printf(p->out, "  b%u [label=\"b%u:\\l", b, b);
    for (uint32_t i = 0; i < block->count; i++) {
        strbuf_clear(&line);
        print_insn(&in_line, b, &p->f->insns[block->first + i]);
        dot_line(p->out, &line);
    }
    strbuf_adds(p->out, "\"];\n");
    strbuf_fini(&line);
    bool is_branch = p->f->insns[block->first + block->count - 1].op == OP_BRANCH;
    for (uint32_t i = 0; i < block->succ_count; i++)
        strbuf_printf(p->out, "  b%u -> b%u%s;\n", b, p->f->succs[block->first_succ + i].v,
                      is_branch && i == 1 ? " [style=dashed]" : "");
    for (uint32_t i = 0; i < block->count; i++) {
        const Insn *insn = &p->f->insns[block->first + i];
        if (insn->op == OP_CALL && insn->sub == CALL_DIRECT && insn->unwind.v)
            strbuf_printf(p->out, "  b%u -> b%u [style=dotted];\n", b, insn->unwind.v);
    }
}

void ir_print_dot(StrBuf *out, const IrModule *m, FuncId id) {
    Names names;
    names_init(&names, m);
    const IrFunc *f = ir_func(m, id);
    names_of_vars(&names, f);
    const Printer p = {.out = out, .m = m, .f = f, .names = &names};
    strbuf_printf(out, "digraph f%u {\n  node [shape=box, fontname=monospace];\n", id.v);
    for (uint32_t b = 1; b <= f->nblocks; b++)
        dot_block(&p, b);
    strbuf_adds(out, "}\n");
    names_fini(&names);
}
