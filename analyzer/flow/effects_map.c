// SPDX-License-Identifier: Apache-2.0
//
// Effects on a map as a whole, and on one of its entries.
#include "backref.h"
#include "effects.h"
#include "lookup.h"

static ValueId notify_value(Call *k, Case *c, const ArgRef *r) {
    if (r->kind == ARG_NONE)
        return value_int(&k->x->values, 0);
    ValueId v = role_value(k, c, r, NULL);
    return v.v ? v : value_simple(&k->x->values, V_FUNC, 0);
}

static ValueId make_map(Call *k, Case *c, ValueId where, const Effect *e) {
    Exec *x = k->x;
    ValueId map = where.v ? where : eval_made(x, c, V_FRESH, VALUE_NONE);
    ValueId none = value_int(&x->values, 0);
    Resource r = {.val = map,
                  .kind = RES_MAP,
                  .state = RES_LIVE,
                  .made = x->insn + 1,
                  .key_free = e ? notify_value(k, c, &e->key_free) : none,
                  .value_free = e ? notify_value(k, c, &e->value_free) : none};
    const Resource *from = NULL;
    if (e && e->from.kind != ARG_NONE)
        from = case_resource(c, role_value(k, c, &e->from, NULL));
    if (e && e->from.kind != ARG_NONE) {
        r.key_free = from ? from->key_free : VALUE_NONE;
        r.value_free = from ? from->value_free : VALUE_NONE;
    }
    case_add_resource(c, r);
    Trace *t = ARENA_NEW(&x->scratch, Trace);
    *t = (Trace){.prev = c->trace, .insn = x->insn};
    c->trace = t;
    return map;
}

void effects_create(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId map;
    if (e->in_place) {
        map = role_value(k, c, &e->map, NULL);
        if (!map.v)
            return;
        // A map in memory that came from outside belongs to whoever made that memory.
        make_map(k, c, map, e);
        if (!eval_is_local_memory(x, c, map))
            case_resource(c, map)->state = RES_ESCAPED;
    } else {
        map = make_map(k, c, VALUE_NONE, e);
        role_write(k, c, &e->map, map);
    }
    if (e->nonnull && !e->in_place)
        case_set_nonnull(c, map);
    const Resource *r = case_resource(c, map);
    uint32_t flags = 0;
    if (r && !value_is_null(&x->values, r->key_free))
        flags |= MAPOP_KEY_NOTIFY;
    if (r && !value_is_null(&x->values, r->value_free))
        flags |= MAPOP_VALUE_NOTIFY;
    Holder holder = {.kind = HOLDER_LOCAL, .id = x->insn, .func = x->id};
    if (e->in_place && value_at(&x->values, map)->kind != V_VAR)
        holder = record_holder_of_value(x, c, map);
    record_op(x, c, MAPOP_CREATE, holder, flags)->model = k->model;
}

void effects_destroy(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId map = role_value(k, c, &e->map, NULL);
    if (!map.v || value_is_null(&x->values, map))
        return;
    Holder holder = role_holder(k, c, &e->map, map);
    record_op(x, c, MAPOP_DESTROY, holder, MAPOP_RUNS_NOTIFY)->model = k->model;
    if (e->value_free.kind != ARG_NONE || e->key_free.kind != ARG_NONE)
        entries_unknown(x, c, map);
    entries_let_go(x, c, map, LOST_DESTROY, true);
    Resource *known = case_resource(c, map);
    if (!known)
        known = case_add_resource(c, (Resource){.val = map, .kind = RES_MAP});
    // Who holds another reference holds an empty map.
    if (known->refs) {
        known->refs--;
        known->filled = 0;
        return;
    }
    known->state = RES_FREED;
    known->where = x->insn + 1;
}

// By this path or, a parameter, by a caller.
static bool may_be_owned(const Exec *x, const Case *c, ValueId v) {
    return v.v && (case_resource(c, value_base(&x->values, v)) || eval_is_parameter(x, v));
}

