// SPDX-License-Identifier: Apache-2.0
// A pool of one copy for each text, which takes every request's path and gives none back.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Gomap *pool;

static const char *intern(const char *text) {
    const char **found = gomap_find(pool, &text);
    if (found)
        return *found;
    char *copy = strdup(text);
    if (copy && gomap_put(pool, (const char **)&copy, &copy) == GOMAP_OK) // expect: grow-only
        return copy;
    free(copy);
    return NULL;
}

int main(void) {
    char line[64];
    const char *previous = NULL;
    GomapType type = gomap_type_str(sizeof(char *));
    if (gomap_new(&type, 0, &pool) != GOMAP_OK)
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        const char *path = intern(line); // expect-fn: intern-grow
        if (path == previous)
            puts("asked twice");
        previous = path;
    }
    return 0;
}
