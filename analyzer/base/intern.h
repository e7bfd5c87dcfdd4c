// SPDX-License-Identifier: Apache-2.0
//
// Strings as 32-bit ids: the same bytes give the same id. Id 0 is the empty string. Ids are dense
// and count up in order of first appearance, so an array may be indexed by them.
#ifndef BASE_INTERN_H
#define BASE_INTERN_H

#include "arena.h"
#include "vec.h"

typedef struct {
    uint32_t v;
} StrId;

#define STR_NONE ((StrId){0})

struct Gomap;

typedef struct {
    Arena arena;               // the bytes
    struct Gomap *ids;         // InternKey to id
    VEC(const char *) strings; // by id, NUL-terminated
    VEC(uint32_t) lengths;     // by id, bytes
} Interner;

void interner_init(Interner *in);
void interner_fini(Interner *in);
StrId intern(Interner *in, const char *s);
StrId intern_n(Interner *in, const char *s, size_t n);
// The id of s when it was interned before, STR_NONE otherwise (and for "").
StrId intern_find(const Interner *in, const char *s, size_t n);
static inline const char *intern_text(const Interner *in, StrId id) {
    return in->strings.data[id.v];
}
static inline uint32_t intern_count(const Interner *in) {
    return in->strings.len;
}

#endif
