// SPDX-License-Identifier: Apache-2.0
#include "backref.h"

enum { HOPS_MAX = 3 }; // pointers between the object and its key

// Whether key was read from the object at `owner`, or is that object.
static bool lies_in(const Exec *x, ValueId key, ValueId owner) {
    for (int hop = 0; hop < HOPS_MAX && key.v; hop++) {
        key = value_base(&x->values, key);
        if (key.v == owner.v)
            return true;
        const Value *v = value_at(&x->values, key);
        if (v->kind != V_CONTENT)
            return false;
        key = v->a;
    }
    return false;
}

// Whether key was read from what a parameter points to.
static bool lies_in_parameter(Exec *x, ValueId key) {
    for (uint32_t i = 1; i <= x->f->nparams; i++) {
        ValueId var = value_simple(&x->values, V_VAR, i);
        ValueId param = value_content(&x->values, var, 0);
        if (key.v != param.v && lies_in(x, key, param))
            return true;
    }
    return false;
}

void backref_removed(Exec *x, const Case *c, Holder map, ValueId key) {
    if (!key.v)
        return;
    vec_push(&x->removals, (Removal){map, key});
    MapOp *op = record_op_at(x, x->insn, MAPOP_REMOVE);
    if (op && lies_in_parameter(x, key))
        op->flags |= MAPOP_OF_PARAM;
    vec_each (const Resource, r, &c->resources) {
        if (r->state == RES_FREED && lies_in(x, key, r->val)) {
            record_op(x, c, MAPOP_FREE_VALUE, map, 0);
            return;
        }
    }
}

void backref_released(Exec *x, const Case *c, ValueId v) {
    vec_each (const Removal, r, &x->removals) {
        if (lies_in(x, r->key, v))
            record_op(x, c, MAPOP_FREE_VALUE, r->map, 0);
    }
}
