// SPDX-License-Identifier: Apache-2.0
//
// The open body of a function: variables, blocks, places, instructions.
//
// Invariants:
//  1. The instructions of a block are contiguous: a block is entered once, and what is emitted
//     while no block is open goes nowhere.
//  2. Equal places have one id; unused steps are zero.
#include "builder.h"

#include "builder_internal.h"
#include <xxhash.h>

enum {
    PLACES_KEPT = 512
}; // a place table that held more is not reused: clearing it costs its size

static uint64_t place_hash(const void *key, const GomapSeed *seed, void *ctx) {
    UNUSED(ctx);
    return XXH3_64bits_withSeed(key, sizeof(Place), seed->k0);
}

static bool place_equal(const void *a, const void *b, void *ctx) {
    UNUSED(ctx);
    return memcmp(a, b, sizeof(Place)) == 0;
}

_Static_assert(sizeof(Place) == (4 + 2 * PLACE_STEPS) * sizeof(uint32_t),
               "a Place is compared as bytes, so it has no padding");

static void make_place_table(Body *body) {
    GomapType type = {.key_size = sizeof(Place),
                      .key_align = _Alignof(Place),
                      .value_size = sizeof(uint32_t),
                      .value_align = _Alignof(uint32_t),
                      .hash = place_hash,
                      .equal = place_equal};
    if (gomap_new(&type, 0, &body->place_ids) != GOMAP_OK)
        BUG("no memory for places");
}

void body_init(Body *body) {
    *body = (Body){0};
    make_place_table(body);
}

void body_fini(Body *body) {
    vec_fini(&body->vars);
    vec_fini(&body->blocks);
    vec_fini(&body->placed);
    vec_fini(&body->insns);
    vec_fini(&body->operands);
    vec_fini(&body->succs);
    vec_fini(&body->places);
    gomap_free(body->place_ids);
}

void body_reset(Body *body, FuncId f) {
    if (body->places.len > PLACES_KEPT) {
        gomap_free(body->place_ids);
        make_place_table(body);
    } else {
        gomap_clear(body->place_ids);
    }
    vec_clear(&body->vars);
    vec_clear(&body->blocks);
    vec_clear(&body->placed);
    vec_clear(&body->insns);
    vec_clear(&body->operands);
    vec_clear(&body->succs);
    vec_clear(&body->places);
    (void)vec_push_zero(&body->vars, 1);
    (void)vec_push_zero(&body->blocks, 1);
    (void)vec_push_zero(&body->places, 1);
    body->func = f;
    body->current = (BlockId){0};
    body->nparams = 0;
    body->emitted = false;
}

void builder_func_begin(IrBuilder *b, FuncId f) {
    BUG_ON(b->body.func.v || !f.v || f.v >= b->m->funcs.len);
    BUG_ON(ir_is_defined(ir_func(b->m, f)));
    body_reset(&b->body, f);
    b->loc = b->spelled = (Loc){0};
}

void builder_func_end(IrBuilder *b) {
    BUG_ON(!b->body.func.v);
    if (builder_is_open(b) && !b->body.current.v)
        builder_enter(b, builder_block(b)); // an empty body
    if (builder_is_open(b))
        body_close(b, b->body.current);
    // A block that some jump names and that was never entered.
    b->spelled = b->loc = (Loc){0};
    for (uint32_t i = 1; i < b->body.blocks.len; i++) {
        if (b->body.blocks.data[i].entered)
            continue;
        builder_enter(b, (BlockId){i});
        body_close(b, (BlockId){i});
    }
    body_finish(b->m, &b->body);
    b->body.func = (FuncId){0};
}

void builder_func_abandon(IrBuilder *b) {
    b->body.func = (FuncId){0};
}

VarId builder_var(IrBuilder *b, IrVar var) {
    Body *body = &b->body;
    if (var.kind == VAR_PARAM) {
        BUG_ON(body->nparams + 1 != body->vars.len); // parameters come first
        body->nparams++;
    }
    return (VarId){vec_push(&body->vars, var)};
}

VarId builder_temp(IrBuilder *b, TypeId type, Loc loc) {
    return builder_var(b, (IrVar){.kind = VAR_TEMP, .type = type, .loc = loc});
}

IrVar *builder_var_get(IrBuilder *b, VarId v) {
    BUG_ON(!v.v || v.v >= b->body.vars.len);
    return &b->body.vars.data[v.v];
}

BlockId builder_block(IrBuilder *b) {
    return (BlockId){vec_push_zero(&b->body.blocks, 1)};
}

void builder_enter(IrBuilder *b, BlockId block) {
    Body *body = &b->body;
    BUG_ON(!block.v || block.v >= body->blocks.len || body->blocks.data[block.v].entered);
    if (body->current.v && builder_is_open(b))
        body_close(b, body->current);
    OpenBlock *o = &body->blocks.data[block.v];
    o->entered = true;
    o->first = body->insns.len;
    o->first_succ = body->succs.len;
    vec_push(&body->placed, block.v);
    body->current = block;
}

