// SPDX-License-Identifier: Apache-2.0
//
// From what the cases show to what flow.h promises: one MapOp for an instruction, joined over all
// cases that run it. A flag that speaks for a bound must hold in every case (AND), one that speaks
// for a fault may hold in one (OR).
#include "exec.h"

#include "once.h"

enum { FLAGS_EVERY_CASE = MAPOP_IF_NULL | MAPOP_AFTER_DESTROY | MAPOP_ONCE | MAPOP_REPLACES };

const Model *record_model(const Exec *x, const Insn *insn) {
    const Operand *callee = insn->op == OP_CALL ? ir_args(x->f, insn) : NULL;
    if (callee && callee->kind == OPD_FUNC)
        return x->known->model_of[callee->func.v];
    return callee && callee->kind == OPD_STRING
               ? models_macro(x->known->models, ir_str(x->m, callee->str))
               : NULL;
}

const char *record_callee_name(const Exec *x, uint32_t insn) {
    const Insn *i = &x->f->insns[insn];
    if (i->op != OP_CALL)
        return "";
    const Operand *callee = ir_args(x->f, i);
    if (callee->kind == OPD_FUNC)
        return ir_str(x->m, ir_func(x->m, callee->func)->name);
    return callee->kind == OPD_STRING ? ir_str(x->m, callee->str) : "";
}

static uint32_t place_flags(const Exec *x) {
    uint32_t flags = 0;
    if (cfg_in_loop(&x->cfg, x->block))
        flags |= MAPOP_IN_LOOP;
    if (cfg_in_endless(&x->cfg, x->block))
        flags |= MAPOP_IN_ENDLESS;
    return flags;
}

MapOp *record_op_at(const Exec *x, uint32_t insn, MapOpKind kind) {
    for (uint32_t at = x->op_at[insn]; at; at = x->op_before.data[at - 1 - x->first_op]) {
        MapOp *op = &x->flow->ops.data[at - 1];
        if (op->kind == kind)
            return op;
    }
    return NULL;
}

MapOp *record_op(Exec *x, const Case *c, MapOpKind kind, Holder map, uint32_t flags) {
    Flow *flow = x->flow;
    if (once_holds(x, c))
        flags |= MAPOP_ONCE;
    MapOp *known = record_op_at(x, x->insn, kind);
    if (known) {
        record_join_holder(&known->map, map);
        known->flags = ((known->flags | flags) & ~(uint32_t)FLAGS_EVERY_CASE) |
                       (known->flags & flags & FLAGS_EVERY_CASE);
        return known;
    }
    // A block that no case reaches may speak for a bound, never for growth.
    bool speaks_for_growth = kind == MAPOP_PUT || kind == MAPOP_STORE;
    if (x->shadow && speaks_for_growth)
        flags |= MAPOP_UNREACHED;
    MapOp op = {.kind = kind,
                .flags = flags | place_flags(x),
                .func = x->id,
                .insn = x->insn,
                .loc = x->f->insns[x->insn].loc,
                .map = map};
    vec_push(&flow->ops, op);
    vec_push(&x->op_before, x->op_at[x->insn]);
    x->op_at[x->insn] = flow->ops.len;
    return vec_last(&flow->ops);
}

// A comparison with the number of entries, or with something computed from it.
void record_size_test(Exec *x, const Case *c, ValueId v) {
    const Value *val = value_at(&x->values, v);
    if (val->kind == V_UNARY || val->kind == V_BINARY) {
        Value parts = *val;
        record_size_test(x, c, parts.a);
        if (parts.b.v)
            record_size_test(x, c, parts.b);
        return;
    }
    if (val->kind != V_RESULT)
        return;
    const MapOp *size = record_op_at(x, val->id, MAPOP_SIZE);
    if (size)
        record_op(x, c, MAPOP_SIZE_TEST, size->map, 0);
}

static bool is_variable(const Exec *x, ValueId address) {
    const Value *v = value_at(&x->values, address);
    return v->kind == V_VAR && v->id && x->f->vars[v->id].kind == VAR_LOCAL;
}

// Places that hold v are variables (temporaries apart), memory and entries.
bool record_is_shared(const Exec *x, const Case *c, ValueId v) {
    uint32_t variables = 0;
    vec_each (const Cell, cell, &c->cells) {
        if (cell->val.v != v.v)
            continue;
        const Value *where = value_at(&x->values, cell->addr);
        if (where->kind != V_VAR)
            return true;
        variables += is_variable(x, cell->addr);
    }
    vec_each (const Member, m, &c->members) {
        if (m->val.v == v.v || m->key.v == v.v)
            return true;
    }
    return variables > 1;
}

