// SPDX-License-Identifier: Apache-2.0
//
// A map that keeps nothing: the floor of the latency workload, and the proof that the checks of the
// others can fail.
#include <stdlib.h>

#include "../driver.h"

typedef struct Map {
    size_t count;
} Map;
typedef Map TextMap;

static Map *map_new(void) {
    Map *m = calloc(1, sizeof *m);
    if (!m)
        driver_fail("out of memory");
    return m;
}

static void map_free(Map *m) {
    free(m);
}

static size_t map_length(Map *m) {
    return m->count;
}

static size_t map_bytes(Map *m) {
    (void)m;
    return 0;
}

// The key and the value are computed, as they are for the others.
static inline void use(uint64_t number) {
    __asm__ volatile("" : : "r"(number));
}

static inline void map_put(Map *m, uint64_t key, uint64_t value) {
    use(key);
    use(value);
    m->count++;
}

static inline bool map_find(Map *m, uint64_t key, uint64_t *value) {
    (void)m;
    use(key);
    *value = 0;
    return false;
}

static inline bool map_remove(Map *m, uint64_t key) {
    (void)m;
    use(key);
    return false;
}

static inline Tally map_sum(Map *m) {
    (void)m;
    return (Tally){0, 0};
}

static TextMap *text_new(void) {
    return map_new();
}

static void text_free(TextMap *m) {
    map_free(m);
}

static size_t text_length(TextMap *m) {
    return map_length(m);
}

static size_t text_bytes(TextMap *m) {
    (void)m;
    return 0;
}

static inline void text_put(TextMap *m, const Text *key, uint64_t value) {
    map_put(m, key->size, value);
}

static inline bool text_find(TextMap *m, const Text *key, uint64_t *value) {
    return map_find(m, key->size, value);
}

#include "../workloads.h"
