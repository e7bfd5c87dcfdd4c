// SPDX-License-Identifier: Apache-2.0
//
// One entry for each global, each field, and each place in a function that makes a map, with every
// operation on it. Holders between which a handle is copied (`ctx->users = registry`) are one map:
// union-find over holders, which are numbered globals first, then fields, then local maps.
#include "internal.h"

typedef struct {
    Program *p;
    const Params *q;
    uint32_t nglobals, nfields, n;
    VEC(Holder) locals; // sorted by function, instruction
    uint32_t *parent;   // union-find over holder numbers
    uint32_t *entry;    // by holder number of a representative: index + 1 into Program.maps
    HolderSet *of_op;   // by op: where it acts
} Builder;

static int local_order(const void *a, const void *b) {
    const Holder *x = a, *y = b;
    if (x->func.v != y->func.v)
        return x->func.v < y->func.v ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static const Holder *find_local(const Builder *b, const Holder *h) {
    if (!b->locals.len)
        return NULL;
    return bsearch(h, b->locals.data, b->locals.len, sizeof *h, local_order);
}

static uint32_t holder_number(const Builder *b, Holder h) {
    if (h.kind == HOLDER_GLOBAL)
        return h.id;
    if (h.kind == HOLDER_FIELD)
        return b->nglobals + h.id;
    const Holder *at = find_local(b, &h);
    BUG_ON(!at);
    return b->nglobals + b->nfields + (uint32_t)(at - b->locals.data);
}

static Holder number_holder(const Builder *b, uint32_t n) {
    if (n < b->nglobals)
        return (Holder){.kind = HOLDER_GLOBAL, .id = n};
    if (n < b->nglobals + b->nfields)
        return (Holder){.kind = HOLDER_FIELD, .id = n - b->nglobals};
    return b->locals.data[n - b->nglobals - b->nfields];
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

static void resolve(const Builder *b, FuncId f, Holder h, HolderSet *out) {
    if (h.kind != HOLDER_PARAM) {
        holder_set_add(out, h);
        return;
    }
    const HolderSet *handed = params_holders(b->q, f, h.id);
    vec_each (const Holder, one, &handed->list)
        holder_set_add(out, *one);
}

static void resolve_ops(Builder *b) {
    for (uint32_t i = 0; i < b->p->flow->ops.len; i++) {
        const MapOp *op = &b->p->flow->ops.data[i];
        resolve(b, op->func, op->map, &b->of_op[i]);
        HolderSet all = {0};
        resolve(b, op->func, op->map, &all);
        resolve(b, op->func, op->from, &all);
        vec_each (const Holder, h, &all.list) {
            if (h->kind == HOLDER_LOCAL)
                vec_push(&b->locals, *h);
        }
        vec_fini(&all.list);
    }
    if (b->locals.len)
        qsort(b->locals.data, b->locals.len, sizeof(Holder), local_order);
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->locals.len; i++)
        if (!n || !holder_equal(b->locals.data[n - 1], b->locals.data[i]))
            b->locals.data[n++] = b->locals.data[i];
    b->locals.len = n;
}

// A map that a function makes and returns is the one that its callers got.
static void join_results(Builder *b, const MapOp *op, const HolderSet *returned) {
    const SiteIndex *callers = &b->p->callers;
    for (uint32_t s = callers->first[op->func.v]; s < callers->first[op->func.v + 1]; s++) {
        const CallSite *site = &b->p->flow->calls.data[callers->list[s]];
        Holder got = {.kind = HOLDER_LOCAL, .id = site->insn, .func = site->caller};
        if (!find_local(b, &got))
            continue;
        vec_each (const Holder, h, &returned->list) {
            if (h->kind == HOLDER_LOCAL)
                join_holders(b, got, *h);
        }
    }
}

static void join_stores(Builder *b) {
    for (uint32_t i = 0; i < b->p->flow->ops.len; i++) {
        const MapOp *op = &b->p->flow->ops.data[i];
        if (op->kind == MAPOP_RETURN)
            join_results(b, op, &b->of_op[i]);
        if (op->kind != MAPOP_STORE)
            continue;
        HolderSet from = {0};
        resolve(b, op->func, op->from, &from);
        vec_each (const Holder, x, &b->of_op[i].list) {
            vec_each (const Holder, y, &from.list)
                join_holders(b, *x, *y);
        }
        vec_fini(&from.list);
    }
}

static const char *library_of(const MapOp *op) {
    return op->model ? op->model->library : NULL;
}

static Loc holder_loc(const Program *p, Holder h) {
    if (h.kind == HOLDER_GLOBAL)
        return p->m->globals.data[h.id].loc;
    if (h.kind == HOLDER_LOCAL)
        return ir_func(p->m, h.func)->insns[h.id].loc;
    return (Loc){{0}, 0, 0};
}

static MapInfo *map_for(Builder *b, Holder h) {
    Program *p = b->p;
    uint32_t root = find_root(b, holder_number(b, h));
    if (!b->entry[root]) {
        Holder rep = number_holder(b, root);
        MapInfo info = {.holder = rep,
                        .name = program_holder_name(p, rep),
                        .loc = holder_loc(p, rep),
                        .bound_use = UINT32_MAX};
        vec_push(&p->maps, info);
        b->entry[root] = p->maps.len;
    }
    return &p->maps.data[b->entry[root] - 1];
}

static void add_use(Builder *b, uint32_t index, Holder h) {
    Program *p = b->p;
    const MapOp *op = &p->flow->ops.data[index];
    MapInfo *map = map_for(b, h);
    MapUse use = {.op = index,
                  .growth = context_at((Context)p->growth[op->func.v], op->flags),
                  .proven = context_at((Context)p->proven[op->func.v], op->flags),
                  .bound = context_at((Context)p->bound[op->func.v], op->flags),
                  .key = params_key(b->q, op->func, op->key, op->map, h),
                  .value = params_resolve(b->q, op->func, op->value)};
    if (op->kind == MAPOP_STORE) {
        bool handed =
            op->from.kind == HOLDER_PARAM && params_holders(b->q, op->func, op->from.id)->fresh;
        use.fresh_map = (op->flags & MAPOP_FRESH_MAP) || handed;
    }
    use.initial = h.kind == HOLDER_LOCAL;
    if (map->uses.len && vec_last(&map->uses)->op == index) {
        vec_last(&map->uses)->initial &= use.initial;
        params_merge(&vec_last(&map->uses)->key, use.key);
        return;
    }
    vec_push(&map->uses, use);
    if (library_of(op)) {
        map->is_map = true;
        if (!map->library)
            map->library = library_of(op);
    }
    if (use.fresh_map)
        map->is_map = true;
}

static void alias_entries(Builder *b) {
    Program *p = b->p;
    for (uint32_t i = 1; i < b->nglobals + b->nfields; i++) {
        uint32_t entry = b->entry[find_root(b, i)];
        Holder h = number_holder(b, i);
        if (h.kind == HOLDER_GLOBAL)
            p->map_of_global[h.id] = entry;
        else
            p->map_of_field[h.id] = entry;
    }
}

void inventory_build(Program *p, const Params *q) {
    Builder b = {
        .p = p, .q = q, .nglobals = p->m->globals.len + 1u, .nfields = p->m->fields.len + 1u};
    b.of_op = calloc(p->flow->ops.len + 1u, sizeof *b.of_op);
    BUG_ON(!b.of_op);
    resolve_ops(&b);
    b.n = b.nglobals + b.nfields + b.locals.len;
    b.parent = calloc(b.n, sizeof *b.parent);
    b.entry = calloc(b.n, sizeof *b.entry);
    p->map_of_global = calloc(p->m->globals.len + 1u, sizeof *p->map_of_global);
    p->map_of_field = calloc(p->m->fields.len + 1u, sizeof *p->map_of_field);
    BUG_ON(!b.parent || !b.entry || !p->map_of_global || !p->map_of_field);
    for (uint32_t i = 0; i < b.n; i++)
        b.parent[i] = i;
    join_stores(&b);
    for (uint32_t i = 0; i < p->flow->ops.len; i++) {
        vec_each (const Holder, h, &b.of_op[i].list)
            add_use(&b, i, *h);
        vec_fini(&b.of_op[i].list);
    }
    alias_entries(&b);
    vec_fini(&b.locals);
    free(b.parent);
    free(b.entry);
    free(b.of_op);
}