void record_shared(Exec *x, const Case *c, ValueId val) {
    vec_each (const Member, m, &c->members) {
        if (m->val.v != val.v)
            continue;
        MapOp *put = record_op_at(x, m->insn, MAPOP_PUT);
        if (put)
            put->flags |= MAPOP_SHARED;
    }
}

// An object that holds a live map is stored where it may live on.
static void record_link(Exec *x, const Case *c, ValueId address, ValueId val) {
    const Resource *r = case_resource(c, val);
    if (!r || r->kind != RES_MEMORY || r->state != RES_LIVE || eval_is_local_memory(x, c, address))
        return;
    for (uint32_t i = 0; i < c->cells.len; i++) {
        Cell cell = c->cells.data[i];
        const Resource *held = case_resource(c, cell.val);
        if (!held || held->kind != RES_MAP || held->state != RES_LIVE ||
            !value_is_within(&x->values, cell.addr, val))
            continue;
        MapOp *op = record_op(x, c, MAPOP_LINK, record_holder_of_address(x, cell.addr), 0);
        record_join_holder(&op->from, record_holder_of_address(x, address));
        return;
    }
}

bool record_is_handle(const Exec *x, TypeId type) {
    const IrType *t = ir_type(x->m, type);
    if (t->kind == TYPE_POINTER)
        t = ir_type(x->m, t->target);
    return t->kind == TYPE_RECORD && x->known->handles[t - x->m->types.data];
}

// Storage that is not new at each call: a global, or what a global points to. A field of an object
// that was handed in may be one that was just made.
static bool stands_for_long(const Exec *x, ValueId address) {
    for (const Value *v = value_at(&x->values, address);; v = value_at(&x->values, v->a)) {
        if (v->kind == V_GLOBAL)
            return true;
        if (v->kind != V_FIELD && v->kind != V_INDEX && v->kind != V_CONTENT)
            return false;
    }
}

// Whether this path found the slot empty that address names, if it stands for several: which one it
// was is not known, so the one that was looked at is taken for it.
static bool found_empty(const Exec *x, const Case *c, ValueId address) {
    if (!value_at(&x->values, address)->imprecise)
        return false;
    vec_each (const Fact, f, &c->facts) {
        const Value *v = value_at(&x->values, f->val);
        if (v->kind == V_CONTENT && v->a.v == address.v && f->low == 0 && f->high == 0)
            return true;
    }
    return false;
}

void record_store(Exec *x, const Case *c, ValueId address, ValueId old, ValueId val, TypeId type) {
    const Resource *r = case_resource(c, val);
    bool is_map = r && r->kind == RES_MAP;
    record_link(x, c, address, val);
    const Value *where = value_at(&x->values, address);
    if (r && (where->kind != V_VAR || is_variable(x, address)))
        record_shared(x, c, val);
    r = case_resource(c, val);
    if (!is_map && !record_is_handle(x, type))
        return;
    Holder into = record_holder_of_address(x, address);
    if (into.kind != HOLDER_GLOBAL && into.kind != HOLDER_FIELD && into.kind != HOLDER_PARAM)
        return;
    const Resource *was = case_resource(c, old);
    uint32_t flags = 0;
    if (was && was->state == RES_FREED)
        flags |= MAPOP_AFTER_DESTROY;
    else if (assume_is_null(x, c, old))
        // Found null, or set to null just before: only the first says that there was none.
        flags |= value_at(&x->values, old)->kind == V_INT ? 0u : (uint32_t)MAPOP_IF_NULL;
    else if (found_empty(x, c, address))
        flags |= MAPOP_IF_NULL;
    else if (stands_for_long(x, address) || assume_is_nonnull(x, c, old))
        flags |= MAPOP_OVER_LIVE;
    if (is_map && r->state == RES_LIVE)
        flags |= MAPOP_FRESH_MAP;
    bool null = assume_is_null(x, c, val);
    MapOp *op = record_op(x, c, null ? MAPOP_RESET : MAPOP_STORE, into, flags);
    record_join_holder(&op->from, record_holder_of_value(x, c, val));
}

