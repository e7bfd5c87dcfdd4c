// SPDX-License-Identifier: Apache-2.0
// tsearch answers with the name that is in the tree already, and the new copy is freed.
// proof: grows "the tree has every name once, and is freed as a whole"
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

static const char *intern(void **names, const char *name) {
    char *copy = strdup(name);
    char **node = copy ? tsearch(copy, names, compare) : NULL;
    if (!node)
        abort();
    if (*node != copy)
        free(copy);
    return *node;
}

int main(void) {
    char line[256];
    void *names = NULL;
    while (fgets(line, sizeof line, stdin))
        printf("%s", intern(&names, line));
    tdestroy(names, free);
    return 0;
}
