// SPDX-License-Identifier: Apache-2.0
//
// What a modelled call does to a case. Each effect of the model is one function below; a call whose
// effects depend on its result (`when`) splits the case in two first: the one in which they happen,
// and the one in which they do not.
//
// Entries of a map: a value that this path owns and puts into a map is a member of it. Reading it
// back gives the same value where that is sure (the same key, an iteration), an ELEMENT otherwise.
// Whatever happens to an ELEMENT may have happened to any member, so those escape.
#include "backref.h"
#include "lookup.h"

typedef struct {
    Exec *x;
    const Insn *insn;
    const Operand *operands; // arguments
    const ValueId *args;
    uint32_t nargs;
    ValueId result;
    const Model *model;
} Call;

static FieldId find_member(const Exec *x, const char *name, TypeId object) {
    TypeId record = ir_type_base(x->m, object);
    for (uint32_t i = 1; i < x->m->fields.len; i++) {
        const IrField *f = &x->m->fields.data[i];
        if (f->record.v == record.v && strcmp(ir_str(x->m, f->name), name) == 0)
            return (FieldId){i};
    }
    return (FieldId){0};
}

// Where a role's value is stored, for roles that are written to; VALUE_NONE: the call's result.
static ValueId role_address(Call *k, Case *c, const ArgRef *r) {
    if (r->kind != ARG_NTH || r->index >= k->nargs)
        return VALUE_NONE;
    const Operand *o = &k->operands[r->index];
    if (r->deref == 0)
        return o->kind == OPD_PLACE ? eval_address(k->x, c, o->place) : VALUE_NONE;
    ValueId a = k->args[r->index];
    for (uint32_t i = 1; i < r->deref; i++)
        a = eval_content(k->x, c, a);
    return a;
}

static ValueId member_address(Call *k, const ArgRef *r, TypeId *type) {
    const Operand *text = &k->operands[r->member];
    const char *name = r->kind == ARG_FIELD ? r->field
                       : r->member < k->nargs && text->kind == OPD_STRING
                           ? ir_str(k->x->m, text->str)
                           : NULL;
    if (!name || r->index >= k->nargs)
        return VALUE_NONE;
    FieldId f = find_member(k->x, name, eval_type(k->x, &k->operands[r->index]));
    if (!f.v)
        return VALUE_NONE;
    *type = k->x->m->fields.data[f.v].type;
    return value_field(&k->x->values, k->args[r->index], f);
}

// The value of a role; VALUE_NONE when the model has none or it cannot be told.
static ValueId role_value(Call *k, Case *c, const ArgRef *r, TypeId *type) {
    Exec *x = k->x;
    TypeId ignored;
    if (!type)
        type = &ignored;
    *type = (TypeId){0};
    ValueId v = VALUE_NONE;
    switch (r->kind) {
    case ARG_NONE:
        return VALUE_NONE;
    case ARG_NULL:
        return value_int(&x->values, 0);
    case ARG_FUNC:
        return value_simple(&x->values, V_FUNC, 0);
    case ARG_RETURN:
        v = k->result;
        break;
    case ARG_NTH:
        if (r->index >= k->nargs)
            return VALUE_NONE;
        v = k->args[r->index];
        *type = eval_type(x, &k->operands[r->index]);
        break;
    case ARG_MEMBER:
    case ARG_FIELD: {
        ValueId a = member_address(k, r, type);
        if (!a.v)
            return VALUE_NONE;
        // An array member is its own address.
        if (ir_type(x->m, *type)->kind == TYPE_ARRAY)
            return a;
        v = eval_content(x, c, a);
        break;
    }
    }
    for (uint32_t i = 0; i < r->deref && v.v; i++)
        v = eval_content(x, c, v);
    return v;
}

// The operand that a role is the value of; NULL when it stands in none.
static const Operand *role_operand(const Call *k, const ArgRef *r) {
    return r->kind == ARG_NTH && !r->deref && r->index < k->nargs ? &k->operands[r->index] : NULL;
}

static void write_field(Call *k, Case *c, const ArgRef *r, ValueId v) {
    TypeId type;
    ValueId a = member_address(k, r, &type);
    for (uint32_t i = 0; i < r->deref && a.v; i++)
        a = eval_content(k->x, c, a);
    if (a.v)
        eval_store(k->x, c, a, v);
}

