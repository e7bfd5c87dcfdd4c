// SPDX-License-Identifier: Apache-2.0
//
// What a case may forget without knowing less: facts and resources of values that nothing in it can
// name any more. Without this, cases of long functions only grow, and equal ones never look equal.
//
// A value can still be named when a cell holds it (or a value made of it), or when it is what some
// outer address held at entry or since unknown code last ran: reading that address gives it again.
#include "exec.h"

enum { FACTS_MAX = 64, NAMED_DEPTH = 24, ESCAPED_DEPTH = 3, SHARED_CELLS_MAX = 96 };

#define EPOCH_ANY INT64_MAX

bool tidy_is_outer(const Exec *x, ValueId v, int64_t epoch) {
    bool later = false;
    for (int depth = 0; depth < NAMED_DEPTH; depth++) {
        const Value *val = value_at(&x->values, v);
        switch ((ValueKind)val->kind) {
        case V_INT:
        case V_STRING:
        case V_FUNC:
            return true;
        case V_GLOBAL:
            return !later; // unknown code has changed what globals hold, for callers as well
        case V_VAR:
            return val->id >= 1 && val->id <= x->f->nparams;
        case V_CONTENT:
            later |= epoch == EPOCH_ANY && val->num != 0;
            if (epoch == EPOCH_ANY ? value_at(&x->values, val->a)->imprecise
                                   : val->num != 0 && val->num != epoch)
                return false;
            break;
        case V_FIELD:
        case V_INDEX:
        case V_ELEMENT:
        case V_KEY:
        case V_COUNT:
        case V_UNARY:
            break;
        case V_BINARY:
            if (!tidy_is_outer(x, val->b, epoch))
                return false;
            break;
        default:
            return false;
        }
        if (!val->a.v)
            return false;
        v = val->a;
    }
    return false;
}

bool tidy_is_outer_later(const Exec *x, ValueId v) {
    return tidy_is_outer(x, v, EPOCH_ANY);
}

static void mark_named(Exec *x, ValueId v) {
    while (v.v && value_set_add(&x->named, v)) {
        const Value *val = value_at(&x->values, v);
        if (val->b.v)
            mark_named(x, val->b);
        v = val->a;
    }
}

static void mark_cells(Exec *x, const Case *c) {
    value_set_clear(&x->named);
    // Whether a key was there may be asked after the answer's variable is gone.
    vec_each (const Lookup, l, &x->lookups) {
        if (!l->element.v)
            mark_named(x, l->test);
    }
    vec_each (const Cell, cell, &c->cells) {
        mark_named(x, cell->addr);
        mark_named(x, cell->val);
    }
    vec_each (const Member, m, &c->members) {
        mark_named(x, m->map);
        mark_named(x, m->val);
        mark_named(x, m->key);
        mark_named(x, m->label);
    }
}

// A comparison can be named as long as both sides can.
static bool fact_counts(const Exec *x, const Case *c, ValueId v) {
    const Value *val = value_at(&x->values, v);
    if (value_set_has(&x->named, v))
        return true;
    if (val->kind == V_BINARY || val->kind == V_UNARY)
        return fact_counts(x, c, val->a) && (!val->b.v || fact_counts(x, c, val->b));
    return tidy_is_outer(x, v, c->epoch);
}

// What callers are told of: a parameter, what it points to, and the members of that.
static bool is_near_parameter(const Exec *x, ValueId v) {
    const Value *val = value_at(&x->values, v);
    if (val->kind != V_CONTENT || val->depth > ESCAPED_DEPTH)
        return false;
    if (tidy_is_outer(x, v, 0))
        return true;
    // There are many of these; only a handle is worth to be told of.
    const Value *where = value_at(&x->values, val->a);
    return where->kind == V_FIELD && record_is_handle(x, x->m->fields.data[where->id].type) &&
           tidy_is_outer_later(x, v);
}

static bool resource_counts(const Exec *x, const Resource *r) {
    if (r->state == RES_LIVE || value_set_has(&x->named, r->val) ||
        value_at(&x->values, r->val)->kind == V_VAR)
        return true;
    return r->state == RES_FREED || r->kind == RES_MAP ? tidy_is_outer_later(x, r->val)
                                                       : is_near_parameter(x, r->val);
}

static bool is_in_escaped(const Exec *x, const Case *c, ValueId addr) {
    ValueId base = value_base(&x->values, addr);
    const Resource *r = case_resource(c, base);
    return value_at(&x->values, base)->kind == V_FRESH && !(r && r->state == RES_LIVE);
}

// What is inside an object that something unknown holds is not known; what was stored there since
// is held by it.
static void drop_escaped_cells(Exec *x, Case *c) {
    VEC(ValueId) held = {0};
    uint32_t keep = 0;
    for (uint32_t i = 0; i < c->cells.len; i++) {
        Cell cell = c->cells.data[i];
        if (!is_in_escaped(x, c, cell.addr))
            c->cells.data[keep++] = cell;
        else if (case_resource(c, value_base(&x->values, cell.val)))
            vec_push(&held, cell.val);
    }
    c->cells.len = keep;
    if (held.len)
        eval_escape_all(x, c, held.data, held.len);
    vec_fini(&held);
}

// Memory that others can write, in more places than are worth to be known one by one, is as if
// unknown code had written it: a row of a hundred initialisers must not make a case of thousands.
static void forget_shared_cells(Exec *x, Case *c) {
    uint32_t shared = 0;
    if (c->cells.len <= SHARED_CELLS_MAX)
        return;
    vec_each (const Cell, cell, &c->cells)
        shared += !eval_is_local_memory(x, c, cell->addr);
    if (shared > SHARED_CELLS_MAX)
        eval_havoc(x, c);
}

// One of several slots was found empty. No later reading gives its content again, but the store
// that fills it asks.
static bool is_empty_slot(const Exec *x, const Fact *f) {
    const Value *v = value_at(&x->values, f->val);
    return v->kind == V_CONTENT && f->low == 0 && f->high == 0 &&
           value_at(&x->values, v->a)->imprecise;
}

void tidy_case(Exec *x, Case *c) {
    forget_shared_cells(x, c);
    drop_escaped_cells(x, c);
    mark_cells(x, c);
    uint32_t keep = 0;
    for (uint32_t i = 0; i < c->facts.len && keep < FACTS_MAX; i++)
        if (fact_counts(x, c, c->facts.data[i].val) || is_empty_slot(x, &c->facts.data[i]))
            c->facts.data[keep++] = c->facts.data[i];
    c->facts.len = keep;
    keep = 0;
    for (uint32_t i = 0; i < c->resources.len; i++)
        if (resource_counts(x, &c->resources.data[i]))
            c->resources.data[keep++] = c->resources.data[i];
    c->resources.len = keep;
    c->tidied = case_size(c);
}
