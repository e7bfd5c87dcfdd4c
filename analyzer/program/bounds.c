// SPDX-License-Identifier: Apache-2.0
//
// Why a map cannot grow for ever. Each bound looks at the operations of one map, whichever function
// they stand in; an operation that only runs while the program ends (context ONCE) is no bound.
#include "internal.h"

static bool is_put(const Program *p, const MapUse *u) {
    return program_op(p, u)->kind == MAPOP_PUT;
}

static bool is_small_key(const MapUse *u) {
    ValueClassKind k = u->key.origin;
    return k == CLASS_CONSTANT || k == CLASS_SMALL || k == CLASS_STATIC;
}

// The insertions that count: again and again, with keys from a set that nothing bounds.
static bool counts(const Program *p, const MapUse *u) {
    const MapOp *op = program_op(p, u);
    return is_put(p, u) && !u->initial && !(op->flags & MAPOP_UNREACHED) &&
           u->growth == CONTEXT_REPEATED && !is_small_key(u);
}

static BoundKind insertion_bound(const Program *p, const MapInfo *map) {
    Context most = CONTEXT_NEVER;
    bool any = false, small_only = true;
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapUse *u = &map->uses.data[i];
        if (!is_put(p, u) || u->initial)
            continue;
        any = true;
        most = u->growth > most ? u->growth : most;
        small_only = small_only && is_small_key(u);
        if (counts(p, u))
            return BOUND_NONE;
    }
    if (!any)
        return BOUND_NO_INSERTION;
    if (small_only || most == CONTEXT_REPEATED)
        return BOUND_KEYS;
    return most == CONTEXT_FINITE ? BOUND_FINITE : BOUND_STARTUP;
}

static bool set_bound(MapInfo *map, BoundKind kind, const MapUse *use) {
    map->bound = kind;
    map->bound_use = use ? (uint32_t)(use - map->uses.data) : UINT32_MAX;
    return true;
}

static bool bounded_by_use(const Program *p, MapInfo *map) {
    static const struct {
        MapOpKind kind;
        BoundKind bound;
        Context at_least;
    } table[] = {
        {MAPOP_REMOVE, BOUND_REMOVAL, CONTEXT_REPEATED},
        {MAPOP_TAKE, BOUND_REMOVAL, CONTEXT_REPEATED},
        {MAPOP_CLEAR, BOUND_REMOVAL, CONTEXT_REPEATED},
        {MAPOP_DESTROY, BOUND_ROTATION, CONTEXT_REPEATED},
        {MAPOP_RESET, BOUND_ROTATION, CONTEXT_REPEATED},
        {MAPOP_ESCAPE, BOUND_UNKNOWN, CONTEXT_NEVER},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        const MapUse *u = program_find_use(p, map, table[i].kind, table[i].at_least);
        if (u)
            return set_bound(map, table[i].bound, u);
    }
    return false;
}

// Whether every call of f stands behind a comparison with the size of a map.
static bool calls_are_guarded(const Program *p, FuncId f) {
    uint32_t first = p->callers.first[f.v], last = p->callers.first[f.v + 1];
    for (uint32_t s = first; s < last; s++)
        if (!(p->flow->calls.data[p->callers.list[s]].flags & MAPOP_GUARDED))
            return false;
    return first < last && !(ir_func(p->m, f)->flags & FUNC_ADDRESS_TAKEN);
}

static bool is_branch(const Program *p, const MapOp *op) {
    return ir_func(p->m, op->func)->insns[op->insn].op == OP_BRANCH;
}

static bool puts_too(const Program *p, const MapInfo *map, FuncId f) {
    for (uint32_t i = 0; i < map->uses.len; i++)
        if (is_put(p, &map->uses.data[i]) && program_op(p, &map->uses.data[i])->func.v == f.v)
            return true;
    return false;
}

// Whether callers of f are in code that is not seen.
static bool has_unseen_callers(const Program *p, FuncId f) {
    uint32_t flags = ir_func(p->m, f)->flags;
    bool called = p->callers.first[f.v] < p->callers.first[f.v + 1];
    if (flags & FUNC_ADDRESS_TAKEN)
        return true;
    if (p->has_main)
        return !called && !(flags & (FUNC_STATIC | FUNC_INLINE));
    return !(flags & FUNC_STATIC) || (flags & FUNC_INLINE);
}

