// SPDX-License-Identifier: Apache-2.0
//
// Makes a summary: keeps of each case what a caller can name or gets handed.
#include "summary.h"

typedef struct {
    Exec *x;
    const Case *c;
    VEC(Value) values;
    VEC(uint32_t) from; // body value of each
    uint32_t *index;    // by body value: index, 0 not yet
    bool cut;           // a cell was left out: what it held is somewhere, nobody knows where
} Maker;

static uint32_t keep_value(Maker *k, ValueId v) {
    if (!v.v)
        return 0;
    if (k->index[v.v])
        return k->index[v.v];
    Value val = *value_at(&k->x->values, v);
    val.a.v = keep_value(k, val.a);
    val.b.v = keep_value(k, val.b);
    val.base = VALUE_NONE;
    uint32_t i = k->values.len;
    vec_push(&k->values, val);
    vec_push(&k->from, v.v);
    return k->index[v.v] = i;
}

// Memory that still exists after the return and that a caller can reach: outer, but no variable.
static bool is_outer_memory(const Exec *x, ValueId address) {
    ValueId base = value_base(&x->values, address);
    return value_at(&x->values, base)->kind != V_VAR && tidy_is_outer(x, base, 0);
}

// Fresh objects that the caller gets: reached from the result or from outer memory.
static void mark_fresh(const Exec *x, const Case *c, bool *reached) {
    ValueId slot = value_simple((ValueTable *)&x->values, V_VAR, 0);
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < c->cells.len + c->members.len; i++) {
            bool cell = i < c->cells.len;
            const Member *m = cell ? NULL : &c->members.data[i - c->cells.len];
            ValueId owner = value_base(&x->values, cell ? c->cells.data[i].addr : m->map);
            const Resource *o = case_resource(c, owner);
            bool counts = owner.v == slot.v || (o && reached[o - c->resources.data]) ||
                          is_outer_memory(x, owner);
            ValueId targets[2] = {cell ? c->cells.data[i].val : m->val, cell ? VALUE_NONE : m->key};
            for (uint32_t t = 0; counts && t < 2; t++) {
                ValueId base = value_base(&x->values, targets[t]);
                const Resource *r = base.v ? case_resource(c, base) : NULL;
                if (r && !reached[r - c->resources.data]) {
                    reached[r - c->resources.data] = true;
                    more = true;
                }
            }
        }
    }
}

static bool visible(Maker *k, const bool *reached, ValueId owner) {
    ValueId base = value_base(&k->x->values, owner);
    const Resource *r = case_resource(k->c, base);
    if (value_at(&k->x->values, base)->kind == V_FRESH)
        return r && reached[r - k->c->resources.data];
    return is_outer_memory(k->x, base);
}

static void make_cells(Maker *k, SummaryCase *s, const bool *reached, Arena *arena) {
    const Case *c = k->c;
    ValueId slot = value_simple(&k->x->values, V_VAR, 0);
    s->cells = ARENA_ARRAY(arena, Cell, c->cells.len);
    for (uint32_t i = 0; i < c->cells.len; i++) {
        Cell cell = c->cells.data[i];
        if (cell.addr.v == slot.v)
            s->result = keep_value(k, cell.val);
        // The parts of a record that is returned by value are not followed to the caller.
        if (cell.addr.v != slot.v && value_base(&k->x->values, cell.addr).v == slot.v)
            k->cut = true;
        if (!visible(k, reached, cell.addr))
            continue;
        if (s->ncells == SUMMARY_CELLS_MAX || k->values.len > SUMMARY_VALUES_MAX) {
            s->changes_memory = true;
            k->cut = true;
            continue;
        }
        s->cells[s->ncells++] = (Cell){{keep_value(k, cell.addr)}, {keep_value(k, cell.val)}};
    }
}

// It went into a map that callers cannot name, but that lives on: one that unknown code may have
// put in the place of another.
static bool is_kept_unseen(Maker *k, const bool *reached, ValueId v) {
    vec_each (const Member, m, &k->c->members) {
        ValueId owner = value_base(&k->x->values, m->map);
        if ((m->val.v == v.v || m->key.v == v.v) && !visible(k, reached, m->map) &&
            value_at(&k->x->values, owner)->kind != V_FRESH)
            return true;
    }
    return false;
}

