// SPDX-License-Identifier: Apache-2.0
//
// From what the cases show to what flow.h promises: one MapOp for an instruction, joined over all
// cases that run it. A flag that speaks for a bound must hold in every case (AND), one that speaks
// for a fault may hold in one (OR).
#include "exec.h"

#include "once.h"
#include "small.h"

enum {
    FLAGS_EVERY_CASE = MAPOP_IF_NULL | MAPOP_AFTER_DESTROY | MAPOP_ONCE | MAPOP_REPLACES,
    SMALL_SET = 1 << 16,
};

static ValueId parameter_of_content(const Exec *x, const Value *content) {
    const Value *var = value_at(&x->values, content->a);
    bool is_param = content->kind == V_CONTENT && var->kind == V_VAR && content->num == 0 &&
                    var->id <= x->f->nparams;
    return is_param ? content->a : VALUE_NONE;
}

Holder record_holder_of_address(Exec *x, ValueId address) {
    const Value *v = value_at(&x->values, address);
    while (v->kind == V_INDEX)
        v = value_at(&x->values, v->a);
    switch ((ValueKind)v->kind) {
    case V_GLOBAL:
        return (Holder){.kind = HOLDER_GLOBAL, .id = v->id};
    case V_FIELD:
        return (Holder){.kind = HOLDER_FIELD, .id = v->id};
    case V_CONTENT: {
        ValueId var = parameter_of_content(x, v);
        if (var.v)
            return (Holder){
                .kind = HOLDER_PARAM, .level = 1, .id = value_at(&x->values, var)->id - 1};
        return (Holder){.kind = HOLDER_UNKNOWN};
    }
    default:
        return (Holder){.kind = HOLDER_UNKNOWN};
    }
}

// Whether the object at address is reached from a global in this case: directly, one step deep.
static bool hangs_on_global(const Exec *x, const Case *c, ValueId address) {
    ValueId base = value_base(&x->values, address);
    if (value_at(&x->values, base)->kind == V_GLOBAL)
        return true;
    vec_each (const Cell, cell, &c->cells) {
        if (cell->val.v == base.v &&
            value_at(&x->values, value_base(&x->values, cell->addr))->kind == V_GLOBAL)
            return true;
    }
    return false;
}

Holder record_holder_of_storage(Exec *x, const Case *c, ValueId address) {
    Holder h = record_holder_of_address(x, address);
    if (eval_is_local_memory(x, c, address) && !hangs_on_global(x, c, address))
        return (Holder){.kind = HOLDER_UNKNOWN};
    return h;
}

// A map made here lives where it was stored since, as far as that lives on.
static Holder holder_of_fresh(Exec *x, const Case *c, ValueId val, const Resource *r) {
    for (uint32_t i = 0; i < c->cells.len; i++) {
        Cell cell = c->cells.data[i];
        if (cell.val.v != val.v)
            continue;
        Holder h = record_holder_of_storage(x, c, cell.addr);
        if (h.kind == HOLDER_GLOBAL || h.kind == HOLDER_FIELD)
            return h;
    }
    return (Holder){.kind = HOLDER_LOCAL, .id = r->made - 1, .func = x->id};
}

Holder record_holder_of_value(Exec *x, const Case *c, ValueId val) {
    const Value *v = value_at(&x->values, val);
    const Resource *r = case_resource(c, val);
    if (v->kind == V_FRESH && r && r->kind == RES_MAP && r->state == RES_LIVE)
        return holder_of_fresh(x, c, val, r);
    if (v->kind == V_FRESH)
        return (Holder){.kind = HOLDER_UNKNOWN};
    if (v->kind == V_ELEMENT)
        return (Holder){.kind = HOLDER_ELEMENT};
    // A map in place: the address is the handle.
    if (v->kind == V_GLOBAL || v->kind == V_FIELD)
        return record_holder_of_address(x, val);
    if (v->kind == V_VAR)
        return r && r->kind == RES_MAP
                   ? (Holder){.kind = HOLDER_LOCAL, .id = r->made - 1, .func = x->id}
                   : (Holder){.kind = HOLDER_UNKNOWN};
    if (v->kind != V_CONTENT)
        return (Holder){.kind = HOLDER_UNKNOWN};
    ValueId var = parameter_of_content(x, v);
    if (var.v)
        return (Holder){.kind = HOLDER_PARAM, .id = value_at(&x->values, var)->id - 1};
    return record_holder_of_address(x, v->a);
}

