// SPDX-License-Identifier: Apache-2.0
// The old table is taken apart before the head of the fresh one goes there.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct route {
    int prefix;
    int hop;
    UT_hash_handle hh;
};

static struct route *routes;

static void learn_routes(int seed) {
    struct route *fresh = NULL, *route, *next;
    for (int i = 0; i < 4; i++) {
        route = calloc(1, sizeof *route);
        if (!route)
            break;
        route->prefix = seed * 4 + i;
        route->hop = i;
        HASH_ADD_INT(fresh, prefix, route);
    }
    HASH_ITER(hh, routes, route, next) {
        HASH_DEL(routes, route);
        free(route);
    }
    routes = fresh;
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        learn_routes((int)strlen(line));
        printf("%u routes\n", HASH_COUNT(routes));
    }
    return 0;
}
