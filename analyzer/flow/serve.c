// SPDX-License-Identifier: Apache-2.0
#include "serve.h"

static bool is_object(const IrModule *m, const IrFunc *f, const Operand *o, const char *name) {
    if (o->kind == OPD_INT)
        return name[0] == '0' + o->num && !name[1];
    if (o->kind != OPD_PLACE)
        return false;
    const Place *p = &f->places[o->place.v];
    return p->root == ROOT_GLOBAL && p->nsteps == 0 &&
           strcmp(ir_str(m, m->globals.data[p->id].name), name) == 0;
}

static bool call_waits(const IrModule *m, const IrFunc *f, const Insn *call, const Model *model) {
    const Operand *args = ir_args(f, call);
    for (uint32_t i = 0; model && i < model->neffects; i++) {
        const Effect *e = &model->effects[i];
        if (e->kind != EFF_WAIT)
            continue;
        if (!e->family || (e->object.kind == ARG_NTH && e->object.index + 1u < call->nargs &&
                           is_object(m, f, &args[e->object.index + 1], e->family)))
            return true;
    }
    return false;
}

static FuncId callee_of(const IrFunc *f, const Insn *i) {
    const Operand *callee = i->op == OP_CALL ? ir_args(f, i) : NULL;
    return callee && callee->kind == OPD_FUNC ? callee->func : (FuncId){0};
}

bool *serve_find_waiting(const IrModule *m, const Model *const *model_of) {
    bool *waiting = calloc(m->funcs.len + 1u, sizeof *waiting);
    BUG_ON(!waiting);
    for (uint32_t i = 1; i < m->funcs.len; i++) {
        const IrFunc *f = &m->funcs.data[i];
        for (uint32_t k = 0; k < f->ninsns && !waiting[i]; k++) {
            FuncId callee = callee_of(f, &f->insns[k]);
            waiting[i] = callee.v && call_waits(m, f, &f->insns[k], model_of[callee.v]);
        }
    }
    return waiting;
}

void serve_mark_loops(Cfg *g, const IrModule *m, const IrFunc *f, const Model *const *model_of,
                      const bool *waiting) {
    for (uint32_t k = 0; k < f->ninsns; k++) {
        FuncId callee = callee_of(f, &f->insns[k]);
        if (callee.v && (waiting[callee.v] || call_waits(m, f, &f->insns[k], model_of[callee.v])))
            cfg_mark_serving(g, g->block_of[k]);
    }
}
