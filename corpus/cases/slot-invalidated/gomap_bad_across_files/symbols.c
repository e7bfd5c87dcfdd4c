// SPDX-License-Identifier: Apache-2.0
#include "symbols.h"

struct symbol *symbols_intern(Gomap *symbols, uint64_t number) {
    void *slot;
    return gomap_assign(symbols, &number, &slot) == GOMAP_OK ? slot : NULL;
}
