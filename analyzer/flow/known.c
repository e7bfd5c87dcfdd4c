// SPDX-License-Identifier: Apache-2.0
#include "known.h"

#include "once.h"
#include "serve.h"

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

// A static function that the program wrote is its own, whatever its name.
static bool is_own(const IrFunc *f) {
    return ir_is_defined(f) && (f->flags & FUNC_STATIC) &&
           !(f->flags & (FUNC_INLINE | FUNC_GENERATED));
}

static const Model **find_models(const IrModule *m, const ModelSet *models) {
    const Model **of = calloc(m->funcs.len + 1u, sizeof *of);
    BUG_ON(!of);
    for (uint32_t i = 1; i < m->funcs.len; i++) {
        const IrFunc *f = &m->funcs.data[i];
        const Model *model = is_own(f) ? NULL : models_function(models, ir_str(m, f->name));
        if (model && (!ir_is_defined(f) || speaks_of_more(model)))
            of[i] = model;
    }
    return of;
}

static const Handle *handle_of(const IrModule *m, const ModelSet *models, const IrType *t) {
    const Handle *h = models_handle(models, ir_str(m, t->name));
    return !h && t->alias.v ? models_handle(models, ir_str(m, t->alias)) : h;
}

// A record is a library's map, its error object, or an entry that carries an intrusive map's links,
// the first of which is the map.
static void find_records(Known *k, const IrModule *m) {
    k->handles = calloc(m->types.len + 1u, sizeof *k->handles);
    k->errors = calloc(m->types.len + 1u, sizeof *k->errors);
    bool *links = calloc(m->types.len + 1u, sizeof *links);
    BUG_ON(!k->handles || !k->errors || !links);
    for (uint32_t i = 1; i < m->types.len; i++) {
        const IrType *t = &m->types.data[i];
        const Handle *h = t->kind == TYPE_RECORD ? handle_of(m, k->models, t) : NULL;
        links[i] = h && h->intrusive;
        k->errors[i] = h && h->is_error;
        k->handles[i] = h && !h->intrusive && !h->is_error;
    }
    for (uint32_t i = 1; i < m->fields.len; i++) {
        const IrField *f = &m->fields.data[i];
        if (links[f->type.v])
            k->handles[f->record.v] = true;
    }
    free(links);
}

void known_init(Known *k, const IrModule *m, const ModelSet *models) {
    k->models = models;
    k->model_of = find_models(m, models);
    k->waiting = serve_find_waiting(m, k->model_of);
    find_records(k, m);
    k->once_flags = once_find_flags(m);
}

void known_fini(Known *k) {
    free(k->model_of);
    free(k->waiting);
    free(k->handles);
    free(k->errors);
    free(k->once_flags);
}
