// SPDX-License-Identifier: Apache-2.0
#include "coverage.h"

static const char *path_of(const IrModule *m, const IrFunc *f) {
    return ir_str(m, m->files.data[f->loc.file.v].path);
}

static bool encloses(const IrModule *m, const IrFunc *f, const Finding *finding) {
    return finding->spot.source && finding->spot.line >= f->loc.line &&
           finding->spot.line <= f->end.line &&
           strcmp(finding->function, ir_str(m, f->name)) == 0 &&
           strcmp(finding->spot.source, path_of(m, f)) == 0;
}

static void set_unit(const IrModule *m, RunReport *r, const IrFunc *f) {
    vec_each (Finding, finding, &r->findings)
        if (encloses(m, f, finding))
            finding->unit = arena_strdup(&r->arena, run_report_shown(r, ir_str(m, f->unit)));
}

static void list_unreliable(const IrModule *m, RunReport *r, const IrFunc *f) {
    FunctionRecord record = {arena_strdup(&r->arena, run_report_shown(r, path_of(m, f))),
                             arena_strdup(&r->arena, ir_str(m, f->name))};
    vec_push(&r->unreliable, record);
}

void coverage_report(const IrModule *m, RunReport *r) {
    Interner names; // of functions with a finding
    interner_init(&names);
    vec_each (const Finding, finding, &r->findings)
        intern(&names, finding->function);
    for (uint32_t i = 1; i < m->funcs.len; i++) {
        const IrFunc *f = &m->funcs.data[i];
        const char *name = ir_str(m, f->name);
        if (!ir_is_defined(f) || !f->loc.file.v)
            continue;
        if (f->unit.v && intern_find(&names, name, strlen(name)).v)
            set_unit(m, r, f);
        if (f->flags & FUNC_UNRELIABLE)
            list_unreliable(m, r, f);
    }
    interner_fini(&names);
}
