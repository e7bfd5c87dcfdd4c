// SPDX-License-Identifier: Apache-2.0

// What fuzz targets share. A target defines LLVMFuzzerTestOneInput, which libFuzzer calls with
// inputs of its own making, and replay.c with the stored ones.
#ifndef MAPLEAK_TESTS_FUZZ_H
#define MAPLEAK_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Ends the program if the condition does not hold, in every build.
#define FUZZ_CHECK(condition)                                               \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                        \
        }                                                                   \
    } while (0)

#endif
