// SPDX-License-Identifier: Apache-2.0
//
// Statements. A compound statement is a scope: its locals die, youngest first, where it is left.
//
//     { T *t = f(); g(t); }     t = call f() [init]; call g(t); scope_end t
//
// Chains that the source nests (else if …, case 1: case 2: …) are walked in loops here and in
// switch.c; everything else recurses as deep as the braces do.
#include "lower.h"

void opaque(Lower *l, CXCursor c, PlaceId dst, const char *reason) {
    at(l, c);
    builder_opaque(l->b, dst, intern(&l->m->strings, reason));
}

void body_scope(Lower *l, CXCursor c) {
    const Live *outer = l->fn.live;
    stmt(l, c);
    if (l->fn.live != outer) {
        at_end(l, c);
        scope_leave(l, outer);
    }
}

// The last statement of a statement expression is its value.
static void last_value(Lower *l, CXCursor c, PlaceId value) {
    if (c.kind == CXCursor_LabelStmt)
        c = stmt_label(l, c);
    if (is_null(c))
        return;
    if (!is_expr(c)) {
        stmt(l, c);
        return;
    }
    l->fn.statements++;
    at(l, c);
    expr_to(l, c, value, 0);
}

void stmt_compound(Lower *l, CXCursor c, PlaceId value) {
    const Live *outer = l->fn.live;
    Kids k = kids_of(l, c);
    for (uint32_t i = 0; i < k.n; i++) {
        if (value.v && i + 1 == k.n)
            last_value(l, kid(l, k, i), value);
        else
            stmt(l, kid(l, k, i));
    }
    kids_drop(l, k);
    if (l->fn.live != outer) {
        at_end(l, c);
        scope_leave(l, outer);
    }
}

// `int a[f()]` evaluates f(), so does `int (*p)[f()]`.
static void array_sizes(Lower *l, CXCursor decl, CXCursor init) {
    Kids k = kids_of(l, decl);
    for (uint32_t i = 0; i < k.n; i++) {
        CXCursor c = kid(l, k, i);
        if (is_expr(c) && (is_null(init) || !clang_equalCursors(c, init)))
            effect(l, c);
    }
    kids_drop(l, k);
}

void local_var(Lower *l, CXCursor decl) {
    if (clang_Cursor_hasVarDeclGlobalStorage(decl) == 1) {
        globals_later(l, decl);
        return;
    }
    CXCursor init = clang_Cursor_getVarDeclInitializer(decl);
    CXType type = clang_getCursorType(decl);
    if (type.kind == CXType_VariableArray)
        array_sizes(l, decl, init);
    IrVar v = {.kind = VAR_LOCAL,
               .name = intern_cx(l, clang_getCursorSpelling(decl)),
               .type = type_of(l, type),
               .loc = loc_of(l, decl),
               .cleanup = var_cleanup(l, decl)};
    VarId id = builder_var(l->b, v);
    declare_var(l, decl, id);
    scope_add(l, id);
    if (is_null(init))
        return;
    at_name(l, decl);
    init_place(l, builder_var_place(l->b, id), init);
}

void stmt_decl(Lower *l, CXCursor c) {
    Kids k = kids_of(l, c);
    for (uint32_t i = 0; i < k.n; i++)
        if (kid(l, k, i).kind == CXCursor_VarDecl)
            local_var(l, kid(l, k, i));
    kids_drop(l, k);
}

static void stmt_return(Lower *l, CXCursor c) {
    CXCursor value = last_kid(l, c);
    Operand v = opd_none();
    if (!is_null(value) && type_kind(l, l->fn.result) == TYPE_VOID) {
        effect(l, value);
    } else if (!is_null(value)) {
        v = expr(l, value);
        if (l->fn.live)
            v = to_temp(l, v);
    }
    at(l, c);
    scope_unwind(l, NULL);
    builder_return(l->b, v);
}

// Splits the children of an if into condition and branches. C++ may have an initialiser and a
// declared condition in front.
typedef struct {
    CXCursor cond, yes, no;
} If;

static If split_if(Lower *l, CXCursor c) {
    If s = {clang_getNullCursor(), clang_getNullCursor(), clang_getNullCursor()};
    Kids k = kids_of(l, c);
    uint32_t i = 0;
    while (i < k.n &&
           (kid(l, k, i).kind == CXCursor_DeclStmt || kid(l, k, i).kind == CXCursor_VarDecl)) {
        if (kid(l, k, i).kind == CXCursor_VarDecl)
            local_var(l, kid(l, k, i));
        else
            stmt_decl(l, kid(l, k, i));
        i++;
    }
    if (i < k.n && is_expr(kid(l, k, i)) && i + 1 < k.n)
        s.cond = kid(l, k, i++);
    if (i < k.n)
        s.yes = kid(l, k, i++);
    if (i < k.n)
        s.no = kid(l, k, i++);
    kids_drop(l, k);
    return s;
}

