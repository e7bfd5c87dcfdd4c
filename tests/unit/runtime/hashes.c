// SPDX-License-Identifier: Apache-2.0
#include "hashes.h"

#include "gomap_hash.h"

static uint64_t aes_bytes(const void *bytes, size_t size, const GomapSeed *seed) {
    return aes_text(bytes, size, seed);
}

HashesBytes *hashes_nth(size_t n) {
    if (n == 0)
        return gomap_hash_bytes;
    return n == 1 && gomap_hash_has_aes() ? aes_bytes : NULL;
}

uint64_t hashes_number(size_t n, uint64_t number, const GomapSeed *seed) {
    return n == 0 ? gomap_hash_number(number, sizeof number, seed) : aes_number(number, seed);
}

const char *hashes_name(size_t n) {
    return n == 0 ? "SipHash" : "AES rounds";
}
