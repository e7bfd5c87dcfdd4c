// SPDX-License-Identifier: Apache-2.0
//
// Operators. Sums and the like lean to the left in the tree (a+b+c is (a+b)+c) and may have a
// million terms; the left spine is walked in a loop and folded from its inner end.
#include "lower.h"

static bool ir_op(enum CXBinaryOperatorKind op, IrBinary *out) {
    static const struct {
        enum CXBinaryOperatorKind from;
        IrBinary to;
    } table[] = {
        {CXBinaryOperator_Mul, BIN_MUL},       {CXBinaryOperator_Div, BIN_DIV},
        {CXBinaryOperator_Rem, BIN_REM},       {CXBinaryOperator_Add, BIN_ADD},
        {CXBinaryOperator_Sub, BIN_SUB},       {CXBinaryOperator_Shl, BIN_SHL},
        {CXBinaryOperator_Shr, BIN_SHR},       {CXBinaryOperator_LT, BIN_LT},
        {CXBinaryOperator_GT, BIN_GT},         {CXBinaryOperator_LE, BIN_LE},
        {CXBinaryOperator_GE, BIN_GE},         {CXBinaryOperator_EQ, BIN_EQ},
        {CXBinaryOperator_NE, BIN_NE},         {CXBinaryOperator_And, BIN_AND},
        {CXBinaryOperator_Xor, BIN_XOR},       {CXBinaryOperator_Or, BIN_OR},
        {CXBinaryOperator_MulAssign, BIN_MUL}, {CXBinaryOperator_DivAssign, BIN_DIV},
        {CXBinaryOperator_RemAssign, BIN_REM}, {CXBinaryOperator_AddAssign, BIN_ADD},
        {CXBinaryOperator_SubAssign, BIN_SUB}, {CXBinaryOperator_ShlAssign, BIN_SHL},
        {CXBinaryOperator_ShrAssign, BIN_SHR}, {CXBinaryOperator_AndAssign, BIN_AND},
        {CXBinaryOperator_XorAssign, BIN_XOR}, {CXBinaryOperator_OrAssign, BIN_OR},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if (table[i].from == op) {
            *out = table[i].to;
            return true;
        }
    }
    return false;
}

static bool fold_division(IrBinary op, int64_t x, int64_t y, bool is_signed, int64_t *result) {
    if (y == 0 || (is_signed && x == INT64_MIN && y == -1))
        return false;
    uint64_t a = (uint64_t)x, b = (uint64_t)y;
    if (op == BIN_DIV)
        *result = is_signed ? x / y : (int64_t)(a / b);
    else
        *result = is_signed ? x % y : (int64_t)(a % b);
    return true;
}

static bool fold_comparison(IrBinary op, int64_t x, int64_t y, bool is_signed) {
    uint64_t a = (uint64_t)x, b = (uint64_t)y;
    bool less = is_signed ? x < y : a < b;
    switch (op) {
    case BIN_EQ:
        return x == y;
    case BIN_NE:
        return x != y;
    case BIN_LT:
        return less;
    case BIN_LE:
        return less || x == y;
    case BIN_GT:
        return !less && x != y;
    default:
        return !less;
    }
}

bool fold(IrBinary op, int64_t x, int64_t y, bool is_signed, int64_t *result) {
    uint64_t a = (uint64_t)x, b = (uint64_t)y;
    switch (op) {
    case BIN_EQ:
    case BIN_NE:
    case BIN_LT:
    case BIN_LE:
    case BIN_GT:
    case BIN_GE:
        *result = fold_comparison(op, x, y, is_signed);
        return true;
    case BIN_ADD:
        *result = (int64_t)(a + b);
        return true;
    case BIN_SUB:
        *result = (int64_t)(a - b);
        return true;
    case BIN_MUL:
        *result = (int64_t)(a * b);
        return true;
    case BIN_DIV:
    case BIN_REM:
        return fold_division(op, x, y, is_signed, result);
    case BIN_AND:
        *result = (int64_t)(a & b);
        return true;
    case BIN_OR:
        *result = (int64_t)(a | b);
        return true;
    case BIN_XOR:
        *result = (int64_t)(a ^ b);
        return true;
    case BIN_SHL:
        *result = (int64_t)(b < 64 ? a << b : 0);
        return b < 64;
    case BIN_SHR:
        *result = b >= 64 ? 0 : is_signed ? x >> b : (int64_t)(a >> b);
        return b < 64;
    }
    return false;
}

