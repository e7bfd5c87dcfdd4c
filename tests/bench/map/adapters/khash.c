// SPDX-License-Identifier: Apache-2.0
//
// klib's khash, in the copy that htslib ships.
#include <htslib/khash.h>

#include "../driver.h"

KHASH_MAP_INIT_INT64(number, uint64_t)
KHASH_MAP_INIT_STR(text, uint64_t)

typedef khash_t(number) Map;
typedef khash_t(text) TextMap;

static Map *map_new(void) {
    return kh_init(number);
}

static void map_free(Map *m) {
    kh_destroy(number, m);
}

static size_t map_length(Map *m) {
    return kh_size(m);
}

static size_t map_bytes(Map *m) {
    (void)m;
    return 0;
}

static inline void map_put(Map *m, uint64_t key, uint64_t value) {
    int added;
    khint_t at = kh_put(number, m, key, &added);
    kh_val(m, at) = value;
}

static inline bool map_find(Map *m, uint64_t key, uint64_t *value) {
    khint_t at = kh_get(number, m, key);
    if (at == kh_end(m))
        return false;
    *value = kh_val(m, at);
    return true;
}

static inline bool map_remove(Map *m, uint64_t key) {
    khint_t at = kh_get(number, m, key);
    if (at == kh_end(m))
        return false;
    kh_del(number, m, at);
    return true;
}

static inline Tally map_sum(Map *m) {
    Tally seen = {0, 0};
    for (khint_t at = kh_begin(m); at != kh_end(m); at++) {
        if (!kh_exist(m, at))
            continue;
        seen.count++;
        seen.sum += kh_key(m, at) + kh_val(m, at);
    }
    return seen;
}

static TextMap *text_new(void) {
    return kh_init(text);
}

static void text_free(TextMap *m) {
    kh_destroy(text, m);
}

static size_t text_length(TextMap *m) {
    return kh_size(m);
}

static size_t text_bytes(TextMap *m) {
    (void)m;
    return 0;
}

static inline void text_put(TextMap *m, const Text *key, uint64_t value) {
    int added;
    khint_t at = kh_put(text, m, key->bytes, &added);
    kh_val(m, at) = value;
}

static inline bool text_find(TextMap *m, const Text *key, uint64_t *value) {
    khint_t at = kh_get(text, m, key->bytes);
    if (at == kh_end(m))
        return false;
    *value = kh_val(m, at);
    return true;
}

#include "../workloads.h"
