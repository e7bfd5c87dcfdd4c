// SPDX-License-Identifier: Apache-2.0
// Every name that is read becomes a node of the tree, and leaves it when its line has been served.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *names;

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static char *intern(const char *name) {
    char **node = tfind(name, &names, compare);
    if (!node)
        node = tsearch(strdup(name), &names, compare);
    return node ? *node : NULL;
}

static void drop(char *name) {
    tdelete(name, &names, compare);
    free(name);
}

int main(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        char *name = intern(line);
        if (name) {
            fputs(name, stdout);
            drop(name);
        }
    }
    return 0;
}
