// SPDX-License-Identifier: Apache-2.0
#include "emit.h"

Spot emit_spot(const RuleContext *ctx, Loc loc) {
    const IrModule *m = ctx->program->m;
    if (!loc.file.v)
        return (Spot){.path = "", .source = ""};
    const char *path = ir_str(m, m->files.data[loc.file.v].path);
    const char *root = ctx->report->root;
    size_t n = strlen(root);
    const char *shown = path;
    if (n && strncmp(path, root, n) == 0 && path[n] == '/')
        shown = path + n + 1;
    return (Spot){.path = arena_strdup(&ctx->report->arena, shown),
                  .source = arena_strdup(&ctx->report->arena, path),
                  .line = loc.line,
                  .col = loc.col};
}

void draft_begin(Draft *d, RuleContext *ctx, const char *rule, FuncId func, Confidence confidence) {
    const Rule *r = rules_find(rule);
    BUG_ON(!r);
    d->ctx = ctx;
    d->finding = (Finding){
        .rule = r->id,
        .severity = r->severity,
        .confidence = confidence,
        .function = arena_strdup(&ctx->report->arena, program_func_name(ctx->program, func))};
}

static PRINTF_LIKE(2, 0) const char *format(Arena *arena, const char *fmt, va_list ap) {
    char text[1024];
    vsnprintf(text, sizeof text, fmt, ap);
    return arena_strdup(arena, text);
}

void draft_step(Draft *d, Loc loc, const char *fmt, ...) {
    if (d->finding.nsteps == DRAFT_STEPS || !loc.file.v)
        return;
    va_list ap;
    va_start(ap, fmt);
    d->steps[d->finding.nsteps++] =
        (FindingStep){emit_spot(d->ctx, loc), format(&d->ctx->report->arena, fmt, ap)};
    va_end(ap);
}

enum { CHAIN_STEPS = 8 };

static void add_chain(Draft *d, const FlowStep *chain, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        draft_step(d, chain[i].loc, "%s", chain[i].text);
}

void draft_context(Draft *d, FuncId func) {
    FlowStep chain[CHAIN_STEPS];
    add_chain(d, chain, program_explain_context(d->ctx->program, func, chain, CHAIN_STEPS));
}

void draft_insertion(Draft *d, const MapUse *u) {
    FlowStep chain[CHAIN_STEPS];
    add_chain(d, chain, program_explain_insertion(d->ctx->program, u, chain, CHAIN_STEPS));
}

bool draft_known(const RuleContext *ctx, const char *rule, Loc loc) {
    Spot at = emit_spot(ctx, loc);
    vec_each (const Finding, f, &ctx->report->findings) {
        if (f->spot.line == at.line && strcmp(f->rule, rule) == 0 &&
            strcmp(f->spot.path, at.path) == 0)
            return true;
    }
    return false;
}

void draft_end(Draft *d, Loc loc, const char *holder, const char *fmt, ...) {
    Arena *arena = &d->ctx->report->arena;
    Finding *f = &d->finding;
    va_list ap;
    va_start(ap, fmt);
    f->message = format(arena, fmt, ap);
    va_end(ap);
    f->spot = emit_spot(d->ctx, loc);
    f->holder = arena_strdup(arena, holder);
    FindingStep *steps = ARENA_ARRAY(arena, FindingStep, f->nsteps);
    if (f->nsteps)
        memcpy(steps, d->steps, f->nsteps * sizeof *steps);
    f->steps = steps;
    vec_push(&d->ctx->report->findings, *f);
}
