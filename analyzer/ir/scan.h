// SPDX-License-Identifier: Apache-2.0
//
// Characters of the text form to words, numbers and strings. Blanks and `//` comments are skipped
// before each of them; a line's end is not, unless asked for, because it ends an instruction.
//
// Every function that returns bool is false after an error; the first error stays in *err.
#ifndef IR_SCAN_H
#define IR_SCAN_H

#include "base/status.h"
#include "base/strbuf.h"

typedef struct {
    const char *name; // of the text, for messages
    const char *text;
    size_t n, pos;
    Error *err;
    bool failed;
} Scanner;

typedef struct {
    const char *s; // into the text
    size_t n;
} Word;

// Sets the error "name:line:col: …" for where the scanner stands; always false.
bool scan_fail(Scanner *s, const char *fmt, ...) PRINTF_LIKE(2, 3);

void scan_blanks(Scanner *s);
void scan_lines(Scanner *s); // blanks and line ends
// The next character after blanks, -1 at the end; nothing is consumed.
int scan_peek(Scanner *s);
// The character right here, -1 at the end.
int scan_here(const Scanner *s);
bool scan_at_digit(const Scanner *s);

// Consumes `text` if it comes next.
bool scan_accept(Scanner *s, const char *text);
bool scan_expect(Scanner *s, const char *text);
// Consumes an identifier if one comes next: {NULL, 0} otherwise.
Word scan_word(Scanner *s);
// Consumes this very word.
bool scan_accept_word(Scanner *s, const char *word);
bool word_is(Word w, const char *text);
// Numbers right here, without blanks before them.
bool scan_u64(Scanner *s, uint64_t *n);
bool scan_u32(Scanner *s, uint32_t *n);
// With a sign, after blanks.
bool scan_i64(Scanner *s, int64_t *n);
// A string in quotes, its escapes resolved.
bool scan_string(Scanner *s, StrBuf *out);
// From an opening bracket or brace that was not consumed to behind the one that closes it, or to
// the end of the line when none comes.
bool scan_skip_item(Scanner *s);

#endif
