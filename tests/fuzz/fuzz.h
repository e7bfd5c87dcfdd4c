// SPDX-License-Identifier: Apache-2.0

// What each fuzz target defines. Linked with -fsanitize=fuzzer it is fed by libFuzzer; linked with
// replay.c it is given the stored inputs. A wrong answer ends the process with abort().
#ifndef MAPLEAK_TESTS_FUZZ_H
#define MAPLEAK_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
