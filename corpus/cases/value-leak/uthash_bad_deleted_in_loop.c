// SPDX-License-Identifier: Apache-2.0
// The loop at the end takes every element out, and frees none.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct edge {
    int to;
    UT_hash_handle hh;
};

static void walk(const char *text) {
    struct edge *edges = NULL, *edge, *next;
    for (int to = 0; text[to]; to++) {
        edge = malloc(sizeof *edge);
        if (!edge)
            break;
        edge->to = to;
        HASH_ADD_INT(edges, to, edge);
    }
    printf("%u\n", HASH_COUNT(edges));
    HASH_ITER(hh, edges, edge, next) {
        HASH_DEL(edges, edge); // expect: value-leak
    }
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        walk(line);
    return 0;
}
