// SPDX-License-Identifier: Apache-2.0
// The symbol table is given back before it is zeroed; an empty one has nothing to give back.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>

struct scope {
    struct hsearch_data symbols;
    int depth;
};

static int enter(struct scope *scope) {
    static char self[] = "self";
    ENTRY *found, item = {.key = self, .data = NULL};
    return hsearch_r(item, ENTER, &found, &scope->symbols);
}

int main(void) {
    char line[256];
    struct scope scope = {0};
    while (fgets(line, sizeof line, stdin)) {
        hdestroy_r(&scope.symbols);
        scope.symbols = (struct hsearch_data){0};
        if (!hcreate_r(32, &scope.symbols))
            return 1;
        scope.depth += enter(&scope);
        printf("%d\n", scope.depth);
    }
    hdestroy_r(&scope.symbols);
    return 0;
}
