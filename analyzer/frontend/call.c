// SPDX-License-Identifier: Apache-2.0
//
// Calls. The callee is direct when it is the name of a function behind any parentheses, `*` and
// `&`; otherwise its value is a place and the call is indirect, with the canonical function type.
// _Generic selections are here as well: they mostly choose a callee.
#include "lower.h"

// A function's own name under (*f), (&f), (f); a null cursor when the callee is computed.
static CXCursor callee_name(Lower *l, CXCursor c) {
    for (;;) {
        c = peel(l, c);
        if (c.kind == CXCursor_UnaryOperator) {
            enum CXUnaryOperatorKind op = clang_getCursorUnaryOperatorKind(c);
            if (op != CXUnaryOperator_Deref && op != CXUnaryOperator_AddrOf &&
                op != CXUnaryOperator_Extension)
                return clang_getNullCursor();
            c = last_kid(l, c);
        } else if (c.kind == CXCursor_DeclRefExpr) {
            CXCursor ref = clang_getCursorReferenced(c);
            return ref.kind == CXCursor_FunctionDecl ? ref : clang_getNullCursor();
        } else {
            return clang_getNullCursor();
        }
    }
}

static StrId callee_signature(Lower *l, CXCursor callee) {
    CXType t = clang_getCanonicalType(clang_getCursorType(callee));
    if (t.kind == CXType_Pointer || t.kind == CXType_BlockPointer)
        t = clang_getPointeeType(t);
    return signature_of(l, t);
}

static Operand builtin_call(Lower *l, CXCursor c, Kids k, Decl d, bool *done) {
    TypeId t = type_of_cursor(l, c);
    *done = true;
    switch ((Builtin)d.builtin) {
    case BUILTIN_FIRST_ARG: {
        if (k.n < 2)
            break;
        Operand v = expr(l, kid(l, k, 1));
        return convert(l, v, t);
    }
    case BUILTIN_ZERO:
        return opd_int(0, t);
    case BUILTIN_UNKNOWN:
    case BUILTIN_NOTHING:
        return unknown(t);
    case BUILTIN_UNREACHABLE:
        at(l, c);
        builder_unreachable(l->b);
        return unknown(t);
    case BUILTIN_NONE:
    case BUILTIN_ATOMIC:
        break;
    }
    *done = false;
    return unknown(t);
}

// The arguments, on Lower.args from the returned index on.
static uint32_t lower_args(Lower *l, Kids k) {
    uint32_t base = l->args.len;
    for (uint32_t i = 1; i < k.n; i++) {
        if (!is_expr(kid(l, k, i)))
            continue;
        Operand v = expr(l, kid(l, k, i));
        vec_push(&l->args, v);
    }
    return base;
}

static PlaceId result_place(Lower *l, CXCursor c, PlaceId dst, bool used) {
    if (dst.v || !used)
        return dst;
    TypeId t = type_of_cursor(l, c);
    return type_kind(l, t) == TYPE_VOID ? (PlaceId){0} : temp_place(l, t);
}

static Operand emit_call(Lower *l, CXCursor c, Kids k, Operand callee, PlaceId dst,
                         unsigned flags) {
    uint32_t base = lower_args(l, k), n = l->args.len - base;
    bool indirect = callee.kind == OPD_PLACE;
    StrId signature = indirect ? callee_signature(l, kid(l, k, 0)) : STR_NONE;
    at(l, c);
    builder_call(l->b, dst, indirect ? CALL_INDIRECT : CALL_DIRECT, callee, args_from(l, base), n,
                 signature, flags);
    l->args.len = base;
    return dst.v ? opd_place(dst, type_of_cursor(l, c)) : unknown(type_of_cursor(l, c));
}

static Operand call_direct(Lower *l, CXCursor c, Kids k, CXCursor ref, PlaceId dst, unsigned flags,
                           bool used) {
    Decl d = decl_of(l, ref);
    bool done = false;
    if (d.builtin && d.builtin != BUILTIN_ATOMIC) {
        Operand v = builtin_call(l, c, k, d, &done);
        if (done)
            return v;
    }
    if (d.builtin == BUILTIN_ATOMIC) {
        uint32_t base = lower_args(l, k);
        at(l, c);
        Operand v = sync_builtin(l, ir_str(l->m, ir_func(l->m, (FuncId){d.id})->name),
                                 args_from(l, base), l->args.len - base, type_of_cursor(l, c));
        l->args.len = base;
        return v;
    }
    TypeId t = value_type(l, type_of_cursor(l, kid(l, k, 0)));
    Operand v =
        emit_call(l, c, k, opd_func((FuncId){d.id}, t), result_place(l, c, dst, used), flags);
    if (d.is_noreturn)
        builder_unreachable(l->b);
    return v;
}

