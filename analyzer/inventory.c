// SPDX-License-Identifier: Apache-2.0
#include "inventory.h"

static Spot spot_of(const Program *p, RunReport *r, Loc loc) {
    if (!loc.file.v)
        return (Spot){0};
    const char *path = ir_str(p->m, p->m->files.data[loc.file.v].path);
    return (Spot){.path = arena_strdup(&r->arena, run_report_shown(r, path)),
                  .source = arena_strdup(&r->arena, path),
                  .line = loc.line,
                  .col = loc.col};
}

static const char *operation_name(MapOpKind kind) {
    static const char *const names[] = {[MAPOP_CREATE] = "create",
                                        [MAPOP_STORE] = "store",
                                        [MAPOP_RESET] = "reset",
                                        [MAPOP_PUT] = "put",
                                        [MAPOP_GET] = "get",
                                        [MAPOP_REMOVE] = "remove",
                                        [MAPOP_TAKE] = "take",
                                        [MAPOP_CLEAR] = "clear",
                                        [MAPOP_DESTROY] = "destroy",
                                        [MAPOP_SIZE] = "size",
                                        [MAPOP_ITERATE] = "iterate",
                                        [MAPOP_ESCAPE] = "escape",
                                        [MAPOP_FREE_VALUE] = "free value",
                                        [MAPOP_FREE_OWNER] = "free owner",
                                        [MAPOP_RETURN] = "return",
                                        [MAPOP_SIZE_TEST] = "size test",
                                        [MAPOP_LINK] = "link"};
    return names[kind];
}

static const char *context_name(Context c) {
    static const char *const names[] = {"never seen to run", "runs once", "in a finite loop",
                                        "again and again"};
    return names[c];
}

static const char *key_name(ValueClassKind k) {
    static const char *const names[] = {[CLASS_CONSTANT] = "constant key",
                                        [CLASS_SMALL] = "key from a small set",
                                        [CLASS_STATIC] = "key from a table"};
    return k < COUNT_OF(names) ? names[k] : NULL;
}

static const char *detail_of(const Program *p, RunReport *r, const MapUse *u) {
    const MapOp *op = program_op(p, u);
    const char *key = op->kind == MAPOP_PUT ? key_name(u->key.origin) : NULL;
    const char *context = context_name(op->kind == MAPOP_PUT ? u->growth : u->bound);
    return key ? arena_printf(&r->arena, "%s, %s", context, key) : context;
}

static const char *verdict_of(const MapInfo *map) {
    switch (map->bound) {
    case BOUND_NONE:
        return map->long_lived ? "grows" : "short-lived";
    case BOUND_UNKNOWN:
        return "unknown";
    case BOUND_NO_INSERTION:
    case BOUND_STARTUP:
        return "constant";
    default:
        return "bounded";
    }
}

static const char *kind_of(const Program *p, const MapInfo *map) {
    if (map->holder.kind == HOLDER_FIELD)
        return "field";
    if (map->holder.kind == HOLDER_LOCAL)
        return "local";
    return p->m->globals.data[map->holder.id].is_static ? "static" : "global";
}

static const char *type_of(const Program *p, RunReport *r, const MapInfo *map) {
    if (map->holder.kind == HOLDER_LOCAL)
        return "";
    TypeId t = map->holder.kind == HOLDER_FIELD ? p->m->fields.data[map->holder.id].type
                                                : p->m->globals.data[map->holder.id].type;
    const IrType *base = ir_type(p->m, ir_type_base(p->m, t));
    StrId name = base->alias.v ? base->alias : base->name;
    return arena_printf(&r->arena, "%s%s", ir_str(p->m, name),
                        ir_type_is_pointer(p->m, t) ? " *" : "");
}

static MapRecord make_record(const Program *p, RunReport *r, const MapInfo *map) {
    MapOperation *ops = ARENA_ARRAY(&r->arena, MapOperation, map->uses.len);
    uint32_t n = 0;
    vec_each (const MapUse, u, &map->uses) {
        const MapOp *op = program_op(p, u);
        ops[n++] =
            (MapOperation){.kind = operation_name(op->kind),
                           .spot = spot_of(p, r, op->loc),
                           .function = arena_strdup(&r->arena, program_func_name(p, op->func)),
                           .detail = detail_of(p, r, u)};
    }
    MapRecord rec = {.holder = arena_strdup(&r->arena, map->name),
                     .kind = kind_of(p, map),
                     .library = arena_strdup(&r->arena, map->library ? map->library : ""),
                     .type = type_of(p, r, map),
                     .spot = spot_of(p, r, map->loc),
                     .bound = program_bound_text(map->bound),
                     .verdict = verdict_of(map),
                     .operations = ops,
                     .noperations = n};
    if (map->bound_use != UINT32_MAX)
        rec.bound_spot = spot_of(p, r, program_op(p, &map->uses.data[map->bound_use])->loc);
    return rec;
}

static int record_order(const void *a, const void *b) {
    const MapRecord *x = a, *y = b;
    int c = strcmp(x->holder, y->holder);
    if (c)
        return c;
    c = strcmp(x->spot.path ? x->spot.path : "", y->spot.path ? y->spot.path : "");
    return c ? c : x->spot.line < y->spot.line ? -1 : x->spot.line > y->spot.line;
}

void inventory_report(const Program *p, RunReport *r) {
    vec_each (const MapInfo, map, &p->maps) {
        if (map->is_map)
            vec_push(&r->maps, make_record(p, r, map));
    }
    if (r->maps.len)
        qsort(r->maps.data, r->maps.len, sizeof(MapRecord), record_order);
}
