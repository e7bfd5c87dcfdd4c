// SPDX-License-Identifier: Apache-2.0
//
// Where a handle lives, as callers and other functions can name it.
#include "exec.h"

ValueId record_parameter_of(const Exec *x, const Value *content) {
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
        ValueId var = record_parameter_of(x, v);
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
    ValueId var = record_parameter_of(x, v);
    if (var.v)
        return (Holder){.kind = HOLDER_PARAM, .id = value_at(&x->values, var)->id - 1};
    return record_holder_of_address(x, v->a);
}

void record_join_holder(Holder *into, Holder from) {
    // A path on which the holder cannot be told does not speak against one on which it can.
    if (into->kind == HOLDER_NONE || into->kind == HOLDER_UNKNOWN)
        *into = from;
    else if (from.kind > HOLDER_UNKNOWN && !holder_equal(*into, from))
        *into = (Holder){.kind = HOLDER_UNKNOWN};
}
