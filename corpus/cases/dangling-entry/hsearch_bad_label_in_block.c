// SPDX-License-Identifier: Apache-2.0
// The data of a symbol is a variable of the block that enters it, and is read behind the block.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>

static const int *find(struct hsearch_data *symbols, const char *name) {
    ENTRY *found, item = {.key = (char *)name, .data = NULL};
    return hsearch_r(item, FIND, &found, symbols) ? found->data : NULL;
}

int main(void) {
    char line[256];
    struct hsearch_data symbols = {0};
    if (!hcreate_r(16, &symbols))
        return 1;
    if (fgets(line, sizeof line, stdin)) {
        int length = 0;
        while (line[length])
            length++;
        ENTRY *found, item = {.key = "length", .data = &length};
        if (!hsearch_r(item, ENTER, &found, &symbols))
            return 1;
    } // expect-fn: dangling-entry
    const int *length = find(&symbols, "length");
    if (length)
        printf("%d\n", *length);
    hdestroy_r(&symbols);
    return 0;
}
