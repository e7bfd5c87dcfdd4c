// SPDX-License-Identifier: Apache-2.0
#include "strbuf.h"

void strbuf_fini(StrBuf *b) {
    free(b->s);
    *b = (StrBuf){0};
}

void strbuf_clear(StrBuf *b) {
    b->len = 0;
    if (b->s)
        b->s[0] = '\0';
}

static void strbuf_reserve(StrBuf *b, size_t more) {
    if (b->len + more + 1 <= b->cap)
        return;
    size_t want = b->cap ? b->cap * 2 : 64;
    while (want < b->len + more + 1)
        want *= 2;
    b->s = base_realloc(b->s, want, "string");
    b->cap = want;
}

void strbuf_add(StrBuf *b, const char *s, size_t n) {
    strbuf_reserve(b, n);
    if (n)
        memcpy(b->s + b->len, s, n);
    b->len += n;
    b->s[b->len] = '\0';
}

void strbuf_adds(StrBuf *b, const char *s) {
    strbuf_add(b, s, strlen(s));
}

void strbuf_addc(StrBuf *b, char c) {
    strbuf_add(b, &c, 1);
}

void strbuf_printf(StrBuf *b, const char *fmt, ...) {
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    BUG_ON(n < 0);
    strbuf_reserve(b, (size_t)n);
    vsnprintf(b->s + b->len, (size_t)n + 1, fmt, again);
    b->len += (size_t)n;
    va_end(again);
    va_end(ap);
}

const char *strbuf_text(const StrBuf *b) {
    return b->s ? b->s : "";
}

size_t utf8_sequence(const unsigned char *s, size_t n) {
    static const unsigned char first_min[] = {0x00, 0xC2, 0xE0, 0xF0};
    size_t len = s[0] < 0x80 ? 1 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (len > n || s[0] < first_min[len - 1] || s[0] > 0xF4)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    if (len == 2 && s[0] == 0xC2 && s[1] < 0xA0)
        return 0;
    if (len == 3 && ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F)))
        return 0;
    if (len == 3 && s[0] == 0xE2 &&
        ((s[1] == 0x80 && s[2] >= 0xAA && s[2] <= 0xAE) ||
         (s[1] == 0x81 && s[2] >= 0xA6 && s[2] <= 0xA9)))
        return 0;
    if (len == 4 && ((s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F)))
        return 0;
    return len;
}

void strbuf_add_escaped(StrBuf *b, const char *s, size_t n) {
    const unsigned char *u = (const unsigned char *)s;
    for (size_t i = 0; i < n;) {
        size_t len = utf8_sequence(u + i, n - i);
        if (len == 1 && ((u[i] < 0x20 && u[i] != '\t') || u[i] == 0x7F))
            len = 0;
        if (len) {
            strbuf_add(b, s + i, len);
            i += len;
        } else {
            strbuf_printf(b, "\\x%02x", u[i]);
            i++;
        }
    }
}