Operand arith(Lower *l, IrBinary op, Operand x, Operand y, TypeId type, PlaceId dst) {
    int64_t n;
    if (x.kind == OPD_INT && y.kind == OPD_INT &&
        fold(op, x.num, y.num, ir_type(l->m, x.type)->is_signed, &n)) {
        Operand v = opd_int(truncate_to(ir_type(l->m, type), n), type);
        if (dst.v)
            builder_assign(l->b, dst, v, 0);
        return v;
    }
    if (!dst.v)
        dst = temp_place(l, type);
    builder_binary(l->b, dst, op, x, y);
    return opd_place(dst, type);
}

static Operand assignment(Lower *l, CXCursor c, bool used) {
    Kids k = kids_of(l, c);
    if (k.n != 2) {
        kids_drop(l, k);
        opaque(l, c, (PlaceId){0}, "assignment without parts");
        return unknown(type_of_cursor(l, c));
    }
    CXCursor left = kid(l, k, 0), right = kid(l, k, 1);
    kids_drop(l, k);
    PlaceId p = place(l, left);
    at(l, c);
    expr_to(l, right, p, 0);
    return used ? read_place(l, p) : unknown(l->t_void);
}

// a, b, c: everything but the last for its effect.
static Operand comma(Lower *l, CXCursor c, bool used) {
    uint32_t base = l->spine.len;
    while (c.kind == CXCursor_BinaryOperator &&
           clang_getCursorBinaryOperatorKind(c) == CXBinaryOperator_Comma) {
        Kids k = kids_of(l, c);
        CXCursor left = k.n == 2 ? kid(l, k, 0) : clang_getNullCursor();
        CXCursor right = k.n == 2 ? kid(l, k, 1) : clang_getNullCursor();
        kids_drop(l, k);
        if (is_null(left))
            break;
        vec_push(&l->spine, right);
        c = left;
    }
    Operand v = unknown(l->t_int);
    for (;;) {
        bool last = l->spine.len == base;
        if (last && used)
            v = expr(l, c);
        else
            effect(l, c);
        if (last)
            return v;
        c = *vec_last(&l->spine);
        l->spine.len--;
    }
}

// The left end of a chain is where each of its nodes starts, and libclang walks down to it for each
// that is asked; so it is asked once, and of the left end itself.
static bool may_be_macro(Lower *l, CXCursor c) {
    return l->options->is_macro && loc_in_macro(range_start(extent_of(l, c)));
}

static Operand chain(Lower *l, CXCursor c, IrBinary op, PlaceId dst) {
    uint32_t base = l->spine.len;
    bool one_only = may_be_macro(l, c); // a shorter chain inside may be a macro call
    CXCursor e = c;
    do {
        Kids k = kids_of(l, e);
        CXCursor left = k.n == 2 ? kid(l, k, 0) : clang_getNullCursor();
        CXCursor right = k.n == 2 ? kid(l, k, 1) : clang_getNullCursor();
        kids_drop(l, k);
        if (is_null(left))
            break;
        vec_push(&l->spine, e);
        vec_push(&l->spine, right);
        e = left;
    } while (!one_only && e.kind == CXCursor_BinaryOperator &&
             ir_op(clang_getCursorBinaryOperatorKind(e), &op));
    if (l->spine.len == base)
        return unknown(type_of_cursor(l, c));
    at(l, e);
    Here here = l->here;
    Operand v = expr(l, e);
    while (l->spine.len > base) {
        CXCursor right = l->spine.data[l->spine.len - 1];
        CXCursor node = l->spine.data[l->spine.len - 2];
        l->spine.len -= 2;
        Operand y = expr(l, right);
        if (!ir_op(clang_getCursorBinaryOperatorKind(node), &op))
            BUG("not an operator");
        at_here(l, here);
        v = arith(l, op, v, y, value_type(l, type_of_cursor(l, node)),
                  l->spine.len == base ? dst : (PlaceId){0});
    }
    return v;
}

Operand expr_binary(Lower *l, CXCursor c, PlaceId dst, bool used) {
    enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(c);
    IrBinary op;
    switch (kind) {
    case CXBinaryOperator_Assign:
        return assignment(l, c, used);
    case CXBinaryOperator_Comma:
        return comma(l, c, used);
    case CXBinaryOperator_LAnd:
    case CXBinaryOperator_LOr: {
        if (!used) {
            // a && f(): the value is not wanted, the order of evaluation is.
            BlockId done = builder_block(l->b);
            cond(l, c, done, done);
            builder_enter(l->b, done);
            return unknown(l->t_int);
        }
        PlaceId t = temp_place(l, type_of_cursor(l, c));
        expr_logical(l, c, t, 0);
        return opd_place(t, type_of_cursor(l, c));
    }
    default:
        break;
    }
    if (!ir_op(kind, &op)) {
        opaque(l, c, (PlaceId){0}, "operator of an unknown kind");
        return unknown(type_of_cursor(l, c));
    }
    return chain(l, c, op, dst);
}

