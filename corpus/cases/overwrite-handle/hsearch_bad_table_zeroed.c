// SPDX-License-Identifier: Apache-2.0
// The symbol table is zeroed for the next line, as hcreate_r wants it, but was not given back.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <string.h>

struct scope {
    struct hsearch_data symbols;
};

static int enter_words(struct scope *scope, char *line) {
    int words = 0;
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n"), words++) {
        ENTRY *found, item = {.key = word, .data = word};
        if (!hsearch_r(item, ENTER, &found, &scope->symbols))
            break;
    }
    return words;
}

int main(void) {
    char line[256];
    struct scope scope = {0};
    while (fgets(line, sizeof line, stdin)) {
        scope.symbols = (struct hsearch_data){0}; // expect-fn: overwrite-handle
        if (!hcreate_r(32, &scope.symbols))
            return 1;
        printf("%d\n", enter_words(&scope, line));
    }
    hdestroy_r(&scope.symbols);
    return 0;
}
