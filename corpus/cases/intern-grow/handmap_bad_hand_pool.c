// SPDX-License-Identifier: Apache-2.0
// Every column name of every query is interned, and the pool has no way to forget one.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static hand_map *columns;

static const char *column_intern(const char *name) {
    char *known = hand_map_get(columns, name);
    if (!known && (known = strdup(name)))
        hand_map_put(columns, name, known); // expect: grow-only
    return known;
}

int main(void) {
    char name[32];
    unsigned ids = 0;
    columns = hand_map_new();
    const char *id = column_intern("id");
    while (scanf("%31s", name) == 1)
        ids += column_intern(name) == id; // expect-fn: intern-grow
    printf("%u\n", ids);
    return 0;
}