static void stmt_if(Lower *l, CXCursor c) {
    const Live *outer = l->fn.live;
    BlockId done = builder_block(l->b);
    for (;;) {
        If s = split_if(l, c);
        BlockId yes = builder_block(l->b);
        BlockId no = is_null(s.no) ? done : builder_block(l->b);
        cond(l, s.cond, yes, no);
        builder_enter(l->b, yes);
        if (!is_null(s.yes))
            body_scope(l, s.yes);
        builder_goto(l->b, done);
        if (is_null(s.no))
            break;
        builder_enter(l->b, no);
        if (s.no.kind != CXCursor_IfStmt || loc_in_macro(clang_getCursorLocation(s.no))) {
            body_scope(l, s.no);
            builder_goto(l->b, done);
            break;
        }
        l->fn.statements++;
        c = s.no;
    }
    builder_enter(l->b, done);
    scope_leave(l, outer);
}

// The outputs of an asm are unknown afterwards. libclang does not tell them from inputs, but an
// output is an lvalue that is not read: it stands there without a conversion.
static void stmt_asm(Lower *l, CXCursor c) {
    Kids k = kids_of(l, c);
    bool any = false;
    for (uint32_t i = 0; i < k.n; i++) {
        CXCursor o = peel_parens(l, kid(l, k, i));
        if (!is_lvalue(l, o))
            continue;
        PlaceId p = place(l, o);
        at(l, c);
        builder_opaque(l->b, p, intern(&l->m->strings, "asm"));
        any = true;
    }
    kids_drop(l, k);
    at(l, c);
    if (!any)
        builder_opaque(l->b, (PlaceId){0}, intern(&l->m->strings, "asm"));
}

// An attribute in front of a statement, or a kind of statement that libclang does not name.
static void stmt_unexposed(Lower *l, CXCursor c) {
    Kids k = kids_of(l, c);
    for (uint32_t i = 0; i < k.n; i++)
        if (is_stmt(kid(l, k, i)))
            stmt(l, kid(l, k, i));
    kids_drop(l, k);
}

static void stmt_label_and_rest(Lower *l, CXCursor c) {
    CXCursor rest = stmt_label(l, c);
    if (!is_null(rest))
        stmt(l, rest);
}

static void stmt_kind(Lower *l, CXCursor c) {
    at(l, c);
    switch ((int)c.kind) {
    case CXCursor_IfStmt:
        stmt_if(l, c);
        break;
    case CXCursor_ForStmt:
        stmt_for(l, c);
        break;
    case CXCursor_WhileStmt:
        stmt_while(l, c);
        break;
    case CXCursor_DoStmt:
        stmt_do(l, c);
        break;
    case CXCursor_SwitchStmt:
        stmt_switch(l, c);
        break;
    case CXCursor_CaseStmt:
    case CXCursor_DefaultStmt:
    case CXCursor_LabelStmt:
        stmt_label_and_rest(l, c);
        break;
    case CXCursor_GotoStmt:
        stmt_goto(l, c);
        break;
    case CXCursor_IndirectGotoStmt:
        stmt_igoto(l, c);
        break;
    case CXCursor_BreakStmt:
        at(l, c);
        jump(l, l->fn.on_break, c);
        break;
    case CXCursor_ContinueStmt:
        at(l, c);
        jump(l, l->fn.on_continue, c);
        break;
    case CXCursor_ReturnStmt:
        stmt_return(l, c);
        break;
    case CXCursor_DeclStmt:
        stmt_decl(l, c);
        break;
    case CXCursor_GCCAsmStmt:
    case CXCursor_MSAsmStmt:
        stmt_asm(l, c);
        break;
    case CXCursor_UnexposedStmt:
        stmt_unexposed(l, c);
        break;
    default:
        if (is_expr(c))
            effect(l, c);
        else if (is_stmt(c))
            opaque(l, c, (PlaceId){0}, "statement of an unknown kind");
    }
}

void stmt(Lower *l, CXCursor c) {
    if (c.kind == CXCursor_NullStmt)
        return;
    bool is_block = c.kind == CXCursor_CompoundStmt;
    l->fn.statements += !is_block;
    if (l->options->is_macro && macro_stmt(l, c))
        return;
    if (is_block)
        stmt_compound(l, c, (PlaceId){0});
    else
        stmt_kind(l, c);
}
