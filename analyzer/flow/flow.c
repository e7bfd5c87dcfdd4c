// SPDX-License-Identifier: Apache-2.0
//
// All functions, callees first, in threads. The functions of a recursive component are run twice:
// once taking calls inside the component for unknown, then with the summaries of the first pass. A
// component larger than RECURSION_MAX is run once: what it could gain is not worth the time.
//
// A component is a task; it needs the components of its callees, and of what it names otherwise
// where that comes before (waited.h). Each thread writes what it finds to a Flow of its own; at the
// end they are put together in the order of the functions, so that the number of threads shows
// nowhere.
#include "base/tasks.h"
#include "exec.h"
#include "runtime/gomap.h"

enum { RECURSION_MAX = 24, THREAD_STACK = 8 << 20 };

// A part of the arrays of one thread's Flow: what it found in one function.
typedef struct {
    unsigned thread;
    uint32_t first_op, nops, first_call, ncalls, first_entry, nentries, first_event, nevents;
} Found;

typedef struct {
    Flow found;
    Arena summaries;
    ValueTable values;
} Thread;

typedef struct {
    const IrModule *m;
    Known known;
    CallGraph graph;
    Summary **summaries; // by FuncId
    Thread *threads;
    unsigned nthreads;
    Found *found;    // by position in graph.order
    uint32_t *begin; // [ncomponents + 1]: where component i + 1 begins in graph.order
    Needs needs;
} Run;

// Whether a model of the call touches maps.
static bool is_map_model(const Model *model) {
    for (uint32_t i = 0; model && i < model->neffects; i++)
        if (model->effects[i].kind <= EFF_REMOVE_IF)
            return true;
    return false;
}

// Whether the function, or a callee's summary, has to do with maps.
static bool concerns_maps(const Run *r, const IrFunc *f) {
    for (uint32_t i = 0; i < f->ninsns; i++) {
        const Insn *insn = &f->insns[i];
        if (insn->op != OP_CALL)
            continue;
        const Operand *callee = ir_args(f, insn);
        if (callee->kind == OPD_STRING)
            return true;
        if (callee->kind != OPD_FUNC)
            continue;
        const Summary *s = r->summaries[callee->func.v];
        if (is_map_model(r->known.model_of[callee->func.v]) || (s && summary_carries_map(s)))
            return true;
    }
    return false;
}

static void exec_init(Exec *x, Run *r, Thread *t, FuncId id) {
    *x = (Exec){.flow = &t->found,
                .m = r->m,
                .known = &r->known,
                .graph = &r->graph,
                .needs = &r->needs,
                .summaries = r->summaries,
                .id = id,
                .f = ir_func(r->m, id),
                .values = t->values,
                .plain = !concerns_maps(r, ir_func(r->m, id)),
                .first_op = t->found.ops.len,
                .first_call = t->found.calls.len,
                .first_entry = t->found.entries.len};
    arena_init(&x->scratch, "function");
    values_clear(&x->values);
}

static void exec_fini(Exec *x) {
    cfg_fini(&x->cfg);
    for (uint32_t i = 0; i < x->exits.len; i++)
        case_free(x->exits.data[i]);
    vec_fini(&x->exits);
    vec_fini(&x->named.stamps);
    vec_fini(&x->reached.stamps);
    vec_fini(&x->objects);
    vec_fini(&x->source);
    vec_fini(&x->loosened);
    vec_fini(&x->suspects);
    vec_fini(&x->removals);
    vec_fini(&x->lookups);
    vec_fini(&x->freed_visited);
    vec_fini(&x->op_before);
    gomap_free(x->waited);
    free(x->small);
    arena_fini(&x->scratch);
}

// found: where to note what it found; NULL for a pass whose operations do not count.
static Summary *run_function(Run *r, Thread *t, FuncId id, Found *found) {
    Flow *flow = &t->found;
    Exec x;
    exec_init(&x, r, t, id);
    uint32_t first_arg = flow->args.len, first_event = flow->events.len;
    exec_function(&x);
    Summary *s = summary_make(&x, &t->summaries);
    if (found) {
        record_finish(&x);
        flow->steps += x.steps;
        flow->capped += x.capped;
        *found = (Found){.thread = (unsigned)(t - r->threads),
                         .first_op = x.first_op,
                         .nops = flow->ops.len - x.first_op,
                         .first_call = x.first_call,
                         .ncalls = flow->calls.len - x.first_call,
                         .first_entry = x.first_entry,
                         .nentries = flow->entries.len - x.first_entry,
                         .first_event = first_event,
                         .nevents = flow->events.len - first_event};
    } else {
        flow->ops.len = x.first_op;
        flow->calls.len = x.first_call;
        flow->args.len = first_arg;
        flow->entries.len = x.first_entry;
    }
    exec_fini(&x);
    t->values = x.values;
    return s;
}

