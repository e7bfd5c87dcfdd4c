// SPDX-License-Identifier: Apache-2.0
#include "ir.h"

void ir_module_init(IrModule *m) {
    memset(m, 0, sizeof *m);
    interner_init(&m->strings);
    arena_init(&m->arena, "IR module");
    (void)vec_push_zero(&m->files, 1);
    (void)vec_push_zero(&m->types, 1);
    (void)vec_push_zero(&m->fields, 1);
    (void)vec_push_zero(&m->globals, 1);
    (void)vec_push_zero(&m->funcs, 1);
}

void ir_module_fini(IrModule *m) {
    vec_fini(&m->files);
    vec_fini(&m->types);
    vec_fini(&m->fields);
    vec_fini(&m->globals);
    vec_fini(&m->funcs);
    vec_fini(&m->opaque);
    arena_fini(&m->arena);
    interner_fini(&m->strings);
}

bool ir_type_has_target(const IrType *t) {
    return t->kind == TYPE_POINTER || t->kind == TYPE_REFERENCE || t->kind == TYPE_ARRAY;
}

TypeId ir_type_base(const IrModule *m, TypeId t) {
    while (ir_type_has_target(ir_type(m, t)))
        t = ir_type(m, t)->target;
    return t;
}

bool ir_type_is_pointer(const IrModule *m, TypeId t) {
    return ir_type(m, t)->kind == TYPE_POINTER;
}

TypeId ir_step_type(const IrModule *m, TypeId t, Step step) {
    const IrType *type = ir_type(m, t);
    switch (step.kind) {
    case STEP_FIELD:
        return m->fields.data[step.id].type;
    case STEP_DEREF:
        return ir_type_has_target(type) ? type->target : (TypeId){0};
    case STEP_INDEX:
        return type->kind == TYPE_ARRAY ? type->target : t;
    }
    return (TypeId){0};
}

TypeId ir_root_type(const IrModule *m, const IrFunc *f, const Place *p) {
    return p->root == ROOT_VAR ? f->vars[p->id].type : m->globals.data[p->id].type;
}
