// SPDX-License-Identifier: Apache-2.0
// A whole swap: the old front has moved to a variable, and becomes the map that is filled.
#include <handmap.h>
#include <stdio.h>

struct table {
    hand_map *front; // is read
    hand_map *back;  // is filled
};

static void flip(struct table *table) {
    hand_map *old = table->front;
    table->front = table->back;
    hand_map_clear(old);
    table->back = old;
}

int main(void) {
    char line[256];
    struct table table = {hand_map_new(), hand_map_new()};
    while (fgets(line, sizeof line, stdin)) {
        hand_map_put(table.back, line, (void *)"seen");
        flip(&table);
        printf("%s: %zu\n", (char *)hand_map_get(table.front, line), hand_map_size(table.front));
    }
    hand_map_free(table.front);
    hand_map_free(table.back);
    return 0;
}
