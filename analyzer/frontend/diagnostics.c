// SPDX-License-Identifier: Apache-2.0
//
// Parse errors. After an error clang goes on, but a statement with a name that it cannot resolve
// leaves no trace in the tree: `foo_t q = bar(p); BAZ(q);` under a missing header is no cursor at
// all. A lost free() would become a false report, so a function in which an error lies is
// unreliable as a whole. An error without a place (an unknown flag) touches no function.
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
