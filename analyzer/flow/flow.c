// SPDX-License-Identifier: Apache-2.0
//
// All functions, callees first. The functions of a recursive component are run twice: once taking
// calls inside the component for unknown, then with the summaries of the first pass. A component
// larger than RECURSION_MAX is run once: what it could gain is not worth the time.
#include "exec.h"

#include "ir/callgraph.h"
#include "once.h"
#include "serve.h"

enum { RECURSION_MAX = 24 };

typedef struct {
    Flow *flow;
    const IrModule *m;
    const ModelSet *models;
    Summary **summaries;
    const Model **model_of;
    bool *waiting, *handles, *errors;
    int64_t *once_flags;
    ValueTable values;
    bool record; // the pass whose operations count
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
        if (is_map_model(r->model_of[callee->func.v]) || (s && summary_carries_map(s)))
            return true;
    }
    return false;
}

static Summary *run_function(Run *r, FuncId id) {
    Flow *flow = r->flow;
    Exec x = {.flow = flow,
              .m = r->m,
              .models = r->models,
              .summaries = r->summaries,
              .model_of = r->model_of,
              .waiting = r->waiting,
              .handles = r->handles,
              .errors = r->errors,
              .once_flags = r->once_flags,
              .id = id,
              .f = ir_func(r->m, id),
              .values = r->values,
              .plain = !concerns_maps(r, ir_func(r->m, id)),
              .first_op = flow->ops.len,
              .first_call = flow->calls.len};
    uint32_t first_arg = flow->args.len;
    arena_init(&x.scratch, "function");
    values_clear(&x.values);
    exec_function(&x);
    Summary *s = summary_make(&x);
    if (r->record) {
        record_finish(&x);
        flow->steps += x.steps;
        flow->capped += x.capped;
    } else {
        flow->ops.len = x.first_op;
        flow->calls.len = x.first_call;
        flow->args.len = first_arg;
    }
    cfg_fini(&x.cfg);
    for (uint32_t i = 0; i < x.exits.len; i++)
        case_free(x.exits.data[i]);
    vec_fini(&x.exits);
    vec_fini(&x.named.stamps);
    vec_fini(&x.reached.stamps);
    vec_fini(&x.objects);
    vec_fini(&x.source);
    vec_fini(&x.loosened);
    vec_fini(&x.suspects);
    vec_fini(&x.removals);
    vec_fini(&x.lookups);
    vec_fini(&x.freed_visited);
    free(x.small);
    arena_fini(&x.scratch);
    r->values = x.values;
    return s;
}

static void run_component(Run *r, const CallGraph *g, uint32_t first, uint32_t n) {
    bool self = false;
    uint32_t f = g->order[first].v;
    for (uint32_t e = g->first[f]; e < g->first[f + 1]; e++)
        self = self || g->edges[e].v == f;
    if ((n > 1 || self) && n <= RECURSION_MAX) {
        r->record = false;
        for (uint32_t i = first; i < first + n; i++)
            r->summaries[g->order[i].v] = run_function(r, g->order[i]);
    }
    r->record = true;
    for (uint32_t i = first; i < first + n; i++)
        r->summaries[g->order[i].v] = run_function(r, g->order[i]);
}

// Whether a model knows more than the function's own body could show: what it does to maps,
// threads, locks and entries. For the rest the body, where there is one, is the better witness.
static bool speaks_of_more(const Model *model) {
    for (uint32_t i = 0; i < model->neffects; i++) {
        const Effect *e = &model->effects[i];
        bool copies = e->kind == EFF_ALLOC && e->from.kind != ARG_NONE;
        if (e->kind <= EFF_REMOVE_IF || e->kind >= EFF_REGISTER || e->kind == EFF_REF ||
            e->kind == EFF_UNREF || e->kind == EFF_ALIAS || copies)
            return true;
    }
    return false;
}

// A static function is the program's own, whatever its name.
static const Model **find_models(const IrModule *m, const ModelSet *models) {
    const Model **of = calloc(m->funcs.len + 1u, sizeof *of);
    BUG_ON(!of);
    for (uint32_t i = 1; i < m->funcs.len; i++) {
        const IrFunc *f = &m->funcs.data[i];
        bool own = ir_is_defined(f) && (f->flags & FUNC_STATIC) && !(f->flags & FUNC_INLINE);
        const Model *model = own ? NULL : models_function(models, ir_str(m, f->name));
        if (model && (!ir_is_defined(f) || speaks_of_more(model)))
            of[i] = model;
    }
    return of;
}

