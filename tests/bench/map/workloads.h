// SPDX-License-Identifier: Apache-2.0
//
// The loops that are timed, around the map of the adapter that includes this as its last line.
//
// The adapter has defined, for 64-bit keys and values, the type Map and
//     static Map *map_new(void);
//     static void map_free(Map *m);
//     static size_t map_length(Map *m);
//     static size_t map_bytes(Map *m);                                 0: not known
//     static inline void map_put(Map *m, uint64_t key, uint64_t value);      inserts or replaces
//     static inline bool map_find(Map *m, uint64_t key, uint64_t *value);
//     static inline bool map_remove(Map *m, uint64_t key);
//     static inline Tally map_sum(Map *m);                             iterates over all
// and, for string keys whose bytes stay the driver's, the type TextMap and text_new, text_free,
// text_length, text_bytes, text_put and text_find, whose keys are `const Text *`.
#ifndef BENCH_MAP_WORKLOADS_H
#define BENCH_MAP_WORKLOADS_H

#include "driver.h"

static void put_all(Map *m, size_t n) {
    for (size_t i = 0; i < n; i++)
        map_put(m, key_at(i), i);
}

static void *fill(size_t n) {
    Map *m = map_new();
    put_all(m, n);
    return m;
}

static void refill(void *map, size_t n) {
    put_all((Map *)map, n);
}

static void *fill_laps(size_t n, Laps *laps) {
    Map *m = map_new();
    uint64_t start = tick_count();
    for (size_t i = 0; i < n; i++) {
        map_put(m, key_at(i), i);
        start = laps_add(laps, start);
    }
    return m;
}

static void release(void *map) {
    map_free((Map *)map);
}

static size_t length(void *map) {
    return map_length((Map *)map);
}

static size_t own_bytes(void *map) {
    return map_bytes((Map *)map);
}

static Tally hit(void *map, size_t n, size_t steps) {
    Tally seen = {0, 0};
    size_t stride = driver_stride(n), at = 0;
    for (size_t i = 0; i < steps; i++) {
        uint64_t value;
        if (map_find((Map *)map, key_at(at), &value)) {
            seen.count++;
            seen.sum += value;
        }
        at = walk_on(at, stride, n);
    }
    return seen;
}

static Tally follow(void *map, size_t n, size_t steps) {
    Tally seen = {0, 0};
    size_t stride = driver_stride(n), at = 0;
    for (size_t i = 0; i < steps; i++) {
        if (!map_find((Map *)map, key_at(at), &seen.sum))
            break;
        seen.count++;
        at = walk_on((size_t)seen.sum, stride, n);
    }
    return seen;
}

static Tally miss(void *map, size_t n, size_t steps) {
    Tally seen = {0, 0};
    size_t stride = driver_stride(n), at = 0;
    for (size_t i = 0; i < steps; i++) {
        uint64_t value;
        seen.count += map_find((Map *)map, key_at(n + at), &value);
        at = walk_on(at, stride, n);
    }
    return seen;
}

static Tally iterate(void *map, size_t n, size_t steps) {
    (void)n;
    (void)steps;
    return map_sum((Map *)map);
}

static Tally churn(void *map, size_t n, size_t first, size_t steps) {
    Tally seen = {0, 0};
    for (size_t i = first; i < first + steps; i++) {
        seen.count += map_remove((Map *)map, key_at(i));
        map_put((Map *)map, key_at(n + i), n + i);
    }
    return seen;
}

static Tally drain(void *map, size_t n) {
    Tally seen = {0, 0};
    size_t stride = driver_stride(n), at = 0;
    for (size_t i = 0; i < n; i++) {
        seen.count += map_remove((Map *)map, key_at(at));
        at = walk_on(at, stride, n);
    }
    return seen;
}

static void *fill_text(const Text *keys, size_t n) {
    TextMap *m = text_new();
    for (size_t i = 0; i < n; i++)
        text_put(m, &keys[i], i);
    return m;
}

static void release_text(void *map) {
    text_free((TextMap *)map);
}

static size_t length_text(void *map) {
    return text_length((TextMap *)map);
}

static size_t own_bytes_text(void *map) {
    return text_bytes((TextMap *)map);
}

static Tally find_text(void *map, const Text *keys, size_t n) {
    Tally seen = {0, 0};
    for (size_t i = 0; i < n; i++) {
        uint64_t value;
        if (text_find((TextMap *)map, &keys[i], &value)) {
            seen.count++;
            seen.sum += value;
        }
    }
    return seen;
}

const Peer driver_peer = {fill,      refill,       fill_laps,   release,        length,   own_bytes,
                          hit,       follow,       miss,        iterate,        churn,    drain,
                          fill_text, release_text, length_text, own_bytes_text, find_text};

#endif