static void make_resources(Maker *k, SummaryCase *s, const bool *reached, Arena *arena) {
    const Case *c = k->c;
    s->resources = ARENA_ARRAY(arena, Resource, c->resources.len);
    for (uint32_t i = 0; i < c->resources.len; i++) {
        Resource r = c->resources.data[i];
        bool fresh = value_at(&k->x->values, r.val)->kind == V_FRESH;
        if (fresh ? !reached[i] : !tidy_is_outer_later(k->x, r.val))
            continue;
        if (value_at(&k->x->values, r.val)->kind == V_VAR)
            continue;
        if (r.state == RES_LIVE && (k->cut || is_kept_unseen(k, reached, r.val)))
            r.state = RES_ESCAPED;
        r.val.v = keep_value(k, r.val);
        r.key_free.v = keep_value(k, r.key_free);
        r.value_free.v = keep_value(k, r.value_free);
        s->resources[s->nresources++] = r;
    }
    s->members = ARENA_ARRAY(arena, Member, c->members.len);
    for (uint32_t i = 0; i < c->members.len; i++) {
        Member m = c->members.data[i];
        if (!visible(k, reached, m.map))
            continue;
        bool known = m.label.v && (m.label.v == m.key.v || tidy_is_outer(k->x, m.label, 0));
        s->members[s->nmembers++] = (Member){.map.v = keep_value(k, m.map),
                                             .val.v = keep_value(k, m.val),
                                             .key.v = keep_value(k, m.key),
                                             .label.v = known ? keep_value(k, m.label) : 0,
                                             .insn = m.insn};
    }
}

static void make_facts(Maker *k, SummaryCase *s, Arena *arena) {
    const Case *c = k->c;
    s->facts = ARENA_ARRAY(arena, Fact, c->facts.len);
    for (uint32_t i = 0; i < c->facts.len; i++) {
        Fact f = c->facts.data[i];
        // A fact on something that only the body knew tells the caller nothing.
        if (!k->index[f.val.v] && !tidy_is_outer(k->x, f.val, 0))
            continue;
        if (k->values.len > SUMMARY_VALUES_MAX || s->nfacts == SUMMARY_FACTS_MAX)
            break;
        f.val.v = keep_value(k, f.val);
        s->facts[s->nfacts++] = f;
    }
}

static void make_case(Exec *x, const Case *c, SummaryCase *s, uint32_t *index, Arena *arena) {
    Maker k = {.x = x, .c = c, .index = index};
    vec_push_zero(&k.values, 1);
    vec_push_zero(&k.from, 1);
    bool *reached = calloc(c->resources.len + 1, sizeof *reached);
    BUG_ON(!reached);
    mark_fresh(x, c, reached);
    s->changes_memory = c->epoch != 0;
    make_cells(&k, s, reached, arena);
    make_resources(&k, s, reached, arena);
    make_facts(&k, s, arena);
    s->count = k.values.len;
    s->values = ARENA_ARRAY(arena, Value, s->count);
    memcpy(s->values, k.values.data, s->count * sizeof *s->values);
    vec_each (const uint32_t, v, &k.from)
        index[*v] = 0;
    vec_fini(&k.values);
    vec_fini(&k.from);
    free(reached);
}

Summary *summary_make(Exec *x, Arena *arena) {
    if (x->gave_up)
        return NULL;
    Summary *s = ARENA_NEW(arena, Summary);
    s->nparams = x->f->nparams;
    s->id = x->id;
    s->ncases = x->exits.len;
    s->cases = ARENA_ARRAY(arena, SummaryCase, s->ncases);
    value_simple(&x->values, V_VAR, 0); // so that no id is made below
    uint32_t *index = calloc(x->values.count, sizeof *index);
    BUG_ON(!index);
    for (uint32_t i = 0; i < s->ncases; i++)
        make_case(x, x->exits.data[i], &s->cases[i], index, arena);
    free(index);
    return s;
}

bool summary_carries_map(const Summary *s) {
    for (uint32_t i = 0; i < s->ncases; i++) {
        if (s->cases[i].nmembers)
            return true;
        for (uint32_t r = 0; r < s->cases[i].nresources; r++)
            if (s->cases[i].resources[r].kind == RES_MAP)
                return true;
    }
    return false;
}

uint32_t summary_fanout(const Summary *s) {
    return s && s->ncases ? s->ncases : 1;
}