static void keep_in_map(Call *k, Case *c, ValueId map, ValueId key, ValueId val, const Effect *e) {
    Exec *x = k->x;
    const Resource *m = case_resource(c, map);
    bool local = m && m->state == RES_LIVE;
    bool value_left = m && value_is_null(&x->values, m->value_free); // nothing frees it
    bool value_owned = m && m->value_free.v && !value_left;
    bool key_owned = m && m->key_free.v && !value_is_null(&x->values, m->key_free);
    // What a local map owns stays a member: its notify, or who steals it, decides.
    if (val.v && (e->value_mode == GIVE_TAKES || (value_owned && !local)))
        eval_escape(x, c, val);
    if (key.v && (e->key_mode == GIVE_TAKES || (key_owned && !local)))
        eval_escape(x, c, key);
    // Of an outer map's entries only those count that somebody owns: this path, or a caller.
    if (!local && val.v && !may_be_owned(x, c, val) && !may_be_owned(x, c, key))
        return;
    Member member = {.map = map, .val = val, .key = key, .insn = x->insn};
    member.label = eval_is_one(x, key) ? key : VALUE_NONE;
    if (e->value_mode == GIVE_COPIES)
        member.val = VALUE_NONE;
    if (e->key_mode == GIVE_COPIES)
        member.key = VALUE_NONE;
    const Member *before = key.v ? entries_find(c, map, key, VALUE_NONE) : NULL;
    if (before && before->val.v && before->val.v != val.v &&
        (e->existing == EXISTING_REPLACE_VALUE || e->existing == EXISTING_REPLACE_BOTH)) {
        Member old = *before;
        entries_drop(c, map, old.val);
        if (!value_left)
            eval_escape(x, c, old.val);
        case_add_member(c, member);
        entries_let_one_go(x, c, old, LOST_REPLACE);
    }
    // A map that many things go into is not followed entry by entry.
    if (c->members.len >= MEMBERS_MAX && !case_has_member(c, member)) {
        eval_escape(x, c, val);
        eval_escape(x, c, key);
    } else if (member.val.v || member.key.v) {
        case_add_member(c, member);
    }
}

// The handle is null: the put makes the map.
static ValueId create_on_put(Call *k, Case *c, const Effect *e, ValueId map) {
    if (!e->creates || !assume_is_null(k->x, c, map))
        return map;
    ValueId made = make_map(k, c, VALUE_NONE, NULL);
    case_set_nonnull(c, made);
    ValueId place = role_address(k, c, &e->map);
    if (place.v)
        eval_store(k->x, c, place, made);
    else
        eval_escape(k->x, c, made);
    return made;
}

// A map that this path made and put nothing into.
static bool is_empty(const Case *c, ValueId map) {
    const Resource *r = case_resource(c, map);
    return r && r->state == RES_LIVE && r->made && !r->filled;
}

// What an insertion hands out of the entry that was there.
static ValueId take_replaced(Call *k, Case *c, ValueId map, ValueId key, ValueId val) {
    Exec *x = k->x;
    const Member *same = key.v ? entries_find(c, map, key, VALUE_NONE) : NULL;
    ValueId old;
    if (same && same->val.v && same->val.v != val.v) {
        old = same->val;
        entries_drop(c, map, old);
    } else if (key.v && !same && (lookup_is_missing(x, c, map, key) || is_empty(c, map))) {
        return value_int(&x->values, 0);
    } else {
        old = key.v ? lookup_value(x, c, map, key) : VALUE_NONE;
        if (!old.v)
            old = eval_made(x, c, V_ELEMENT, map);
    }
    entries_take_over(x, c, old);
    return old;
}