Operand expr_call(Lower *l, CXCursor c, PlaceId dst, unsigned flags, bool used) {
    Kids k = kids_of(l, c);
    if (!k.n || !is_expr(kid(l, k, 0))) {
        kids_drop(l, k);
        opaque(l, c, dst, l->is_cxx ? "C++ call" : "call without a callee");
        return dst.v ? opd_place(dst, type_of_cursor(l, c)) : unknown(type_of_cursor(l, c));
    }
    CXCursor ref = callee_name(l, kid(l, k, 0));
    Operand v;
    if (!is_null(ref)) {
        v = call_direct(l, c, k, ref, dst, flags, used);
    } else {
        Operand callee = expr(l, kid(l, k, 0));
        if (callee.kind != OPD_PLACE && callee.kind != OPD_FUNC) {
            PlaceId t = temp_place(l, callee.type);
            builder_assign(l->b, t, callee, 0);
            callee = opd_place(t, callee.type);
        }
        v = emit_call(l, c, k, callee, result_place(l, c, dst, used), flags);
    }
    kids_drop(l, k);
    return v;
}

// ---- _Generic ----

// Whether the text before an association names the type spelled `type`.
static bool names_type(const char *text, size_t n, const char *type) {
    while (n && (*text == ' ' || *text == '\n' || *text == '\t' || *text == '\\'))
        text++, n--;
    while (n && (text[n - 1] == ' ' || text[n - 1] == '\n' || text[n - 1] == '\t'))
        n--;
    size_t i = 0;
    for (; *type; type++) {
        if (*type == ' ')
            continue;
        while (i < n && text[i] == ' ')
            i++;
        if (i >= n || text[i++] != *type)
            return false;
    }
    return i == n && n > 0;
}

// The text between the separator before an association's expression and its colon.
static bool association(Lower *l, CXCursor c, const char **text, size_t *n) {
    Spot s = spot_spelling(l, range_start(extent_of(l, c)));
    if (!s.file || !source_text(l, s.file) || s.offset >= s.file->size)
        return false;
    const char *t = s.file->text;
    size_t colon = s.offset;
    while (colon && t[colon - 1] != ':')
        if (strchr(",;{}", t[--colon]))
            return false;
    size_t start = colon ? --colon : 0;
    while (start && t[start - 1] != ',' && t[start - 1] != ';')
        start--;
    *text = t + start;
    *n = colon - start;
    return colon > start;
}

CXCursor generic_choice(Lower *l, CXCursor c) {
    CXCursor chosen = clang_getNullCursor(), otherwise = clang_getNullCursor();
    Kids k = kids_of(l, c);
    CXString names[2] = {{0}, {0}};
    for (uint32_t i = 0, controls = 0; i < k.n; i++) {
        CXCursor e = kid(l, k, i);
        if (!is_expr(e))
            continue;
        if (!controls++) {
            CXType t = clang_getUnqualifiedType(clang_getCursorType(peel(l, e)));
            names[0] = clang_getTypeSpelling(t);
            names[1] = clang_getTypeSpelling(clang_getUnqualifiedType(clang_getCanonicalType(t)));
            continue;
        }
        const char *text;
        size_t n;
        if (!association(l, e, &text, &n))
            continue;
        if (names_type(text, n, "default"))
            otherwise = e;
        for (int j = 0; j < 2; j++)
            if (names_type(text, n, clang_getCString(names[j])))
                chosen = e;
    }
    kids_drop(l, k);
    clang_disposeString(names[0]);
    clang_disposeString(names[1]);
    CXCursor e = is_null(chosen) ? otherwise : chosen;
    bool fits = !is_null(e) && type_of_cursor(l, e).v == type_of_cursor(l, c).v;
    return fits ? e : clang_getNullCursor();
}
