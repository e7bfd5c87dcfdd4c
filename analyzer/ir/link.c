// SPDX-License-Identifier: Apache-2.0
//
// Units to one program. Every entity of a unit gets the program's id of the same identity; bodies
// are copied with their ids replaced.
//
// Worked example. Units a and b each define `main`, and c calls it. When a is added, `main` (id 5)
// takes a's body. When b is added, another definition is there already: a's body moves to the new
// function 9, b's goes to 10, and 5 stays as a declaration with FUNC_AMBIGUOUS. linker_finish then
// turns 5 into 9 in what a brought, into 10 in what b brought, and leaves it in c.
//
// Invariants:
//  1. Until linker_finish every reference names the function that builder_func gave for the USR,
//     the *canonical* one.
//  2. A canonical function holds the body of its only definition, or is split and holds none.
//  3. Of the definitions of one USR at one place in the source the first is kept, or the first
//     without parse errors.
//
// LIMIT: a function of a header that calls an ambiguous external function keeps the call to the
// declaration, for which of the definitions is meant depends on who includes the header.
#include "link.h"

#include "builder_internal.h"
#include "link_internal.h"
#include <xxhash.h>

// What makes two definitions of one USR the same one.
typedef struct {
    uint32_t canonical, file, line, col;
} DefKey;

typedef struct {
    FuncId canonical;
    FuncId kept;     // where the body is
    uint32_t origin; // number of the unit it came from
} Definition;

// Unit `unit` has definition `def` of some function.
typedef struct {
    uint32_t unit, def;
} OwnDef;

struct IrLinker {
    IrModule *program;
    IrBuilder *b;
    uint32_t units;
    Gomap *def_ids; // DefKey to index + 1 into defs
    IdMap only_def; // canonical function to index + 1 of its first definition
    VEC(Definition) defs;
    VEC(OwnDef) own;
    bool any_split;
};

static uint64_t def_hash(const void *key, const GomapSeed *seed, void *ctx) {
    UNUSED(ctx);
    return XXH3_64bits_withSeed(key, sizeof(DefKey), seed->k0);
}

static bool def_equal(const void *a, const void *b, void *ctx) {
    UNUSED(ctx);
    return memcmp(a, b, sizeof(DefKey)) == 0;
}

IrLinker *linker_new(IrModule *program) {
    IrLinker *l = base_malloc(sizeof *l, "linker");
    *l = (IrLinker){.program = program, .b = builder_new(program)};
    GomapType type = {.key_size = sizeof(DefKey),
                      .key_align = _Alignof(DefKey),
                      .value_size = sizeof(uint32_t),
                      .value_align = _Alignof(uint32_t),
                      .hash = def_hash,
                      .equal = def_equal};
    if (gomap_new(&type, 0, &l->def_ids) != GOMAP_OK)
        BUG("no memory for definitions");
    return l;
}

static void add_files(const UnitMap *u) {
    for (uint32_t i = 1; i < u->unit->files.len; i++) {
        const IrFile *f = &u->unit->files.data[i];
        FileId id = builder_file_id(u->l->b, link_str(u, f->path));
        u->program->files.data[id.v].is_main |= f->is_main;
        u->files[i] = id.v;
    }
}

// The lesser of two names in byte order; an empty one counts as none.
static StrId least_name(const IrModule *m, StrId a, StrId b) {
    if (!a.v || !b.v)
        return a.v ? a : b;
    return strcmp(ir_str(m, a), ir_str(m, b)) <= 0 ? a : b;
}

static uint32_t add_named_type(const UnitMap *u, const IrType *t) {
    bool fresh;
    TypeId id = builder_named_type(u->l->b, t->kind, link_str(u, t->usr), &fresh);
    IrModule *m = u->program;
    IrType *mine = &m->types.data[id.v];
    StrId name = link_str(u, t->name), alias = link_str(u, t->alias);
    if (fresh) {
        mine->is_union = t->is_union;
        mine->name = name;
    }
    if (!mine->size) {
        mine->size = t->size;
        mine->is_signed = t->is_signed;
    }
    mine->alias = least_name(m, mine->alias, alias);
    return id.v;
}

