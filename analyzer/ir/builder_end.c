// SPDX-License-Identifier: Apache-2.0
//
// Moves a finished body into its function: keeps what can be reached and what is used, numbers it
// anew, and sets what follows from the operands (address taken, opaque count).
//
// Worked example. Entered were blocks 1, 3, 2; block 3 has no way in. Block 1 stays 1, block 2
// becomes 2, and of the places only those of their instructions are copied.
#include "builder_internal.h"

// Old ids to new ones; 0: dropped.
typedef struct {
    IrModule *m;
    const Body *body;
    IrFunc *f;
    uint32_t *blocks;
    uint32_t *places;
} Move;

static void mark(const Move *mv, uint32_t *stack, uint32_t *n, BlockId to) {
    if (mv->blocks[to.v])
        return;
    mv->blocks[to.v] = 1;
    stack[(*n)++] = to.v;
}

static void mark_unwinds(const Move *mv, const OpenBlock *o, uint32_t *stack, uint32_t *n) {
    for (uint32_t i = o->first; i < o->end; i++) {
        const Insn *insn = &mv->body->insns.data[i];
        if (insn->op == OP_CALL && insn->sub == CALL_DIRECT && insn->unwind.v)
            mark(mv, stack, n, insn->unwind);
    }
}

// Sets blocks[] to 1 for what can be reached.
static void mark_reachable(const Move *mv) {
    const Body *body = mv->body;
    uint32_t *stack = base_malloc(body->blocks.len * sizeof *stack, "IR builder");
    uint32_t n = 0;
    mark(mv, stack, &n, (BlockId){body->placed.data[0]});
    while (n) {
        const OpenBlock *o = &body->blocks.data[stack[--n]];
        for (uint32_t i = 0; i < o->succ_count; i++)
            mark(mv, stack, &n, body->succs.data[o->first_succ + i]);
        mark_unwinds(mv, o, stack, &n);
    }
    free(stack);
}

// Numbers the blocks that stay, in the order in which they were entered, and measures the function.
static void count_kept(const Move *mv) {
    const Body *body = mv->body;
    IrFunc *f = mv->f;
    vec_each (const uint32_t, id, &body->placed) {
        if (!mv->blocks[*id])
            continue;
        const OpenBlock *o = &body->blocks.data[*id];
        mv->blocks[*id] = ++f->nblocks;
        f->ninsns += o->end - o->first;
        f->nsuccs += o->succ_count;
        for (uint32_t i = o->first; i < o->end; i++)
            f->noperands += body->insns.data[i].nargs;
    }
}

static PlaceId move_place(const Move *mv, PlaceId p) {
    if (p.v && !mv->places[p.v]) {
        mv->places[p.v] = ++mv->f->nplaces;
        mv->f->places[mv->f->nplaces] = mv->body->places.data[p.v];
    }
    return (PlaceId){mv->places[p.v]};
}

static void note_address(const Move *mv, const Place *p) {
    if (p->root == ROOT_VAR && (!p->nsteps || p->steps[0].kind != STEP_DEREF))
        mv->f->vars[p->id].address_taken = true;
}

static Operand move_operand(const Move *mv, Operand o, bool is_callee) {
    if (o.kind == OPD_FUNC && !is_callee)
        ir_func(mv->m, o.func)->flags |= FUNC_ADDRESS_TAKEN;
    if (o.kind == OPD_ADDR)
        note_address(mv, &mv->body->places.data[o.place.v]);
    if (o.kind == OPD_PLACE || o.kind == OPD_ADDR)
        o.place = move_place(mv, o.place);
    return o;
}

static void move_insn(const Move *mv, Insn insn) {
    IrFunc *f = mv->f;
    const Operand *args = insn.nargs ? &mv->body->operands.data[insn.first_arg] : NULL;
    bool is_call = insn.op == OP_CALL;
    insn.dst = move_place(mv, insn.dst);
    insn.first_arg = f->noperands;
    for (uint32_t i = 0; i < insn.nargs; i++)
        f->operands[f->noperands++] = move_operand(mv, args[i], is_call && i == 0);
    if (is_call && insn.sub == CALL_DIRECT)
        insn.unwind = (BlockId){mv->blocks[insn.unwind.v]};
    f->opaque += insn.op == OP_OPAQUE;
    f->insns[f->ninsns++] = insn;
}

static void move_block(const Move *mv, const OpenBlock *o) {
    IrFunc *f = mv->f;
    f->blocks[++f->nblocks] = (IrBlock){.first = f->ninsns,
                                        .count = o->end - o->first,
                                        .first_succ = f->nsuccs,
                                        .succ_count = o->succ_count};
    for (uint32_t i = o->first; i < o->end; i++)
        move_insn(mv, mv->body->insns.data[i]);
    for (uint32_t i = 0; i < o->succ_count; i++)
        f->succs[f->nsuccs++] = (BlockId){mv->blocks[mv->body->succs.data[o->first_succ + i].v]};
}

static void allocate(const Move *mv, Arena *a) {
    IrFunc *f = mv->f;
    f->vars = ARENA_ARRAY(a, IrVar, mv->body->vars.len);
    f->nvars = mv->body->vars.len - 1;
    f->nparams = mv->body->nparams;
    memcpy(f->vars, mv->body->vars.data, mv->body->vars.len * sizeof *f->vars);
    f->blocks = ARENA_ARRAY(a, IrBlock, (size_t)f->nblocks + 1);
    f->insns = ARENA_ARRAY(a, Insn, f->ninsns);
    f->operands = ARENA_ARRAY(a, Operand, f->noperands);
    f->succs = ARENA_ARRAY(a, BlockId, f->nsuccs);
}

// The places go to the arena last, when it is known how many are used.
static void settle_places(const Move *mv, Arena *a, Place *used) {
    IrFunc *f = mv->f;
    f->places = ARENA_ARRAY(a, Place, (size_t)f->nplaces + 1);
    memcpy(f->places, used, ((size_t)f->nplaces + 1) * sizeof *used);
    free(used);
}

void body_finish(IrModule *m, Body *body) {
    Move mv = {.m = m, .body = body, .f = ir_func(m, body->func)};
    IrFunc *f = mv.f;
    mv.blocks = calloc(body->blocks.len, sizeof *mv.blocks);
    mv.places = calloc(body->places.len, sizeof *mv.places);
    if (!mv.blocks || !mv.places)
        BUG("no memory for the end of a function");
    mark_reachable(&mv);
    count_kept(&mv);
    allocate(&mv, &m->arena);
    Place *used = base_malloc(body->places.len * sizeof *used, "IR builder");
    memset(used, 0, sizeof *used);
    f->places = used;
    f->nplaces = f->nblocks = f->ninsns = f->noperands = f->nsuccs = f->opaque = 0;
    vec_each (const uint32_t, id, &body->placed) {
        if (mv.blocks[*id])
            move_block(&mv, &body->blocks.data[*id]);
    }
    settle_places(&mv, &m->arena, used);
    free(mv.blocks);
    free(mv.places);
}