static void write_role(Call *k, Case *c, const ArgRef *r, ValueId v) {
    if (r->kind == ARG_RETURN)
        k->result = v;
    else if (r->kind == ARG_FIELD)
        write_field(k, c, r, v);
    else if (r->kind == ARG_NTH) {
        ValueId a = role_address(k, c, r);
        if (a.v && !assume_is_null(k->x, c, a))
            eval_store(k->x, c, a, v);
    }
}

// The holder that a map role names: by the place for a macro's lvalue, by the value otherwise.
static Holder role_holder(Call *k, Case *c, const ArgRef *r, ValueId map) {
    Exec *x = k->x;
    Holder by_value = record_holder_of_value(x, c, map);
    if (by_value.kind != HOLDER_UNKNOWN || r->kind != ARG_NTH || r->index >= k->nargs)
        return by_value;
    const Operand *o = &k->operands[r->index];
    ValueId address = VALUE_NONE;
    if (r->deref == 1)
        address = k->args[r->index];
    else if (o->kind == OPD_PLACE)
        address = eval_address(x, c, o->place);
    return address.v ? record_holder_of_storage(x, c, address) : by_value;
}

static void for_members(Case *c, ValueId map, void (*fn)(Exec *, Case *, const Member *), Exec *x) {
    for (uint32_t i = 0; i < c->members.len; i++)
        if (c->members.data[i].map.v == map.v)
            fn(x, c, &c->members.data[i]);
}

static void escape_member(Exec *x, Case *c, const Member *m) {
    Member copy = *m;
    eval_escape(x, c, copy.val);
    eval_escape(x, c, copy.key);
}

void effect_entry_unknown(Exec *x, Case *c, ValueId map) {
    for_members(c, map, escape_member, x);
}

void effect_entry_missing(Exec *x, Case *c, ValueId entry) {
    Value v = *value_at(&x->values, entry);
    for (uint32_t i = 0; i < c->members.len; i++) {
        Member m = c->members.data[i];
        if (m.map.v == v.a.v && m.insn != v.id)
            escape_member(x, c, &m);
    }
}

// Notes on a map from outside that its entries are not what they were at entry.
static void map_changed(Exec *x, Case *c, ValueId map, bool removed) {
    Resource *r = case_resource(c, map);
    if (!r && value_at(&x->values, map)->kind != V_FRESH)
        r = case_add_resource(c, (Resource){.val = map, .kind = RES_MAP, .state = RES_USED});
    if (r && r->kind == RES_MAP && removed)
        r->visited = 1;
}

// An entry that leaves a map belongs to the path that took it out.
static void take_over(Exec *x, Case *c, ValueId v) {
    Resource *r = case_resource(c, v);
    if (r && r->state == RES_LIVE)
        r->where = x->insn + 1;
    if (!r && value_at(&x->values, v)->kind == V_ELEMENT)
        case_add_resource(c, (Resource){.val = v,
                                        .kind = RES_MEMORY,
                                        .state = RES_LIVE,
                                        .made = x->insn + 1,
                                        .where = x->insn + 1});
}

static void forget_members(Case *c, ValueId map) {
    uint32_t keep = 0;
    for (uint32_t i = 0; i < c->members.len; i++)
        if (c->members.data[i].map.v != map.v)
            c->members.data[keep++] = c->members.data[i];
    c->members.len = keep;
}

// What a variable still holds may be lost later; it left the map here.
static void note_leavers(const Exec *x, const Case *c) {
    vec_each (const Member, m, &x->loosened) {
        Resource *left = m->val.v ? case_resource(c, m->val) : NULL;
        if (left && left->state == RES_LIVE && left->kind == RES_MEMORY)
            left->where = x->insn + 1;
    }
}