static void add_types(const UnitMap *u) {
    for (uint32_t i = 1; i < u->unit->types.len; i++) {
        IrType t = u->unit->types.data[i];
        if (t.kind == TYPE_RECORD || t.kind == TYPE_ENUM) {
            u->types[i] = add_named_type(u, &t);
            continue;
        }
        t.target = link_type(u, t.target);
        t.name = link_str(u, t.name);
        t.usr = link_str(u, t.usr);
        t.alias = link_str(u, t.alias);
        u->types[i] = builder_type(u->l->b, &t).v;
    }
}

static void add_fields(const UnitMap *u) {
    for (uint32_t i = 1; i < u->unit->fields.len; i++) {
        const IrField *f = &u->unit->fields.data[i];
        bool fresh;
        FieldId id = builder_field(u->l->b, link_str(u, f->usr), &fresh);
        IrField *mine = &u->program->fields.data[id.v];
        if (fresh)
            mine->name = link_str(u, f->name);
        if (!mine->record.v)
            mine->record = link_type(u, f->record);
        if (!mine->type.v)
            mine->type = link_type(u, f->type);
        u->fields[i] = id.v;
    }
}

static void add_globals(const UnitMap *u) {
    for (uint32_t i = 1; i < u->unit->globals.len; i++) {
        const IrGlobal *g = &u->unit->globals.data[i];
        bool fresh;
        GlobalId id = builder_global(u->l->b, link_str(u, g->usr), &fresh);
        IrGlobal *mine = &u->program->globals.data[id.v];
        u->globals[i] = id.v;
        if (!fresh && (mine->is_defined || !g->is_defined))
            continue;
        *mine = *g;
        mine->usr = link_str(u, g->usr);
        mine->name = link_str(u, g->name);
        mine->func = link_str(u, g->func);
        mine->type = link_type(u, g->type);
        mine->loc = link_loc(u, g->loc);
    }
}

static void add_declarations(const UnitMap *u) {
    for (uint32_t i = 1; i < u->unit->funcs.len; i++) {
        const IrFunc *f = &u->unit->funcs.data[i];
        bool fresh;
        FuncId id = builder_func(u->l->b, link_str(u, f->usr), &fresh);
        IrFunc *mine = ir_func(u->program, id);
        if (fresh)
            link_copy_header(u, mine, f);
        else
            mine->flags |= f->flags & FUNC_STICKY;
        u->funcs[i] = id.v;
    }
}

// Moves the body of a canonical function to a function of its own and leaves a declaration.
static FuncId split(IrLinker *l, FuncId canonical) {
    IrModule *m = l->program;
    FuncId kept = builder_func_add(l->b, ir_func(m, canonical)->usr);
    IrFunc *c = ir_func(m, canonical);
    *ir_func(m, kept) = *c;
    *c = (IrFunc){.name = c->name,
                  .usr = c->usr,
                  .signature = c->signature,
                  .result = c->result,
                  .nparams = c->nparams,
                  .loc = c->loc,
                  .flags = (c->flags & ~(unsigned)FUNC_UNRELIABLE) | FUNC_AMBIGUOUS};
    l->any_split = true;
    return kept;
}

// Where a further definition of `canonical` goes: there, or to a function of its own.
static FuncId place_definition(IrLinker *l, FuncId canonical, uint32_t def) {
    uint32_t first = idmap_get(&l->only_def, canonical.v);
    if (!first) {
        idmap_set(&l->only_def, canonical.v, def + 1);
        return canonical;
    }
    Definition *d = &l->defs.data[first - 1];
    if (d->kept.v == canonical.v)
        d->kept = split(l, canonical);
    return builder_func_add(l->b, ir_func(l->program, canonical)->usr);
}

// One text that two units parsed: a body without parse errors takes the place of one with.
static void take_better(const UnitMap *u, Definition *d, const IrFunc *f) {
    const IrFunc *kept = ir_func(u->program, d->kept);
    if (!(kept->flags & FUNC_UNRELIABLE) || (f->flags & FUNC_UNRELIABLE))
        return;
    d->origin = u->l->units;
    link_copy_definition(u, d->kept, f);
}

