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

static int by_function(const void *a, const void *b) {
    return strcmp((*(Finding *const *)a)->function, (*(Finding *const *)b)->function);
}

// The first of the n findings, sorted by function, that is not before the name.
static uint32_t first_in(Finding *const *sorted, uint32_t n, const char *name) {
    uint32_t low = 0, high = n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (strcmp(sorted[mid]->function, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void set_unit(const IrModule *m, RunReport *r, Finding *const *sorted, const IrFunc *f) {
    const char *name = ir_str(m, f->name);
    uint32_t n = r->findings.len;
    for (uint32_t i = first_in(sorted, n, name); i < n; i++) {
        if (strcmp(sorted[i]->function, name) != 0)
            break;
        if (encloses(m, f, sorted[i]))
            sorted[i]->unit = arena_strdup(&r->arena, run_report_shown(r, ir_str(m, f->unit)));
    }
}

static void list_unreliable(const IrModule *m, RunReport *r, const IrFunc *f) {
    FunctionRecord record = {arena_strdup(&r->arena, run_report_shown(r, path_of(m, f))),
                             arena_strdup(&r->arena, ir_str(m, f->name))};
    vec_push(&r->unreliable, record);
}

void coverage_report(const IrModule *m, RunReport *r) {
    Finding **sorted = base_malloc((r->findings.len + 1u) * sizeof(Finding *), "findings");
    for (uint32_t i = 0; i < r->findings.len; i++)
        sorted[i] = &r->findings.data[i];
    qsort(sorted, r->findings.len, sizeof(Finding *), by_function);
    for (uint32_t i = 1; i < m->funcs.len; i++) {
        const IrFunc *f = &m->funcs.data[i];
        if (!ir_is_defined(f) || !f->loc.file.v)
            continue;
        if (f->unit.v)
            set_unit(m, r, sorted, f);
        if (f->flags & FUNC_UNRELIABLE)
            list_unreliable(m, r, f);
    }
    free(sorted);
}
