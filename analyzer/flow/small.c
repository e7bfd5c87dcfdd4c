// SPDX-License-Identifier: Apache-2.0
//
// Every variable is taken for small until something assigns what is not; an assignment from another
// variable counts as that one does, so this goes on until nothing changes.
#include "small.h"

bool small_type(const IrModule *m, TypeId type) {
    const IrType *t = ir_type(m, type);
    return t->kind == TYPE_BOOL || t->kind == TYPE_ENUM || (t->kind == TYPE_INT && t->size == 1);
}

bool small_operand(const IrModule *m, const IrFunc *f, const bool *small, const Operand *o) {
    switch (o->kind) {
    case OPD_INT:
    case OPD_NULL:
        return true;
    case OPD_PLACE: {
        const Place *p = &f->places[o->place.v];
        return small_type(m, p->type) || (p->root == ROOT_VAR && !p->nsteps && small[p->id]);
    }
    default:
        return small_type(m, o->type);
    }
}

static bool gives_small(const IrModule *m, const IrFunc *f, const bool *small, const Insn *insn) {
    if (small_type(m, f->places[insn->dst.v].type))
        return true;
    bool moves = insn->op == OP_ASSIGN || (insn->op == OP_UNARY && insn->sub == UN_CAST);
    return moves && small_operand(m, f, small, ir_args(f, insn));
}

// A variable without an address changes where an instruction or a macro names it.
static void assume_small(const IrFunc *f, bool *small) {
    for (uint32_t i = 0; i < f->ninsns; i++) {
        const Place *dst = &f->places[f->insns[i].dst.v];
        if (f->insns[i].dst.v && dst->root == ROOT_VAR)
            small[dst->id] = true;
    }
    for (uint32_t v = 1; v <= f->nvars; v++)
        if (f->vars[v].address_taken || f->vars[v].kind == VAR_PARAM)
            small[v] = false;
    for (uint32_t i = 0; i < f->ninsns; i++) {
        const Insn *insn = &f->insns[i];
        const Operand *args = ir_args(f, insn);
        for (uint32_t a = 0; insn->op == OP_CALL && insn->sub == CALL_MACRO && a < insn->nargs; a++)
            if (args[a].kind == OPD_PLACE && f->places[args[a].place.v].root == ROOT_VAR)
                small[f->places[args[a].place.v].id] = false;
    }
}

bool *small_find(const IrModule *m, const IrFunc *f) {
    bool *small = calloc(f->nvars + 1u, sizeof *small);
    BUG_ON(!small);
    assume_small(f, small);
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < f->ninsns; i++) {
            const Insn *insn = &f->insns[i];
            const Place *dst = &f->places[insn->dst.v];
            if (!insn->dst.v || dst->root != ROOT_VAR || !small[dst->id] ||
                (!dst->nsteps && gives_small(m, f, small, insn)))
                continue;
            small[dst->id] = false;
            more = true;
        }
    }
    return small;
}
