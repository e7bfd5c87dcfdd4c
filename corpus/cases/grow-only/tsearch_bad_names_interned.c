// SPDX-License-Identifier: Apache-2.0
// Every name that is read becomes a node of the tree, and none ever leaves it.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *names;

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static const char *intern(const char *name) {
    char **node = tfind(name, &names, compare);
    if (!node)
        node = tsearch(strdup(name), &names, compare); // expect-fn: grow-only
    return node ? *node : NULL;
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        const char *name = intern(line);
        if (name)
            fputs(name, stdout);
    }
    return 0;
}
