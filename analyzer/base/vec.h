// SPDX-License-Identifier: Apache-2.0
//
// A growing array. VEC(T) declares the type; the owner calls vec_fini. Items move when the array
// grows, so keep indexes, not pointers, across a push.
//
//     VEC(int) v = {0};
//     vec_push(&v, 3);
//     vec_each(int, x, &v) printf("%d", *x);
//     vec_fini(&v);
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base.h"

#define VEC(T)             \
    struct {               \
        T *data;           \
        uint32_t len, cap; \
    }

// A named vector type, where two functions must agree on it.
#define VEC_TYPEDEF(Name, T) typedef VEC(T) Name

#define vec_reserve(v, n) \
    ((v)->data = vec_grow((v)->data, &(v)->cap, (v)->len, (n), sizeof *(v)->data))
// Appends an item; its index.
#define vec_push(v, ...) \
    (vec_reserve((v), 1), (void)((v)->data[(v)->len] = (__VA_ARGS__)), vec_bump(&(v)->len, 1))
// Appends n zeroed items; the index of the first.
#define vec_push_zero(v, n)                                                        \
    (vec_reserve((v), (n)), vec_zero((v)->data, (v)->len, (n), sizeof *(v)->data), \
     vec_bump(&(v)->len, (uint32_t)(n)))
#define vec_last(v) (&(v)->data[(v)->len - 1])
#define vec_clear(v) ((void)((v)->len = 0))
#define vec_fini(v) (free((v)->data), (v)->data = NULL, (v)->len = (v)->cap = 0)
#define vec_each(T, item, v) \
    for (T *item = (v)->data; (v)->len && item < (v)->data + (v)->len; item++)

// Zeroes n items behind the first len; there may be no memory when n is 0.
static inline void vec_zero(void *data, uint32_t len, size_t n, size_t size) {
    if (n)
        memset((char *)data + len * size, 0, n * size);
}

// Counts n more items; the index of the first.
static inline uint32_t vec_bump(uint32_t *len, uint32_t n) {
    uint32_t first = *len;
    *len += n;
    return first;
}

// Room for `more` items after the first `len`; doubles. For the macros above.
static inline void *vec_grow(void *data, uint32_t *cap, uint32_t len, size_t more, size_t size) {
    if (len + more <= *cap)
        return data;
    size_t want = *cap ? (size_t)*cap * 2 : 8;
    if (want < len + more)
        want = len + more;
    BUG_ON(want > UINT32_MAX);
    *cap = (uint32_t)want;
    return base_realloc(data, want * size, "vector");
}

#endif
