// SPDX-License-Identifier: Apache-2.0
//
// Decides: a long-lived map gets entries again and again, under keys that nothing bounds, and has
// none of the bounds of program/bounds.c. One finding a map, at its first such insertion; one that
// is never handed a literal goes before the others, since it shows best where the keys come from.
//
// A map that lives long on purpose is no fault; a map that cannot get smaller while it gets larger
// is.
#include "../emit.h"

void rule_grow_only(RuleContext *ctx);

static bool grows(const Program *p, const MapUse *u) {
    const MapOp *op = program_op(p, u);
    bool small = u->key.origin == CLASS_CONSTANT || u->key.origin == CLASS_SMALL ||
                 u->key.origin == CLASS_STATIC;
    return op->kind == MAPOP_PUT && !u->initial &&
           !(op->flags & (MAPOP_UNREACHED | MAPOP_REPLACES)) && u->growth == CONTEXT_REPEATED &&
           !small;
}

static const MapUse *find_witness(const Program *p, const MapInfo *map) {
    const MapUse *witness = NULL;
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapUse *u = &map->uses.data[i];
        if (grows(p, u) && !u->key.is_text)
            return u;
        if (!witness && grows(p, u))
            witness = u;
    }
    return witness;
}

void rule_grow_only(RuleContext *ctx) {
    Program *p = ctx->program;
    vec_each (const MapInfo, map, &p->maps) {
        if (!map->is_map || !map->long_lived || map->bound != BOUND_NONE)
            continue;
        const MapUse *witness = find_witness(p, map);
        if (!witness)
            continue;
        const MapOp *op = program_op(p, witness);
        Draft d;
        draft_begin(&d, ctx, "grow-only", op->func,
                    map->holder.kind == HOLDER_GLOBAL ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM);
        draft_step(&d, map->loc, "the map lives here as long as the program");
        draft_insertion(&d, witness);
        draft_step(&d, op->loc, "an entry is inserted here each time; none is ever removed");
        draft_end(&d, op->loc, map->name,
                  "'%s' only grows: entries are inserted again and again and never removed",
                  map->name);
    }
}
