// SPDX-License-Identifier: Apache-2.0
// The map frees the keys that it takes over, but one that is there already is not taken over.
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
    if (gomap_put(names, &name, NULL) == GOMAP_OK) // expect-fn: key-leak
        return true;
    free(name);
    return false;
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
