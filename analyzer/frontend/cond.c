// SPDX-License-Identifier: Apache-2.0
//
// Truth values as control flow. `if (a && !b)` is
//
//     branch a != 0 ? m : no;  m: branch b != 0 ? no : yes
//
// so that each branch tests one thing and the flow learns from it. A constant condition is no
// branch. Chains of one operator lean to the left in the tree and are walked in a loop.
#include "lower.h"

static bool logical_kind(CXCursor c, enum CXBinaryOperatorKind *op) {
    if (c.kind != CXCursor_BinaryOperator)
        return false;
    *op = clang_getCursorBinaryOperatorKind(c);
    return *op == CXBinaryOperator_LAnd || *op == CXBinaryOperator_LOr;
}

static bool is_zero_preserving(Lower *l, CXCursor outer, CXCursor inner) {
    const IrType *to = ir_type(l->m, value_type(l, type_of_cursor(l, outer)));
    const IrType *from = ir_type(l->m, value_type(l, type_of_cursor(l, inner)));
    if (to->kind == TYPE_BOOL || to->kind == from->kind)
        return to->kind == TYPE_BOOL || to->size >= from->size;
    bool to_int = to->kind == TYPE_INT || to->kind == TYPE_ENUM;
    bool from_int = from->kind == TYPE_INT || from->kind == TYPE_ENUM || from->kind == TYPE_BOOL ||
                    from->kind == TYPE_POINTER;
    return to_int && from_int && to->size >= from->size;
}

// c without what does not change whether it is zero.
static CXCursor peel_truth(Lower *l, CXCursor c) {
    for (;;) {
        CXCursor inner;
        switch ((int)c.kind) {
        case CXCursor_ParenExpr:
            inner = only_kid(l, c);
            if (is_null(inner))
                return c;
            break;
        case CXCursor_UnexposedExpr:
            inner = only_kid(l, c);
            if (is_null(inner) || !same_extent(l, c, inner) || !is_zero_preserving(l, c, inner))
                return c;
            break;
        case CXCursor_CStyleCastExpr:
            inner = last_kid(l, c);
            if (is_null(inner) || !is_expr(inner) || !is_zero_preserving(l, c, inner))
                return c;
            break;
        default:
            return c;
        }
        c = inner;
    }
}

static bool comparison(CXCursor c, IrBinary *op) {
    if (c.kind != CXCursor_BinaryOperator)
        return false;
    switch (clang_getCursorBinaryOperatorKind(c)) {
    case CXBinaryOperator_EQ:
        *op = BIN_EQ;
        return true;
    case CXBinaryOperator_NE:
        *op = BIN_NE;
        return true;
    case CXBinaryOperator_LT:
        *op = BIN_LT;
        return true;
    case CXBinaryOperator_LE:
        *op = BIN_LE;
        return true;
    case CXBinaryOperator_GT:
        *op = BIN_GT;
        return true;
    case CXBinaryOperator_GE:
        *op = BIN_GE;
        return true;
    default:
        return false;
    }
}

static void branch_on(Lower *l, CXCursor c, Operand v, BlockId yes, BlockId no) {
    at(l, c);
    if (v.kind == OPD_INT || v.kind == OPD_NULL) {
        bool truth = v.kind == OPD_INT && v.num != 0;
        builder_goto(l->b, truth ? yes : no);
        return;
    }
    Operand zero = type_kind(l, v.type) == TYPE_POINTER ? opd_null(v.type) : opd_int(0, v.type);
    builder_branch(l->b, BIN_NE, v, zero, yes, no);
}

static void cond_comparison(Lower *l, CXCursor c, IrBinary op, BlockId yes, BlockId no) {
    Kids k = kids_of(l, c);
    if (k.n != 2) {
        kids_drop(l, k);
        branch_on(l, c, unknown(l->t_int), yes, no);
        return;
    }
    CXCursor a = kid(l, k, 0), b = kid(l, k, 1);
    kids_drop(l, k);
    Operand x = expr(l, a), y = expr(l, b);
    int64_t truth;
    at(l, c);
    if (x.kind == OPD_INT && y.kind == OPD_INT &&
        fold(op, x.num, y.num, ir_type(l->m, x.type)->is_signed, &truth))
        builder_goto(l->b, truth ? yes : no);
    else
        builder_branch(l->b, op, x, y, yes, no);
}

static void cond_logical(Lower *l, CXCursor c, enum CXBinaryOperatorKind op, BlockId yes,
                         BlockId no) {
    uint32_t base = l->spine.len;
    // All nodes of the chain start where its left end does (ops.c).
    bool one_only = l->options->is_macro && loc_in_macro(range_start(extent_of(l, c)));
    enum CXBinaryOperatorKind inner = op;
    while (logical_kind(c, &inner) && inner == op) {
        Kids k = kids_of(l, c);
        if (k.n != 2) {
            kids_drop(l, k);
            break;
        }
        CXCursor left = kid(l, k, 0), right = kid(l, k, 1);
        kids_drop(l, k);
        vec_push(&l->spine, right);
        if (one_only) { // the left one may be a macro call
            c = left;
            break;
        }
        c = peel_truth(l, left);
    }
    for (;;) {
        if (l->spine.len == base) {
            cond(l, c, yes, no);
            return;
        }
        BlockId mid = builder_block(l->b);
        if (op == CXBinaryOperator_LAnd)
            cond(l, c, mid, no);
        else
            cond(l, c, yes, mid);
        builder_enter(l->b, mid);
        c = *vec_last(&l->spine);
        l->spine.len--;
    }
}

