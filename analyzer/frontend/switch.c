// SPDX-License-Identifier: Apache-2.0
//
// switch, and labels of all kinds. The cases are known only when the body has been walked (a case
// may stand inside a loop, or behind a nested block), so the operand leads to a dispatch block that
// is filled last:
//
//     x = …; goto dispatch
//     case blocks, falling through into each other
//     dispatch: switch x { 1 → b1, 2…5 → b2, otherwise b3 }
//
// Clang nests labels that stand together; they are walked in a loop.
#include "lower.h"

static int64_t case_value(Lower *l, CXCursor c) {
    Operand v = expr(l, c);
    int64_t n = 0;
    if (v.kind == OPD_INT)
        n = v.num;
    else
        evaluate(l, c, &n);
    return n;
}

static void case_here(Lower *l, CXCursor c) {
    Kids k = kids_of(l, c);
    Switch *sw = &l->fn.sw;
    uint32_t values = 0; // a range has two in front of its statement
    while (values + 1 < k.n && values < 2 && is_expr(kid(l, k, values)))
        values++;
    if (k.n == 1 && is_expr(kid(l, k, 0)))
        values = 1;
    BlockId block = builder_block(l->b);
    Case cs = {.block = block};
    if (values) {
        cs.low = case_value(l, kid(l, k, 0));
        cs.high = values == 2 ? case_value(l, kid(l, k, 1)) : cs.low;
        if (sw->active)
            vec_push(&l->fn.cases, cs);
    }
    kids_drop(l, k);
    builder_goto(l->b, block);
    builder_enter(l->b, block);
}

static void default_here(Lower *l) {
    BlockId block = builder_block(l->b);
    l->fn.sw.otherwise = block;
    builder_goto(l->b, block);
    builder_enter(l->b, block);
}

CXCursor stmt_label(Lower *l, CXCursor c) {
    for (;;) {
        at(l, c);
        if (c.kind == CXCursor_CaseStmt)
            case_here(l, c);
        else if (c.kind == CXCursor_DefaultStmt)
            default_here(l);
        else if (c.kind == CXCursor_LabelStmt)
            label_here(l, intern_cx(l, clang_getCursorSpelling(c)));
        else
            return c;
        CXCursor rest = last_kid(l, c);
        if (is_null(rest) || !is_stmt(rest))
            return clang_getNullCursor();
        c = rest;
    }
}

static void emit_switch(Lower *l, Operand x, BlockId otherwise, uint32_t first) {
    uint32_t n = l->fn.cases.len - first;
    int64_t(*ranges)[2] = base_malloc((n ? n : 1) * sizeof *ranges, "cases");
    BlockId *to = base_malloc((n ? n : 1) * sizeof *to, "cases");
    for (uint32_t i = 0; i < n; i++) {
        const Case *c = &l->fn.cases.data[first + i];
        ranges[i][0] = c->low;
        ranges[i][1] = c->high;
        to[i] = c->block;
    }
    builder_switch(l->b, x, otherwise, (const int64_t(*)[2])ranges, to, n);
    free(ranges);
    free(to);
}

void stmt_switch(Lower *l, CXCursor c) {
    const Live *outer = l->fn.live;
    Kids k = kids_of(l, c);
    CXCursor body = k.n ? kid(l, k, k.n - 1) : clang_getNullCursor();
    CXCursor value = k.n > 1 ? kid(l, k, k.n - 2) : clang_getNullCursor();
    for (uint32_t i = 0; i + 2 < k.n; i++)
        if (kid(l, k, i).kind == CXCursor_DeclStmt)
            stmt_decl(l, kid(l, k, i));
    kids_drop(l, k);
    Operand x = is_null(value) ? unknown(l->t_int) : expr(l, value);
    at(l, c);
    BlockId dispatch = builder_block(l->b), done = builder_block(l->b);
    builder_goto(l->b, dispatch);
    Switch saved = l->fn.sw;
    Target on_break = l->fn.on_break;
    uint32_t first = l->fn.cases.len;
    l->fn.sw = (Switch){.active = true};
    l->fn.on_break = (Target){done, l->fn.live};
    if (!is_null(body))
        body_scope(l, body);
    builder_goto(l->b, done);
    builder_enter(l->b, dispatch);
    at(l, c);
    BlockId otherwise = l->fn.sw.otherwise;
    emit_switch(l, x, otherwise.v ? otherwise : done, first);
    l->fn.cases.len = first;
    l->fn.sw = saved;
    l->fn.on_break = on_break;
    builder_enter(l->b, done);
    scope_leave(l, outer);
}
