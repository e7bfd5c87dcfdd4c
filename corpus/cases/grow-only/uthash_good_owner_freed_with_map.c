// SPDX-License-Identifier: Apache-2.0
// Symbols go into the scope's own table, and the scope is freed with it when it closes.
// proof: grows "the one scope is freed as a whole"
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct symbol {
    char name[64];
    UT_hash_handle hh;
};

struct scope {
    struct symbol *symbols;
};

static void declare(struct scope *scope, const char *name) {
    struct symbol *symbol;
    HASH_FIND_STR(scope->symbols, name, symbol);
    if (symbol)
        return;
    symbol = calloc(1, sizeof *symbol);
    if (!symbol)
        abort();
    snprintf(symbol->name, sizeof symbol->name, "%s", name);
    HASH_ADD_STR(scope->symbols, name, symbol);
}

static void close_scope(struct scope *scope) {
    struct symbol *symbol, *next;
    HASH_ITER(hh, scope->symbols, symbol, next) {
        HASH_DEL(scope->symbols, symbol);
        free(symbol);
    }
    free(scope);
}

int main(void) {
    char line[64];
    struct scope *scope = calloc(1, sizeof *scope);
    if (!scope)
        return 1;
    while (fgets(line, sizeof line, stdin))
        declare(scope, line);
    printf("%u\n", HASH_COUNT(scope->symbols));
    close_scope(scope);
    return 0;
}
