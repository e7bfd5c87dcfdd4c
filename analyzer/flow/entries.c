// SPDX-License-Identifier: Apache-2.0
#include "entries.h"

static void escape_member(Exec *x, Case *c, const Member *m) {
    Member copy = *m;
    eval_escape(x, c, copy.val);
    eval_escape(x, c, copy.key);
}

void entries_unknown(Exec *x, Case *c, ValueId map) {
    for (uint32_t i = 0; i < c->members.len; i++)
        if (c->members.data[i].map.v == map.v)
            escape_member(x, c, &c->members.data[i]);
}

void entries_missing(Exec *x, Case *c, ValueId entry) {
    Value v = *value_at(&x->values, entry);
    for (uint32_t i = 0; i < c->members.len; i++) {
        Member m = c->members.data[i];
        if (m.map.v == v.a.v && m.insn != v.id)
            escape_member(x, c, &m);
    }
}

void entries_changed(Exec *x, Case *c, ValueId map, bool removed) {
    Resource *r = case_resource(c, map);
    if (!r && value_at(&x->values, map)->kind != V_FRESH)
        r = case_add_resource(c, (Resource){.val = map, .kind = RES_MAP, .state = RES_USED});
    if (r && r->kind == RES_MAP && removed)
        r->visited = 1;
}

void entries_take_over(Exec *x, Case *c, ValueId v) {
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

void entries_forget(Case *c, ValueId map) {
    uint32_t keep = 0;
    for (uint32_t i = 0; i < c->members.len; i++)
        if (c->members.data[i].map.v != map.v)
            c->members.data[keep++] = c->members.data[i];
    c->members.len = keep;
}

// What a variable still holds may be lost later; it left the map here.
static void note_leaver(const Exec *x, const Case *c, ValueId v) {
    Resource *left = v.v ? case_resource(c, v) : NULL;
    if (left && left->state == RES_LIVE && left->kind == RES_MEMORY)
        left->where = x->insn + 1;
}

static void note_leavers(const Exec *x, const Case *c) {
    vec_each (const Member, m, &x->loosened) {
        note_leaver(x, c, m->val);
        note_leaver(x, c, m->key);
    }
}

void entries_let_go(Exec *x, Case *c, ValueId map, LostWhy why, bool notifies) {
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
    entries_forget(c, map);
    if (x->loosened.len)
        lost_check(x, c, why, VALUE_NONE);
    note_leavers(x, c);
    vec_clear(&x->loosened);
}

void entries_let_one_go(Exec *x, Case *c, Member m, LostWhy why) {
    vec_clear(&x->loosened);
    vec_push(&x->loosened, m);
    lost_check(x, c, why, VALUE_NONE);
    note_leavers(x, c);
    vec_clear(&x->loosened);
}

const Member *entries_find(const Case *c, ValueId map, ValueId key, ValueId val) {
    vec_each (const Member, m, &c->members) {
        if (m->map.v == map.v && ((key.v && m->label.v == key.v) || (val.v && m->val.v == val.v)))
            return m;
    }
    return NULL;
}

void entries_drop(Case *c, ValueId map, ValueId val) {
    for (uint32_t i = 0; i < c->members.len; i++) {
        Member *m = &c->members.data[i];
        if (m->map.v != map.v || m->val.v != val.v)
            continue;
        memmove(m, m + 1, (c->members.len - i - 1) * sizeof *m);
        c->members.len--;
        return;
    }
}

bool entries_is_turn(const Exec *x, const Case *c, ValueId v) {
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

void entries_add(Exec *x, Case *c, Member m) {
    const Member *before = m.label.v ? entries_find(c, m.map, m.label, VALUE_NONE) : NULL;
    if (before && before->val.v != m.val.v) {
        Member old = *before;
        entries_drop(c, old.map, old.val);
        eval_escape(x, c, old.val);
    }
    if (c->members.len >= MEMBERS_MAX && !case_has_member(c, m)) {
        ValueId gone[] = {m.val, m.key};
        eval_escape_all(x, c, gone, 2);
        return;
    }
    case_add_member(c, m);
}
