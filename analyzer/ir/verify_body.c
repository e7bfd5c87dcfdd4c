// SPDX-License-Identifier: Apache-2.0
//
// One function: variables, places, operands, the runs of blocks, then each instruction, then
// whether every block can be reached. Temporaries are in verify_temps.c.
#include "verify_internal.h"

enum { INSN_FLAGS = INSN_IMPLICIT | INSN_OBJECT_CALL | INSN_VIRTUAL | INSN_INIT };
enum { FUNC_FLAGS = 2 * FUNC_GENERATED - 1 };

static bool verify_header(Verifier *v) {
    const IrFunc *f = v->f;
    if (!verify_is_str(v, f->name) || !verify_is_str(v, f->usr) || !verify_is_str(v, f->signature))
        return verify_fail(v, "a name is no string");
    if (!verify_is_type(v, f->result) || !verify_is_loc(v, f->loc) || !verify_is_loc(v, f->end))
        return verify_fail(v, "no such type or file");
    if (f->flags & ~(unsigned)FUNC_FLAGS)
        return verify_fail(v, "unknown flags %#x", f->flags);
    if (ir_is_defined(f) && f->nparams > f->nvars)
        return verify_fail(v, "%u parameters, but %u variables", f->nparams, f->nvars);
    if (!ir_is_defined(f) && (f->nvars || f->ninsns || f->noperands || f->nsuccs || f->nplaces))
        return verify_fail(v, "parts of a body, but no block");
    return true;
}

static bool verify_vars(Verifier *v) {
    const IrFunc *f = v->f;
    for (uint32_t i = 1; i <= f->nvars; i++) {
        const IrVar *var = &f->vars[i];
        if (var->kind > VAR_TEMP || (var->kind == VAR_PARAM) != (i <= f->nparams))
            return verify_fail(v, "variable %u: parameters, and no others, come first", i);
        if (!verify_is_str(v, var->name) || !verify_is_type(v, var->type) ||
            !verify_is_loc(v, var->loc) || var->cleanup.v >= v->m->funcs.len)
            return verify_fail(v, "variable %u: an id out of range", i);
    }
    return true;
}

static bool verify_step(Verifier *v, uint32_t place, Step step) {
    switch (step.kind) {
    case STEP_FIELD:
        if (step.id && step.id < v->m->fields.len)
            return true;
        return verify_fail(v, "place %u: no such field", place);
    case STEP_DEREF:
        return !step.id || verify_fail(v, "place %u: a number on a dereference", place);
    case STEP_INDEX:
        return true;
    }
    return verify_fail(v, "place %u: no such step", place);
}

static bool verify_place(Verifier *v, uint32_t id) {
    const Place *p = &v->f->places[id];
    uint32_t end = p->root == ROOT_VAR ? v->f->nvars + 1 : v->m->globals.len;
    if (p->root > ROOT_GLOBAL || !p->id || p->id >= end)
        return verify_fail(v, "place %u: no such root", id);
    if (p->nsteps > PLACE_STEPS || !verify_is_type(v, p->type))
        return verify_fail(v, "place %u: too many steps or no such type", id);
    for (uint32_t i = 0; i < PLACE_STEPS; i++) {
        if (i < p->nsteps && !verify_step(v, id, p->steps[i]))
            return false;
        if (i >= p->nsteps && (p->steps[i].id || p->steps[i].kind))
            return verify_fail(v, "place %u: an unused step is not zero", id);
    }
    return true;
}

static bool verify_operand(Verifier *v, uint32_t id) {
    const Operand *o = &v->f->operands[id];
    bool ok = true;
    if (o->kind == OPD_STRING)
        ok = verify_is_str(v, o->str);
    else if (o->kind == OPD_FUNC)
        ok = o->func.v && o->func.v < v->m->funcs.len;
    else if (o->kind == OPD_PLACE || o->kind == OPD_ADDR)
        ok = o->place.v && o->place.v <= v->f->nplaces;
    else
        ok = o->kind > OPD_NONE && o->kind <= OPD_ADDR;
    if (!ok || !verify_is_type(v, o->type))
        return verify_fail(v, "operand %u: no such kind, id or type", id);
    return true;
}