// What is stored in a place of a small type is from a small set, whoever looks at it.
static bool is_small_content(const Exec *x, const Value *v) {
    if (v->kind != V_CONTENT)
        return false;
    const Value *where = value_at(&x->values, v->a);
    switch ((ValueKind)where->kind) {
    case V_VAR:
        return small_type(x->m, x->f->vars[where->id].type);
    case V_GLOBAL:
        return small_type(x->m, x->m->globals.data[where->id].type);
    case V_FIELD:
        return small_type(x->m, x->m->fields.data[where->id].type);
    default:
        return false;
    }
}

static bool is_small_operand(Exec *x, const Operand *o) {
    if (!o || o->kind != OPD_PLACE)
        return false;
    if (!x->small)
        x->small = small_find(x->m, x->f);
    return small_operand(x->m, x->f, x->small, o);
}

static bool is_small_range(Exec *x, const Case *c, ValueId v) {
    int64_t low, high;
    bool nonzero;
    assume_range(x, c, v, &low, &high, &nonzero);
    return low > -SMALL_SET && high < SMALL_SET;
}

// An argument of the program: one of as many as it was started with.
static bool is_program_argument(const Exec *x, const Value *where) {
    return where->kind == V_CONTENT && parameter_of_content(x, where).v &&
           strcmp(ir_str(x->m, x->f->name), "main") == 0;
}

static ValueClassKind class_kind(Exec *x, const Case *c, ValueId val, TypeId type, const Operand *o,
                                 uint32_t *id) {
    const Value *v = value_at(&x->values, val);
    const Value *base = value_at(&x->values, value_base(&x->values, val));
    switch ((ValueKind)v->kind) {
    case V_INT:
    case V_STRING:
    case V_FUNC:
    case V_CHOICE:
        return CLASS_CONSTANT;
    case V_GLOBAL:
        return CLASS_STATIC;
    case V_FIELD:
    case V_INDEX:
        return base->kind == V_GLOBAL ? CLASS_STATIC : CLASS_BORROWED;
    case V_FRESH:
        return CLASS_FRESH;
    case V_VAR:
    case V_ELEMENT:
    case V_KEY:
        return CLASS_BORROWED;
    default:
        break;
    }
    if (small_type(x->m, type) || is_small_content(x, v) || is_small_operand(x, o) ||
        is_small_range(x, c, val))
        return CLASS_SMALL;
    if (v->kind != V_CONTENT)
        return CLASS_ANY;
    ValueId var = parameter_of_content(x, v);
    if (var.v) {
        *id = value_at(&x->values, var)->id - 1;
        return CLASS_PARAM;
    }
    const Value *where = value_at(&x->values, value_base(&x->values, v->a));
    bool in_table = value_at(&x->values, v->a)->kind != V_GLOBAL;
    if (where->kind == V_GLOBAL && (in_table || x->m->globals.data[where->id].is_const))
        return CLASS_STATIC;
    if (is_program_argument(x, where))
        return CLASS_STATIC;
    return where->kind == V_VAR ? CLASS_ANY : CLASS_BORROWED;
}

ValueClass record_class(Exec *x, const Case *c, ValueId v, TypeId type, const Operand *o) {
    ValueClass cls = {0};
    cls.kind = class_kind(x, c, v, type, o, &cls.id);
    // As a key, a copy is from the set that its original is from.
    cls.origin = cls.kind;
    cls.origin_id = cls.id;
    if (cls.kind == CLASS_FRESH && v.v < x->source.len && x->source.data[v.v].v)
        cls.origin = class_kind(x, c, x->source.data[v.v], type, NULL, &cls.origin_id);
    cls.is_text = value_at(&x->values, v)->kind == V_STRING;
    const Resource *r = case_resource(c, value_base(&x->values, v));
    cls.may_fresh = cls.kind == CLASS_FRESH && r && r->state == RES_LIVE && r->kind == RES_MEMORY;
    cls.may_other = !cls.may_fresh;
    return cls;
}

static void join_origin(ValueClass *into, ValueClass from) {
    if (into->origin == CLASS_PARAM && from.origin == CLASS_PARAM &&
        into->origin_id != from.origin_id) {
        into->origin = CLASS_ANY;
    } else if (from.origin > into->origin) {
        into->origin = from.origin;
        into->origin_id = from.origin_id;
    }
}

