// SPDX-License-Identifier: Apache-2.0
// The pool counts who holds a text, and lets it go with the last one.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
    size_t holders;
    char bytes[];
};

static Gomap *pool;

static struct text *intern(const char *bytes) {
    struct text **found = gomap_find(pool, &bytes);
    struct text *text = found ? *found : NULL;
    if (!text) {
        text = malloc(sizeof *text + strlen(bytes) + 1);
        if (!text)
            return NULL;
        text->holders = 0;
        strcpy(text->bytes, bytes);
        const char *key = text->bytes;
        if (gomap_put(pool, &key, &text) != GOMAP_OK) {
            free(text);
            return NULL;
        }
    }
    text->holders++;
    return text;
}

static void release(struct text *text) {
    const char *key = text->bytes;
    if (--text->holders == 0) {
        gomap_remove(pool, &key);
        free(text);
    }
}

int main(void) {
    char line[64];
    struct text *previous = NULL, *path;
    GomapType type = gomap_type_str(sizeof(struct text *));
    if (gomap_new(&type, 0, &pool) != GOMAP_OK)
        return 1;
    while (fgets(line, sizeof line, stdin) && (path = intern(line))) {
        if (path == previous)
            puts("asked twice");
        if (previous)
            release(previous);
        previous = path;
    }
    if (previous)
        release(previous);
    gomap_free(pool);
    return 0;
}
