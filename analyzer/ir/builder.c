// SPDX-License-Identifier: Apache-2.0
//
// Entities of a module: files, types, fields, globals, functions, each found or added by identity.
//
// Invariants:
//  1. A structural type stands after its target, so walking types by id meets targets first.
//  2. At most IR_TYPE_DEPTH structural types stand on one another; what would be deeper becomes a
//     TYPE_OTHER, so that code may recurse over types.
#include "builder.h"

#include "builder_internal.h"
#include <xxhash.h>

static uint64_t type_hash(const void *key, const GomapSeed *seed, void *ctx) {
    UNUSED(ctx);
    const IrType *t = key;
    const uint64_t parts[] = {t->kind,  (uint64_t)t->is_signed << 1 | t->is_union,
                              t->size,  t->target.v,
                              t->count, t->name.v,
                              t->usr.v, t->alias.v};
    return XXH3_64bits_withSeed(parts, sizeof parts, seed->k0);
}

static bool type_equal(const void *a, const void *b, void *ctx) {
    UNUSED(ctx);
    const IrType *x = a, *y = b;
    return x->kind == y->kind && x->is_signed == y->is_signed && x->is_union == y->is_union &&
           x->size == y->size && x->target.v == y->target.v && x->count == y->count &&
           x->name.v == y->name.v && x->usr.v == y->usr.v && x->alias.v == y->alias.v;
}

static bool is_named(TypeKind kind) {
    return kind == TYPE_RECORD || kind == TYPE_ENUM;
}

static void put_type(IrBuilder *b, const IrType *t, uint32_t id) {
    if (gomap_put(b->types, t, &id) != GOMAP_OK)
        BUG("no memory for types");
}

static void index_once(IdMap *map, StrId key, uint32_t id) {
    if (key.v && !idmap_get(map, key.v))
        idmap_set(map, key.v, id);
}

// Records and enums are apart whatever their USRs: a field needs a record. 0: no USR.
static uint64_t named_type_key(TypeKind kind, StrId usr) {
    return usr.v ? idmap_pair(kind, usr.v) : 0;
}

static void index_types(IrBuilder *b) {
    const IrModule *m = b->m;
    for (uint32_t i = 1; i < m->types.len; i++) {
        const IrType *t = &m->types.data[i];
        uint64_t key = named_type_key(t->kind, t->usr);
        if (!is_named(t->kind)) {
            if (!gomap_find(b->types, t))
                put_type(b, t, i);
        } else if (key && !idmap_get(&b->named_types, key)) {
            idmap_set(&b->named_types, key, i);
        }
    }
}

static void index_module(IrBuilder *b) {
    const IrModule *m = b->m;
    for (uint32_t i = 1; i < m->files.len; i++)
        index_once(&b->files, m->files.data[i].path, i);
    index_types(b);
    for (uint32_t i = 1; i < m->fields.len; i++)
        index_once(&b->fields, m->fields.data[i].usr, i);
    for (uint32_t i = 1; i < m->globals.len; i++)
        index_once(&b->globals, m->globals.data[i].usr, i);
    for (uint32_t i = 1; i < m->funcs.len; i++)
        index_once(&b->funcs, m->funcs.data[i].usr, i);
    for (uint32_t i = 0; i < m->opaque.len; i++)
        idmap_set(&b->opaque, m->opaque.data[i].reason.v, i + 1);
}

IrBuilder *builder_new(IrModule *m) {
    IrBuilder *b = base_malloc(sizeof *b, "IR builder");
    *b = (IrBuilder){.m = m};
    GomapType type = {.key_size = sizeof(IrType),
                      .key_align = _Alignof(IrType),
                      .value_size = sizeof(uint32_t),
                      .value_align = _Alignof(uint32_t),
                      .hash = type_hash,
                      .equal = type_equal};
    if (gomap_new(&type, 0, &b->types) != GOMAP_OK)
        BUG("no memory for types");
    body_init(&b->body);
    index_module(b);
    return b;
}

void builder_free(IrBuilder *b) {
    if (!b)
        return;
    idmap_fini(&b->files);
    idmap_fini(&b->fields);
    idmap_fini(&b->globals);
    idmap_fini(&b->funcs);
    idmap_fini(&b->named_types);
    idmap_fini(&b->opaque);
    gomap_free(b->types);
    body_fini(&b->body);
    free(b);
}