static void add_definition(const UnitMap *u, FuncId canonical, const IrFunc *f) {
    IrLinker *l = u->l;
    Loc loc = link_loc(u, f->loc);
    DefKey key = {canonical.v, loc.file.v, loc.line, loc.col};
    void *slot;
    bool added;
    if (gomap_upsert(l->def_ids, &key, &slot, &added) != GOMAP_OK)
        BUG("no memory for definitions");
    uint32_t *def = slot;
    if (added) {
        *def = l->defs.len;
        FuncId kept = place_definition(l, canonical, *def);
        vec_push(&l->defs, (Definition){.canonical = canonical, .kept = kept, .origin = l->units});
        link_copy_definition(u, kept, f);
    } else {
        ir_func(l->program, l->defs.data[*def].kept)->flags |= f->flags & FUNC_STICKY;
        take_better(u, &l->defs.data[*def], f);
    }
    vec_push(&l->own, (OwnDef){.unit = l->units, .def = *def});
}

void linker_add(IrLinker *l, const IrModule *unit) {
    UnitMap u;
    link_map_init(&u, l, l->program, unit);
    l->units++;
    l->program->parse_errors += unit->parse_errors;
    vec_each (const OpaqueCount, o, &unit->opaque)
        builder_count_opaque_n(l->b, link_str(&u, o->reason), o->count);
    add_files(&u);
    add_types(&u);
    add_fields(&u);
    add_globals(&u);
    add_declarations(&u);
    for (uint32_t i = 1; i < unit->funcs.len; i++)
        if (ir_is_defined(&unit->funcs.data[i]))
            add_definition(&u, (FuncId){u.funcs[i]}, &unit->funcs.data[i]);
    link_map_fini(&u);
}

static bool is_split(const IrLinker *l, FuncId f) {
    return ir_func(l->program, f)->flags & FUNC_AMBIGUOUS;
}

// (canonical, unit) to the unit's own definition, for the canonical functions that are split.
static IdMap own_definitions(const IrLinker *l) {
    IdMap own = {0};
    vec_each (const OwnDef, o, &l->own) {
        const Definition *d = &l->defs.data[o->def];
        uint64_t key = idmap_pair(d->canonical.v, o->unit);
        if (is_split(l, d->canonical) && !idmap_get(&own, key))
            idmap_set(&own, key, d->kept.v);
    }
    return own;
}

// What a reference to `f` in a body that unit `origin` brought really means.
static FuncId resolve(const IrLinker *l, const IdMap *own, const Definition *user, FuncId f) {
    if (!f.v || !is_split(l, f))
        return f;
    FuncId mine = {idmap_get(own, idmap_pair(f.v, user->origin))};
    if (!mine.v)
        return f;
    bool shared = ir_func(l->program, user->kept)->flags & FUNC_INLINE;
    bool fixed = ir_func(l->program, mine)->flags & (FUNC_STATIC | FUNC_INLINE);
    return shared && !fixed ? f : mine;
}

static void resolve_body(const IrLinker *l, const IdMap *own, const Definition *user) {
    IrFunc *f = ir_func(l->program, user->kept);
    for (uint32_t i = 1; i <= f->nvars; i++)
        f->vars[i].cleanup = resolve(l, own, user, f->vars[i].cleanup);
    for (uint32_t i = 0; i < f->noperands; i++)
        if (f->operands[i].kind == OPD_FUNC)
            f->operands[i].func = resolve(l, own, user, f->operands[i].func);
}

void linker_finish(IrLinker *l) {
    if (l->any_split) {
        IdMap own = own_definitions(l);
        vec_each (const Definition, d, &l->defs)
            resolve_body(l, &own, d);
        idmap_fini(&own);
    }
    builder_free(l->b);
    gomap_free(l->def_ids);
    idmap_fini(&l->only_def);
    vec_fini(&l->defs);
    vec_fini(&l->own);
    free(l);
}
