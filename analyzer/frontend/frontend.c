// SPDX-License-Identifier: Apache-2.0
//
// One unit: parse it, walk its top level once, lower what it defines and what that reaches.
//
// The top level is long (ten thousand declarations from headers) and the unit's own part of it
// short. A definition is lowered when it stands in the main file, or when it has external linkage
// wherever it stands: a source that includes another one defines that one's functions too. Inline
// functions of headers are lowered when a body names them.
//
// The caller gives the process (base/workers.h) a big stack and LIBCLANG_NOTHREADS=1; libclang
// recurses over the source's nesting.
#include "lower.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

const char *frontend_version(void) {
    static char text[128];
    if (!text[0]) {
        CXString s = clang_getClangVersion();
        const char *t = clang_getCString(s);
        snprintf(text, sizeof text, "%s", t ? t : "libclang");
        clang_disposeString(s);
    }
    return text;
}

// ---- Parse ----

// The driver writes to standard error whatever it is asked for.
static int mute(void) {
    fflush(stderr);
    int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (saved >= 0 && null >= 0)
        dup2(null, STDERR_FILENO);
    if (null >= 0)
        close(null);
    return saved;
}

static void unmute(int saved) {
    if (saved < 0)
        return;
    dup2(saved, STDERR_FILENO);
    close(saved);
}

static enum CXErrorCode parse_with(CXIndex index, const char *path, const Flags *flags,
                                   unsigned options, CXTranslationUnit *tu) {
    int saved = mute();
    enum CXErrorCode rc = clang_parseTranslationUnit2FullArgv(
        index, path, flags->args.data, (int)flags->args.len, NULL, 0, options, tu);
    unmute(saved);
    return rc;
}

static const char *rc_text(enum CXErrorCode rc) {
    switch (rc) {
    case CXError_Crashed:
        return "libclang crashed";
    case CXError_InvalidArguments:
        return "libclang refused the arguments";
    case CXError_ASTReadError:
        return "no syntax tree";
    default:
        return "libclang failed";
    }
}

// plain: whether libclang took the plain flags only.
static Status parse(CXIndex index, const FrontendCommand *cmd, const char *path, bool *plain,
                    CXTranslationUnit *tu, Error *err) {
    enum CXErrorCode rc = CXError_Failure;
    for (int i = 0; i < 2 && rc != CXError_Success; i++) {
        Flags flags;
        *plain = i;
        flags_make(&flags, cmd, *plain);
        rc = parse_with(index, path, &flags, CXTranslationUnit_KeepGoing, tu);
        flags_fini(&flags);
    }
    if (rc != CXError_Success || !*tu)
        return error_set(err, STATUS_FAILED, "%s: %s", cmd->file, rc_text(rc));
    return STATUS_OK;
}

// Finds out whether one of the errors is fatal.
static void parse_strictly(CXIndex index, const FrontendCommand *cmd, const char *path, bool plain,
                           FrontendReport *report) {
    CXTranslationUnit tu = NULL;
    Flags flags;
    flags_make(&flags, cmd, plain);
    parse_with(index, path, &flags, CXTranslationUnit_None, &tu);
    flags_fini(&flags);
    if (!tu)
        return;
    diagnostics_fatal(tu, report);
    clang_disposeTranslationUnit(tu);
}

// ---- Top level ----

static void top_level(Lower *l, CXCursor c) {
    bool is_func = c.kind == CXCursor_FunctionDecl || c.kind == CXCursor_CXXMethod;
    if (!(is_func || c.kind == CXCursor_VarDecl) || !clang_isCursorDefinition(c))
        return;
    Spot s = spot_expansion(l, clang_getCursorLocation(c));
    bool is_main = s.file && s.file->is_main;
    if (!is_main && (l->is_cxx || clang_getCursorLinkage(c) != CXLinkage_External ||
                     (is_func && clang_Cursor_isFunctionInlined(c))))
        return;
    if (is_func)
        lower_function(l, c);
    else
        globals_later(l, c);
}

static enum CXChildVisitResult visit_top(CXCursor c, CXCursor parent, CXClientData data) {
    UNUSED(parent);
    Lower *l = data;
    if (c.kind == CXCursor_Namespace || c.kind == CXCursor_LinkageSpec)
        return CXChildVisit_Recurse;
    top_level(l, c);
    return CXChildVisit_Continue;
}

