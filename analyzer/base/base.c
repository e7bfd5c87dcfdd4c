// SPDX-License-Identifier: Apache-2.0
#include "base.h"

enum { EXIT_INTERNAL = 4 };

void base_bug(const char *file, int line, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "mapleak: internal error at %s:%d: ", file, line);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(EXIT_INTERNAL);
}

static NORETURN void out_of_memory(size_t n, const char *what) {
    fprintf(stderr, "mapleak: out of memory: %zu bytes for %s\n", n, what);
    exit(EXIT_INTERNAL);
}

void *base_malloc(size_t n, const char *what) {
    void *p = malloc(n ? n : 1);
    if (!p)
        out_of_memory(n, what);
    return p;
}

void *base_realloc(void *p, size_t n, const char *what) {
    void *q = realloc(p, n ? n : 1);
    if (!q)
        out_of_memory(n, what);
    return q;
}
