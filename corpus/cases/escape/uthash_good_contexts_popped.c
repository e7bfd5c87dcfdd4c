// SPDX-License-Identifier: Apache-2.0
// Parsers hang in a global chain while they work, as includes nest; each is popped with its table.
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

static void pop_parser(void) {
    struct parser *parser = all_parsers;
    struct symbol *symbol, *next;
    all_parsers = parser->next;
    HASH_ITER(hh, parser->symbols, symbol, next) {
        HASH_DEL(parser->symbols, symbol);
        free(symbol);
    }
    free(parser);
}

static void parse(const char *text) {
    struct parser *parser = calloc(1, sizeof *parser);
    struct symbol *symbol = calloc(1, sizeof *symbol);
    if (!parser || !symbol)
        abort();
    snprintf(symbol->name, sizeof symbol->name, "%.15s", text);
    HASH_ADD_STR(parser->symbols, name, symbol);
    parser->next = all_parsers;
    all_parsers = parser;
    printf("%u\n", HASH_COUNT(all_parsers->symbols));
    pop_parser();
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        parse(line);
    return 0;
}