void record_call(Exec *x, const Case *c, FuncId callee, const Operand *args, const ValueId *values,
                 uint32_t nargs) {
    Flow *flow = x->flow;
    uint32_t *at = &x->call_at[x->insn];
    bool first = *at == 0;
    if (first) {
        CallSite site = {.caller = x->id,
                         .callee = callee,
                         .insn = x->insn,
                         .loc = x->f->insns[x->insn].loc,
                         .flags = place_flags(x),
                         .first_arg = flow->args.len,
                         .nargs = nargs};
        vec_push(&flow->calls, site);
        vec_push_zero(&flow->args, nargs);
        *at = flow->calls.len;
    }
    CallSite *site = &flow->calls.data[*at - 1];
    bool once = once_holds(x, c);
    if (first && once)
        site->flags |= MAPOP_ONCE;
    else if (!once)
        site->flags &= ~(uint32_t)MAPOP_ONCE;
    for (uint32_t i = 0; i < nargs && i < site->nargs; i++) {
        CallArg *arg = &flow->args.data[site->first_arg + i];
        record_join_holder(&arg->holder, record_holder_of_value(x, c, values[i]));
        TypeId type = args ? eval_type(x, &args[i]) : (TypeId){0};
        record_join_class(&arg->value, record_class(x, c, values[i], type, args ? &args[i] : NULL));
    }
}

void record_entry(Exec *x, EntryKind kind, FuncId f) {
    for (uint32_t i = x->first_entry; i < x->flow->entries.len; i++) {
        const Entry *e = &x->flow->entries.data[i];
        if (e->func.v == f.v && e->kind == kind)
            return;
    }
    Entry entry = {.kind = kind, .func = f, .loc = x->f->insns[x->insn].loc};
    vec_push(&x->flow->entries, entry);
}

static bool block_is_decided(const Exec *x, uint32_t insn, const bool *yes, const bool *no) {
    uint32_t b = x->cfg.block_of[insn].v;
    return yes[b] != no[b];
}

// What a comparison with the map's size decides: insertions and calls that only one side leads to.
static void mark_guarded(Exec *x, uint32_t branch, bool *yes, bool *no) {
    Flow *flow = x->flow;
    const IrBlock *b = &x->f->blocks[x->cfg.block_of[branch].v];
    memset(yes, 0, x->f->nblocks + 1);
    memset(no, 0, x->f->nblocks + 1);
    cfg_reach(&x->cfg, x->f, x->f->succs[b->first_succ], yes);
    cfg_reach(&x->cfg, x->f, x->f->succs[b->first_succ + 1], no);
    for (uint32_t i = x->first_op; i < flow->ops.len; i++) {
        MapOp *op = &flow->ops.data[i];
        if (op->kind == MAPOP_PUT && block_is_decided(x, op->insn, yes, no))
            op->flags |= MAPOP_GUARDED;
    }
    for (uint32_t i = x->first_call; i < flow->calls.len; i++) {
        CallSite *s = &flow->calls.data[i];
        if (block_is_decided(x, s->insn, yes, no))
            s->flags |= MAPOP_GUARDED;
    }
}

static void find_guards(Exec *x) {
    bool *yes = NULL, *no = NULL;
    for (uint32_t i = x->first_op; i < x->flow->ops.len; i++) {
        MapOp op = x->flow->ops.data[i];
        if (op.kind != MAPOP_SIZE_TEST || x->f->insns[op.insn].op != OP_BRANCH)
            continue;
        if (!yes) {
            yes = base_malloc(x->f->nblocks + 1, "blocks");
            no = base_malloc(x->f->nblocks + 1, "blocks");
        }
        mark_guarded(x, op.insn, yes, no);
    }
    free(yes);
    free(no);
}

static int op_order(const void *a, const void *b) {
    const MapOp *p = a, *q = b;
    if (p->insn != q->insn)
        return p->insn < q->insn ? -1 : 1;
    return p->kind < q->kind ? -1 : p->kind > q->kind;
}

static int suspect_order(const void *a, const void *b) {
    const Suspect *p = a, *q = b;
    if (p->made != q->made)
        return p->made < q->made ? -1 : 1;
    return p->event.is_map - q->event.is_map;
}

// `if (v->owned) free(v)` in a sweep: the path on which it is not freed proves nothing.
static bool freed_by_iteration(const Exec *x, const Suspect *s) {
    if (!s->visited)
        return false;
    vec_each (const uint32_t, made, &x->freed_visited) {
        if (*made == s->made)
            return true;
    }
    return false;
}

void record_finish(Exec *x) {
    Flow *flow = x->flow;
    find_guards(x);
    result_follow(x);
    if (flow->ops.len > x->first_op)
        qsort(flow->ops.data + x->first_op, flow->ops.len - x->first_op, sizeof(MapOp), op_order);
    if (x->suspects.len)
        qsort(x->suspects.data, x->suspects.len, sizeof(Suspect), suspect_order);
    vec_each (const Suspect, s, &x->suspects) {
        if (!(x->f->flags & FUNC_UNRELIABLE) && !freed_by_iteration(x, s))
            vec_push(&flow->events, s->event);
    }
}
