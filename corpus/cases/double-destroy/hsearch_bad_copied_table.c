// SPDX-License-Identifier: Apache-2.0
// The struct of a table is copied with the scope that it is in; both copies are given back.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>

struct scope {
    struct hsearch_data names;
    int depth;
};

static struct scope inner(const struct scope *outer) {
    struct scope scope = *outer;
    scope.depth++;
    return scope;
}

static void end(struct scope *scope) {
    hdestroy_r(&scope->names);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        struct scope file = {0};
        ENTRY *found, item = {.key = line, .data = NULL};
        if (!hcreate_r(16, &file.names) || !hsearch_r(item, ENTER, &found, &file.names))
            return 1;
        struct scope block = inner(&file);
        printf("%d\n", hsearch_r(item, FIND, &found, &block.names));
        end(&block);
        end(&file); // expect-fn: double-destroy
    }
    return 0;
}
