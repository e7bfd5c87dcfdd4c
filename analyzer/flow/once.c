// SPDX-License-Identifier: Apache-2.0
#include "once.h"

static void look_at_function(const IrFunc *f, bool *set, bool *unfit) {
    for (uint32_t i = 0; i < f->ninsns; i++) {
        const Insn *insn = &f->insns[i];
        const Place *dst = insn->dst.v ? &f->places[insn->dst.v] : NULL;
        if (!dst || dst->root != ROOT_GLOBAL || dst->nsteps || (insn->flags & INSN_INIT))
            continue;
        const Operand *from = ir_args(f, insn);
        if (insn->op == OP_ASSIGN && from->kind == OPD_INT && from->num != 0)
            set[dst->id] = true;
        else
            unfit[dst->id] = true;
    }
    for (uint32_t o = 0; o < f->noperands; o++)
        if (f->operands[o].kind == OPD_ADDR) {
            const Place *p = &f->places[f->operands[o].place.v];
            if (p->root == ROOT_GLOBAL)
                unfit[p->id] = true;
        }
}

bool *once_find_flags(const IrModule *m) {
    bool *set = calloc(m->globals.len + 1u, sizeof *set);
    bool *unfit = calloc(m->globals.len + 1u, sizeof *unfit);
    BUG_ON(!set || !unfit);
    for (uint32_t i = 1; i < m->funcs.len; i++)
        look_at_function(&m->funcs.data[i], set, unfit);
    for (uint32_t g = 1; g < m->globals.len; g++) {
        TypeKind kind = ir_type(m, m->globals.data[g].type)->kind;
        bool integer = kind == TYPE_INT || kind == TYPE_BOOL || kind == TYPE_ENUM;
        set[g] = set[g] && !unfit[g] && integer && m->globals.data[g].is_defined;
    }
    free(unfit);
    return set;
}

bool once_holds(const Exec *x, const Case *c) {
    if (c->once)
        return true;
    vec_each (const Fact, f, &c->facts) {
        const Value *v = value_at(&x->values, f->val);
        if (f->low != 0 || f->high != 0 || v->kind != V_CONTENT)
            continue;
        const Value *where = value_at(&x->values, v->a);
        if (where->kind == V_GLOBAL && x->once_flags[where->id])
            return true;
    }
    return false;
}
