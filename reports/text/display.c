// SPDX-License-Identifier: Apache-2.0
//
// Decides the width of a character without asking the locale, so that output has the same bytes
// everywhere: two short tables, of characters that take no column and of those that take two. They
// follow Unicode's East_Asian_Width (W, F) and general categories Mn, Me and Cf, whole blocks at a
// time.
//
// LIMIT: emoji joined to one picture count as their parts, as most terminals show them.
#include "display.h"

typedef struct {
    uint32_t first, last;
} Range;

static const Range zero_width[] = {
    {0x0300, 0x036F},   {0x0483, 0x0489},   {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x06D6, 0x06DC},   {0x0900, 0x0902},   {0x093C, 0x093C}, {0x0941, 0x0948}, {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E},   {0x1AB0, 0x1AFF},   {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x2028, 0x202E},
    {0x2060, 0x206F},   {0x20D0, 0x20F0},   {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
    {0xE0001, 0xE007F}, {0xE0100, 0xE01EF},
};

static const Range double_width[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
    {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x17000, 0x18CFF}, {0x1B000, 0x1B2FF}, {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

static bool in_ranges(const Range *ranges, size_t n, uint32_t c) {
    for (size_t i = 0; i < n && ranges[i].first <= c; i++)
        if (c <= ranges[i].last)
            return true;
    return false;
}

static uint32_t width_of(uint32_t c) {
    if (c < 0x300)
        return 1;
    if (in_ranges(zero_width, COUNT_OF(zero_width), c))
        return 0;
    return in_ranges(double_width, COUNT_OF(double_width), c) ? 2 : 1;
}

// Decodes the character at s; its bytes, 1 with *c the byte itself when it is ill-formed.
static size_t decode(const char *s, size_t n, uint32_t *c) {
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *u = (const unsigned char *)s;
    size_t len = u[0] < 0x80 ? 1 : u[0] < 0xC2 ? 1 : u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;
    *c = u[0];
    if (len == 1 || len > n || u[0] > 0xF4)
        return 1;
    uint32_t code = u[0] & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if ((u[i] & 0xC0) != 0x80)
            return 1;
        code = code << 6 | (u[i] & 0x3Fu);
    }
    if (code < smallest[len] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return 1;
    *c = code;
    return len;
}

size_t display_char(const char *s, size_t n) {
    uint32_t c;
    return decode(s, n, &c);
}

uint32_t display_width(const char *s, size_t n) {
    uint32_t width = 0, c;
    for (size_t i = 0; i < n;) {
        i += decode(s + i, n - i, &c);
        width += width_of(c);
    }
    return width;
}

uint32_t display_add(StrBuf *out, const char *s, size_t n, uint32_t column) {
    for (size_t i = 0; i < n;) {
        if (s[i] == '\t') {
            do
                strbuf_addc(out, ' ');
            while (++column % DISPLAY_TAB);
            i++;
            continue;
        }
        size_t length = display_char(s + i, n - i), before = out->len;
        strbuf_add_escaped(out, s + i, length);
        column += display_width(out->s + before, out->len - before);
        i += length;
    }
    return column;
}

// The escaped form of one character, with tabs escaped too.
static void add_char(StrBuf *out, const char *s, size_t length) {
    if (*s == '\t')
        strbuf_adds(out, "\\x09");
    else
        strbuf_add_escaped(out, s, length);
}

void display_add_cell(StrBuf *out, const char *s, size_t n, uint32_t width, uint32_t pad) {
    static const char more[] = "...";
    uint32_t dots = width > 3 ? 3 : 0, column = 0, cut_column = 0;
    size_t cut = out->len; // where "..." would go
    for (size_t i = 0; i < n;) {
        size_t length = display_char(s + i, n - i), before = out->len;
        add_char(out, s + i, length);
        column += display_width(out->s + before, out->len - before);
        if (width && column > width) {
            out->len = cut;
            strbuf_add(out, more, dots);
            column = cut_column + dots;
            break;
        }
        if (!width || column + dots <= width)
            cut = out->len, cut_column = column;
        i += length;
    }
    for (; column < pad; column++)
        strbuf_addc(out, ' ');
}