// Blocks cut the instructions and the successors into runs without gaps.
static bool verify_blocks(Verifier *v) {
    const IrFunc *f = v->f;
    uint32_t insns = 0, succs = 0;
    for (uint32_t b = 1; b <= f->nblocks; b++) {
        const IrBlock *block = &f->blocks[b];
        if (block->first != insns || !block->count || block->count > f->ninsns - insns)
            return verify_fail(v, "block %u: its instructions do not follow block %u's", b, b - 1);
        if (block->first_succ != succs || block->succ_count > f->nsuccs - succs)
            return verify_fail(v, "block %u: its successors do not follow block %u's", b, b - 1);
        insns += block->count;
        succs += block->succ_count;
    }
    if (insns != f->ninsns || succs != f->nsuccs)
        return verify_fail(v, "instructions or successors outside of blocks");
    for (uint32_t i = 0; i < f->nsuccs; i++)
        if (!f->succs[i].v || f->succs[i].v > f->nblocks)
            return verify_fail(v, "successor %u: no such block", i);
    return true;
}

static bool nargs_fit(const Insn *i, uint32_t succs) {
    switch ((InsnOp)i->op) {
    case OP_ASSIGN:
    case OP_UNARY:
    case OP_IGOTO:
        return i->nargs == 1;
    case OP_BINARY:
    case OP_BRANCH:
        return i->nargs == 2;
    case OP_CALL:
        return i->nargs >= 1;
    case OP_SWITCH:
        return succs >= 1 && i->nargs % 2 == 1 && i->nargs / 2 == succs - 1;
    case OP_RETURN:
        return i->nargs <= 1;
    default:
        return i->nargs == 0;
    }
}

static bool succs_fit(const Insn *i, uint32_t succs) {
    switch ((InsnOp)i->op) {
    case OP_GOTO:
        return succs == 1;
    case OP_BRANCH:
        return succs == 2;
    case OP_SWITCH:
        return succs >= 1;
    case OP_IGOTO:
        return true;
    default:
        return succs == 0;
    }
}

static bool sub_fits(const Insn *i) {
    switch ((InsnOp)i->op) {
    case OP_UNARY:
        return i->sub <= UN_CAST;
    case OP_BINARY:
        return i->sub <= BIN_LAST;
    case OP_BRANCH:
        return i->sub <= BIN_GE;
    case OP_CALL:
        return i->sub <= CALL_MACRO;
    default:
        return i->sub == 0;
    }
}

static bool dst_fits(const Insn *i, uint32_t nplaces) {
    if (i->dst.v > nplaces)
        return false;
    if (i->op == OP_ASSIGN || i->op == OP_UNARY || i->op == OP_BINARY)
        return i->dst.v;
    return !i->dst.v || i->op == OP_CALL || i->op == OP_OPAQUE;
}

static bool callee_fits(const Insn *i, const Operand *callee) {
    static const OperandKind wanted[] = {OPD_FUNC, OPD_PLACE, OPD_STRING};
    return callee->kind == wanted[i->sub];
}

static bool verify_special(Verifier *v, uint32_t id, const Insn *i) {
    const Operand *args = ir_args(v->f, i);
    if (i->op == OP_SCOPE_END && (!i->var.v || i->var.v > v->f->nvars))
        return verify_fail(v, "instruction %u: no such variable", id);
    if (i->op == OP_OPAQUE && !verify_is_str(v, i->reason))
        return verify_fail(v, "instruction %u: its reason is no string", id);
    for (uint32_t k = 1; i->op == OP_SWITCH && k < i->nargs; k++)
        if (args[k].kind != OPD_INT)
            return verify_fail(v, "instruction %u: a case that is no number", id);
    if (i->op != OP_CALL)
        return true;
    if (!callee_fits(i, &args[0]))
        return verify_fail(v, "instruction %u: not the callee of such a call", id);
    if (i->sub == CALL_INDIRECT && !verify_is_str(v, i->signature))
        return verify_fail(v, "instruction %u: its signature is no string", id);
    if (i->sub == CALL_DIRECT && i->unwind.v > v->f->nblocks)
        return verify_fail(v, "instruction %u: no such block", id);
    return true;
}

