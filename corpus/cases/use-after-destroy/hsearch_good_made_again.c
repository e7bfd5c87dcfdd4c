// SPDX-License-Identifier: Apache-2.0
// The table is given back with the scope, and made again before a name is looked for.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>

struct scope {
    struct hsearch_data names;
};

static void end(struct scope *scope) {
    hdestroy_r(&scope->names);
}

static int known(struct scope *scope, char *name) {
    ENTRY *found, item = {.key = name, .data = NULL};
    return hsearch_r(item, FIND, &found, &scope->names);
}

int main(void) {
    char line[256];
    struct scope scope = {0};
    while (fgets(line, sizeof line, stdin)) {
        if (!hcreate_r(16, &scope.names))
            return 1;
        printf("%d\n", known(&scope, line));
        end(&scope);
    }
    if (!hcreate_r(16, &scope.names))
        return 1;
    printf("%d\n", known(&scope, line));
    end(&scope);
    return 0;
}
