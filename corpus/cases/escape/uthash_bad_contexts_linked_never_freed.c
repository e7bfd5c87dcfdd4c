// SPDX-License-Identifier: Apache-2.0
// Parsers hang in a global chain with their symbol tables, and nobody takes them out.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct symbol {
    char name[16];
    UT_hash_handle hh;
};

struct parser {
    struct symbol *symbols;
    struct parser *next;
};

static struct parser *all_parsers;

static void parse(const char *text) {
    struct parser *parser = calloc(1, sizeof *parser);
    struct symbol *symbol = calloc(1, sizeof *symbol);
    if (!parser || !symbol)
        abort();
    snprintf(symbol->name, sizeof symbol->name, "%.15s", text);
    HASH_ADD_STR(parser->symbols, name, symbol);
    printf("%u\n", HASH_COUNT(parser->symbols));
    parser->next = all_parsers;
    all_parsers = parser; // expect: escape
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        parse(line);
    return 0;
}