static void run_component(uint32_t task, unsigned thread, void *ctx) {
    Run *r = ctx;
    Thread *t = &r->threads[thread];
    const CallGraph *g = &r->graph;
    uint32_t first = r->begin[task], end = r->begin[task + 1], n = end - first;
    bool recursive = n > 1 || (n == 1 && callgraph_is_recursive(g, g->order[first]));
    if (recursive && n <= RECURSION_MAX)
        for (uint32_t i = first; i < end; i++)
            r->summaries[g->order[i].v] = run_function(r, t, g->order[i], NULL);
    for (uint32_t i = first; i < end; i++)
        r->summaries[g->order[i].v] = run_function(r, t, g->order[i], &r->found[i]);
}

// ---- components as tasks

// Functions without a body are components of none.
static void find_begins(Run *r) {
    const CallGraph *g = &r->graph;
    r->begin = calloc(g->ncomponents + 1u, sizeof *r->begin);
    BUG_ON(!r->begin);
    for (uint32_t i = 0; i < g->norder; i++)
        r->begin[g->component[g->order[i].v]]++;
    for (uint32_t i = 0; i < g->ncomponents; i++)
        r->begin[i + 1] += r->begin[i];
}

// needed_by: by component, 1 + the last one that needs it
static void add_need(Needs *needs, uint32_t *needed_by, uint32_t from, uint32_t to) {
    if (to >= from || needed_by[to] == from + 1)
        return;
    needed_by[to] = from + 1;
    vec_push(&needs->to, to);
}

// Callees are lower; of the functions that are only named, those that are lower are waited for.
static void find_needs(Run *r) {
    const CallGraph *g = &r->graph;
    Needs *needs = &r->needs;
    uint32_t *needed_by = calloc(g->ncomponents + 1u, sizeof *needed_by);
    needs->first = calloc(g->ncomponents + 1u, sizeof *needs->first);
    BUG_ON(!needed_by || !needs->first);
    for (uint32_t c = 0; c < g->ncomponents; c++) {
        needs->first[c] = needs->to.len;
        for (uint32_t i = r->begin[c]; i < r->begin[c + 1]; i++) {
            uint32_t f = g->order[i].v;
            for (uint32_t e = g->first[f]; e < g->first[f + 1]; e++)
                add_need(needs, needed_by, c, g->component[g->edges[e].v] - 1);
            for (uint32_t e = g->first_named[f]; e < g->first_named[f + 1]; e++)
                add_need(needs, needed_by, c, g->component[g->named[e].v] - 1);
        }
    }
    needs->first[g->ncomponents] = needs->to.len;
    free(needed_by);
}

static void run_components(Run *r) {
    find_begins(r);
    find_needs(r);
    TasksOptions o = {.threads = r->nthreads,
                      .stack_bytes = THREAD_STACK,
                      .first = r->needs.first,
                      .needs = r->needs.to.data,
                      .run = run_component,
                      .ctx = r};
    tasks_run(r->graph.ncomponents, &o);
}

// ---- what the threads found, put together

static void add_calls(Flow *f, const Flow *from, const Found *part) {
    for (uint32_t i = 0; i < part->ncalls; i++) {
        CallSite site = from->calls.data[part->first_call + i];
        uint32_t first_arg = f->args.len;
        for (uint32_t a = 0; a < site.nargs; a++)
            vec_push(&f->args, from->args.data[site.first_arg + a]);
        site.first_arg = first_arg;
        vec_push(&f->calls, site);
    }
}

// Of several registrations of one kind the first one counts. known: by FuncId, a bit a kind.
static void add_entries(Flow *f, const Flow *from, const Found *part, uint8_t *known) {
    for (uint32_t i = 0; i < part->nentries; i++) {
        Entry e = from->entries.data[part->first_entry + i];
        uint8_t bit = (uint8_t)(1u << e.kind);
        if (!(known[e.func.v] & bit))
            vec_push(&f->entries, e);
        known[e.func.v] |= bit;
    }
}

