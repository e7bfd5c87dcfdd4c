// SPDX-License-Identifier: Apache-2.0

// The keyed hash, the seeds, and the ready descriptors.
//
// SipHash with one round for each eight bytes and three at the end (1-3): a sound keyed hash for
// tables, at about half the cost of 2-4. Numbers take the short way to the same value that
// gomap_hash_bytes gives for their little-endian bytes. The AES rounds are in gomap_hash.h.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE // getrandom
#endif
#include "gomap_hash.h"

#include <sys/random.h>
#include <time.h>

typedef struct Sip {
    uint64_t v0, v1, v2, v3;
} Sip;

static uint64_t rotl(uint64_t x, unsigned n) {
    return x << n | x >> (64 - n);
}

static void sip_round(Sip *s) {
    s->v0 += s->v1;
    s->v2 += s->v3;
    s->v1 = rotl(s->v1, 13) ^ s->v0;
    s->v3 = rotl(s->v3, 16) ^ s->v2;
    s->v0 = rotl(s->v0, 32);
    s->v2 += s->v1;
    s->v0 += s->v3;
    s->v1 = rotl(s->v1, 17) ^ s->v2;
    s->v3 = rotl(s->v3, 21) ^ s->v0;
    s->v2 = rotl(s->v2, 32);
}

static Sip sip_start(const GomapSeed *seed) {
    return (Sip){seed->k0 ^ 0x736f6d6570736575, seed->k1 ^ 0x646f72616e646f6d,
                 seed->k0 ^ 0x6c7967656e657261, seed->k1 ^ 0x7465646279746573};
}

static void sip_word(Sip *s, uint64_t word) {
    s->v3 ^= word;
    sip_round(s);
    s->v0 ^= word;
}

static uint64_t sip_end(Sip *s, uint64_t last) {
    sip_word(s, last);
    s->v2 ^= 0xff;
    sip_round(s);
    sip_round(s);
    sip_round(s);
    return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

static uint64_t load_little_endian(const unsigned char *p, size_t n) {
    uint64_t word = 0;
    for (size_t i = 0; i < n; i++)
        word |= (uint64_t)p[i] << (8 * i);
    return word;
}

uint64_t gomap_hash_bytes(const void *bytes, size_t size, const GomapSeed *seed) {
    const unsigned char *p = bytes;
    Sip s = sip_start(seed);
    size_t left = size;
    for (; left >= 8; left -= 8, p += 8)
        sip_word(&s, load_little_endian(p, 8));
    return sip_end(&s, (uint64_t)size << 56 | load_little_endian(p, left));
}

uint64_t gomap_seed_derive(const GomapSeed *seed, uint64_t nth) {
    Sip s = sip_start(seed);
    sip_word(&s, nth);
    return sip_end(&s, UINT64_MAX);
}

uint64_t gomap_hash_number(uint64_t number, size_t size, const GomapSeed *seed) {
    Sip s = sip_start(seed);
    if (size < sizeof number)
        return sip_end(&s, (uint64_t)size << 56 | number);
    sip_word(&s, number);
    return sip_end(&s, (uint64_t)size << 56);
}

uint64_t gomap_hash_u64(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    return gomap_hash_number(*(const uint64_t *)key, sizeof(uint64_t), seed);
}

uint64_t gomap_hash_u32(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    return gomap_hash_number(*(const uint32_t *)key, sizeof(uint32_t), seed);
}

uint64_t gomap_hash_str(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    const char *text = *(const char *const *)key;
    return gomap_hash_bytes(text, strlen(text), seed);
}

uint64_t gomap_hash_text(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    const GomapText *text = key;
    return gomap_hash_bytes(text->bytes, text->size, seed);
}

// Zero has two signs and one hash. What is equal to nothing, not even to itself, is spread out, or
// many such keys would make one long chain.
static uint64_t hash_f64(const void *key, const GomapSeed *seed, void *ctx) {
    double number = *(const double *)key;
    if (number != number) {
        static atomic_ullong calls;
        return gomap_seed_derive(seed, atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed));
    }
    uint64_t bits = 0;
    if (number != 0)
        memcpy(&bits, &number, sizeof bits);
    return gomap_hash_u64(&bits, seed, ctx);
}

