// SPDX-License-Identifier: Apache-2.0
//
// Memory. Writes through one pointer are taken not to change what another pointer reads, unless
// both have the same value: without that, nothing could be said of C at all. The places where the
// assumption would make a wrong report (arrays with unknown index, what unknown code can reach)
// give up instead: the content becomes unknown, and a resource stored there escapes.
#include "exec.h"

// An address that only this function can read or write: a local whose address did not escape, or
// memory made here that did not.
bool eval_is_local_memory(Exec *x, const Case *c, ValueId address) {
    ValueId base = value_base(&x->values, address);
    const Value *v = value_at(&x->values, base);
    const Resource *r = case_resource(c, base);
    if (v->kind == V_VAR)
        return !(r && r->state == RES_ESCAPED && r->kind == RES_MEMORY);
    if (v->kind == V_FRESH)
        return r && r->state == RES_LIVE;
    return false;
}

bool eval_is_parameter(const Exec *x, ValueId v) {
    const Value *val = value_at(&x->values, v);
    return val->kind == V_CONTENT && val->num == 0 && value_at(&x->values, val->a)->kind == V_VAR;
}

// Whether v, or something that it was reached through, is `part`, or was read in `epoch`.
static bool is_through(const Exec *x, ValueId v, ValueId part, int64_t epoch) {
    for (; v.v; v = value_at(&x->values, v)->a) {
        const Value *val = value_at(&x->values, v);
        if (v.v == part.v || (!part.v && val->kind == V_CONTENT && val->num == epoch) ||
            (val->b.v && is_through(x, val->b, part, epoch)))
            return true;
    }
    return false;
}

static void forget_labels_through(Exec *x, Case *c, ValueId part, int64_t epoch) {
    vec_each (Member, m, &c->members) {
        if (is_through(x, m->label, part, epoch))
            m->label = VALUE_NONE;
    }
}

void eval_begin_epoch(Exec *x, Case *c, int64_t epoch) {
    forget_labels_through(x, c, VALUE_NONE, epoch);
}

bool eval_is_one(const Exec *x, ValueId v) {
    for (; v.v; v = value_at(&x->values, v)->a) {
        const Value *val = value_at(&x->values, v);
        if (val->imprecise || (val->b.v && !eval_is_one(x, val->b)))
            return false;
    }
    return true;
}

// In a loop, the value of an earlier turn comes again; entries that were put in under what it led
// to then are not those that it leads to now.
ValueId eval_made(Exec *x, Case *c, ValueKind kind, ValueId a) {
    for (int64_t k = 0;; k++) {
        ValueId v = value_made(&x->values, kind, a, x->insn, k);
        if (!case_mentions(c, v) || k > 64) {
            forget_labels_through(x, c, v, 0);
            return v;
        }
    }
}

// `= {0}` and calloc leave a zero in the cell of a whole object; its parts are zero then.
static ValueId zero_from_outside(Exec *x, const Case *c, ValueId address) {
    for (;;) {
        const Value *part = value_at(&x->values, address);
        if (part->kind != V_FIELD && part->kind != V_INDEX)
            return VALUE_NONE;
        address = part->a;
        ValueId whole = case_cell(c, address);
        if (whole.v)
            return value_at(&x->values, whole)->kind == V_INT ? whole : VALUE_NONE;
    }
}

ValueId eval_content(Exec *x, Case *c, ValueId address) {
    if (value_at(&x->values, address)->imprecise) {
        ValueId first = value_content(&x->values, address, -(int64_t)x->insn - 1);
        case_drop_fact(c, first);
        return first;
    }
    ValueId val = case_cell(c, address);
    if (!val.v)
        val = zero_from_outside(x, c, address);
    if (val.v)
        return val;
    if (eval_is_local_memory(x, c, address))
        return value_content(&x->values, address, 0);
    return value_content(&x->values, address, c->epoch);
}