Operand expr_compound_assign(Lower *l, CXCursor c, bool used) {
    IrBinary op;
    Kids k = kids_of(l, c);
    CXCursor left = k.n == 2 ? kid(l, k, 0) : clang_getNullCursor();
    CXCursor right = k.n == 2 ? kid(l, k, 1) : clang_getNullCursor();
    kids_drop(l, k);
    if (is_null(left) || !ir_op(clang_getCursorBinaryOperatorKind(c), &op)) {
        opaque(l, c, (PlaceId){0}, "assignment without parts");
        return unknown(type_of_cursor(l, c));
    }
    PlaceId p = place(l, left);
    Operand y = expr(l, right);
    at(l, c);
    builder_binary(l->b, p, op, read_place(l, p), y);
    return used ? read_place(l, p) : unknown(l->t_void);
}

static Operand step_by_one(Lower *l, CXCursor c, CXCursor inner, IrBinary op, bool want_old) {
    PlaceId p = place(l, inner);
    at(l, c);
    Operand v = read_place(l, p);
    Operand one = opd_int(1, type_kind(l, v.type) == TYPE_INT ? v.type : l->t_int);
    if (want_old) {
        PlaceId old = temp_place(l, v.type);
        builder_assign(l->b, old, v, 0);
        builder_binary(l->b, p, op, v, one);
        return opd_place(old, v.type);
    }
    builder_binary(l->b, p, op, v, one);
    return v;
}

static Operand address(Lower *l, CXCursor c, CXCursor inner) {
    TypeId t = value_type(l, type_of_cursor(l, c));
    CXCursor e = peel_parens(l, inner);
    if (e.kind == CXCursor_DeclRefExpr && type_kind(l, type_of_cursor(l, e)) == TYPE_FUNC)
        return expr_core(l, e);
    return address_of(l, place(l, inner), t);
}

static Operand negate(Lower *l, CXCursor c, IrUnary op, Operand v, PlaceId dst) {
    TypeId t = type_of_cursor(l, c);
    if (v.kind == OPD_INT) {
        uint64_t n = (uint64_t)v.num;
        int64_t r = op == UN_NEG ? (int64_t)(0 - n) : op == UN_NOT ? (int64_t)~n : n == 0;
        return opd_int(truncate_to(ir_type(l->m, t), r), t);
    }
    if (v.kind == OPD_FLOAT || (v.kind == OPD_NULL && op != UN_LNOT))
        return v;
    if (v.kind == OPD_NULL)
        return opd_int(1, t);
    if (!dst.v)
        dst = temp_place(l, t);
    at(l, c);
    builder_unary(l->b, dst, op, v);
    return opd_place(dst, t);
}

Operand expr_unary(Lower *l, CXCursor c, PlaceId dst, bool used) {
    CXCursor inner = last_kid(l, c);
    if (is_null(inner))
        return unknown(type_of_cursor(l, c));
    switch (clang_getCursorUnaryOperatorKind(c)) {
    case CXUnaryOperator_PostInc:
        return step_by_one(l, c, inner, BIN_ADD, used);
    case CXUnaryOperator_PostDec:
        return step_by_one(l, c, inner, BIN_SUB, used);
    case CXUnaryOperator_PreInc:
        return step_by_one(l, c, inner, BIN_ADD, false);
    case CXUnaryOperator_PreDec:
        return step_by_one(l, c, inner, BIN_SUB, false);
    case CXUnaryOperator_AddrOf:
        return address(l, c, inner);
    case CXUnaryOperator_Deref:
        if (type_kind(l, type_of_cursor(l, c)) == TYPE_FUNC)
            return expr(l, inner);
        return read_place(l, place(l, c));
    case CXUnaryOperator_Minus:
        return negate(l, c, UN_NEG, expr(l, inner), dst);
    case CXUnaryOperator_Not:
        return negate(l, c, UN_NOT, expr(l, inner), dst);
    case CXUnaryOperator_LNot:
        return negate(l, c, UN_LNOT, expr(l, inner), dst);
    case CXUnaryOperator_Plus:
    case CXUnaryOperator_Extension:
    case CXUnaryOperator_Real:
        return expr(l, inner);
    default:
        effect(l, inner);
        return unknown(type_of_cursor(l, c));
    }
}
