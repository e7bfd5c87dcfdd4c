// SPDX-License-Identifier: Apache-2.0
// The map borrows its keys, and the buffer of each name ends with its turn of the loop.
#include <runtime/gomap.h>
#include <stdio.h>

int main(void) {
    char line[64];
    GomapType type = gomap_type_str(sizeof(int));
    Gomap *names;
    GomapIter it;
    if (gomap_new(&type, 0, &names) != GOMAP_OK)
        return 1;
    while (fgets(line, sizeof line, stdin)) {
        char buffer[64];
        const char *name = buffer;
        int one = 1;
        if (sscanf(line, "%*s id %63s", buffer) == 1)
            if (gomap_put(names, &name, &one) != GOMAP_OK)
                break;
    } // expect-fn: dangling-entry
    for (gomap_iter_init(&it, names); gomap_iter_next(&it);)
        printf("%s\n", *(char *const *)it.key);
    gomap_free(names);
    return 0;
}
