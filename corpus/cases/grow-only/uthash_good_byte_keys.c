// SPDX-License-Identifier: Apache-2.0
// A code table of a compressor: one element a byte value.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct code {
    uint8_t byte;
    unsigned frequency;
    UT_hash_handle hh;
};

static struct code *codes;

static void see(uint8_t byte) {
    struct code *code;
    HASH_FIND(hh, codes, &byte, sizeof byte, code);
    if (!code) {
        code = calloc(1, sizeof *code);
        if (!code)
            abort();
        code->byte = byte;
        HASH_ADD(hh, codes, byte, sizeof code->byte, code);
    }
    code->frequency++;
}

int main(void) {
    int byte;
    while ((byte = getchar()) != EOF)
        see((uint8_t)byte);
    printf("%u codes\n", HASH_COUNT(codes));
    return 0;
}
