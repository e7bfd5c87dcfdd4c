// SPDX-License-Identifier: Apache-2.0
//
// The layout of a unit file, shared by unit_encode.c and unit_decode.c.
//
//     8 bytes   "mapleak\n"
//     4 bytes   format version, little-endian
//     4 bytes   zero
//     8 bytes   length of the payload
//     8 bytes   XXH3 (64 bits, seed 0) of the payload
//     payload   producer, name, parse errors, strings, files, types, fields, globals, functions,
//               opaque counts
//
// In the payload a number is LEB128 (7 bits a byte, low ones first, top bit: more follow), a signed
// one is zigzag before that, a string is its length and its bytes, a table is its count and its
// items from 1 on. Lines are differences to the line before in the same function.
#ifndef IR_UNIT_INTERNAL_H
#define IR_UNIT_INTERNAL_H

#include "unit_file.h"

#define UNIT_MAGIC "mapleak\n"
enum { UNIT_VERSION = 2, UNIT_HEADER_BYTES = 32, UNIT_MAGIC_BYTES = 8 };

// Bits of the flag byte of each entity.
enum { UNIT_TYPE_SIGNED = 1, UNIT_TYPE_UNION = 2 };
enum {
    UNIT_GLOBAL_STATIC = 1,
    UNIT_GLOBAL_LOCAL = 2,
    UNIT_GLOBAL_THREAD = 4,
    UNIT_GLOBAL_CONST = 8,
    UNIT_GLOBAL_DEFINED = 16,
};

#endif