static void cond_ternary(Lower *l, CXCursor c, BlockId yes, BlockId no) {
    Kids k = kids_of(l, c);
    if (k.n != 3) {
        kids_drop(l, k);
        branch_on(l, c, expr_core(l, c), yes, no);
        return;
    }
    CXCursor test = kid(l, k, 0), a = kid(l, k, 1), b = kid(l, k, 2);
    kids_drop(l, k);
    BlockId then = builder_block(l->b), other = builder_block(l->b);
    cond(l, test, then, other);
    builder_enter(l->b, then);
    cond(l, a, yes, no);
    builder_enter(l->b, other);
    cond(l, b, yes, no);
}

// The first argument of __builtin_expect; a null cursor when c is no such call.
static CXCursor expected(Lower *l, CXCursor c) {
    CXCursor ref = clang_getCursorReferenced(c);
    if (ref.kind != CXCursor_FunctionDecl || decl_of(l, ref).builtin != BUILTIN_FIRST_ARG)
        return clang_getNullCursor();
    Kids k = kids_of(l, c);
    CXCursor arg = k.n > 1 ? kid(l, k, 1) : clang_getNullCursor();
    kids_drop(l, k);
    return arg;
}

void cond(Lower *l, CXCursor c, BlockId yes, BlockId no) {
    IrBinary op;
    enum CXBinaryOperatorKind logical;
    Operand v;
    if (is_null(c)) {
        builder_branch(l->b, BIN_NE, unknown(l->t_int), opd_int(0, l->t_int), yes, no);
        return;
    }
    if (l->options->is_macro && macro_expr(l, c, (PlaceId){0}, true, &v)) {
        branch_on(l, c, v, yes, no);
        return;
    }
    at(l, c);
    CXCursor e = peel_truth(l, c);
    if (l->options->is_macro && !clang_equalCursors(e, c) &&
        macro_expr(l, e, (PlaceId){0}, true, &v)) {
        branch_on(l, c, v, yes, no);
        return;
    }
    if (logical_kind(e, &logical)) {
        cond_logical(l, e, logical, yes, no);
    } else if (comparison(e, &op)) {
        cond_comparison(l, e, op, yes, no);
    } else if (e.kind == CXCursor_UnaryOperator &&
               clang_getCursorUnaryOperatorKind(e) == CXUnaryOperator_LNot) {
        cond(l, last_kid(l, e), no, yes);
    } else if (e.kind == CXCursor_ConditionalOperator) {
        cond_ternary(l, e, yes, no);
    } else if (e.kind == CXCursor_BinaryOperator &&
               clang_getCursorBinaryOperatorKind(e) == CXBinaryOperator_Comma) {
        Kids k = kids_of(l, e);
        CXCursor first = k.n ? kid(l, k, 0) : clang_getNullCursor();
        CXCursor last = k.n ? kid(l, k, k.n - 1) : clang_getNullCursor();
        kids_drop(l, k);
        if (!is_null(first))
            effect(l, first);
        cond(l, last, yes, no);
    } else {
        CXCursor arg = e.kind == CXCursor_CallExpr ? expected(l, e) : clang_getNullCursor();
        if (!is_null(arg))
            cond(l, arg, yes, no);
        else
            branch_on(l, e, expr_core(l, e), yes, no);
    }
}

void expr_logical(Lower *l, CXCursor c, PlaceId dst, unsigned flags) {
    TypeId t = builder_place_get(l->b, dst)->type;
    BlockId yes = builder_block(l->b), no = builder_block(l->b), done = builder_block(l->b);
    cond(l, c, yes, no);
    builder_enter(l->b, yes);
    builder_assign(l->b, dst, opd_int(1, t), flags);
    builder_goto(l->b, done);
    builder_enter(l->b, no);
    builder_assign(l->b, dst, opd_int(0, t), flags);
    builder_goto(l->b, done);
    builder_enter(l->b, done);
}

static void arm(Lower *l, CXCursor c, PlaceId dst, unsigned flags, BlockId block, BlockId done) {
    const Live *outer = l->fn.live;
    builder_enter(l->b, block);
    if (dst.v)
        expr_to(l, c, dst, flags);
    else
        effect(l, c);
    // A compound literal in one arm lives to the end of the enclosing block, but the other arm has
    // not made it.
    l->fn.live = outer;
    builder_goto(l->b, done);
}

void expr_ternary(Lower *l, CXCursor c, PlaceId dst, unsigned flags) {
    Kids k = kids_of(l, c);
    if (k.n != 3) {
        kids_drop(l, k);
        opaque(l, c, dst, "conditional without parts");
        return;
    }
    CXCursor test = kid(l, k, 0), a = kid(l, k, 1), b = kid(l, k, 2);
    kids_drop(l, k);
    BlockId yes = builder_block(l->b), no = builder_block(l->b), done = builder_block(l->b);
    cond(l, test, yes, no);
    arm(l, a, dst, flags, yes, done);
    arm(l, b, dst, flags, no, done);
    builder_enter(l->b, done);
}

void expr_elvis(Lower *l, CXCursor c, Kids k, PlaceId dst, unsigned flags) {
    BlockId no = builder_block(l->b), done = builder_block(l->b);
    expr_to(l, kid(l, k, 0), dst, flags);
    branch_on(l, c, read_place(l, dst), done, no);
    arm(l, kid(l, k, k.n - 1), dst, flags, no, done);
    builder_enter(l->b, done);
}
