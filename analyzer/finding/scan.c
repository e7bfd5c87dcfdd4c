// SPDX-License-Identifier: Apache-2.0
//
// Decides where tokens, literals and comments start and end. In
//
//     f("// no", 1'000); // yes
//
// the first `//` is part of a literal, the quote is part of a number, and the second `//` opens the
// only comment.
//
// Invariants:
//  1. Every call moves on by at least one byte, so a scan takes linear time.
//  2. Tokens never overlap, and what lies between them is white space.
//
// LIMIT: trigraphs are not known, and a header name with `//` in it is taken for a comment.
#include "scan.h"

static bool is_word(char c) {
    unsigned char u = (unsigned char)c;
    return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || u == '_' ||
           u == '$' || u >= 0x80;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static char byte_at(const Scanner *s, size_t at) {
    return at < s->size ? s->text[at] : '\0';
}

// Length of the line end at `at` (0, 1 or 2); "\r" alone ends a line, as in clang.
static size_t line_end_at(const Scanner *s, size_t at) {
    if (byte_at(s, at) == '\n')
        return 1;
    if (byte_at(s, at) == '\r')
        return byte_at(s, at + 1) == '\n' ? 2 : 1;
    return 0;
}

static size_t skip_line_comment(const Scanner *s, size_t at) {
    while (at < s->size) {
        size_t end = line_end_at(s, at);
        if (end)
            return at;
        at++;
        if (s->text[at - 1] == '\\') // a splice: the next line is still comment
            at += line_end_at(s, at);
    }
    return s->size;
}

static size_t skip_block_comment(const Scanner *s, size_t at) {
    while (at < s->size) {
        const char *star = memchr(s->text + at, '*', s->size - at);
        if (!star)
            break;
        at = (size_t)(star - s->text) + 1;
        if (byte_at(s, at) == '/')
            return at + 1;
    }
    return s->size;
}

// From the opening quote at `at` to behind the closing one.
static size_t skip_quoted(const Scanner *s, size_t at) {
    char quote = s->text[at++];
    while (at < s->size && s->text[at] != quote) {
        if (line_end_at(s, at))
            return at;
        if (s->text[at] == '\\') {
            at++;
            size_t splice = line_end_at(s, at);
            at += splice ? splice : 1;
        } else {
            at++;
        }
    }
    return at < s->size ? at + 1 : s->size;
}

// R"tag( … )tag" with the opening quote at `at`; an ordinary literal when the tag is none.
static size_t skip_raw(const Scanner *s, size_t at) {
    enum { TAG_MAX = 16 }; // C++ [lex.string]
    size_t open = at + 1;
    while (open < s->size && open - at - 1 <= TAG_MAX && s->text[open] != '(') {
        char c = s->text[open];
        if (is_blank(c) || c == ')' || c == '\\' || c == '"')
            return skip_quoted(s, at);
        open++;
    }
    size_t tag = open - at - 1;
    if (byte_at(s, open) != '(' || tag > TAG_MAX)
        return skip_quoted(s, at);
    for (size_t i = open + 1; i < s->size; i++)
        if (s->text[i] == ')' && s->size - i > tag + 1 && s->text[i + 1 + tag] == '"' &&
            memcmp(s->text + i + 1, s->text + at + 1, tag) == 0)
            return i + tag + 2;
    return s->size;
}

static bool is_raw_prefix(const char *word, size_t n) {
    static const char *const prefixes[] = {"R", "LR", "uR", "UR", "u8R"};
    for (size_t i = 0; i < COUNT_OF(prefixes); i++)
        if (strlen(prefixes[i]) == n && memcmp(prefixes[i], word, n) == 0)
            return true;
    return false;
}

static Token scan_word(Scanner *s, size_t start) {
    size_t at = start;
    bool number = is_digit(s->text[at]);
    while (at < s->size) {
        bool more = is_word(s->text[at]) ||
                    (number &&
                     (s->text[at] == '.' || (s->text[at] == '\'' && is_word(byte_at(s, at + 1)))));
        if (!more)
            break;
        at++;
    }
    if (byte_at(s, at) == '"' && is_raw_prefix(s->text + start, at - start)) {
        s->at = skip_raw(s, at);
        return (Token){TOKEN_LITERAL, start, s->at};
    }
    s->at = at;
    return (Token){TOKEN_WORD, start, at};
}

Token scan_next(Scanner *s) {
    size_t at = s->at;
    while (at < s->size && is_blank(s->text[at]))
        at++;
    if (at >= s->size) {
        s->at = s->size;
        return (Token){TOKEN_END, s->size, s->size};
    }
    char c = s->text[at];
    if (is_word(c))
        return scan_word(s, at);
    TokenKind kind = TOKEN_PUNCT;
    s->at = at + 1;
    if (c == '"' || c == '\'') {
        kind = TOKEN_LITERAL;
        s->at = skip_quoted(s, at);
    } else if (c == '/' && byte_at(s, at + 1) == '/') {
        kind = TOKEN_COMMENT;
        s->at = skip_line_comment(s, at + 2);
    } else if (c == '/' && byte_at(s, at + 1) == '*') {
        kind = TOKEN_COMMENT;
        s->at = skip_block_comment(s, at + 2);
    }
    return (Token){kind, at, s->at};
}

Token scan_rest_of_comment(Scanner *s) {
    size_t start = s->at;
    s->at = skip_block_comment(s, start);
    return (Token){TOKEN_COMMENT, start, s->at};
}
