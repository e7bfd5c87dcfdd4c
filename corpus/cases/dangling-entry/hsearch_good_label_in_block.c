// SPDX-License-Identifier: Apache-2.0
// The data of a symbol is a variable of the whole function, and is read before its end.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>

static const int *find(struct hsearch_data *symbols, const char *name) {
    ENTRY *found, item = {.key = (char *)name, .data = NULL};
    return hsearch_r(item, FIND, &found, symbols) ? found->data : NULL;
}

int main(void) {
    char line[256];
    int read = 0;
    struct hsearch_data symbols = {0};
    if (!hcreate_r(16, &symbols))
        return 1;
    if (fgets(line, sizeof line, stdin)) {
        while (line[read])
            read++;
        ENTRY *found, item = {.key = "length", .data = &read};
        if (!hsearch_r(item, ENTER, &found, &symbols))
            return 1;
    }
    const int *length = find(&symbols, "length");
    if (length)
        printf("%d\n", *length);
    hdestroy_r(&symbols);
    return 0;
}
