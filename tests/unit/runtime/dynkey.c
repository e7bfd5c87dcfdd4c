// SPDX-License-Identifier: Apache-2.0
#include "dynkey.h"

#include <string.h>

#include "maptest.h"

DynKey dynkey_none(void) {
    return (DynKey){.kind = DYN_NONE};
}

DynKey dynkey_bool(bool value) {
    return (DynKey){DYN_BOOL, {.number = value}};
}

DynKey dynkey_int(int64_t value) {
    return (DynKey){DYN_INT, {.number = value}};
}

DynKey dynkey_float(double value) {
    return (DynKey){DYN_FLOAT, {.parts = {value, 0}}};
}

DynKey dynkey_complex(double real, double imaginary) {
    return (DynKey){DYN_COMPLEX, {.parts = {real, imaginary}}};
}

DynKey dynkey_text(const char *text) {
    return (DynKey){DYN_TEXT, {.text = {text, strlen(text)}}};
}

DynKey dynkey_pointer(const void *pointer) {
    return (DynKey){DYN_POINTER, {.pointer = pointer}};
}

DynKey dynkey_slice(void) {
    return (DynKey){.kind = DYN_SLICE};
}

uint64_t dynkey_hash_float(double value, const GomapSeed *seed) {
    uint64_t bits = 0;
    if (value != value)
        bits = maptest_random();
    else if (value != 0)
        memcpy(&bits, &value, sizeof bits);
    return gomap_hash_bytes(&bits, sizeof bits, seed);
}

static uint64_t hash_content(const DynKey *key, const GomapSeed *seed) {
    uint64_t parts[2];
    switch (key->kind) {
    case DYN_BOOL:
    case DYN_INT:
        return gomap_hash_bytes(&key->of.number, sizeof key->of.number, seed);
    case DYN_FLOAT:
    case DYN_COMPLEX:
        parts[0] = dynkey_hash_float(key->of.parts[0], seed);
        parts[1] = dynkey_hash_float(key->of.parts[1], seed);
        return gomap_hash_bytes(parts, sizeof parts, seed);
    case DYN_TEXT:
        return gomap_hash_bytes(key->of.text.bytes, key->of.text.size, seed);
    case DYN_POINTER:
        return gomap_hash_bytes(&key->of.pointer, sizeof key->of.pointer, seed);
    case DYN_NONE:
    case DYN_SLICE:
        break;
    }
    return 0;
}

uint64_t dynkey_hash(const DynKey *key, const GomapSeed *seed) {
    uint64_t parts[2] = {(uint64_t)key->kind, hash_content(key, seed)};
    return gomap_hash_bytes(parts, sizeof parts, seed);
}

static bool equal_text(const GomapText *a, const GomapText *b) {
    return a->size == b->size && (a->size == 0 || memcmp(a->bytes, b->bytes, a->size) == 0);
}

bool dynkey_equal(const DynKey *a, const DynKey *b) {
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case DYN_BOOL:
    case DYN_INT:
        return a->of.number == b->of.number;
    case DYN_FLOAT:
    case DYN_COMPLEX:
        return a->of.parts[0] == b->of.parts[0] && a->of.parts[1] == b->of.parts[1];
    case DYN_TEXT:
        return equal_text(&a->of.text, &b->of.text);
    case DYN_POINTER:
        return a->of.pointer == b->of.pointer;
    case DYN_NONE:
    case DYN_SLICE:
        break;
    }
    return true;
}

static uint64_t hash_hook(const void *key, const GomapSeed *seed, void *ctx) {
    (void)ctx;
    return dynkey_hash(key, seed);
}

static bool equal_hook(const void *a, const void *b, void *ctx) {
    (void)ctx;
    return dynkey_equal(a, b);
}

static bool hashable_hook(const void *key, void *ctx) {
    (void)ctx;
    return ((const DynKey *)key)->kind != DYN_SLICE;
}

GomapType dynkey_type(size_t value_size) {
    return (GomapType){.key_size = sizeof(DynKey),
                       .value_size = value_size,
                       .key_align = _Alignof(DynKey),
                       .hash = hash_hook,
                       .equal = equal_hook,
                       .hashable = hashable_hook,
                       .allocator = maptest_allocator(),
                       .update_key = true,
                       .irreflexive = true};
}
