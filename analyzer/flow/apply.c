// SPDX-License-Identifier: Apache-2.0
//
// Applies a summary at a call: see summary.h.
#include "backref.h"
#include "entries.h"
#include "summary.h"

enum { APPLY_COST_UNIT = 8 }; // values of a summary that cost as much as an instruction

typedef struct {
    Exec *x;
    Case *c;
    const SummaryCase *s;
    const ValueId *args;
    uint32_t nargs, nparams;
    FuncId callee;
    ValueId *map; // by summary value
} Applier;

static ValueId translate_new(Applier *k, const Value *v);

static ValueId translate(Applier *k, uint32_t i) {
    if (!i)
        return VALUE_NONE;
    if (!k->map[i].v)
        k->map[i] = translate_new(k, &k->s->values[i]);
    return k->map[i];
}

static ValueId new_content(Applier *k, ValueId address) {
    Exec *x = k->x;
    eval_begin_epoch(x, k->c, (int64_t)x->insn + 1);
    return value_content(&x->values, address, (int64_t)x->insn + 1);
}

static ValueId translate_content(Applier *k, const Value *v) {
    Exec *x = k->x;
    const Value *where = &k->s->values[v->a.v];
    if (where->kind == V_VAR) {
        if (v->num == 0 && where->id >= 1 && where->id <= k->nparams && where->id <= k->nargs)
            return k->args[where->id - 1];
        return eval_made(x, k->c, V_RESULT, VALUE_NONE);
    }
    if (!v->a.v)
        return eval_made(x, k->c, V_RESULT, VALUE_NONE);
    ValueId address = translate(k, v->a.v);
    // What unknown code ran in the callee cannot have changed memory that only the caller's path
    // knows.
    if (v->num == 0 || eval_is_local_memory(x, k->c, address))
        return eval_content(x, k->c, address);
    return new_content(k, address);
}

// What a callee stored that is known as "the new content" only.
static ValueId translate_written(Applier *k, uint32_t i) {
    const Value *v = &k->s->values[i];
    if (v->kind != V_CONTENT || v->num == 0 || !v->a.v)
        return translate(k, i);
    return new_content(k, translate(k, v->a.v));
}

static ValueId translate_new(Applier *k, const Value *v) {
    Exec *x = k->x;
    switch ((ValueKind)v->kind) {
    case V_INT:
        return value_int(&x->values, v->num);
    case V_STRING:
    case V_FUNC:
    case V_GLOBAL:
        return value_simple(&x->values, (ValueKind)v->kind, v->id);
    case V_FIELD:
        return value_field(&x->values, translate(k, v->a.v), (FieldId){v->id});
    case V_INDEX:
        return value_index(&x->values, translate(k, v->a.v), v->id);
    case V_CONTENT:
        return translate_content(k, v);
    case V_COUNT:
        return value_made(&x->values, V_COUNT, translate(k, v->a.v), 0, 0);
    case V_ELEMENT:
    case V_KEY:
        return eval_made(x, k->c, (ValueKind)v->kind, translate(k, v->a.v));
    case V_UNARY: {
        ValueId r = value_unary(&x->values, (IrUnary)v->op, translate(k, v->a.v));
        return r.v ? r : eval_made(x, k->c, V_RESULT, VALUE_NONE);
    }
    case V_BINARY: {
        ValueId a = translate(k, v->a.v), b = translate(k, v->b.v);
        ValueId r = value_binary(&x->values, (IrBinary)v->op, a, b);
        return r.v ? r : eval_made(x, k->c, V_RESULT, VALUE_NONE);
    }
    case V_CHOICE:
        return eval_made(x, k->c, V_CHOICE, VALUE_NONE);
    case V_FRESH: {
        // Reserve the id at once, so that the next fresh object gets another one.
        ValueId fresh = eval_made(x, k->c, V_FRESH, VALUE_NONE);
        case_add_resource(k->c, (Resource){.val = fresh, .state = RES_ESCAPED});
        return fresh;
    }
    default:
        return eval_made(x, k->c, V_RESULT, VALUE_NONE);
    }
}

