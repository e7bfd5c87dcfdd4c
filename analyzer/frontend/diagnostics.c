// SPDX-License-Identifier: Apache-2.0
//
// Parse errors. After an error clang goes on, but a statement with a name that it cannot resolve
// leaves no trace in the tree: `foo_t q = bar(p); BAZ(q);` under a missing header is no cursor at
// all. A lost free() would become a false report, so a function in which an error lies is
// unreliable as a whole. An error without a place (an unknown flag) touches no function.
//
// A fatal error leaves a part of the unit unread, nobody knows which. To go on behind it
// (KeepGoing) libclang calls it an error like others. So a unit with errors is parsed once more,
// without that. A failed #error is meant to stop the compiler, whatever clang makes of it.
#include "lower.h"

static void describe(FrontendReport *report, CXDiagnostic d, Lower *l, Spot s) {
    CXString text = clang_getDiagnosticSpelling(d);
    const char *t = clang_getCString(text);
    const char *path = s.file ? ir_str(l->m, l->m->files.data[s.file->id.v].path) : "?";
    Loc loc = spot_loc(l, s);
    snprintf(report->first_error, sizeof report->first_error, "%s:%u:%u: %s", path, loc.line,
             loc.col, t ? t : "");
    clang_disposeString(text);
}

// What #error and the like say is in a category of its own.
static bool is_users(CXDiagnostic d) {
    CXString category = clang_getDiagnosticCategoryText(d);
    const char *t = clang_getCString(category);
    bool result = t && strcmp(t, "User-Defined Issue") == 0;
    clang_disposeString(category);
    return result;
}

static void describe_fatal(FrontendReport *report, CXDiagnostic d) {
    CXFile file;
    unsigned line, column;
    clang_getExpansionLocation(clang_getDiagnosticLocation(d), &file, &line, &column, NULL);
    CXString path = clang_getFileName(file), text = clang_getDiagnosticSpelling(d);
    const char *p = file ? clang_getCString(path) : NULL, *t = clang_getCString(text);
    if (p)
        snprintf(report->fatal, sizeof report->fatal, "%s:%u:%u: %s", p, line, column, t ? t : "");
    else
        snprintf(report->fatal, sizeof report->fatal, "command line: %s", t ? t : "");
    clang_disposeString(path);
    clang_disposeString(text);
}

void diagnostics_fatal(CXTranslationUnit tu, FrontendReport *report) {
    unsigned n = clang_getNumDiagnostics(tu);
    for (unsigned i = 0; i < n && !report->fatal[0]; i++) {
        CXDiagnostic d = clang_getDiagnostic(tu, i);
        enum CXDiagnosticSeverity severity = clang_getDiagnosticSeverity(d);
        if (severity == CXDiagnostic_Fatal || (severity == CXDiagnostic_Error && is_users(d)))
            describe_fatal(report, d);
        clang_disposeDiagnostic(d);
    }
}

bool diagnostics_has_error(CXTranslationUnit tu) {
    unsigned n = clang_getNumDiagnostics(tu);
    bool found = false;
    for (unsigned i = 0; i < n && !found; i++) {
        CXDiagnostic d = clang_getDiagnostic(tu, i);
        // The driver's, of flags that it does not know, have no category.
        found = clang_getDiagnosticSeverity(d) >= CXDiagnostic_Error &&
                clang_getDiagnosticCategory(d) != 0;
        clang_disposeDiagnostic(d);
    }
    return found;
}

static void read_one(Lower *l, FrontendReport *report, CXDiagnostic d) {
    if (clang_getDiagnosticSeverity(d) < CXDiagnostic_Error)
        return;
    Spot s = spot_expansion(l, clang_getDiagnosticLocation(d));
    if (!s.file)
        return;
    if (report->errors++ == 0)
        describe(report, d, l, s);
    vec_push(&l->errors, (ParseError){s.file, s.offset});
}

void diagnostics_read(Lower *l, FrontendReport *report) {
    unsigned n = clang_getNumDiagnostics(l->tu);
    for (unsigned i = 0; i < n; i++) {
        CXDiagnostic d = clang_getDiagnostic(l->tu, i);
        read_one(l, report, d);
        clang_disposeDiagnostic(d);
    }
    l->m->parse_errors = report->errors;
}

bool diagnostics_touch(Lower *l, CXCursor function) {
    if (!l->errors.len)
        return false;
    CXSourceRange r = extent_of(l, function);
    Spot from = spot_expansion(l, range_start(r)), to = spot_expansion(l, range_end(r));
    vec_each (ParseError, e, &l->errors) {
        if (e->file == from.file && e->offset >= from.offset &&
            (to.file != from.file || e->offset <= to.offset))
            return true;
    }
    return false;
}
