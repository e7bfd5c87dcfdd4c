// SPDX-License-Identifier: Apache-2.0
//
// Decides how the inventory of maps looks, one paragraph a map:
//
//     registry: global GHashTable * (glib), src/reg.c:12:20
//       bounded  entries are removed, src/reg.c:50:5
//       put      src/reg.c:41:5  reg_add     in a loop
//       remove   src/reg.c:50:5  reg_remove
//
// Columns are aligned within a paragraph.
#include "text.h"

#include "display.h"
#include "paint.h"

static void add_text(StrBuf *out, const char *s) {
    if (s)
        strbuf_add_escaped(out, s, strlen(s));
}

static const char *or_empty(const char *s) {
    return s ? s : "";
}

static void place_text(StrBuf *out, const Spot *spot) {
    strbuf_clear(out);
    strbuf_adds(out, or_empty(spot->path));
    if (spot->line)
        strbuf_printf(out, ":%u:%u", spot->line, spot->col);
}

static uint32_t wider(uint32_t width, const char *s) {
    uint32_t other = display_width(s, strlen(s));
    return other > width ? other : width;
}

static void add_head(StrBuf *out, const MapRecord *m, bool color) {
    paint(out, color, PAINT_BOLD);
    add_text(out, m->holder);
    paint(out, color, PAINT_RESET);
    strbuf_adds(out, ": ");
    add_text(out, m->kind);
    strbuf_addc(out, ' ');
    add_text(out, m->type);
    strbuf_adds(out, " (");
    add_text(out, m->library);
    strbuf_addc(out, ')');
    if (m->spot.path && m->spot.path[0]) {
        StrBuf place = {0};
        place_text(&place, &m->spot);
        strbuf_adds(out, ", ");
        strbuf_add_escaped(out, place.s, place.len);
        strbuf_fini(&place);
    }
    strbuf_addc(out, '\n');
}

static const char *verdict_code(const char *verdict) {
    if (strcmp(verdict, "grows") == 0)
        return PAINT_WARNING;
    return strcmp(verdict, "unknown") == 0 ? PAINT_NOTE : PAINT_GOOD;
}

static void add_verdict(StrBuf *out, const MapRecord *m, uint32_t width, bool color) {
    const char *verdict = or_empty(m->verdict), *bound = or_empty(m->bound);
    strbuf_adds(out, "  ");
    paint(out, color, verdict_code(verdict));
    display_add_cell(out, verdict, strlen(verdict), 0, width);
    paint(out, color, PAINT_RESET);
    strbuf_adds(out, "  ");
    add_text(out, bound[0] ? bound : "no bound found");
    if (m->bound_spot.path) {
        StrBuf place = {0};
        place_text(&place, &m->bound_spot);
        strbuf_adds(out, ", ");
        strbuf_add_escaped(out, place.s, place.len);
        strbuf_fini(&place);
    }
    strbuf_addc(out, '\n');
}

static void trim_end(StrBuf *out) {
    while (out->len && out->s[out->len - 1] == ' ')
        out->s[--out->len] = '\0';
}

static void add_operation(StrBuf *out, const MapOperation *op, const uint32_t *widths) {
    StrBuf place = {0};
    place_text(&place, &op->spot);
    const char *cells[] = {or_empty(op->kind), strbuf_text(&place), or_empty(op->function)};
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        strbuf_adds(out, "  ");
        display_add_cell(out, cells[i], strlen(cells[i]), 0, widths[i]);
    }
    strbuf_adds(out, "  ");
    add_text(out, op->detail);
    for (uint32_t i = 0; i < op->nlocks; i++) {
        strbuf_adds(out, i ? ", " : op->detail && op->detail[0] ? ", under " : "under ");
        add_text(out, op->locks[i].name);
    }
    trim_end(out);
    strbuf_addc(out, '\n');
    strbuf_fini(&place);
}

static void add_map(StrBuf *out, const MapRecord *m, bool color) {
    uint32_t widths[3] = {0};
    StrBuf place = {0};
    widths[0] = wider(0, or_empty(m->verdict));
    for (uint32_t i = 0; i < m->noperations; i++) {
        const MapOperation *op = &m->operations[i];
        place_text(&place, &op->spot);
        widths[0] = wider(widths[0], or_empty(op->kind));
        widths[1] = wider(widths[1], strbuf_text(&place));
        widths[2] = wider(widths[2], or_empty(op->function));
    }
    strbuf_fini(&place);
    add_head(out, m, color);
    add_verdict(out, m, widths[0], color);
    for (uint32_t i = 0; i < m->noperations; i++)
        add_operation(out, &m->operations[i], widths);
}

void text_maps(StrBuf *out, const RunReport *r, bool color) {
    if (r->maps.len == 0) {
        strbuf_adds(out, "no maps found\n");
        return;
    }
    bool first = true;
    vec_each (const MapRecord, m, &r->maps) {
        if (!first)
            strbuf_addc(out, '\n');
        first = false;
        add_map(out, m, color);
    }
}
