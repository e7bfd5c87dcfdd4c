// SPDX-License-Identifier: Apache-2.0
// hdestroy_r sets the table in its struct to NULL, so that the same struct may be given back twice.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>

struct scope {
    struct hsearch_data names;
    int depth;
};

static struct scope *inner(struct scope *outer) {
    outer->depth++;
    return outer;
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
        struct scope *block = inner(&file);
        printf("%d\n", hsearch_r(item, FIND, &found, &block->names));
        end(block);
        end(&file);
    }
    return 0;
}
