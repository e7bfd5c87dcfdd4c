// SPDX-License-Identifier: Apache-2.0
//
// A map that a macro writes out as static functions for each key and value type, with the names and
// the contract of khash: lookup and insertion answer with an index, keys and values are array
// elements, and the map releases neither. Linear probing. When 2 in 3 slots are used it is built
// anew: twice as large, or as large as it was when half of them are slots of removed entries.
#ifndef HANDKHASH_H
#define HANDKHASH_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// A program uses some of the functions.
#define KH_UNUSED __attribute__((unused))

enum { KH_FREE, KH_USED, KH_DELETED };

typedef uint32_t khint_t;
typedef khint_t khiter_t;

static inline khint_t kh_hash_text(const char *s) {
    khint_t h = 2166136261u;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 16777619u;
    return h;
}

#define khash_t(name) kh_##name##_t
#define KH_TEXT_EQUAL(a, b) (strcmp(a, b) == 0)
#define KH_INT_HASH(k) ((khint_t)(k)*2654435761u)
#define KH_INT_EQUAL(a, b) ((a) == (b))
// The buckets to build anew with.
#define KH_ROOM(h) \
    (!(h)->n_buckets ? 8 : 3 * (h)->size > (h)->n_buckets ? 2 * (h)->n_buckets : (h)->n_buckets)

#define KHASH_INIT(name, key_t, value_t, hash, equal)                                            \
    typedef struct kh_##name##_s {                                                               \
        khint_t n_buckets, size, n_used;                                                         \
        unsigned char *state;                                                                    \
        key_t *keys;                                                                             \
        value_t *vals;                                                                           \
    } kh_##name##_t;                                                                             \
    KH_UNUSED static kh_##name##_t *kh_init_##name(void) {                                       \
        return calloc(1, sizeof(kh_##name##_t));                                                 \
    }                                                                                            \
    KH_UNUSED static void kh_destroy_##name(kh_##name##_t *h) {                                  \
        if (!h)                                                                                  \
            return;                                                                              \
        free(h->state);                                                                          \
        free(h->keys);                                                                           \
        free(h->vals);                                                                           \
        free(h);                                                                                 \
    }                                                                                            \
    KH_UNUSED static khint_t kh_get_##name(const kh_##name##_t *h, key_t key) {                  \
        if (!h->n_buckets)                                                                       \
            return 0;                                                                            \
        khint_t i = hash(key) & (h->n_buckets - 1);                                              \
        while (h->state[i] != KH_FREE && (h->state[i] == KH_DELETED || !equal(h->keys[i], key))) \
            i = (i + 1) & (h->n_buckets - 1);                                                    \
        return h->state[i] == KH_USED ? i : h->n_buckets;                                        \
    }                                                                                            \
    KH_UNUSED static int kh_resize_##name(kh_##name##_t *h, khint_t n) {                         \
        kh_##name##_t old = *h;                                                                  \
        unsigned char *state = calloc(n, 1);                                                     \
        key_t *keys = calloc(n, sizeof *keys);                                                   \
        value_t *vals = calloc(n, sizeof *vals);                                                 \
        if (!state || !keys || !vals) {                                                          \
            free(state);                                                                         \
            free(keys);                                                                          \
            free(vals);                                                                          \
            return -1;                                                                           \
        }                                                                                        \
        for (khint_t i = 0; i < old.n_buckets; i++) {                                            \
            if (old.state[i] != KH_USED)                                                         \
                continue;                                                                        \
            khint_t to = hash(old.keys[i]) & (n - 1);                                            \
            while (state[to])                                                                    \
                to = (to + 1) & (n - 1);                                                         \
            state[to] = KH_USED;                                                                 \
            keys[to] = old.keys[i];                                                              \
            vals[to] = old.vals[i];                                                              \
        }                                                                                        \
        *h = (kh_##name##_t){n, old.size, old.size, state, keys, vals};                          \
        free(old.state);                                                                         \
        free(old.keys);                                                                          \
        free(old.vals);                                                                          \
        return 0;                                                                                \
    }                                                                                            \
    KH_UNUSED static khint_t kh_put_##name(kh_##name##_t *h, key_t key, int *ret) {              \
        khint_t at = kh_get_##name(h, key);                                                      \
        *ret = 0;                                                                                \
        if (at != h->n_buckets)                                                                  \
            return at;                                                                           \
        *ret = -1;                                                                               \
        if (3 * (h->n_used + 1) > 2 * h->n_buckets && kh_resize_##name(h, KH_ROOM(h)) < 0)       \
            return h->n_buckets;                                                                 \
        khint_t i = hash(key) & (h->n_buckets - 1);                                              \
        while (h->state[i] != KH_FREE)                                                           \
            i = (i + 1) & (h->n_buckets - 1);                                                    \
        h->state[i] = KH_USED;                                                                   \
        h->keys[i] = key;                                                                        \
        h->size++;                                                                               \
        h->n_used++;                                                                             \
        *ret = 1;                                                                                \
        return i;                                                                                \
    }                                                                                            \
    KH_UNUSED static void kh_del_##name(kh_##name##_t *h, khint_t at) {                          \
        if (at != h->n_buckets && h->state[at] == KH_USED) {                                     \
            h->state[at] = KH_DELETED;                                                           \
            h->size--;                                                                           \
        }                                                                                        \
    }

#define KHASH_MAP_INIT_STR(name, value_t) \
    KHASH_INIT(name, const char *, value_t, kh_hash_text, KH_TEXT_EQUAL)
#define KHASH_MAP_INIT_INT(name, value_t) \
    KHASH_INIT(name, khint_t, value_t, KH_INT_HASH, KH_INT_EQUAL)

#define kh_init(name) kh_init_##name()
#define kh_destroy(name, h) kh_destroy_##name(h)
#define kh_get(name, h, k) kh_get_##name(h, k)
#define kh_put(name, h, k, r) kh_put_##name(h, k, r)
#define kh_del(name, h, at) kh_del_##name(h, at)
#define kh_exist(h, at) ((h)->state[at] == KH_USED)
#define kh_key(h, at) ((h)->keys[at])
#define kh_val(h, at) ((h)->vals[at])
#define kh_begin(h) ((khint_t)0)
#define kh_end(h) ((h)->n_buckets)
#define kh_size(h) ((h)->size)

#endif