bool builder_is_open(const IrBuilder *b) {
    const Body *body = &b->body;
    return !body->current.v || !body->blocks.data[body->current.v].closed;
}

PlaceId builder_place(IrBuilder *b, Place p) {
    Body *body = &b->body;
    BUG_ON(p.nsteps > PLACE_STEPS || !p.id);
    for (uint32_t i = p.nsteps; i < PLACE_STEPS; i++)
        p.steps[i] = (Step){0};
    void *slot;
    bool added;
    if (gomap_upsert(body->place_ids, &p, &slot, &added) != GOMAP_OK)
        BUG("no memory for places");
    uint32_t *id = slot;
    if (added)
        *id = vec_push(&body->places, p);
    return (PlaceId){*id};
}

const Place *builder_place_get(const IrBuilder *b, PlaceId p) {
    BUG_ON(!p.v || p.v >= b->body.places.len);
    return &b->body.places.data[p.v];
}

PlaceId builder_var_place(IrBuilder *b, VarId v) {
    TypeId type = builder_var_get(b, v)->type;
    return builder_place(b, (Place){.root = ROOT_VAR, .id = v.v, .type = type});
}

PlaceId builder_global_place(IrBuilder *b, GlobalId g) {
    TypeId type = b->m->globals.data[g.v].type;
    return builder_place(b, (Place){.root = ROOT_GLOBAL, .id = g.v, .type = type});
}

static TypeId pointer_to(IrBuilder *b, TypeId target) {
    return builder_type(b, &(IrType){.kind = TYPE_POINTER, .size = 8, .target = target});
}

// The place of the first n steps of p.
static Place place_prefix(const IrBuilder *b, Place p, uint32_t n) {
    p.type = p.root == ROOT_VAR ? b->body.vars.data[p.id].type : b->m->globals.data[p.id].type;
    p.nsteps = n;
    for (uint32_t i = 0; i < n; i++)
        p.type = ir_step_type(b->m, p.type, p.steps[i]);
    return p;
}

static VarId emit_temp(IrBuilder *b, Operand src, Loc loc) {
    VarId temp = builder_temp(b, src.type, loc);
    Loc before = b->loc;
    b->loc = loc;
    builder_assign(b, builder_var_place(b, temp), src, INSN_IMPLICIT);
    b->loc = before;
    return temp;
}

static int last_deref(const Place *p) {
    int i = (int)p->nsteps - 1;
    while (i >= 0 && p->steps[i].kind != STEP_DEREF)
        i--;
    return i;
}

// Where the path of a full place goes on: a temporary that holds its last pointer, or its address.
// The result has room for one more step.
static Place shorten(IrBuilder *b, Place p, Step next, Loc loc) {
    PlaceId whole = builder_place(b, p);
    if (next.kind == STEP_DEREF) {
        VarId temp = emit_temp(b, opd_place(whole, p.type), loc);
        return (Place){.root = ROOT_VAR, .id = temp.v, .type = p.type};
    }
    int cut = last_deref(&p);
    if (cut < 1) {
        VarId temp = emit_temp(b, opd_addr(whole, pointer_to(b, p.type)), loc);
        return (Place){.root = ROOT_VAR,
                       .id = temp.v,
                       .nsteps = 1,
                       .steps = {{.kind = STEP_DEREF}},
                       .type = p.type};
    }
    Place pointer = place_prefix(b, p, (uint32_t)cut);
    VarId temp = emit_temp(b, opd_place(builder_place(b, pointer), pointer.type), loc);
    Place q = {.root = ROOT_VAR, .id = temp.v, .type = p.type};
    for (uint32_t i = (uint32_t)cut; i < p.nsteps; i++)
        q.steps[q.nsteps++] = p.steps[i];
    return q;
}

PlaceId builder_step(IrBuilder *b, PlaceId p, Step step, TypeId type, Loc loc) {
    Place q = *builder_place_get(b, p);
    if (q.nsteps == PLACE_STEPS)
        q = shorten(b, q, step, loc);
    q.steps[q.nsteps++] = step;
    q.type = type;
    return builder_place(b, q);
}

void builder_at(IrBuilder *b, Loc loc, Loc spelled) {
    b->loc = loc;
    b->spelled = spelled;
}

// Appends an instruction with its operands; NULL when the current block is closed. Valid until the
// next one.
static Insn *emit(IrBuilder *b, InsnOp op, PlaceId dst, const Operand *args, uint32_t nargs) {
    Body *body = &b->body;
    BUG_ON(!body->func.v);
    if (!body->current.v)
        builder_enter(b, builder_block(b));
    body->emitted = builder_is_open(b);
    if (!body->emitted)
        return NULL;
    uint32_t first = body->operands.len;
    for (uint32_t i = 0; i < nargs; i++)
        vec_push(&body->operands, args[i].kind ? args[i] : opd_unknown(args[i].type));
    vec_push(&body->insns, (Insn){.op = (uint8_t)op,
                                  .nargs = nargs,
                                  .first_arg = first,
                                  .dst = dst,
                                  .loc = b->loc,
                                  .spelled = b->spelled});
    return vec_last(&body->insns);
}

