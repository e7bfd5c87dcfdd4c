// SPDX-License-Identifier: Apache-2.0
//
// Calls of modelled macros. The tree under `HASH_ADD_STR(c->users, name, u)` has seven hundred
// nodes and says nothing that a model could use; the text says it all. So the first cursor of such
// an invocation becomes one instruction
//
//     call macro HASH_ADD_STR(c->users, "name", u)
//
// and its inside is not lowered. An argument's value comes from the first expression in the tree
// whose ends are those of the argument's text; one that has none (a field's name) is a string.
//
// A macro that makes a loop header in front of the user's body is a loop around the call:
//
//     head: $t = call macro HASH_ITER("hh", users, el, tmp); branch $t != 0 ? body : done
//
// A macro that takes the body as an argument (kh_foreach) is the same. Used as an lvalue, a
// modelled macro is lowered as the code that it is.
//
// Header and body may both stand in the body of a macro of the project's:
//
//     #define DROP(h) do { … HASH_ITER(hh, h, e, t) { HASH_DEL(h, e); free(e); } } while (0)
//
// Then all of the tree is at the place of DROP's invocation, and only where the characters are
// written tells the project's statement from the header's.
//
// Invariants:
//  1. A call is matched only by a cursor that lies wholly inside it, or by the statement of a loop
//     that starts it; while its arguments and body are lowered it is open, and matches nothing.
#include "lower.h"

// ---- Which call a cursor belongs to ----

typedef struct {
    ModelCall *call; // NULL: none
    bool overhangs;  // the cursor holds more than the call: a loop with its body
} Match;

static bool is_loop_part(CXCursor c) {
    return c.kind == CXCursor_ForStmt || c.kind == CXCursor_WhileStmt || c.kind == CXCursor_IfStmt;
}

static Match match_written(MacroUse *use, CXCursor c, Spot from, Spot to) {
    for (ModelCall *m = use->calls; m; m = m->next) {
        if (m->is_open || m->is_wrapped || from.file != use->file || from.offset < m->start ||
            from.offset >= m->end)
            continue;
        if (to.file == use->file && to.offset <= m->end)
            return (Match){m, false};
        if (is_loop_part(c) && from.offset == m->start)
            return (Match){m, true};
    }
    return (Match){0};
}

static bool in_bodies(const MacroUse *use, Spot s) {
    for (const MacroBody *b = use->bodies; b; b = b->next)
        if (b->file == s.file && s.offset >= b->from && s.offset < b->to)
            return true;
    return s.file == use->file && s.offset >= use->start && s.offset < use->end;
}

// Whether something in the tree of c is an argument of m.
static bool holds_args(Lower *l, ModelCall *m, CXCursor c) {
    macro_find_args(l, m, c);
    for (uint32_t i = 0; i < m->nargs; i++)
        if (m->args[i].found)
            return true;
    return m->nargs == 0;
}

// Whether the statement c, in the expansion of `use`, is written by whoever uses the modelled
// macro: in the invocation, or in the body of a wrapper.
static bool is_written_by_user(Lower *l, const MacroUse *use, CXCursor c) {
    return in_bodies(use, spot_spelling(l, range_start(extent_of(l, c))));
}

// Whether a and b are written in the same definition of a macro.
static bool same_def(Lower *l, CXCursor a, CXCursor b) {
    const MacroDef *d = macro_def_at(l, spot_spelling(l, range_start(extent_of(l, a))));
    return d && d == macro_def_at(l, spot_spelling(l, range_start(extent_of(l, b))));
}

// The statement that the user wrote behind a loop header: down the last children while they are
// headers of the same invocation.
static CXCursor loop_body(Lower *l, const MacroUse *use, CXCursor c) {
    for (;;) {
        CXCursor body = last_kid(l, c);
        if (is_null(body) || !is_loop_part(body) || is_written_by_user(l, use, body))
            return body;
        CXSourceLocation start = range_start(extent_of(l, body));
        Spot x = spot_expansion(l, start);
        if (!loc_in_macro(start) || x.file != use->file || x.offset != use->start)
            return body;
        if (use->nwrapped > 1 && c.kind != CXCursor_IfStmt && !same_def(l, c, body))
            return body;
        c = body;
    }
}

// Whether the loop c, which does not reach behind the invocation, has a body of the user's. That
// may be the expansion of one more modelled macro.
static bool has_own_body(Lower *l, const MacroUse *use, CXCursor c) {
    if (!is_loop_part(c))
        return false;
    CXCursor body = loop_body(l, use, c);
    if (is_null(body) || is_written_by_user(l, use, body))
        return !is_null(body);
    body = last_kid(l, c);
    return use->nwrapped > 1 && c.kind != CXCursor_IfStmt && !same_def(l, c, body);
}

