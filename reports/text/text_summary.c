// SPDX-License-Identifier: Apache-2.0
//
// Decides what a run says about itself at its end: what was covered, what was not and why, and how
// many findings each rule has. Nothing is left out silently: every failed unit is listed.
#include "text.h"

#include "display.h"
#include "paint.h"

enum {
    LABEL_COLUMNS = 12,
    REASONS_MAX = 5, // opaque reasons shown one by one
};

typedef struct {
    uint64_t analysed, failed, with_errors;
    uint64_t functions, unreliable, statements, opaque;
} Coverage;

typedef struct {
    const char *rule;
    uint32_t count;
} RuleCount;

static Coverage count_coverage(const RunReport *r) {
    Coverage c = {0};
    vec_each (const UnitRecord, u, &r->units) {
        c.failed += u->outcome == UNIT_FAILED;
        c.analysed += u->outcome == UNIT_ANALYSED;
        c.with_errors += u->outcome == UNIT_ANALYSED && u->parse_errors > 0;
        c.functions += u->functions;
        c.unreliable += u->unreliable;
        c.statements += u->statements;
        c.opaque += u->opaque;
    }
    return c;
}

static void add_label(StrBuf *out, const char *label, const char *code, bool color) {
    paint(out, color, code);
    display_add_cell(out, label, strlen(label), 0, LABEL_COLUMNS);
    paint(out, color, PAINT_RESET);
    strbuf_addc(out, ' ');
}

static void add_units(StrBuf *out, const RunReport *r, const Coverage *c, bool color) {
    add_label(out, "units", PAINT_BOLD, color);
    strbuf_printf(out, "%llu analysed, %llu failed\n", (unsigned long long)c->analysed,
                  (unsigned long long)c->failed);
    if (c->with_errors) {
        add_label(out, "  errors", PAINT_WARNING, color);
        strbuf_printf(out, "%llu with parse errors: functions that contain them give no finding\n",
                      (unsigned long long)c->with_errors);
    }
    vec_each (const UnitRecord, u, &r->units) {
        if (u->outcome != UNIT_FAILED)
            continue;
        add_label(out, "  failed", PAINT_ERROR, color);
        strbuf_add_escaped(out, u->path, strlen(u->path));
        strbuf_adds(out, ": ");
        const char *reason = u->reason && u->reason[0] ? u->reason : "no reason given";
        strbuf_add_escaped(out, reason, strlen(reason));
        strbuf_addc(out, '\n');
    }
}

static void add_functions(StrBuf *out, const Coverage *c, bool color) {
    add_label(out, "functions", PAINT_BOLD, color);
    strbuf_printf(out, "%llu", (unsigned long long)c->functions);
    if (c->unreliable)
        strbuf_printf(out, ", %llu unreliable (parse errors)", (unsigned long long)c->unreliable);
    strbuf_addc(out, '\n');
}

static void add_reason(StrBuf *out, const char *reason, uint64_t count, bool color) {
    add_label(out, "  opaque", PAINT_NOTE, color);
    strbuf_printf(out, "%8llu  ", (unsigned long long)count);
    strbuf_add_escaped(out, reason, strlen(reason));
    strbuf_addc(out, '\n');
}

static void add_statements(StrBuf *out, const RunReport *r, const Coverage *c, bool color) {
    add_label(out, "statements", PAINT_BOLD, color);
    strbuf_printf(out, "%llu", (unsigned long long)c->statements);
    if (c->statements) {
        double share = 100.0 * (double)c->opaque / (double)c->statements;
        strbuf_printf(out, ", %llu opaque (%.2f %%)", (unsigned long long)c->opaque, share);
    }
    strbuf_addc(out, '\n');
    uint64_t rest = 0;
    uint32_t reasons = 0;
    vec_each (const OpaqueRecord, o, &r->opaque) {
        if (reasons++ < REASONS_MAX)
            add_reason(out, o->reason, o->count, color);
        else
            rest += o->count;
    }
    if (reasons > REASONS_MAX) {
        char text[64];
        snprintf(text, sizeof text, "for %u other reasons", reasons - REASONS_MAX);
        add_reason(out, text, rest, color);
    }
}

static int by_rule(const void *a, const void *b) {
    return strcmp(((const RuleCount *)a)->rule, ((const RuleCount *)b)->rule);
}

static int by_count(const void *a, const void *b) {
    const RuleCount *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->rule, y->rule);
}

// Findings that are not suppressed, by rule, most first. The caller frees the vector.
VEC_TYPEDEF(RuleCounts, RuleCount);

static RuleCounts count_rules(const RunReport *r) {
    RuleCounts counts = {0};
    vec_each (const Finding, f, &r->findings)
        if (!f->suppressed)
            vec_push(&counts, (RuleCount){f->rule, 1});
    if (counts.len == 0)
        return counts;
    qsort(counts.data, counts.len, sizeof *counts.data, by_rule);
    uint32_t last = 0;
    for (uint32_t i = 1; i < counts.len; i++) {
        if (strcmp(counts.data[last].rule, counts.data[i].rule) == 0)
            counts.data[last].count++;
        else
            counts.data[++last] = counts.data[i];
    }
    counts.len = last + 1;
    qsort(counts.data, counts.len, sizeof *counts.data, by_count);
    return counts;
}

static void add_findings(StrBuf *out, const RunReport *r, bool color) {
    uint32_t shown = 0, low = 0, suppressed = 0;
    vec_each (const Finding, f, &r->findings) {
        shown += !f->suppressed;
        suppressed += f->suppressed;
        low += !f->suppressed && f->confidence == CONFIDENCE_LOW;
    }
    add_label(out, "findings", PAINT_BOLD, color);
    strbuf_printf(out, "%u", shown);
    if (low)
        strbuf_printf(out, ", %u of low confidence", low);
    if (suppressed)
        strbuf_printf(out, ", %u suppressed", suppressed);
    strbuf_addc(out, '\n');
    RuleCounts counts = count_rules(r);
    vec_each (const RuleCount, c, &counts) {
        add_label(out, "", PAINT_BOLD, false);
        strbuf_printf(out, "%8u  ", c->count);
        strbuf_add_escaped(out, c->rule, strlen(c->rule));
        strbuf_addc(out, '\n');
    }
    vec_fini(&counts);
}

void text_summary(StrBuf *out, const RunReport *r, bool color) {
    Coverage c = count_coverage(r);
    add_units(out, r, &c, color);
    add_functions(out, &c, color);
    add_statements(out, r, &c, color);
    add_findings(out, r, color);
}