// Functions whose address is stored or handed over run when somebody calls the pointer.
static void note_address_taken(Flow *f, const uint8_t *known) {
    for (uint32_t i = 1; i < f->module->funcs.len; i++) {
        const IrFunc *func = &f->module->funcs.data[i];
        if (!(func->flags & FUNC_ADDRESS_TAKEN) || !ir_is_defined(func) || known[i])
            continue;
        Entry entry = {.kind = ENTRY_POINTER, .func = {i}, .loc = func->loc};
        vec_push(&f->entries, entry);
    }
}

static void add_event(Flow *f, const Event *from) {
    Event e = *from;
    FlowStep *steps = ARENA_ARRAY(&f->arena, FlowStep, e.nsteps);
    for (uint32_t i = 0; i < e.nsteps; i++)
        steps[i] = (FlowStep){from->steps[i].loc, arena_strdup(&f->arena, from->steps[i].text)};
    e.steps = steps;
    e.made_by = arena_strdup(&f->arena, e.made_by);
    e.variable = arena_strdup(&f->arena, e.variable);
    vec_push(&f->events, e);
}

static void collect(const Run *r, Flow *f) {
    uint8_t *known = calloc(r->m->funcs.len + 1u, sizeof *known);
    BUG_ON(!known);
    for (uint32_t i = 0; i < r->graph.norder; i++) {
        const Found *part = &r->found[i];
        const Flow *from = &r->threads[part->thread].found;
        for (uint32_t k = 0; k < part->nops; k++)
            vec_push(&f->ops, from->ops.data[part->first_op + k]);
        for (uint32_t k = 0; k < part->nevents; k++)
            add_event(f, &from->events.data[part->first_event + k]);
        add_calls(f, from, part);
        add_entries(f, from, part, known);
    }
    note_address_taken(f, known);
    free(known);
    for (unsigned i = 0; i < r->nthreads; i++) {
        f->steps += r->threads[i].found.steps;
        f->capped += r->threads[i].found.capped;
    }
}

// ---- the run

static void flow_init(Flow *f, const IrModule *m) {
    *f = (Flow){.module = m};
    arena_init(&f->arena, "flow");
}

void flow_fini(Flow *f) {
    vec_fini(&f->ops);
    vec_fini(&f->calls);
    vec_fini(&f->args);
    vec_fini(&f->entries);
    vec_fini(&f->events);
    arena_fini(&f->arena);
}

static void run_all(Run *r, const IrModule *m, const ModelSet *models, unsigned threads) {
    *r = (Run){.m = m, .nthreads = threads ? threads : 1};
    known_init(&r->known, m, models);
    callgraph_init(&r->graph, m);
    r->summaries = calloc(m->funcs.len + 1u, sizeof *r->summaries);
    r->found = calloc(r->graph.norder + 1u, sizeof *r->found);
    r->threads = calloc(r->nthreads, sizeof *r->threads);
    BUG_ON(!r->summaries || !r->found || !r->threads);
    for (unsigned i = 0; i < r->nthreads; i++) {
        Thread *t = &r->threads[i];
        flow_init(&t->found, m);
        arena_init(&t->summaries, "summaries");
        values_init(&t->values);
    }
    run_components(r);
}

static void run_end(Run *r) {
    for (unsigned i = 0; i < r->nthreads; i++) {
        Thread *t = &r->threads[i];
        flow_fini(&t->found);
        arena_fini(&t->summaries);
        values_fini(&t->values);
    }
    free(r->threads);
    free(r->found);
    free(r->begin);
    free(r->needs.first);
    vec_fini(&r->needs.to);
    free(r->summaries);
    callgraph_fini(&r->graph);
    known_fini(&r->known);
}

void flow_run(Flow *f, const IrModule *module, const ModelSet *models, unsigned threads) {
    Run r;
    run_all(&r, module, models, threads);
    flow_init(f, module);
    collect(&r, f);
    run_end(&r);
}

void flow_print_summary(StrBuf *out, const IrModule *module, const ModelSet *models, FuncId func) {
    Run r;
    run_all(&r, module, models, 1);
    for (uint32_t i = 1; i < module->funcs.len; i++)
        if (func.v ? i == func.v : ir_is_defined(&module->funcs.data[i]))
            summary_print(out, module, (FuncId){i}, r.summaries[i]);
    run_end(&r);
}
