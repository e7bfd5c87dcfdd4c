// SPDX-License-Identifier: Apache-2.0
// Both sides of an assignment are interned; the map holds pointers, and what they lead to stays.
// proof: grows "every symbol is interned once, and all are freed at the end"
#include "symbols.h"

#include <stdio.h>

int main(void) {
    unsigned left, right;
    GomapType type = gomap_type_u64(sizeof(struct symbol *));
    Gomap *symbols;
    if (gomap_new(&type, 0, &symbols) != GOMAP_OK)
        return 1;
    for (uint32_t line = 1; scanf("%*[^0-9]%u%*[^0-9]%u", &left, &right) == 2; line++) {
        struct symbol *defined = symbols_intern(symbols, left);
        struct symbol *used = symbols_intern(symbols, right);
        if (!defined || !used)
            break;
        used->uses++;
        defined->line = line;
    }
    symbols_free(symbols);
    return 0;
}
