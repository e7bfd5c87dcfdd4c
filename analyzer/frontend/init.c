// SPDX-License-Identifier: Apache-2.0
//
// Initialisers. libclang shows the list as written, so the rules of C are walked here: designators
// move the current member, and a sub-aggregate without braces of its own takes its members from the
// list around it:
//
//     struct S { int a; struct { int b, c; } in; struct S *next; };
//     struct S s = {1, 2, 3, p};      s = 0 (all zero); s.a = 1; s.in.b = 2; s.in.c = 3; s.next = p
//
// The initialisers of globals keep only what stores pointers (function.c).
#include "lower.h"

enum {
    ARRAY_IN_FULL = 64, // elements of a number array that are lowered one by one
    ELISION_DEPTH =
        64, // aggregates inside each other without braces: a wrong record may hold itself
};

typedef struct {
    Kids k;
    uint32_t next;
    int depth; // aggregates begun without braces
} Items;

static void fill(Lower *l, PlaceId dst, TypeId t, Items *it, bool braced);

static bool is_designated(CXCursor c) {
    return c.kind == CXCursor_UnexposedExpr && clang_getCursorType(c).kind == CXType_Void;
}

static bool is_aggregate(const Lower *l, TypeId t) {
    TypeKind k = type_kind(l, t);
    return k == TYPE_RECORD || k == TYPE_ARRAY;
}

static bool is_number(const Lower *l, TypeId t) {
    TypeKind k = type_kind(l, t);
    return k == TYPE_INT || k == TYPE_FLOAT || k == TYPE_BOOL || k == TYPE_ENUM;
}

// c initialises the whole of an aggregate of type t, so no braces were left out.
static bool covers(Lower *l, CXCursor c, TypeId t) {
    if (c.kind == CXCursor_InitListExpr)
        return true;
    if (type_kind(l, t) == TYPE_ARRAY)
        return is_number(l, type_target(l, t)) && peel(l, c).kind == CXCursor_StringLiteral;
    return type_of_cursor(l, c).v == t.v;
}

static void fill_one(Lower *l, PlaceId dst, TypeId t, Items *it) {
    CXCursor c = kid(l, it->k, it->next);
    uint32_t before = it->next;
    if (is_aggregate(l, t) && !covers(l, c, t) && it->depth < ELISION_DEPTH) {
        it->depth++;
        fill(l, dst, t, it, false);
        it->depth--;
        if (it->next == before) // an empty struct takes nothing
            it->next++;
        return;
    }
    it->next++;
    at(l, c);
    init_place(l, dst, c);
}

// ---- Designators ----

// The index among the members of t of the one that is, or contains, the field.
static uint32_t member_index(Lower *l, TypeId t, CXCursor field) {
    Members m = members_of(l, t);
    for (uint32_t i = 0; i < m.count; i++)
        if (decl_key(l->members.data[m.first + i].cursor) == decl_key(field))
            return i;
    for (uint32_t i = 0; i < m.count; i++) {
        Member sub = l->members.data[m.first + i];
        if (!sub.is_anonymous || type_kind(l, sub.type) != TYPE_RECORD)
            continue;
        Members inner = members_of(l, sub.type);
        if (inner.count && member_index(l, sub.type, field) < inner.count)
            return i;
    }
    return m.count;
}

static int64_t constant_index(Lower *l, CXCursor c) {
    int64_t n = INDEX_ANY;
    Operand v = expr(l, c);
    if (v.kind == OPD_INT)
        n = v.num;
    else
        evaluate(l, c, &n);
    return n;
}

// Lowers `.a.b = v` or `[2] = v` and returns the index that the first designator names.
static uint32_t designate(Lower *l, CXCursor c, PlaceId dst, TypeId t) {
    Kids k = kids_of(l, c);
    uint32_t index = 0;
    for (uint32_t i = 0; i + 1 < k.n; i++) {
        CXCursor d = kid(l, k, i);
        if (d.kind == CXCursor_MemberRef) {
            CXCursor field = clang_getCursorReferenced(d);
            if (i == 0)
                index = member_index(l, t, field);
            dst = place_field(l, dst, field);
        } else if (is_expr(d)) {
            int64_t n = constant_index(l, d);
            TypeId array = builder_place_get(l->b, dst)->type;
            bool range = i + 2 < k.n && is_expr(kid(l, k, i + 1)) &&
                         type_kind(l, type_target(l, array)) != TYPE_ARRAY;
            if (range)
                n = constant_index(l, kid(l, k, ++i));
            if (i <= 1)
                index = (uint32_t)n;
            Operand at_index = range ? unknown(l->t_int) : opd_int(n, l->t_int);
            dst = place_index(l, dst, at_index, type_target(l, array));
        }
    }
    at(l, c);
    if (k.n)
        init_place(l, dst, kid(l, k, k.n - 1));
    kids_drop(l, k);
    return index;
}

// ---- Records and arrays ----

