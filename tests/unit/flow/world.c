// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include "ir/text.h"
#include "ir/verify.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

static const char models_text[] =
    "library: table\n"
    "handles:\n"
    "  - {type: map}\n"
    "functions:\n"
    "  - name: map_new\n"
    "    effects: [{do: create, map: return}]\n"
    "  - name: map_make\n"
    "    effects: [{do: create, map: return, nonnull: true}]\n"
    "  - name: map_new_full\n"
    "    effects: [{do: create, map: return, value_free: arg0, nonnull: true}]\n"
    "  - name: map_open\n"
    "    effects: [{do: create, map: '*arg0', when: 'null'}]\n"
    "  - name: map_own\n"
    "    effects: [{do: put, map: arg0, key: arg1, value: arg2, value_mode: takes}]\n"
    "  - name: map_drop\n"
    "    effects: [{do: remove, map: arg0, value: arg1}]\n"
    "  - name: map_free\n"
    "    effects: [{do: destroy, map: arg0}]\n"
    "  - name: map_put\n"
    "    effects: [{do: put, map: arg0, key: arg1, value: arg2}]\n"
    "  - name: map_set\n"
    "    effects: [{do: put, map: arg0, key: arg1, value: arg2, key_mode: copies}]\n"
    "  - name: map_try\n"
    "    effects: [{do: put, map: arg0, key: arg1, value: arg2, key_mode: copies,\n"
    "               existing: refuse, when: nonnull}]\n"
    "  - name: map_get\n"
    "    effects: [{do: get, map: arg0, key: arg1, into: return}]\n"
    "  - name: map_take\n"
    "    effects: [{do: take, map: arg0, key: arg1, into: return, when: nonnull}]\n"
    "  - name: map_remove\n"
    "    effects: [{do: remove, map: arg0, key: arg1}]\n"
    "  - name: map_clear\n"
    "    effects: [{do: clear, map: arg0}]\n"
    "  - name: map_size\n"
    "    effects: [{do: size, map: arg0, into: return}]\n"
    "  - name: map_iter\n"
    "    effects: [{do: iter-init, iter: arg0, map: arg1}]\n"
    "  - name: map_next\n"
    "    effects: [{do: iter-next, iter: arg0, key: '*arg1', value: '*arg2', when: nonnull}]\n"
    "  - name: map_each\n"
    "    effects: [{do: foreach, map: arg0, callback: arg1}]\n"
    "  - name: run_once\n"
    "    effects: [{do: once, object: arg0, callback: arg1}]\n"
    "  - name: on_event\n"
    "    effects: [{do: register, callback: arg0}]\n"
    "  - name: wait_event\n"
    "    effects: [{do: wait}]\n";

static char *read_text(const char *name, size_t *len) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", FLOW_IR_DIR, name);
    FILE *in = fopen(path, "rb");
    if (!in)
        fail_msg("cannot open %s", path);
    char *text = calloc(1, 1 << 16);
    assert_non_null(text);
    *len = fread(text, 1, (1 << 16) - 1, in);
    assert_true(feof(in));
    fclose(in);
    return text;
}

static World *world_named(const char *name, const char *text) {
    size_t n;
    char *prelude = read_text("prelude.ir", &n);
    StrBuf all = {0};
    strbuf_adds(&all, prelude);
    strbuf_adds(&all, text);
    free(prelude);
    World *w = calloc(1, sizeof *w);
    assert_non_null(w);
    Error err = {0};
    ir_module_init(&w->m);
    if (ir_parse(&w->m, name, all.s, all.len, &err) != STATUS_OK)
        fail_msg("%s", err.text);
    if (ir_verify(&w->m, &err) != STATUS_OK)
        fail_msg("%s: %s", name, err.text);
    if (models_new(&w->models, &err) != STATUS_OK ||
        models_add_text(w->models, "table.yaml", models_text, strlen(models_text), &err) !=
            STATUS_OK)
        fail_msg("%s", err.text);
    strbuf_fini(&all);
    flow_run(&w->flow, &w->m, w->models, 1);
    return w;
}

World *world_of(const char *text) {
    return world_named("text", text);
}

World *world_of_file(const char *name) {
    size_t n;
    char *text = read_text(name, &n);
    World *w = world_named(name, text);
    free(text);
    return w;
}

void world_free(World *w) {
    flow_fini(&w->flow);
    models_free(w->models);
    ir_module_fini(&w->m);
    free(w);
}

FuncId func_of(const World *w, const char *name) {
    for (uint32_t i = 1; i < w->m.funcs.len; i++)
        if (strcmp(ir_str(&w->m, w->m.funcs.data[i].name), name) == 0)
            return (FuncId){i};
    fail_msg("no function %s", name);
    return (FuncId){0};
}

Holder global_of(const World *w, const char *name) {
    for (uint32_t i = 1; i < w->m.globals.len; i++)
        if (strcmp(ir_str(&w->m, w->m.globals.data[i].name), name) == 0)
            return (Holder){.kind = HOLDER_GLOBAL, .id = i};
    fail_msg("no global %s", name);
    return (Holder){0};
}

Holder field_of(const World *w, const char *name) {
    for (uint32_t i = 1; i < w->m.fields.len; i++)
        if (strcmp(ir_str(&w->m, w->m.fields.data[i].name), name) == 0)
            return (Holder){.kind = HOLDER_FIELD, .id = i};
    fail_msg("no field %s", name);
    return (Holder){0};
}

uint32_t events_in(const World *w, const char *func) {
    FuncId f = func_of(w, func);
    uint32_t n = 0;
    vec_each (const Event, e, &w->flow.events)
        n += e->func.v == f.v;
    return n;
}

const Event *event_in(const World *w, const char *func) {
    FuncId f = func_of(w, func);
    if (events_in(w, func) != 1)
        fail_msg("%s has %u events", func, events_in(w, func));
    vec_each (const Event, e, &w->flow.events) {
        if (e->func.v == f.v)
            return e;
    }
    return NULL;
}

uint32_t ops_in(const World *w, const char *func, MapOpKind kind) {
    FuncId f = func_of(w, func);
    uint32_t n = 0;
    vec_each (const MapOp, op, &w->flow.ops)
        n += op->func.v == f.v && op->kind == kind;
    return n;
}

const MapOp *op_in(const World *w, const char *func, MapOpKind kind) {
    FuncId f = func_of(w, func);
    vec_each (const MapOp, op, &w->flow.ops) {
        if (op->func.v == f.v && op->kind == kind)
            return op;
    }
    fail_msg("%s has no operation of kind %d", func, (int)kind);
    return NULL;
}

const CallSite *call_in(const World *w, const char *caller, const char *callee) {
    FuncId from = func_of(w, caller), to = func_of(w, callee);
    vec_each (const CallSite, s, &w->flow.calls) {
        if (s->caller.v == from.v && s->callee.v == to.v)
            return s;
    }
    fail_msg("%s does not call %s", caller, callee);
    return NULL;
}

const CallArg *arg_of(const World *w, const CallSite *site, uint32_t i) {
    assert_true(i < site->nargs);
    return &w->flow.args.data[site->first_arg + i];
}

const Entry *entry_of(const World *w, const char *func) {
    FuncId f = func_of(w, func);
    vec_each (const Entry, e, &w->flow.entries) {
        if (e->func.v == f.v)
            return e;
    }
    return NULL;
}