static Match match_wrapped(Lower *l, MacroUse *use, CXCursor c, CXSourceLocation start, Spot to) {
    Spot s = spot_spelling(l, start);
    if (!s.file || !macro_file_has_modelled(l, s.file))
        return (Match){0};
    macro_unwrap(l, use);
    if (!use->nwrapped || in_bodies(use, s))
        return (Match){0};
    bool overhangs = to.file != use->file || to.offset > use->end;
    if (overhangs && !is_loop_part(c))
        return (Match){0};
    overhangs = overhangs || has_own_body(l, use, c);
    // In the order of the text; one that was lowered may come again, as MAX(a, b) repeats its
    // arguments.
    for (int done = 0; done < 2; done++)
        for (ModelCall *m = use->calls; m; m = m->next)
            if (m->is_wrapped && !m->is_open && m->is_done == done && holds_args(l, m, c))
                return (Match){m, overhangs};
    return (Match){0};
}

static Match find_call(Lower *l, CXCursor c) {
    CXSourceRange r = extent_of(l, c);
    CXSourceLocation start = range_start(r);
    if (!loc_in_macro(start))
        return (Match){0};
    Spot x = spot_expansion(l, start);
    if (!x.file)
        return (Match){0};
    MacroUse *use = macro_use_at(l, x);
    Spot to = spot_file(l, range_end(r));
    if (use->calls) {
        Match m = match_written(use, c, spot_file(l, start), to);
        if (m.call)
            return m;
    }
    return match_wrapped(l, use, c, start, to);
}

// ---- Arguments ----

typedef struct {
    Lower *l;
    ModelCall *m;
    uint32_t missing;
} ArgSearch;

static bool is_at(TextPos p, Spot s) {
    return p.file == s.file && p.offset == s.offset;
}

// Where the cursor at work starts and ends, found out when it is asked for: the first as the caller
// wrote it, the second as the characters stand in a wrapper's body.
typedef struct {
    CXSourceRange range;
    Spot from[2], to[2];
    bool has_to;
} Ends;

static void find_ends(Lower *l, Ends *e) {
    if (e->has_to)
        return;
    e->has_to = true;
    e->to[0] = spot_file(l, range_end(e->range));
    e->to[1] = spot_spelling(l, range_end(e->range));
}

typedef enum { SPANS_NOT, SPANS_LOOSELY, SPANS } Span;

// Whether the cursor is the argument. An argument that ends in a macro of its own seems to end with
// the whole invocation.
static Span spans(Lower *l, const ModelCall *m, const MacroArg *a, Ends *e) {
    if (!is_at(a->from, e->from[0]) && !(m->is_wrapped && is_at(a->from, e->from[1])))
        return SPANS_NOT;
    find_ends(l, e);
    if (is_at(a->to, e->to[0]) || (m->is_wrapped && is_at(a->to, e->to[1])))
        return SPANS;
    return e->to[0].file == m->use->file && e->to[0].offset == m->use->end ? SPANS_LOOSELY
                                                                           : SPANS_NOT;
}

static enum CXChildVisitResult visit_arg(CXCursor c, CXCursor parent, CXClientData data) {
    UNUSED(parent);
    ArgSearch *s = data;
    if (!is_stmt(c))
        return CXChildVisit_Recurse;
    Ends e = {.range = extent_of(s->l, c)};
    e.from[0] = spot_file(s->l, range_start(e.range));
    if (s->m->is_wrapped)
        e.from[1] = spot_spelling(s->l, range_start(e.range));
    for (uint32_t i = 0; i < s->m->nargs; i++) {
        MacroArg *a = &s->m->args[i];
        if (a->found && !a->is_loose)
            continue;
        Span span = spans(s->l, s->m, a, &e);
        if (span == SPANS_NOT || (span == SPANS_LOOSELY && a->found))
            continue;
        s->missing -= span == SPANS;
        a->found = true;
        a->is_loose = span == SPANS_LOOSELY;
        a->cursor = c;
    }
    return s->missing ? CXChildVisit_Recurse : CXChildVisit_Break;
}

void macro_find_args(Lower *l, ModelCall *m, CXCursor c) {
    if (m->is_searched && clang_equalCursors(m->searched, c))
        return;
    m->is_searched = true;
    m->searched = c;
    for (uint32_t i = 0; i < m->nargs; i++)
        m->args[i].found = false;
    ArgSearch s = {l, m, m->nargs};
    if (visit_arg(c, c, &s) == CXChildVisit_Recurse)
        clang_visitChildren(c, visit_arg, &s);
}

