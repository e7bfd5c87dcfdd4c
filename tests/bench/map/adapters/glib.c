// SPDX-License-Identifier: Apache-2.0
//
// GLib's GHashTable. Numbers are packed in its pointers, as g_direct_hash users do; their hash
// folds all 64 bits, where g_direct_hash would take the low ones. NULL as the comparison means
// that keys are compared as pointers, without a call.
#include <glib.h>

#include "../driver.h"

typedef GHashTable Map;
typedef GHashTable TextMap;

static gpointer pack(uint64_t number) {
    return (gpointer)(uintptr_t)number;
}

static uint64_t unpack(gconstpointer packed) {
    return (uintptr_t)packed;
}

static guint fold(gconstpointer key) {
    uint64_t number = unpack(key);
    return (guint)(number ^ number >> 32);
}

static Map *map_new(void) {
    return g_hash_table_new(fold, NULL);
}

static void map_free(Map *m) {
    g_hash_table_destroy(m);
}

static size_t map_length(Map *m) {
    return g_hash_table_size(m);
}

static size_t map_bytes(Map *m) {
    (void)m;
    return 0;
}

static inline void map_put(Map *m, uint64_t key, uint64_t value) {
    g_hash_table_insert(m, pack(key), pack(value));
}

static inline bool map_find(Map *m, uint64_t key, uint64_t *value) {
    gpointer packed;
    if (!g_hash_table_lookup_extended(m, pack(key), NULL, &packed))
        return false;
    *value = unpack(packed);
    return true;
}

static inline bool map_remove(Map *m, uint64_t key) {
    return g_hash_table_remove(m, pack(key));
}

static inline Tally map_sum(Map *m) {
    Tally seen = {0, 0};
    GHashTableIter it;
    gpointer key, value;
    g_hash_table_iter_init(&it, m);
    for (; g_hash_table_iter_next(&it, &key, &value); seen.count++)
        seen.sum += unpack(key) + unpack(value);
    return seen;
}

static TextMap *text_new(void) {
    return g_hash_table_new(g_str_hash, g_str_equal);
}

static void text_free(TextMap *m) {
    g_hash_table_destroy(m);
}

static size_t text_length(TextMap *m) {
    return g_hash_table_size(m);
}

static size_t text_bytes(TextMap *m) {
    (void)m;
    return 0;
}

static inline void text_put(TextMap *m, const Text *key, uint64_t value) {
    g_hash_table_insert(m, (gpointer)(uintptr_t)key->bytes, pack(value));
}

static inline bool text_find(TextMap *m, const Text *key, uint64_t *value) {
    gpointer packed;
    if (!g_hash_table_lookup_extended(m, key->bytes, NULL, &packed))
        return false;
    *value = unpack(packed);
    return true;
}

#include "../workloads.h"