static bool equal_u64(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return *(const uint64_t *)a == *(const uint64_t *)b;
}

static bool equal_u32(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return *(const uint32_t *)a == *(const uint32_t *)b;
}

static bool equal_f64(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return *(const double *)a == *(const double *)b;
}

static bool equal_str(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return same_str(*(const char *const *)a, *(const char *const *)b);
}

static bool equal_text(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return same_text(a, b);
}

GomapType gomap_type_u32(size_t value_size) {
    return (GomapType){.key_size = sizeof(uint32_t),
                       .value_size = value_size,
                       .hash = gomap_hash_u32,
                       .equal = equal_u32};
}

GomapType gomap_type_u64(size_t value_size) {
    return (GomapType){.key_size = sizeof(uint64_t),
                       .value_size = value_size,
                       .hash = gomap_hash_u64,
                       .equal = equal_u64};
}

GomapType gomap_type_f64(size_t value_size) {
    return (GomapType){.key_size = sizeof(double),
                       .value_size = value_size,
                       .hash = hash_f64,
                       .equal = equal_f64,
                       .update_key = true,
                       .irreflexive = true};
}

GomapType gomap_type_str(size_t value_size) {
    return (GomapType){.key_size = sizeof(const char *),
                       .value_size = value_size,
                       .hash = gomap_hash_str,
                       .equal = equal_str};
}

GomapType gomap_type_text(size_t value_size) {
    return (GomapType){.key_size = sizeof(GomapText),
                       .value_size = value_size,
                       .key_align = alignof(GomapText),
                       .hash = gomap_hash_text,
                       .equal = equal_text};
}

Kind gomap_hash_kind(const GomapType *type) {
    const struct {
        GomapHash *hash;
        GomapEqual *equal;
        size_t size;
    } known[] = {[KIND_U32] = {gomap_hash_u32, equal_u32, sizeof(uint32_t)},
                 [KIND_U64] = {gomap_hash_u64, equal_u64, sizeof(uint64_t)},
                 [KIND_STR] = {gomap_hash_str, equal_str, sizeof(char *)},
                 [KIND_TEXT] = {gomap_hash_text, equal_text, sizeof(GomapText)}};
    for (Kind kind = KIND_U32; kind <= KIND_TEXT; kind++) {
        if (type->hash == known[kind].hash && type->equal == known[kind].equal &&
            type->key_size == known[kind].size && !type->hashable && !type->irreflexive)
            return kind;
    }
    return KIND_ANY;
}

bool gomap_hash_has_aes(void) {
#if GOMAP_AES
    return __builtin_cpu_supports("aes");
#else
    return false;
#endif
}

GomapSeed gomap_seed_next(const GomapSeed *seed) {
    return (GomapSeed){gomap_seed_derive(seed, 0), gomap_seed_derive(seed, 1)};
}

// Without getrandom (an old kernel, a sandbox) the seed is only hard to guess, not secret.
static GomapSeed system_seed(void) {
    GomapSeed seed;
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) == (ssize_t)sizeof seed)
        return seed;
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    seed.k0 = (uint64_t)(uintptr_t)&seed ^ (uint64_t)now.tv_sec << 32;
    seed.k1 = (uint64_t)now.tv_nsec << 20;
    return gomap_seed_next(&seed);
}

// One call of the kernel a process: maps are made often.
GomapSeed gomap_seed_random(void) {
    static atomic_int state; // 0: no seed yet, 1: being asked for, 2: there
    static GomapSeed process;
    static atomic_ullong maps;
    int none = 0;
    if (atomic_load_explicit(&state, memory_order_acquire) != 2) {
        if (!atomic_compare_exchange_strong(&state, &none, 1))
            return system_seed(); // another thread is asking
        process = system_seed();
        atomic_store_explicit(&state, 2, memory_order_release);
    }
    uint64_t nth = 2 * atomic_fetch_add_explicit(&maps, 1, memory_order_relaxed);
    return (GomapSeed){gomap_seed_derive(&process, nth), gomap_seed_derive(&process, nth + 1)};
}
