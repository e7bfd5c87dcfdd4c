// SPDX-License-Identifier: Apache-2.0
#include "arena.h"

#include <stdalign.h>

enum { CHUNK_BYTES = 64 * 1024, ALIGNMENT = alignof(max_align_t) };

struct ArenaChunk {
    ArenaChunk *older;
    size_t size;
    alignas(max_align_t) char data[];
};

void arena_init(Arena *a, const char *name) {
    *a = (Arena){.name = name};
}

void arena_reset(Arena *a) {
    while (a->chunks) {
        ArenaChunk *older = a->chunks->older;
        free(a->chunks);
        a->chunks = older;
    }
    *a = (Arena){.name = a->name};
}

void arena_fini(Arena *a) {
    arena_reset(a);
}

static void arena_grow(Arena *a, size_t n) {
    size_t size = n > CHUNK_BYTES ? n : CHUNK_BYTES;
    ArenaChunk *c = base_malloc(sizeof *c + size, a->name);
    c->older = a->chunks;
    c->size = size;
    a->chunks = c;
    a->next = c->data;
    a->end = c->data + size;
}

void *arena_alloc(Arena *a, size_t n) {
    n = (n + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if ((size_t)(a->end - a->next) < n || !a->next)
        arena_grow(a, n);
    void *p = a->next;
    a->next += n;
    a->bytes += n;
    memset(p, 0, n);
    return p;
}

void *arena_array(Arena *a, size_t n, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        BUG("%s: %zu items of %zu bytes", a->name, n, size);
    return arena_alloc(a, bytes);
}

char *arena_strndup(Arena *a, const char *s, size_t n) {
    char *copy = arena_alloc(a, n + 1);
    memcpy(copy, s, n);
    return copy;
}

char *arena_strdup(Arena *a, const char *s) {
    return arena_strndup(a, s, strlen(s));
}

char *arena_printf(Arena *a, const char *fmt, ...) {
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    BUG_ON(n < 0);
    char *s = arena_alloc(a, (size_t)n + 1);
    vsnprintf(s, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(ap);
    return s;
}
