// SPDX-License-Identifier: Apache-2.0
#include "once.h"

#define UNSEEN INT64_MIN

static bool reads(const IrFunc *f, const Insn *insn, PlaceRoot root, uint32_t id) {
    const Operand *args = ir_args(f, insn);
    for (uint32_t i = 0; i < insn->nargs; i++) {
        const Place *p = args[i].kind == OPD_PLACE ? &f->places[args[i].place.v] : NULL;
        if (p && p->root == root && p->id == id)
            return true;
    }
    return false;
}

// Whether what is stored in global g is made of what was there: the rest of a list is null when its
// last node goes. Followed through one variable.
static bool shrinks(const IrFunc *f, const Insn *store, uint32_t g) {
    if (reads(f, store, ROOT_GLOBAL, g))
        return true;
    const Operand *from = ir_args(f, store);
    const Place *p =
        store->op == OP_ASSIGN && from->kind == OPD_PLACE ? &f->places[from->place.v] : NULL;
    if (!p || p->root != ROOT_VAR || p->nsteps)
        return false;
    for (uint32_t i = 0; i < f->ninsns; i++) {
        const Insn *insn = &f->insns[i];
        const Place *dst = insn->dst.v ? &f->places[insn->dst.v] : NULL;
        if (dst && dst->root == ROOT_VAR && dst->id == p->id && !dst->nsteps &&
            reads(f, insn, ROOT_GLOBAL, g))
            return true;
    }
    return false;
}

// What one store says of its target; two stores of different numbers make it unfit.
static void look_at_store(const IrModule *m, const IrFunc *f, const Insn *insn, int64_t *set,
                          bool *unfit) {
    const Place *dst = &f->places[insn->dst.v];
    if (dst->root != ROOT_GLOBAL || dst->nsteps || (insn->flags & INSN_INIT))
        return;
    const Operand *from = ir_args(f, insn);
    bool pointer = ir_type(m, dst->type)->kind == TYPE_POINTER;
    bool constant = insn->op == OP_ASSIGN && (from->kind == OPD_INT || from->kind == OPD_NULL);
    int64_t n = constant && from->kind == OPD_INT ? from->num : 0;
    if (unfit[dst->id])
        return;
    if (pointer ? (constant && n == 0) || shrinks(f, insn, dst->id) : !constant || n == 0)
        unfit[dst->id] = true;
    else if (pointer)
        set[dst->id] = ONCE_POINTER;
    else if (set[dst->id] != UNSEEN && set[dst->id] != n)
        unfit[dst->id] = true;
    else
        set[dst->id] = n;
}

static void look_at_function(const IrModule *m, const IrFunc *f, int64_t *set, bool *unfit) {
    for (uint32_t i = 0; i < f->ninsns; i++)
        if (f->insns[i].dst.v)
            look_at_store(m, f, &f->insns[i], set, unfit);
    for (uint32_t o = 0; o < f->noperands; o++)
        if (f->operands[o].kind == OPD_ADDR) {
            const Place *p = &f->places[f->operands[o].place.v];
            if (p->root == ROOT_GLOBAL && p->nsteps == 0)
                unfit[p->id] = true;
        }
}

int64_t *once_find_flags(const IrModule *m) {
    int64_t *set = base_malloc((m->globals.len + 1u) * sizeof *set, "once flags");
    bool *unfit = calloc(m->globals.len + 1u, sizeof *unfit);
    BUG_ON(!unfit);
    for (uint32_t g = 0; g <= m->globals.len; g++)
        set[g] = UNSEEN;
    for (uint32_t i = 1; i < m->funcs.len; i++)
        look_at_function(m, &m->funcs.data[i], set, unfit);
    for (uint32_t g = 0; g <= m->globals.len; g++) {
        bool seen = g && g < m->globals.len && m->globals.data[g].is_defined;
        if (!seen || unfit[g] || set[g] == UNSEEN)
            set[g] = ONCE_NONE;
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
        if (where->kind == V_GLOBAL && x->known->once_flags[where->id] != ONCE_NONE)
            return true;
    }
    return false;
}
