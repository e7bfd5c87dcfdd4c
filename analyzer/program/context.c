// SPDX-License-Identifier: Apache-2.0
//
// How often a function runs. Roots: main and constructors run once; callbacks, threads and the
// exported functions of a library again and again. A call hands the caller's context on, raised by
// the loop around the call: a loop that an input ends gives FINITE, a service loop REPEATED.
//
//     int main(void) { load(); for (;;) serve(); }     load: ONCE   serve: REPEATED
//
// A function whose address stands in a table (`.init = setup`) may run again and again, and may run
// once: `growth` takes the first for granted, `proven` does not.
#include "internal.h"

static bool is_name(const Program *p, const IrFunc *f, const char *name) {
    return strcmp(ir_str(p->m, f->name), name) == 0;
}

static void raise_context(uint8_t *of, uint32_t *from, uint32_t func, Context c, uint32_t site,
                          Work *work) {
    if (of[func] >= c)
        return;
    of[func] = (uint8_t)c;
    if (from)
        from[func] = site;
    vec_push(work, func);
}

typedef enum { ROOTS_PROVEN, ROOTS_STRICT, ROOTS_GENEROUS } Roots;

static Context entry_context(const Entry *e, Roots roots) {
    bool once = e->kind == ENTRY_AT_EXIT || e->kind == ENTRY_ONCE ||
                (e->kind == ENTRY_POINTER && roots == ROOTS_PROVEN);
    return once ? CONTEXT_ONCE : CONTEXT_REPEATED;
}

static void add_roots(Program *p, uint8_t *of, uint32_t *from, const bool *called, Roots roots,
                      Work *work) {
    for (uint32_t i = 1; i < p->m->funcs.len; i++) {
        const IrFunc *f = &p->m->funcs.data[i];
        if (!ir_is_defined(f))
            continue;
        uint32_t once = FUNC_CONSTRUCTOR | FUNC_DESTRUCTOR | FUNC_GLOBAL_INIT;
        if (is_name(p, f, "main") || (f->flags & once))
            raise_context(of, from, i, CONTEXT_ONCE, 0, work);
        bool exported = !(f->flags & (FUNC_STATIC | FUNC_INLINE | once)) && !is_name(p, f, "main");
        if (exported && !called[i] && (roots == ROOTS_GENEROUS || !p->has_main))
            raise_context(of, from, i, CONTEXT_REPEATED, 0, work);
    }
    vec_each (const Entry, e, &p->flow->entries)
        raise_context(of, from, e->func.v, entry_context(e, roots), 0, work);
}

Context context_at(Context func, uint32_t flags) {
    if (func == CONTEXT_NEVER)
        return CONTEXT_NEVER;
    if (flags & MAPOP_ONCE)
        return CONTEXT_ONCE;
    if (flags & MAPOP_IN_ENDLESS)
        return CONTEXT_REPEATED;
    if ((flags & MAPOP_IN_LOOP) && func < CONTEXT_FINITE)
        return CONTEXT_FINITE;
    return func;
}

static void propagate(const Program *p, uint8_t *of, uint32_t *from, Work *work) {
    for (uint32_t next = 0; next < work->len; next++) {
        uint32_t caller = work->data[next];
        for (uint32_t s = p->calls.first[caller]; s < p->calls.first[caller + 1]; s++) {
            uint32_t index = p->calls.list[s];
            const CallSite *site = &p->flow->calls.data[index];
            Context c = context_at((Context)of[caller], site->flags);
            raise_context(of, from, site->callee.v, c, index + 1, work);
        }
    }
}

static void index_sites(SiteIndex *x, const Program *p, bool by_callee) {
    uint32_t n = p->m->funcs.len;
    x->first = calloc((size_t)n + 2, sizeof *x->first);
    x->list = calloc((size_t)p->flow->calls.len + 1, sizeof *x->list);
    uint32_t *fill = calloc((size_t)n + 2, sizeof *fill);
    BUG_ON(!x->first || !x->list || !fill);
    vec_each (const CallSite, s, &p->flow->calls)
        x->first[(by_callee ? s->callee.v : s->caller.v) + 1]++;
    for (uint32_t i = 1; i <= n; i++)
        x->first[i] += x->first[i - 1];
    for (uint32_t i = 0; i < p->flow->calls.len; i++) {
        const CallSite *s = &p->flow->calls.data[i];
        uint32_t f = by_callee ? s->callee.v : s->caller.v;
        x->list[x->first[f] + fill[f]++] = i;
    }
    free(fill);
}

static bool *called_functions(const Program *p) {
    bool *called = calloc(p->m->funcs.len + 1u, sizeof *called);
    BUG_ON(!called);
    vec_each (const CallSite, s, &p->flow->calls) {
        if (s->callee.v != s->caller.v)
            called[s->callee.v] = true;
    }
    return called;
}