// All members leave the map. Without a notify nobody releases them: what only the map held is lost.
static void let_go(Call *k, Case *c, ValueId map, LostWhy why, bool notifies) {
    Exec *x = k->x;
    const Resource *r = case_resource(c, map);
    bool values_kept = r && value_at(&x->values, r->value_free)->kind == V_INT;
    bool keys_kept = r && value_at(&x->values, r->key_free)->kind == V_INT;
    vec_clear(&x->loosened);
    for (uint32_t i = 0; i < c->members.len; i++) {
        Member m = c->members.data[i];
        if (m.map.v != map.v)
            continue;
        if (notifies && !values_kept)
            eval_escape(x, c, m.val);
        if (notifies && !keys_kept)
            eval_escape(x, c, m.key);
        vec_push(&x->loosened, m);
    }
    forget_members(c, map);
    if (x->loosened.len)
        lost_check(x, c, why, VALUE_NONE);
    note_leavers(x, c);
    vec_clear(&x->loosened);
}

// One member leaves the map without a notify.
static void let_one_go(Exec *x, Case *c, Member m, LostWhy why) {
    vec_clear(&x->loosened);
    vec_push(&x->loosened, m);
    lost_check(x, c, why, VALUE_NONE);
    note_leavers(x, c);
    vec_clear(&x->loosened);
}

static const Member *find_member_of(const Case *c, ValueId map, ValueId key, ValueId val) {
    vec_each (const Member, m, &c->members) {
        if (m->map.v == map.v && ((key.v && m->label.v == key.v) || (val.v && m->val.v == val.v)))
            return m;
    }
    return NULL;
}

static void drop_member(Case *c, ValueId map, ValueId val) {
    for (uint32_t i = 0; i < c->members.len; i++) {
        Member *m = &c->members.data[i];
        if (m->map.v != map.v || m->val.v != val.v)
            continue;
        memmove(m, m + 1, (c->members.len - i - 1) * sizeof *m);
        c->members.len--;
        return;
    }
}

// Whether v is the entry that an iteration is at.
static bool is_turn_value(const Exec *x, const Case *c, ValueId v) {
    const Value *val = value_at(&x->values, v);
    if (val->kind != V_ELEMENT && val->kind != V_KEY) {
        const Resource *r = case_resource(c, v);
        return r && r->visited;
    }
    const Model *model = record_model(x, &x->f->insns[val->id]);
    for (uint32_t i = 0; model && i < model->neffects; i++)
        if (model->effects[i].kind == EFF_ITER_NEXT)
            return true;
    return false;
}

static ValueId map_of_element(const Exec *x, ValueId v) {
    return value_entry_map(&x->values, v);
}

// ---- maps: one function an effect

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

static bool is_null_value(const Exec *x, ValueId v) {
    return v.v && value_at(&x->values, v)->kind == V_INT && value_at(&x->values, v)->num == 0;
}

static void do_create(Call *k, Case *c, const Effect *e) {
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
        write_role(k, c, &e->map, map);
    }
    if (e->nonnull && !e->in_place)
        case_set_fact(c, (Fact){.val = map, .nonzero = 1, .low = INT64_MIN, .high = INT64_MAX});
    const Resource *r = case_resource(c, map);
    uint32_t flags = 0;
    if (r && !is_null_value(x, r->key_free))
        flags |= MAPOP_KEY_NOTIFY;
    if (r && !is_null_value(x, r->value_free))
        flags |= MAPOP_VALUE_NOTIFY;
    Holder holder = {.kind = HOLDER_LOCAL, .id = x->insn, .func = x->id};
    if (e->in_place && value_at(&x->values, map)->kind != V_VAR)
        holder = record_holder_of_value(x, c, map);
    record_op(x, c, MAPOP_CREATE, holder, flags)->model = k->model;
}

