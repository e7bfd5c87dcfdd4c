// SPDX-License-Identifier: Apache-2.0
// The head of a fresh table overwrites the head of the old one.
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
    struct route *fresh = NULL;
    for (int i = 0; i < 4; i++) {
        struct route *route = calloc(1, sizeof *route);
        if (!route)
            break;
        route->prefix = seed * 4 + i;
        route->hop = i;
        HASH_ADD_INT(fresh, prefix, route);
    }
    routes = fresh; // expect: escape
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        learn_routes((int)strlen(line));
        printf("%u routes\n", HASH_COUNT(routes));
    }
    return 0;
}
