// SPDX-License-Identifier: Apache-2.0
#include "scan.h"

#include <ctype.h>

// Line and column are counted only when an error asks for them.
static void position(const Scanner *s, unsigned *line, unsigned *col) {
    size_t start = 0;
    *line = 1;
    for (size_t i = 0; i < s->pos && i < s->n; i++) {
        if (s->text[i] != '\n')
            continue;
        ++*line;
        start = i + 1;
    }
    *col = (unsigned)(s->pos - start) + 1;
}

bool scan_fail(Scanner *s, const char *fmt, ...) {
    if (s->failed)
        return false;
    s->failed = true;
    char what[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    unsigned line, col;
    position(s, &line, &col);
    error_set(s->err, STATUS_USAGE, "%s:%u:%u: %s", s->name, line, col, what);
    return false;
}

int scan_here(const Scanner *s) {
    return s->pos < s->n ? (unsigned char)s->text[s->pos] : -1;
}

bool scan_at_digit(const Scanner *s) {
    int c = scan_here(s);
    return c >= '0' && c <= '9';
}

static void skip_comment(Scanner *s) {
    while (s->pos < s->n && s->text[s->pos] != '\n')
        s->pos++;
}

void scan_blanks(Scanner *s) {
    for (;;) {
        int c = scan_here(s);
        if (c == ' ' || c == '\t' || c == '\r')
            s->pos++;
        else if (c == '/' && s->pos + 1 < s->n && s->text[s->pos + 1] == '/')
            skip_comment(s);
        else
            return;
    }
}

void scan_lines(Scanner *s) {
    scan_blanks(s);
    while (scan_here(s) == '\n') {
        s->pos++;
        scan_blanks(s);
    }
}

int scan_peek(Scanner *s) {
    scan_blanks(s);
    return scan_here(s);
}

bool scan_accept(Scanner *s, const char *text) {
    scan_blanks(s);
    size_t n = strlen(text);
    if (s->n - s->pos < n || memcmp(s->text + s->pos, text, n) != 0)
        return false;
    s->pos += n;
    return true;
}

bool scan_expect(Scanner *s, const char *text) {
    return scan_accept(s, text) || scan_fail(s, "expected '%s'", text);
}

static bool is_word_char(int c) {
    return c == '_' || (c >= 0 && c < 0x80 && isalnum(c));
}

Word scan_word(Scanner *s) {
    scan_blanks(s);
    size_t start = s->pos;
    if (scan_at_digit(s))
        return (Word){0};
    while (is_word_char(scan_here(s)))
        s->pos++;
    return (Word){s->text + start, s->pos - start};
}

bool word_is(Word w, const char *text) {
    return w.n == strlen(text) && memcmp(w.s, text, w.n) == 0;
}

bool scan_accept_word(Scanner *s, const char *word) {
    scan_blanks(s);
    size_t before = s->pos;
    if (word_is(scan_word(s), word))
        return true;
    s->pos = before;
    return false;
}

bool scan_u64(Scanner *s, uint64_t *n) {
    if (!scan_at_digit(s))
        return scan_fail(s, "expected a number");
    *n = 0;
    while (scan_at_digit(s)) {
        uint64_t digit = (uint64_t)(scan_here(s) - '0');
        if (__builtin_mul_overflow(*n, 10, n) || __builtin_add_overflow(*n, digit, n))
            return scan_fail(s, "the number is too large");
        s->pos++;
    }
    return true;
}

bool scan_u32(Scanner *s, uint32_t *n) {
    uint64_t wide;
    if (!scan_u64(s, &wide))
        return false;
    *n = (uint32_t)wide;
    return wide <= UINT32_MAX || scan_fail(s, "the number is too large");
}

bool scan_i64(Scanner *s, int64_t *n) {
    bool negative = scan_accept(s, "-");
    uint64_t magnitude;
    if (!scan_u64(s, &magnitude))
        return false;
    if (magnitude > (uint64_t)INT64_MAX + negative)
        return scan_fail(s, "the number is too large");
    *n = (int64_t)(negative ? 0 - magnitude : magnitude);
    return true;
}

static int hex_digit(int c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool scan_escape(Scanner *s, StrBuf *out) {
    int c = scan_here(s);
    s->pos++;
    if (c == 'n' || c == 't' || c == '"' || c == '\\') {
        strbuf_addc(out, (char)(c == 'n' ? '\n' : c == 't' ? '\t' : c));
        return true;
    }
    int high = c == 'x' && s->pos < s->n ? hex_digit(scan_here(s)) : -1;
    s->pos += high >= 0;
    int low = high >= 0 ? hex_digit(scan_here(s)) : -1;
    if (low < 0)
        return scan_fail(s, "no such escape: \\n, \\t, \\\", \\\\ and \\xNN are");
    s->pos++;
    strbuf_addc(out, (char)(high * 16 + low));
    return true;
}

bool scan_string(Scanner *s, StrBuf *out) {
    if (!scan_expect(s, "\""))
        return false;
    for (;;) {
        int c = scan_here(s);
        if (c < 0 || c == '\n')
            return scan_fail(s, "a string that does not end on its line");
        s->pos++;
        if (c == '"')
            return true;
        if (c != '\\')
            strbuf_addc(out, (char)c);
        else if (!scan_escape(s, out))
            return false;
    }
}

static bool skip_string(Scanner *s) {
    for (s->pos++; s->pos < s->n; s->pos++) {
        char c = s->text[s->pos];
        if (c == '\n')
            break;
        if (c == '\\')
            s->pos++;
        else if (c == '"') {
            s->pos++;
            return true;
        }
    }
    if (s->pos > s->n)
        s->pos = s->n;
    return scan_fail(s, "a string that does not end on its line");
}

bool scan_skip_item(Scanner *s) {
    size_t depth = 0;
    for (int c; (c = scan_peek(s)) >= 0;) {
        if (c == '"') {
            if (!skip_string(s))
                return false;
            continue;
        }
        if (c == '\n' && !depth)
            return true;
        s->pos++;
        depth += c == '(' || c == '{';
        if (c != ')' && c != '}')
            continue;
        if (!depth)
            return scan_fail(s, "'%c' closes nothing", c);
        depth--;
    }
    return !depth || scan_fail(s, "a '(' or '{' that is not closed");
}
