// SPDX-License-Identifier: Apache-2.0
//
// What call sites hand to parameters, over the whole program and without regard to the caller's own
// caller: `add(table, key)` called with `registry` here and `cache` there gives its first parameter
// the holders {registry, cache}. A parameter that is handed on takes over its caller's set;
// iterated until nothing changes.
#include "internal.h"

struct Params {
    const Program *p;
    uint32_t *first; // by FuncId: index of parameter 0
    HolderSet *holders;
    ValueClass *classes;
    uint32_t n;
};

void holder_set_add(HolderSet *s, Holder h) {
    if (h.kind != HOLDER_GLOBAL && h.kind != HOLDER_FIELD && h.kind != HOLDER_LOCAL) {
        s->unknown = s->unknown || h.kind != HOLDER_NONE;
        return;
    }
    h.level = 0;
    vec_each (const Holder, known, &s->list) {
        if (holder_equal(*known, h))
            return;
    }
    s->fresh = s->fresh || h.kind == HOLDER_LOCAL;
    if (s->list.len == HOLDERS_MAX)
        s->unknown = true;
    else
        vec_push(&s->list, h);
}

static bool merge_sets(HolderSet *into, const HolderSet *from) {
    uint32_t n = into->list.len;
    bool unknown = into->unknown, fresh = into->fresh;
    into->unknown = unknown || from->unknown;
    for (uint32_t i = 0; i < from->list.len; i++)
        holder_set_add(into, from->list.data[i]);
    return into->list.len != n || into->unknown != unknown || into->fresh != fresh;
}

bool params_merge(ValueClass *into, ValueClass from) {
    ValueClass before = *into;
    if (from.kind > into->kind)
        into->kind = from.kind;
    if (from.origin > into->origin)
        into->origin = from.origin;
    into->may_fresh |= from.may_fresh;
    into->may_other |= from.may_other;
    into->is_text |= from.is_text;
    return memcmp(&before, into, sizeof before) != 0;
}

ValueClass params_resolve(const Params *q, FuncId f, ValueClass c) {
    ValueClass r = c;
    if (c.kind == CLASS_PARAM) {
        ValueClass handed = params_class(q, f, c.id);
        r.kind = handed.kind;
        r.may_fresh |= handed.may_fresh;
        r.may_other = handed.may_other;
    }
    if (c.origin == CLASS_PARAM) {
        ValueClass handed = params_class(q, f, c.origin_id);
        r.origin = handed.origin;
        r.is_text |= handed.is_text;
    }
    return r;
}

static bool apply_site(Params *q, const CallSite *s) {
    bool changed = false;
    uint32_t nparams = ir_func(q->p->m, s->callee)->nparams;
    for (uint32_t i = 0; i < s->nargs && i < nparams; i++) {
        const CallArg *a = &q->p->flow->args.data[s->first_arg + i];
        uint32_t to = q->first[s->callee.v] + i;
        if (a->holder.kind == HOLDER_PARAM) {
            changed |=
                merge_sets(&q->holders[to], &q->holders[q->first[s->caller.v] + a->holder.id]);
        } else {
            HolderSet one = {0};
            holder_set_add(&one, a->holder);
            changed |= merge_sets(&q->holders[to], &one);
            vec_fini(&one.list);
        }
        changed |= params_merge(&q->classes[to], params_resolve(q, s->caller, a->value));
    }
    return changed;
}

// What may be called from outside gets anything.
static bool is_open(const Program *p, uint32_t f) {
    uint32_t flags = p->m->funcs.data[f].flags;
    bool called = p->callers.first[f] < p->callers.first[f + 1];
    return !called || (flags & FUNC_ADDRESS_TAKEN) || (!(flags & FUNC_STATIC) && !p->has_main);
}

static void open_roots(Params *q) {
    const Program *p = q->p;
    for (uint32_t f = 1; f < p->m->funcs.len; f++) {
        const IrFunc *func = &p->m->funcs.data[f];
        bool open = is_open(p, f);
        for (uint32_t i = 0; open && i < func->nparams; i++) {
            q->holders[q->first[f] + i].unknown = true;
            q->classes[q->first[f] + i] =
                (ValueClass){.kind = CLASS_ANY, .origin = CLASS_ANY, .may_other = true};
        }
    }
}