enum { ANSWER_DEPTH = 8 };

// Whether what f answers decides something: in a caller, or in one that hands the answer on.
static bool is_asked(const Program *p, FuncId f, int depth) {
    if (depth > ANSWER_DEPTH || has_unseen_callers(p, f))
        return true;
    for (uint32_t s = p->callers.first[f.v]; s < p->callers.first[f.v + 1]; s++) {
        const CallSite *site = &p->flow->calls.data[p->callers.list[s]];
        if (site->decides || (site->returned && is_asked(p, site->caller, depth + 1)))
            return true;
    }
    return false;
}

static const MapUse *find_branch(const Program *p, const MapInfo *map) {
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapOp *op = program_op(p, &map->uses.data[i]);
        if (op->kind == MAPOP_SIZE_TEST && is_branch(p, op))
            return &map->uses.data[i];
    }
    return NULL;
}

// A function that answers for the size, is asked, and does nothing to the map (`return ++count`
// after an insertion hands out a number, it asks nothing).
static const MapUse *find_answer(const Program *p, const MapInfo *map) {
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapOp *op = program_op(p, &map->uses.data[i]);
        if (op->kind == MAPOP_SIZE_TEST && !is_branch(p, op) && !puts_too(p, map, op->func) &&
            is_asked(p, op->func, 0))
            return &map->uses.data[i];
    }
    return NULL;
}

static bool insertions_are_guarded(const Program *p, const MapInfo *map) {
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapUse *u = &map->uses.data[i];
        const MapOp *op = program_op(p, u);
        if (counts(p, u) && !(op->flags & MAPOP_GUARDED) && !calls_are_guarded(p, op->func))
            return false;
    }
    return true;
}

// A test of the size that decides about the insertion, here, in the callers, or by way of a
// function that answers for the size (`if (is_full()) return;`).
static bool bounded_by_size(const Program *p, MapInfo *map) {
    const MapUse *branch = find_branch(p, map);
    if (branch && insertions_are_guarded(p, map))
        return set_bound(map, BOUND_SIZE, branch);
    const MapUse *answer = find_answer(p, map);
    return answer && set_bound(map, BOUND_SIZE, answer);
}

// A handle that a function gives to callers that are not seen.
static bool handed_out(const Program *p, MapInfo *map) {
    for (uint32_t i = 0; i < map->uses.len; i++) {
        const MapOp *op = program_op(p, &map->uses.data[i]);
        bool called = p->callers.first[op->func.v] < p->callers.first[op->func.v + 1];
        if (op->kind == MAPOP_RETURN && !called)
            return set_bound(map, BOUND_UNKNOWN, &map->uses.data[i]);
    }
    return false;
}

static bool bounded_by_owner(MapInfo *map) {
    if (map->holder.kind == HOLDER_GLOBAL || map->long_lived)
        return false;
    return set_bound(map, BOUND_OWNER, NULL);
}

void bounds_compute(Program *p) {
    vec_each (MapInfo, map, &p->maps) {
        map->bound_use = UINT32_MAX;
        map->bound = insertion_bound(p, map);
        if (map->bound != BOUND_NONE)
            continue;
        if (bounded_by_use(p, map) || bounded_by_size(p, map) || handed_out(p, map))
            continue;
        bounded_by_owner(map);
    }
}

const char *program_bound_text(BoundKind b) {
    static const char *const texts[BOUND_COUNT] = {
        [BOUND_NONE] = "",
        [BOUND_NO_INSERTION] = "nothing is inserted while the program runs",
        [BOUND_STARTUP] = "entries are inserted only while starting up",
        [BOUND_FINITE] = "entries are inserted in a loop that its input ends",
        [BOUND_KEYS] = "the keys are from a small set",
        [BOUND_REMOVAL] = "entries are removed",
        [BOUND_SIZE] = "its size is tested",
        [BOUND_ROTATION] = "the map is destroyed and made anew",
        [BOUND_OWNER] = "its owner does not live long",
        [BOUND_UNKNOWN] = "code that is not seen may hold it",
    };
    return texts[b];
}
