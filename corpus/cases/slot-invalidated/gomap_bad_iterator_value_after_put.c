// SPDX-License-Identifier: Apache-2.0
// The alias that is put in may move the entry: the new name goes to where the entry has been.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIAS = 1000000 };

static void add_aliases(Gomap *names) {
    GomapIter it;
    for (gomap_iter_init(&it, names); gomap_iter_next(&it);) {
        char **name = it.value;
        uint64_t alias = *(const uint64_t *)it.key + ALIAS;
        char *copy = *name;
        if (alias >= 2 * ALIAS)
            continue;
        if (gomap_put(names, &alias, &copy) != GOMAP_OK)
            break;
        *name = NULL; // expect-fn: slot-invalidated
    }
    gomap_iter_fini(&it);
}

int main(void) {
    char line[64];
    GomapIter it;
    GomapType type = gomap_type_u64(sizeof(char *));
    type.deterministic = true;
    Gomap *names;
    if (gomap_new(&type, 0, &names) != GOMAP_OK)
        return 1;
    for (uint64_t id = 0; fgets(line, sizeof line, stdin); id++) {
        char *name = strdup(line);
        if (gomap_put(names, &id, &name) != GOMAP_OK)
            free(name);
    }
    add_aliases(names);
    for (gomap_iter_init(&it, names); gomap_iter_next(&it);)
        free(*(char **)it.value);
    gomap_free(names);
    return 0;
}
