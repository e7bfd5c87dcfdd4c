// SPDX-License-Identifier: Apache-2.0
//
// Lvalues: a root and the steps of its path.
//
//     c->users      c, DEREF, FIELD users       the base has a type that is no record: an arrow
//     s.users       s, FIELD users
//     a[i]          a, INDEX i                  a is an array
//     p[i]          p, DEREF, INDEX i           p is a pointer
//     *f()          t, DEREF                    after t = call f()
//
// An lvalue that has no name (the result of a call) goes through a temporary.
#include "lower.h"

static PlaceId in_temp(Lower *l, Operand v) {
    if (v.kind == OPD_PLACE)
        return v.place;
    PlaceId t = temp_place(l, v.type);
    builder_assign(l->b, t, v, 0);
    return t;
}

static PlaceId unknown_place(Lower *l, CXCursor c) {
    TypeId t = type_of_cursor(l, c);
    PlaceId p = temp_place(l, type_kind(l, t) == TYPE_VOID ? l->t_int : t);
    builder_assign(l->b, p, unknown(t), 0);
    return p;
}

// The place of a pointer whose target is p, when p is written so: &*q is q.
static bool without_deref(Lower *l, PlaceId p, Operand *pointer) {
    Place q = *builder_place_get(l->b, p);
    if (!q.nsteps || q.steps[q.nsteps - 1].kind != STEP_DEREF)
        return false;
    q.steps[--q.nsteps] = (Step){0};
    q.type = q.root == ROOT_VAR ? builder_var_get(l->b, (VarId){q.id})->type
                                : l->m->globals.data[q.id].type;
    for (uint32_t i = 0; i < q.nsteps; i++)
        q.type = ir_step_type(l->m, q.type, q.steps[i]);
    PlaceId prefix = builder_place(l->b, q);
    *pointer = opd_place(prefix, q.type);
    return true;
}

PlaceId unnamed_local(Lower *l, TypeId t) {
    VarId v = builder_var(l->b, (IrVar){.kind = VAR_LOCAL, .type = t, .loc = l->here.loc});
    scope_add(l, v);
    return builder_var_place(l->b, v);
}

// A temporary has no address: its value is moved to an unnamed local first.
static PlaceId addressable(Lower *l, PlaceId p) {
    Place q = *builder_place_get(l->b, p);
    if (q.root != ROOT_VAR || builder_var_get(l->b, (VarId){q.id})->kind != VAR_TEMP)
        return p;
    for (uint32_t i = 0; i < q.nsteps; i++)
        if (q.steps[i].kind == STEP_DEREF)
            return p;
    TypeId t = builder_var_get(l->b, (VarId){q.id})->type;
    PlaceId from = builder_var_place(l->b, (VarId){q.id}), local = unnamed_local(l, t);
    builder_assign(l->b, local, opd_place(from, t), INSN_IMPLICIT);
    q.id = builder_place_get(l->b, local)->id;
    return builder_place(l->b, q);
}

Operand address_of(Lower *l, PlaceId p, TypeId pointer) {
    Operand v;
    if (without_deref(l, p, &v)) {
        v.type = pointer;
        return v;
    }
    p = addressable(l, p);
    return opd_addr(p, pointer);
}

// One more step. A full path goes on from an address: of something that has one.
static PlaceId step(Lower *l, PlaceId p, Step next, TypeId type) {
    if (next.kind != STEP_DEREF && builder_place_get(l->b, p)->nsteps == PLACE_STEPS)
        p = addressable(l, p);
    return builder_step(l->b, p, next, type, l->here.loc);
}

PlaceId place_index(Lower *l, PlaceId p, Operand index, TypeId element) {
    uint32_t n = INDEX_ANY;
    if (index.kind == OPD_INT && index.num >= 0 && index.num < INDEX_ANY)
        n = (uint32_t)index.num;
    return step(l, p, (Step){.kind = STEP_INDEX, .id = n}, element);
}

PlaceId place_deref(Lower *l, Operand pointer, TypeId target) {
    if (pointer.kind == OPD_ADDR) {
        TypeId t = builder_place_get(l->b, pointer.place)->type;
        if (type_kind(l, t) == TYPE_ARRAY && type_kind(l, target) != TYPE_ARRAY)
            return place_index(l, pointer.place, opd_int(0, l->t_int), target);
        return pointer.place;
    }
    return step(l, in_temp(l, pointer), (Step){.kind = STEP_DEREF}, target);
}

PlaceId place_field(Lower *l, PlaceId p, CXCursor field) {
    const Member *m = member_of(l, field);
    if (!m || m->is_anonymous)
        return p;
    return step(l, p, (Step){.kind = STEP_FIELD, .id = m->id.v}, m->type);
}

static PlaceId place_subscript(Lower *l, CXCursor c) {
    Kids k = kids_of(l, c);
    if (k.n != 2) {
        kids_drop(l, k);
        return unknown_place(l, c);
    }
    CXCursor base = kid(l, k, 0), index = kid(l, k, 1);
    kids_drop(l, k);
    TypeKind first = type_kind(l, value_type(l, type_of_cursor(l, base)));
    Operand b, i;
    if (first == TYPE_OTHER) { // a vector
        effect(l, index);
        return unknown_place(l, c);
    }
    if (first == TYPE_POINTER) {
        b = expr(l, base);
        i = expr(l, index);
    } else { // 2[p]
        i = expr(l, base);
        b = expr(l, index);
    }
    TypeId element = type_of_cursor(l, c);
    if (b.kind == OPD_ADDR && type_kind(l, builder_place_get(l->b, b.place)->type) == TYPE_ARRAY)
        return place_index(l, b.place, i, element);
    return place_index(l, place_deref(l, b, element), i, element);
}

