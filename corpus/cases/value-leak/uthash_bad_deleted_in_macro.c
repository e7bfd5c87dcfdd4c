// SPDX-License-Identifier: Apache-2.0
// The macro that empties the table takes every element out, and frees none.
#include <stdio.h>
#include <stdlib.h>
#include <uthash.h>

struct edge {
    int to;
    UT_hash_handle hh;
};

#define DROP(table)                        \
    do {                                   \
        struct edge *each, *next;          \
        HASH_ITER(hh, table, each, next) { \
            HASH_DEL(table, each);         \
        }                                  \
    } while (0)

static void walk(const char *text) {
    struct edge *edges = NULL, *edge;
    for (int to = 0; text[to]; to++) {
        edge = malloc(sizeof *edge);
        if (!edge)
            break;
        edge->to = to;
        HASH_ADD_INT(edges, to, edge);
    }
    printf("%u\n", HASH_COUNT(edges));
    DROP(edges); // expect: value-leak
}

int main(void) {
    char line[64];
    while (fgets(line, sizeof line, stdin))
        walk(line);
    return 0;
}
