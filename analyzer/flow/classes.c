// SPDX-License-Identifier: Apache-2.0
//
// What set a key or value comes from: see ValueClass in flow.h.
#include "exec.h"
#include "small.h"

enum { SMALL_SET = 1 << 16 };

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
    return where->kind == V_CONTENT && record_parameter_of(x, where).v &&
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
    ValueId var = record_parameter_of(x, v);
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