ValueId eval_address(Exec *x, Case *c, PlaceId id) {
    const Place *p = &x->f->places[id.v];
    ValueId a = value_simple(&x->values, p->root == ROOT_VAR ? V_VAR : V_GLOBAL, p->id);
    for (uint32_t i = 0; i < p->nsteps; i++) {
        const Step *s = &p->steps[i];
        switch (s->kind) {
        case STEP_FIELD:
            a = value_field(&x->values, a, (FieldId){s->id});
            break;
        case STEP_INDEX:
            // p[0] and *p are one place.
            if (s->id != 0 || i == 0 || p->steps[i - 1].kind != STEP_DEREF)
                a = value_index(&x->values, a, s->id);
            break;
        case STEP_DEREF:
            a = eval_content(x, c, a);
            break;
        }
    }
    return a;
}

ValueId eval_operand(Exec *x, Case *c, const Operand *o) {
    switch (o->kind) {
    case OPD_INT:
        return value_int(&x->values, o->num);
    case OPD_NULL:
        return value_int(&x->values, 0);
    case OPD_STRING:
        return value_simple(&x->values, V_STRING, o->str.v);
    case OPD_FUNC:
        return value_simple(&x->values, V_FUNC, o->func.v);
    case OPD_PLACE:
        return eval_content(x, c, eval_address(x, c, o->place));
    case OPD_ADDR:
        return eval_address(x, c, o->place);
    case OPD_NONE:
    case OPD_UNKNOWN:
    case OPD_FLOAT:
        break;
    }
    return eval_made(x, c, V_RESULT, VALUE_NONE);
}

TypeId eval_type(const Exec *x, const Operand *o) {
    return o->kind == OPD_PLACE ? x->f->places[o->place.v].type : o->type;
}

// The array around an element, and so on.
static ValueId whole_array(const Exec *x, ValueId address) {
    while (value_at(&x->values, address)->kind == V_INDEX)
        address = value_at(&x->values, address)->a;
    return address;
}

// Memory changes: a text in it is another key now, for a map that has its own copies.
static void forget_labels(Exec *x, Case *c, ValueId address) {
    if (!c->members.len)
        return;
    address = whole_array(x, address);
    vec_each (Member, m, &c->members) {
        ValueId text = whole_array(x, m->label);
        if (text.v && m->label.v != m->key.v &&
            (value_is_within(&x->values, text, address) ||
             value_is_within(&x->values, address, text)))
            m->label = VALUE_NONE;
    }
}

void eval_store(Exec *x, Case *c, ValueId address, ValueId val) {
    if (value_at(&x->values, address)->imprecise) {
        forget_labels(x, c, address);
        eval_escape(x, c, val);
        return;
    }
    eval_forget(x, c, address);
    case_set_cell(c, address, val);
}

void eval_forget(Exec *x, Case *c, ValueId address) {
    forget_labels(x, c, address);
    uint32_t keep = 0;
    for (uint32_t i = 0; i < c->cells.len; i++)
        if (!value_is_within(&x->values, c->cells.data[i].addr, address))
            c->cells.data[keep++] = c->cells.data[i];
    c->cells.len = keep;
}

// The address that lies in the object dst as `inner` lies in src.
static ValueId rebase(Exec *x, ValueId inner, ValueId src, ValueId dst) {
    if (inner.v == src.v)
        return dst;
    Value v = *value_at(&x->values, inner);
    ValueId outer = rebase(x, v.a, src, dst);
    return v.kind == V_FIELD ? value_field(&x->values, outer, (FieldId){v.id})
                             : value_index(&x->values, outer, v.id);
}

void eval_copy(Exec *x, Case *c, ValueId dst, ValueId src) {
    if (dst.v == src.v)
        return;
    VEC(Cell) copies = {0};
    for (uint32_t i = 0; i < c->cells.len; i++)
        if (value_is_within(&x->values, c->cells.data[i].addr, src))
            vec_push(&copies, c->cells.data[i]);
    eval_forget(x, c, dst);
    bool lost = value_at(&x->values, dst)->imprecise;
    for (uint32_t i = 0; i < copies.len; i++) {
        if (lost)
            eval_escape(x, c, copies.data[i].val);
        else
            case_set_cell(c, rebase(x, copies.data[i].addr, src, dst), copies.data[i].val);
    }
    vec_fini(&copies);
}

