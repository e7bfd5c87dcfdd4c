// SPDX-License-Identifier: Apache-2.0
//
// What a name refers to. A declaration is looked up by the pointer inside its cursor; each
// redeclaration of a function has its own, and all lead to the one FuncId of the USR.
//
// A function that is named and defined in a header goes to the worklist: `static inline` helpers
// are lowered in the unit that reaches them, marked FUNC_INLINE, and linked to one.
#include "lower.h"

static const struct {
    const char *name;
    Builtin builtin;
} builtins[] = {
    {"__builtin_expect", BUILTIN_FIRST_ARG},
    {"__builtin_expect_with_probability", BUILTIN_FIRST_ARG},
    {"__builtin_assume_aligned", BUILTIN_FIRST_ARG},
    {"__builtin_launder", BUILTIN_FIRST_ARG},
    {"__builtin_unpredictable", BUILTIN_FIRST_ARG},
    {"__builtin_constant_p", BUILTIN_ZERO},
    {"__builtin_object_size", BUILTIN_UNKNOWN},
    {"__builtin_dynamic_object_size", BUILTIN_UNKNOWN},
    {"__builtin_classify_type", BUILTIN_UNKNOWN},
    {"__builtin_assume", BUILTIN_NOTHING},
    {"__assume", BUILTIN_NOTHING},
    {"__builtin_prefetch", BUILTIN_NOTHING},
    {"__builtin_unreachable", BUILTIN_UNREACHABLE},
    {"__builtin_trap", BUILTIN_UNREACHABLE},
    {"__builtin_verbose_trap", BUILTIN_UNREACHABLE},
};

// Builtins that are a function of libc under another name; models know that one.
static const char *const libc_builtins[] = {
    "abort",   "alloca",  "calloc", "exit",   "free",     "malloc",  "memcmp",
    "memcpy",  "memmove", "memset", "printf", "realloc",  "strcat",  "strchr",
    "strcmp",  "strcpy",  "strdup", "strlen", "strncat",  "strncmp", "strncpy",
    "strndup", "strrchr", "strstr", "stpcpy", "snprintf", "sprintf",
};

Builtin builtin_of(const char *name) {
    if (name[0] != '_' || name[1] != '_')
        return BUILTIN_NONE;
    if (strncmp(name, "__sync_", 7) == 0)
        return BUILTIN_ATOMIC;
    for (size_t i = 0; i < COUNT_OF(builtins); i++)
        if (strcmp(name, builtins[i].name) == 0)
            return builtins[i].builtin;
    return BUILTIN_NONE;
}

// "memcpy" for __builtin_memcpy and __builtin___memcpy_chk; NULL when it is no such name.
static const char *libc_name(const char *name) {
    static const char prefix[] = "__builtin_";
    if (strncmp(name, prefix, sizeof prefix - 1) != 0)
        return NULL;
    const char *rest = name + sizeof prefix - 1;
    size_t n = strlen(rest);
    if (n > 6 && rest[0] == '_' && rest[1] == '_' && strcmp(rest + n - 4, "_chk") == 0) {
        rest += 2;
        n -= 6;
    }
    for (size_t i = 0; i < COUNT_OF(libc_builtins); i++)
        if (strlen(libc_builtins[i]) == n && memcmp(libc_builtins[i], rest, n) == 0)
            return libc_builtins[i];
    return NULL;
}

static bool is_static(CXCursor decl) {
    return clang_getCursorLinkage(decl) == CXLinkage_Internal;
}

static StrId plain_usr(Lower *l, const char *name) {
    StrBuf b = {0};
    strbuf_printf(&b, "c:@F@%s", name);
    StrId usr = intern_n(&l->m->strings, b.s, b.len);
    strbuf_fini(&b);
    return usr;
}

FuncId func_named(Lower *l, const char *name, TypeId result) {
    bool fresh;
    FuncId f = builder_func(l->b, plain_usr(l, name), &fresh);
    if (fresh) {
        StrId id = intern(&l->m->strings, name);
        ir_func(l->m, f)->name = id;
        ir_func(l->m, f)->result = result;
    }
    return f;
}

// A static's identity is that of its first declaration: it may stand in another file.
static StrId decl_usr(Lower *l, CXCursor decl) {
    if (clang_getCursorLinkage(decl) == CXLinkage_External)
        return intern_cx(l, clang_getCursorUSR(decl));
    CXCursor first = clang_getCanonicalCursor(decl);
    return unit_usr(l, intern_cx(l, clang_getCursorUSR(first)), first);
}

static StrId func_usr(Lower *l, CXCursor decl, StrId *name) {
    *name = intern_cx(l, clang_getCursorSpelling(decl));
    const char *libc = libc_name(ir_str(l->m, *name));
    if (libc) {
        *name = intern(&l->m->strings, libc);
        return plain_usr(l, libc);
    }
    return decl_usr(l, decl);
}

