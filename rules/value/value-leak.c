// SPDX-License-Identifier: Apache-2.0
//
// Decides: entries go, and the memory they held goes with nobody. Two shapes:
//
//     m = create(); put(m, k, malloc(…)); destroy(m);      on one path, everything known: an event
//     remove(registry, key)      where every insertion gives the map fresh memory that nobody else
//                                holds, the map runs no destroy-notify, and neither this function
//                                nor its callers and callees free a value of the map
//
// Silent when one insertion puts in something else, when a notify may be set, when values are freed
// nearby, and for what only happens while the program ends.
#include "../emit.h"

void rule_value_leak(RuleContext *ctx);

static bool only_owned_values(const Program *p, const MapInfo *map, const MapOp **put);

// The map that the operation at that instruction acts on, if its values are its own; NULL
// otherwise.
static const MapInfo *owning_map(const Program *p, const Event *e, const MapOp **put) {
    vec_each (const MapInfo, map, &p->maps) {
        for (uint32_t i = 0; i < map->uses.len; i++) {
            const MapOp *op = program_op(p, &map->uses.data[i]);
            if (op->func.v == e->func.v && op->insn == e->lost_insn &&
                only_owned_values(p, map, put))
                return map;
        }
    }
    return NULL;
}

// An entry that this path took out of a map and lost: a fault when the map's values are its own.
static void report_entry(RuleContext *ctx, const Event *e) {
    const MapOp *put;
    const MapInfo *map = owning_map(ctx->program, e, &put);
    if (!map || draft_known(ctx, "value-leak", e->lost))
        return;
    Draft d;
    draft_begin(&d, ctx, "value-leak", e->func, CONFIDENCE_HIGH);
    draft_step(&d, put->loc, "the map is given memory that nothing else holds here");
    for (uint32_t i = 0; i < e->nsteps; i++)
        draft_step(&d, e->steps[i].loc, "%s", e->steps[i].text);
    draft_end(&d, e->lost, map->name, "an entry is taken out of '%s', but its value is not freed",
              map->name);
}

static void report_path(RuleContext *ctx, const Event *e) {
    static const char *const how[] = {[LOST_DESTROY] = "the map is destroyed",
                                      [LOST_REMOVE] = "the entry is removed",
                                      [LOST_CLEAR] = "the map is cleared",
                                      [LOST_REPLACE] = "the entry is replaced"};
    if (e->why < LOST_DESTROY || draft_known(ctx, "value-leak", e->lost))
        return;
    Draft d;
    draft_begin(&d, ctx, "value-leak", e->func, CONFIDENCE_HIGH);
    for (uint32_t i = 0; i < e->nsteps; i++)
        draft_step(&d, e->steps[i].loc, "%s", e->steps[i].text);
    draft_end(&d, e->lost, e->variable, "%s, but the value allocated by %s is not freed",
              how[e->why], e->made_by);
}

// Every insertion gives fresh memory that only the map then holds; *put is one of them.
static bool only_owned_values(const Program *p, const MapInfo *map, const MapOp **put) {
    *put = NULL;
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapUse *u = &map->uses.data[i];
        const MapOp *op = program_op(p, u);
        if (op->kind != MAPOP_PUT)
            continue;
        if (!u->value.may_fresh || u->value.may_other ||
            (op->flags & (MAPOP_COPIES_VALUE | MAPOP_SHARED)))
            return false;
        *put = op;
    }
    return *put != NULL;
}

// All maps that get into this holder are made without a value notify, in plain sight.
static bool no_notify(const Program *p, const MapInfo *map) {
    bool made = map->holder.kind == HOLDER_LOCAL;
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapOp *op = program_op(p, &map->uses.data[i]);
        if (op->kind == MAPOP_CREATE && (op->flags & MAPOP_VALUE_NOTIFY))
            return false;
        made = made || op->kind == MAPOP_CREATE;
        // A handle from somewhere else: who knows how that map was made.
        if (op->kind == MAPOP_STORE && op->from.kind != HOLDER_LOCAL &&
            op->from.kind != HOLDER_GLOBAL && op->from.kind != HOLDER_FIELD)
            return false;
    }
    return made || map->holder.kind == HOLDER_GLOBAL;
}

// `w->on_free(w); free(w);`: a function that is only known to be called through a pointer, and
// takes an object out by the key in it. Whoever calls it holds the object. One that is registered
// as a handler gets what it was registered with, and is on its own.
static bool caller_holds_value(const Program *p, const MapOp *op) {
    if (!(op->flags & MAPOP_OF_PARAM))
        return false;
    bool pointer = false;
    vec_each (const Entry, e, &p->flow->entries) {
        if (e->func.v == op->func.v && e->kind != ENTRY_POINTER)
            return false;
        pointer = pointer || e->func.v == op->func.v;
    }
    return pointer;
}

static void check_map(RuleContext *ctx, const MapInfo *map) {
    const Program *p = ctx->program;
    const MapOp *put;
    if (!map->is_map || !only_owned_values(p, map, &put) || !no_notify(p, map) ||
        program_find_use(p, map, MAPOP_ESCAPE, CONTEXT_NEVER))
        return;
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapUse *u = &map->uses.data[i];
        const MapOp *op = program_op(p, u);
        bool goes =
            (op->kind == MAPOP_REMOVE && !(op->flags & MAPOP_BY_VALUE)) || op->kind == MAPOP_CLEAR;
        if (!goes || draft_known(ctx, "value-leak", op->loc) || u->growth < CONTEXT_FINITE ||
            program_near(p, map, op->func, MAPOP_FREE_VALUE) || caller_holds_value(p, op))
            continue;
        Draft d;
        draft_begin(&d, ctx, "value-leak", op->func, CONFIDENCE_MEDIUM);
        draft_step(&d, put->loc, "the map is given memory that nothing else holds here");
        draft_step(&d, op->loc, "%s here without freeing it",
                   op->kind == MAPOP_REMOVE  ? "the entry is removed"
                   : op->kind == MAPOP_CLEAR ? "the map is cleared"
                                             : "the map is destroyed");
        if (op->kind == MAPOP_REMOVE)
            draft_end(&d, op->loc, map->name,
                      "an entry is removed from '%s', but its value is not freed", map->name);
        else
            draft_end(&d, op->loc, map->name, "'%s' is %s, but its values are not freed", map->name,
                      op->kind == MAPOP_CLEAR ? "cleared" : "destroyed");
    }
}

void rule_value_leak(RuleContext *ctx) {
    vec_each (const Event, e, &ctx->program->flow->events) {
        if (e->kind == EVENT_LOST && e->is_entry)
            report_entry(ctx, e);
        else if (e->kind == EVENT_LOST && !e->is_map && e->in_map)
            report_path(ctx, e);
    }
    vec_each (const MapInfo, map, &ctx->program->maps)
        check_map(ctx, map);
}
