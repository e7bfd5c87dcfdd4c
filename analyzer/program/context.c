// SPDX-License-Identifier: Apache-2.0
//
// How often a function runs. Roots: main and constructors run once; callbacks, threads and the
// exported functions of a library again and again. A call hands the caller's context on, raised by
// the loop around the call: a loop that an input ends gives FINITE, a service loop REPEATED.
//
//     int main(void) { load(); for (;;) serve(); }     load: ONCE   serve: REPEATED
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

static void add_roots(Program *p, uint8_t *of, uint32_t *from, const bool *called, bool generous,
                      Work *work) {
    for (uint32_t i = 1; i < p->m->funcs.len; i++) {
        const IrFunc *f = &p->m->funcs.data[i];
        if (!ir_is_defined(f))
            continue;
        uint32_t once = FUNC_CONSTRUCTOR | FUNC_DESTRUCTOR | FUNC_GLOBAL_INIT;
        if (is_name(p, f, "main") || (f->flags & once))
            raise_context(of, from, i, CONTEXT_ONCE, 0, work);
        bool exported = !(f->flags & (FUNC_STATIC | FUNC_INLINE | once)) && !is_name(p, f, "main");
        if (exported && !called[i] && (generous || !p->has_main))
            raise_context(of, from, i, CONTEXT_REPEATED, 0, work);
    }
    vec_each (const Entry, e, &p->flow->entries) {
        bool once = e->kind == ENTRY_AT_EXIT || e->kind == ENTRY_ONCE;
        raise_context(of, from, e->func.v, once ? CONTEXT_ONCE : CONTEXT_REPEATED, 0, work);
    }
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
    p->bound = calloc(n, 1);
    p->growth_from = calloc(n, sizeof *p->growth_from);
    BUG_ON(!p->growth || !p->bound || !p->growth_from);
    for (uint32_t i = 1; i < p->m->funcs.len; i++)
        if (ir_is_defined(&p->m->funcs.data[i]) && is_name(p, &p->m->funcs.data[i], "main"))
            p->has_main = true;
    bool *called = called_functions(p);
    Work work = {0};
    add_roots(p, p->growth, p->growth_from, called, false, &work);
    propagate(p, p->growth, p->growth_from, &work);
    vec_clear(&work);
    add_roots(p, p->bound, NULL, called, true, &work);
    propagate(p, p->bound, NULL, &work);
    vec_fini(&work);
    free(called);
}

// The chain of calls that ends with `last`, or without one in f.
static uint32_t explain(Program *p, const CallSite *last, FuncId f, FlowStep *steps, uint32_t max) {
    const CallSite *chain[16];
    uint32_t n = 0;
    const CallSite *s = last;
    while (n < 16 && n < max) {
        if (!s && p->growth_from[f.v])
            s = &p->flow->calls.data[p->growth_from[f.v] - 1];
        if (!s)
            break;
        chain[n++] = s;
        // The loop is what makes the rest run again and again.
        if (s->flags & MAPOP_IN_ENDLESS)
            break;
        f = s->caller;
        s = NULL;
    }
    uint32_t out = 0;
    for (uint32_t i = n; i-- > 0;) {
        const char *callee = program_func_name(p, chain[i]->callee);
        const char *how =
            chain[i]->flags & MAPOP_IN_LOOP ? "called again and again here" : "called here";
        steps[out++] = (FlowStep){chain[i]->loc, arena_printf(&p->arena, "%s is %s", callee, how)};
    }
    return out;
}

uint32_t program_explain_context(Program *p, FuncId f, FlowStep *steps, uint32_t max) {
    return explain(p, NULL, f, steps, max);
}

// A call that runs as often as the insertion, and hands over a key that is not from a small set.
static const CallSite *call_with_key(const Program *p, const MapUse *u) {
    const MapOp *op = program_op(p, u);
    if (op->key.origin != CLASS_PARAM)
        return NULL;
    for (uint32_t i = p->callers.first[op->func.v]; i < p->callers.first[op->func.v + 1]; i++) {
        const CallSite *s = &p->flow->calls.data[p->callers.list[i]];
        if (op->key.origin_id < s->nargs &&
            p->flow->args.data[s->first_arg + op->key.origin_id].value.origin > CLASS_STATIC &&
            context_at((Context)p->growth[s->caller.v], s->flags) >= u->growth)
            return s;
    }
    return NULL;
}

uint32_t program_explain_insertion(Program *p, const MapUse *u, FlowStep *steps, uint32_t max) {
    return explain(p, call_with_key(p, u), program_op(p, u)->func, steps, max);
}
