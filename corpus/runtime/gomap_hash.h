// SPDX-License-Identifier: Apache-2.0

// The hashes and equalities that the ready descriptors stand for, written into the code of the
// search where a map has such a descriptor.
//
// A hash is keyed, or an attacker who chooses keys could fill one chain: SipHash-1-3 for all keys,
// and, where the processor has the instruction and the seed is not fixed, three rounds of AES over
// the key and the seed, which is what Go takes. Numbers are one block. Text up to 16 bytes is one
// block too, longer text two chains of blocks; the last block of each is the last bytes of the
// text, so that there is no rest, and the length is part of the start.
#ifndef MAPLEAK_RUNTIME_GOMAP_HASH_H
#define MAPLEAK_RUNTIME_GOMAP_HASH_H

#include "gomap_core.h"

#if defined __x86_64__
#include <emmintrin.h>
#define GOMAP_AES 1
#else
#define GOMAP_AES 0
#endif

uint64_t gomap_hash_u32(const void *key, const GomapSeed *seed, void *ctx);
uint64_t gomap_hash_u64(const void *key, const GomapSeed *seed, void *ctx);
uint64_t gomap_hash_str(const void *key, const GomapSeed *seed, void *ctx);
uint64_t gomap_hash_text(const void *key, const GomapSeed *seed, void *ctx);

uint64_t gomap_hash_number(uint64_t number, size_t size, const GomapSeed *seed);

// The kind of a descriptor, from its hash and equality.
Kind gomap_hash_kind(const GomapType *type);
// Whether AES rounds are to be had.
bool gomap_hash_has_aes(void);

// The nth number that follows from a seed, apart from the hashes of all keys; numbers 0 and 1 make
// the next seed.
uint64_t gomap_seed_derive(const GomapSeed *seed, uint64_t nth);
GomapSeed gomap_seed_next(const GomapSeed *seed);
// A seed that nobody can know, another one at each call.
GomapSeed gomap_seed_random(void);

static inline bool same_text(const GomapText *a, const GomapText *b) {
    return a->size == b->size &&
           (a->bytes == b->bytes || a->size == 0 || memcmp(a->bytes, b->bytes, a->size) == 0);
}

static inline bool same_str(const char *a, const char *b) {
    return a == b || strcmp(a, b) == 0;
}

#if GOMAP_AES

// The instruction itself, so that no part of the program must be compiled for processors that have
// it.
static inline __m128i aes_round(__m128i block, __m128i key) {
    __asm__("aesenc %1, %0" : "+x"(block) : "x"(key));
    return block;
}

static inline __m128i aes_load(const void *bytes) {
    return _mm_loadu_si128((const __m128i *)bytes);
}

static inline uint64_t aes_end(__m128i block, __m128i key) {
    block = aes_round(block, key);
    block = aes_round(block, key);
    block = aes_round(block, key);
    return (uint64_t)_mm_cvtsi128_si64(block);
}

// Two rounds: after one, a difference in one byte of a block could be undone by the next block with
// a chance of 1 in 128, without the seed being known.
static inline __m128i aes_absorb(__m128i chain, const char *bytes, __m128i key) {
    chain = aes_round(_mm_xor_si128(chain, aes_load(bytes)), key);
    return aes_round(chain, key);
}

static inline uint64_t aes_number(uint64_t number, const GomapSeed *seed) {
    __m128i key = aes_load(seed);
    return aes_end(_mm_xor_si128(key, _mm_cvtsi64_si128((long long)number)), key);
}

