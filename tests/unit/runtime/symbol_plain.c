// SPDX-License-Identifier: Apache-2.0
#include "symbol_plain.h"

#include <stdint.h>

static volatile int sink;

__attribute__((noinline)) static void hidden_in_plain(void) {
    for (int i = 0; i < 8; i++)
        sink += i;
}

const char *symbol_plain_hidden(void) {
    hidden_in_plain();
    return (const char *)(uintptr_t)hidden_in_plain;
}