// As emit, for the last instruction of the current block.
static Insn *terminate(IrBuilder *b, InsnOp op, const Operand *args, uint32_t nargs,
                       const BlockId *to, uint32_t nto) {
    Insn *i = emit(b, op, (PlaceId){0}, args, nargs);
    if (!i)
        return NULL;
    Body *body = &b->body;
    OpenBlock *o = &body->blocks.data[body->current.v];
    for (uint32_t k = 0; k < nto; k++) {
        BUG_ON(!to[k].v || to[k].v >= body->blocks.len);
        vec_push(&body->succs, to[k]);
    }
    o->succ_count = nto;
    o->end = body->insns.len;
    o->closed = true;
    return i;
}

void body_close(IrBuilder *b, BlockId block) {
    BUG_ON(b->body.current.v != block.v);
    terminate(b, OP_UNREACHABLE, NULL, 0, NULL, 0);
}

void builder_assign(IrBuilder *b, PlaceId dst, Operand src, unsigned flags) {
    Insn *i = emit(b, OP_ASSIGN, dst, &src, 1);
    if (i)
        i->flags = (uint16_t)flags;
}

void builder_unary(IrBuilder *b, PlaceId dst, IrUnary op, Operand a) {
    Insn *i = emit(b, OP_UNARY, dst, &a, 1);
    if (i)
        i->sub = (uint8_t)op;
}

void builder_binary(IrBuilder *b, PlaceId dst, IrBinary op, Operand x, Operand y) {
    Insn *i = emit(b, OP_BINARY, dst, (Operand[]){x, y}, 2);
    if (i)
        i->sub = (uint8_t)op;
}

void builder_call(IrBuilder *b, PlaceId dst, CallKind kind, Operand callee, const Operand *args,
                  uint32_t nargs, StrId signature, unsigned flags) {
    Insn *i = emit(b, OP_CALL, dst, &callee, 1);
    if (!i)
        return;
    i->sub = (uint8_t)kind;
    i->flags = (uint16_t)flags;
    i->nargs = nargs + 1;
    if (kind == CALL_INDIRECT)
        i->signature = signature;
    for (uint32_t k = 0; k < nargs; k++)
        vec_push(&b->body.operands, args[k].kind ? args[k] : opd_unknown(args[k].type));
}

void builder_unwind(IrBuilder *b, BlockId to) {
    if (!b->body.emitted)
        return;
    Insn *i = vec_last(&b->body.insns);
    BUG_ON(i->op != OP_CALL || i->sub != CALL_DIRECT || !to.v || to.v >= b->body.blocks.len);
    i->unwind = to;
}

void builder_flags(IrBuilder *b, unsigned flags) {
    if (b->body.emitted)
        vec_last(&b->body.insns)->flags |= (uint16_t)flags;
}

void builder_scope_end(IrBuilder *b, VarId v) {
    Insn *i = emit(b, OP_SCOPE_END, (PlaceId){0}, NULL, 0);
    if (i)
        i->var = v;
}

void builder_opaque(IrBuilder *b, PlaceId dst, StrId reason) {
    Insn *i = emit(b, OP_OPAQUE, dst, NULL, 0);
    if (!i)
        return;
    i->reason = reason;
    builder_count_opaque(b, reason);
}

void builder_goto(IrBuilder *b, BlockId to) {
    terminate(b, OP_GOTO, NULL, 0, &to, 1);
}

void builder_branch(IrBuilder *b, IrBinary op, Operand x, Operand y, BlockId yes, BlockId no) {
    BUG_ON(op > BIN_GE);
    Insn *i = terminate(b, OP_BRANCH, (Operand[]){x, y}, 2, (BlockId[]){yes, no}, 2);
    if (i)
        i->sub = (uint8_t)op;
}

void builder_switch(IrBuilder *b, Operand x, BlockId otherwise, const int64_t (*ranges)[2],
                    const BlockId *to, uint32_t n) {
    Insn *i = terminate(b, OP_SWITCH, &x, 1, &otherwise, 1);
    if (!i)
        return;
    Body *body = &b->body;
    i->nargs = 1 + 2 * n;
    for (uint32_t k = 0; k < n; k++) {
        vec_push(&body->operands, opd_int(ranges[k][0], x.type));
        vec_push(&body->operands, opd_int(ranges[k][1], x.type));
        BUG_ON(!to[k].v || to[k].v >= body->blocks.len);
        vec_push(&body->succs, to[k]);
    }
    body->blocks.data[body->current.v].succ_count += n;
}

void builder_igoto(IrBuilder *b, Operand x, const BlockId *to, uint32_t n) {
    terminate(b, OP_IGOTO, &x, 1, to, n);
}

void builder_return(IrBuilder *b, Operand x) {
    terminate(b, OP_RETURN, &x, x.kind ? 1 : 0, NULL, 0);
}

void builder_unreachable(IrBuilder *b) {
    terminate(b, OP_UNREACHABLE, NULL, 0, NULL, 0);
}
