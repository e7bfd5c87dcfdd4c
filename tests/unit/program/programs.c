// SPDX-License-Identifier: Apache-2.0
#include "programs.h"

#include <setjmp.h>

#include <cmocka.h>

static Programs *programs_in(World *w) {
    Programs *q = calloc(1, sizeof *q);
    assert_non_null(q);
    q->w = w;
    program_init(&q->p, &q->w->m, &q->w->flow);
    return q;
}

Programs *programs_of(const char *text) {
    return programs_in(world_of(text));
}

Programs *programs_of_file(const char *name) {
    return programs_in(world_of_file(name));
}

void programs_free(Programs *q) {
    program_fini(&q->p);
    world_free(q->w);
    free(q);
}

Context growth_of(const Programs *q, const char *func) {
    return (Context)q->p.growth[func_of(q->w, func).v];
}

Context bound_of(const Programs *q, const char *func) {
    return (Context)q->p.bound[func_of(q->w, func).v];
}

static const MapInfo *map_in(const Programs *q, Holder h, const char *name) {
    const MapInfo *map = program_map(&q->p, h);
    if (!map)
        fail_msg("no map in %s", name);
    return map;
}

const MapInfo *map_in_global(const Programs *q, const char *name) {
    return map_in(q, global_of(q->w, name), name);
}

const MapInfo *map_in_field(const Programs *q, const char *name) {
    return map_in(q, field_of(q->w, name), name);
}

static const MapUse *find_use(const Programs *q, const MapInfo *map, const char *func,
                              MapOpKind kind) {
    FuncId f = func_of(q->w, func);
    vec_each (const MapUse, u, &map->uses) {
        const MapOp *op = program_op(&q->p, u);
        if (op->func.v == f.v && op->kind == kind)
            return u;
    }
    return NULL;
}

bool uses(const Programs *q, const MapInfo *map, const char *func, MapOpKind kind) {
    return find_use(q, map, func, kind) != NULL;
}

const MapUse *use_in(const Programs *q, const MapInfo *map, const char *func, MapOpKind kind) {
    const MapUse *u = find_use(q, map, func, kind);
    if (!u)
        fail_msg("%s has no such use of %s", func, map->name);
    return u;
}
