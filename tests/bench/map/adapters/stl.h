// SPDX-License-Identifier: Apache-2.0
//
// The adapter of all maps with the interface of std::unordered_map. Its includer has defined the
// template Table<Key, Value>. String keys are views of 16 bytes on the driver's bytes.
#ifndef BENCH_MAP_STL_H
#define BENCH_MAP_STL_H

#include <string_view>

#include "../driver.h"

using Map = Table<uint64_t, uint64_t>;
using TextMap = Table<std::string_view, uint64_t>;

static Map *map_new() {
    return new Map;
}

static void map_free(Map *m) {
    delete m;
}

static size_t map_length(Map *m) {
    return m->size();
}

static size_t map_bytes(Map *) {
    return 0;
}

template <typename M, typename K> static inline bool find(M *m, K key, uint64_t *value) {
    auto it = m->find(key);
    if (it == m->end())
        return false;
    *value = it->second;
    return true;
}

static inline void map_put(Map *m, uint64_t key, uint64_t value) {
    (*m)[key] = value;
}

static inline bool map_find(Map *m, uint64_t key, uint64_t *value) {
    return find(m, key, value);
}

static inline bool map_remove(Map *m, uint64_t key) {
    return m->erase(key) != 0;
}

static inline Tally map_sum(Map *m) {
    Tally seen = {0, 0};
    for (const auto &entry : *m) {
        seen.count++;
        seen.sum += entry.first + entry.second;
    }
    return seen;
}

static inline std::string_view view(const Text *key) {
    return std::string_view(key->bytes, key->size);
}

static TextMap *text_new() {
    return new TextMap;
}

static void text_free(TextMap *m) {
    delete m;
}

static size_t text_length(TextMap *m) {
    return m->size();
}

static size_t text_bytes(TextMap *) {
    return 0;
}

static inline void text_put(TextMap *m, const Text *key, uint64_t value) {
    (*m)[view(key)] = value;
}

static inline bool text_find(TextMap *m, const Text *key, uint64_t *value) {
    return find(m, view(key), value);
}

#include "../workloads.h"

#endif