void contexts_compute(Program *p) {
    uint32_t n = p->m->funcs.len + 1u;
    index_sites(&p->calls, p, false);
    index_sites(&p->callers, p, true);
    p->growth = calloc(n, 1);
    p->proven = calloc(n, 1);
    p->bound = calloc(n, 1);
    p->growth_from = calloc(n, sizeof *p->growth_from);
    p->proven_from = calloc(n, sizeof *p->proven_from);
    BUG_ON(!p->growth || !p->bound || !p->growth_from || !p->proven || !p->proven_from);
    for (uint32_t i = 1; i < p->m->funcs.len; i++)
        if (ir_is_defined(&p->m->funcs.data[i]) && is_name(p, &p->m->funcs.data[i], "main"))
            p->has_main = true;
    bool *called = called_functions(p);
    Work work = {0};
    add_roots(p, p->growth, p->growth_from, called, ROOTS_STRICT, &work);
    propagate(p, p->growth, p->growth_from, &work);
    vec_clear(&work);
    add_roots(p, p->proven, p->proven_from, called, ROOTS_PROVEN, &work);
    propagate(p, p->proven, p->proven_from, &work);
    vec_clear(&work);
    add_roots(p, p->bound, NULL, called, ROOTS_GENEROUS, &work);
    propagate(p, p->bound, NULL, &work);
    vec_fini(&work);
    free(called);
}

enum { CHAIN_MAX = 16, TRIES_MAX = 512 };

typedef struct {
    const CallSite *sites[CHAIN_MAX]; // innermost first
    uint32_t n;
} Chain;

// Goes on from f by the calls that give it its context, and tells the chain outermost first.
static uint32_t explain(Program *p, const uint32_t *from, Chain *chain, FuncId f, FlowStep *steps,
                        uint32_t max) {
    if (chain->n)
        f = chain->sites[chain->n - 1]->caller;
    // The loop is what makes the rest run again and again.
    bool loops = chain->n && (chain->sites[chain->n - 1]->flags & MAPOP_IN_ENDLESS);
    while (!loops && chain->n < CHAIN_MAX && chain->n < max && from[f.v]) {
        const CallSite *s = &p->flow->calls.data[from[f.v] - 1];
        chain->sites[chain->n++] = s;
        loops = s->flags & MAPOP_IN_ENDLESS;
        f = s->caller;
    }
    uint32_t out = 0;
    for (uint32_t i = chain->n < max ? chain->n : max; i-- > 0;) {
        const CallSite *s = chain->sites[i];
        const char *callee = program_func_name(p, s->callee);
        const char *how = s->flags & MAPOP_IN_LOOP ? "called again and again here" : "called here";
        steps[out++] = (FlowStep){s->loc, arena_printf(&p->arena, "%s is %s", callee, how)};
    }
    return out;
}

uint32_t program_explain_context(Program *p, FuncId f, FlowStep *steps, uint32_t max) {
    Chain chain = {.n = 0};
    bool proven = p->proven[f.v] >= CONTEXT_FINITE;
    return explain(p, proven ? p->proven_from : p->growth_from, &chain, f, steps, max);
}

typedef struct {
    const Program *p;
    Context need; // of each call
    uint32_t tries;
    Chain chain;
} KeySearch;

// Calls of f that hand over a key that is not from a small set, back to where that key is more than
// a parameter; false when there are none.
static bool find_key(KeySearch *k, FuncId f, uint32_t param) {
    const Program *p = k->p;
    for (uint32_t i = p->callers.first[f.v]; i < p->callers.first[f.v + 1]; i++) {
        const CallSite *s = &p->flow->calls.data[p->callers.list[i]];
        if (k->tries++ >= TRIES_MAX || k->chain.n == CHAIN_MAX)
            return false;
        if (param >= s->nargs || context_at((Context)p->growth[s->caller.v], s->flags) < k->need)
            continue;
        const ValueClass *key = &p->flow->args.data[s->first_arg + param].value;
        bool is_root = !p->growth_from[s->caller.v];
        if (key->origin <= CLASS_STATIC)
            continue;
        k->chain.sites[k->chain.n++] = s;
        if (key->origin != CLASS_PARAM || is_root || find_key(k, s->caller, key->origin_id))
            return true;
        k->chain.n--;
    }
    return false;
}

uint32_t program_explain_insertion(Program *p, const MapUse *u, FlowStep *steps, uint32_t max) {
    const MapOp *op = program_op(p, u);
    KeySearch k = {.p = p, .need = u->growth};
    if (op->key.origin != CLASS_PARAM || !find_key(&k, op->func, op->key.origin_id))
        k.chain.n = 0;
    return explain(p, p->growth_from, &k.chain, op->func, steps, max);
}
