// SPDX-License-Identifier: Apache-2.0
//
// Decides how a finding looks on a terminal: like a warning of clang, down to the colours, so that
// editors and log readers that know compilers know mapleak too.
//
// Invariants:
//  1. Every name, message and source line passes strbuf_add_escaped; only mapleak's own colours
//     reach the terminal as control sequences.
//  2. The bytes depend on the report, the options and the sources only.
#include "text.h"

#include "paint.h"
#include "snippet.h"

typedef struct {
    StrBuf *out;
    SourceCache sources;
    bool color;
} Printer;

static void add_text(StrBuf *out, const char *s) {
    if (s)
        strbuf_add_escaped(out, s, strlen(s));
}

// `path:line:col: `; without the numbers when there is no line.
static void add_place(Printer *p, const Spot *spot) {
    paint(p->out, p->color, PAINT_BOLD);
    add_text(p->out, spot->path && spot->path[0] ? spot->path : "<unknown>");
    if (spot->line)
        strbuf_printf(p->out, ":%u:%u", spot->line, spot->col);
    strbuf_adds(p->out, ": ");
    paint(p->out, p->color, PAINT_RESET);
}

static void add_word(Printer *p, const char *word, const char *code) {
    paint(p->out, p->color, code);
    strbuf_printf(p->out, "%s: ", word);
    paint(p->out, p->color, PAINT_RESET);
}

static void add_note(Printer *p, const Spot *spot, const char *text) {
    add_place(p, spot);
    add_word(p, "note", PAINT_NOTE);
    add_text(p->out, text);
    strbuf_addc(p->out, '\n');
}

static void add_finding(Printer *p, const Finding *f) {
    static const char *const codes[] = {
        [SEVERITY_NOTE] = PAINT_NOTE,
        [SEVERITY_WARNING] = PAINT_WARNING,
        [SEVERITY_ERROR] = PAINT_ERROR,
    };
    add_place(p, &f->spot);
    add_word(p, severity_name(f->severity), codes[f->severity]);
    paint(p->out, p->color, PAINT_BOLD);
    add_text(p->out, f->message);
    strbuf_adds(p->out, " [mapleak-");
    add_text(p->out, f->rule);
    strbuf_addc(p->out, ']');
    paint(p->out, p->color, PAINT_RESET);
    strbuf_addc(p->out, '\n');
    snippet_add(p->out, &p->sources, &f->spot, p->color);
    for (uint32_t i = 0; i < f->nsteps; i++) {
        add_note(p, &f->steps[i].spot, f->steps[i].text);
        snippet_add(p->out, &p->sources, &f->steps[i].spot, p->color);
    }
}

static void add_suppression(Printer *p, const Finding *f) {
    StrBuf text = {0};
    strbuf_adds(&text, "suppressed by a NOLINT comment");
    if (f->suppression && f->suppression[0]) {
        strbuf_adds(&text, ": ");
        strbuf_adds(&text, f->suppression);
    }
    add_note(p, &f->spot, strbuf_text(&text));
    strbuf_fini(&text);
}

void text_findings(StrBuf *out, const RunReport *r, const TextOptions *options) {
    Printer p = {.out = out, .color = options->color};
    source_cache_init(&p.sources);
    vec_each (const Finding, f, &r->findings) {
        if (f->confidence < options->min_confidence)
            continue;
        if (f->suppressed && !options->show_suppressed)
            continue;
        add_finding(&p, f);
        if (f->suppressed)
            add_suppression(&p, f);
    }
    source_cache_fini(&p.sources);
}
