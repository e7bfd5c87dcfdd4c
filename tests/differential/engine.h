// SPDX-License-Identifier: Apache-2.0

// The map that a stream is carried out on: the reference map, or a sorted array.
//
// A key goes in as its number (stream.md), which two of them may have in common with the same
// stored key: 0 and 1 of f64 are +0 and -0. It comes out as what is stored.
#ifndef MAPLEAK_TESTS_ENGINE_H
#define MAPLEAK_TESTS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ENGINE_NAN = 999999 };

typedef enum KeyKind { KEY_U32, KEY_U64, KEY_F64, KEY_STR } KeyKind;

typedef struct Shown {
    uint64_t number; // of the key; ENGINE_NAN; 0 for both zeros
    uint64_t bits;   // of the stored key, or the number of a string
    uint64_t value;
} Shown;

typedef struct EngineMap EngineMap;
typedef struct EngineIter EngineIter;

typedef struct Engine {
    EngineMap *(*make)(KeyKind kind, size_t value_size);
    void (*end)(EngineMap *map);
    void (*put)(EngineMap *map, uint64_t key, uint64_t value);
    bool (*get)(const EngineMap *map, uint64_t key, uint64_t *value);
    void (*del)(EngineMap *map, uint64_t key);
    void (*clear)(EngineMap *map);
    size_t (*length)(const EngineMap *map);
    size_t (*buckets)(const EngineMap *map);
    EngineIter *(*start)(EngineMap *map);
    bool (*next)(EngineIter *it, Shown *shown); // frees it at its end
} Engine;

extern const Engine engine_gomap;
extern const Engine engine_array;

// Ends the process with a message; for what an engine finds wrong itself.
_Noreturn void engine_fail(const char *what);

double engine_float(uint64_t number);
// The number of a float key, and its bits.
uint64_t engine_number(double key, uint64_t *bits);

#endif
