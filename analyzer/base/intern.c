// SPDX-License-Identifier: Apache-2.0
#include "intern.h"

#include "runtime/gomap.h"
#include <xxhash.h>

typedef struct {
    const char *s;
    size_t n;
} InternKey;

static uint64_t key_hash(const void *key, const GomapSeed *seed, void *ctx) {
    UNUSED(ctx);
    const InternKey *k = key;
    return XXH3_64bits_withSeed(k->s, k->n, seed->k0);
}

static bool key_equal(const void *a, const void *b, void *ctx) {
    UNUSED(ctx);
    const InternKey *x = a, *y = b;
    return x->n == y->n && memcmp(x->s, y->s, x->n) == 0;
}

void interner_init(Interner *in) {
    memset(in, 0, sizeof *in);
    arena_init(&in->arena, "interned strings");
    GomapType type = {.key_size = sizeof(InternKey),
                      .key_align = _Alignof(InternKey),
                      .value_size = sizeof(uint32_t),
                      .value_align = _Alignof(uint32_t),
                      .hash = key_hash,
                      .equal = key_equal,
                      .deterministic = true};
    if (gomap_new(&type, 0, &in->ids) != GOMAP_OK)
        BUG("interner: no map");
    intern_n(in, "", 0);
}

void interner_fini(Interner *in) {
    gomap_free(in->ids);
    vec_fini(&in->strings);
    vec_fini(&in->lengths);
    arena_fini(&in->arena);
}

StrId intern_n(Interner *in, const char *s, size_t n) {
    InternKey key = {s, n};
    uint32_t *known = gomap_find(in->ids, &key);
    if (known)
        return (StrId){*known};
    BUG_ON(n > UINT32_MAX);
    uint32_t id = in->strings.len;
    key.s = arena_strndup(&in->arena, s, n);
    vec_push(&in->strings, key.s);
    vec_push(&in->lengths, (uint32_t)n);
    if (gomap_put(in->ids, &key, &id) != GOMAP_OK)
        BUG("interner: out of memory");
    return (StrId){id};
}

StrId intern(Interner *in, const char *s) {
    return intern_n(in, s, strlen(s));
}

StrId intern_find(const Interner *in, const char *s, size_t n) {
    InternKey key = {s, n};
    const uint32_t *known = gomap_find(in->ids, &key);
    return known ? (StrId){*known} : STR_NONE;
}
