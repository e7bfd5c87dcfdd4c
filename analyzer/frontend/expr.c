// SPDX-License-Identifier: Apache-2.0
//
// Values. `expr` gives an operand and emits only what the evaluation does (calls, assignments,
// arithmetic); `expr_to` stores the value, so that `x = f()` is one instruction; `effect` is for a
// value that nobody uses. Operands that are not evaluated in C (sizeof, typeof, the branches that
// _Generic does not select) are never walked.
#include "lower.h"

Operand unknown(TypeId t) {
    return opd_unknown(t);
}

PlaceId temp_place(Lower *l, TypeId t) {
    return builder_var_place(l->b, builder_temp(l->b, t, l->here.loc));
}

// Whether a later store, or the end of a variable, could change what v means.
static bool is_lasting(Lower *l, Operand v) {
    if (v.kind != OPD_PLACE && v.kind != OPD_ADDR)
        return true;
    const Place *p = builder_place_get(l->b, v.place);
    for (uint32_t i = 0; i < p->nsteps; i++)
        if (p->steps[i].kind == STEP_DEREF)
            return false;
    if (v.kind == OPD_ADDR)
        return true;
    return !p->nsteps && p->root == ROOT_VAR &&
           builder_var_get(l->b, (VarId){p->id})->kind == VAR_TEMP;
}

Operand to_temp(Lower *l, Operand v) {
    if (is_lasting(l, v))
        return v;
    PlaceId t = temp_place(l, v.type);
    builder_assign(l->b, t, v, 0);
    return opd_place(t, v.type);
}

Operand read_place(Lower *l, PlaceId p) {
    TypeId t = builder_place_get(l->b, p)->type;
    switch (type_kind(l, t)) {
    case TYPE_ARRAY:
    case TYPE_FUNC:
        return address_of(l, p, value_type(l, t));
    default:
        return opd_place(p, t);
    }
}

static Operand expr_name(Lower *l, CXCursor c) {
    CXCursor ref = clang_getCursorReferenced(c);
    Decl d = is_null(ref) ? (Decl){0} : decl_of(l, ref);
    switch ((DeclKind)d.kind) {
    case DECL_VAR:
        return read_place(l, builder_var_place(l->b, (VarId){d.id}));
    case DECL_GLOBAL:
        return read_place(l, builder_global_place(l->b, (GlobalId){d.id}));
    case DECL_FUNC:
        return opd_func((FuncId){d.id}, value_type(l, type_of_cursor(l, c)));
    case DECL_CONST:
        return opd_int(d.value, type_of_cursor(l, c));
    case DECL_UNSEEN:
    case DECL_OTHER:
        break;
    }
    return unknown(value_type(l, type_of_cursor(l, c)));
}

static Operand expr_cast(Lower *l, CXCursor c) {
    CXCursor inner = last_kid(l, c);
    TypeId to = value_type(l, type_of_cursor(l, c));
    if (is_null(inner) || !is_expr(inner))
        return unknown(to);
    if (type_kind(l, to) == TYPE_VOID) {
        effect(l, inner);
        return unknown(to);
    }
    Operand v = expr(l, inner);
    at(l, c);
    return convert(l, v, to);
}

static Operand expr_constant(Lower *l, CXCursor c) {
    int64_t n;
    TypeId t = type_of_cursor(l, c);
    return evaluate(l, c, &n) ? opd_int(n, t) : unknown(t);
}

static Operand expr_choose(Lower *l, Kids k) {
    int64_t n = 0;
    if (k.n != 3 || !evaluate(l, kid(l, k, 0), &n))
        return unknown(l->t_int);
    return expr(l, kid(l, k, n ? 1 : 2));
}

static Operand via_temp(Lower *l, CXCursor c, Kids k) {
    PlaceId t = temp_place(l, value_type(l, type_of_cursor(l, c)));
    expr_elvis(l, c, k, t, 0);
    return read_place(l, t);
}

static Operand expr_opaque(Lower *l, CXCursor c, const char *reason) {
    TypeId t = value_type(l, type_of_cursor(l, c));
    if (type_kind(l, t) == TYPE_VOID) {
        opaque(l, c, (PlaceId){0}, reason);
        return unknown(t);
    }
    PlaceId p = temp_place(l, t);
    opaque(l, c, p, reason);
    return opd_place(p, t);
}

