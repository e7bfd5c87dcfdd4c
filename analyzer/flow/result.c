// SPDX-License-Identifier: Apache-2.0
//
// What becomes of the result of a call, by variables and without regard to the path:
//
//     if (is_full() && !force) …          $1 = call is_full   $1 in a branch       decides
//     return count() > limit;             $1 = call count   $2 = $1 > limit        returned
//     printf("%u", count());              a model says that nothing comes of it    neither
//
// What leaves the variables (a field, a function without a model) may decide anywhere.
#include "exec.h"

enum { DECIDES = 1, RETURNED = 2 };

static uint32_t var_of(const IrFunc *f, PlaceId id) {
    const Place *p = &f->places[id.v];
    return id.v && p->root == ROOT_VAR ? p->id : 0;
}

// What an instruction does with what it reads.
static uint8_t fate(const Exec *x, const Insn *insn, const uint8_t *of) {
    switch ((InsnOp)insn->op) {
    case OP_RETURN:
        return RETURNED;
    case OP_CALL:
        return record_model(x, insn) ? 0 : DECIDES;
    case OP_ASSIGN:
    case OP_UNARY:
    case OP_BINARY: {
        uint32_t to = var_of(x->f, insn->dst);
        return to && !x->f->places[insn->dst.v].nsteps ? of[to] : DECIDES;
    }
    default:
        return DECIDES;
    }
}

static void follow_variables(const Exec *x, uint8_t *of) {
    const IrFunc *f = x->f;
    for (uint32_t v = 1; v <= f->nvars; v++)
        of[v] = f->vars[v].address_taken ? DECIDES : 0;
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = f->ninsns; i-- > 0;) {
            const Insn *insn = &f->insns[i];
            const Operand *args = ir_args(f, insn);
            uint8_t does = fate(x, insn, of);
            for (uint32_t a = 0; a < insn->nargs; a++) {
                uint32_t v = args[a].kind == OPD_PLACE ? var_of(f, args[a].place) : 0;
                if (!v || (of[v] | does) == of[v])
                    continue;
                of[v] |= does;
                more = true;
            }
        }
    }
}

void result_follow(Exec *x) {
    Flow *flow = x->flow;
    if (flow->calls.len == x->first_call)
        return;
    uint8_t *of = calloc(x->f->nvars + 1u, 1);
    BUG_ON(!of);
    follow_variables(x, of);
    for (uint32_t i = x->first_call; i < flow->calls.len; i++) {
        CallSite *s = &flow->calls.data[i];
        const Insn *insn = &x->f->insns[s->insn];
        uint32_t v = var_of(x->f, insn->dst);
        if (!insn->dst.v || insn->op != OP_CALL)
            continue;
        uint8_t does = v && !x->f->places[insn->dst.v].nsteps ? of[v] : DECIDES;
        s->decides = does & DECIDES;
        s->returned = does & RETURNED;
    }
    free(of);
}