static void do_destroy(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId map = role_value(k, c, &e->map, NULL);
    if (!map.v || is_null_value(x, map))
        return;
    Holder holder = role_holder(k, c, &e->map, map);
    record_op(x, c, MAPOP_DESTROY, holder, MAPOP_RUNS_NOTIFY)->model = k->model;
    if (e->value_free.kind != ARG_NONE || e->key_free.kind != ARG_NONE)
        for_members(c, map, escape_member, x);
    let_go(k, c, map, LOST_DESTROY, true);
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

void effect_add_member(Exec *x, Case *c, Member m) {
    const Member *before = m.label.v ? find_member_of(c, m.map, m.label, VALUE_NONE) : NULL;
    if (before && before->val.v != m.val.v) {
        Member old = *before;
        drop_member(c, old.map, old.val);
        eval_escape(x, c, old.val);
    }
    if (c->members.len >= MEMBERS_MAX && !case_has_member(c, m)) {
        ValueId gone[] = {m.val, m.key};
        eval_escape_all(x, c, gone, 2);
        return;
    }
    case_add_member(c, m);
}

// By this path or, a parameter, by a caller.
static bool may_be_owned(const Exec *x, const Case *c, ValueId v) {
    return v.v && (case_resource(c, value_base(&x->values, v)) || eval_is_parameter(x, v));
}

static void keep_in_map(Call *k, Case *c, ValueId map, ValueId key, ValueId val, const Effect *e) {
    Exec *x = k->x;
    const Resource *m = case_resource(c, map);
    bool local = m && m->state == RES_LIVE;
    bool value_left = m && is_null_value(x, m->value_free); // nothing frees it
    bool value_owned = m && m->value_free.v && !value_left;
    bool key_owned = m && m->key_free.v && !is_null_value(x, m->key_free);
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
    const Member *before = key.v ? find_member_of(c, map, key, VALUE_NONE) : NULL;
    if (before && before->val.v && before->val.v != val.v &&
        (e->existing == EXISTING_REPLACE_VALUE || e->existing == EXISTING_REPLACE_BOTH)) {
        Member old = *before;
        drop_member(c, map, old.val);
        if (!value_left)
            eval_escape(x, c, old.val);
        case_add_member(c, member);
        let_one_go(x, c, old, LOST_REPLACE);
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
    case_set_fact(c, (Fact){.val = made, .nonzero = 1, .low = INT64_MIN, .high = INT64_MAX});
    ValueId place = role_address(k, c, &e->map);
    if (place.v)
        eval_store(k->x, c, place, made);
    else
        eval_escape(k->x, c, made);
    return made;
}

// What an insertion hands out of the entry that was there.
// A map that this path made and put nothing into.
static bool is_empty(const Case *c, ValueId map) {
    const Resource *r = case_resource(c, map);
    return r && r->state == RES_LIVE && r->made && !r->filled;
}

static ValueId take_replaced(Call *k, Case *c, ValueId map, ValueId key, ValueId val) {
    Exec *x = k->x;
    const Member *same = key.v ? find_member_of(c, map, key, VALUE_NONE) : NULL;
    ValueId old;
    if (same && same->val.v && same->val.v != val.v) {
        old = same->val;
        drop_member(c, map, old);
    } else if (key.v && !same && (lookup_is_missing(x, c, map, key) || is_empty(c, map))) {
        return value_int(&x->values, 0);
    } else {
        old = key.v ? lookup_value(x, c, map, key) : VALUE_NONE;
        if (!old.v)
            old = eval_made(x, c, V_ELEMENT, map);
    }
    take_over(x, c, old);
    return old;
}

static void do_put(Call *k, Case *c, const Effect *e) {
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
    map_changed(x, c, map, false);
    Resource *r = case_resource(c, map);
    if (r)
        r->filled = 1;
    if (old.v)
        write_role(k, c, &e->old, old);
}

static void do_get(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId map = role_value(k, c, &e->map, NULL);
    ValueId key = role_value(k, c, &e->key, NULL);
    if (!map.v)
        return;
    record_op(x, c, MAPOP_GET, role_holder(k, c, &e->map, map), 0)->model = k->model;
    // A null handle is an empty map, or a mistake: nothing is found either way.
    if (is_null_value(x, map)) {
        write_role(k, c, &e->into, map);
        return;
    }
    const Member *same = key.v ? find_member_of(c, map, key, VALUE_NONE) : NULL;
    ValueId val = same && same->val.v ? same->val : eval_made(x, c, V_ELEMENT, map);
    bool told = e->into.kind == ARG_NONE || e->when != WHEN_ALWAYS;
    if (key.v && !same)
        lookup_note(x, (Lookup){.map = map,
                                .key = key,
                                .element = e->into.kind == ARG_NONE ? VALUE_NONE : val,
                                .test = told ? k->result : val});
    write_role(k, c, &e->into, val);
    write_role(k, c, &e->into_key, eval_made(x, c, V_KEY, map));
    // All entries are handed out at once: who gets them may release them.
    if (e->key.kind == ARG_NONE && e->into.kind == ARG_NONE) {
        effect_entry_unknown(x, c, map);
        record_op(x, c, MAPOP_FREE_VALUE, role_holder(k, c, &e->map, map), MAPOP_EACH);
    }
    if (e->slot.kind != ARG_NONE)
        write_role(k, c, &e->slot, eval_made(x, c, V_ELEMENT, map));
}

static void removed_by_value(Call *k, Case *c, ValueId map, ValueId val) {
    drop_member(c, map, val);
    take_over(k->x, c, val);
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

static void do_remove(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId map = role_value(k, c, &e->map, NULL);
    ValueId key = role_value(k, c, &e->key, NULL);
    ValueId val = role_value(k, c, &e->value, NULL);
    if (!map.v)
        return;
    bool take = e->kind == EFF_TAKE;
    uint32_t flags = take ? 0 : MAPOP_RUNS_NOTIFY;
    bool each = val.v && is_turn_value(x, c, val);
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
    map_changed(x, c, map, true);
    const Member *same = find_member_of(c, map, key, val);
    Member m = same ? *same : (Member){.map = map};
    if (val.v && (same || map_of_element(x, val).v)) {
        removed_by_value(k, c, map, val);
    } else if (same) {
        drop_member(c, map, m.val);
        if (take) {
            if (m.val.v)
                take_over(x, c, m.val);
            write_role(k, c, &e->into, m.val);
        } else {
            eval_escape(x, c, m.key);
            const Resource *r = case_resource(c, map);
            if (!r || !is_null_value(x, r->value_free))
                eval_escape(x, c, m.val);
            let_one_go(x, c, m, LOST_REMOVE);
        }
    } else {
        for_members(c, map, escape_member, x);
    }
    if (take && !(same && !val.v)) {
        ValueId taken = key.v ? lookup_value(x, c, map, key) : VALUE_NONE;
        if (!taken.v)
            taken = eval_made(x, c, V_ELEMENT, map);
        take_over(x, c, taken);
        write_role(k, c, &e->into, taken);
    }
    write_role(k, c, &e->into_key, eval_made(x, c, V_KEY, map));
    may_end_empty(k, c, e, map);
}

static void do_clear(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId map = role_value(k, c, &e->map, NULL);
    if (!map.v || is_null_value(x, map))
        return;
    uint32_t flags = e->steals ? 0 : MAPOP_RUNS_NOTIFY;
    Holder holder = role_holder(k, c, &e->map, map);
    record_op(x, c, MAPOP_CLEAR, holder, flags)->model = k->model;
    if (e->ends_empty)
        record_op(x, c, MAPOP_DESTROY, holder, flags)->model = k->model;
    map_changed(x, c, map, true);
    let_go(k, c, map, LOST_CLEAR, !e->steals);
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

static void do_size(Call *k, Case *c, const Effect *e) {
    ValueId map = role_value(k, c, &e->map, NULL);
    if (map.v)
        record_op(k->x, c, MAPOP_SIZE, role_holder(k, c, &e->map, map), 0)->model = k->model;
}

// ---- iterations

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

static void do_iter_init(Call *k, Case *c, const Effect *e) {
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

static void do_iter_next(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId cell = iterator_cell(k, c, e);
    ValueId map = iterated_map(k, c, e, cell);
    if (!map.v)
        map = eval_made(x, c, V_RESULT, VALUE_NONE);
    ValueId val = turn_value(k, c, map);
    if (cell.v)
        case_set_cell(c, started_cell(k, cell), value_int(&x->values, 1));
    if (e->slot.kind != ARG_NONE)
        write_role(k, c, &e->slot, eval_made(x, c, V_ELEMENT, map));
    write_role(k, c, &e->value, val);
    write_role(k, c, &e->key, eval_made(x, c, V_KEY, map));
    case_set_fact(c, (Fact){.val = val, .nonzero = 1, .low = INT64_MIN, .high = INT64_MAX});
}

// The iteration says that there is no entry (any more): false when there must be one.
static bool iter_may_end(Call *k, Case *c, const Effect *e) {
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

static void do_iter_remove(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId cell = iterator_cell(k, c, e);
    ValueId map = cell.v ? case_cell(c, cell) : VALUE_NONE;
    if (!map.v)
        return;
    bool take = e->kind == EFF_ITER_TAKE;
    map_changed(x, c, map, true);
    record_op(x, c, take ? MAPOP_TAKE : MAPOP_REMOVE, record_holder_of_value(x, c, map),
              MAPOP_EACH | (take ? 0 : MAPOP_RUNS_NOTIFY))
        ->model = k->model;
    if (take)
        forget_members(c, map);
    else
        let_go(k, c, map, LOST_REMOVE, true);
}

static void call_back(Call *k, Case *c, const Effect *e, ValueId key, ValueId val) {
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

static void do_foreach(Call *k, Case *c, const Effect *e) {
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
    for_members(c, map, escape_member, x);
    map_changed(x, c, map, true);
    call_back(k, c, e, eval_made(x, c, V_KEY, map), eval_made(x, c, V_ELEMENT, map));
}

// ---- memory

void effect_release(Exec *x, Case *c, ValueId v, TypeId type) {
    const Value *val = value_at(&x->values, v);
    if (!v.v || val->kind == V_INT || val->kind == V_STRING)
        return;
    ValueId map = map_of_element(x, v);
    if (map.v) {
        record_op(x, c, MAPOP_FREE_VALUE, record_holder_of_value(x, c, map), MAPOP_EACH);
        for_members(c, map, escape_member, x);
        map_changed(x, c, map, true);
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

static void do_alloc(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    ValueId v = eval_made(x, c, V_FRESH, VALUE_NONE);
    case_add_resource(
        c, (Resource){.val = v, .kind = RES_MEMORY, .state = RES_LIVE, .made = x->insn + 1});
    if (e->nonnull)
        case_set_fact(c, (Fact){.val = v, .nonzero = 1, .low = INT64_MIN, .high = INT64_MAX});
    if (e->zeroed)
        case_set_cell(c, v, value_int(&x->values, 0));
    ValueId from = role_value(k, c, &e->from, NULL);
    if (from.v) {
        if (x->source.len <= v.v)
            vec_push_zero(&x->source, v.v + 1 - x->source.len);
        x->source.data[v.v] = from;
    }
    write_role(k, c, &e->into, v);
}

static void do_realloc(Call *k, Case *c, const Effect *e) {
    ValueId object = role_value(k, c, &e->object, NULL);
    if (object.v)
        eval_escape(k->x, c, object);
    write_role(k, c, &e->into, eval_made(k->x, c, V_RESULT, VALUE_NONE));
}

static bool is_map_role(const Call *k, const Case *c, const ArgRef *r, ValueId object) {
    const Resource *known = case_resource(c, object);
    return (known && known->kind == RES_MAP) ||
           (r->kind == ARG_NTH && r->index < k->nargs &&
            record_is_handle(k->x, eval_type(k->x, &k->operands[r->index])));
}

static void do_ref(Call *k, Case *c, const Effect *e) {
    ValueId v = role_value(k, c, &e->object, NULL);
    if (!v.v)
        return;
    Resource *r = case_resource(c, v);
    if (!r || r->kind != RES_MAP || r->state != RES_LIVE)
        eval_escape(k->x, c, v);
    r = case_resource(c, v);
    if (r && is_map_role(k, c, &e->object, v))
        r->refs++;
    write_role(k, c, &e->into, v);
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
        for_members(c, map, escape_member, k->x);
        return;
    }
    Effect destroy = *e;
    destroy.map = e->object;
    do_destroy(k, c, &destroy);
}

static void do_unref(Call *k, Case *c, const Effect *e) {
    ValueId object = role_value(k, c, &e->object, NULL);
    if (!object.v)
        return;
    if (is_map_role(k, c, &e->object, object)) {
        unref_map(k, c, e, object);
        return;
    }
    ValueId map = map_of_element(k->x, object);
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

static void do_escape(Call *k, Case *c, const Effect *e) {
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
        ValueId map = map_of_element(x, v);
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

static void do_write(Call *k, Case *c, const Effect *e) {
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

static void do_entry(Call *k, Case *c, const Effect *e) {
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

// ---- a whole call

static void do_effect(Call *k, Case *c, const Effect *e) {
    Exec *x = k->x;
    switch (e->kind) {
    case EFF_CREATE:
        do_create(k, c, e);
        break;
    case EFF_DESTROY:
        do_destroy(k, c, e);
        break;
    case EFF_PUT:
        do_put(k, c, e);
        break;
    case EFF_GET:
        do_get(k, c, e);
        break;
    case EFF_REMOVE:
    case EFF_TAKE:
        do_remove(k, c, e);
        break;
    case EFF_CLEAR:
        do_clear(k, c, e);
        break;
    case EFF_SIZE:
        do_size(k, c, e);
        break;
    case EFF_ITER_INIT:
        do_iter_init(k, c, e);
        break;
    case EFF_ITER_NEXT:
        do_iter_next(k, c, e);
        break;
    case EFF_ITER_REMOVE:
    case EFF_ITER_TAKE:
        do_iter_remove(k, c, e);
        break;
    case EFF_FOREACH:
    case EFF_REMOVE_IF:
        do_foreach(k, c, e);
        break;
    case EFF_ALLOC:
        do_alloc(k, c, e);
        break;
    case EFF_FREE: {
        TypeId type;
        ValueId v = role_value(k, c, &e->object, &type);
        if (v.v)
            effect_release(x, c, v, type);
        break;
    }
    case EFF_REALLOC:
        do_realloc(k, c, e);
        break;
    case EFF_REF:
        do_ref(k, c, e);
        break;
    case EFF_UNREF:
        do_unref(k, c, e);
        break;
    case EFF_ALIAS: {
        ValueId v = role_value(k, c, &e->from, NULL);
        if (v.v)
            write_role(k, c, &e->into, e->inside ? value_index(&x->values, v, INDEX_ANY) : v);
        break;
    }
    case EFF_ESCAPE:
        do_escape(k, c, e);
        break;
    case EFF_WRITE:
        do_write(k, c, e);
        break;
    case EFF_CALL:
        call_back(k, c, e, VALUE_NONE, VALUE_NONE);
        break;
    case EFF_WAIT:
    case EFF_REQUIRE: // see run_effects
        break;
    case EFF_REGISTER:
    case EFF_AT_EXIT:
    case EFF_SPAWN:
    case EFF_ONCE:
        if (e->callback.kind == ARG_NONE)
            c->once = true;
        else
            do_entry(k, c, e);
        break;
    case EFF_NORETURN:
    case EFF_EXIT:
        c->exited = true;
        break;
    case EFF_JOIN:
    case EFF_LOCK:
    case EFF_UNLOCK:
    case EFF_COUNT:
        break;
    }
}

static bool assume_when(Exec *x, Case *c, ValueId result, WhenMode when, bool happens) {
    ValueId zero = value_int(&x->values, 0);
    switch (when) {
    case WHEN_NONNULL:
        return assume(x, c, happens ? BIN_NE : BIN_EQ, result, zero);
    case WHEN_NULL:
        return assume(x, c, happens ? BIN_EQ : BIN_NE, result, zero);
    case WHEN_NEGATIVE:
        return assume(x, c, happens ? BIN_LT : BIN_GE, result, zero);
    case WHEN_NONNEGATIVE:
        return assume(x, c, happens ? BIN_GE : BIN_LT, result, zero);
    case WHEN_ALWAYS:
        break;
    }
    return true;
}

// The map says that it has no such entry: then a member that was put in under an equal key went
// before, in a way that was not seen.
static void not_found(Call *k, Case *c, const Effect *e) {
    ValueId map = role_value(k, c, &e->map, NULL);
    if (map.v)
        effect_entry_unknown(k->x, c, map);
}

// An insertion that does nothing to an entry that is there cannot have put in another one.
static bool must_refuse(Call *k, Case *c, const Effect *e) {
    if (e->kind != EFF_PUT || e->existing != EXISTING_REFUSE || e->when == WHEN_ALWAYS)
        return false;
    ValueId map = role_value(k, c, &e->map, NULL), key = role_value(k, c, &e->key, NULL);
    const Member *there = map.v && key.v ? find_member_of(c, map, key, VALUE_NONE) : NULL;
    const Resource *held = there ? case_resource(c, there->val) : NULL;
    return held && held->state == RES_LIVE;
}

// The call came back: so the comparison holds. False when it cannot.
static bool may_hold(Call *k, Case *c, const Effect *e) {
    static const IrBinary ops[] = {
        [IS_EQUAL] = BIN_EQ,   [IS_UNEQUAL] = BIN_NE, [IS_LESS] = BIN_LT,
        [IS_AT_MOST] = BIN_LE, [IS_GREATER] = BIN_GT, [IS_AT_LEAST] = BIN_GE};
    ValueId value = role_value(k, c, &e->value, NULL), to = role_value(k, c, &e->to, NULL);
    return !value.v || !to.v || assume(k->x, c, ops[e->is], value, to);
}

static bool run_effects(Call *k, Case *c, bool happens) {
    for (uint32_t i = 0; i < k->model->neffects; i++) {
        const Effect *e = &k->model->effects[i];
        if (happens && must_refuse(k, c, e))
            return false;
        if (e->kind == EFF_REQUIRE && !may_hold(k, c, e))
            return false;
        // A loop macro's effects are about a turn; without one nothing happens.
        if (happens || (e->when == WHEN_ALWAYS && !k->model->is_loop))
            do_effect(k, c, e);
        else if (e->kind == EFF_ITER_NEXT && !iter_may_end(k, c, e))
            return false;
        else if (e->kind == EFF_REMOVE || e->kind == EFF_TAKE || e->kind == EFF_GET)
            not_found(k, c, e);
    }
    return true;
}

static void finish(Call *k, Case *c, bool feasible, CaseList *out) {
    Exec *x = k->x;
    if (!feasible || c->exited) {
        case_free(c);
        return;
    }
    if (k->insn->dst.v) {
        ValueId address = eval_address(x, c, k->insn->dst);
        ValueId old = eval_content(x, c, address);
        record_store(x, c, address, old, k->result, x->f->places[k->insn->dst.v].type);
        eval_store(x, c, address, k->result);
    }
    lost_check(x, c, LOST_OVERWRITE, k->result);
    case_list_add(out, c);
}

// A put through a handle that may be null either makes the map or adds to one: two cases. The one
// in which the handle is null goes to *out; c stays the other.
static void split_empty_handle(Call *k, Case *c, CaseList *out) {
    Exec *x = k->x;
    for (uint32_t i = 0; i < k->model->neffects; i++) {
        const Effect *e = &k->model->effects[i];
        if (e->kind != EFF_PUT || !e->creates)
            continue;
        ValueId map = role_value(k, c, &e->map, NULL);
        if (!map.v || assume_is_null(x, c, map) || assume_is_nonnull(x, c, map))
            return;
        Case *empty = case_clone(c);
        Call other = *k;
        bool feasible = assume_null(x, empty, map) && run_effects(&other, empty, true);
        finish(&other, empty, feasible, out);
        assume_true(x, c, map);
        return;
    }
}

void effects_apply(Exec *x, Case *c, const Model *model, const ValueId *args, CaseList *out) {
    const Insn *insn = &x->f->insns[x->insn];
    Call call = {.x = x,
                 .insn = insn,
                 .operands = ir_args(x->f, insn) + 1,
                 .args = args,
                 .nargs = insn->nargs - 1,
                 .model = model};
    call.result = eval_made(x, c, V_RESULT, VALUE_NONE);
    WhenMode when = model->is_loop ? WHEN_NONNULL : WHEN_ALWAYS;
    for (uint32_t i = 0; i < model->neffects && when == WHEN_ALWAYS; i++)
        when = model->effects[i].when;
    if (when != WHEN_ALWAYS) {
        Case *no = case_clone(c);
        Call other = call;
        bool feasible =
            assume_when(x, no, call.result, when, false) && run_effects(&other, no, false);
        finish(&other, no, feasible, out);
        if (!assume_when(x, c, call.result, when, true)) {
            case_free(c);
            return;
        }
    }
    split_empty_handle(&call, c, out);
    bool feasible = run_effects(&call, c, true);
    finish(&call, c, feasible, out);
}
