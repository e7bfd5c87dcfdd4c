// SPDX-License-Identifier: Apache-2.0
#include "linked.h"

#include <setjmp.h>

#include <cmocka.h>

static Linked *linked(World *w) {
    Linked *l = calloc(1, sizeof *l);
    assert_non_null(l);
    l->world = w;
    program_init(&l->program, &w->m, &w->flow);
    return l;
}

Linked *linked_of_file(const char *name) {
    return linked(world_of_file(name));
}

Linked *linked_of(const char *text) {
    return linked(world_of(text));
}

void linked_free(Linked *l) {
    program_fini(&l->program);
    world_free(l->world);
    free(l);
}

const MapInfo *map_in_global(const Linked *l, const char *global) {
    const MapInfo *map = program_map(&l->program, global_of(l->world, global));
    if (!map)
        fail_msg("%s holds no map", global);
    return map;
}

TypeId record_of(const Linked *l, const char *name) {
    const IrModule *m = &l->world->m;
    for (uint32_t i = 1; i < m->types.len; i++)
        if (m->types.data[i].kind == TYPE_RECORD &&
            strcmp(ir_str(m, m->types.data[i].name), name) == 0)
            return (TypeId){i};
    fail_msg("no record %s", name);
    return (TypeId){0};
}

const MapInfo *map_in_field(const Linked *l, const char *record, const char *field) {
    const IrModule *m = &l->world->m;
    TypeId t = record_of(l, record);
    for (uint32_t i = 1; i < m->fields.len; i++) {
        const IrField *f = &m->fields.data[i];
        if (f->record.v != t.v || strcmp(ir_str(m, f->name), field) != 0)
            continue;
        const MapInfo *map = program_map(&l->program, (Holder){.kind = HOLDER_FIELD, .id = i});
        if (!map)
            fail_msg("%s.%s holds no map", record, field);
        return map;
    }
    fail_msg("%s has no field %s", record, field);
    return NULL;
}

const MapInfo *map_made_in(const Linked *l, const char *func) {
    FuncId f = func_of(l->world, func);
    vec_each (const MapInfo, map, &l->program.maps) {
        if (map->holder.kind == HOLDER_LOCAL && map->holder.func.v == f.v)
            return map;
    }
    return NULL;
}

Context growth_of(const Linked *l, const char *func) {
    return (Context)l->program.growth[func_of(l->world, func).v];
}

Context bound_of(const Linked *l, const char *func) {
    return (Context)l->program.bound[func_of(l->world, func).v];
}

const MapUse *use_in(const Linked *l, const MapInfo *map, const char *func, MapOpKind kind) {
    FuncId f = func_of(l->world, func);
    const MapUse *found = NULL;
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapOp *op = program_op(&l->program, &map->uses.data[i]);
        if (op->func.v != f.v || op->kind != kind)
            continue;
        if (found)
            fail_msg("%s uses %s twice in that way", func, map->name);
        found = &map->uses.data[i];
    }
    return found;
}
