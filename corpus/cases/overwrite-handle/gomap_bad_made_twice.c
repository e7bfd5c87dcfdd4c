// SPDX-License-Identifier: Apache-2.0
// gomap_new writes its map over the one that the table has from the turn before.
#include <runtime/gomap.h>
#include <stdio.h>

struct router {
    Gomap *routes;
};

static bool load(struct router *router, const char *line) {
    GomapType type = gomap_type_u32(0);
    if (gomap_new(&type, 0, &router->routes) != GOMAP_OK) // expect-fn: overwrite-handle
        return false;
    for (; *line; line++) {
        uint32_t letter = (unsigned char)*line;
        if (gomap_put(router->routes, &letter, NULL) != GOMAP_OK)
            return false;
    }
    return true;
}

int main(void) {
    char line[64];
    struct router router = {NULL};
    while (fgets(line, sizeof line, stdin))
        if (load(&router, line)) // expect: map-leak
            printf("%zu\n", gomap_len(router.routes));
    gomap_free(router.routes);
    return 0;
}
