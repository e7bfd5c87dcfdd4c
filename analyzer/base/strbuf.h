// SPDX-License-Identifier: Apache-2.0
//
// A growing string: always NUL-terminated, may hold NUL bytes inside. The owner calls strbuf_fini.
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "base.h"

typedef struct StrBuf {
    char *s;         // never NULL after the first append; "" or NULL before
    size_t len, cap; // bytes without the final NUL; bytes allocated
} StrBuf;

void strbuf_fini(StrBuf *b);
void strbuf_clear(StrBuf *b);
void strbuf_add(StrBuf *b, const char *s, size_t n);
void strbuf_adds(StrBuf *b, const char *s);
void strbuf_addc(StrBuf *b, char c);
void strbuf_printf(StrBuf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
// The text, "" when nothing was added. Valid until the next change.
const char *strbuf_text(const StrBuf *b);

// Length of the well-formed UTF-8 sequence at s (1 to 4), 0 when there is none; n > 0 bytes are
// there. C1 controls and the bidirectional overrides (U+202A-E, U+2066-9) count as ill-formed: they
// reorder what a reader sees.
size_t utf8_sequence(const unsigned char *s, size_t n);
// Appends s with control characters and bytes that are not valid UTF-8 written as \xNN (tab stays),
// so that a hostile file name or source line cannot drive the terminal.
void strbuf_add_escaped(StrBuf *b, const char *s, size_t n);

#endif
