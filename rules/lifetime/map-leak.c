// SPDX-License-Identifier: Apache-2.0
//
// Decides: a map that was made is not destroyed. Two shapes:
//
//     m = create(); if (bad) return -1; destroy(m);       one path loses the last handle
//     free(ctx);            while ctx->map is live, and nothing in the program destroys that field
//
// The first comes from the flow as an event; every step of the path is known. The second needs the
// whole program: the field gets a fresh map somewhere, its owner is freed somewhere, and no
// function destroys it, hands it out or keeps it elsewhere.
#include "../emit.h"

void rule_map_leak(RuleContext *ctx);

static void report_path(RuleContext *ctx, const Event *e) {
    Draft d;
    draft_begin(&d, ctx, "map-leak", e->func, CONFIDENCE_HIGH);
    for (uint32_t i = 0; i < e->nsteps; i++)
        draft_step(&d, e->steps[i].loc, "%s", e->steps[i].text);
    if (e->why == LOST_OWNER)
        draft_end(&d, e->lost, e->variable, "the owner of map '%s' is freed, but the map is not",
                  e->variable);
    else if (e->variable[0])
        draft_end(&d, e->made, e->variable, "map '%s' is not destroyed on every path", e->variable);
    else
        draft_end(&d, e->made, "", "the map made by %s is not destroyed on every path", e->made_by);
}

// Where the field gets a map of its own: one made for it, by the function that stores it.
static const MapUse *owned_map(const Program *p, const MapInfo *map) {
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapOp *op = program_op(p, &map->uses.data[i]);
        if ((op->kind == MAPOP_STORE || op->kind == MAPOP_PUT) && (op->flags & MAPOP_FRESH_MAP))
            return &map->uses.data[i];
    }
    return NULL;
}

static void check_owner(RuleContext *ctx, const MapInfo *map) {
    const Program *p = ctx->program;
    if (map->holder.kind != HOLDER_FIELD || !map->is_map)
        return;
    const MapUse *made = owned_map(p, map);
    static const MapOpKind released[] = {MAPOP_DESTROY, MAPOP_ESCAPE, MAPOP_RETURN,
                                         MAPOP_CLEAR,   MAPOP_TAKE,   MAPOP_REMOVE};
    if (!made)
        return;
    for (size_t i = 0; i < COUNT_OF(released); i++)
        if (program_find_use(p, map, released[i], CONTEXT_NEVER))
            return;
    TypeId record = p->m->fields.data[map->holder.id].record;
    for (uint32_t i = 0; i < p->flow->ops.len; i++) {
        const MapOp *op = &p->flow->ops.data[i];
        if (op->kind != MAPOP_FREE_OWNER || op->record.v != record.v)
            continue;
        Draft d;
        draft_begin(&d, ctx, "map-leak", op->func, CONFIDENCE_MEDIUM);
        draft_step(&d, program_op(p, made)->loc, "the map is made and stored here");
        draft_step(&d, op->loc, "its owner is freed here; nothing destroys the map");
        draft_end(&d, op->loc, map->name, "the owner is freed, but its map '%s' is never destroyed",
                  map->name);
    }
}

void rule_map_leak(RuleContext *ctx) {
    vec_each (const Event, e, &ctx->program->flow->events) {
        if (e->kind == EVENT_LOST && e->is_map)
            report_path(ctx, e);
    }
    vec_each (const MapInfo, map, &ctx->program->maps)
        check_owner(ctx, map);
}