static bool verify_insn(Verifier *v, uint32_t id, bool is_last, uint32_t succs) {
    const Insn *i = &v->f->insns[id];
    if (i->op > OP_UNREACHABLE || ir_is_terminator(i) != is_last)
        return verify_fail(v, "instruction %u: a terminator ends a block, nothing else does", id);
    if (!sub_fits(i) || !nargs_fit(i, succs) || (i->flags & ~(unsigned)INSN_FLAGS))
        return verify_fail(v, "instruction %u: not the form of its operation", id);
    if (is_last && !succs_fit(i, succs))
        return verify_fail(v, "instruction %u: not its number of successors", id);
    if (!dst_fits(i, v->f->nplaces))
        return verify_fail(v, "instruction %u: not the destination of its operation", id);
    if (!verify_is_loc(v, i->loc) || !verify_is_loc(v, i->spelled))
        return verify_fail(v, "instruction %u: no such file", id);
    return true;
}

// What an operand shows about addresses has been noted where the flow looks for it.
static bool verify_addresses(Verifier *v, const Insn *i) {
    const IrFunc *f = v->f;
    for (uint32_t k = 0; k < i->nargs; k++) {
        const Operand *o = &f->operands[i->first_arg + k];
        bool is_callee = i->op == OP_CALL && k == 0;
        if (o->kind == OPD_FUNC && !is_callee &&
            !(ir_func(v->m, o->func)->flags & FUNC_ADDRESS_TAKEN))
            return verify_fail(v, "function %u lacks FUNC_ADDRESS_TAKEN", o->func.v);
        const Place *p = o->kind == OPD_ADDR ? &f->places[o->place.v] : NULL;
        bool taken = p && p->root == ROOT_VAR && (!p->nsteps || p->steps[0].kind != STEP_DEREF);
        if (taken && !f->vars[p->id].address_taken)
            return verify_fail(v, "variable %u lacks address_taken", p->id);
    }
    return true;
}

static bool verify_insns(Verifier *v) {
    const IrFunc *f = v->f;
    uint32_t operands = 0;
    for (uint32_t b = 1; b <= f->nblocks; b++) {
        const IrBlock *block = &f->blocks[b];
        for (uint32_t k = 0; k < block->count; k++) {
            uint32_t id = block->first + k;
            const Insn *i = &f->insns[id];
            if (!verify_insn(v, id, k + 1 == block->count, block->succ_count))
                return false;
            if (i->first_arg != operands || i->nargs > f->noperands - operands)
                return verify_fail(v, "instruction %u: its operands do not follow", id);
            operands += i->nargs;
            if (!verify_special(v, id, i) || !verify_addresses(v, i))
                return false;
        }
    }
    return operands == f->noperands || verify_fail(v, "operands outside of instructions");
}

static void reach(BlockId to, uint8_t *seen, uint32_t *stack, uint32_t *n) {
    if (seen[to.v])
        return;
    seen[to.v] = 1;
    stack[(*n)++] = to.v;
}

static uint32_t count_reachable(const IrFunc *f, uint8_t *seen, uint32_t *stack) {
    uint32_t n = 0, count = 0;
    reach((BlockId){1}, seen, stack, &n);
    while (n) {
        const IrBlock *b = &f->blocks[stack[--n]];
        count++;
        for (uint32_t i = 0; i < b->succ_count; i++)
            reach(f->succs[b->first_succ + i], seen, stack, &n);
        for (uint32_t i = 0; i < b->count; i++) {
            BlockId unwind = verify_unwind(&f->insns[b->first + i]);
            if (unwind.v)
                reach(unwind, seen, stack, &n);
        }
    }
    return count;
}

static bool verify_reachable(Verifier *v) {
    const IrFunc *f = v->f;
    uint8_t *seen = base_malloc((size_t)f->nblocks + 1, "IR verifier");
    uint32_t *stack = base_malloc((size_t)f->nblocks * sizeof *stack, "IR verifier");
    memset(seen, 0, (size_t)f->nblocks + 1);
    uint32_t count = count_reachable(f, seen, stack);
    free(seen);
    free(stack);
    return count == f->nblocks || verify_fail(v, "a block cannot be reached from the entry");
}

bool verify_func(Verifier *v) {
    const IrFunc *f = v->f;
    if (!verify_header(v) || !verify_vars(v))
        return false;
    if (!ir_is_defined(f))
        return true;
    for (uint32_t i = 1; i <= f->nplaces; i++)
        if (!verify_place(v, i))
            return false;
    for (uint32_t i = 0; i < f->noperands; i++)
        if (!verify_operand(v, i))
            return false;
    return verify_blocks(v) && verify_insns(v) && verify_reachable(v) && verify_temps(v);
}
