// SPDX-License-Identifier: Apache-2.0
#include "callgraph.h"

typedef struct {
    const IrModule *m;
    CallGraph *g;
    uint32_t *index, *low; // Tarjan's numbers, 0 not yet visited
    bool *on_stack;
    VEC(uint32_t) stack;
    VEC(uint32_t) frame_func, frame_edge; // the recursion, made explicit
    uint32_t next_index, next_component;
} Tarjan;

typedef struct {
    VEC(FuncId) edges;
    uint32_t *seen_by; // by callee: the last caller
} Edges;

static void add_edge(Edges *e, uint32_t caller, FuncId callee) {
    if (!callee.v || e->seen_by[callee.v] == caller)
        return;
    e->seen_by[callee.v] = caller;
    vec_push(&e->edges, callee);
}

static void add_calls_of(Edges *e, uint32_t caller, const IrFunc *f, const Insn *insn) {
    const Operand *args = ir_args(f, insn);
    if (insn->op == OP_SCOPE_END)
        add_edge(e, caller, f->vars[insn->var.v].cleanup);
    else if (insn->op == OP_CALL && args->kind == OPD_FUNC)
        add_edge(e, caller, args->func);
}

static void add_named_of(Edges *e, uint32_t caller, const IrFunc *f, const Insn *insn) {
    const Operand *args = ir_args(f, insn);
    for (uint32_t i = insn->op == OP_CALL; i < insn->nargs; i++)
        if (args[i].kind == OPD_FUNC)
            add_edge(e, caller, args[i].func);
}

typedef void AddEdges(Edges *e, uint32_t caller, const IrFunc *f, const Insn *insn);

static FuncId *collect_edges(const IrModule *m, AddEdges *add, uint32_t **first) {
    uint32_t n = m->funcs.len;
    Edges e = {0};
    e.seen_by = calloc(n + 1u, sizeof *e.seen_by);
    *first = calloc((size_t)n + 1, sizeof **first);
    BUG_ON(!e.seen_by || !*first);
    for (uint32_t f = 1; f < n; f++) {
        const IrFunc *func = &m->funcs.data[f];
        (*first)[f] = e.edges.len;
        for (uint32_t i = 0; i < func->ninsns; i++)
            add(&e, f, func, &func->insns[i]);
    }
    (*first)[n] = e.edges.len;
    if (n > 0)
        (*first)[0] = 0;
    free(e.seen_by);
    return e.edges.data;
}

static void visit_begin(Tarjan *t, uint32_t f) {
    t->index[f] = t->low[f] = ++t->next_index;
    vec_push(&t->stack, f);
    t->on_stack[f] = true;
    vec_push(&t->frame_func, f);
    vec_push(&t->frame_edge, t->g->first[f]);
}

static void pop_component(Tarjan *t, uint32_t f) {
    uint32_t member;
    t->next_component++;
    do {
        member = t->stack.data[--t->stack.len];
        t->on_stack[member] = false;
        t->g->component[member] = t->next_component;
        if (ir_is_defined(&t->m->funcs.data[member]))
            t->g->order[t->g->norder++] = (FuncId){member};
    } while (member != f);
}

static void visit(Tarjan *t, uint32_t root) {
    visit_begin(t, root);
    while (t->frame_func.len) {
        uint32_t f = *vec_last(&t->frame_func);
        uint32_t *edge = vec_last(&t->frame_edge);
        if (*edge < t->g->first[f + 1]) {
            uint32_t callee = t->g->edges[(*edge)++].v;
            if (!t->index[callee])
                visit_begin(t, callee);
            else if (t->on_stack[callee] && t->index[callee] < t->low[f])
                t->low[f] = t->index[callee];
            continue;
        }
        t->frame_func.len--;
        t->frame_edge.len--;
        if (t->low[f] == t->index[f])
            pop_component(t, f);
        if (t->frame_func.len) {
            uint32_t caller = *vec_last(&t->frame_func);
            if (t->low[f] < t->low[caller])
                t->low[caller] = t->low[f];
        }
    }
}

void callgraph_init(CallGraph *g, const IrModule *m) {
    uint32_t n = m->funcs.len ? m->funcs.len : 1;
    *g = (CallGraph){0};
    g->edges = collect_edges(m, add_calls_of, &g->first);
    g->named = collect_edges(m, add_named_of, &g->first_named);
    g->order = calloc(n, sizeof *g->order);
    g->component = calloc(n, sizeof *g->component);
    Tarjan t = {.m = m, .g = g};
    t.index = calloc(n, sizeof *t.index);
    t.low = calloc(n, sizeof *t.low);
    t.on_stack = calloc(n, sizeof *t.on_stack);
    BUG_ON(!g->order || !g->component || !t.index || !t.low || !t.on_stack);
    for (uint32_t f = 1; f < m->funcs.len; f++) {
        for (uint32_t i = g->first_named[f]; !t.index[f] && i < g->first_named[f + 1]; i++)
            if (!t.index[g->named[i].v])
                visit(&t, g->named[i].v);
        if (!t.index[f])
            visit(&t, f);
    }
    g->ncomponents = t.next_component;
    free(t.index);
    free(t.low);
    free(t.on_stack);
    vec_fini(&t.stack);
    vec_fini(&t.frame_func);
    vec_fini(&t.frame_edge);
}

void callgraph_fini(CallGraph *g) {
    free(g->first);
    free(g->edges);
    free(g->first_named);
    free(g->named);
    free(g->order);
    free(g->component);
    *g = (CallGraph){0};
}

bool callgraph_is_recursive(const CallGraph *g, FuncId f) {
    for (uint32_t e = g->first[f.v]; e < g->first[f.v + 1]; e++)
        if (g->edges[e].v == f.v)
            return true;
    return false;
}
