// SPDX-License-Identifier: Apache-2.0
//
// What only attributes tell. libclang has no kind for most of them and gives macro-written ones no
// usable tokens, so the declaration is pretty-printed, without its initialiser (a string literal
// could read like an attribute), and the words are looked for in that text. Only declarations that
// have attributes pay for it.
//
// noreturn has two homes: `_Noreturn` is an attribute of the declaration, the GNU spelling is part
// of the function's type.
#include "lower.h"

static CXPrintingPolicy policy(Lower *l, CXCursor c) {
    if (!l->policy) {
        l->policy = clang_getCursorPrintingPolicy(c);
        clang_PrintingPolicy_setProperty(l->policy, CXPrintingPolicy_SuppressInitializers, 1);
        clang_PrintingPolicy_setProperty(l->policy, CXPrintingPolicy_TerseOutput, 1);
    }
    return l->policy;
}

// The attribute word stands alone: not a part of a longer name.
static const char *find_word(const char *text, const char *word) {
    size_t n = strlen(word);
    for (const char *p = text; (p = strstr(p, word)); p += n) {
        char before = p == text ? ' ' : p[-1];
        if (before != '_' && !(before >= 'a' && before <= 'z') && p[n] != '_' &&
            !(p[n] >= 'a' && p[n] <= 'z'))
            return p;
    }
    return NULL;
}

static unsigned attrs_in(const char *text) {
    unsigned flags = 0;
    if (find_word(text, "_Noreturn") || find_word(text, "noreturn"))
        flags |= FUNC_NORETURN;
    if (strstr(text, "__attribute__((constructor"))
        flags |= FUNC_CONSTRUCTOR;
    if (strstr(text, "__attribute__((destructor"))
        flags |= FUNC_DESTRUCTOR;
    if (strstr(text, "__attribute__((malloc"))
        flags |= FUNC_MALLOC;
    return flags;
}

unsigned func_attrs(Lower *l, CXCursor decl) {
    unsigned flags = 0;
    CXString type = clang_getTypeSpelling(clang_getCursorType(decl));
    const char *text = clang_getCString(type);
    if (text && strstr(text, "__attribute__((noreturn))"))
        flags |= FUNC_NORETURN;
    clang_disposeString(type);
    if (!clang_Cursor_hasAttrs(decl))
        return flags;
    CXString pretty = clang_getCursorPrettyPrinted(decl, policy(l, decl));
    text = clang_getCString(pretty);
    if (text)
        flags |= attrs_in(text);
    clang_disposeString(pretty);
    return flags;
}

// ---- cleanup ----

static enum CXChildVisitResult note_name(CXCursor c, CXCursor parent, CXClientData data) {
    UNUSED(parent);
    Lower *l = data;
    if (c.kind == CXCursor_FunctionDecl) {
        StrId name = intern_cx(l, clang_getCursorSpelling(c));
        uint32_t index = vec_push(&l->by_name, c);
        map_put(l->names, name.v, &index);
    }
    return CXChildVisit_Continue;
}

// The function that a name means in this unit.
static FuncId func_by_name(Lower *l, const char *name, size_t n) {
    if (!l->names) {
        l->names = pointer_map(sizeof(uint32_t));
        clang_visitChildren(clang_getTranslationUnitCursor(l->tu), note_name, l);
    }
    StrId id = intern_n(&l->m->strings, name, n);
    const uint32_t *index = map_find(l->names, id.v);
    if (index)
        return func_of(l, l->by_name.data[*index]);
    return func_named(l, ir_str(l->m, id), l->t_void);
}

FuncId var_cleanup(Lower *l, CXCursor decl) {
    static const char word[] = "__attribute__((cleanup(";
    if (!clang_Cursor_hasAttrs(decl))
        return (FuncId){0};
    CXString pretty = clang_getCursorPrettyPrinted(decl, policy(l, decl));
    const char *text = clang_getCString(pretty);
    const char *p = text ? strstr(text, word) : NULL;
    FuncId f = {0};
    if (p) {
        p += sizeof word - 1;
        f = func_by_name(l, p, strcspn(p, ") "));
    }
    clang_disposeString(pretty);
    return f;
}
