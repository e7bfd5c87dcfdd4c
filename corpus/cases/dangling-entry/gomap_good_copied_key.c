// SPDX-License-Identifier: Apache-2.0
// The map copies its keys with the two hooks of its type, so the buffer may end with its turn.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool copy_name(void *dst, const void *src, void *ctx) {
    (void)ctx;
    return (*(char **)dst = strdup(*(char *const *)src)) != NULL;
}

static void release_name(void *key, void *ctx) {
    (void)ctx;
    free(*(char **)key);
}

int main(void) {
    char line[64];
    GomapType type = gomap_type_str(sizeof(int));
    Gomap *names;
    GomapIter it;
    type.key_copy = copy_name;
    type.key_release = release_name;
    if (gomap_new(&type, 0, &names) != GOMAP_OK)
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        char buffer[64];
        const char *name = buffer;
        int one = 1;
        if (sscanf(line, "%*s id %63s", buffer) == 1)
            if (gomap_put(names, &name, &one) != GOMAP_OK)
                break;
    }
    for (gomap_iter_init(&it, names); gomap_iter_next(&it);)
        printf("%s\n", *(char *const *)it.key);
    gomap_free(names);
    return 0;
}