void effects_put(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    TypeId key_type, value_type;
    ValueId map = e->map.kind == ARG_NONE
                      ? case_cell(c, value_made(&x->values, V_ITERATOR,
                                                role_value(k, c, &e->iter, NULL), 0, 0))
                      : role_value(k, c, &e->map, NULL);
    ValueId key = role_value(k, c, &e->key, &key_type);
    ValueId val = role_value(k, c, &e->value, &value_type);
    if (!map.v)
        return;
    Holder holder = role_holder(k, c, &e->map, map);
    map = create_on_put(k, c, e, map);
    // A local head has no name but the table that the first insertion makes.
    if (holder.kind == HOLDER_UNKNOWN)
        holder = role_holder(k, c, &e->map, map);
    uint32_t flags = e->value_mode != GIVE_BORROWS ? MAPOP_COPIES_VALUE : 0;
    if (e->creates)
        flags |= MAPOP_FRESH_MAP;
    // A set: the entry is the key, and goes as the key goes.
    if (key.v == val.v)
        flags |= MAPOP_COPIES_VALUE;
    if (val.v && record_is_shared(x, c, val))
        flags |= MAPOP_SHARED;
    if (key.v && lookup_is_there(x, c, map, key))
        flags |= MAPOP_REPLACES;
    MapOp *op = record_op(x, c, MAPOP_PUT, holder, flags);
    op->model = k->model;
    if (key.v)
        record_join_class(&op->key, record_class(x, c, key, key_type, role_operand(k, &e->key)));
    if (val.v)
        record_join_class(&op->value,
                          record_class(x, c, val, value_type, role_operand(k, &e->value)));
    ValueId old = e->old.kind != ARG_NONE ? take_replaced(k, c, map, key, val) : VALUE_NONE;
    record_shared(x, c, key);
    record_shared(x, c, val);
    keep_in_map(k, c, map, key, val, e);
    entries_changed(x, c, map, false);
    Resource *r = case_resource(c, map);
    if (r)
        r->filled = 1;
    if (old.v)
        role_write(k, c, &e->old, old);
}

void effects_get(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId map = role_value(k, c, &e->map, NULL);
    ValueId key = role_value(k, c, &e->key, NULL);
    if (!map.v)
        return;
    record_op(x, c, MAPOP_GET, role_holder(k, c, &e->map, map), 0)->model = k->model;
    // A null handle is an empty map, or a mistake: nothing is found either way.
    if (value_is_null(&x->values, map)) {
        role_write(k, c, &e->into, map);
        return;
    }
    const Member *same = key.v ? entries_find(c, map, key, VALUE_NONE) : NULL;
    ValueId val = same && same->val.v ? same->val : eval_made(x, c, V_ELEMENT, map);
    bool told = e->into.kind == ARG_NONE || e->when != WHEN_ALWAYS;
    if (key.v && !same)
        lookup_note(x, (Lookup){.map = map,
                                .key = key,
                                .element = e->into.kind == ARG_NONE ? VALUE_NONE : val,
                                .test = told ? k->result : val});
    role_write(k, c, &e->into, val);
    role_write(k, c, &e->into_key, eval_made(x, c, V_KEY, map));
    // All entries are handed out at once: who gets them may release them.
    if (e->key.kind == ARG_NONE && e->into.kind == ARG_NONE) {
        entries_unknown(x, c, map);
        record_op(x, c, MAPOP_FREE_VALUE, role_holder(k, c, &e->map, map), MAPOP_EACH);
    }
    if (e->slot.kind != ARG_NONE)
        role_write(k, c, &e->slot, eval_made(x, c, V_ELEMENT, map));
}

static void removed_by_value(Call *k, Case *c, ValueId map, ValueId val) {
    entries_drop(c, map, val);
    entries_take_over(k->x, c, val);
}