static void fill_record(Lower *l, PlaceId dst, TypeId t, Items *it, bool braced) {
    Members m = members_of(l, t);
    bool is_union = ir_type(l->m, t)->is_union;
    uint32_t i = 0;
    while (it->next < it->k.n) {
        CXCursor c = kid(l, it->k, it->next);
        if (is_designated(c)) {
            if (!braced)
                return;
            it->next++;
            i = designate(l, c, dst, t) + 1;
            continue;
        }
        if (i >= m.count || (is_union && i > 0))
            return;
        Member member = l->members.data[m.first + i];
        i++;
        if (!member.is_anonymous)
            fill_one(l, place_field(l, dst, member.cursor), member.type, it);
        else if (type_kind(l, member.type) == TYPE_RECORD)
            fill_one(l, dst, member.type, it);
    }
}

static void fill_array(Lower *l, PlaceId dst, TypeId t, Items *it, bool braced) {
    TypeId element = type_target(l, t);
    uint64_t count = ir_type(l->m, t)->count;
    uint32_t i = 0;
    while (it->next < it->k.n) {
        CXCursor c = kid(l, it->k, it->next);
        if (is_designated(c)) {
            if (!braced)
                return;
            it->next++;
            i = designate(l, c, dst, t) + 1;
            continue;
        }
        if (count && i >= count)
            return;
        fill_one(l, place_index(l, dst, opd_int(i++, l->t_int), element), element, it);
    }
}

static void fill(Lower *l, PlaceId dst, TypeId t, Items *it, bool braced) {
    if (type_kind(l, t) == TYPE_RECORD)
        fill_record(l, dst, t, it, braced);
    else
        fill_array(l, dst, t, it, braced);
}

// ---- Lists ----

static bool is_plain(Lower *l, CXCursor c) {
    switch ((int)peel(l, c).kind) {
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_FloatingLiteral:
        return true;
    default:
        return false;
    }
}

// A long array of numbers: what it holds is unknown, what its elements do is not lost.
static void number_array(Lower *l, PlaceId dst, TypeId t, Kids k) {
    for (uint32_t i = 0; i < k.n; i++)
        if (!is_plain(l, kid(l, k, i)) && !is_designated(kid(l, k, i)))
            effect(l, kid(l, k, i));
    builder_assign(l->b, dst, unknown(t), INSN_INIT);
}

static void init_list(Lower *l, PlaceId dst, CXCursor c, TypeId t) {
    Kids k = kids_of(l, c);
    bool in_table = l->fn.in_table;
    if (!is_aggregate(l, t)) {
        if (k.n)
            init_place(l, dst, kid(l, k, 0));
    } else if (l->fn.is_global_init && type_kind(l, t) == TYPE_ARRAY &&
               is_number(l, type_target(l, t))) {
        // Nothing that the flow could use.
    } else if (type_kind(l, t) == TYPE_ARRAY && is_number(l, type_target(l, t)) &&
               k.n > ARRAY_IN_FULL) {
        number_array(l, dst, t, k);
    } else {
        l->fn.in_table = true;
        Items it = {.k = k};
        fill(l, dst, t, &it, true);
    }
    l->fn.in_table = in_table;
    kids_drop(l, k);
}

static bool worth_storing(const Lower *l, Operand v) {
    bool is_zero = v.kind == OPD_NULL || (v.kind == OPD_INT && v.num == 0);
    if (!l->fn.is_global_init)
        return !(l->fn.in_table && is_zero);
    switch (v.kind) {
    case OPD_STRING:
        return !l->fn.in_table;
    case OPD_FUNC:
    case OPD_ADDR:
    case OPD_PLACE:
        return true;
    default:
        return false;
    }
}

static void init_value(Lower *l, PlaceId dst, CXCursor c, TypeId t) {
    if (l->fn.is_global_init && is_plain(l, c))
        return;
    if (type_kind(l, t) == TYPE_ARRAY) { // from a string
        CXCursor s = peel(l, c);
        if (s.kind == CXCursor_StringLiteral && !l->fn.is_global_init)
            builder_assign(l->b, dst, string_literal(l, s), INSN_INIT);
        else if (s.kind == CXCursor_CompoundLiteralExpr || s.kind == CXCursor_InitListExpr)
            init_place(l, dst, last_kid(l, s));
        return;
    }
    if (!l->fn.is_global_init && !l->fn.in_table) {
        expr_to(l, c, dst, INSN_INIT);
        return;
    }
    Operand v = convert(l, expr(l, c), value_type(l, t));
    if (worth_storing(l, v))
        builder_assign(l->b, dst, v, INSN_INIT);
}

void init_place(Lower *l, PlaceId dst, CXCursor c) {
    TypeId t = builder_place_get(l->b, dst)->type;
    CXCursor e = peel_parens(l, c);
    CXCursor bare = e.kind == CXCursor_InitListExpr ? e : peel(l, e);
    if (bare.kind == CXCursor_CompoundLiteralExpr && type_of_cursor(l, bare).v == t.v)
        e = last_kid(l, bare);
    if (e.kind != CXCursor_InitListExpr) {
        init_value(l, dst, c, t);
        return;
    }
    if (is_aggregate(l, t) && !l->fn.is_global_init && !l->fn.in_table)
        builder_assign(l->b, dst, opd_int(0, t), INSN_INIT);
    init_list(l, dst, e, t);
}