static bool apply_facts(Applier *k) {
    Exec *x = k->x;
    for (uint32_t i = 0; i < k->s->nfacts; i++) {
        const Fact *f = &k->s->facts[i];
        ValueId v = translate(k, f->val.v);
        if (f->nonzero && !assume(x, k->c, BIN_NE, v, value_int(&x->values, 0)))
            return false;
        if (f->low == f->high) {
            if (!assume(x, k->c, BIN_EQ, v, value_int(&x->values, f->low)))
                return false;
            continue;
        }
        if (f->low != INT64_MIN && !assume(x, k->c, BIN_GE, v, value_int(&x->values, f->low)))
            return false;
        if (f->high != INT64_MAX && !assume(x, k->c, BIN_LE, v, value_int(&x->values, f->high)))
            return false;
    }
    return true;
}

// The type of the argument that v is, 0 when it is none.
static TypeId argument_type(const Applier *k, ValueId v) {
    const Exec *x = k->x;
    const Insn *call = &x->f->insns[x->insn];
    const IrFunc *callee = ir_func(x->m, k->callee);
    for (uint32_t i = 0; i < k->nargs && call->op == OP_CALL; i++) {
        if (k->args[i].v != v.v)
            continue;
        // A callee that knows the type has recorded the free itself.
        bool knows =
            i < callee->nparams &&
            ir_type(x->m, ir_type_base(x->m, callee->vars[i + 1].type))->kind == TYPE_RECORD;
        return knows ? (TypeId){0} : eval_type(x, &ir_args(x->f, call)[i + 1]);
    }
    return (TypeId){0};
}

// The callee freed or took what the caller's case knows.
static void apply_known(Applier *k, const Resource *r, ValueId v) {
    Exec *x = k->x;
    Case *c = k->c;
    // A live entry of an outer map that the callee took out: whoever holds it now sees to it.
    if (r->state == RES_LIVE || r->state == RES_ESCAPED)
        return;
    if (r->state == RES_USED && r->visited)
        entries_unknown(x, c, v);
    if (r->state == RES_FREED && r->kind == RES_MEMORY) {
        // What the callee lost with the object is the callee's affair.
        for (uint32_t i = 0; i < c->cells.len; i++) {
            Cell cell = c->cells.data[i];
            if (value_is_within(&x->values, cell.addr, v))
                eval_escape(x, c, cell.val);
        }
        effects_release(x, c, v, argument_type(k, v));
        return;
    }
    Resource *mine = case_resource(c, v);
    if (!mine)
        mine = case_add_resource(c, (Resource){.val = v, .kind = r->kind, .state = r->state});
    if (r->state == RES_FREED && mine->refs)
        mine->refs--;
    else if (r->state != RES_USED)
        mine->state = r->state;
    mine->where = r->state == RES_USED ? mine->where : x->insn + 1;
    mine->filled |= r->filled;
    mine->visited |= r->kind == RES_MAP && r->visited;
}

// A value of a map that the callee hands to code that is not seen, say a release function that the
// object itself names, is handed on by the caller as well.
static void note_handed_on(Exec *x, Case *c, ValueId v) {
    ValueId map = value_entry_map(&x->values, v);
    if (map.v)
        record_op(x, c, MAPOP_FREE_VALUE, record_holder_of_value(x, c, map), 0);
    backref_released(x, c, v);
}

// What escaped in the callee escapes here: what the caller knew before counts, not the order.
static void apply_escapes(Applier *k) {
    VEC(ValueId) escaped = {0};
    for (uint32_t i = 0; i < k->s->nresources; i++) {
        const Resource *r = &k->s->resources[i];
        if (r->state == RES_ESCAPED && k->s->values[r->val.v].kind != V_FRESH)
            vec_push(&escaped, translate(k, r->val.v));
    }
    vec_each (const ValueId, v, &escaped)
        note_handed_on(k->x, k->c, *v);
    if (escaped.len)
        eval_escape_all(k->x, k->c, escaped.data, escaped.len);
    vec_fini(&escaped);
}

