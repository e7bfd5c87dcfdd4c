// SPDX-License-Identifier: Apache-2.0
//
// What the driver and the adapters of the map benchmark share, in C and C++.
//
// A program is the driver, linked with one adapter. An adapter says in a few static functions how
// its map inserts, finds and removes, and ends with `#include "workloads.h"`, which writes the
// loops that are timed around them. So each map is used with its own types, and inlined as well as
// its library allows; the driver calls one loop, never one operation.
//
//     map_khash [--floor MS] SIZE WORKLOAD…
//
// prints lines "METRIC VALUE": nanoseconds of processor time an operation, bytes an entry. Every
// loop returns what it saw, which the driver compares with what there is to see: a map that answers
// wrongly ends the program with status 1.
#ifndef BENCH_MAP_DRIVER_H
#define BENCH_MAP_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "laps.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- Keys

// The key with a number: a bijection of 64 bits, so keys 0, 1, 2… are all different and without
// order.
static inline uint64_t key_at(uint64_t number) {
    uint64_t x = number * 0x9e3779b97f4a7c15 + 0x632be59bd9b4e019;
    x = (x ^ x >> 32) * 0xd6e8feb86659fd93;
    x = (x ^ x >> 32) * 0xd6e8feb86659fd93;
    return x ^ x >> 32;
}

// Entries are looked up in another order than they were inserted in: 0, stride, 2 * stride… modulo
// n, for a stride near n / 1.618 that has no divisor in common with n, passes every number once.
size_t driver_stride(size_t n);

static inline size_t walk_on(size_t at, size_t stride, size_t n) {
    at += stride;
    return at >= n ? at - n : at;
}

// A string key: NUL-terminated, 16 to 40 bytes.
typedef struct Text {
    const char *bytes;
    size_t size; // without the NUL
} Text;

// ---- Loops

// What a loop saw.
typedef struct Tally {
    size_t count; // entries found, removed or passed
    uint64_t sum; // of their values; of keys and values when iterating
} Tally;

// The loops of one map. Keys are numbers 0 to n - 1 unless said otherwise, and the value of a key
// is its number.
typedef struct Peer {
    void *(*fill)(size_t n);             // a new map
    void (*refill)(void *map, size_t n); // one that was emptied
    void *(*fill_laps)(size_t n, Laps *laps);
    void (*release)(void *map);
    size_t (*length)(void *map);
    size_t (*own_bytes)(void *map); // as the map counts them itself; 0 when it does not
    // `steps` lookups along the stride. In `follow` the value found decides the next key; its sum
    // is the last value. In `miss` keys are numbers n to 2n - 1.
    Tally (*hit)(void *map, size_t n, size_t steps);
    Tally (*follow)(void *map, size_t n, size_t steps);
    Tally (*miss)(void *map, size_t n, size_t steps);
    Tally (*iterate)(void *map, size_t n, size_t steps);
    // Removes number i and inserts number n + i, for `steps` numbers from `first` on.
    Tally (*churn)(void *map, size_t n, size_t first, size_t steps);
    Tally (*drain)(void *map, size_t n); // removes all, along the stride

    void *(*text_fill)(const Text *keys, size_t n);
    void (*text_release)(void *map);
    size_t (*text_length)(void *map);
    size_t (*text_own_bytes)(void *map);
    Tally (*text_find)(void *map, const Text *keys, size_t n);
} Peer;

// The adapter's.
extern const Peer driver_peer;

// Prints the message and exits with status 1.
#ifdef __cplusplus
[[noreturn]]
#else
_Noreturn
#endif
void driver_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#ifdef __cplusplus
}
#endif

#endif
