// SPDX-License-Identifier: Apache-2.0
//
// Loops. `for (init; cond; step) body` becomes
//
//     init; goto head
//     head: branch cond ? body : done
//     body: …; goto next          continue leads to next, break to done
//     next: step; goto head
//     done:
//
// libclang leaves out the missing parts of a for header without a trace: `for (;;i++)` and
// `for (i = 0;;)` have one child each in front of the body. Three children are complete. With one
// or two, the semicolons are looked for in the text, where the `for` is written (in the source, or
// in the body of a macro), and a child is placed by where it starts. A child that comes from
// elsewhere (the argument of a macro that makes the header) is placed by its look.
#include "lower.h"

typedef struct {
    Target on_break, on_continue;
} Around;

static Around loop_enter(Lower *l, BlockId done, BlockId next) {
    Around a = {l->fn.on_break, l->fn.on_continue};
    l->fn.on_break = (Target){done, l->fn.live};
    l->fn.on_continue = (Target){next, l->fn.live};
    return a;
}

static void loop_leave(Lower *l, Around a) {
    l->fn.on_break = a.on_break;
    l->fn.on_continue = a.on_continue;
}

void stmt_while(Lower *l, CXCursor c) {
    const Live *outer = l->fn.live;
    Kids k = kids_of(l, c);
    CXCursor body = k.n ? kid(l, k, k.n - 1) : clang_getNullCursor();
    CXCursor test = k.n > 1 ? kid(l, k, k.n - 2) : clang_getNullCursor();
    BlockId head = builder_block(l->b), in = builder_block(l->b), done = builder_block(l->b);
    builder_goto(l->b, head);
    builder_enter(l->b, head);
    for (uint32_t i = 0; i + 2 < k.n; i++)
        if (kid(l, k, i).kind == CXCursor_VarDecl)
            local_var(l, kid(l, k, i));
    kids_drop(l, k);
    cond(l, test, in, done);
    builder_enter(l->b, in);
    Around a = loop_enter(l, done, head);
    if (!is_null(body))
        body_scope(l, body);
    loop_leave(l, a);
    builder_goto(l->b, head);
    builder_enter(l->b, done);
    scope_leave(l, outer);
}

void stmt_do(Lower *l, CXCursor c) {
    Kids k = kids_of(l, c);
    CXCursor body = k.n ? kid(l, k, 0) : clang_getNullCursor();
    CXCursor test = k.n > 1 ? kid(l, k, 1) : clang_getNullCursor();
    kids_drop(l, k);
    BlockId in = builder_block(l->b), next = builder_block(l->b), done = builder_block(l->b);
    builder_goto(l->b, in);
    builder_enter(l->b, in);
    Around a = loop_enter(l, done, next);
    if (!is_null(body))
        body_scope(l, body);
    loop_leave(l, a);
    builder_goto(l->b, next);
    builder_enter(l->b, next);
    cond(l, test, in, done);
    builder_enter(l->b, done);
}

// ---- The header of a for ----

typedef enum { PART_INIT, PART_COND, PART_STEP, PART_COUNT } Part;

typedef struct {
    SourceFile *file;
    unsigned open, semi[2], close; // offsets
} Header;

// The parentheses and the two semicolons behind the word at `offset`.
static bool scan_header(const char *t, size_t n, size_t offset, Header *h) {
    int depth = 0, semis = 0;
    Token tok;
    if (!lex_next(t, n, &offset, &tok) || tok.kind != TOKEN_NAME)
        return false;
    while (lex_next(t, n, &offset, &tok)) {
        if (tok.kind == '(' || tok.kind == '{' || tok.kind == '[') {
            if (depth++ == 0)
                h->open = (unsigned)tok.start;
        } else if (tok.kind == ')' || tok.kind == '}' || tok.kind == ']') {
            h->close = (unsigned)tok.start;
            if (--depth <= 0)
                return semis == 2;
        } else if (depth == 0) {
            return false;
        } else if (tok.kind == ';' && depth == 1 && semis < 2) {
            h->semi[semis++] = (unsigned)tok.start;
        }
    }
    return false;
}

