// SPDX-License-Identifier: Apache-2.0
//
// One macro invocation in a source, and the calls of modelled macros behind it: those written in
// its text (`MUST(HASH_ADD_INT(users, id, u))` has one) and those written in the bodies of the
// macros that it invokes:
//
//     #define ADD_USER(u) HASH_ADD_INT(users, id, u)
//     ADD_USER(make_user())       HASH_ADD_INT, arguments users, id (from the body), make_user()
//
// An argument is known by where its first and last token are written.
#include "lower.h"

enum { WRAPPER_DEPTH = 8, WRAPPED_CALLS = 64 };

// What a parameter of the macro at work stands for.
typedef struct {
    const MacroDef *def; // NULL: the invocation itself
    const MacroArg *args;
    uint32_t nargs;
} Binding;

static StrId text_between(Lower *l, const char *t, size_t from, size_t to) {
    return intern_n(&l->m->strings, t + from, to - from);
}

static ModelCall *add_call(Lower *l, MacroUse *use, const char *name, size_t n, uint32_t nargs) {
    ModelCall *call = ARENA_NEW(&l->arena, ModelCall);
    call->name = intern_n(&l->m->strings, name, n);
    call->nargs = nargs;
    call->args = ARENA_ARRAY(&l->arena, MacroArg, nargs + 1);
    call->use = use;
    ModelCall **end = &use->calls;
    while (*end)
        end = &(*end)->next;
    return *end = call;
}

// ---- Written in the invocation ----

static void add_written(Lower *l, MacroUse *use, const TextCall *tc) {
    const char *t = use->file->text;
    ModelCall *call = add_call(l, use, t + tc->start, tc->name_end - tc->start, tc->args.len);
    call->start = (unsigned)tc->start;
    call->end = (unsigned)tc->end;
    for (uint32_t i = 0; i < tc->args.len; i++) {
        TextRange r = tc->args.data[i];
        call->args[i] = (MacroArg){.from = {use->file, (unsigned)r.from},
                                   .to = {use->file, (unsigned)r.to},
                                   .text = text_between(l, t, r.from, r.to)};
    }
}

static bool modelled_call_at(Lower *l, const char *t, size_t n, Token tok, TextCall *tc) {
    return tok.kind == TOKEN_NAME && macro_is_modelled(l, t + tok.start, tok.end - tok.start) &&
           lex_call(t, n, tok.start, tc);
}

static void scan_written(Lower *l, MacroUse *use) {
    const char *t = use->file->text;
    TextCall tc = {0};
    size_t at = use->start;
    Token tok;
    while (lex_next(t, use->end, &at, &tok))
        if (modelled_call_at(l, t, use->file->size, tok, &tc))
            add_written(l, use, &tc);
    lex_call_fini(&tc);
}

static MacroUse *new_use(Lower *l, Spot s) {
    MacroUse *use = ARENA_NEW(&l->arena, MacroUse);
    use->file = s.file;
    use->start = use->end = s.offset;
    if (!source_text(l, s.file) || s.offset >= s.file->size)
        return use;
    TextCall tc = {0};
    lex_call(s.file->text, s.file->size, s.offset, &tc);
    use->end = (unsigned)tc.end;
    use->name_end = (unsigned)tc.name_end;
    lex_call_fini(&tc);
    if (use->end > use->name_end ||
        macro_is_modelled(l, s.file->text + use->start, use->name_end - use->start))
        scan_written(l, use);
    return use;
}

MacroUse *macro_use_at(Lower *l, Spot s) {
    uint64_t key = (uint64_t)s.file->id.v << 32 | s.offset;
    MacroUse **known = map_find(l->macro_uses, key);
    if (known)
        return *known;
    MacroUse *use = new_use(l, s);
    map_put(l->macro_uses, key, &use);
    return use;
}

// ---- Written in the bodies of wrappers ----

static const MacroArg *bound(const Binding *b, const char *name, size_t n, MacroArg *variadic) {
    if (!b->def)
        return NULL;
    const char *t = b->def->file->text;
    for (uint32_t i = 0; i < b->def->nparams; i++) {
        TextRange p = b->def->params[i];
        bool rest = p.to - p.from >= 3 && memcmp(t + p.to - 3, "...", 3) == 0;
        size_t len = p.to - p.from - (rest ? 3 : 0);
        bool named = rest && len == 0 ? n == 11 && memcmp(name, "__VA_ARGS__", 11) == 0
                                      : len == n && memcmp(t + p.from, name, n) == 0;
        if (!named || i >= b->nargs)
            continue;
        if (!rest)
            return &b->args[i];
        *variadic = b->args[i];
        variadic->to = b->args[b->nargs - 1].to;
        return variadic;
    }
    return NULL;
}

