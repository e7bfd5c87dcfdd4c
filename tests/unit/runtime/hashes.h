// SPDX-License-Identifier: Apache-2.0

// The map's hashes, to be tested one like the other: SipHash and, where the processor has the
// instruction, the AES rounds.
#ifndef MAPLEAK_TESTS_HASHES_H
#define MAPLEAK_TESTS_HASHES_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/gomap.h"

typedef uint64_t HashesBytes(const void *bytes, size_t size, const GomapSeed *seed);

// The n-th hash, or NULL behind the last one. The first is SipHash.
HashesBytes *hashes_nth(size_t n);
// The same of a 64-bit number.
uint64_t hashes_number(size_t n, uint64_t number, const GomapSeed *seed);
const char *hashes_name(size_t n);

#endif
