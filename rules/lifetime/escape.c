// SPDX-License-Identifier: Apache-2.0
//
// Decides: a map made for the moment is stored in a place that lives on, and is never released.
// Two shapes:
//
//     void reload(void) { Map *m = create(); … config = m; }    each reload loses the map before
//     void load(void)   { Map *m = create(); … table = m; }     kept alive, and nobody reads it
//
// Silent on a map made once (the store happens only where the place was null), on a place whose map
// is destroyed anywhere outside shutdown, reset, or handed to code that is not seen.
#include "../emit.h"

void rule_escape(RuleContext *ctx);

// A place that is set to null over a live handle loses it; otherwise its map went before.
static bool reset_after_release(const Program *p, const MapInfo *map) {
    const MapUse *u = program_find_use(p, map, MAPOP_RESET, CONTEXT_FINITE);
    return u && !(program_op(p, u)->flags & MAPOP_OVER_LIVE);
}

static bool loses_by_reset(const Program *p, const MapInfo *map) {
    const MapUse *u = program_find_use(p, map, MAPOP_RESET, CONTEXT_FINITE);
    return u && (program_op(p, u)->flags & MAPOP_OVER_LIVE);
}

static bool released(const Program *p, const MapInfo *map) {
    return program_find_use(p, map, MAPOP_DESTROY, CONTEXT_FINITE) || reset_after_release(p, map) ||
           program_find_use(p, map, MAPOP_ESCAPE, CONTEXT_NEVER);
}

// Whether anything looks at the map after it was stored.
static bool is_read(const Program *p, const MapInfo *map) {
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapOp *op = program_op(p, &map->uses.data[i]);
        if (!map->uses.data[i].initial && op->kind != MAPOP_STORE && op->kind != MAPOP_RESET)
            return true;
    }
    return map->holder.kind != HOLDER_GLOBAL || p->global_reads[map->holder.id] > 0;
}

static void report(RuleContext *ctx, const MapInfo *map, const MapOp *op, bool overwritten) {
    Draft d;
    draft_begin(&d, ctx, "escape", op->func, CONFIDENCE_MEDIUM);
    draft_step(&d, map->loc, "the place lives as long as the program");
    draft_context(&d, op->func);
    draft_step(&d, op->loc,
               overwritten ? "a new map is stored over the old one here"
                           : "the map is stored here");
    if (overwritten)
        draft_end(&d, op->loc, map->name,
                  "a new map is stored in '%s' each time, and the one before is never destroyed",
                  map->name);
    else
        draft_end(&d, op->loc, map->name,
                  "the map stored in '%s' stays alive for ever, but nothing reads it", map->name);
}

static void check_map(RuleContext *ctx, const MapInfo *map) {
    const Program *p = ctx->program;
    if (!map->long_lived || released(p, map))
        return;
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapUse *u = &map->uses.data[i];
        const MapOp *op = program_op(p, u);
        if (op->kind != MAPOP_STORE || !u->fresh_map || (op->flags & MAPOP_UNREACHED))
            continue;
        bool over = (op->flags & MAPOP_OVER_LIVE) ||
                    (!(op->flags & MAPOP_IF_NULL) && loses_by_reset(p, map));
        bool again = u->proven >= CONTEXT_FINITE && over;
        if (again)
            report(ctx, map, op, true);
        else if (!is_read(p, map))
            report(ctx, map, op, false);
    }
}

// An object with a map in it goes into a long-lived place again and again, and no such object is
// ever freed: contexts in a list that nobody empties.
static void check_links(RuleContext *ctx, const MapInfo *map) {
    const Program *p = ctx->program;
    if (map->holder.kind != HOLDER_FIELD || released(p, map))
        return;
    TypeId record = p->m->fields.data[map->holder.id].record;
    if (p->record_freed[record.v] != CONTEXT_NEVER)
        return;
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapUse *u = &map->uses.data[i];
        const MapOp *op = program_op(p, u);
        if (op->kind != MAPOP_LINK || op->from.kind != HOLDER_GLOBAL || u->proven < CONTEXT_FINITE)
            continue;
        Draft d;
        draft_begin(&d, ctx, "escape", op->func, CONFIDENCE_MEDIUM);
        draft_context(&d, op->func);
        draft_step(&d, op->loc, "the object that holds the map is stored here; none is ever freed");
        draft_end(&d, op->loc, map->name,
                  "objects with a map in '%s' are kept here, and neither is ever released",
                  map->name);
        return;
    }
}

void rule_escape(RuleContext *ctx) {
    vec_each (const MapInfo, map, &ctx->program->maps) {
        check_map(ctx, map);
        check_links(ctx, map);
    }
}