static void lower_unit(Lower *l) {
    clang_visitChildren(clang_getTranslationUnitCursor(l->tu), visit_top, l);
    for (uint32_t i = 0; i < l->work.len; i++)
        lower_function(l, l->work.data[i]);
    lower_globals(l);
}

// ---- The unit's state ----

static void lower_init(Lower *l, const char *path) {
    arena_init(&l->arena, "unit");
    arena_init(&l->fn.arena, "function");
    source_init(l);
    types_init(l);
    l->decls = pointer_map(sizeof(Decl));
    l->macro_uses = pointer_map(sizeof(MacroUse *));
    SourceFile *main = source_file(l, clang_getFile(l->tu, path));
    if (main) {
        main->is_main = true;
        l->m->files.data[main->id.v].is_main = true;
    }
}

static void lower_fini(Lower *l) {
    if (l->policy)
        clang_PrintingPolicy_dispose(l->policy);
    Gomap *maps[] = {l->file_ids, l->types, l->records,      l->fields,
                     l->decls,    l->names, l->fn.label_ids, l->macro_uses};
    for (size_t i = 0; i < COUNT_OF(maps); i++)
        gomap_free(maps[i]);
    vec_fini(&l->kids);
    vec_fini(&l->spine);
    vec_fini(&l->args);
    macro_defs_fini(l);
    for (uint32_t i = 0; i < l->files.len; i++)
        vec_fini(&l->files.data[i]->lines);
    vec_fini(&l->files);
    vec_fini(&l->errors);
    vec_fini(&l->record_defs);
    vec_fini(&l->members);
    vec_fini(&l->by_name);
    vec_fini(&l->work);
    vec_fini(&l->inits);
    vec_fini(&l->fn.cases);
    vec_fini(&l->fn.labels);
    vec_fini(&l->fn.gotos);
    arena_fini(&l->fn.arena);
    arena_fini(&l->arena);
}

static bool is_cxx(CXTranslationUnit tu) {
    return clang_getCursorLanguage(clang_getTranslationUnitCursor(tu)) == CXLanguage_CPlusPlus;
}

static void lower_tu(IrModule *out, CXTranslationUnit tu, const char *path,
                     const FrontendCommand *cmd, const FrontendOptions *options,
                     FrontendReport *report) {
    Lower l = {.m = out,
               .b = builder_new(out),
               .options = options,
               .command = cmd,
               .tu = tu,
               .is_cxx = is_cxx(tu)};
    lower_init(&l, path);
    diagnostics_read(&l, report);
    lower_unit(&l);
    lower_fini(&l);
    builder_free(l.b);
}

Status frontend_parse(IrModule *out, const FrontendCommand *command, const FrontendOptions *options,
                      FrontendReport *report, Error *err) {
    static const FrontendOptions none = {0};
    *report = (FrontendReport){0};
    StrBuf path = {0};
    if (command->file[0] != '/')
        strbuf_printf(&path, "%s/", command->directory);
    strbuf_adds(&path, command->file);
    struct stat st;
    Status status = STATUS_OK;
    if (stat(path.s, &st) != 0)
        status = error_set(err, STATUS_FAILED, "%s: no such file", command->file);
    else if (!S_ISREG(st.st_mode))
        status = error_set(err, STATUS_FAILED, "%s: not a regular file", command->file);
    CXIndex index = status == STATUS_OK ? clang_createIndex(0, 0) : NULL;
    CXTranslationUnit tu = NULL;
    bool plain = false, doubtful = false;
    if (index)
        status = parse(index, command, command->file, &plain, &tu, err);
    if (tu) {
        doubtful = diagnostics_has_error(tu);
        out->name = intern(&out->strings, path.s);
        lower_tu(out, tu, command->file, command, options ? options : &none, report);
        clang_disposeTranslationUnit(tu);
    }
    if (doubtful)
        parse_strictly(index, command, command->file, plain, report);
    if (index)
        clang_disposeIndex(index);
    strbuf_fini(&path);
    return status;
}
