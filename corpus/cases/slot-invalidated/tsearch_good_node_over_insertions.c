// SPDX-License-Identifier: Apache-2.0
// tsearch turns the tree by its links only: a node stays where it is.
// proof: grows "the tree has every name once, and is freed as a whole"
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b) {
    return strcmp(a, b);
}

int main(void) {
    char line[64];
    void *seen = NULL;
    char **first = NULL;
    while (fgets(line, sizeof line, stdin)) {
        char *copy = strdup(line);
        char **node = copy ? tsearch(copy, &seen, by_text) : NULL;
        if (!node)
            abort();
        if (*node != copy)
            free(copy);
        if (!first)
            first = node;
        if (strcmp(*node, *first) < 0)
            fputs(*first, stdout);
    }
    tdestroy(seen, free);
    return 0;
}
