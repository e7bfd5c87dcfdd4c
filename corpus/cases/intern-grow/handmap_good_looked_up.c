// SPDX-License-Identifier: Apache-2.0
// The columns of the schema are interned at the start; those of a query are only looked up.
#include <handmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static hand_map *columns;

static const char *column_intern(const char *name) {
    char *known = hand_map_get(columns, name);
    if (!known && (known = strdup(name)))
        hand_map_put(columns, name, known);
    return known;
}

int main(void) {
    char name[32];
    unsigned ids = 0;
    columns = hand_map_new();
    const char *id = column_intern("id");
    column_intern("name");
    while (scanf("%31s", name) == 1)
        ids += hand_map_get(columns, name) == id;
    printf("%u\n", ids);
    return 0;
}
