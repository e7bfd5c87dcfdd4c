// SPDX-License-Identifier: Apache-2.0
//
// How many columns a terminal uses for a text.
#ifndef TEXT_DISPLAY_H
#define TEXT_DISPLAY_H

#include "base/strbuf.h"

enum { DISPLAY_TAB = 8 };

// Columns of the n bytes at s, which are to be printable: what strbuf_add_escaped wrote, without
// tabs. East Asian wide characters count two, combining ones none.
uint32_t display_width(const char *s, size_t n);
// Bytes of the first character at s (n > 0): 1 for a byte that starts no well-formed UTF-8.
size_t display_char(const char *s, size_t n);
// Appends s with control characters escaped and tabs expanded, the first character standing in
// column `column` (from 0). Returns the column behind the last one.
uint32_t display_add(StrBuf *out, const char *s, size_t n, uint32_t column);
// Appends s escaped, tabs too, cut to `width` columns with "..." at the end when it is wider (0: no
// limit), then blanks up to `pad` columns.
void display_add_cell(StrBuf *out, const char *s, size_t n, uint32_t width, uint32_t pad);

#endif