static void apply_resources(Applier *k) {
    Exec *x = k->x;
    apply_escapes(k);
    for (uint32_t i = 0; i < k->s->nresources; i++) {
        const Resource *r = &k->s->resources[i];
        ValueId v = translate(k, r->val.v);
        if (k->s->values[r->val.v].kind != V_FRESH) {
            if (value_at(&x->values, v)->kind != V_INT)
                apply_known(k, r, v);
            continue;
        }
        case_add_resource(k->c, (Resource){.val = v,
                                           .kind = r->kind,
                                           .state = r->state,
                                           .filled = r->filled,
                                           .visited = r->visited,
                                           .made = x->insn + 1,
                                           .where = r->state == RES_LIVE ? 0 : x->insn + 1,
                                           .refs = r->refs,
                                           .key_free = translate(k, r->key_free.v),
                                           .value_free = translate(k, r->value_free.v)});
    }
}

// A callee that writes a whole object says nothing of what became of its parts.
static void escape_inside(Exec *x, Case *c, ValueId address) {
    for (uint32_t i = 0; i < c->cells.len; i++) {
        Cell cell = c->cells.data[i];
        if (cell.addr.v != address.v && value_is_within(&x->values, cell.addr, address))
            eval_escape(x, c, cell.val);
    }
}

static void apply_memory(Applier *k, PlaceId dst) {
    Exec *x = k->x;
    Case *c = k->c;
    // Everything is read before anything is written.
    for (uint32_t i = 1; i < k->s->count; i++)
        translate(k, i);
    if (k->s->changes_memory)
        eval_havoc(x, c);
    for (uint32_t i = 0; i < k->s->ncells; i++) {
        ValueId address = translate(k, k->s->cells[i].addr.v);
        ValueId val = translate_written(k, k->s->cells[i].val.v);
        if (value_at(&x->values, address)->kind == V_INT) {
            eval_escape(x, c, val);
            continue;
        }
        ValueId old = case_cell(c, address);
        const Value *written = &k->s->values[k->s->cells[i].val.v];
        // A callee that wrote something unknown may as well have left what was there.
        bool unknown =
            written->kind == V_RESULT || (written->kind == V_CONTENT && written->num != 0);
        if (old.v && old.v != val.v && (unknown || !eval_is_local_memory(x, c, address)))
            eval_escape(x, c, old);
        escape_inside(x, c, address);
        eval_store(x, c, address, val);
    }
    for (uint32_t i = 0; i < k->s->nmembers; i++) {
        const Member *m = &k->s->members[i];
        entries_add(x, c,
                    (Member){.map = translate(k, m->map.v),
                             .val = translate(k, m->val.v),
                             .key = translate(k, m->key.v),
                             .label = translate(k, m->label.v),
                             .insn = x->insn});
    }
    if (!dst.v)
        return;
    ValueId result =
        k->s->result ? translate(k, k->s->result) : eval_made(x, c, V_RESULT, VALUE_NONE);
    ValueId address = eval_address(x, c, dst);
    record_store(x, c, address, eval_content(x, c, address), result, x->f->places[dst.v].type);
    eval_store(x, c, address, result);
}

void summary_apply(Exec *x, Case *c, const Summary *s, const ValueId *args, uint32_t nargs,
                   PlaceId dst, CaseList *out) {
    for (uint32_t i = 0; i < s->ncases; i++) {
        x->steps += s->cases[i].count / APPLY_COST_UNIT;
        Case *one = i + 1 < s->ncases ? case_clone(c) : c;
        Applier k = {.x = x,
                     .c = one,
                     .s = &s->cases[i],
                     .args = args,
                     .nargs = nargs,
                     .nparams = s->nparams,
                     .callee = s->id};
        k.map = calloc(k.s->count, sizeof *k.map);
        BUG_ON(!k.map);
        if (apply_facts(&k)) {
            for (uint32_t v = 1; v < k.s->count; v++)
                translate(&k, v);
            apply_resources(&k);
            apply_memory(&k, dst);
            lost_check(x, one, LOST_OVERWRITE, VALUE_NONE);
            case_list_add(out, one);
        } else {
            case_free(one);
        }
        free(k.map);
    }
    if (!s->ncases)
        case_free(c);
}