static Operand expr_unnamed(Lower *l, CXCursor c) {
    Kids k = kids_of(l, c);
    TypeId t = value_type(l, type_of_cursor(l, c));
    Operand v = unknown(t);
    switch (unnamed_kind(l, c, k)) {
    case UNNAMED_CAST: {
        CXCursor inner = kid(l, k, 0);
        kids_drop(l, k);
        return convert(l, expr_core(l, inner), t); // of the same extent: no macro call either
    }
    case UNNAMED_ELVIS:
        v = via_temp(l, c, k);
        break;
    case UNNAMED_ATOMIC:
        v = expr_atomic(l, c, k, t);
        break;
    case UNNAMED_VALIST:
    case UNNAMED_NAME:
        break;
    case UNNAMED_CHOOSE:
        v = expr_choose(l, k);
        break;
    case UNNAMED_CONSTANT:
        v = expr_constant(l, c);
        break;
    case UNNAMED_OTHER:
        if (k.n == 0) // an implied zero, __builtin_LINE() and its like
            v = expr_constant(l, c);
        else
            v = expr_opaque(l, c,
                            clang_getCursorType(c).kind == CXType_Dependent
                                ? "expression that does not resolve"
                                : "expression of an unknown kind");
        break;
    }
    kids_drop(l, k);
    return v;
}

static Operand expr_stmt(Lower *l, CXCursor c) {
    CXCursor body = last_kid(l, c);
    TypeId t = value_type(l, type_of_cursor(l, c));
    if (body.kind != CXCursor_CompoundStmt)
        return expr_opaque(l, c, "statement expression without a body");
    if (type_kind(l, t) == TYPE_VOID) {
        stmt_compound(l, body, (PlaceId){0});
        return unknown(t);
    }
    PlaceId p = temp_place(l, t);
    stmt_compound(l, body, p);
    return read_place(l, p);
}

static Operand expr_list(Lower *l, CXCursor c) {
    TypeId t = type_of_cursor(l, c);
    PlaceId p = unnamed_local(l, t);
    builder_assign(l->b, p, opd_int(0, t), INSN_INIT);
    init_place(l, p, c);
    return opd_place(p, t);
}

Operand expr_core(Lower *l, CXCursor c) {
    switch ((int)c.kind) {
    case CXCursor_DeclRefExpr:
        return expr_name(l, c);
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr:
    case CXCursor_CompoundLiteralExpr:
        return read_place(l, place(l, c));
    case CXCursor_ParenExpr: {
        CXCursor inner = only_kid(l, c);
        return is_null(inner) ? unknown(value_type(l, type_of_cursor(l, c))) : expr(l, inner);
    }
    case CXCursor_UnexposedExpr:
        return expr_unnamed(l, c);
    case CXCursor_CStyleCastExpr:
    case CXCursor_CXXStaticCastExpr:
    case CXCursor_CXXReinterpretCastExpr:
    case CXCursor_CXXConstCastExpr:
        return expr_cast(l, c);
    case CXCursor_IntegerLiteral:
    case CXCursor_CharacterLiteral:
    case CXCursor_FloatingLiteral:
    case CXCursor_ImaginaryLiteral:
    case CXCursor_FixedPointLiteral:
    case CXCursor_GNUNullExpr:
    case CXCursor_CXXNullPtrLiteralExpr:
    case CXCursor_CXXBoolLiteralExpr:
        return literal(l, c);
    case CXCursor_StringLiteral:
        return string_literal(l, c);
    case CXCursor_BinaryOperator:
        return expr_binary(l, c, (PlaceId){0}, true);
    case CXCursor_CompoundAssignOperator:
        return expr_compound_assign(l, c, true);
    case CXCursor_UnaryOperator:
        return expr_unary(l, c, (PlaceId){0}, true);
    case CXCursor_ConditionalOperator: {
        TypeId type = value_type(l, type_of_cursor(l, c));
        bool is_void = type_kind(l, type) == TYPE_VOID;
        PlaceId t = is_void ? (PlaceId){0} : temp_place(l, type);
        expr_ternary(l, c, t, 0);
        return is_void ? unknown(type) : read_place(l, t);
    }
    case CXCursor_CallExpr:
        return expr_call(l, c, (PlaceId){0}, 0, true);
    case CXCursor_StmtExpr:
        return expr_stmt(l, c);
    case CXCursor_InitListExpr:
        return expr_list(l, c);
    case CXCursor_GenericSelectionExpr: {
        CXCursor chosen = generic_choice(l, c);
        return is_null(chosen) ? expr_opaque(l, c, "_Generic") : expr(l, chosen);
    }
    case CXCursor_UnaryExpr: // sizeof, _Alignof
        return expr_constant(l, c);
    case CXCursor_AddrLabelExpr:
        return unknown(l->t_ptr);
    default:
        return expr_opaque(l, c, l->is_cxx ? "C++ expression" : "expression of an unknown kind");
    }
}