static bool read_header(Lower *l, CXCursor c, Header *h) {
    Spot s = spot_spelling(l, range_start(extent_of(l, c)));
    h->file = s.file;
    return s.file && source_text(l, s.file) && s.offset < s.file->size &&
           scan_header(s.file->text, s.file->size, s.offset, h);
}

static Part part_at(const Header *h, unsigned offset) {
    return offset < h->semi[0] ? PART_INIT : offset < h->semi[1] ? PART_COND : PART_STEP;
}

// Where the text of c starts, in terms of the header; false when it starts elsewhere.
static bool part_by_text(Lower *l, const Header *h, CXCursor c, Part *part) {
    CXSourceLocation start = range_start(extent_of(l, c));
    Spot spots[2] = {spot_file(l, start), spot_spelling(l, start)};
    for (int i = 0; i < 2; i++) {
        if (spots[i].file == h->file && spots[i].offset > h->open && spots[i].offset < h->close) {
            *part = part_at(h, spots[i].offset);
            return true;
        }
    }
    return false;
}

static Part part_by_look(Lower *l, CXCursor c, Part least) {
    CXCursor e = peel_parens(l, c);
    Part part = PART_COND;
    if (e.kind == CXCursor_DeclStmt)
        return PART_INIT;
    if (e.kind == CXCursor_CompoundAssignOperator)
        part = PART_STEP;
    else if (e.kind == CXCursor_BinaryOperator &&
             clang_getCursorBinaryOperatorKind(e) == CXBinaryOperator_Assign)
        part = least == PART_INIT ? PART_INIT : PART_STEP;
    else if (e.kind == CXCursor_UnaryOperator &&
             clang_getCursorUnaryOperatorKind(e) <= CXUnaryOperator_PreDec)
        part = PART_STEP;
    else if (clang_getCursorType(e).kind == CXType_Void)
        part = least == PART_INIT ? PART_INIT : PART_STEP;
    return part < least ? least : part;
}

// Which of the children in front of the body is which: parts[p] is 1 + its index, or 0.
static void place_parts(Lower *l, CXCursor c, Kids k, uint32_t n, uint32_t parts[PART_COUNT]) {
    memset(parts, 0, PART_COUNT * sizeof *parts);
    if (n >= PART_COUNT) {
        for (uint32_t p = 0; p < PART_COUNT; p++)
            parts[p] = p + 1 + (n - PART_COUNT);
        parts[PART_INIT] = 1;
        return;
    }
    if (!n)
        return;
    Header h;
    bool has_header = read_header(l, c, &h);
    Part least = PART_INIT;
    for (uint32_t i = 0; i < n; i++) {
        Part p;
        if (!has_header || !part_by_text(l, &h, kid(l, k, i), &p))
            p = part_by_look(l, kid(l, k, i), least);
        if (p < PART_COUNT && !parts[p])
            parts[p] = i + 1;
        least = p + 1 < PART_COUNT ? p + 1 : PART_STEP;
    }
}

void stmt_for(Lower *l, CXCursor c) {
    const Live *outer = l->fn.live;
    Kids k = kids_of(l, c);
    uint32_t parts[PART_COUNT], n = k.n ? k.n - 1 : 0;
    place_parts(l, c, k, n, parts);
    BlockId head = builder_block(l->b), in = builder_block(l->b);
    BlockId next = builder_block(l->b), done = builder_block(l->b);
    if (parts[PART_INIT])
        stmt(l, kid(l, k, parts[PART_INIT] - 1));
    at(l, c);
    builder_goto(l->b, head);
    builder_enter(l->b, head);
    if (parts[PART_COND])
        cond(l, kid(l, k, parts[PART_COND] - 1), in, done);
    else
        builder_goto(l->b, in);
    builder_enter(l->b, in);
    Around a = loop_enter(l, done, next);
    if (k.n)
        body_scope(l, kid(l, k, k.n - 1));
    loop_leave(l, a);
    builder_goto(l->b, next);
    builder_enter(l->b, next);
    if (parts[PART_STEP])
        effect(l, kid(l, k, parts[PART_STEP] - 1));
    builder_goto(l->b, head);
    builder_enter(l->b, done);
    kids_drop(l, k);
    at_end(l, c);
    scope_leave(l, outer);
}