static PlaceId place_member(Lower *l, CXCursor c) {
    CXCursor field = clang_getCursorReferenced(c);
    CXCursor base = last_kid(l, c);
    if (is_null(field) || field.kind != CXCursor_FieldDecl || is_null(base) || !is_expr(base))
        return unknown_place(l, c);
    TypeId t = type_of_cursor(l, base);
    if (type_kind(l, t) == TYPE_RECORD)
        return place_field(l, place(l, base), field);
    TypeId record = type_of_cursor(l, clang_getCursorSemanticParent(field));
    TypeId target = type_target(l, t);
    if (!target.v || type_kind(l, target) != TYPE_RECORD)
        target = record;
    return place_field(l, place_deref(l, expr(l, base), target), field);
}

static PlaceId place_name(Lower *l, CXCursor c) {
    CXCursor ref = clang_getCursorReferenced(c);
    Decl d = is_null(ref) ? (Decl){0} : decl_of(l, ref);
    if (d.kind == DECL_VAR)
        return builder_var_place(l->b, (VarId){d.id});
    if (d.kind == DECL_GLOBAL)
        return builder_global_place(l->b, (GlobalId){d.id});
    return unknown_place(l, c);
}

// The literals of a global's initialiser live as long as the global.
static PlaceId static_literal(Lower *l, TypeId t) {
    const IrGlobal *owner = &l->m->globals.data[l->fn.global.v];
    Loc loc = owner->loc;
    StrBuf b = {0};
    strbuf_printf(&b, "%s@literal%u", ir_str(l->m, owner->usr), l->fn.literals++);
    StrId usr = intern_n(&l->m->strings, b.s, b.len);
    strbuf_fini(&b);
    bool fresh;
    GlobalId g = builder_global(l->b, usr, &fresh);
    l->m->globals.data[g.v] =
        (IrGlobal){.usr = usr, .type = t, .loc = loc, .is_static = true, .is_defined = true};
    return builder_global_place(l->b, g);
}

PlaceId place_of_literal(Lower *l, CXCursor c) {
    CXCursor list = last_kid(l, c);
    TypeId t = type_of_cursor(l, c);
    PlaceId p;
    at(l, c);
    p = l->fn.is_global_init ? static_literal(l, t) : unnamed_local(l, t);
    if (!is_null(list))
        init_place(l, p, list);
    return p;
}

bool is_lvalue(Lower *l, CXCursor c) {
    switch ((int)c.kind) {
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr:
        return true;
    case CXCursor_UnaryOperator:
        return clang_getCursorUnaryOperatorKind(c) == CXUnaryOperator_Deref &&
               type_kind(l, type_of_cursor(l, c)) != TYPE_FUNC;
    case CXCursor_DeclRefExpr: {
        CXCursor ref = clang_getCursorReferenced(c);
        return ref.kind == CXCursor_VarDecl || ref.kind == CXCursor_ParmDecl;
    }
    default:
        return false;
    }
}

static PlaceId place_unary(Lower *l, CXCursor c) {
    CXCursor inner = last_kid(l, c);
    if (is_null(inner))
        return unknown_place(l, c);
    switch (clang_getCursorUnaryOperatorKind(c)) {
    case CXUnaryOperator_Deref:
        return place_deref(l, expr(l, inner), type_of_cursor(l, c));
    case CXUnaryOperator_Extension:
    case CXUnaryOperator_Real:
        return place(l, inner);
    default:
        return in_temp(l, expr_core(l, c));
    }
}

static PlaceId place_core(Lower *l, CXCursor c) {
    switch ((int)c.kind) {
    case CXCursor_DeclRefExpr:
        return place_name(l, c);
    case CXCursor_MemberRefExpr:
        return place_member(l, c);
    case CXCursor_ArraySubscriptExpr:
        return place_subscript(l, c);
    case CXCursor_CompoundLiteralExpr:
        return place_of_literal(l, c);
    case CXCursor_UnaryOperator:
        return place_unary(l, c);
    case CXCursor_ParenExpr:
    case CXCursor_UnexposedExpr: {
        CXCursor inner = only_kid(l, c);
        if (!is_null(inner) && is_expr(inner) &&
            (c.kind == CXCursor_ParenExpr || same_extent(l, c, inner)))
            return place(l, inner);
        return in_temp(l, expr_core(l, c));
    }
    case CXCursor_GenericSelectionExpr: {
        CXCursor chosen = generic_choice(l, c);
        return is_null(chosen) ? unknown_place(l, c) : place(l, chosen);
    }
    default:
        return in_temp(l, expr_core(l, c));
    }
}

PlaceId place(Lower *l, CXCursor c) {
    ModelCall *open = l->options->is_macro ? macro_open(l, c) : NULL;
    PlaceId p = place_core(l, c);
    if (open)
        open->is_open = false;
    return p;
}