static const Handle *handle_of(const IrModule *m, const ModelSet *models, const IrType *t) {
    const Handle *h = models_handle(models, ir_str(m, t->name));
    return !h && t->alias.v ? models_handle(models, ir_str(m, t->alias)) : h;
}

// Records whose pointers are handles: a library's map, or an entry that carries an intrusive map's
// links, the first of which is the map.
static bool *find_handles(const IrModule *m, const ModelSet *models) {
    bool *handles = calloc(m->types.len + 1u, sizeof *handles);
    BUG_ON(!handles);
    for (uint32_t i = 1; i < m->types.len; i++) {
        const IrType *t = &m->types.data[i];
        const Handle *h = t->kind == TYPE_RECORD ? handle_of(m, models, t) : NULL;
        handles[i] = h && !h->intrusive && !h->is_error;
    }
    for (uint32_t i = 1; i < m->fields.len; i++) {
        const IrField *f = &m->fields.data[i];
        const IrType *t = ir_type(m, f->type);
        const Handle *h = t->kind == TYPE_RECORD ? handle_of(m, models, t) : NULL;
        if (h && h->intrusive)
            handles[f->record.v] = true;
    }
    return handles;
}

static bool *find_errors(const IrModule *m, const ModelSet *models) {
    bool *errors = calloc(m->types.len + 1u, sizeof *errors);
    BUG_ON(!errors);
    for (uint32_t i = 1; i < m->types.len; i++) {
        const IrType *t = &m->types.data[i];
        const Handle *h = t->kind == TYPE_RECORD ? handle_of(m, models, t) : NULL;
        errors[i] = h && h->is_error;
    }
    return errors;
}

// Functions whose address is stored or handed over run when somebody calls the pointer.
static void note_address_taken(Flow *f) {
    for (uint32_t i = 1; i < f->module->funcs.len; i++) {
        const IrFunc *func = &f->module->funcs.data[i];
        if (!(func->flags & FUNC_ADDRESS_TAKEN) || !ir_is_defined(func))
            continue;
        bool known = false;
        vec_each (const Entry, e, &f->entries)
            known = known || e->func.v == i;
        Entry entry = {.kind = ENTRY_POINTER, .func = {i}, .loc = func->loc};
        if (!known)
            vec_push(&f->entries, entry);
    }
}

static Run run_all(Flow *f, const IrModule *module, const ModelSet *models) {
    memset(f, 0, sizeof *f);
    f->module = module;
    arena_init(&f->arena, "flow");
    Run r = {.flow = f, .m = module, .models = models};
    r.summaries = calloc(module->funcs.len + 1u, sizeof *r.summaries);
    BUG_ON(!r.summaries);
    r.model_of = find_models(module, models);
    r.waiting = serve_find_waiting(module, r.model_of);
    r.once_flags = once_find_flags(module);
    r.handles = find_handles(module, models);
    r.errors = find_errors(module, models);
    values_init(&r.values);
    CallGraph g;
    callgraph_init(&g, module);
    for (uint32_t i = 0; i < g.norder;) {
        uint32_t n = 1;
        while (i + n < g.norder && g.component[g.order[i + n].v] == g.component[g.order[i].v])
            n++;
        run_component(&r, &g, i, n);
        i += n;
    }
    callgraph_fini(&g);
    note_address_taken(f);
    return r;
}

static void run_end(Run *r) {
    values_fini(&r->values);
    free(r->summaries);
    free(r->model_of);
    free(r->waiting);
    free(r->handles);
    free(r->errors);
    free(r->once_flags);
}

void flow_run(Flow *f, const IrModule *module, const ModelSet *models) {
    Run r = run_all(f, module, models);
    run_end(&r);
}

void flow_fini(Flow *f) {
    vec_fini(&f->ops);
    vec_fini(&f->calls);
    vec_fini(&f->args);
    vec_fini(&f->entries);
    vec_fini(&f->events);
    arena_fini(&f->arena);
}

void flow_print_summary(StrBuf *out, const IrModule *module, const ModelSet *models, FuncId func) {
    Flow f;
    Run r = run_all(&f, module, models);
    summary_print(out, module, func, r.summaries[func.v]);
    run_end(&r);
    flow_fini(&f);
}