static inline uint64_t load_u64(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static inline uint64_t load_u32(const char *bytes) {
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

// All bytes of a text of up to 16, some of them twice.
static inline __m128i aes_load_short(const char *bytes, size_t size) {
    if (size >= 8)
        return _mm_set_epi64x((long long)load_u64(bytes + size - 8), (long long)load_u64(bytes));
    if (size >= 4)
        return _mm_set_epi64x((long long)load_u32(bytes + size - 4), (long long)load_u32(bytes));
    if (size == 0)
        return _mm_setzero_si128();
    uint64_t first = (unsigned char)bytes[0], middle = (unsigned char)bytes[size / 2];
    uint64_t last = (unsigned char)bytes[size - 1];
    return _mm_cvtsi64_si128((long long)(first | middle << 8 | last << 16));
}

static inline uint64_t aes_text(const char *bytes, size_t size, const GomapSeed *seed) {
    __m128i key = aes_load(seed);
    // Not at the place of a number's bits, and not symmetric in the two chains.
    __m128i start = _mm_xor_si128(key, _mm_set_epi64x((long long)size, 0));
    if (size <= 16)
        return aes_end(_mm_xor_si128(start, aes_load_short(bytes, size)), key);
    __m128i one = start;
    __m128i two = aes_round(start, key);
    const char *end = bytes + size;
    for (; end - bytes > 32; bytes += 32) {
        one = aes_absorb(one, bytes, key);
        two = aes_absorb(two, bytes + 16, key);
    }
    one = aes_absorb(one, end - bytes > 16 ? bytes : end - 32, key);
    two = aes_absorb(two, end - 16, key);
    return aes_end(_mm_xor_si128(one, two), key);
}

#else

static inline uint64_t aes_number(uint64_t number, const GomapSeed *seed) {
    return gomap_hash_number(number, sizeof number, seed);
}

static inline uint64_t aes_text(const char *bytes, size_t size, const GomapSeed *seed) {
    return gomap_hash_bytes(bytes, size, seed);
}

#endif

ALWAYS_INLINE uint64_t number_hash(const Gomap *m, uint64_t number, size_t size, bool aes) {
    return aes ? aes_number(number, &m->seed) : gomap_hash_number(number, size, &m->seed);
}

ALWAYS_INLINE uint64_t text_hash(const Gomap *m, const char *bytes, size_t size, bool aes) {
    return aes ? aes_text(bytes, size, &m->seed) : gomap_hash_bytes(bytes, size, &m->seed);
}

// The hash of a key of a map of `kind`, which is a constant where this is used.
ALWAYS_INLINE uint64_t hash_as(const Gomap *m, const void *key, Kind kind, bool aes) {
    switch (kind) {
    case KIND_U32:
        return number_hash(m, *(const uint32_t *)key, sizeof(uint32_t), aes);
    case KIND_U64:
        return number_hash(m, *(const uint64_t *)key, sizeof(uint64_t), aes);
    case KIND_STR: {
        const char *text = *(const char *const *)key;
        return text_hash(m, text, strlen(text), aes);
    }
    case KIND_TEXT: {
        const GomapText *text = key;
        return text_hash(m, text->bytes, text->size, aes);
    }
    case KIND_ANY:
        break;
    }
    return m->type.hash(key, &m->seed, m->type.ctx);
}

ALWAYS_INLINE bool equal_as(const Gomap *m, const void *stored, const void *key, Kind kind) {
    switch (kind) {
    case KIND_U32:
        return *(const uint32_t *)stored == *(const uint32_t *)key;
    case KIND_U64:
        return *(const uint64_t *)stored == *(const uint64_t *)key;
    case KIND_STR:
        return same_str(*(const char *const *)stored, *(const char *const *)key);
    case KIND_TEXT:
        return same_text(stored, key);
    case KIND_ANY:
        break;
    }
    return m->type.equal(stored, key, m->type.ctx);
}

static inline bool has_aes(const Gomap *m) {
    return state_of(m) & AES_HASH;
}

static inline uint64_t hash_key(const Gomap *m, const void *key) {
    return hash_as(m, key, kind_of(m), has_aes(m));
}

// The widths that a kind makes constants of the code.
ALWAYS_INLINE size_t key_width_as(const Gomap *m, Kind kind) {
    switch (kind) {
    case KIND_U32:
        return sizeof(uint32_t);
    case KIND_U64:
        return sizeof(uint64_t);
    case KIND_STR:
        return sizeof(char *);
    case KIND_TEXT:
        return sizeof(GomapText);
    case KIND_ANY:
        break;
    }
    return m->key_width;
}

ALWAYS_INLINE void *key_in_as(const Gomap *m, unsigned char *bucket, unsigned slot, Kind kind) {
    unsigned char *cell = bucket + KEYS_AT + slot * key_width_as(m, kind);
    return kind == KIND_ANY ? unboxed(m->key_boxed, cell) : cell;
}

// Searches a chain for a key. If it is not there, `cell` has bucket NULL.
ALWAYS_INLINE bool search_as(const Gomap *m, unsigned char *head, const void *key, uint64_t hash,
                             Kind kind, Cell *cell) {
    unsigned char mark = mark_of(hash);
    unsigned char *b = head;
    do {
        uint64_t marks = marks_of(b);
        for (uint64_t cells = cells_with(marks, mark); cells; cells &= cells - 1) {
            unsigned slot = first_of(cells);
            if (LIKELY(equal_as(m, key_in_as(m, b, slot, kind), key, kind))) {
                *cell = (Cell){head, b, slot};
                return true;
            }
        }
        if (LIKELY(ends_chain(marks)))
            break;
        b = next_in_chain(b);
    } while (b);
    *cell = (Cell){head, NULL, 0};
    return false;
}

static inline bool find_cell(const Gomap *m, const void *key, uint64_t hash, Cell *cell) {
    return search_as(m, chain_of(m, hash), key, hash, kind_of(m), cell);
}

#endif
