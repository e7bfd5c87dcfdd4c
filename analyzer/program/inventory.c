// SPDX-License-Identifier: Apache-2.0
//
// One entry for each global and each field that holds a map, with every operation on it. Holders
// between which a handle is copied (`ctx->users = registry`) are one map: union-find over holders.
#include "internal.h"

typedef struct {
    Program *p;
    const Params *q;
    uint32_t nglobals, n;
    uint32_t *parent; // union-find over holder numbers
    HolderSet *of_op; // by op: where it acts
} Builder;

static uint32_t holder_number(const Builder *b, Holder h) {
    return h.kind == HOLDER_GLOBAL ? h.id : b->nglobals + h.id;
}

static Holder number_holder(const Builder *b, uint32_t n) {
    return n < b->nglobals ? (Holder){.kind = HOLDER_GLOBAL, .id = n}
                           : (Holder){.kind = HOLDER_FIELD, .id = n - b->nglobals};
}

static uint32_t find_root(Builder *b, uint32_t n) {
    while (b->parent[n] != n) {
        b->parent[n] = b->parent[b->parent[n]];
        n = b->parent[n];
    }
    return n;
}

static void join_holders(Builder *b, Holder x, Holder y) {
    uint32_t i = find_root(b, holder_number(b, x)), j = find_root(b, holder_number(b, y));
    if (i < j)
        b->parent[j] = i;
    else
        b->parent[i] = j;
}

static HolderSet resolve(const Builder *b, FuncId f, Holder h) {
    HolderSet s = {0};
    if (h.kind == HOLDER_PARAM)
        return *params_holders(b->q, f, h.id);
    holder_set_add(&s, h);
    return s;
}

static void join_stores(Builder *b) {
    for (uint32_t i = 0; i < b->p->flow->ops.len; i++) {
        const MapOp *op = &b->p->flow->ops.data[i];
        b->of_op[i] = resolve(b, op->func, op->map);
        if (op->kind != MAPOP_STORE)
            continue;
        HolderSet from = resolve(b, op->func, op->from);
        for (uint32_t x = 0; x < b->of_op[i].n; x++)
            for (uint32_t y = 0; y < from.n; y++)
                join_holders(b, b->of_op[i].list[x], from.list[y]);
    }
}

static ValueClass resolve_class(const Builder *b, const MapOp *op, ValueClass c) {
    if (c.kind != CLASS_PARAM)
        return c;
    ValueClass r = params_class(b->q, op->func, c.id);
    r.is_text |= c.is_text;
    return r;
}

static const char *library_of(const MapOp *op) {
    return op->model ? op->model->library : NULL;
}

static MapInfo *map_for(Builder *b, Holder h) {
    Program *p = b->p;
    Holder rep = number_holder(b, find_root(b, holder_number(b, h)));
    uint32_t *at = rep.kind == HOLDER_GLOBAL ? &p->map_of_global[rep.id] : &p->map_of_field[rep.id];
    if (!*at) {
        MapInfo info = {
            .holder = rep, .name = program_holder_name(p, rep), .bound_use = UINT32_MAX};
        if (rep.kind == HOLDER_GLOBAL)
            info.loc = p->m->globals.data[rep.id].loc;
        vec_push(&p->maps, info);
        *at = p->maps.len;
    }
    return &p->maps.data[*at - 1];
}

static void add_use(Builder *b, uint32_t index, Holder h) {
    Program *p = b->p;
    const MapOp *op = &p->flow->ops.data[index];
    MapInfo *map = map_for(b, h);
    MapUse use = {.op = index,
                  .growth = context_at((Context)p->growth[op->func.v], op->flags),
                  .bound = context_at((Context)p->bound[op->func.v], op->flags),
                  .key = resolve_class(b, op, op->key),
                  .value = resolve_class(b, op, op->value)};
    if (op->kind == MAPOP_STORE) {
        bool handed =
            op->from.kind == HOLDER_PARAM && params_holders(b->q, op->func, op->from.id)->fresh;
        use.fresh_map = (op->flags & MAPOP_FRESH_MAP) || handed;
    }
    if (map->uses.len && vec_last(&map->uses)->op == index)
        return;
    vec_push(&map->uses, use);
    if (library_of(op)) {
        map->is_map = true;
        if (!map->library)
            map->library = library_of(op);
    }
    if (use.fresh_map)
        map->is_map = true;
}

// A map made into a holder shows which library made it: the CREATE of the same function.
static void find_libraries(Builder *b) {
    Program *p = b->p;
    vec_each (MapInfo, map, &p->maps) {
        for (uint32_t u = 0; u < map->uses.len && !map->library; u++) {
            const MapOp *op = program_op(p, &map->uses.data[u]);
            if (op->kind != MAPOP_STORE || op->from.kind != HOLDER_LOCAL)
                continue;
            for (uint32_t i = map->uses.data[u].op; i-- > 0;) {
                const MapOp *made = &p->flow->ops.data[i];
                if (made->func.v != op->func.v)
                    break;
                if (made->kind == MAPOP_CREATE && made->insn == op->from.id)
                    map->library = library_of(made);
            }
        }
    }
}

static void alias_entries(Builder *b) {
    Program *p = b->p;
    for (uint32_t i = 1; i < b->n; i++) {
        uint32_t root = find_root(b, i);
        Holder h = number_holder(b, i), rep = number_holder(b, root);
        uint32_t entry =
            rep.kind == HOLDER_GLOBAL ? p->map_of_global[rep.id] : p->map_of_field[rep.id];
        if (h.kind == HOLDER_GLOBAL)
            p->map_of_global[h.id] = entry;
        else
            p->map_of_field[h.id] = entry;
    }
}

void inventory_build(Program *p, const Params *q) {
    Builder b = {.p = p, .q = q, .nglobals = p->m->globals.len + 1u};
    b.n = b.nglobals + p->m->fields.len + 1u;
    b.parent = calloc(b.n, sizeof *b.parent);
    b.of_op = calloc(p->flow->ops.len + 1u, sizeof *b.of_op);
    p->map_of_global = calloc(p->m->globals.len + 1u, sizeof *p->map_of_global);
    p->map_of_field = calloc(p->m->fields.len + 1u, sizeof *p->map_of_field);
    BUG_ON(!b.parent || !b.of_op || !p->map_of_global || !p->map_of_field);
    for (uint32_t i = 0; i < b.n; i++)
        b.parent[i] = i;
    join_stores(&b);
    for (uint32_t i = 0; i < p->flow->ops.len; i++)
        for (uint32_t h = 0; h < b.of_op[i].n; h++)
            add_use(&b, i, b.of_op[i].list[h]);
    find_libraries(&b);
    alias_entries(&b);
    free(b.parent);
    free(b.of_op);
}