static bool is_pointer_like(const Value *v) {
    return v->kind != V_INT && v->kind != V_STRING && v->kind != V_FUNC && v->kind != V_NONE;
}

static bool add_reached(Exec *x, ValueId v) {
    ValueId base = value_base(&x->values, v);
    if (!value_set_add(&x->reached, base))
        return false;
    vec_push(&x->objects, base);
    return true;
}

// Adds what lies behind the objects that are reached, through cells and members.
static void reach(Exec *x, const Case *c) {
    for (bool more = true; more;) {
        more = false;
        vec_each (const Cell, cell, &c->cells) {
            if (value_set_has(&x->reached, value_base(&x->values, cell->addr)))
                more |= add_reached(x, cell->val);
        }
        vec_each (const Member, m, &c->members) {
            if (!value_set_has(&x->reached, m->map))
                continue;
            more |= add_reached(x, m->val);
            more |= add_reached(x, m->key);
        }
    }
}

static void escape_object(Exec *x, Case *c, ValueId base) {
    forget_labels(x, c, base);
    Resource *r = case_resource(c, base);
    ValueKind kind = (ValueKind)value_at(&x->values, base)->kind;
    if (r && r->state == RES_LIVE) {
        r->state = RES_ESCAPED;
        r->where = x->insn + 1;
    } else if (!r && (kind == V_VAR || kind == V_CONTENT)) {
        case_add_resource(c, (Resource){.val = base, .kind = RES_MEMORY, .state = RES_ESCAPED});
    }
}

void eval_escape_all(Exec *x, Case *c, const ValueId *v, uint32_t n) {
    value_set_clear(&x->reached);
    vec_clear(&x->objects);
    for (uint32_t i = 0; i < n; i++)
        if (is_pointer_like(value_at(&x->values, v[i])))
            add_reached(x, v[i]);
    if (!x->objects.len)
        return;
    reach(x, c);
    eval_begin_epoch(x, c, (int64_t)x->insn + 1);
    vec_each (const ValueId, base, &x->objects)
        escape_object(x, c, *base);
    vec_each (Cell, cell, &c->cells) {
        if (value_set_has(&x->reached, value_base(&x->values, cell->addr)))
            cell->val = value_content(&x->values, cell->addr, (int64_t)x->insn + 1);
    }
}

void eval_escape(Exec *x, Case *c, ValueId v) {
    eval_escape_all(x, c, &v, 1);
}

static bool may_matter(Exec *x, const Case *c, ValueId v) {
    ValueId base = value_base(&x->values, v);
    const Resource *r = case_resource(c, base);
    return (r && r->state == RES_LIVE) || value_at(&x->values, base)->kind == V_VAR;
}

// What is stored in memory that others can reach may be taken or freed by them.
void eval_havoc(Exec *x, Case *c) {
    VEC(ValueId) exposed = {0};
    vec_each (const Cell, cell, &c->cells) {
        if (may_matter(x, c, cell->val) && !eval_is_local_memory(x, c, cell->addr))
            vec_push(&exposed, cell->val);
    }
    if (exposed.len)
        eval_escape_all(x, c, exposed.data, exposed.len);
    vec_fini(&exposed);
    vec_each (Member, m, &c->members) {
        ValueKind kind = (ValueKind)value_at(&x->values, m->label)->kind;
        if (m->label.v != m->key.v && kind != V_STRING && kind != V_INT &&
            !eval_is_local_memory(x, c, m->label))
            m->label = VALUE_NONE;
    }
    eval_begin_epoch(x, c, (int64_t)x->insn + 1);
    uint32_t keep = 0;
    for (uint32_t i = 0; i < c->cells.len; i++)
        if (eval_is_local_memory(x, c, c->cells.data[i].addr))
            c->cells.data[keep++] = c->cells.data[i];
    c->cells.len = keep;
    c->epoch = (int64_t)x->insn + 1;
}