FileId builder_file_id(IrBuilder *b, StrId path) {
    uint32_t id = idmap_get(&b->files, path.v);
    if (!id) {
        id = vec_push(&b->m->files, (IrFile){.path = path});
        idmap_set(&b->files, path.v, id);
    }
    return (FileId){id};
}

FileId builder_file(IrBuilder *b, const char *path) {
    return builder_file_id(b, intern(&b->m->strings, path));
}

// Structural types from t down; 1 when t has no target.
static int type_depth(const IrModule *m, const IrType *t) {
    int depth = 1;
    for (; ir_type_has_target(t); t = ir_type(m, t->target))
        depth++;
    return depth;
}

TypeId builder_type(IrBuilder *b, const IrType *t) {
    BUG_ON(is_named(t->kind) || t->kind == TYPE_NONE);
    uint32_t *known = gomap_find(b->types, t);
    if (known)
        return (TypeId){*known};
    BUG_ON(t->target.v >= b->m->types.len);
    if (type_depth(b->m, t) > IR_TYPE_DEPTH) {
        IrType deep = {.kind = TYPE_OTHER,
                       .size = t->size,
                       .name = intern(&b->m->strings, "deeply nested type")};
        return builder_type(b, &deep);
    }
    IrType copy = *t; // t may stand in the vector that grows
    uint32_t id = vec_push(&b->m->types, copy);
    put_type(b, &copy, id);
    return (TypeId){id};
}

// The id of `key` in `map`, or 0 after it was promised `next`. Key 0, no USR, is never the same as
// another.
static uint32_t find_or_promise(IdMap *map, uint64_t key, uint32_t next, bool *fresh) {
    uint32_t id = key ? idmap_get(map, key) : 0;
    *fresh = !id;
    if (!id && key)
        idmap_set(map, key, next);
    return id;
}

TypeId builder_named_type(IrBuilder *b, TypeKind kind, StrId usr, bool *fresh) {
    BUG_ON(!is_named(kind));
    uint32_t id =
        find_or_promise(&b->named_types, named_type_key(kind, usr), b->m->types.len, fresh);
    if (*fresh)
        id = vec_push(&b->m->types, (IrType){.kind = kind, .usr = usr});
    return (TypeId){id};
}

FieldId builder_field(IrBuilder *b, StrId usr, bool *fresh) {
    uint32_t id = find_or_promise(&b->fields, usr.v, b->m->fields.len, fresh);
    if (*fresh)
        id = vec_push(&b->m->fields, (IrField){.usr = usr});
    return (FieldId){id};
}

GlobalId builder_global(IrBuilder *b, StrId usr, bool *fresh) {
    uint32_t id = find_or_promise(&b->globals, usr.v, b->m->globals.len, fresh);
    if (*fresh)
        id = vec_push(&b->m->globals, (IrGlobal){.usr = usr});
    return (GlobalId){id};
}

FuncId builder_func(IrBuilder *b, StrId usr, bool *fresh) {
    uint32_t id = find_or_promise(&b->funcs, usr.v, b->m->funcs.len, fresh);
    if (*fresh)
        id = vec_push(&b->m->funcs, (IrFunc){.usr = usr});
    return (FuncId){id};
}

FuncId builder_func_add(IrBuilder *b, StrId usr) {
    uint32_t id = vec_push(&b->m->funcs, (IrFunc){.usr = usr});
    index_once(&b->funcs, usr, id);
    return (FuncId){id};
}

void builder_count_opaque_n(IrBuilder *b, StrId reason, uint32_t n) {
    uint32_t place = idmap_get(&b->opaque, reason.v);
    if (!place) {
        place = vec_push(&b->m->opaque, (OpaqueCount){.reason = reason}) + 1;
        idmap_set(&b->opaque, reason.v, place);
    }
    uint32_t *count = &b->m->opaque.data[place - 1].count;
    *count = n > UINT32_MAX - *count ? UINT32_MAX : *count + n;
}

void builder_count_opaque(IrBuilder *b, StrId reason) {
    builder_count_opaque_n(b, reason, 1);
}