static void fill_func(Lower *l, FuncId id, CXCursor decl, StrId name) {
    CXType type = clang_getCursorType(decl);
    StrId signature = signature_of(l, type);
    TypeId result = type_of(l, clang_getResultType(type));
    Loc loc = loc_of(l, decl);
    unsigned attrs = func_attrs(l, decl);
    int n = clang_Cursor_getNumArguments(decl);
    IrFunc *f = ir_func(l->m, id);
    f->name = name;
    f->signature = signature;
    f->result = result;
    f->loc = loc;
    f->flags |= attrs;
    f->nparams = n > 0 ? (uint32_t)n : 0;
    if (is_static(decl))
        f->flags |= FUNC_STATIC;
    if (clang_Cursor_isVariadic(decl))
        f->flags |= FUNC_VARIADIC;
}

// Defined outside the main file and seen for the first time: to be lowered later.
static void reach(Lower *l, FuncId id, CXCursor decl) {
    CXCursor def = clang_getCursorDefinition(decl);
    if (is_null(def))
        return;
    Spot s = spot_expansion(l, clang_getCursorLocation(def));
    if (!s.file || s.file->is_main)
        return;
    ir_func(l->m, id)->flags |= FUNC_INLINE;
    vec_push(&l->work, def);
}

static Decl func_decl(Lower *l, CXCursor decl) {
    StrId name;
    StrId usr = func_usr(l, decl, &name);
    bool fresh;
    FuncId id = builder_func(l->b, usr, &fresh);
    if (fresh) {
        fill_func(l, id, decl, name);
        reach(l, id, decl);
    }
    return (Decl){.kind = DECL_FUNC,
                  .builtin = (uint8_t)builtin_of(ir_str(l->m, name)),
                  .is_noreturn = (ir_func(l->m, id)->flags & FUNC_NORETURN) != 0,
                  .id = id.v};
}

static void fill_global(Lower *l, GlobalId id, CXCursor decl) {
    CXType type = clang_getCursorType(decl);
    StrId name = intern_cx(l, clang_getCursorSpelling(decl));
    IrGlobal g = {.name = name,
                  .usr = l->m->globals.data[id.v].usr,
                  .type = type_of(l, type),
                  .loc = loc_of(l, decl),
                  .is_static = is_static(decl),
                  .is_thread = clang_getCursorTLSKind(decl) != CXTLS_None,
                  .is_const = clang_isConstQualifiedType(type)};
    enum CX_StorageClass storage = clang_Cursor_getStorageClass(decl);
    if (storage == CX_SC_Static && clang_getCursorLinkage(decl) == CXLinkage_NoLinkage) {
        g.is_static = g.is_local = true;
        g.func = l->fn.usr;
    }
    g.is_defined = storage != CX_SC_Extern;
    l->m->globals.data[id.v] = g;
}

// A table in a header is initialised by the unit that names it.
static void reach_table(Lower *l, CXCursor decl) {
    if (clang_getCursorLinkage(decl) != CXLinkage_Internal)
        return;
    CXCursor def = clang_getCursorDefinition(decl);
    if (is_null(def))
        return;
    Spot s = spot_expansion(l, clang_getCursorLocation(def));
    if (s.file && !s.file->is_main)
        globals_later(l, def);
}

static Decl global_decl(Lower *l, CXCursor decl) {
    bool fresh;
    GlobalId id = builder_global(l->b, decl_usr(l, decl), &fresh);
    Decl d = {.kind = DECL_GLOBAL, .id = id.v};
    if (fresh) {
        fill_global(l, id, decl);
        map_put(l->decls, key_of(decl_key(decl)), &d);
        reach_table(l, decl);
    }
    return d;
}

static Decl new_decl(Lower *l, CXCursor c) {
    switch (c.kind) {
    case CXCursor_FunctionDecl:
    case CXCursor_CXXMethod:
    case CXCursor_Constructor:
    case CXCursor_Destructor:
    case CXCursor_ConversionFunction:
        return func_decl(l, c);
    case CXCursor_VarDecl:
        if (clang_Cursor_hasVarDeclGlobalStorage(c) == 1)
            return global_decl(l, c);
        return (Decl){.kind = DECL_OTHER}; // a local that was not declared: a lost statement
    case CXCursor_EnumConstantDecl:
        return (Decl){.kind = DECL_CONST, .value = clang_getEnumConstantDeclValue(c)};
    default:
        return (Decl){.kind = DECL_OTHER};
    }
}

Decl decl_of(Lower *l, CXCursor decl) {
    uint64_t key = key_of(decl_key(decl));
    const Decl *known = map_find(l->decls, key);
    if (known)
        return *known;
    Decl d = new_decl(l, decl);
    if (d.kind != DECL_OTHER)
        map_put(l->decls, key, &d);
    return d;
}

FuncId func_of(Lower *l, CXCursor decl) {
    Decl d = decl_of(l, decl);
    return (FuncId){d.kind == DECL_FUNC ? d.id : 0};
}

void declare_var(Lower *l, CXCursor decl, VarId v) {
    Decl d = {.kind = DECL_VAR, .id = v.v};
    map_put(l->decls, key_of(decl_key(decl)), &d);
}
