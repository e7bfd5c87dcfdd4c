// SPDX-License-Identifier: Apache-2.0
#include "symbols.h"

#include <stdlib.h>

struct symbol *symbols_intern(Gomap *symbols, uint64_t number) {
    void *slot;
    if (gomap_assign(symbols, &number, &slot) != GOMAP_OK)
        return NULL;
    struct symbol **symbol = slot;
    if (!*symbol)
        *symbol = calloc(1, sizeof **symbol);
    return *symbol;
}

void symbols_free(Gomap *symbols) {
    GomapIter it;
    for (gomap_iter_init(&it, symbols); gomap_iter_next(&it);)
        free(*(struct symbol **)it.value);
    gomap_free(symbols);
}