Operand expr(Lower *l, CXCursor c) {
    Operand v;
    if (l->options->is_macro && macro_expr(l, c, (PlaceId){0}, true, &v))
        return v;
    return expr_core(l, c);
}

// ---- Storing ----

static bool is_arithmetic(CXCursor c) {
    if (c.kind != CXCursor_BinaryOperator)
        return false;
    enum CXBinaryOperatorKind op = clang_getCursorBinaryOperatorKind(c);
    return op >= CXBinaryOperator_Mul && op <= CXBinaryOperator_Or && op != CXBinaryOperator_Cmp;
}

// c without parentheses and conversions that keep the value.
static CXCursor peel_value(Lower *l, CXCursor c) {
    for (;;) {
        if (c.kind == CXCursor_ParenExpr) {
            CXCursor inner = only_kid(l, c);
            if (is_null(inner))
                return c;
            c = inner;
        } else if (c.kind == CXCursor_UnexposedExpr || c.kind == CXCursor_CStyleCastExpr) {
            CXCursor inner = c.kind == CXCursor_UnexposedExpr ? only_kid(l, c) : last_kid(l, c);
            if (is_null(inner) || !is_expr(inner) ||
                (c.kind == CXCursor_UnexposedExpr && !same_extent(l, c, inner)) ||
                converts(l, value_type(l, type_of_cursor(l, inner)),
                         value_type(l, type_of_cursor(l, c))))
                return c;
            c = inner;
        } else {
            return c;
        }
    }
}

static bool store_directly(Lower *l, CXCursor c, PlaceId dst, unsigned flags) {
    switch ((int)c.kind) {
    case CXCursor_CallExpr: {
        Operand v = expr_call(l, c, dst, flags, true);
        if (v.kind != OPD_PLACE || v.place.v != dst.v)
            builder_assign(l->b, dst, v, flags);
        return true;
    }
    case CXCursor_ConditionalOperator:
        expr_ternary(l, c, dst, flags);
        return true;
    case CXCursor_StmtExpr: {
        CXCursor body = last_kid(l, c);
        if (body.kind != CXCursor_CompoundStmt)
            return false;
        stmt_compound(l, body, dst);
        return true;
    }
    case CXCursor_BinaryOperator:
        if (!is_arithmetic(c))
            return false;
        expr_binary(l, c, dst, true);
        return true;
    default:
        return false;
    }
}

void expr_to(Lower *l, CXCursor c, PlaceId dst, unsigned flags) {
    Operand v;
    if (l->options->is_macro && macro_expr(l, c, dst, true, &v))
        return;
    CXCursor inner = peel_value(l, c);
    if (l->options->is_macro && !clang_equalCursors(inner, c) &&
        macro_expr(l, inner, dst, true, &v))
        return;
    if (store_directly(l, inner, dst, flags))
        return;
    Here here = l->here;
    v = expr(l, inner);
    TypeId to = value_type(l, builder_place_get(l->b, dst)->type);
    at_here(l, here);
    v = convert(l, v, to);
    builder_assign(l->b, dst, v, flags);
}

void effect(Lower *l, CXCursor c) {
    Operand v;
    if (l->options->is_macro && macro_expr(l, c, (PlaceId){0}, false, &v))
        return;
    c = peel(l, c);
    if (l->options->is_macro && macro_expr(l, c, (PlaceId){0}, false, &v))
        return;
    switch ((int)c.kind) {
    case CXCursor_CallExpr:
        expr_call(l, c, (PlaceId){0}, 0, false);
        break;
    case CXCursor_BinaryOperator:
        expr_binary(l, c, (PlaceId){0}, false);
        break;
    case CXCursor_CompoundAssignOperator:
        expr_compound_assign(l, c, false);
        break;
    case CXCursor_UnaryOperator:
        expr_unary(l, c, (PlaceId){0}, false);
        break;
    case CXCursor_ConditionalOperator:
        expr_ternary(l, c, (PlaceId){0}, 0);
        break;
    case CXCursor_StmtExpr: {
        CXCursor body = last_kid(l, c);
        if (body.kind == CXCursor_CompoundStmt)
            stmt_compound(l, body, (PlaceId){0});
        break;
    }
    case CXCursor_CStyleCastExpr: {
        CXCursor inner = last_kid(l, c);
        if (!is_null(inner) && is_expr(inner))
            effect(l, inner);
        break;
    }
    case CXCursor_DeclRefExpr:
    case CXCursor_IntegerLiteral:
    case CXCursor_StringLiteral:
        break;
    default:
        expr_core(l, c);
    }
}