Params *params_new(const Program *p) {
    Params *q = base_malloc(sizeof *q, "parameters");
    q->p = p;
    q->first = calloc(p->m->funcs.len + 2u, sizeof *q->first);
    BUG_ON(!q->first);
    uint32_t n = 0;
    for (uint32_t f = 0; f < p->m->funcs.len; f++) {
        q->first[f] = n;
        n += p->m->funcs.data[f].nparams;
    }
    q->n = n;
    q->holders = calloc(n + 1u, sizeof *q->holders);
    q->classes = calloc(n + 1u, sizeof *q->classes);
    BUG_ON(!q->holders || !q->classes);
    open_roots(q);
    // A worklist of functions whose parameters changed.
    bool *queued = calloc(p->m->funcs.len + 1u, sizeof *queued);
    BUG_ON(!queued);
    Work work = {0};
    for (uint32_t f = 1; f < p->m->funcs.len; f++)
        if (p->calls.first[f] < p->calls.first[f + 1]) {
            vec_push(&work, f);
            queued[f] = true;
        }
    while (work.len) {
        uint32_t f = work.data[--work.len];
        queued[f] = false;
        for (uint32_t s = p->calls.first[f]; s < p->calls.first[f + 1]; s++) {
            const CallSite *site = &p->flow->calls.data[p->calls.list[s]];
            if (apply_site(q, site) && !queued[site->callee.v]) {
                queued[site->callee.v] = true;
                vec_push(&work, site->callee.v);
            }
        }
    }
    vec_fini(&work);
    free(queued);
    return q;
}

void params_free(Params *q) {
    for (uint32_t i = 0; i < q->n; i++)
        vec_fini(&q->holders[i].list);
    free(q->first);
    free(q->holders);
    free(q->classes);
    free(q);
}

const HolderSet *params_holders(const Params *q, FuncId f, uint32_t i) {
    static const HolderSet nothing = {.unknown = true};
    return i < ir_func(q->p->m, f)->nparams ? &q->holders[q->first[f.v] + i] : &nothing;
}

ValueClass params_class(const Params *q, FuncId f, uint32_t i) {
    ValueClass any = {.kind = CLASS_ANY, .origin = CLASS_ANY, .may_other = true};
    return i < ir_func(q->p->m, f)->nparams ? q->classes[q->first[f.v] + i] : any;
}

enum { SEARCH_MAX = 256 };

typedef struct {
    const Params *q;
    Holder map;
    uint32_t tries;
} Search;

// Whether the argument for `param` may be that map.
static bool may_hand(const Params *q, const CallSite *s, uint32_t param, Holder map) {
    if (param >= s->nargs)
        return true;
    Holder h = q->p->flow->args.data[s->first_arg + param].holder;
    if (h.kind == HOLDER_PARAM) {
        const HolderSet *set = params_holders(q, s->caller, h.id);
        vec_each (const Holder, one, &set->list) {
            if (holder_equal(*one, map))
                return true;
        }
        return set->unknown;
    }
    h.level = 0;
    bool known = h.kind == HOLDER_GLOBAL || h.kind == HOLDER_FIELD || h.kind == HOLDER_LOCAL;
    return !known || holder_equal(h, map);
}

// What call sites that hand s->map to parameter `map` of f hand to parameter `key`; false when not
// all of them can be told.
static bool handed_with(Search *s, FuncId f, uint32_t map, uint32_t key, ValueClass *out) {
    const Program *p = s->q->p;
    if (is_open(p, f.v))
        return false;
    for (uint32_t i = p->callers.first[f.v]; i < p->callers.first[f.v + 1]; i++) {
        const CallSite *site = &p->flow->calls.data[p->callers.list[i]];
        if (s->tries++ >= SEARCH_MAX || map >= site->nargs || key >= site->nargs)
            return false;
        if (!may_hand(s->q, site, map, s->map))
            continue;
        const CallArg *args = &p->flow->args.data[site->first_arg];
        ValueClass c = args[key].value;
        Holder on = args[map].holder;
        bool both = on.kind == HOLDER_PARAM && c.origin == CLASS_PARAM;
        if (both && !handed_with(s, site->caller, on.id, c.origin_id, out))
            return false;
        if (!both)
            params_merge(out, params_resolve(s->q, site->caller, c));
    }
    return true;
}

ValueClass params_key(const Params *q, FuncId f, ValueClass key, Holder at, Holder map) {
    ValueClass r = params_resolve(q, f, key), handed = {0};
    Search s = {.q = q, .map = map};
    if (at.kind != HOLDER_PARAM || key.origin != CLASS_PARAM ||
        !handed_with(&s, f, at.id, key.origin_id, &handed))
        return r;
    r.origin = handed.origin;
    r.is_text = key.is_text || handed.is_text;
    return r;
}
