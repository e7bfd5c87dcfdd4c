// SPDX-License-Identifier: Apache-2.0
//
// Decides what one run tells, and in which order: findings are sorted by place, exact repeats fall
// away, then each gets its fingerprint (fingerprint.c) and may be suppressed (suppress.c).
//
// Invariants:
//  1. The order is total: two findings compare equal only if every field is equal, so the result
//     does not depend on the order in which rules and workers delivered them.
//  2. Each source file is read at most once.
#include "finding.h"

#include "fingerprint.h"
#include "source.h"
#include "suppress.h"

void run_report_init(RunReport *r) {
    memset(r, 0, sizeof *r);
    arena_init(&r->arena, "run report");
    r->root = "";
    r->version = "";
}

void run_report_fini(RunReport *r) {
    vec_fini(&r->findings);
    vec_fini(&r->maps);
    vec_fini(&r->units);
    vec_fini(&r->opaque);
    vec_fini(&r->threads);
    vec_fini(&r->unreliable);
    arena_fini(&r->arena);
}

const char *run_report_shown(const RunReport *r, const char *path) {
    size_t n = strlen(r->root);
    return n && strncmp(path, r->root, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

const char *severity_name(Severity s) {
    static const char *const names[] = {"note", "warning", "error"};
    BUG_ON((size_t)s >= COUNT_OF(names));
    return names[s];
}

const char *confidence_name(Confidence c) {
    static const char *const names[] = {"low", "medium", "high"};
    BUG_ON((size_t)c >= COUNT_OF(names));
    return names[c];
}

static int compare_text(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_number(uint32_t a, uint32_t b) {
    return a < b ? -1 : a > b;
}

static int compare_spot(const Spot *a, const Spot *b) {
    int c = compare_text(a->path, b->path);
    if (c == 0)
        c = compare_number(a->line, b->line);
    return c ? c : compare_number(a->col, b->col);
}

static int compare_steps(const Finding *a, const Finding *b) {
    int c = compare_number(a->nsteps, b->nsteps); // the shorter explanation first
    for (uint32_t i = 0; c == 0 && i < a->nsteps; i++) {
        c = compare_spot(&a->steps[i].spot, &b->steps[i].spot);
        if (c == 0)
            c = compare_text(a->steps[i].text, b->steps[i].text);
    }
    return c;
}

static int compare_findings(const void *x, const void *y) {
    const Finding *a = x, *b = y;
    int c = compare_spot(&a->spot, &b->spot);
    if (c == 0)
        c = compare_text(a->rule, b->rule);
    if (c == 0)
        c = compare_text(a->message, b->message);
    if (c == 0)
        c = compare_text(a->holder, b->holder);
    if (c == 0)
        c = compare_text(a->function, b->function);
    if (c == 0)
        c = compare_number(a->severity, b->severity);
    if (c == 0)
        c = compare_number(b->confidence, a->confidence);
    return c ? c : compare_steps(a, b);
}

// Of two repeats the one of the first unit stays, whoever was delivered first.
static int compare_with_unit(const void *x, const void *y) {
    int c = compare_findings(x, y);
    return c ? c : compare_text(((const Finding *)x)->unit, ((const Finding *)y)->unit);
}

static int compare_maps(const void *x, const void *y) {
    const MapRecord *a = x, *b = y;
    int c = compare_text(a->holder, b->holder);
    if (c == 0)
        c = compare_spot(&a->spot, &b->spot);
    if (c == 0)
        c = compare_text(a->kind, b->kind);
    return c ? c : compare_text(a->library, b->library);
}

static int compare_units(const void *x, const void *y) {
    const UnitRecord *a = x, *b = y;
    int c = compare_text(a->path, b->path);
    return c ? c : compare_text(a->reason, b->reason);
}

static int compare_opaque(const void *x, const void *y) {
    const OpaqueRecord *a = x, *b = y;
    int c = compare_number(b->count, a->count);
    return c ? c : compare_text(a->reason, b->reason);
}

static int compare_threads(const void *x, const void *y) {
    const ThreadRecord *a = x, *b = y;
    int c = compare_spot(&a->spot, &b->spot);
    if (c == 0)
        c = compare_text(a->function, b->function);
    return c ? c : compare_text(a->kind, b->kind);
}

#define SORT(v, compare)                                            \
    do {                                                            \
        if ((v)->len > 1)                                           \
            qsort((v)->data, (v)->len, sizeof *(v)->data, compare); \
    } while (0)

static void drop_repeats(RunReport *r) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < r->findings.len; i++) {
        const Finding *f = &r->findings.data[i];
        if (kept && compare_findings(&r->findings.data[kept - 1], f) == 0)
            continue;
        r->findings.data[kept++] = *f;
    }
    r->findings.len = kept;
}

void finding_finish(RunReport *r) {
    SORT(&r->findings, compare_with_unit);
    drop_repeats(r);
    SORT(&r->maps, compare_maps);
    SORT(&r->units, compare_units);
    SORT(&r->opaque, compare_opaque);
    SORT(&r->threads, compare_threads);

    SourceCache sources;
    source_cache_init(&sources);
    fingerprint_all(r, &sources);
    suppress_all(r, &sources);
    source_cache_fini(&sources);
}
