// SPDX-License-Identifier: Apache-2.0
//
// The project's own map, through its public header. All calls whose form may change stand in the
// four functions that take a key.
#include "runtime/gomap.h"

#include "../driver.h"

typedef Gomap Map;
typedef Gomap TextMap;

static Gomap *make(GomapType type) {
    Gomap *m;
    GomapStatus status = gomap_new(&type, 0, &m);
    if (status != GOMAP_OK)
        driver_fail("gomap_new: %s", gomap_status_text(status));
    return m;
}

static inline void set(GomapStatus status, uint64_t *slot, uint64_t value) {
    if (status != GOMAP_OK)
        driver_fail("gomap_assign: %s", gomap_status_text(status));
    *slot = value;
}

static inline bool get(const uint64_t *slot, uint64_t *value) {
    if (!slot)
        return false;
    *value = *slot;
    return true;
}

static Map *map_new(void) {
    return make(gomap_type_u64(sizeof(uint64_t)));
}

static void map_free(Map *m) {
    gomap_free(m);
}

static size_t map_length(Map *m) {
    return gomap_len(m);
}

static size_t map_bytes(Map *m) {
    GomapStats stats;
    gomap_stats(m, &stats);
    return stats.bytes;
}

static inline void map_put(Map *m, uint64_t key, uint64_t value) {
    void *slot;
    GomapStatus status = gomap_assign_u64(m, key, &slot);
    set(status, slot, value);
}

static inline bool map_find(Map *m, uint64_t key, uint64_t *value) {
    return get(gomap_find_u64(m, key), value);
}

static inline bool map_remove(Map *m, uint64_t key) {
    return gomap_remove_u64(m, key);
}

static inline Tally map_sum(Map *m) {
    Tally seen = {0, 0};
    GomapIter it;
    for (gomap_iter_init(&it, m); gomap_iter_next(&it); seen.count++)
        seen.sum += *(const uint64_t *)it.key + *(const uint64_t *)it.value;
    return seen;
}

static TextMap *text_new(void) {
    return make(gomap_type_text(sizeof(uint64_t)));
}

static void text_free(TextMap *m) {
    gomap_free(m);
}

static size_t text_length(TextMap *m) {
    return gomap_len(m);
}

static size_t text_bytes(TextMap *m) {
    return map_bytes(m);
}

static inline void text_put(TextMap *m, const Text *key, uint64_t value) {
    void *slot;
    GomapStatus status = gomap_assign_text(m, key->bytes, key->size, &slot);
    set(status, slot, value);
}

static inline bool text_find(TextMap *m, const Text *key, uint64_t *value) {
    return get(gomap_find_text(m, key->bytes, key->size), value);
}

#include "../workloads.h"
