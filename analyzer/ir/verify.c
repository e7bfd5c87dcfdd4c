// SPDX-License-Identifier: Apache-2.0
//
// The invariants of ir.h, in an order in which each check relies only on what was checked before:
// types, fields, globals, functions; inside a function variables, the three arrays, then each
// instruction, then what needs the graph (reachability here, temporaries in verify_temps.c).
//
// Invariants of this file:
//  1. No id is used as an index before it was compared with its range.
//  2. Linear in the module, but for the bounded search in verify_temps.c.
#include "verify.h"

#include "verify_internal.h"

enum { SCALAR_BYTES_MAX = 1 << 24 }; // an INT, FLOAT or BOOL of more bytes is damage

bool verify_fail(Verifier *v, const char *fmt, ...) {
    char what[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    if (v->f)
        error_set(v->err, STATUS_DAMAGED, "function %u: %s", v->func, what);
    else
        error_set(v->err, STATUS_DAMAGED, "%s", what);
    return false;
}

static bool verify_strings_and_files(Verifier *v) {
    const IrModule *m = v->m;
    if (!m->files.len || !m->types.len || !m->fields.len || !m->globals.len || !m->funcs.len)
        return verify_fail(v, "a table lacks its unused item 0");
    if (!verify_is_str(v, m->name))
        return verify_fail(v, "the module's name is no string");
    for (uint32_t i = 1; i < m->files.len; i++)
        if (!verify_is_str(v, m->files.data[i].path))
            return verify_fail(v, "file %u: its path is no string", i);
    for (uint32_t i = 0; i < m->opaque.len; i++)
        if (!verify_is_str(v, m->opaque.data[i].reason))
            return verify_fail(v, "opaque reason %u is no string", i);
    return true;
}

static bool is_scalar(TypeKind k) {
    return k == TYPE_BOOL || k == TYPE_INT || k == TYPE_FLOAT;
}

static bool verify_type(Verifier *v, uint32_t id, const uint8_t *depth) {
    const IrType *t = &v->m->types.data[id];
    if (t->kind == TYPE_NONE || t->kind > TYPE_OTHER)
        return verify_fail(v, "type %u: no such kind %u", id, (unsigned)t->kind);
    if (!verify_is_str(v, t->name) || !verify_is_str(v, t->usr) || !verify_is_str(v, t->alias))
        return verify_fail(v, "type %u: a name is no string", id);
    if (t->target.v >= id)
        return verify_fail(v, "type %u: its target %u does not stand before it", id, t->target.v);
    if (is_scalar(t->kind) && t->size > SCALAR_BYTES_MAX)
        return verify_fail(v, "type %u: a scalar of %llu bytes", id, (unsigned long long)t->size);
    if (depth[id] > IR_TYPE_DEPTH)
        return verify_fail(v, "type %u: nested too deeply", id);
    return true;
}

static bool verify_types(Verifier *v) {
    const IrModule *m = v->m;
    uint8_t *depth = base_malloc(m->types.len, "IR verifier");
    depth[0] = 1;
    bool ok = m->types.data[0].kind == TYPE_NONE || verify_fail(v, "type 0 is something");
    for (uint32_t i = 1; i < m->types.len && ok; i++) {
        const IrType *t = &m->types.data[i];
        bool nests = ir_type_has_target(t) && t->target.v < i;
        depth[i] = nests ? (uint8_t)(depth[t->target.v] + 1) : 1;
        ok = verify_type(v, i, depth);
    }
    free(depth);
    return ok;
}

static bool verify_fields(Verifier *v) {
    const IrModule *m = v->m;
    for (uint32_t i = 1; i < m->fields.len; i++) {
        const IrField *f = &m->fields.data[i];
        if (!verify_is_str(v, f->name) || !verify_is_str(v, f->usr))
            return verify_fail(v, "field %u: a name is no string", i);
        if (!verify_is_type(v, f->record) || !verify_is_type(v, f->type))
            return verify_fail(v, "field %u: no such type", i);
        if (ir_type(m, f->record)->kind != TYPE_RECORD)
            return verify_fail(v, "field %u stands in no record", i);
    }
    return true;
}

static bool verify_globals(Verifier *v) {
    for (uint32_t i = 1; i < v->m->globals.len; i++) {
        const IrGlobal *g = &v->m->globals.data[i];
        if (!verify_is_str(v, g->name) || !verify_is_str(v, g->usr) || !verify_is_str(v, g->func))
            return verify_fail(v, "global %u: a name is no string", i);
        if (!verify_is_type(v, g->type) || !verify_is_loc(v, g->loc))
            return verify_fail(v, "global %u: no such type or file", i);
    }
    return true;
}

Status ir_verify(const IrModule *m, Error *err) {
    Verifier v = {.m = m, .err = err};
    if (!verify_strings_and_files(&v) || !verify_types(&v) || !verify_fields(&v) ||
        !verify_globals(&v))
        return STATUS_DAMAGED;
    for (v.func = 1; v.func < m->funcs.len; v.func++) {
        v.f = &m->funcs.data[v.func];
        if (!verify_func(&v))
            return STATUS_DAMAGED;
    }
    return STATUS_OK;
}
