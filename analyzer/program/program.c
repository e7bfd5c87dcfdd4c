// SPDX-License-Identifier: Apache-2.0
#include "internal.h"

// Reads of each global: what nobody reads is kept alive for nothing.
static void count_reads(Program *p) {
    p->global_reads = calloc(p->m->globals.len + 1u, sizeof *p->global_reads);
    BUG_ON(!p->global_reads);
    for (uint32_t f = 1; f < p->m->funcs.len; f++) {
        const IrFunc *func = &p->m->funcs.data[f];
        for (uint32_t o = 0; o < func->noperands; o++) {
            const Operand *opd = &func->operands[o];
            if (opd->kind != OPD_PLACE && opd->kind != OPD_ADDR)
                continue;
            const Place *place = &func->places[opd->place.v];
            if (place->root == ROOT_GLOBAL)
                p->global_reads[place->id]++;
        }
    }
}

static void mark_long_lived(Program *p) {
    vec_each (MapInfo, map, &p->maps) {
        bool field = map->holder.kind == HOLDER_FIELD;
        map->long_lived =
            map->holder.kind == HOLDER_GLOBAL ||
            (field && p->record_long_lived[p->m->fields.data[map->holder.id].record.v]);
    }
}

void program_init(Program *p, const IrModule *m, const Flow *flow) {
    memset(p, 0, sizeof *p);
    p->m = m;
    p->flow = flow;
    arena_init(&p->arena, "program");
    contexts_compute(p);
    count_reads(p);
    lifetimes_compute(p);
    Params *q = params_new(p);
    inventory_build(p, q);
    params_free(q);
    mark_long_lived(p);
    bounds_compute(p);
}

void program_fini(Program *p) {
    vec_each (MapInfo, map, &p->maps)
        vec_fini(&map->uses);
    vec_fini(&p->maps);
    free(p->map_of_global);
    free(p->map_of_field);
    free(p->growth);
    free(p->bound);
    free(p->proven);
    free(p->growth_from);
    free(p->proven_from);
    free(p->global_reads);
    free(p->record_freed);
    free(p->record_long_lived);
    free(p->calls.first);
    free(p->calls.list);
    free(p->callers.first);
    free(p->callers.list);
    arena_fini(&p->arena);
}

const MapInfo *program_map(const Program *p, Holder h) {
    uint32_t at = 0;
    if (h.kind == HOLDER_GLOBAL)
        at = p->map_of_global[h.id];
    else if (h.kind == HOLDER_FIELD)
        at = p->map_of_field[h.id];
    return at ? &p->maps.data[at - 1] : NULL;
}

const MapUse *program_find_use(const Program *p, const MapInfo *map, MapOpKind kind,
                               Context at_least) {
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapUse *u = &map->uses.data[i];
        if (program_op(p, u)->kind == kind && u->bound >= at_least)
            return u;
    }
    return NULL;
}

const char *program_func_name(const Program *p, FuncId f) {
    return ir_str(p->m, ir_func(p->m, f)->name);
}

static const char *record_name(const Program *p, TypeId record) {
    const IrType *t = ir_type(p->m, record);
    return t->name.v ? ir_str(p->m, t->name) : t->alias.v ? ir_str(p->m, t->alias) : "?";
}

const char *program_holder_name(const Program *p, Holder h) {
    Arena *arena = &((Program *)p)->arena;
    if (h.kind == HOLDER_GLOBAL) {
        const IrGlobal *g = &p->m->globals.data[h.id];
        return ir_str(p->m, g->name);
    }
    if (h.kind == HOLDER_LOCAL)
        return arena_printf(arena, "local map in %s()", program_func_name(p, h.func));
    if (h.kind != HOLDER_FIELD)
        return "";
    const IrField *f = &p->m->fields.data[h.id];
    const IrType *t = ir_type(p->m, f->record);
    return arena_printf(arena, "%s%s.%s", t->name.v ? (t->is_union ? "union " : "struct ") : "",
                        record_name(p, f->record), ir_str(p->m, f->name));
}

static bool has_kind_in(const Program *p, const MapInfo *map, FuncId func, MapOpKind kind) {
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapOp *op = program_op(p, &map->uses.data[i]);
        if (op->kind == kind && op->func.v == func.v)
            return true;
    }
    return false;
}

bool program_near(const Program *p, const MapInfo *map, FuncId func, MapOpKind kind) {
    if (has_kind_in(p, map, func, kind))
        return true;
    for (uint32_t s = p->callers.first[func.v]; s < p->callers.first[func.v + 1]; s++)
        if (has_kind_in(p, map, p->flow->calls.data[p->callers.list[s]].caller, kind))
            return true;
    for (uint32_t s = p->calls.first[func.v]; s < p->calls.first[func.v + 1]; s++)
        if (has_kind_in(p, map, p->flow->calls.data[p->calls.list[s]].callee, kind))
            return true;
    return false;
}
