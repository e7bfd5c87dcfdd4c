// SPDX-License-Identifier: Apache-2.0
// The map tells whether it took the key over; one that is there already is freed by the caller.
#include <runtime/gomap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void release_name(void *key, void *ctx) {
    (void)ctx;
    free(*(char **)key);
}

static bool remember(Gomap *names, const char *line) {
    char *name = strndup(line, strcspn(line, "0123456789\n"));
    void *slot;
    bool added;
    bool found = gomap_upsert(names, &name, &slot, &added) == GOMAP_OK;
    if (!added)
        free(name);
    return found;
}

int main(void) {
    char line[64];
    GomapType type = gomap_type_str(0);
    Gomap *names;
    type.key_release = release_name;
    if (gomap_new(&type, 0, &names) != GOMAP_OK)
        return 1;
    while (fgets(line, sizeof line, stdin) && remember(names, line))
        continue;
    printf("%zu names\n", gomap_len(names));
    gomap_free(names);
    return 0;
}