void record_join_class(ValueClass *into, ValueClass from) {
    if (from.kind == CLASS_NONE)
        return;
    bool two_params = into->kind == CLASS_PARAM && from.kind == CLASS_PARAM && into->id != from.id;
    if (two_params)
        into->kind = CLASS_ANY;
    else if (from.kind > into->kind) {
        into->kind = from.kind;
        into->id = from.id;
    }
    join_origin(into, from);
    into->may_fresh |= from.may_fresh;
    into->may_other |= from.may_other;
    into->is_text |= from.is_text;
}

void record_join_holder(Holder *into, Holder from) {
    // A path on which the holder cannot be told does not speak against one on which it can.
    if (into->kind == HOLDER_NONE || into->kind == HOLDER_UNKNOWN)
        *into = from;
    else if (from.kind > HOLDER_UNKNOWN && !holder_equal(*into, from))
        *into = (Holder){.kind = HOLDER_UNKNOWN};
}

static uint32_t place_flags(const Exec *x) {
    uint32_t flags = 0;
    if (cfg_in_loop(&x->cfg, x->block))
        flags |= MAPOP_IN_LOOP;
    if (cfg_in_endless(&x->cfg, x->block))
        flags |= MAPOP_IN_ENDLESS;
    return flags;
}

MapOp *record_op(Exec *x, const Case *c, MapOpKind kind, Holder map, uint32_t flags) {
    Flow *flow = x->flow;
    if (once_holds(x, c))
        flags |= MAPOP_ONCE;
    for (uint32_t i = flow->ops.len; i > x->first_op; i--) {
        MapOp *op = &flow->ops.data[i - 1];
        // A map and its alias are told apart: `a = b` stores into one place from another.
        if (op->insn != x->insn || op->kind != kind)
            continue;
        record_join_holder(&op->map, map);
        op->flags = ((op->flags | flags) & ~(uint32_t)FLAGS_EVERY_CASE) |
                    (op->flags & flags & FLAGS_EVERY_CASE);
        return op;
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
    for (uint32_t i = x->first_op; i < x->flow->ops.len; i++) {
        MapOp op = x->flow->ops.data[i];
        if (op.kind == MAPOP_SIZE && op.insn == val->id) {
            record_op(x, c, MAPOP_SIZE_TEST, op.map, 0);
            return;
        }
    }
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
        for (uint32_t i = x->first_op; i < x->flow->ops.len; i++) {
            MapOp *op = &x->flow->ops.data[i];
            if (op->kind == MAPOP_PUT && op->insn == m->insn)
                op->flags |= MAPOP_SHARED;
        }
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

static const char *const why_texts[] = {
    [LOST_RETURN] = "the function returns here, and nothing refers to it any more",
    [LOST_SCOPE] = "its last handle leaves its scope here",
    [LOST_OVERWRITE] = "its last handle is overwritten here",
    [LOST_OWNER] = "the object that held it is freed here",
    [LOST_DESTROY] = "the map is destroyed here and does not release it",
    [LOST_REMOVE] = "the entry is removed here and does not release it",
    [LOST_CLEAR] = "the map is cleared here and does not release it",
    [LOST_REPLACE] = "the entry is replaced here and does not release it",
};

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

static const char *place_name(const Exec *x, PlaceId id) {
    const Place *p = &x->f->places[id.v];
    for (uint32_t s = p->nsteps; s > 0; s--)
        if (p->steps[s - 1].kind == STEP_FIELD)
            return ir_str(x->m, x->m->fields.data[p->steps[s - 1].id].name);
    return ir_str(x->m,
                  p->root == ROOT_GLOBAL ? x->m->globals.data[p->id].name : x->f->vars[p->id].name);
}

// Where the result of `insn` is stored: directly, or through a temporary.
static PlaceId result_place(const Exec *x, uint32_t insn) {
    const IrFunc *f = x->f;
    PlaceId dst = f->insns[insn].dst;
    for (uint32_t i = insn + 1; dst.v && i <= insn + 4 && i < f->ninsns; i++) {
        const Place *p = &f->places[dst.v];
        if (p->root == ROOT_GLOBAL || f->vars[p->id].kind != VAR_TEMP)
            break;
        const Insn *next = &f->insns[i];
        if (next->op == OP_ASSIGN && ir_args(f, next)->kind == OPD_PLACE &&
            ir_args(f, next)->place.v == dst.v)
            dst = next->dst;
    }
    return dst;
}

// The argument that the model of a call stores the new map in; 0 when it is none.
static PlaceId modelled_place(const Exec *x, const Insn *insn) {
    const Operand *args = ir_args(x->f, insn);
    const Model *model = record_model(x, insn);
    for (uint32_t i = 0; model && i < model->neffects; i++) {
        const Effect *e = &model->effects[i];
        if ((e->kind != EFF_CREATE && !e->creates) || e->map.kind != ARG_NTH ||
            e->map.index + 1u >= insn->nargs)
            continue;
        const Operand *o = &args[e->map.index + 1];
        return o->kind == OPD_ADDR || o->kind == OPD_PLACE ? o->place : (PlaceId){0};
    }
    return (PlaceId){0};
}

// The only variable whose address a call gets and that can take the map.
static PlaceId out_place(const Exec *x, const Insn *insn) {
    PlaceId found = {0};
    const Operand *args = ir_args(x->f, insn);
    for (uint32_t i = 1; i < insn->nargs; i++) {
        if (args[i].kind != OPD_ADDR || !record_is_handle(x, x->f->places[args[i].place.v].type))
            continue;
        if (found.v)
            return (PlaceId){0};
        found = args[i].place;
    }
    return found;
}

// The variable that holds what `insn` made; "" for none.
static const char *variable_of(const Exec *x, uint32_t made, bool is_map) {
    const Insn *insn = &x->f->insns[made];
    PlaceId out = {0};
    if (is_map && insn->op == OP_CALL)
        out = record_model(x, insn) ? modelled_place(x, insn) : out_place(x, insn);
    if (!out.v)
        out = result_place(x, made);
    return out.v ? place_name(x, out) : "";
}

enum { STEPS_MAX = 10 };

static void add_step(FlowStep *steps, uint32_t *n, Loc loc, const char *text) {
    if (*n < STEPS_MAX)
        steps[(*n)++] = (FlowStep){loc, text};
}

// What a reader calls an operand: a variable, a member, the result of a call; "" when there is no
// word for it.
static const char *operand_words(const Exec *x, uint32_t branch, const Operand *o) {
    Arena *arena = &x->flow->arena;
    if (o->kind == OPD_INT)
        return arena_printf(arena, "%lld", (long long)o->num);
    if (o->kind != OPD_PLACE)
        return "";
    const Place *p = &x->f->places[o->place.v];
    for (uint32_t s = p->nsteps; s > 0; s--)
        if (p->steps[s - 1].kind == STEP_FIELD)
            return arena_printf(arena, "'%s'",
                                ir_str(x->m, x->m->fields.data[p->steps[s - 1].id].name));
    if (p->root == ROOT_GLOBAL)
        return arena_printf(arena, "'%s'", ir_str(x->m, x->m->globals.data[p->id].name));
    const IrVar *v = &x->f->vars[p->id];
    if (v->kind != VAR_TEMP)
        return p->nsteps ? arena_printf(arena, "'*%s'", ir_str(x->m, v->name))
                         : arena_printf(arena, "'%s'", ir_str(x->m, v->name));
    for (uint32_t i = branch; i-- > 0 && branch - i < 6;) {
        const Insn *insn = &x->f->insns[i];
        if (insn->dst.v == o->place.v && record_callee_name(x, i)[0])
            return arena_printf(arena, "the result of %s", record_callee_name(x, i));
    }
    return "";
}

// What the path found at a branch, in words: "'m' is null", "'n' < 3", "the result of f is not 0".
static const char *branch_words(const Exec *x, uint32_t branch, bool yes) {
    static const char *const ops[] = {"==", "!=", "<", "<=", ">", ">="};
    static const IrBinary opposite[] = {[BIN_EQ] = BIN_NE, [BIN_NE] = BIN_EQ, [BIN_LT] = BIN_GE,
                                        [BIN_GE] = BIN_LT, [BIN_GT] = BIN_LE, [BIN_LE] = BIN_GT};
    const Insn *insn = &x->f->insns[branch];
    const Operand *args = ir_args(x->f, insn);
    Arena *arena = &x->flow->arena;
    IrBinary op = yes ? (IrBinary)insn->sub : opposite[insn->sub];
    const char *left = operand_words(x, branch, &args[0]);
    if (!left[0])
        return yes ? "this branch is taken" : "this branch is not taken";
    bool zero = args[1].kind == OPD_NULL || (args[1].kind == OPD_INT && args[1].num == 0);
    if (zero && op <= BIN_NE)
        return arena_printf(arena, "%s is %s%s", left, op == BIN_NE ? "not " : "",
                            ir_type_is_pointer(x->m, eval_type(x, &args[0])) ? "null" : "0");
    const char *right = operand_words(x, branch, &args[1]);
    return arena_printf(arena, "%s %s %s", left, ops[op], right[0] ? right : "the other side");
}

// The branches between the making and the loss, oldest first; the newest ones when there are many.
static uint32_t path_steps(const Exec *x, const Case *c, uint32_t made, FlowStep *steps,
                           uint32_t max) {
    const Trace *path[STEPS_MAX];
    uint32_t n = 0, last = UINT32_MAX;
    for (const Trace *t = c->trace; t && n < max; t = t->prev) {
        if (t->insn == made)
            break;
        if (x->f->insns[t->insn].op == OP_BRANCH && t->insn != last)
            path[n++] = t;
        last = t->insn;
    }
    for (uint32_t i = 0; i < n; i++)
        steps[i] = (FlowStep){x->f->insns[path[n - 1 - i]->insn].loc,
                              branch_words(x, path[n - 1 - i]->insn, path[n - 1 - i]->yes)};
    return n;
}

// How what a variable still held left its map at `insn`. One instruction may both remove an entry
// and end the map with the last one: then the removal counts.
static LostWhy way_out(const Exec *x, uint32_t insn) {
    static const struct {
        MapOpKind kind;
        LostWhy why;
    } table[] = {
        {MAPOP_REMOVE, LOST_REMOVE}, {MAPOP_TAKE, LOST_REMOVE},     {MAPOP_CLEAR, LOST_CLEAR},
        {MAPOP_PUT, LOST_REPLACE},   {MAPOP_DESTROY, LOST_DESTROY},
    };
    for (size_t t = 0; t < COUNT_OF(table); t++)
        for (uint32_t i = x->first_op; i < x->flow->ops.len; i++) {
            const MapOp *op = &x->flow->ops.data[i];
            if (op->insn == insn && op->kind == table[t].kind)
                return table[t].why;
        }
    return LOST_REMOVE;
}

void record_lost(Exec *x, const Case *c, const Resource *r, LostWhy why, const Resource *map) {
    uint32_t made = r->made - 1;
    bool is_map = r->kind == RES_MAP;
    bool removed = !is_map && !map && r->where;
    if (x->shadow || (!is_map && !map && !removed))
        return;
    // An object and the map in it may come from one call.
    vec_each (const Suspect, s, &x->suspects) {
        if (s->made == made && s->event.is_map == is_map)
            return;
    }
    Flow *flow = x->flow;
    ValueId entry = value_at(&x->values, r->val)->kind == V_ELEMENT ? r->val : VALUE_NONE;
    uint32_t lost_at = removed ? r->where - 1 : x->insn;
    why = removed ? way_out(x, lost_at) : why;
    FlowStep *steps = ARENA_ARRAY(&flow->arena, FlowStep, STEPS_MAX);
    uint32_t n = 0;
    const char *by = record_callee_name(x, made);
    if (!entry.v)
        add_step(steps, &n, x->f->insns[made].loc,
                 arena_printf(&flow->arena, "%s here by %s", is_map ? "made" : "allocated", by));
    if (map && map->made)
        add_step(steps, &n, x->f->insns[map->made - 1].loc, "put into the map that is made here");
    n += path_steps(x, c, made, steps + n, STEPS_MAX - 3);
    add_step(steps, &n, x->f->insns[lost_at].loc, why_texts[why]);
    Event e = {.kind = EVENT_LOST,
               .is_map = is_map,
               .in_map = map || removed,
               .why = why,
               .is_entry = entry.v != 0,
               .lost_insn = lost_at,
               .func = x->id,
               .made = x->f->insns[made].loc,
               .lost = x->f->insns[lost_at].loc,
               .container = map && map->made ? x->f->insns[map->made - 1].loc : (Loc){{0}, 0, 0},
               .made_by = by,
               .variable = variable_of(x, made, is_map),
               .steps = steps,
               .nsteps = n};
    Suspect s = {.event = e, .made = made, .visited = r->visited};
    vec_push(&x->suspects, s);
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