static Operand arg_operand(Lower *l, const MacroArg *a) {
    if (!a->found || !is_expr(a->cursor))
        return opd_string(a->text, l->t_ptr);
    CXCursor e = peel(l, a->cursor);
    if (!is_lvalue(l, e))
        return expr(l, a->cursor);
    return read_place(l, place(l, e));
}

// The arguments, on Lower.args from the returned index on.
static uint32_t lower_args(Lower *l, ModelCall *m, CXCursor c) {
    uint32_t base = l->args.len;
    macro_find_args(l, m, c);
    for (uint32_t i = 0; i < m->nargs; i++) {
        Operand v = arg_operand(l, &m->args[i]);
        vec_push(&l->args, v);
    }
    return base;
}

static void emit_macro(Lower *l, ModelCall *m, CXCursor c, uint32_t base, PlaceId dst) {
    at(l, c);
    builder_call(l->b, dst, CALL_MACRO, opd_string(m->name, l->t_ptr), args_from(l, base),
                 l->args.len - base, STR_NONE, 0);
    l->args.len = base;
}

// ---- Loops ----

static void emit_loop(Lower *l, ModelCall *m, CXCursor c, CXCursor body) {
    uint32_t base = lower_args(l, m, c);
    BlockId head = builder_block(l->b), in = builder_block(l->b), done = builder_block(l->b);
    at(l, c);
    builder_goto(l->b, head);
    builder_enter(l->b, head);
    PlaceId t = temp_place(l, l->t_int);
    emit_macro(l, m, c, base, t);
    builder_branch(l->b, BIN_NE, opd_place(t, l->t_int), opd_int(0, l->t_int), in, done);
    builder_enter(l->b, in);
    Target on_break = l->fn.on_break, on_continue = l->fn.on_continue;
    l->fn.on_break = (Target){done, l->fn.live};
    l->fn.on_continue = (Target){head, l->fn.live};
    if (!is_null(body))
        body_scope(l, body);
    l->fn.on_break = on_break;
    l->fn.on_continue = on_continue;
    builder_goto(l->b, head);
    builder_enter(l->b, done);
}

// An argument that is a statement: the body that kh_foreach is given.
static CXCursor body_argument(Lower *l, ModelCall *m, CXCursor c) {
    macro_find_args(l, m, c);
    for (uint32_t i = 0; i < m->nargs; i++)
        if (m->args[i].found && !is_expr(m->args[i].cursor))
            return m->args[i].cursor;
    return clang_getNullCursor();
}

// ---- The three ways in ----

bool macro_stmt(Lower *l, CXCursor c) {
    Match match = find_call(l, c);
    ModelCall *m = match.call;
    if (!m) {
        l->last_call = NULL;
        return false;
    }
    if (m == l->last_call) // a further statement of the same expansion
        return true;
    m->is_open = true;
    if (c.kind == CXCursor_DeclStmt && !holds_args(l, m, c)) {
        stmt_decl(l, c); // `T *i; for (…)`: the call is yet to come
        m->is_open = false;
        return true;
    }
    CXCursor body = match.overhangs ? loop_body(l, m->use, c) : body_argument(l, m, c);
    if (!is_null(body))
        emit_loop(l, m, c, body);
    else
        emit_macro(l, m, c, lower_args(l, m, c), (PlaceId){0});
    m->is_open = false;
    m->is_done = true;
    l->last_call = m;
    return true;
}

bool macro_expr(Lower *l, CXCursor c, PlaceId dst, bool used, Operand *value) {
    Match match = find_call(l, c);
    ModelCall *m = match.call;
    if (!m || match.overhangs)
        return false;
    TypeId t = value_type(l, type_of_cursor(l, c));
    *value = unknown(t);
    m->is_open = true;
    uint32_t base = lower_args(l, m, c);
    if (!used || type_kind(l, t) == TYPE_VOID)
        dst = (PlaceId){0};
    else if (!dst.v)
        dst = temp_place(l, t);
    emit_macro(l, m, c, base, dst);
    m->is_open = false;
    m->is_done = true;
    if (dst.v)
        *value = opd_place(dst, t);
    return true;
}

ModelCall *macro_open(Lower *l, CXCursor c) {
    Match match = find_call(l, c);
    if (match.call)
        match.call->is_open = true;
    return match.call;
}
