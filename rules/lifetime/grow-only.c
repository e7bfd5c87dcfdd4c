// SPDX-License-Identifier: Apache-2.0
//
// Decides: a long-lived map gets entries again and again, under keys that nothing bounds, and has
// none of the bounds of program/bounds.c. One finding a map, at its first such insertion.
//
// A map that lives long on purpose is no fault; a map that cannot get smaller while it gets larger
// is.
#include "../emit.h"

void rule_grow_only(RuleContext *ctx);

static bool grows(const Program *p, const MapUse *u) {
    const MapOp *op = program_op(p, u);
    bool small = u->key.origin == CLASS_CONSTANT || u->key.origin == CLASS_SMALL ||
                 u->key.origin == CLASS_STATIC;
    return op->kind == MAPOP_PUT && !u->initial && !(op->flags & MAPOP_UNREACHED) &&
           u->growth == CONTEXT_REPEATED && !small;
}

void rule_grow_only(RuleContext *ctx) {
    Program *p = ctx->program;
    vec_each (const MapInfo, map, &p->maps) {
        if (!map->is_map || !map->long_lived || map->bound != BOUND_NONE)
            continue;
        const MapUse *first = NULL;
        for (uint32_t i = 0; i < map->uses.len && !first; i++)
            if (grows(p, &map->uses.data[i]))
                first = &map->uses.data[i];
        if (!first)
            continue;
        const MapOp *op = program_op(p, first);
        Draft d;
        draft_begin(&d, ctx, "grow-only", op->func,
                    map->holder.kind == HOLDER_GLOBAL ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM);
        draft_step(&d, map->loc, "the map lives here as long as the program");
        draft_context(&d, op->func);
        draft_step(&d, op->loc, "an entry is inserted here each time; none is ever removed");
        draft_end(&d, op->loc, map->name,
                  "'%s' only grows: entries are inserted again and again and never removed",
                  map->name);
    }
}
