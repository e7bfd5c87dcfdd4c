// SPDX-License-Identifier: Apache-2.0
//
// C and C++ source text as tokens, just finely enough to tell comments and literals from the rest.
#ifndef FINDING_SCAN_H
#define FINDING_SCAN_H

#include "base/base.h"

typedef enum {
    TOKEN_END,
    TOKEN_WORD,    // identifier, keyword or number
    TOKEN_LITERAL, // string or character, with its quotes; raw strings too
    TOKEN_PUNCT,   // one byte of anything else
    TOKEN_COMMENT, // with its marks; a line comment without the line's end
} TokenKind;

typedef struct {
    TokenKind kind;
    size_t start, end; // offsets in the text; end is the first byte after
} Token;

typedef struct {
    const char *text;
    size_t size, at; // bytes; where the next token is looked for
} Scanner;

// The next token; TOKEN_END for ever once the text is used up. A literal or comment that does not
// end goes as far as the compiler would let it: to the end of the line or of the text.
Token scan_next(Scanner *s);
// Scans the rest of a block comment in whose middle the text starts.
Token scan_rest_of_comment(Scanner *s);

#endif
