// SPDX-License-Identifier: Apache-2.0
//
// Children and kinds of cursors. Children are collected on one stack: a caller takes them with
// kids_of, reads them with kid (by value: the stack moves), and drops them in reverse order.
//
// libclang has no kind for many expressions; it calls them "unexposed". Which one it is follows
// from children, type and extent:
//
//     implicit conversion      one child with the same extent
//     a ?: b                   four children, the first three one expression
//     designated initialiser   type void, inside a list (init.c)
//     __atomic_f(…)            the extent starts at that word
//     va_arg, offsetof, …      the same
#include "lower.h"

bool is_null(CXCursor c) {
    return c.kind == CXCursor_InvalidFile || clang_isInvalid(c.kind);
}

bool is_expr(CXCursor c) {
    return c.kind >= CXCursor_FirstExpr && c.kind <= CXCursor_LastExpr;
}

bool is_stmt(CXCursor c) {
    return is_expr(c) || (c.kind >= CXCursor_FirstStmt && c.kind <= CXCursor_LastStmt);
}

static enum CXChildVisitResult collect(CXCursor c, CXCursor parent, CXClientData data) {
    UNUSED(parent);
    Cursors *kids = data;
    vec_push(kids, c);
    return CXChildVisit_Continue;
}

Kids kids_of(Lower *l, CXCursor c) {
    uint32_t base = l->kids.len;
    clang_visitChildren(c, collect, &l->kids);
    return (Kids){base, l->kids.len - base};
}

void kids_drop(Lower *l, Kids k) {
    BUG_ON(l->kids.len < k.base);
    l->kids.len = k.base;
}

CXCursor only_kid(Lower *l, CXCursor c) {
    Kids k = kids_of(l, c);
    CXCursor only = k.n == 1 ? kid(l, k, 0) : clang_getNullCursor();
    kids_drop(l, k);
    return only;
}

CXCursor last_kid(Lower *l, CXCursor c) {
    Kids k = kids_of(l, c);
    CXCursor last = k.n ? kid(l, k, k.n - 1) : clang_getNullCursor();
    kids_drop(l, k);
    return last;
}

// libclang walks to both ends of an expression for its extent, and the same one is asked for
// several times on the way down.
CXSourceRange extent_of(Lower *l, CXCursor c) {
    if (!is_stmt(c))
        return clang_getCursorExtent(c);
    const void *node = c.data[1];
    size_t slot = (size_t)(key_of(node) >> 3 ^ key_of(node) >> 11) % COUNT_OF(l->extents);
    Extent *e = &l->extents[slot];
    if (e->node != node)
        *e = (Extent){node, clang_getCursorExtent(c)};
    return e->range;
}

bool same_extent(Lower *l, CXCursor a, CXCursor b) {
    CXSourceRange x = extent_of(l, a), y = extent_of(l, b);
    return x.begin_int_data == y.begin_int_data && x.end_int_data == y.end_int_data;
}

CXCursor peel_parens(Lower *l, CXCursor c) {
    while (c.kind == CXCursor_ParenExpr) {
        CXCursor inner = only_kid(l, c);
        if (is_null(inner))
            break;
        c = inner;
    }
    return c;
}

CXCursor peel(Lower *l, CXCursor c) {
    for (;;) {
        if (c.kind != CXCursor_ParenExpr && c.kind != CXCursor_UnexposedExpr)
            return c;
        CXCursor inner = only_kid(l, c);
        if (is_null(inner) || (c.kind == CXCursor_UnexposedExpr && !same_extent(l, c, inner)))
            return c;
        c = inner;
    }
}

const void *decl_key(CXCursor c) {
    return c.data[0];
}

StrId intern_cx(Lower *l, CXString s) {
    const char *text = clang_getCString(s);
    StrId id = text ? intern(&l->m->strings, text) : STR_NONE;
    clang_disposeString(s);
    return id;
}

// Addresses and ids are nobody's choice, so a quick hash does: the finisher of MurmurHash3.
static uint64_t mix(const void *key, const GomapSeed *seed, void *ctx) {
    UNUSED(ctx);
    uint64_t x = *(const uint64_t *)key ^ seed->k0;
    x = (x ^ x >> 33) * 0xff51afd7ed558ccdu;
    x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53u;
    return x ^ x >> 33;
}

Gomap *pointer_map(size_t value_size) {
    GomapType type = gomap_type_u64(value_size);
    type.hash = mix;
    Gomap *m;
    if (gomap_new(&type, 0, &m) != GOMAP_OK)
        BUG("no memory for a map");
    return m;
}

void map_put(Gomap *m, uint64_t key, const void *value) {
    if (gomap_put(m, &key, value) != GOMAP_OK)
        BUG("no memory for a map");
}

static bool starts_with(const char *s, size_t n, const char *prefix) {
    size_t m = strlen(prefix);
    return n >= m && memcmp(s, prefix, m) == 0;
}

static UnnamedKind kind_by_text(Lower *l, CXCursor c) {
    Spot s = spot_spelling(l, range_start(extent_of(l, c)));
    if (!s.file || !source_text(l, s.file) || s.offset >= s.file->size)
        return UNNAMED_OTHER;
    const char *t = s.file->text + s.offset;
    size_t n = s.file->size - s.offset;
    if (starts_with(t, n, "__atomic_") || starts_with(t, n, "__c11_atomic_"))
        return UNNAMED_ATOMIC;
    if (starts_with(t, n, "__builtin_va_arg"))
        return UNNAMED_VALIST;
    if (starts_with(t, n, "__builtin_choose_expr"))
        return UNNAMED_CHOOSE;
    if (starts_with(t, n, "__builtin_offsetof") || starts_with(t, n, "__builtin_types_compatible"))
        return UNNAMED_CONSTANT;
    if (starts_with(t, n, "__func__") || starts_with(t, n, "__FUNCTION__") ||
        starts_with(t, n, "__PRETTY_FUNCTION__"))
        return UNNAMED_NAME;
    return UNNAMED_OTHER;
}

UnnamedKind unnamed_kind(Lower *l, CXCursor c, Kids k) {
    if (k.n == 1 && is_expr(kid(l, k, 0)) && same_extent(l, c, kid(l, k, 0)) &&
        kid(l, k, 0).kind != CXCursor_StringLiteral)
        return UNNAMED_CAST;
    if (k.n == 4 && same_extent(l, kid(l, k, 0), kid(l, k, 1)) &&
        same_extent(l, kid(l, k, 0), kid(l, k, 2)))
        return UNNAMED_ELVIS;
    UnnamedKind kind = kind_by_text(l, c);
    if (kind == UNNAMED_OTHER && k.n == 1 && kid(l, k, 0).kind == CXCursor_StringLiteral)
        return UNNAMED_CAST;
    return kind;
}
