// SPDX-License-Identifier: Apache-2.0
//
// Effects on memory and references, and functions that are handed over to be called later.
#include "backref.h"
#include "effects.h"

void effects_release(Exec *x, Case *c, ValueId v, TypeId type) {
    const Value *val = value_at(&x->values, v);
    if (!v.v || val->kind == V_INT || val->kind == V_STRING)
        return;
    ValueId map = value_entry_map(&x->values, v);
    if (map.v) {
        record_op(x, c, MAPOP_FREE_VALUE, record_holder_of_value(x, c, map), MAPOP_EACH);
        entries_unknown(x, c, map);
        entries_changed(x, c, map, true);
    }
    vec_each (const Member, m, &c->members) {
        if (m->val.v == v.v || m->key.v == v.v) {
            record_op(x, c, MAPOP_FREE_VALUE, record_holder_of_value(x, c, m->map), 0);
            break;
        }
    }
    backref_released(x, c, v);
    TypeId record = ir_type_base(x->m, type);
    if (ir_type(x->m, record)->kind == TYPE_RECORD)
        record_op(x, c, MAPOP_FREE_OWNER, (Holder){.kind = HOLDER_UNKNOWN}, 0)->record = record;
    Resource *r = case_resource(c, v);
    if (r && r->visited)
        vec_push(&x->freed_visited, r->made - 1);
    if (!r)
        r = case_add_resource(c, (Resource){.val = v, .kind = RES_MEMORY});
    bool owned = r->state == RES_LIVE && r->made;
    r->state = RES_FREED;
    r->where = x->insn + 1;
    eval_forget(x, c, v);
    if (owned)
        lost_check(x, c, LOST_OWNER, VALUE_NONE);
}

void effects_alloc(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId v = eval_made(x, c, V_FRESH, VALUE_NONE);
    case_add_resource(
        c, (Resource){.val = v, .kind = RES_MEMORY, .state = RES_LIVE, .made = x->insn + 1});
    if (e->nonnull)
        case_set_nonnull(c, v);
    if (e->zeroed)
        case_set_cell(c, v, value_int(&x->values, 0));
    ValueId from = role_value(k, c, &e->from, NULL);
    if (from.v) {
        if (x->source.len <= v.v)
            vec_push_zero(&x->source, v.v + 1 - x->source.len);
        x->source.data[v.v] = from;
    }
    role_write(k, c, &e->into, v);
}

void effects_realloc(Call *k, Case *c, const Effect *e) {
    ValueId object = role_value(k, c, &e->object, NULL);
    if (object.v)
        eval_escape(k->x, c, object);
    role_write(k, c, &e->into, eval_made(k->x, c, V_RESULT, VALUE_NONE));
}

static bool is_map_role(const Call *k, const Case *c, const ArgRef *r, ValueId object) {
    const Resource *known = case_resource(c, object);
    return (known && known->kind == RES_MAP) ||
           (r->kind == ARG_NTH && r->index < k->nargs &&
            record_is_handle(k->x, eval_type(k->x, &k->operands[r->index])));
}

void effects_ref(Call *k, Case *c, const Effect *e) {
    ValueId v = role_value(k, c, &e->object, NULL);
    if (!v.v)
        return;
    Resource *r = case_resource(c, v);
    if (!r || r->kind != RES_MAP || r->state != RES_LIVE)
        eval_escape(k->x, c, v);
    r = case_resource(c, v);
    if (r && is_map_role(k, c, &e->object, v))
        r->refs++;
    role_write(k, c, &e->into, v);
}

static void unref_map(Call *k, Case *c, const Effect *e, ValueId map) {
    Resource *r = case_resource(c, map);
    if (r && r->refs) {
        r->refs--;
        return;
    }
    if (r && r->state == RES_ESCAPED) {
        // Perhaps the last reference, perhaps not.
        Holder holder = role_holder(k, c, &e->object, map);
        record_op(k->x, c, MAPOP_DESTROY, holder, MAPOP_RUNS_NOTIFY)->model = k->model;
        entries_unknown(k->x, c, map);
        return;
    }
    Effect destroy = *e;
    destroy.map = e->object;
    effects_destroy(k, c, &destroy);
}

void effects_unref(Call *k, Case *c, const Effect *e) {
    ValueId object = role_value(k, c, &e->object, NULL);
    if (!object.v)
        return;
    if (is_map_role(k, c, &e->object, object)) {
        unref_map(k, c, e, object);
        return;
    }
    ValueId map = value_entry_map(&k->x->values, object);
    if (map.v)
        record_op(k->x, c, MAPOP_FREE_VALUE, record_holder_of_value(k->x, c, map), MAPOP_EACH);
    eval_escape(k->x, c, object);
}

// Everything that lies in the object at address.
static void escape_content(Exec *x, Case *c, ValueId address) {
    VEC(ValueId) held = {0};
    vec_each (const Cell, cell, &c->cells) {
        if (value_is_within(&x->values, cell->addr, address))
            vec_push(&held, cell->val);
    }
    if (held.len)
        eval_escape_all(x, c, held.data, held.len);
    vec_fini(&held);
}

void effects_escape(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    const ArgRef *r = &e->object;
    uint32_t last = r->kind == ARG_NTH && r->rest ? k->nargs : 1u + r->index;
    for (uint32_t i = r->index; i < last; i++) {
        ArgRef one = *r;
        if (r->kind == ARG_NTH)
            one.index = (uint8_t)i;
        ValueId v = role_value(k, c, &one, NULL);
        if (!v.v)
            continue;
        ValueId map = value_entry_map(&x->values, v);
        if (map.v)
            record_op(x, c, MAPOP_FREE_VALUE, record_holder_of_value(x, c, map), 0);
        if (r->kind == ARG_NTH && record_is_handle(x, eval_type(x, &k->operands[i])))
            record_op(x, c, MAPOP_ESCAPE, record_holder_of_value(x, c, v), 0);
        eval_escape(x, c, v);
        ValueId place = r->deref ? role_address(k, c, &one) : VALUE_NONE;
        if (place.v)
            escape_content(x, c, place);
    }
}

void effects_write(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    const ArgRef *r = &e->object;
    uint32_t last = r->kind == ARG_NTH && r->rest ? k->nargs : 1u + r->index;
    for (uint32_t i = r->index; i < last && i < k->nargs; i++) {
        ValueId v = k->args[i];
        const Value *val = value_at(&x->values, v);
        if (r->kind != ARG_NTH || val->kind == V_INT || val->kind == V_STRING)
            continue;
        for (uint32_t d = 0; d < r->deref && d < 1; d++)
            v = eval_content(x, c, v);
        eval_forget(x, c, v);
        eval_begin_epoch(x, c, (int64_t)x->insn + 1);
        if (!value_at(&x->values, v)->imprecise)
            case_set_cell(c, v, value_content(&x->values, v, (int64_t)x->insn + 1));
    }
}

void effects_entry(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    static const EntryKind kinds[EFF_COUNT] = {[EFF_REGISTER] = ENTRY_CALLBACK,
                                               [EFF_SPAWN] = ENTRY_THREAD,
                                               [EFF_AT_EXIT] = ENTRY_AT_EXIT,
                                               [EFF_ONCE] = ENTRY_ONCE};
    ValueId fn = role_value(k, c, &e->callback, NULL);
    ValueId data = role_value(k, c, &e->data, NULL);
    const Value *f = fn.v ? value_at(&x->values, fn) : NULL;
    if (f && f->kind == V_FUNC && f->id)
        record_entry(x, kinds[e->kind], (FuncId){f->id});
    if (data.v)
        eval_escape(x, c, data);
}