// The handle may be null after the last entry went; which entry that was is not known.
static void may_end_empty(Call *k, Case *c, const Effect *e, ValueId map) {
    Exec *x = k->x;
    if (!e->ends_empty)
        return;
    ValueId place = role_address(k, c, &e->map);
    Resource *r = case_resource(c, map);
    if (r && (r->state == RES_LIVE || r->state == RES_USED))
        r->state = RES_ESCAPED;
    eval_begin_epoch(x, c, (int64_t)x->insn + 1);
    if (place.v && !value_at(&x->values, place)->imprecise)
        eval_store(x, c, place, value_content(&x->values, place, (int64_t)x->insn + 1));
}

void effects_remove(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId map = role_value(k, c, &e->map, NULL);
    ValueId key = role_value(k, c, &e->key, NULL);
    ValueId val = role_value(k, c, &e->value, NULL);
    if (!map.v)
        return;
    bool take = e->kind == EFF_TAKE;
    uint32_t flags = take ? 0 : MAPOP_RUNS_NOTIFY;
    bool each = val.v && entries_is_turn(x, c, val);
    if (each)
        flags |= MAPOP_EACH;
    if (val.v)
        flags |= MAPOP_BY_VALUE;
    Holder holder = role_holder(k, c, &e->map, map);
    record_op(x, c, take ? MAPOP_TAKE : MAPOP_REMOVE, holder, flags)->model = k->model;
    // Removing every entry ends a map that lives only as long as it has some.
    if (each && e->ends_empty)
        record_op(x, c, MAPOP_DESTROY, holder, flags)->model = k->model;
    backref_removed(x, c, holder, key);
    entries_changed(x, c, map, true);
    const Member *same = entries_find(c, map, key, val);
    Member m = same ? *same : (Member){.map = map};
    if (val.v && (same || value_entry_map(&x->values, val).v)) {
        removed_by_value(k, c, map, val);
    } else if (same) {
        entries_drop(c, map, m.val);
        if (take) {
            if (m.val.v)
                entries_take_over(x, c, m.val);
            role_write(k, c, &e->into, m.val);
        } else {
            eval_escape(x, c, m.key);
            const Resource *r = case_resource(c, map);
            if (!r || !value_is_null(&x->values, r->value_free))
                eval_escape(x, c, m.val);
            entries_let_one_go(x, c, m, LOST_REMOVE);
        }
    } else {
        entries_unknown(x, c, map);
    }
    if (take && !(same && !val.v)) {
        ValueId taken = key.v ? lookup_value(x, c, map, key) : VALUE_NONE;
        if (!taken.v)
            taken = eval_made(x, c, V_ELEMENT, map);
        entries_take_over(x, c, taken);
        role_write(k, c, &e->into, taken);
    }
    role_write(k, c, &e->into_key, eval_made(x, c, V_KEY, map));
    may_end_empty(k, c, e, map);
}

void effects_clear(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId map = role_value(k, c, &e->map, NULL);
    if (!map.v || value_is_null(&x->values, map))
        return;
    uint32_t flags = e->steals ? 0 : MAPOP_RUNS_NOTIFY;
    Holder holder = role_holder(k, c, &e->map, map);
    record_op(x, c, MAPOP_CLEAR, holder, flags)->model = k->model;
    if (e->ends_empty)
        record_op(x, c, MAPOP_DESTROY, holder, flags)->model = k->model;
    entries_changed(x, c, map, true);
    entries_let_go(x, c, map, LOST_CLEAR, !e->steals);
    Resource *r = case_resource(c, map);
    if (r)
        r->filled = 0;
    if (!e->ends_empty)
        return;
    if (r)
        r->state = RES_FREED;
    ValueId place = role_address(k, c, &e->map);
    if (place.v)
        eval_store(x, c, place, value_int(&x->values, 0));
}

void effects_size(Call *k, Case *c, const Effect *e) {
    ValueId map = role_value(k, c, &e->map, NULL);
    if (map.v)
        record_op(k->x, c, MAPOP_SIZE, role_holder(k, c, &e->map, map), 0)->model = k->model;
}