// The argument written from r.from to r.to in the body of b's macro, parameters replaced.
static MacroArg bind_arg(Lower *l, SourceFile *f, TextRange r, const Binding *b) {
    MacroArg a = {.from = {f, (unsigned)r.from}, .to = {f, (unsigned)r.to}}, rest;
    StrBuf text = {0};
    size_t at = r.from, copied = r.from;
    Token tok;
    bool first = true;
    while (lex_next(f->text, r.to, &at, &tok)) {
        const MacroArg *p = NULL;
        if (tok.kind == TOKEN_NAME)
            p = bound(b, f->text + tok.start, tok.end - tok.start, &rest);
        if (first && p)
            a.from = p->from;
        first = false;
        a.to = p ? p->to : (TextPos){f, (unsigned)tok.end};
        if (!p)
            continue;
        strbuf_add(&text, f->text + copied, tok.start - copied);
        strbuf_adds(&text, ir_str(l->m, p->text));
        copied = tok.end;
    }
    strbuf_add(&text, f->text + copied, r.to - copied);
    a.text = intern_n(&l->m->strings, strbuf_text(&text), text.len);
    strbuf_fini(&text);
    return a;
}

static void expand(Lower *l, MacroUse *use, const Binding *b, int depth);

static void add_body(Lower *l, MacroUse *use, const MacroDef *def) {
    MacroBody *body = ARENA_NEW(&l->arena, MacroBody);
    *body = (MacroBody){def->file, (unsigned)def->body, (unsigned)def->body_end, use->bodies};
    use->bodies = body;
}

// Which of several definitions in #if branches holds is not known: what stands in another one is
// the wrapper's, too, and no code of the library's.
static void add_bodies(Lower *l, MacroUse *use, const MacroDef *def) {
    const MacroDef *d = NULL;
    while ((d = macro_def_next(l, def, d)))
        add_body(l, use, d);
}

static void expand_call(Lower *l, MacroUse *use, SourceFile *f, const TextCall *tc,
                        const Binding *b, int depth) {
    const char *name = f->text + tc->start;
    size_t n = tc->name_end - tc->start;
    if (macro_is_modelled(l, name, n)) {
        if (use->nwrapped++ >= WRAPPED_CALLS)
            return;
        ModelCall *call = add_call(l, use, name, n, tc->args.len);
        call->is_wrapped = true;
        for (uint32_t i = 0; i < tc->args.len; i++)
            call->args[i] = bind_arg(l, f, tc->args.data[i], b);
        return;
    }
    const MacroDef *def = macro_def(l, name, n);
    if (!def || !def->is_function || depth >= WRAPPER_DEPTH)
        return;
    Binding inner = {def, NULL, tc->args.len};
    MacroArg *args = ARENA_ARRAY(&l->arena, MacroArg, tc->args.len + 1);
    for (uint32_t i = 0; i < tc->args.len; i++)
        args[i] = bind_arg(l, f, tc->args.data[i], b);
    inner.args = args;
    expand(l, use, &inner, depth + 1);
}

// The calls in the body of b's macro.
static void expand(Lower *l, MacroUse *use, const Binding *b, int depth) {
    SourceFile *f = b->def->file;
    size_t at = b->def->body;
    Token tok;
    add_bodies(l, use, b->def);
    while (use->nwrapped < WRAPPED_CALLS && lex_next(f->text, b->def->body_end, &at, &tok)) {
        TextCall tc = {0};
        if (tok.kind == TOKEN_NAME && lex_call(f->text, b->def->body_end, tok.start, &tc))
            expand_call(l, use, f, &tc, b, depth);
        lex_call_fini(&tc);
    }
}

// The macros called in the arguments of the invocation: MUST(ADD_USER(u)).
static void unwrap_arguments(Lower *l, MacroUse *use, const Binding *outer) {
    const char *t = use->file->text;
    size_t at = use->name_end;
    Token tok;
    while (lex_next(t, use->end, &at, &tok)) {
        TextCall tc = {0};
        if (tok.kind == TOKEN_NAME && !macro_is_modelled(l, t + tok.start, tok.end - tok.start) &&
            lex_call(t, use->end, tok.start, &tc))
            expand_call(l, use, use->file, &tc, outer, 0);
        lex_call_fini(&tc);
    }
}

void macro_unwrap(Lower *l, MacroUse *use) {
    if (use->is_unwrapped || !use->file->text || use->name_end <= use->start)
        return;
    use->is_unwrapped = true;
    const char *t = use->file->text;
    size_t n = use->name_end - use->start;
    Binding outer = {0};
    const MacroDef *def = macro_def(l, t + use->start, n);
    TextCall tc = {0};
    if (def && !macro_is_modelled(l, t + use->start, n)) {
        bool has_args = def->is_function && lex_call(t, use->file->size, use->start, &tc);
        Binding b = {def, NULL, has_args ? tc.args.len : 0};
        MacroArg *args = ARENA_ARRAY(&l->arena, MacroArg, b.nargs + 1);
        for (uint32_t i = 0; i < b.nargs; i++)
            args[i] = bind_arg(l, use->file, tc.args.data[i], &outer);
        b.args = args;
        expand(l, use, &b, 0);
    }
    lex_call_fini(&tc);
    unwrap_arguments(l, use, &outer);
}
