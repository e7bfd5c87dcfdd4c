// SPDX-License-Identifier: Apache-2.0
//
// Memory with one lifetime: run, unit, function or scratch. An arena is handed over explicitly; the
// name says which lifetime a piece of data has, and is printed when memory runs out.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base.h"

typedef struct ArenaChunk ArenaChunk;

typedef struct {
    const char *name;   // lifetime, for messages; static storage
    ArenaChunk *chunks; // newest first
    char *next, *end;   // free part of the newest chunk
    size_t bytes;       // handed out since init or reset
} Arena;

// Makes an empty arena; takes no memory until the first allocation.
void arena_init(Arena *a, const char *name);
// Gives everything back; the arena may be used again.
void arena_reset(Arena *a);
// Same as reset; the word for the end of the lifetime.
void arena_fini(Arena *a);

// Zeroed memory aligned for any type, valid until reset. Never NULL: ends the process when there is
// none, naming the arena.
void *arena_alloc(Arena *a, size_t n);
// n items of `size` bytes; the product is checked.
void *arena_array(Arena *a, size_t n, size_t size);
// A NUL-terminated copy of the n bytes at s.
char *arena_strndup(Arena *a, const char *s, size_t n);
char *arena_strdup(Arena *a, const char *s);
char *arena_printf(Arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, n) ((type *)arena_array((arena), (n), sizeof(type)))

#endif
