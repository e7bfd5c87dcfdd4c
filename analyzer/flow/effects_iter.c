// SPDX-License-Identifier: Apache-2.0
//
// Effects that go through the entries of a map: iterators, loop macros, callbacks for each.
#include "effects.h"

static ValueId iterator_cell(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    if (e->iter.kind == ARG_NONE)
        return value_made(&x->values, V_ITERATOR, VALUE_NONE, x->insn, 0);
    ValueId iter = role_value(k, c, &e->iter, NULL);
    return iter.v ? value_made(&x->values, V_ITERATOR, iter, 0, 0) : VALUE_NONE;
}

// A second cell tells whether the iteration has given an entry yet.
static ValueId started_cell(Call *k, ValueId cell) {
    return value_made(&k->x->values, V_ITERATOR, cell, 0, 1);
}

void effects_iter_init(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId map = role_value(k, c, &e->map, NULL);
    ValueId cell = iterator_cell(k, c, e);
    if (!map.v || !cell.v)
        return;
    record_op(x, c, MAPOP_ITERATE, role_holder(k, c, &e->map, map), 0)->model = k->model;
    case_set_cell(c, cell, map);
    case_drop_cell(c, started_cell(k, cell));
}

static ValueId iterated_map(Call *k, Case *c, const Effect *e, ValueId cell) {
    if (e->map.kind != ARG_NONE) {
        ValueId map = role_value(k, c, &e->map, NULL);
        if (map.v)
            record_op(k->x, c, MAPOP_ITERATE, role_holder(k, c, &e->map, map), 0)->model = k->model;
        return map;
    }
    return cell.v ? case_cell(c, cell) : VALUE_NONE;
}

static bool has_members(const Case *c, ValueId map) {
    vec_each (const Member, m, &c->members) {
        if (m->map.v == map.v)
            return true;
    }
    return false;
}

// The entry that the turn is about. One member stands for all: it is followed through the body, the
// others are taken to fare alike.
static ValueId turn_value(Call *k, Case *c, ValueId map) {
    Exec *x = k->x;
    ValueId chosen = VALUE_NONE;
    for (uint32_t i = 0; i < c->members.len; i++) {
        Member m = c->members.data[i];
        if (m.map.v != map.v || !m.val.v)
            continue;
        Resource *r = case_resource(c, m.val);
        if (r && r->kind == RES_MEMORY)
            r->visited = 1;
        if (!chosen.v && r && r->state == RES_LIVE)
            chosen = m.val;
        else
            eval_escape(x, c, m.val);
    }
    return chosen.v ? chosen : eval_made(x, c, V_ELEMENT, map);
}

void effects_iter_next(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId cell = iterator_cell(k, c, e);
    ValueId map = iterated_map(k, c, e, cell);
    if (!map.v)
        map = eval_made(x, c, V_RESULT, VALUE_NONE);
    ValueId val = turn_value(k, c, map);
    if (cell.v)
        case_set_cell(c, started_cell(k, cell), value_int(&x->values, 1));
    if (e->slot.kind != ARG_NONE)
        role_write(k, c, &e->slot, eval_made(x, c, V_ELEMENT, map));
    role_write(k, c, &e->value, val);
    role_write(k, c, &e->key, eval_made(x, c, V_KEY, map));
    case_set_nonnull(c, val);
}

bool effects_iter_may_end(Call *k, Case *c, const Effect *e) {
    ValueId cell = iterator_cell(k, c, e);
    ValueId map = iterated_map(k, c, e, cell);
    if (!cell.v || !map.v)
        return true;
    bool started = case_cell(c, started_cell(k, cell)).v != 0;
    if (!started && has_members(c, map))
        return false;
    // No entry at all: so there was none at entry, if nothing was put in or taken out since.
    const Resource *r = case_resource(c, map);
    if (!started && !r && !assume_null(k->x, c, value_made(&k->x->values, V_COUNT, map, 0, 0)))
        return false;
    if (e->iter.kind == ARG_NONE)
        case_drop_cell(c, started_cell(k, cell));
    return true;
}

void effects_iter_remove(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId cell = iterator_cell(k, c, e);
    ValueId map = cell.v ? case_cell(c, cell) : VALUE_NONE;
    if (!map.v)
        return;
    bool take = e->kind == EFF_ITER_TAKE;
    entries_changed(x, c, map, true);
    record_op(x, c, take ? MAPOP_TAKE : MAPOP_REMOVE, record_holder_of_value(x, c, map),
              MAPOP_EACH | (take ? 0 : MAPOP_RUNS_NOTIFY))
        ->model = k->model;
    if (take)
        entries_forget(c, map);
    else
        entries_let_go(x, c, map, LOST_REMOVE, true);
}

void effects_call(Call *k, Case *c, const Effect *e, ValueId key, ValueId val) {
    Exec *x = k->x;
    ValueId fn = role_value(k, c, &e->callback, NULL);
    ValueId data = role_value(k, c, &e->data, NULL);
    ValueId args[3];
    uint32_t n = 0;
    if (key.v)
        args[n++] = key;
    if (val.v)
        args[n++] = val;
    if (data.v)
        args[n++] = data;
    const Value *f = fn.v ? value_at(&x->values, fn) : NULL;
    if (f && f->kind == V_FUNC && f->id && ir_is_defined(ir_func(x->m, (FuncId){f->id}))) {
        // The callback's own operations stand in its function; what it does to this case's objects
        // is not followed.
        record_call(x, c, (FuncId){f->id}, NULL, args, n);
    }
    if (data.v)
        eval_escape(x, c, data);
    eval_havoc(x, c);
}

void effects_foreach(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId map = role_value(k, c, &e->map, NULL);
    if (!map.v)
        return;
    Holder holder = role_holder(k, c, &e->map, map);
    bool removes = e->kind == EFF_REMOVE_IF;
    record_op(x, c, removes ? MAPOP_REMOVE : MAPOP_ITERATE, holder,
              removes ? MAPOP_EACH | MAPOP_RUNS_NOTIFY : 0)
        ->model = k->model;
    // Who frees the values of the map in the callback does it for this holder.
    record_op(x, c, MAPOP_FREE_VALUE, holder, MAPOP_EACH)->model = k->model;
    entries_unknown(x, c, map);
    entries_changed(x, c, map, true);
    effects_call(k, c, e, eval_made(x, c, V_KEY, map), eval_made(x, c, V_ELEMENT, map));
}
