// SPDX-License-Identifier: Apache-2.0

// Keys of a type that only shows at run time, as Go's interface values are: numbers, complex
// numbers, text, pointers, and a kind that cannot be hashed.
#ifndef MAPLEAK_TESTS_DYNKEY_H
#define MAPLEAK_TESTS_DYNKEY_H

#include "runtime/gomap.h"

typedef enum DynKind {
    DYN_NONE,
    DYN_BOOL,
    DYN_INT,
    DYN_FLOAT,
    DYN_COMPLEX,
    DYN_TEXT,
    DYN_POINTER,
    DYN_SLICE, // cannot be hashed
} DynKind;

typedef struct DynKey {
    DynKind kind;
    union {
        int64_t number; // also of DYN_BOOL
        double parts[2];
        GomapText text;
        const void *pointer;
    } of;
} DynKey;

DynKey dynkey_none(void);
DynKey dynkey_bool(bool value);
DynKey dynkey_int(int64_t value);
DynKey dynkey_float(double value);
DynKey dynkey_complex(double real, double imaginary);
DynKey dynkey_text(const char *text);
DynKey dynkey_pointer(const void *pointer);
DynKey dynkey_slice(void);

// Equal floats hash alike whatever their bits; what is unequal to itself hashes anew each time.
uint64_t dynkey_hash(const DynKey *key, const GomapSeed *seed);
uint64_t dynkey_hash_float(double value, const GomapSeed *seed);
bool dynkey_equal(const DynKey *a, const DynKey *b);

// A map with these keys and `value_size` bytes of values, with maptest's allocator.
GomapType dynkey_type(size_t value_size);

#endif
