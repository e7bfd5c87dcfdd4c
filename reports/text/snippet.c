// SPDX-License-Identifier: Apache-2.0
//
// Decides what of a source line is shown, and where its caret stands, as clang does:
//
//        41 |         put(registry, key);
//           |         ^
//
// Tabs become blanks up to the next multiple of eight. A column counts bytes and the caret counts
// terminal columns, so what stands in front of it is measured as it is printed. A column inside a
// character points at its start; one behind the line's end stands right behind it. Of a very long
// line the part around the column is shown, between "...".
#include "snippet.h"

#include "display.h"
#include "paint.h"

enum {
    LINE_MAX_BYTES = 600, // longer lines are cut
    LINE_BEFORE = 200,    // bytes shown in front of the column then
};

// The start of the character that byte `at` belongs to.
static size_t char_start(const char *s, size_t n, size_t at) {
    size_t back = at < 3 ? at : 3;
    for (size_t start = at - back; start < at; start++)
        if (start + display_char(s + start, n - start) > at)
            return start;
    return at;
}

static void add_gutter(StrBuf *out, uint32_t line, bool number) {
    char text[16];
    int width = snprintf(text, sizeof text, "%5u", line);
    if (number)
        strbuf_printf(out, "%s | ", text);
    else
        strbuf_printf(out, "%*s | ", width, "");
}

void snippet_add(StrBuf *out, SourceCache *sources, const Spot *spot, bool color) {
    const SourceFile *file = source_find(sources, spot->source);
    const SourceLine *line = file ? source_line(file, spot->line) : NULL;
    if (!line)
        return;
    const char *s = file->text + line->start;
    size_t n = line->length;
    size_t at = spot->col ? spot->col - 1 : 0;
    at = at < n ? char_start(s, n, at) : n;
    size_t first = 0, last = n;
    if (n > LINE_MAX_BYTES) {
        first = at > LINE_BEFORE ? char_start(s, n, at - LINE_BEFORE) : 0;
        last = n - first > LINE_MAX_BYTES ? char_start(s, n, first + LINE_MAX_BYTES) : n;
    }

    add_gutter(out, spot->line, true);
    uint32_t column = 0;
    if (first > 0)
        column = display_add(out, "...", 3, column);
    uint32_t caret = display_add(out, s + first, at - first, column);
    display_add(out, s + at, last - at, caret);
    if (last < n)
        strbuf_adds(out, "...");
    strbuf_addc(out, '\n');
    add_gutter(out, spot->line, false);
    paint(out, color, PAINT_CARET);
    strbuf_printf(out, "%*s^", (int)caret, "");
    paint(out, color, PAINT_RESET);
    strbuf_addc(out, '\n');
}
