// SPDX-License-Identifier: Apache-2.0
//
// Macro definitions as text. libclang keeps no macro body without a record of the whole
// preprocessing, which every unit would pay for; so a file's #define lines are read from its text,
// and only when a modelled macro is defined there or may be called from one of its macros.
//
// Of two definitions of one name the main file's is taken, otherwise the first that is found.
// LIMIT: #if around a definition is not evaluated.
#include "lower.h"

struct MacroDefs {
    VEC(MacroDef) list;
    bool has_modelled;
};

bool macro_is_modelled(Lower *l, const char *name, size_t n) {
    char copy[128];
    if (n >= sizeof copy)
        return false;
    memcpy(copy, name, n);
    copy[n] = '\0';
    return l->options->is_macro(copy, l->options->ctx);
}

static size_t line_end(const char *t, size_t n, size_t i) {
    while (i < n && !(t[i] == '\n' && !(i && (t[i - 1] == '\\' ||
                                              (t[i - 1] == '\r' && i > 1 && t[i - 2] == '\\')))))
        i++;
    return i;
}

// Reads `NAME(a, b) body` from `at` to the end of its line.
static void read_define(Lower *l, SourceFile *f, size_t at, size_t end) {
    Token tok;
    if (!lex_next(f->text, end, &at, &tok) || tok.kind != TOKEN_NAME)
        return;
    MacroDef d = {.file = f, .name = tok.start, .name_end = tok.end};
    if (macro_is_modelled(l, f->text + tok.start, tok.end - tok.start))
        f->defs->has_modelled = true;
    d.body = tok.end;
    d.body_end = end;
    if (tok.end < end && f->text[tok.end] == '(') {
        TextCall params = {0};
        if (!lex_call(f->text, end, tok.start, &params)) {
            lex_call_fini(&params);
            return;
        }
        d.is_function = true;
        d.nparams = params.args.len;
        d.params = ARENA_ARRAY(&l->arena, TextRange, params.args.len + 1);
        for (uint32_t i = 0; i < params.args.len; i++)
            d.params[i] = params.args.data[i];
        d.body = params.end;
        lex_call_fini(&params);
    }
    vec_push(&f->defs->list, d);
}

static void read_defs(Lower *l, SourceFile *f) {
    const char *t = f->text;
    size_t n = f->size;
    for (size_t i = 0; i < n;) {
        size_t end = line_end(t, n, i), at = i;
        while (at < end && (t[at] == ' ' || t[at] == '\t'))
            at++;
        if (at < end && t[at] == '#') {
            Token tok;
            at++;
            if (lex_next(t, end, &at, &tok) && tok.end - tok.start == 6 &&
                memcmp(t + tok.start, "define", 6) == 0)
                read_define(l, f, at, end);
        }
        i = end + 1;
    }
}

static MacroDefs *defs_of(Lower *l, SourceFile *f) {
    if (!f->defs) {
        f->defs = ARENA_NEW(&l->arena, MacroDefs);
        if (source_text(l, f))
            read_defs(l, f);
    }
    return f->defs;
}

bool macro_file_has_modelled(Lower *l, SourceFile *f) {
    return defs_of(l, f)->has_modelled;
}

static const MacroDef *find_in(Lower *l, SourceFile *f, const char *name, size_t n) {
    MacroDefs *defs = defs_of(l, f);
    vec_each (MacroDef, d, &defs->list) {
        if (d->name_end - d->name == n && memcmp(f->text + d->name, name, n) == 0)
            return d;
    }
    return NULL;
}

const MacroDef *macro_def_next(Lower *l, const MacroDef *like, const MacroDef *last) {
    const char *t = like->file->text;
    size_t n = like->name_end - like->name;
    MacroDefs *defs = defs_of(l, like->file);
    for (uint32_t i = last ? (uint32_t)(last - defs->list.data) + 1 : 0; i < defs->list.len; i++) {
        const MacroDef *d = &defs->list.data[i];
        if (d->name_end - d->name == n && memcmp(t + d->name, t + like->name, n) == 0)
            return d;
    }
    return NULL;
}

const MacroDef *macro_def_at(Lower *l, Spot s) {
    if (!s.file)
        return NULL;
    MacroDefs *defs = defs_of(l, s.file);
    vec_each (MacroDef, d, &defs->list) {
        if (s.offset >= d->body && s.offset < d->body_end)
            return d;
    }
    return NULL;
}

static void note_inclusion(CXFile file, CXSourceLocation *stack, unsigned depth,
                           CXClientData data) {
    UNUSED(stack);
    UNUSED(depth);
    source_file(data, file);
}

const MacroDef *macro_def(Lower *l, const char *name, size_t n) {
    if (!l->has_inclusions) {
        clang_getInclusions(l->tu, note_inclusion, l);
        l->has_inclusions = true;
    }
    const MacroDef *found = NULL;
    for (uint32_t i = 0; i < l->files.len; i++) {
        SourceFile *f = l->files.data[i];
        if (found && !f->is_main)
            continue;
        const MacroDef *d = find_in(l, f, name, n);
        if (d)
            found = d;
    }
    return found;
}

void macro_defs_fini(Lower *l) {
    for (uint32_t i = 0; i < l->files.len; i++)
        if (l->files.data[i]->defs)
            vec_fini(&l->files.data[i]->defs->list);
}
